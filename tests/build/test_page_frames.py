"""Pages filled into a shell are the pages that the site builder would have made."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.build.begin import expected_kinds
from innersource_marketplace.build.mkdocs.page_frames import kind_of
from innersource_marketplace.model import ProjectKey, SafeHtml, day_of
from innersource_marketplace.model.listing_status import Considered, Rule
from innersource_marketplace.paths import instance_file
from innersource_marketplace.render.markdown_page import MarkdownPage
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.listing_reasons import listing_pages
from innersource_marketplace.render.site import render_pages
from marketplaces import CATALOG, Marketplace, files_of, make_marketplace
from projects import NOW, SETTINGS, extreme_projects, varied_projects

SITE = 'site:\n  url: "https://pages.acme.example/market/"\n'


@pytest.fixture
def marketplace(tmp_path: Path) -> Marketplace:
    made = make_marketplace(tmp_path, "payments/ledger", "web/shop", catalog=CATALOG + SITE, manual=True)
    made.repository(
        "a/odd", {"README.md": "# Odd\n\n`{{ x }}` :smile: [[w]] <b>é😀</b> ==m== https://a.example\n".encode()}
    )
    made.repository("a/bare", {})
    marks = "Mark7titleMark Mark7descriptionMark <div>Mark7bodyMark</div> Mark7path0x0Mark"
    made.repository(
        "Mark7path0x0Mark/Mark7titleMark",
        {
            "README.md": f"# {marks}\n\n{marks}\n\n<div>Mark7bodyMark</div>\n".encode(),
            "innersource.json": json.dumps({"title": marks, "description": marks}).encode(),
        },
    )
    assert made.run("collect").status == 0
    return made


@pytest.mark.slow
def test_the_site_is_the_same_as_when_the_site_builder_makes_every_page(marketplace: Marketplace) -> None:
    assert marketplace.run("build").status == 0
    filled = files_of(marketplace.site)
    # With a hook, nothing is known of what happens to a page: all of them go through the site builder.
    (marketplace.folder / "nothing.py").write_text("", encoding="utf-8")
    own = instance_file("mkdocs.yml").read_text(encoding="utf-8") + "\nhooks: [../nothing.py]\n"
    (marketplace.folder / "mkdocs.yml").write_text(own, encoding="utf-8")
    assert marketplace.run("build").status == 0
    made_whole = files_of(marketplace.site)
    assert [name for name in made_whole if "Mark7" in name or "Probe" in name] == []
    assert filled == made_whole


@pytest.mark.slow
def test_a_site_that_is_called_like_a_mark_keeps_its_name(marketplace: Marketplace) -> None:
    marketplace.write_catalog(CATALOG + "site:\n  title: Mark7titleMark\n  purpose: <div>Mark7bodyMark</div>\n")
    assert marketplace.run("build").status == 0
    page = (marketplace.site / "projects/web/shop/index.html").read_text(encoding="utf-8")
    assert re.search(r"<title>[^<]*shop[^<]* - Mark7titleMark</title>", page)
    assert [name for name in files_of(marketplace.site) if "Mark7" in name or "Probe" in name] == []


@pytest.mark.slow
def test_a_theme_that_changes_the_words_of_a_page_is_noticed(marketplace: Marketplace) -> None:
    own = marketplace.folder / "overrides"
    own.mkdir()
    shipped = (instance_file("overrides") / "project.html").read_text(encoding="utf-8")
    more = "<p>{{ page.meta.title | upper }} {{ page.content | length }}</p>{{ super() }}"
    marked = f"{shipped}{{% block container %}}{more}{{% endblock %}}\n"
    (own / "project.html").write_text(marked, encoding="utf-8")
    assert marketplace.run("build").status == 0
    for name in ("ledger", "shop"):
        page = marketplace.site / marketplace.project(name)["page"] / "index.html"
        assert f"<p>{marketplace.project(name)['title'].upper()} " in page.read_text(encoding="utf-8")
    assert not [name for name in files_of(marketplace.site) if "Mark7" in name or "Probe" in name]


@pytest.mark.slow
def test_a_page_that_the_configuration_leaves_out_is_left_out(marketplace: Marketplace) -> None:
    own = instance_file("mkdocs.yml").read_text(encoding="utf-8")
    own = own.replace("exclude_docs: |\n", "exclude_docs: |\n  /projects/web/\n")
    (marketplace.folder / "mkdocs.yml").write_text(own, encoding="utf-8")
    assert marketplace.run("build").status == 0
    pages = {path.relative_to(marketplace.site).as_posix() for path in marketplace.site.rglob("projects/*/*/*.html")}
    assert not [page for page in pages if page.startswith("projects/web/")]
    assert {"projects/a/bare/index.html", "projects/a/odd/index.html", "projects/payments/ledger/index.html"} <= pages


@pytest.mark.slow
def test_the_sitemap_names_every_page_and_nothing_else(marketplace: Marketplace) -> None:
    assert marketplace.run("build").status == 0
    sitemap = (marketplace.site / "sitemap.xml").read_text(encoding="utf-8")
    for page in ("", "about/", "projects/payments/ledger/", "all/"):
        assert f"<loc>https://pages.acme.example/market/{page}</loc>" in sitemap
    assert "Mark7" not in sitemap
    assert "404" not in sitemap


@given(title=st.text(), description=st.text(), markup=st.text(st.characters(exclude_categories=["Cs"])))
def test_a_page_has_the_parts_that_its_file_has(title: str, description: str, markup: str) -> None:
    page = MarkdownPage(SafeHtml(markup), template="project.html", title=title, description=description)
    head, _, body = page.decode().partition("---\n\n")
    assert body == f"{page.markup}\n"
    assert head.splitlines()[1:4] == [
        f'title: "{page.title_html}"',
        f'description: "{page.description_html}"',
        "template: project.html",
    ]


@pytest.mark.slow
def test_all_pages_of_a_site_have_a_frame(marketplace: Marketplace) -> None:
    # Otherwise MkDocs would run twice, which takes a small site as long as all the rest.
    assert marketplace.run("build").status == 0
    docs = marketplace.folder / "build" / "docs"
    generated = [path for path in docs.rglob("*.md") if b"\ntemplate: " in path.read_bytes()[:2_000]]
    assert len(generated) > 15
    for path in generated:
        given = marketplace.folder / "build" / "engine" / path.relative_to(docs)
        assert not given.is_file() or given.read_bytes() != path.read_bytes(), path


@pytest.mark.slow
def test_all_pages_of_a_large_site_have_a_frame() -> None:
    projects = (*varied_projects(400), *extreme_projects())
    considered = [
        Considered(key=one.key, rule=Rule.SOURCE, said="git", project=one, tried_at=NOW) for one in projects
    ] + [Considered(key=ProjectKey(f"host/a/{number}"), rule=Rule.EXCLUDED, said="a rule") for number in range(250)]
    kinds = {*expected_kinds(SETTINGS, {one.page for one in projects})}
    files = [
        *render_pages(projects, lambda _key: None, {}, SETTINGS, NOW),
        *listing_pages(considered, SETTINGS, day_of(NOW), Messages()),
    ]
    pages = {path: page for path, page in files if isinstance(page, MarkdownPage)}
    assert {path for path, page in pages.items() if kind_of(path, page) not in kinds} == set()
    assert len(pages) > 430


@pytest.mark.slow
def test_links_of_hand_written_pages_to_generated_ones_are_mended(marketplace: Marketplace) -> None:
    (marketplace.folder / "docs").mkdir()
    text = "# Ours\n\n[Ledger](projects/payments/ledger/index.md), [all](api/v1/projects.json)\n"
    (marketplace.folder / "docs" / "ours.md").write_text(text, encoding="utf-8")
    assert marketplace.run("build").status == 0
    page = (marketplace.site / "ours" / "index.html").read_text(encoding="utf-8")
    assert 'href="../projects/payments/ledger/"' in page
    assert 'href="../api/v1/projects.json"' in page


@pytest.mark.slow
def test_links_to_files_that_are_not_generated_stay_as_they_are(marketplace: Marketplace) -> None:
    (marketplace.folder / "docs").mkdir()
    text = "# Ours\n\n[Gone](projects/payments/gone/index.md), [Ledger](projects/payments/ledger/index.md)\n"
    (marketplace.folder / "docs" / "ours.md").write_text(text, encoding="utf-8")
    assert marketplace.run("build").status == 0
    page = (marketplace.site / "ours" / "index.html").read_text(encoding="utf-8")
    assert 'href="projects/payments/gone/index.md"' in page
    assert 'href="../projects/payments/ledger/"' in page
    assert not (marketplace.site / "projects/payments/gone").exists()
