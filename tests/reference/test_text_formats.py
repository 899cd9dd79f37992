"""One list says which files are READMEs, and how each is shown."""

import pytest

from innersource_marketplace.collect.sources.git.reading.documents import documents
from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.model import DocumentRole, ObjectId
from innersource_marketplace.reference.text_formats import TextFormat, format_of, readme_rank

ENDINGS = (
    "md",
    "mkdn",
    "mdown",
    "asc",
    "adoc",
    "mediawiki",
    "creole",
    "pod",
    "Rmd",
    "mdx",
    "ipynb",
    "org",
    "textile",
    "rst",
    "rdoc",
)


def readme(*paths: str) -> str | None:
    found = documents(File(path, ObjectId("0" * 40), "file", 1) for path in paths).get(DocumentRole.README)
    return found.path if found is not None else None


@pytest.mark.parametrize(
    "name",
    [f"README.{ending}" for ending in ENDINGS] + ["README", "ReadMe.MD"],
)
def test_a_readme_of_any_format_is_found_and_its_format_known(name: str) -> None:
    assert readme(name, "main.py") == name
    assert format_of(name) is not None


@pytest.mark.parametrize(
    "name", ["README.py", "README.pdf", "README.md.j2", "README.sh", "READMES.md", "README.zh-CN.py", "readme.ts"]
)
def test_other_files_are_no_readme(name: str) -> None:
    assert readme_rank(name) is None


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (("README.zh-CN.md",), "README.zh-CN.md"),
        (("README_ja.md", "README.en.md"), "README.en.md"),
        (("README-pt-BR.rst",), "README-pt-BR.rst"),
        (("README.zh-CN.md", "README.rst"), "README.rst"),
        (("README.zh-CN.md", "docs/README.md"), "docs/README.md"),
        (("README", "README.md"), "README.md"),
        (("README.org", "README.md", "README.adoc"), "README.md"),
    ],
)
def test_a_translation_is_the_readme_only_where_there_is_no_other(names: tuple[str, ...], chosen: str) -> None:
    assert readme(*names) == chosen


def test_the_last_ending_says_the_format() -> None:
    assert format_of("docs/README.md.ORG") is TextFormat.ORG
    assert format_of("README") is TextFormat.PLAIN
    assert format_of("README.xyz") is None
