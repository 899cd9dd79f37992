"""What a brand becomes, and what is said of one that cannot be read."""

import re
import struct
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.build.mkdocs import mkdocs_config as theme
from innersource_marketplace.errors import ConfigurationError, Problem
from innersource_marketplace.formats.catalog import read_catalog
from innersource_marketplace.model import Brand, SchemeColors, SiteSettings
from innersource_marketplace.paths import instance_file
from innersource_marketplace.reference import colors
from innersource_marketplace.render.data.branding import is_variable, stylesheet

COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def read(brand: object, **site: object) -> tuple[SiteSettings, list[Problem]]:
    document = {"version": 1, "organization": "Acme", "projects": [{"repository": "https://git.example/a/b"}]}
    catalog, problems = read_catalog(yaml.safe_dump({**document, "site": {"brand": brand, **site}}).encode(), "c.yml")
    assert catalog is not None
    return catalog.site, [problem for problem in problems if problem.pointer.startswith("/site")]


def test_a_whole_brand_is_read() -> None:
    site, problems = read(
        {
            "name": "Nordwind",
            "logo": "brand/logo.svg",
            "font": "brand/n.woff2",
            "colors": {"light": {"primary": "#F5B700", "accent": "#064"}},
            "intro": "Alles hier darfst du nutzen.",
            "legal_notice": "© Nordwind",
            "footer_links": [{"text": "Impressum", "url": "https://nordwind.example/impressum"}],
        },
        language="de",
    )
    assert problems == []
    assert site.language == "de"
    assert site.brand.light == SchemeColors(primary="#f5b700", accent="#006644")
    assert site.brand.footer_links[0].text == "Impressum"


@pytest.mark.parametrize(
    ("brand", "code"),
    [
        ({"logo": "../secret.png"}, "path-refused"),
        ({"logo": "/etc/passwd.png"}, "path-refused"),
        ({"logo": "logo.exe"}, "file-kind"),
        ({"font": "https://fonts.example/x.woff2"}, "path-refused"),
        ({"colors": {"light": {"primary": "red"}}}, "color-refused"),
        ({"colors": {"light": {"accent": "#f5b700"}}}, "contrast-low"),
        ({"colors": {"dark": {"accent": "#333333"}}}, "contrast-low"),
        ({"footer_links": [{"text": "x", "url": "javascript:alert(1)"}]}, "address-refused"),
        ({"header_links": [{"text": "x"}]}, "missing-key"),
        ({"fonts": "x"}, "unknown-key"),
    ],
)
def test_what_is_wrong_with_a_brand_is_said(brand: object, code: str) -> None:
    assert code in [problem.code for problem in read(brand)[1]]


@given(COLORS)
def test_text_on_any_colour_can_be_read(color: str) -> None:
    assert colors.contrast(color, colors.text_on(color)) >= colors.READABLE


@given(COLORS, COLORS)
def test_contrast_is_the_same_both_ways_and_within_bounds(one: str, other: str) -> None:
    assert colors.contrast(one, other) == colors.contrast(other, one)
    assert 1 <= colors.contrast(one, other) <= 21.01


def test_black_on_white_has_the_contrast_that_the_standard_says() -> None:
    assert round(colors.contrast("#000000", "#ffffff"), 2) == 21.0
    assert round(colors.contrast("#777777", "#ffffff"), 2) == 4.48


def _declared(css: str, scheme: str) -> dict[str, str]:
    rule = next(line for line in css.splitlines() if line.startswith(f'[data-md-color-scheme="{scheme}"]'))
    return dict(pair.split(":", 1) for pair in rule[rule.index("{") + 1 : -1].split(";"))


@given(st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}"))
def test_one_colour_carries_through_to_links_and_charts_in_both_schemes(color: str) -> None:
    css = stylesheet(Brand(light=SchemeColors(primary=color)))
    assert css is not None
    for scheme, name in (("default", "light"), ("slate", "dark")):
        values = _declared(css, scheme)
        assert values["--market-accent-fill"] == color
        for place in ("--market-accent", "--market-accent-text", "--md-typeset-a-color"):
            assert colors.worst_contrast(values[place], name) >= colors.READABLE
    if colors.worst_contrast(color, "light") >= colors.READABLE:
        assert _declared(css, "default")["--market-accent-text"] == color
    assert "@media print" in css


