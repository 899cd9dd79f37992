"""The files of a published site over HTTP: revalidated, kept for when the site is away, and nothing but files."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from innersource_marketplace.assistants.site_files import MissingFileError, open_site
from innersource_marketplace.errors import UsageError
from loopback import Quiet, answering

_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Site:
    """A site that can be changed and taken away, and counts what it was asked."""

    def __init__(self) -> None:
        self.content = b"{}"
        self.version = '"1"'
        self.status = 200
        self.asked: list[int] = []


def serving(site: Site) -> AbstractContextManager[str]:
    class Handler(Quiet, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers.get("If-None-Match") == site.version
            status = 304 if known and site.status == 200 else site.status
            site.asked.append(status)
            self.send_response(status)
            self.send_header("ETag", site.version)
            self.end_headers()
            if status == 200:
                self.wfile.write(site.content)

    return answering(Handler)


def test_a_file_is_asked_for_again_only_when_it_may_have_changed(tmp_path: Path) -> None:
    site, now = Site(), _NOON
    with serving(site) as address:
        files = open_site(address, clock=lambda: now, copies=tmp_path)
        assert files.read("a.json") == files.read("a.json") == b"{}"
        now += timedelta(hours=1)
        assert files.read("a.json") == b"{}"
        site.content, site.version, now = b"[]", '"2"', now + timedelta(hours=1)
        assert files.read("a.json") == b"[]"
    assert site.asked == [200, 304, 200]


def test_while_the_site_is_away_the_last_copy_serves_and_its_age_is_known(tmp_path: Path) -> None:
    site, now = Site(), _NOON
    with serving(site) as address:
        open_site(address, clock=lambda: now, copies=tmp_path).read("a.json")
        site.status = 503
        now += timedelta(days=1)
        files = open_site(address, clock=lambda: now, copies=tmp_path)
        assert files.copied_at() is None
        assert files.read("a.json") == b"{}"
        assert files.copied_at() == _NOON
        with pytest.raises(UsageError, match="503"):
            files.read("never-read.json")
    assert open_site(address, clock=lambda: now, copies=tmp_path).read("a.json") == b"{}"


@pytest.mark.parametrize("damaged", [lambda content: content[:-1], lambda _content: b"[" * 4_000])
def test_a_damaged_copy_is_none(tmp_path: Path, damaged: Callable[[bytes], bytes]) -> None:
    site = Site()
    with serving(site) as address:
        open_site(address, clock=lambda: _NOON, copies=tmp_path).read("a.json")
        (copy,) = (path for path in tmp_path.rglob("*") if path.is_file())
        copy.write_bytes(damaged(copy.read_bytes()))
        site.content = b"[1]"
        assert open_site(address, clock=lambda: _NOON, copies=tmp_path).read("a.json") == b"[1]"


@pytest.mark.parametrize("status", [401, 403])
def test_a_copy_does_not_serve_whoever_is_no_longer_let_in(status: int, tmp_path: Path) -> None:
    site, now = Site(), _NOON
    with serving(site) as address:
        files = open_site(address, clock=lambda: now, copies=tmp_path)
        files.read("a.json")
        site.status, now = status, now + timedelta(hours=1)
        with pytest.raises(UsageError, match="asks to sign in"):
            files.read("a.json")


def test_a_folder_gives_only_what_lies_in_it(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    (site / "index.html").write_text("", encoding="utf-8")
    (site / "link").symlink_to(tmp_path / "secret")
    files = open_site(str(site), clock=lambda: _NOON)
    for name in ("../secret", "link", "missing.json"):
        with pytest.raises(MissingFileError):
            files.read(name)
