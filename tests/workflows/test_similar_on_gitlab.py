"""The job that says on a merge request what exists already: its own steps, against a server that keeps notes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from importlib.resources import files
from pathlib import Path
from urllib.parse import parse_qs

import jsonschema
import msgspec
import pytest
import yaml
from ours import TEMPLATES

from git_repositories import git
from loopback import Quiet, answering, serving
from published import publish_ledger

_, JOBS = yaml.safe_load_all((TEMPLATES / "gitlab-similar.yml").read_text(encoding="utf-8"))
JOB = JOBS["similar"]

LEDGER = "# Posting\n\nPosts debit and credit entries to accounts for double-entry bookkeeping. $(touch sprung)\n"
TOKEN = "glpat-canary"
NOTES = "/api/v4/projects/42/merge_requests/1/notes"
PERSON = {"id": 8}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(publish_ledger(tmp_path_factory.mktemp("site"))) as address:
        yield address


class Host(msgspec.Struct):
    """A GitLab with the notes of one merge request."""

    address: str = ""
    notes: list[dict[str, object]] = msgspec.field(default_factory=list)

    def bodies(self) -> list[str]:
        return [str(note["body"]) for note in self.notes]


@pytest.fixture
def host() -> Iterator[Host]:
    made = Host()

    class Handler(Quiet, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            self.answer({"id": 7} if path == "/api/v4/user" else made.notes if path == NOTES else None)

        def do_POST(self) -> None:
            made.notes.append({"id": len(made.notes) + 1, "author": {"id": 7}, "body": self.body()})
            self.answer({})

        def do_PUT(self) -> None:
            number = int(self.path.removeprefix(f"{NOTES}/"))
            next(note for note in made.notes if note["id"] == number)["body"] = self.body()
            self.answer({})

        def body(self) -> str:
            return parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["body"][0]

        def answer(self, content: object) -> None:
            allowed = self.headers["PRIVATE-TOKEN"] == TOKEN
            self.send_response(401 if not allowed else 404 if content is None else 200)
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

    with answering(Handler) as address:
        made.address = f"{address}/api/v4"
        yield made


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clone whose branch adds a README; `origin` has the branch that the request is for."""
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    origin.mkdir()
    git(origin, "init", "-q", "-b", "main")
    commit(origin, "LICENSE", "MIT")
    git(tmp_path, "clone", "-q", str(origin), str(clone))
    commit(clone, "README.md", LEDGER)
    program = tmp_path / "clone.marketplace" / "python" / "bin" / "marketplace"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m innersource_marketplace "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return clone


def commit(repository: Path, name: str, text: str) -> None:
    (repository / name).write_text(text, encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "-c", "user.name=Ada", "-c", "user.email=ada@acme.example", "commit", "-q", "-m", name)


def run(checkout: Path, host: Host, site: str, **variables: str) -> tuple[int, str]:
    """Run the job's own steps in the shell of its image, as a runner would."""
    base = subprocess.run(["git", "rev-parse", "origin/main"], cwd=checkout, capture_output=True, text=True, check=True)
    done = subprocess.run(
        ["/bin/sh", "-e", "-c", "\n".join(JOB["script"])],
        cwd=checkout,
        env={
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(checkout.parent),
            "CI_PROJECT_DIR": str(checkout),
            "CI_API_V4_URL": host.address,
            "CI_MERGE_REQUEST_IID": "1",
            "CI_MERGE_REQUEST_PROJECT_ID": "42",
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": base.stdout.strip(),
            "MARKETPLACE_SITE": site,
            "MARKETPLACE_COMMENT_TOKEN": TOKEN,
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    printed = done.stdout + done.stderr
    assert TOKEN not in printed
    assert not list(checkout.rglob("sprung"))
    return done.returncode, printed


@pytest.mark.slow
def test_the_first_merge_request_gets_one_note_of_ours(checkout: Path, host: Host, site: str) -> None:
    pretended: dict[str, object] = {"id": 1, "author": PERSON, "body": "<!-- marketplace similar --> mine"}
    host.notes.append(pretended)
    for _ in range(2):
        assert run(checkout, host, site) == (0, (checkout / "similar.md").read_text(encoding="utf-8"))
    theirs, ours = host.bodies()
    assert theirs == "<!-- marketplace similar --> mine"
    assert ours.startswith("<!-- marketplace similar -->\n### This may exist already")
    assert f"]({site}/projects/payments/ledger/)" in ours
    assert "@everyone" not in ours
    commit(checkout, "innersource.json", '{"title": "Posting", "supersedes": ["payments/ledger"]}')
    run(checkout, host, site)
    assert "This may exist already" not in host.bodies()[1]


@pytest.mark.slow
def test_without_a_token_as_on_forks_the_file_is_all(checkout: Path, host: Host, site: str) -> None:
    (checkout / "similar.md").symlink_to(checkout / "LICENSE")
    assert run(checkout, host, site, MARKETPLACE_COMMENT_TOKEN="")[0] == 0
    assert host.notes == []
    assert "### This may exist already" in (checkout / "similar.md").read_text(encoding="utf-8")
    assert (checkout / "LICENSE").read_text(encoding="utf-8") == "MIT"
    assert JOB["artifacts"]["paths"] == ["similar.md"]


@pytest.mark.slow
def test_later_merge_requests_and_sites_that_are_away(checkout: Path, host: Host, site: str) -> None:
    status, printed = run(checkout, host, site, CI_MERGE_REQUEST_IID="2")
    assert (status, host.notes) == (0, [])
    assert "nothing to compare" in printed
    assert run(checkout, host, "http://127.0.0.1:9")[0] == 2
    assert JOB["allow_failure"] is True
    old = "version: 1\norganization: Acme\nprojects: []\n"
    commit(checkout, "catalog.yml", old.replace("[]", "\n  - repository: https://git.acme.example/a/b\n"))
    assert run(checkout, host, site)[0] == 0
    assert host.notes == []


def test_the_job_is_one_that_the_schema_of_gitlab_accepts() -> None:
    schema = json.loads(files("check_jsonschema").joinpath("builtin_schemas/vendor/gitlab-ci.json").read_bytes())
    jsonschema.validators.validator_for(schema)(schema).validate(JOBS)
    assert all("$[[" not in line for line in (*JOB["before_script"], *JOB["script"]))