def test_a_primary_colour_that_cannot_be_read_as_text_is_a_warning() -> None:
    report_of = read_catalog(
        b"version: 1\norganization: Acme\nsources: [{git: ./r}]\n"
        b"site: {brand: {logo: logo.svg, wordmark: true, colors: {light: {primary: '#ffcc00'}}}}\n",
        "catalog.yml",
    )
    catalog, problems = report_of
    assert catalog is not None
    assert catalog.site.brand.wordmark
    assert [(one.code, one.pointer) for one in problems] == [("contrast-low", "/site/brand/colors/light/primary")]


def test_without_a_brand_there_is_no_stylesheet() -> None:
    assert stylesheet(Brand(name="x")) is None
    assert list(theme.brand_files(SiteSettings(organization="A", title="A", purpose="p"), Path())) == []


def test_files_of_the_brand_are_copied_under_names_of_ours(tmp_path: Path) -> None:
    (tmp_path / "brand").mkdir()
    (tmp_path / "brand" / "Our Logo.SVG").write_bytes(b"<svg/>")
    settings = SiteSettings(organization="A", title="A", purpose="p", brand=Brand(logo="brand/Our Logo.SVG"))
    assert list(theme.brand_files(settings, tmp_path)) == [("assets/brand/logo.svg", b"<svg/>")]


def test_a_missing_file_or_one_behind_a_link_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "outside.png").write_bytes(b"x")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "link.png").symlink_to(tmp_path / "outside.png")
    for path, words in (("gone.png", "does not exist"), ("link.png", "is outside")):
        settings = SiteSettings(organization="A", title="A", purpose="p", brand=Brand(logo=path))
        with pytest.raises(ConfigurationError, match=words):
            list(theme.brand_files(settings, tmp_path / "site"))


def test_fonts_that_vary_are_told_from_those_that_do_not() -> None:
    def woff2(*tags: int) -> bytes:
        return b"wOF2" + bytes(8) + struct.pack(">H", len(tags)) + bytes(34) + b"".join(bytes([t, 1]) for t in tags)

    assert is_variable(woff2(0xC0 | 10, 1, 47))
    assert not is_variable(woff2(0xC0 | 10, 1, 2))
    assert is_variable(b"\0\1\0\0" + b"headfvar")
    assert not is_variable(b"")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_font_that_varies_or_not(data: bytes) -> None:
    assert is_variable(b"wOF2" + data) in (True, False)


def test_the_navigation_is_translated_and_what_is_unknown_stays(tmp_path: Path) -> None:
    own = tmp_path / "mkdocs.yml"
    own.write_text("nav:\n  - Projects: index.md\n  - Our team: team.md\nplugins: !ENV [X, []]\n", encoding="utf-8")
    made = theme.configuration(SiteSettings(organization="A", title="A & B", purpose="p", language="de"), own)
    assert made["nav"] == [{"Projekte": "index.md"}, {"Our team": "team.md"}]
    assert made["site_name"] == "A &amp; B"


def test_every_title_of_the_shipped_navigation_has_its_german() -> None:
    settings = SiteSettings(organization="A", title="A", purpose="p", language="de")
    nav = theme.configuration(settings, instance_file("mkdocs.yml"))["nav"]
    english = yaml.safe_load(instance_file("mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    assert isinstance(nav, list)
    titles = [(next(iter(one)), next(iter(other))) for one, other in zip(nav, english, strict=True)]
    assert [own for own, english in titles if own == english] == []


@pytest.mark.parametrize(
    ("scheme", "grounds"), [("default", ("#f5f5f5", "#f1f2f5")), ("slate", ("#20242f", "#272a35"))]
)
def test_each_colour_of_code_can_be_read_on_the_grounds_that_code_has(scheme: str, grounds: tuple[str, ...]) -> None:
    sheet = instance_file("overrides/assets/marketplace/shared/colors.css").read_text(encoding="utf-8")
    light, _, dark = sheet.partition("@media screen")
    found = re.findall(r"--md-code-hl-(\w+)-color: (#\w+)", dark if scheme == "slate" else light)
    assert len(found) == 6
    for name, color in found:
        assert min(colors.contrast(color, ground) for ground in grounds) >= 5, name
