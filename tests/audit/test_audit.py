"""The audit finds each kind of violation when it is planted, and says nothing of a site without any."""

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from innersource_marketplace.audit import audit_site as audit_with
from innersource_marketplace.audit.pages import page_faults
from innersource_marketplace.errors import Problem
from innersource_marketplace.render.http_headers import CONTENT_POLICY

SECRET = 'hunter-2"<&\u00e4'
POLICY = f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_POLICY}"><meta charset="utf-8">'.encode()
PAGE = (
    f'<!doctype html>\n<html lang="en"><head>{POLICY.decode()}<title>A</title>'
    '<link rel="stylesheet" href="assets/a.css"><link rel="canonical" href="https://ok.example/">'
    '<script src="assets/a.js"></script><script type="application/json">{"a": 1}</script></head><body>\n'
    '<!-- table: one --><a href="https://ok.example/?a=b#c">x</a> <a href="mailto:a@ok.example">y</a> '
    '<a href="projects/a/b/">z</a> '
    '<a href="http://ok.example/">h</a> <a href="#top">t</a> <a href="">e</a> <a href="assets/a.css?v=1#x">v</a>'
    '<svg><use href="#icon"></use></svg><img src="assets/a.png" alt="">%s</body></html>\n'
)


STYLE = b"a { background: url('data:image/png;base64,AAAA') }"
SCRIPT = b"void 0;"


