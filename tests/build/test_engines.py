"""Each engine makes the same site from the same staging folder: pages, texts, links, and nothing to audit."""

import os
import posixpath
import re
import shutil
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
import yaml
from PIL import Image, ImageChops
from selectolax.lexbor import LexborHTMLParser

from browser.screenshots import DESK, PHONE, SCREENS, picture
from engine_runs import run_engine
from innersource_marketplace.audit import audit_site
from innersource_marketplace.build.mkdocs.engines import ENGINES, MKDOCS, PROPERDOCS, ZENSICAL, Engine
from innersource_marketplace.errors import ConfigurationError, UsageError
from innersource_marketplace.paths import files_below, instance_file
from loopback import serving
from marketplaces import CATALOG, EPOCH, Marketplace, files_of, make_marketplace

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OWN_PAGE = """\
# Guild

[All projects](../index.md?sort=tasks), [teams](../teams/index.md), [data](../api/v1/projects.json),
[our rules](rules.md#merging), [elsewhere](https://handbook.acme.example/), [report](../programme/year/index.md).

| one | two |
|---|---|
| `{{ x }}` | {% raw %} |
"""
ALIKE = 0.002
"""The share of a page that may look different: signs of another theme, and the ends of lines beside them."""
THEME_FILES = re.compile(r"assets/(?:stylesheets|javascripts|images)/")
FRAME_WORDS = {"Skip to content", "Table of contents", "On this page"}
"""What the themes themselves say in the frame of a page, each in its own words."""


def text_of(page: LexborHTMLParser) -> str:
    for node in page.css("script, style, svg, .md-skip"):
        node.decompose()
    assert page.body is not None
    words = (" ".join(part.split()) for part in page.body.text(separator="\n").splitlines())
    return " ".join(part for part in words if part and part not in FRAME_WORDS)


def links_of(page: LexborHTMLParser, place: str) -> set[str]:
    """Where the links of a page lead, as whole addresses."""
    here = f"https://site.example/{place.removesuffix('index.html')}"
    found = {urljoin(here, node.attributes.get("href") or "") for node in page.css("a[href]:not(.md-skip)")}
    # "." and ".." behind the last "/" are folders, with or without another.
    return {address if "?" in address or "#" in address else address.rstrip("/") for address in found}


def differences(one: Path, other: Path) -> list[str]:
    """What two sites do not have in common, but for the files of their themes."""
    names, others = ({name for name in files_below(site) if not THEME_FILES.match(name)} for site in (one, other))
    found = [f"only in one: {name}" for name in sorted(names ^ others)]
    for name in sorted(names & others):
        if name.endswith(".html"):
            pages = [LexborHTMLParser((site / name).read_bytes()) for site in (one, other)]
            first, second = (links_of(page, name) for page in pages)
            found += [f"{name}: link {link}" for link in sorted(first ^ second)]
            if text_of(pages[0]) != text_of(pages[1]):
                found.append(f"{name}: text")
        elif (one / name).read_bytes() != (other / name).read_bytes() and name != ".marketplace-manifest.json":
            found.append(f"{name}: content")
    return found


