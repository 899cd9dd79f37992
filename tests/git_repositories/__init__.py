"""Real git repositories for tests, made fast and as odd as needed, and a real HTTP remote for them."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from loopback import Quiet, answering

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
"""The clock of these tests, a Friday in ISO week 47."""

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "safe.directory",
    "GIT_CONFIG_VALUE_0": "*",
}


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a commit with a mode of its own: a link (its target), a submodule (an id)."""

    mode: str
    data: bytes


class Commit(msgspec.Struct, frozen=True, kw_only=True):
    """A commit that adds files. `when` is seconds since 1970, `zone` that of the clock that showed it."""

    files: Mapping[str | bytes, bytes | Entry] = msgspec.field(default_factory=dict)
    when: int = int(NOW.timestamp()) - 3600
    email: str = "ada@acme.example"
    author: str = "Ada"
    zone: str = "+0000"


def link(target: str) -> Entry:
    """A symbolic link."""
    return Entry(mode="120000", data=target.encode())


def submodule() -> Entry:
    """A submodule at some commit."""
    return Entry(mode="160000", data=b"1" * 40)


def git(folder: Path, *arguments: str, given: bytes = b"", environment: Mapping[str, str] | None = None) -> bytes:
    """Run git in a folder, for making things to test with."""
    return subprocess.run(
        ["git", *arguments],
        cwd=folder,
        input=given,
        env={**ENVIRONMENT, **(environment or {})},
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ).stdout


def make_repository(
    path: Path,
    commits: Sequence[Commit] = (Commit(files={"README.md": b"# Hello\n"}),),
    *,
    bare: bool = True,
    branch: str = "main",
    tags: Sequence[str] = (),
    annotated: Sequence[str] = (),
    object_format: str = "sha1",
) -> Path:
    """Make a repository with these commits on one branch, and tags on the last of them."""
    path.mkdir(parents=True)
    where = ["--bare"] if bare else []
    git(path, "init", "--quiet", *where, f"--initial-branch={branch}", f"--object-format={object_format}", ".")
    add_commits(path, commits, branch=branch, tags=tags, annotated=annotated, onto=False)
    return path


def add_commits(
    path: Path,
    commits: Sequence[Commit],
    *,
    branch: str = "main",
    tags: Sequence[str] = (),
    annotated: Sequence[str] = (),
    onto: bool = True,
) -> None:
    """Add commits to a branch, and tags to its tip."""
    parts: list[bytes] = []
    for number, commit in enumerate(commits):
        person = f"{commit.author} <{commit.email}> {commit.when} {commit.zone}"
        parts.append(f"commit refs/heads/{branch}\nauthor {person}\ncommitter {person}\ndata 1\n.\n".encode())
        if number == 0 and onto:
            parts.append(f"from refs/heads/{branch}^0\n".encode())
        for name, content in commit.files.items():
            parts.append(_file(name, content))
        parts.append(b"\n")
    for tag in tags:
        parts.append(f"reset refs/tags/{tag}\nfrom refs/heads/{branch}\n\n".encode())
    for tag in annotated:
        when = int(NOW.timestamp()) - 60
        parts.append(
            f"tag {tag}\nfrom refs/heads/{branch}\ntagger Ada <ada@acme.example> {when} +0000\ndata 1\n.\n".encode()
        )
    if parts:
        git(path, "fast-import", "--quiet", given=b"".join(parts))


def _file(name: str | bytes, content: bytes | Entry) -> bytes:
    raw = name.encode() if isinstance(name, str) else name
    quoted = b'"' + b"".join(f"\\{byte:03o}".encode() for byte in raw) + b'"'
    if isinstance(content, Entry) and content.mode == "160000":
        return b"M 160000 " + content.data + b" " + quoted + b"\n"
    mode, data = (content.mode, content.data) if isinstance(content, Entry) else ("100644", content)
    return f"M {mode} inline ".encode() + quoted + f"\ndata {len(data)}\n".encode() + data + b"\n"


def git_over_http(
    root: Path,
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    filters: bool = False,
) -> tuple[int, dict[str, str], bytes]:
    """What `git http-backend` answers below a folder of bare repositories; names of headers in lower case.

    `filters` allows to ask for a part of a repository, whatever its own settings say.
    """
    allowed = {"GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_1": "uploadpack.allowFilter", "GIT_CONFIG_VALUE_1": "true"}
    environment = {
        **ENVIRONMENT,
        **(allowed if filters else {}),
        "GIT_PROJECT_ROOT": str(root),
        "GIT_HTTP_EXPORT_ALL": "1",
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": headers.get("content-type", ""),
        "HTTP_CONTENT_ENCODING": headers.get("content-encoding", ""),
        "GIT_PROTOCOL": headers.get("git-protocol", ""),
    }
    answer = subprocess.run([_backend()], input=body, env=environment, capture_output=True, check=False).stdout
    head, _, content = answer.partition(b"\r\n\r\n")
    lines = [line.partition(": ") for line in head.decode().split("\r\n") if ": " in line]
    given = {name: value for name, _, value in lines}
    status = int(given.pop("Status", "200").split()[0])
    return status, given, content


@cache
def _backend() -> Path:
    """The program behind `git http-backend`, which takes a process less when it is started itself."""
    found = subprocess.run(["git", "--exec-path"], env=ENVIRONMENT, capture_output=True, check=True).stdout
    return Path(os.fsdecode(found.rstrip(b"\n"))) / "git-http-backend"


@contextmanager
def http_remote(root: Path) -> Iterator[str]:
    """Serve the bare repositories below a folder over smart HTTP on loopback; yields the base address.

    Paths that begin with `private/` ask for credentials, `moved/` redirects to the same without it,
    `broken/` answers 500, and `sign-in/` with a page of one line in the place of everything.
    """

    class Handler(Quiet, BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_GET(self) -> None:
            self._serve(b"")

        def do_POST(self) -> None:
            self._serve(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

        def _serve(self, body: bytes) -> None:
            parts = urlsplit(self.path)
            if parts.path.startswith("/private/"):
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="acme"')
                self.end_headers()
                return
            if parts.path.startswith("/moved/"):
                self.send_response(301)
                self.send_header("Location", self.path.removeprefix("/moved"))
                self.end_headers()
                return
            if parts.path.startswith("/broken/"):
                self.send_error(500)
                return
            if parts.path.startswith("/sign-in/"):
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(b"<html><form>Sign in</form></html>")
                return
            status, headers, content = git_over_http(
                root, self.command, parts.path, parts.query, {k.lower(): v for k, v in self.headers.items()}, body
            )
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

    with answering(Handler) as address:
        yield address