def audit_site(site: Path, *, canaries: tuple[str, ...] = ()) -> tuple[Problem, ...]:
    """Audit a site of an instance that has a script and a style of its own."""
    return audit_with(site, canaries=canaries, own=(site.parent / "own",))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small site without a fault."""
    files: dict[str, bytes] = {
        "index.html": (PAGE % "").encode(),
        "404.html": b"<!doctype html><html><head>"
        + POLICY
        + b'<title>A</title></head><body><a href="/anywhere/">x</a></body></html>',
        "projects/a/b/index.html": b"<!doctype html><html><head>"
        + POLICY
        + b'<title>A</title></head><body><a href="../../..">up</a></body></html>',
        "projects/a/b/index.md": b"# B\n",
        "projects/old/b/index.html": b"<!doctype html><html><head>" + POLICY + b"<title>This page has moved</title>"
        b'<meta http-equiv="refresh" content="0; url=../../../projects/a/b/"></head></html>',
        "api/v1/projects.json": b'{"projects": [{"url": "https://ok.example/", "page": "projects/a/b/", '
        b'"details": "api/v1/projects/a/b.json", "title": "javascript:alert(1)", "docs": null}]}',
        "assets/a.css": STYLE,
        "assets/a.js": SCRIPT,
        "../own/a.css": STYLE,
        "../own/a.js": SCRIPT,
        "assets/a.png": b"\x89PNG\r\n\x1a\n",
        "assets/a.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/><path d="M0 0"/></svg>',
        "schemas/catalog.json": b'{"properties": {"url": "javascript:x", "page": "../x"}}',
        "catalog.csv": b'\xef\xbb\xbf"title","score"\r\n"\'=1","-5"\r\n"a; =1\r\n","b"\r\n',
        "feed.xml": b'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        b'<link href="https://ok.example/"/></feed>',
        "sitemap.xml.gz": gzip.compress(b"<urlset/>"),
        ".marketplace-manifest.json": b"{}",
        ".nojekyll": b"",
    }
    root = tmp_path / "site"
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


def test_a_site_without_a_fault(site: Path) -> None:
    assert audit_site(site, canaries=(SECRET, "")) == ()


IN_PAGES: dict[str, tuple[str, str]] = {
    "handler": ("<p onclick=alert(1)>", "audit-handler"),
    "handler in capitals": ("<p ONCLICK='x'>", "audit-handler"),
    "handler on a closed element": ("<br onclick=x />", "audit-handler"),
    "quote that ended early": ('<p title="a"b"">', "audit-attribute"),
    "inline script": ("<script>alert(1)</script>", "audit-script"),
    "inline module": ('<script type="module">alert(1)</script>', "audit-script"),
    "script that looks like data": ('<script type="application/json">alert(1)</script>', "audit-damaged"),
    "foreign script": ('<script src="https://evil.example/x.js"></script>', "audit-foreign"),
    "foreign script without a scheme": ('<script src="//evil.example/x.js"></script>', "audit-address"),
    "foreign picture": ('<img src="https://evil.example/x.png">', "audit-foreign"),
    "foreign picture in a set": ('<img srcset="assets/a.png 1x, https://evil.example/x.png 2x">', "audit-foreign"),
    "foreign style": ('<link rel="preload stylesheet" href="https://evil.example/x.css">', "audit-foreign"),
    "foreign lookup": ('<link rel="dns-prefetch" href="https://evil.example">', "audit-foreign"),
    "foreign form": ('<form action="https://evil.example/"></form>', "audit-foreign"),
    "foreign button": ('<button formaction="https://evil.example/"></button>', "audit-foreign"),
    "foreign symbol": ('<svg><use href="https://evil.example/x.svg#a"/></svg>', "audit-foreign"),
    "foreign ping": ('<a ping="https://evil.example/" href="#">x</a>', "audit-foreign"),
    "mail to load": ('<img src="mailto:a@ok.example">', "audit-foreign"),
    "frame": ("<iframe></iframe>", "audit-element"),
    "page in an attribute": ('<p srcdoc="x">', "audit-element"),
    "base": ('<base href="https://evil.example/">', "audit-element"),
    "object": ("<object></object>", "audit-element"),
    "mathematics": ("<math></math>", "audit-element"),
    "foreign content": ("<svg><foreignObject></foreignObject></svg>", "audit-element"),
    "animation": ("<svg><set attributeName=href to=javascript:x></svg>", "audit-element"),
    "template": ("<template></template>", "audit-element"),
    "refresh": ('<meta http-equiv="Refresh" content="0; url=projects/a/b/">', "audit-refresh"),
    "script address": ('<a href="javascript:alert(1)">x</a>', "audit-scheme"),
    "script address in entities": ('<a href="&#106;avascript:alert(1)">x</a>', "audit-scheme"),
    "script address with a tab": ('<a href="java&#9;script:alert(1)">x</a>', "audit-scheme"),
    "script address after a control": ('<a href="&#1;javascript:alert(1)">x</a>', "audit-scheme"),
    "script address in a drawing": ('<svg><a xlink:href="javascript:x">x</a></svg>', "audit-scheme"),
    "data address": ('<a href="data:text/html,x">x</a>', "audit-scheme"),
    "password": ('<a href="https://u:p@ok.example/">x</a>', "audit-address"),
    "address without a host": ('<a href="https:evil.example">x</a>', "audit-address"),
    "address without a scheme": ('<a href="//evil.example/">x</a>', "audit-address"),
    "address without anything": ('<a href="//">x</a>', "audit-address"),
    "address with one slash too many": ('<a href="///evil.example/">x</a>', "audit-address"),
    "backslashes": ('<a href="\\\\evil.example/">x</a>', "audit-address"),
    "backslash in the host": ('<a href="https://ok.example\\.evil.example/">x</a>', "audit-address"),
    "address that is none": ('<a href="http://[x/">x</a>', "audit-address"),
    "style that loads": ("<p style=\"background:url('https://evil.example/x')\">", "audit-style"),
    "style element that loads": ("<style>@import 'https://evil.example/x'</style>", "audit-style"),
    "reordered text": ("<p>a\u202eb</p>", "audit-bidirectional"),
    "reordered text in an entity": ("<p>a&#8294;b</p>", "audit-bidirectional"),
    "reordered attribute": ('<p title="a\u2066b">', "audit-bidirectional"),
    "comment that hides": ("<!--><img src=x onerror=alert(1)>-->", "audit-comment"),
    "conditional comment": ("<!--[if IE]>x<![endif]-->", "audit-comment"),
    "marked section": ("<![CDATA[x]]>", "audit-comment"),
    "instruction": ("<?php x ?>", "audit-comment"),
    "control": ("<p>a\x1bb", "audit-control"),
    "NUL": ("<scr\x00ipt>", "audit-control"),
    "broken link": ('<a href="missing/">x</a>', "audit-broken"),
    "broken picture": ('<img src="missing.png">', "audit-broken"),
    "link with NUL": ('<a href="a%00b">x</a>', "audit-broken"),
    "link that is too long": (f'<a href="{"x" * 10_000}">x</a>', "audit-broken"),
    "link out of the site": ('<a href="../../etc/passwd">x</a>', "audit-broken"),
    "encoded link out of the site": ('<a href="%2e%2e/%2e%2e/x">x</a>', "audit-broken"),
    "link from the root": ('<a href="/projects/a/b/">x</a>', "audit-absolute"),
}


ACTIVE = (
    "animate animatemotion animatetransform annotation-xml applet base embed foreignobject iframe "
    "math noembed noframes object plaintext portal set template xmp"
)
LOADING = (
    "img src; script src; video poster; object data; body background; html manifest; a ping; form action; "
    "input formaction; image href; feimage href; use href; script href; source srcset; image xlink:href"
)
RELATIONS = "stylesheet icon preload prefetch modulepreload dns-prefetch preconnect manifest"
IN_PAGES |= {f"element {name}": (f"<{name}>", "audit-element") for name in ACTIVE.split()}
IN_PAGES |= {
    f"foreign {where}": (f'<{where}="https://evil.example/">', "audit-foreign") for where in LOADING.split("; ")
}
IN_PAGES |= {
    f"foreign relation {relation}": (f'<link rel="{relation}" href="http://evil.example/">', "audit-foreign")
    for relation in RELATIONS.split()
}
IN_PAGES |= {
    "http without a host": ('<a href="http:evil.example">x</a>', "audit-address"),
    "comment that begins with a dash": ("<!--- a -->", "audit-comment"),
    "script address in a citation": ('<q cite="javascript:x">', "audit-scheme"),
}


@pytest.mark.parametrize("name", IN_PAGES)
def test_a_fault_in_a_page_is_found(site: Path, name: str) -> None:
    planted, code = IN_PAGES[name]
    (site / "index.html").write_bytes((PAGE % planted).encode())
    found = audit_site(site)
    assert code in {problem.code for problem in found}, found
    assert all(problem.where == "index.html" and problem.message for problem in found)
    assert any(problem.line == 3 for problem in found)


def test_a_page_without_a_policy(site: Path) -> None:
    (site / "index.html").write_bytes((PAGE % "").encode().replace(POLICY, b'<meta charset="utf-8">'))
    assert [problem.code for problem in audit_site(site)] == ["audit-policy"]


def test_a_link_out_of_the_site_is_told_from_one_to_nothing() -> None:
    page = b"<head>" + POLICY + b'</head><a href="../../x">x</a><a href="x">x</a>'
    messages = [problem.message for problem in page_faults(page, "a/index.html", frozenset())]
    assert messages == ["'../../x' leaves the site", "'x' points to nothing on the site"]


def test_a_page_in_another_encoding(site: Path) -> None:
    (site / "index.html").write_bytes((PAGE % "Köln").encode("latin-1"))
    assert [problem.code for problem in audit_site(site)] == ["audit-damaged"]


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example", ""]
)
def test_a_redirect_that_leaves_the_site(target: str) -> None:
    refresh = f'<title>This page has moved</title><meta http-equiv="refresh" content="0; url={target}">'
    page = b"<head>" + POLICY + refresh.encode()
    assert [problem.code for problem in page_faults(page, "a/index.html", frozenset())] == ["audit-refresh"]


def test_the_page_for_addresses_that_lead_nowhere_may_link_from_the_root(site: Path) -> None:
    (site / "404.html").write_bytes((PAGE % '<a href="/x/">x</a>').encode())
    assert audit_site(site) == ()


IN_FILES: dict[str, tuple[str, bytes, str]] = {
    "no JSON": ("api/v1/projects.json", b"{", "audit-damaged"),
    "not a number": ("api/v1/projects.json", b'{"a": NaN}', "audit-damaged"),
    "JSON in another encoding": ("api/v1/projects.json", '{"a": "x"}'.encode("utf-16"), "audit-damaged"),
    "JSON too deep": ("api/v1/projects.json", b"[" * 100_000, "audit-damaged"),
    "JSON with a key twice": ("api/v1/projects.json", b'{"a": 1, "a": 2}', "audit-scheme"),
    "JSON with a script address": ("api/v1/projects.json", b'{"a": [{"url": "javascript:x"}]}', "audit-scheme"),
    "JSON with a hidden script address": ("repos.json", b'{"html_url": "java\\tscript:x"}', "audit-scheme"),
    "JSON with a password": ("repos.json", b'{"html_url": "https://u:p@ok.example/"}', "audit-scheme"),
    "JSON with an address that is none": ("repos.json", b'{"docs": "http://[x"}', "audit-scheme"),
    "JSON with a page elsewhere": ("api/v1/projects.json", b'{"page": "https://evil.example/"}', "audit-scheme"),
    "JSON with a page outside": ("api/v1/projects.json", b'{"page": "../../x/"}', "audit-scheme"),
    "formula": ("catalog.csv", b'"=1"\r\n', "audit-formula"),
    "formula with minus": ("catalog.csv", b'"-1+1"\r\n', "audit-formula"),
    "formula with a line end": ("catalog.csv", b'"\n=1"\r\n', "audit-formula"),
    "full-width formula": ("catalog.csv", "＝1".encode(), "audit-formula"),
    "formula after a semicolon": ("catalog.csv", b'"a;=1"\r\n', "audit-formula"),
    "quoted formula after a semicolon": ("catalog.csv", b'"a;""=1"""\r\n', "audit-formula"),
    "table that ends in a quote": ("catalog.csv", b'"a', "audit-damaged"),
    "table in another encoding": ("catalog.csv", b"\xff", "audit-damaged"),
    "no XML": ("feed.xml", b"<feed>", "audit-damaged"),
    "entities": ("feed.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "audit-damaged"),
    "entities in another encoding": (
        "feed.xml",
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16"),
        "audit-damaged",
    ),
    "style sheet of a feed": ("feed.xml", b'<?xml-stylesheet href="x.xsl"?><x/>', "audit-damaged"),
    "script address in a feed": ("feed.xml", b'<x><link href="javascript:x"/></x>', "audit-scheme"),
    "drawing with a script": ("assets/a.svg", b"<svg><script>x</script></svg>", "audit-script"),
    "drawing with a handler": ("assets/a.svg", b'<svg onload="x"/>', "audit-script"),
    "drawing with foreign content": ("assets/a.svg", b"<svg><foreignObject/></svg>", "audit-script"),
    "drawing with an animation": ("assets/a.svg", b"<svg><animateMotion/></svg>", "audit-script"),
    "drawing that loads": (
        "assets/a.svg",
        b'<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="https://evil.example/"/></svg>',
        "audit-script",
    ),
    "style that loads": ("assets/a.css", b"a { background: url( 'https://evil.example/x') }", "audit-foreign"),
    "style that imports": ("assets/a.css", b'@import "//evil.example/x";', "audit-foreign"),
    "picture that is none": ("assets/a.png", b"<script>", "audit-damaged"),
    "hidden file": (".env", b"TOKEN=x", "audit-file"),
    "file in a hidden folder": ("assets/.git/config", b"", "audit-file"),
    "program among the pages": ("projects/a/b/x.js", b"", "audit-file"),
    "page in the data": ("api/v1/x.html", POLICY + b"<!doctype html>", "audit-file"),
}