@pytest.fixture(scope="module", params=["en", pytest.param("de", marks=pytest.mark.exhaustive)])
def own_sites(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A marketplace with pages of its own, in a language, built by each engine."""
    catalog = f"{CATALOG}site:\n  language: {request.param}\n  title: A & B's\n"
    folder = tmp_path_factory.mktemp("own")
    made = make_marketplace(folder, "payments/ledger", "web/shop", catalog=catalog, manual=True)
    (made.folder / "docs/guild").mkdir(parents=True)
    (made.folder / "docs/guild/index.md").write_text(OWN_PAGE, encoding="utf-8")
    (made.folder / "docs/guild/rules.md").write_text("# Rules\n\n## Merging\n\n[Up](index.md)\n", encoding="utf-8")
    assert made.run("collect").status == 0
    return built_by_each(made)


@pytest.fixture(scope="module")
def sample_sites(sample_site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample, built by each engine."""
    folder = tmp_path_factory.mktemp("engines") / "sample"
    made = Marketplace(Path(shutil.copytree(sample_site.parent, folder, symlinks=True)))
    return {MKDOCS.name: made.site} | built_by_each(made, PROPERDOCS, ZENSICAL)


def built_by_each(made: Marketplace, *engines: Engine) -> dict[str, Path]:
    sites = {}
    for engine in engines or tuple(ENGINES.values()):
        ran = made.run("build", "--engine", engine.name, "--site-dir", f"site-{engine.name}")
        assert ran.status == 0, ran.err
        sites[engine.name] = made.folder / f"site-{engine.name}"
    return sites


@pytest.mark.slow
def test_the_three_engines_make_the_same_site(own_sites: dict[str, Path]) -> None:
    for site in own_sites.values():
        assert audit_site(site) == ()
        assert [path for path in files_of(site) if "Mark7" in path or "Probe" in path] == []
    assert differences(own_sites["mkdocs"], own_sites["properdocs"]) == []
    assert differences(own_sites["mkdocs"], own_sites["zensical"]) == []


@pytest.mark.slow
def test_every_engine_makes_the_sample_without_anything_to_audit(sample_sites: dict[str, Path]) -> None:
    for name in ("properdocs", "zensical"):
        assert audit_site(sample_sites[name]) == ()
        assert differences(sample_sites["mkdocs"], sample_sites[name]) == []


@pytest.mark.browser
@pytest.mark.slow
def test_pages_of_ones_own_look_the_same(own_sites: dict[str, Path], browser: "Browser") -> None:
    assert other_looks(own_sites, browser, ["guild/", "guild/rules/"], [DESK], [False]) == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("pages", "dark"),
    [
        pytest.param(["", "projects/platform/http-client/", "operate/"], [False], marks=pytest.mark.slow),
        pytest.param([*SCREENS.values()], [False, True], marks=pytest.mark.exhaustive),
    ],
    ids=["three", "all"],
)
def test_the_sample_looks_the_same(
    sample_sites: dict[str, Path], browser: "Browser", pages: list[str], dark: list[bool]
) -> None:
    assert other_looks(sample_sites, browser, pages, [DESK, PHONE] if len(dark) > 1 else [DESK], dark) == []


def other_looks(
    sites: dict[str, Path], browser: "Browser", pages: list[str], sizes: list[tuple[int, int]], dark: list[bool]
) -> list[str]:
    """Which pages look other than those of MkDocs, by the share of their pixels that visibly differ."""
    found = []
    with ExitStack() as stack:
        addresses = {name: stack.enter_context(serving(site)) for name, site in sites.items()}
        for page, size, is_dark in product(pages, sizes, dark):
            taken = {
                name: picture(browser, f"{address}/{page}", size, dark=is_dark) for name, address in addresses.items()
            }
            for name in taken.keys() - {MKDOCS.name}:
                share = different_share(taken[MKDOCS.name], taken[name])
                if share > ALIKE:
                    found.append(f"{name}: {page} {size} {'dark' if is_dark else 'light'}: {share:.2%}")
    return sorted(found)


def different_share(one: Image.Image, other: Image.Image) -> float:
    """The share of the pixels whose brightness differs by more than a quarter of the whole range."""
    assert one.size == other.size
    histogram = ImageChops.difference(one.convert("L"), other.convert("L")).histogram()
    return sum(histogram[64:]) / sum(histogram)


def test_pictures_that_differ_are_told_apart() -> None:
    white, grey, black = (Image.new("RGB", (10, 10), color) for color in ("white", "#eee", "black"))
    assert different_share(white, white) == 0
    assert different_share(white, grey) == 0
    black.paste("white", (0, 0, 10, 9))
    assert different_share(white, black) == 0.1


