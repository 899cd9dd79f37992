"""Running git on hostile input: no shell, no configuration but ours, limits on everything."""

import base64
import dataclasses
import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import IO

import msgspec
from msgspec.structs import replace

from innersource_marketplace.errors import SourceError, sentence
from innersource_marketplace.escape import log_line, without_secrets
from innersource_marketplace.limits import (
    GIT_MEMORY_BYTES,
    GIT_OUTPUT_BYTES,
    GIT_READ_MEMORY_BYTES,
    GIT_READ_SECONDS,
    GIT_REPOSITORY_BYTES,
    GIT_SECONDS,
)
from innersource_marketplace.runtime import system_module

resource = system_module("resource")

CREDENTIAL_HELPER = "MARKETPLACE_GIT_CREDENTIAL_HELPER"
"""Environment variable that names git's credential helper for https; none is used without it."""

_CONFIGURATION: Mapping[str, str] = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.askPass": "",
    "core.attributesFile": os.devnull,
    "core.excludesFile": os.devnull,
    "core.alternateRefsCommand": ":",
    "core.pager": "cat",
    "credential.helper": "",  # the empty value drops any helper named before
    "fetch.writeCommitGraph": "false",
    "fetch.fsckObjects": "false",  # old histories hold harmless faults; nothing is ever checked out
    "core.bigFileThreshold": "16m",  # larger files are passed on in pieces, never held
    "core.deltaBaseCacheLimit": "32m",  # of the memory that a command may take, see `for_reading`
    "gc.auto": "0",
    "gpg.program": "false",
    "http.lowSpeedLimit": "1000",
    "http.lowSpeedTime": "60",
    "log.mailmap": "false",
    "log.showSignature": "false",
    "maintenance.auto": "false",
    "protocol.allow": "never",
    "protocol.ext.allow": "never",
    "safe.directory": "*",  # only repositories of our own are opened; sources are objects to us
    "submodule.recurse": "false",
    "transfer.advertiseSID": "false",
}
_KEPT_VARIABLES = (
    *("PATH", "SYSTEMROOT", "SSH_AUTH_SOCK", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT"),
    *("https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH"),
)
"""What passes from our environment: finding programs, an ssh key, a proxy, a company's own CA.

ssh finds `~/.ssh` through the account, not through HOME.
"""

_SSH = "ssh -o BatchMode=yes -o ConnectTimeout=20 -o ForwardAgent=no -o PermitLocalCommand=no"
_TICK_SECONDS = 0.25
_CHUNK_BYTES = 1 << 20
_CHUNKS_AHEAD = 4
_ERROR_BYTES = 64 * 1024
_REASONS: tuple[tuple[str, str, str], ...] = (
    (
        r"returned error: 429",
        "rate-limited",
        "The next run tries again. If it keeps happening, ask the administrators of the server for higher limits.",
    ),
    (
        r"could not read (?:Username|Password)|Authentication failed|Permission denied|Host key verification failed"
        r"|returned error: 40[13]|Invalid username or (?:password|token)|access denied",
        "authentication",
        f"Give this machine read access (an ssh key, a known host key, or {CREDENTIAL_HELPER}), or check the address.",
    ),
    (
        r"[Oo]ut of memory|malloc failed|unable to mmap|cannot allocate memory",
        "too-large",
        "Leave this repository out, or list it with collect: false.",
    ),
    (r"transport '.*' not allowed|protocol '.*' is not supported", "refused", "Use an https, ssh or local address."),
    (
        r"does not appear to be a git repository|[Rr]epository .*not found|returned error: 404|not found$"
        r"|No such file or directory|could not be found",
        "missing",
        "Check the address; the repository was removed, renamed or is not visible to this machine.",
    ),
    (
        r"Could not resolve|unable to access|Connection (?:refused|reset|timed out|closed)|timed out"
        r"|Could not read from remote|unable to connect|remote end hung up|early EOF|RPC failed",
        "unreachable",
        "Check the network and the host; the next run tries again.",
    ),
)


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """How much one git command may take."""

    seconds: float = GIT_SECONDS
    output_bytes: int = GIT_OUTPUT_BYTES
    repository_bytes: int = GIT_REPOSITORY_BYTES
    memory_bytes: int = GIT_MEMORY_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """How to run git: a complete environment, a budget, and a flag that ends all running commands."""

    environment: Mapping[str, str] = field(repr=False)  # with what git signs in with
    budget: Budget
    stop: Event = field(default_factory=Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How git signs in to the server below one address: with a token, and its own certificates. Nothing prints."""

    web: str
    user: str
    token: str = field(repr=False)
    certificates: Path | None = None

    def configuration(self) -> list[tuple[str, str]]:
        """What tells git so. It goes into the environment, for other people may read arguments.

        Redirects are not followed, so that the token goes to no other host.
        """
        signed = base64.b64encode(f"{self.user}:{self.token}".encode()).decode("ascii")
        pairs = [
            (f"http.{self.web.rstrip('/')}/.extraHeader", f"Authorization: Basic {signed}"),
            ("http.followRedirects", "false"),
        ]
        return pairs if self.certificates is None else [*pairs, ("http.sslCAInfo", str(self.certificates.resolve()))]


def prepare(environment: Mapping[str, str], home: Path, budget: Budget, access: Access | None = None) -> Git:
    """Build the only environment that git ever sees from ours and an empty folder.

    A credential helper runs only if our environment names one and there is no `access`; then, and only
    then, HOME is the real one, and redirects are not followed, so that no secret goes to another host.
    """
    kept = {name: environment[name] for name in _KEPT_VARIABLES if name in environment}
    pairs = [*_CONFIGURATION.items()]
    helper = environment.get(CREDENTIAL_HELPER, "") if access is None else ""
    if access is not None:
        pairs += access.configuration()
    if helper:
        pairs += [("credential.helper", helper), ("http.followRedirects", "false")]
    clean = {
        "PATH": os.defpath,
        **({} if "GIT_SSH" in kept else {"GIT_SSH_COMMAND": _SSH}),
        **kept,
        "HOME": environment.get("HOME", str(home)) if helper else str(home),
        "XDG_CONFIG_HOME": str(home),
        "TMPDIR": str(home),
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TEMPLATE_DIR": str(home),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS": "",
        "SSH_ASKPASS_REQUIRE": "never",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_PAGER": "cat",
    }
    return Git(environment={**clean, **_as_variables(pairs)}, budget=budget)


def for_reading(git: Git) -> Git:
    """The same with the smaller budget of commands that read trees and files, whose cost an object cannot announce."""
    budget = git.budget
    return dataclasses.replace(
        git,
        budget=replace(
            budget,
            seconds=min(budget.seconds, GIT_READ_SECONDS),
            memory_bytes=min(budget.memory_bytes, GIT_READ_MEMORY_BYTES),
        ),
    )


def run(
    git: Git,
    arguments: Sequence[str],
    *,
    folder: Path | None = None,
    protocol: str = "",
    given: bytes = b"",
    watched: Path | None = None,
) -> bytes:
    """Run one git command and return its whole output; see `stream`."""
    return b"".join(stream(git, arguments, folder=folder, protocol=protocol, given=given, watched=watched))


def stream(
    git: Git,
    arguments: Sequence[str],
    *,
    folder: Path | None = None,
    protocol: str = "",
    given: bytes = b"",
    watched: Path | None = None,
) -> Iterator[bytes]:
    """Run one git command and yield its output in chunks.

    `folder` is the git directory; `protocol` the only transport allowed (none by default); `given`
    goes to standard input; `watched` is a folder that must not outgrow the budget. Raises
    `SourceError` (timeout, too-large, authentication, missing, unreachable, refused, broken,
    stopped) after the whole process group is gone.
    """
    environment = dict(git.environment)
    environment["GIT_ALLOW_PROTOCOL"] = protocol or "none"
    if folder is not None:
        environment["GIT_DIR"] = str(folder)
    with tempfile.TemporaryFile() as standard_input:
        standard_input.write(given)
        standard_input.seek(0)
        try:
            process = subprocess.Popen(  # noqa: S603 - an argument list of ours, no shell
                ["git", *arguments],  # noqa: S607 - found through the operator's PATH
                cwd=environment["GIT_TEMPLATE_DIR"],
                env=environment,
                stdin=standard_input,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise SourceError(
                "no-git", sentence("git could not be started: {reason}", reason=error.strerror), "Install git."
            ) from error
    _limit_memory(process.pid, git.budget.memory_bytes)
    errors = bytearray()
    try:
        yield from _watched_output(git, process, errors, watched)
        status = process.wait(timeout=max(1.0, git.budget.seconds))
    except subprocess.TimeoutExpired as error:
        raise _timeout(git) from error
    finally:
        _end(process)
    if status != 0:
        raise failure(bytes(errors))


def failure(errors: bytes) -> SourceError:
    """Turn what git printed on its error output into a typed reason without credentials."""
    text = errors.decode("utf-8", "replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = next(
        (line for line in lines if line.startswith(("fatal:", "ERROR:", "error:"))), lines[-1] if lines else ""
    )
    shown = log_line(without_secrets(telling.partition(":")[2].strip() or telling), 300)
    for pattern, code, fix in _REASONS:
        if any(re.search(pattern, line) for line in lines):
            return SourceError(code, shown or code, fix)
    return SourceError("broken", shown or "git failed without a message", "Run `git fsck` in the repository.")


def _as_variables(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    variables = {"GIT_CONFIG_COUNT": str(len(pairs))}
    for index, (key, value) in enumerate(pairs):
        variables[f"GIT_CONFIG_KEY_{index}"] = key
        variables[f"GIT_CONFIG_VALUE_{index}"] = value
    return variables


def _watched_output(
    git: Git, process: "subprocess.Popen[bytes]", errors: bytearray, watched: Path | None
) -> Iterator[bytes]:
    deadline = time.monotonic() + git.budget.seconds
    next_look = time.monotonic() + _TICK_SECONDS
    total = 0
    for is_error, chunk in _chunks(process, min(_TICK_SECONDS, git.budget.seconds)):
        now = time.monotonic()
        if git.stop.is_set():
            raise SourceError("stopped", "the run was stopped")
        if now > deadline:
            raise _timeout(git)
        if watched is not None and now >= next_look:
            check_size(git, watched)
            next_look = now + _TICK_SECONDS
        if is_error:
            errors += chunk[: max(0, _ERROR_BYTES - len(errors))]
        elif chunk:
            total += len(chunk)
            if total > git.budget.output_bytes:
                raise SourceError(
                    "too-large",
                    sentence("git printed more than {most} bytes", most=git.budget.output_bytes),
                    "Leave this repository out, or list it with collect: false.",
                )
            yield chunk
    if watched is not None:
        check_size(git, watched)


def _chunks(process: "subprocess.Popen[bytes]", seconds: float) -> Iterator[tuple[bool, bytes]]:
    """What a process prints, as (whether it is an error, bytes); nothing, after so many seconds without a word.

    Threads read, because Windows cannot wait for several pipes.
    """
    chunks: Queue[tuple[bool, bytes]] = Queue(_CHUNKS_AHEAD)
    abandoned = Event()
    pipes = [pipe for pipe in (process.stdout, process.stderr) if pipe is not None]
    for pipe in pipes:
        Thread(target=_hand_over, args=(pipe, pipe is process.stderr, chunks, abandoned), daemon=True).start()
    reading = len(pipes)
    try:
        while reading:
            try:
                is_error, chunk = chunks.get(timeout=seconds)
            except Empty:
                yield False, b""
                continue
            reading -= not chunk
            yield is_error, chunk
    finally:
        abandoned.set()


def _hand_over(pipe: IO[bytes], is_error: bool, chunks: "Queue[tuple[bool, bytes]]", abandoned: Event) -> None:
    """Read a pipe to its end, piece by piece, and close it. An empty piece is the last."""
    with pipe:
        chunk = b"any"
        while chunk:
            try:
                chunk = os.read(pipe.fileno(), _CHUNK_BYTES)
            except OSError:
                chunk = b""
            while not abandoned.is_set():
                with suppress(Full):
                    chunks.put((is_error, chunk), timeout=_TICK_SECONDS)
                    break


def _limit_memory(pid: int, memory_bytes: int) -> None:
    """Bound what a running git may allocate, where the system can; mapped packs do not count."""
    if resource is not None and hasattr(resource, "prlimit"):
        with suppress(OSError, ValueError):  # it has ended already
            resource.prlimit(pid, resource.RLIMIT_DATA, (memory_bytes, memory_bytes))


def check_size(git: Git, folder: Path) -> None:
    """Raise `SourceError` if a folder holds more than the budget allows for one repository."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):  # git moves its temporary files while we look
                total += os.lstat(os.path.join(parent, name)).st_size  # noqa: PTH118 - walks thousands of files
    if total > git.budget.repository_bytes:
        raise SourceError(
            "too-large",
            sentence("the copy of the repository is over {most} MiB", most=git.budget.repository_bytes // 1024**2),
            "Leave this repository out, or list it with collect: false.",
        )


def _timeout(git: Git) -> SourceError:
    return SourceError(
        "timeout",
        sentence("git took longer than {seconds} s", seconds=f"{git.budget.seconds:g}"),
        "Check the host; the next run tries again.",
    )


def _end(process: "subprocess.Popen[bytes]") -> None:
    # Also after a regular end: a helper that git left behind must not outlive the command.
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
