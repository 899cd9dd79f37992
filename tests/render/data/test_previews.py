"""What chats show of a link, and what readers and browsers find: pictures, feeds and the search."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from innersource_marketplace.build.mkdocs.page_frames import frame_pages, kind_at
from innersource_marketplace.model import Brand, Picture, SiteSettings, day_of
from innersource_marketplace.paths import instance_file
from innersource_marketplace.render.data.branding import frame
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.project_page import project_page
from marketplaces import CATALOG, make_marketplace
from projects import NOW, SETTINGS, make_project

SAY = Messages()
SITE = 'site:\n  url: "https://pages.acme.example/market/"\n'


def layout_of(logo: Picture | None) -> str:
    return project_page(make_project(logo=logo), None, (), day_of(NOW), SAY).template


@pytest.mark.parametrize("extension", ["png", "webp"])
def test_a_page_with_a_logo_has_a_layout_that_shows_it_in_previews(extension: str) -> None:
    layout = layout_of(Picture(data=b"", extension=extension, width=9, height=9))

    text = (instance_file("overrides") / layout).read_text(encoding="utf-8")
    assert 'property="og:image"' in text
    assert f"logo.{extension}" in text
    assert layout_of(None) == "project.html"


def test_other_pages_show_the_brand_if_previews_can_show_it() -> None:
    def picture(logo: str | None) -> object:
        settings = SiteSettings(organization="A", title="A", purpose="A", brand=Brand(logo=logo))
        return frame(settings, SAY)["picture"]

    assert picture("brand/Logo.PNG") == "assets/brand/logo.png"
    assert picture("brand/logo.svg") is None
    assert picture(None) is None


def test_kinds_of_one_folder_have_frames_of_their_own() -> None:
    kinds = [kind_at("projects/a/b/index.md", layout) for layout in ("project.html", "tombstone.html")]

    assert len({path for path, _ in frame_pages(kinds)}) == 4


@pytest.mark.slow
def test_a_site_with_an_address_tells_chats_readers_and_browsers(tmp_path: Path) -> None:
    market = make_marketplace(tmp_path, "team/plain", "team/other", catalog=CATALOG + SITE, manual=True)
    drawn = io.BytesIO()
    Image.new("RGB", (32, 32), "navy").save(drawn, "PNG")
    market.repository(
        "team/drawn", {"README.md": b"# Drawn\n", "innersource.json": b'{"logo": "a.png"}', "a.png": drawn.getvalue()}
    )
    market.night()

    def page(name: str) -> str:
        return (market.site / name / "index.html").read_text(encoding="utf-8")

    assert f'og:image" content="https://pages.acme.example/market/{market.project("drawn")["page"]}logo.png"' in page(
        "projects/team/drawn"
    )
    assert "og:image" not in page("projects/team/plain") + page("projects/team/other")
    assert 'og:title" content="plain"' in page("projects/team/plain")
    assert 'og:description"' in page("projects/team/plain")
    found = re.findall(r'<link rel="(alternate |search)"[^>]* href="([^"]+)"', page("."))
    assert found == [("alternate ", "feed.xml"), ("alternate ", "tasks.xml"), ("search", "opensearch.xml")]
    assert all((market.site / name).is_file() for _, name in found)
    # Material would fetch a sitemap for each link whose rel is just that.
    assert 'rel="alternate"' not in page(".")
    assert SETTINGS.site_url is None