@pytest.mark.slow
def test_the_staging_folder_alone_is_a_project_of_each_engine(tmp_path: Path) -> None:
    made = make_marketplace(tmp_path, "web/shop", manual=True)
    made.night()
    work = made.folder / "build"
    for engine in ENGINES.values():
        run_engine(work / "mkdocs.yml", work / "alone", environment=os.environ, epoch=int(EPOCH), engine=engine)
        assert (work / "alone/about/index.html").is_file()


def test_what_zensical_would_add_up_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "base.yml").write_text(
        "site_name: Base\nextra_css: [a.css, b.css]\nnav:\n- Home: index.md\ntheme: {name: material, language: en}\n"
        "markdown_extensions:\n- pymdownx.emoji: {emoji_index: !!python/name:material.extensions.emoji.twemoji }\n"
        "extra: {one: !ENV [ONE, 1]}\n",
        encoding="utf-8",
    )
    (tmp_path / "mkdocs.yml").write_text(
        "INHERIT: base.yml\nextra_css: [c.css]\ntheme: {language: de}\nextra: {two: 2}\n", encoding="utf-8"
    )
    (tmp_path / "engine.yml").write_text("INHERIT: mkdocs.yml\ndocs_dir: engine\n", encoding="utf-8")
    arguments = ZENSICAL.command(tmp_path / "engine.yml", tmp_path / "built")
    text = Path(arguments[-1]).read_text(encoding="utf-8")
    assert "!!python/name:material.extensions.emoji.twemoji" in text
    assert "!ENV" in text
    node = yaml.compose(text, yaml.SafeLoader)
    assert isinstance(node, yaml.MappingNode)
    values = {key.value: value for key, value in node.value}
    assert [item.value for item in values["extra_css"].value] == ["c.css"]
    assert {key.value: value.value for key, value in values["theme"].value} == {
        "name": "material",
        "language": "de",
        "variant": "classic",
    }
    assert {key.value for key, _ in values["extra"].value} == {"one", "two"}
    assert (values["docs_dir"].value, values["site_dir"].value) == ("engine", "built")
    assert "INHERIT" not in values


def test_an_engine_that_is_not_installed_is_named_with_the_way_to_get_it() -> None:
    missing = Engine(name="no_such_engine", title="Nothing", command=lambda _configuration, _site: (), environment={})
    with pytest.raises(UsageError, match=r"Nothing is not installed.*pip install"):
        missing.require()


@pytest.mark.slow
@pytest.mark.parametrize("engine", [MKDOCS, PROPERDOCS, ZENSICAL], ids=lambda one: one.name)
def test_what_an_engine_says_when_it_fails_is_passed_on(tmp_path: Path, engine: Engine) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: X\ndocs_dir: missing\ntheme: {name: material}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=f"{engine.title} could not build the site: ."):
        run_engine(tmp_path / "mkdocs.yml", tmp_path / "built", environment=os.environ, epoch=1, engine=engine)


def test_an_engine_that_is_unknown_is_refused(tmp_path: Path) -> None:
    ran = make_marketplace(tmp_path, manual=True).run("build", "--engine", "hugo")
    assert ran.status == 2
    assert all(name in ran.err for name in ENGINES)


def test_hand_written_pages_link_to_files_and_not_to_addresses() -> None:
    # An engine may resolve what leads to a file, and nothing else: where the page lies is not where its address is.
    docs = instance_file("docs")
    pattern = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s?#]*)[^)\s]*\)")
    wrong = []
    for name in files_below(docs):
        if not name.endswith(".md") or name.startswith(("decisions/", "engineering/")):
            continue
        for link in pattern.findall((docs / name).read_text(encoding="utf-8")):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), link))
            if link.endswith("/") or not posixpath.splitext(target)[1] or target.startswith(".."):
                wrong.append(f"{name}: {link}")
    assert wrong == []
