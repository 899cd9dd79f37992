"""Compiled templates are read again, and whatever became of their files, pages are the same."""

from pathlib import Path
from types import CodeType

import pytest
from jinja2 import DictLoader, Environment

from innersource_marketplace.build.caches.compiled_templates import CompiledTemplates

TEXT = "{{ words }} and {{ 1 + 1 }}"


class Counting(Environment):
    """An environment that counts how many templates it compiles."""

    compiled = 0

    def _compile(self, source: str, filename: str) -> CodeType:
        self.compiled += 1
        return super()._compile(source, filename)


def opened(folder: Path, *, text: str = TEXT, version: str = "") -> Counting:
    return Counting(loader=DictLoader({"page.html": text}), bytecode_cache=CompiledTemplates(folder, version))


def rendered(made: Counting) -> tuple[str, int]:
    return made.get_template("page.html").render(words="these"), made.compiled


def test_a_template_is_compiled_once_for_each_text_and_version(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "templates"
    assert rendered(opened(folder)) == ("these and 2", 1)
    assert rendered(opened(folder)) == ("these and 2", 0)
    assert rendered(opened(folder, version=".de")) == ("these and 2", 1)
    assert rendered(opened(folder, text="{{ words }}")) == ("these", 1)
    assert len([*folder.iterdir()]) == 2


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[:-1] + bytes([data[-1] ^ 1]), id="changed"),
        pytest.param(lambda data: data[: len(data) // 2], id="cut"),
        pytest.param(lambda data: data[:32], id="only its seal"),
        pytest.param(lambda _: b"", id="empty"),
    ],
)
def test_a_file_that_is_not_whole_counts_as_missing(tmp_path: Path, damage: object) -> None:
    rendered(opened(tmp_path))
    (kept,) = tmp_path.iterdir()
    assert callable(damage)
    kept.write_bytes(damage(kept.read_bytes()))
    assert rendered(opened(tmp_path)) == ("these and 2", 1)
    assert rendered(opened(tmp_path)) == ("these and 2", 0)


def test_a_folder_that_cannot_be_made_costs_time_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for _ in range(2):
        assert rendered(opened(tmp_path / "file" / "templates")) == ("these and 2", 1)