IN_FILES |= {
    f"JSON with a hostile {key}": ("repos.json", f'{{"{key}": "data:text/html,x"}}'.encode(), "audit-scheme")
    for key in ("url", "html_url", "docs", "homepage", "contact", "edit_metadata")
}
IN_FILES |= {
    f"JSON with a hostile {key}": ("repos.json", f'{{"{key}": "a//b"}}'.encode(), "audit-scheme")
    for key in ("page", "details")
}
IN_FILES |= {
    f"drawing with {name}": ("assets/a.svg", f"<svg><{name}/></svg>".encode(), "audit-script")
    for name in ("iframe", "set", "handler", "embed", "object", "animate")
}


@pytest.mark.parametrize("name", IN_FILES)
def test_a_fault_in_a_file_is_found(site: Path, name: str) -> None:
    where, data, code = IN_FILES[name]
    (site / where).parent.mkdir(parents=True, exist_ok=True)
    (site / where).write_bytes(data)
    found = audit_site(site)
    assert {problem.where for problem in found} == {where}
    assert code in {problem.code for problem in found}


SPELLINGS: dict[str, bytes] = {
    "as it is": SECRET.encode(),
    "in an entity for each mark": b"hunter&#45;2&#34;&#60;&#38;\xc3\xa4",
    "in named entities": b"hunter-2&quot;&lt;&amp;&auml;",
    "in hexadecimal entities": b"hunter&#x2d;2&#x22;&lt;&#x26;&#xe4;",
    "in JSON": b'hunter-2\\"\\u003c\\u0026\\u00e4',
    "in an address": b"hunter-2%22%3C%26%C3%A4",
    "packed": gzip.compress(SECRET.encode()),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_secret_is_found_in_any_spelling(site: Path, spelling: str) -> None:
    (site / "assets" / "a.txt").write_bytes(SPELLINGS[spelling])
    assert [problem.code for problem in audit_site(site, canaries=("other", SECRET))] == ["audit-secret"]
    assert audit_site(site, canaries=("other",)) == ()


def test_a_secret_is_found_in_a_name_and_never_repeated(site: Path) -> None:
    (site / "assets" / "hunter-2.txt").write_bytes(b"")
    (found,) = audit_site(site, canaries=("hunter-2",))
    assert found.code == "audit-secret"
    assert "hunter-2" not in f"{found.message}{found.fix}"


def _link_to_a_file(path: Path) -> None:
    path.symlink_to("index.html")


def _link_to_a_folder(path: Path) -> None:
    path.symlink_to("/etc")


def _link_to_nowhere(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize("plant", [_link_to_a_file, _link_to_a_folder, _link_to_nowhere, os.mkfifo])
def test_links_and_devices_are_found_and_not_followed(site: Path, plant: Callable[[Path], None]) -> None:
    plant(site / "odd")
    assert [(problem.where, problem.code) for problem in audit_site(site)] == [("odd", "audit-link")]


def test_a_site_without_a_front_page(site: Path) -> None:
    (site / "index.html").unlink()
    assert "audit-missing" in {problem.code for problem in audit_site(site)}
