"""A project's page must not depend on how many other projects there are, but for those named as similar."""

from pathlib import Path

import pytest

from bench.gallery import SETTINGS, merged
from bench.projects import NOW, projects
from bench.stages import build_only, differing
from innersource_marketplace.render.site import render_pages


def _rendered(count: int) -> dict[str, bytes]:
    made = [merged(project) for project in projects(count)]
    files = render_pages(made, lambda _: None, {}, SETTINGS, NOW)
    return {path: data for path, data in files if path.startswith("projects/")}


def test_a_project_s_source_is_the_same_among_5_and_among_60() -> None:
    few, many = _rendered(5), _rendered(60)
    assert len(many) == 60
    assert {path: many[path] for path in few} == few


@pytest.mark.exhaustive
def test_a_project_s_page_is_the_same_bytes_among_15_and_among_60(tmp_path: Path) -> None:
    sizes = []
    for count in (15, 60):
        folder = tmp_path / str(count)
        folder.mkdir()
        sizes.append(build_only(folder, count, say=lambda _: None))
    few, many = sizes
    assert len(few.pages.keys() & many.pages.keys()) == 15
    assert differing(few, many) == []
