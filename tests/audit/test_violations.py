"""Every violation of the list that is planted in a built site is found, and nothing else is."""

import shutil
from pathlib import Path

import pytest

from audit import file_violations, violations
from innersource_marketplace.audit import audit_site
from innersource_marketplace.audit.addresses import in_set
from innersource_marketplace.audit.shipped import is_known, shipped
from innersource_marketplace.audit.styles import style_faults
from innersource_marketplace.paths import instance_file
from innersource_marketplace.render.http_headers import CONTENT_POLICY

_PAGE = "projects/payments/ledger/index.html"
_LINKS = frozenset(["audit-absolute", "audit-broken"])
"""Codes of faults that much of what is planted has besides; they would hide that the worse one was not found."""
_POLICY = f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_POLICY}">'


def _write(path: Path, data: bytes | str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())


def _missed(site: Path, planted: dict[str, str]) -> list[str]:
    """The names of what was planted in a file, by file, and not found there."""
    problems = audit_site(site)
    elsewhere = {problem.where for problem in problems} - {*planted}
    assert not elsewhere, sorted(elsewhere)
    found = {problem.where for problem in problems if problem.code not in _LINKS}
    return sorted(name for where, name in planted.items() if where not in found and "nobody shipped" not in name)


@pytest.mark.slow
def test_the_built_site_is_clean(built: Path) -> None:
    assert audit_site(built) == ()


def test_violations_in_pages_are_found(site: Path) -> None:
    page = (site / _PAGE).read_text(encoding="utf-8")
    planted: dict[str, str] = {}
    for number, (name, markup) in enumerate(violations.IN_BODY.items()):
        where = f"projects/payments/p{number}/index.html"
        _write(site / where, page.replace("</main>", f"{markup}</main>", 1))
        planted[where] = name
    for number, (name, markup) in enumerate(violations.POLICIES.items()):
        where = f"projects/payments/q{number}/index.html"
        assert _POLICY in page
        _write(site / where, page.replace(_POLICY, markup.format(CONTENT_POLICY)))
        planted[where] = name
    assert len(planted) > 250
    assert _missed(site, planted) == []


def test_violations_in_files_are_found(site: Path) -> None:
    planted = {}
    for name, data in file_violations.FILES.items():
        _write(site / name, data)
        planted[name] = name
    for number, (name, element) in enumerate(file_violations.FEEDS.items()):
        where = f"feeds/team/f{number}.xml"
        _write(site / where, file_violations.ENTRY.format(element))
        planted[where] = name
    assert len(planted) > 150
    assert _missed(site, planted) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", file_violations.HEADERS)
def test_other_headers_are_found(site: Path, name: str) -> None:
    headers = site / "_headers"
    headers.write_bytes(headers.read_bytes() + file_violations.HEADERS[name].encode())
    (found,) = audit_site(site)
    assert (found.where, found.code) == ("_headers", "audit-policy")


def test_changed_scripts_and_styles_are_found(site: Path) -> None:
    main = next((site / "assets/stylesheets").glob("main.*.css")).name
    bundle = next((site / "assets/javascripts").glob("bundle.*.js")).name
    planted = {}
    for name, more in file_violations.CHANGED.items():
        path = site / name.format(main=main, bundle=bundle)
        assert path.stat().st_size > 0
        path.write_bytes(path.read_bytes() + more)
        planted[path.relative_to(site).as_posix()] = name
    assert _missed(site, planted) == []


def test_an_instance_declares_its_own_files(site: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    _write(own / "assets/extra.css", "a { color: red }\n")
    _write(own / "assets/loading.css", "@import 'https://fonts.example/x.css';\n")
    _write(own / "assets/extra.js", "void 0;")
    _write(own / ".htaccess", "Options -Indexes")
    _write(own / "guide.pdf", b"%PDF-1.7")
    shutil.copytree(own, site, dirs_exist_ok=True)
    assert len({problem.where for problem in audit_site(site)}) == 5
    (found,) = audit_site(site, own=(own,))
    assert (found.where, found.code, found.line) == ("assets/loading.css", "audit-foreign", 1)
    (site / "assets/extra.js").write_text("alert(1);")
    assert ("assets/extra.js", "audit-script") in {
        (problem.where, problem.code) for problem in audit_site(site, own=(own / "assets/extra.css", own))
    }


def test_style_sheets_may_be_joined_but_not_changed() -> None:
    names = ["shared/colors.css", "shared/text.css"]
    sheets = [(instance_file("overrides") / "assets/marketplace" / name).read_text() for name in names]
    joined = "\n".join(f"/* {name} */\n{text.rstrip()}\n" for name, text in zip(names, sheets, strict=True))
    assert is_known(joined.encode(), shipped())
    assert not is_known(joined.encode() + b"a{}", shipped())
    assert not is_known(b"a{}" + joined.encode(), shipped())
    assert not is_known(joined.replace("transition", "translation", 1).encode(), shipped())


@pytest.mark.parametrize(
    "style",
    [
        "a{background:url(//evil.example/x)}",
        'a{background:u\\72l("https://evil.example/x")}',
        "a{background:url(\\68ttps://evil.example/x)}",
        "@import '//evil.example/x';",
        "@\\69mport url(//evil.example/x) screen;",
        "a{background:image-set('//evil.example/x' 1x)}",
        "a{background:-webkit-image-set(url(//evil.example/x) 1x)}",
        "@media print{a{mask:src('//evil.example/x')}}",
        "@font-face{font-family:x;src:url(https:evil.example/x)}",
        "a{background:url(javascript:alert(1))}",
        "a{background:url(data:text/html,x)}",
        "a{width:expression(alert(1))}",
        "a{-moz-binding:url(x)}",
        "a{background:url('//evil.example/x",
        "a{--x:url(\\5c\\5c evil.example)}",
    ],
)
def test_a_style_that_loads_is_found(style: str) -> None:
    assert list(style_faults(style))


@pytest.mark.parametrize(
    "style",
    [
        "/* url(//evil.example) @import 'x' */ a{color:red}",
        "a::before{content:'url(//evil.example)'}",
        "a{background:url(../images/x.png)}",
        "a{mask-image:url('data:image/svg+xml,%3Csvg/%3E')}",
        "a[href^='https://']{color:red}",
    ],
)
def test_a_style_that_loads_nothing_from_elsewhere_is_not(style: str) -> None:
    assert list(style_faults(style)) == []


@pytest.mark.parametrize(
    ("value", "addresses"),
    [
        ("a 1x, b 2x", ["a", "b"]),
        ("a,b", ["a,b"]),
        ("a, b", ["a", "b"]),
        (" ,a 100w,\n//b (1,2) 3x,c", ["a", "//b", "c"]),
        ("data:,x 1x", ["data:,x"]),
        ("", []),
    ],
)
def test_a_set_of_images_is_read_as_browsers_do(value: str, addresses: list[str]) -> None:
    assert list(in_set(value)) == addresses


@pytest.mark.slow
def test_the_sample_is_clean(sample_site: Path) -> None:
    assert audit_site(sample_site) == ()
