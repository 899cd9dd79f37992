"""Each engine makes the same site from the same staging folder: pages, texts, links, and nothing to audit."""

import os
import posixpath
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

from innersource_marketplace.audit import audit_site
from innersource_marketplace.build.mkdocs.engines import ENGINES, MKDOCS, PROPERDOCS, ZENSICAL, Engine
from innersource_marketplace.build.mkdocs.site_builder import run_engine
from innersource_marketplace.errors import ConfigurationError, UsageError
from innersource_marketplace.paths import files_below, instance_file
from marketplaces import CATALOG, EPOCH, Marketplace, files_of, make_marketplace

OWN_PAGE = """\
# Guild

[All projects](../index.md?sort=tasks), [teams](../teams/index.md), [data](../api/v1/projects.json),
[our rules](rules.md#merging), [elsewhere](https://handbook.acme.example/), [report](../programme/year/index.md).

| one | two |
|---|---|
| `{{ x }}` | {% raw %} |
"""
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


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_three_engines_make_the_same_site(tmp_path: Path, language: str) -> None:
    made = make_marketplace(
        tmp_path,
        "payments/ledger",
        "web/shop",
        catalog=f"{CATALOG}site:\n  language: {language}\n  title: A & B's\n",
        manual=True,
    )
    (made.folder / "docs/guild").mkdir(parents=True)
    (made.folder / "docs/guild/index.md").write_text(OWN_PAGE, encoding="utf-8")
    (made.folder / "docs/guild/rules.md").write_text("# Rules\n\n## Merging\n\n[Up](index.md)\n", encoding="utf-8")
    assert made.run("collect").status == 0
    sites = {}
    for name in ENGINES:
        ran = made.run("build", "--engine", name, "--site-dir", f"site-{name}")
        assert ran.status == 0, ran.err
        sites[name] = made.folder / f"site-{name}"
        assert audit_site(sites[name]) == ()
        assert [path for path in files_of(sites[name]) if "Mark7" in path or "Probe" in path] == []
    assert differences(sites["mkdocs"], sites["properdocs"]) == []
    assert differences(sites["mkdocs"], sites["zensical"]) == []


@pytest.mark.slow
def test_every_engine_makes_the_sample_without_anything_to_audit(tmp_path: Path) -> None:
    made = Marketplace(tmp_path)
    assert made.run("demo", ".").status == 0
    for name in ("properdocs", "zensical"):
        assert made.run("build", "--engine", name, "--site-dir", f"site-{name}").status == 0
        assert audit_site(made.folder / f"site-{name}") == ()
        assert differences(made.site, made.folder / f"site-{name}") == []


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
