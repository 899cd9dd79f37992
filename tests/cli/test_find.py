"""`marketplace find`: ranked projects from a folder and from a real server, and what its exit status says."""

import json
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from innersource_marketplace.cli.console import Console
from innersource_marketplace.cli.context import Setting
from innersource_marketplace.cli.main_command import command
from innersource_marketplace.errors import UsageError
from innersource_marketplace.search.index_files import INDEX_FOLDER
from loopback import Quiet, answering
from search.searchables import COMPANY, files_of


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    for name, content in files_of(COMPANY).items():
        path = folder / INDEX_FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def find(*arguments: str, environment: dict[str, str] | None = None) -> Result:
    setting = Setting(environment=environment or {}, console=Console())
    return CliRunner().invoke(command("find"), arguments, obj=setting, standalone_mode=False, catch_exceptions=True)


def status(result: Result) -> int:
    if isinstance(result.exception, UsageError):
        return result.exception.exit_status
    return result.return_value  # type: ignore[no-any-return]


def serving(site: Path, answer: str = "files", header: str = "") -> AbstractContextManager[str]:
    """Serve a site; `answer` says what a visitor without the header meets instead."""

    class Handler(Quiet, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = site / self.path.lstrip("/")
            if answer != "files" and not (header and self.headers.get("Authorization") == header):
                if answer == "redirect":
                    self.send_response(302)
                    self.send_header("Location", "https://login.example/")
                elif answer == "page":
                    self.send_response(200)
                else:
                    self.send_response(int(answer))
                self.end_headers()
                self.wfile.write(b"<!doctype html><title>Sign in</title>")
                return
            self.send_response(200 if path.is_file() else 404)
            self.end_headers()
            self.wfile.write(path.read_bytes() if path.is_file() else b"")

    return answering(Handler)


def test_it_ranks_as_the_gallery_does_from_a_folder(site: Path) -> None:
    found = find("bar", "code", "scaning", "--site", str(site), "--format", "json")
    (first, *_) = json.loads(found.output)
    assert status(found) == 0
    assert list(first) == ["key", "title", "page", "match", "why"]
    assert (first["title"], first["page"]) == ("Barcode scanner SDK", "projects/team/barcode-scanner-sdk/")
    assert any(reason.startswith("title: Barcode") for reason in first["why"])


def test_it_prints_text_for_people_with_the_address_of_the_page(site: Path) -> None:
    with serving(site) as address:
        found = find("ledger", "--site", address, "--limit", "1")
    assert status(found) == 0
    assert found.output.splitlines()[0] == "Ledger"
    assert f"{address}/projects/team/ledger/" in found.output
    assert "Ledger exporter" not in found.output


def test_where_nothing_fits_it_says_so_shows_the_closest_and_ends_with_one(site: Path) -> None:
    found = find("a", "phone", "for", "quantum", "physics", "--site", str(site))
    assert status(found) == 1
    assert found.output.startswith("No good match. Closest:")
    assert "Barcode scanner SDK" in found.output
    found = find("quantum", "--site", str(site), "--format", "json")
    assert (status(found), json.loads(found.output)) == (1, [])


@pytest.mark.slow
@pytest.mark.parametrize("answer", ["redirect", "page", "401", "403"])
def test_a_site_that_asks_to_sign_in_is_recognised(answer: str, site: Path) -> None:
    with serving(site, answer, header="Bearer x") as address:
        refused = find("ledger", "--site", address)
        given = find(
            "ledger", "--site", address, "--header-env", "PASS", environment={"PASS": "Authorization: Bearer x"}
        )
    assert status(refused) == 2
    assert "sign in" in str(refused.exception)
    assert status(given) == 0


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (("--site", "no-such-folder"), {}, "Build the site first"),
        (("--site", "http://127.0.0.1:1"), {}, "cannot be reached"),
        (("--header-env", "PASS"), {}, "is not set"),
        (("--header-env", "PASS"), {"PASS": "secret"}, "holds no header"),
        (
            ("--header-env", "PASS"),
            {"PASS": "Authorization: Bearer secret\N{LATIN SMALL LETTER L WITH STROKE}"},
            "holds no header",
        ),
        (("--site", "http://[::1"), {}, "not the address"),
        (("--site", "http://127.0.0.1:99999"), {}, "not the address"),
        (("--site", "http://me:secret@127.0.0.1:1/"), {}, "--header-env"),
        (("--site", "http://127.0.0.1:1/?token=secret"), {}, "--header-env"),
    ],
)
def test_wrong_usage_is_explained(
    arguments: tuple[str, ...], environment: dict[str, str], said: str, site: Path
) -> None:
    found = find("ledger", *arguments, environment=environment)
    assert status(found) == 2
    assert said in str(found.exception)
    assert "secret" not in str(found.exception)


def test_an_address_without_an_index_is_no_marketplace(tmp_path: Path) -> None:
    with serving(tmp_path) as address:
        found = find("ledger", "--site", address)
    assert status(found) == 2
    assert "start page" in str(found.exception)


def test_a_broken_index_is_explained(site: Path, tmp_path: Path) -> None:
    for path in site.rglob("*.json"):
        copy = tmp_path / path.relative_to(site)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(b"{" if path.name.startswith("postings") else path.read_bytes())
    found = find("ledger", "--site", str(tmp_path))
    assert status(found) == 2
    assert "is not JSON" in str(found.exception)
