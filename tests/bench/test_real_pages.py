"""Each check of the pages of real repositories can fail."""

from pathlib import Path

import pytest

from bench.real_pages import FACTS, RIGHT, WRONG, judged, truth_of
from git_repositories import Commit, Entry, make_repository

WEB = "http://127.0.0.1:9"
GOOD = """<div data-facts="{&#34;release&#34;:&#34;v2&#34;}"><h1 class="project-hero__title"><bdi>client</bdi></h1>
<p class="project-hero__purpose" dir="auto">Sends requests again.</p>
<a class="badge badge--language" href="../"><bdi>Python</bdi></a><a class="badge badge--license" href="../">MIT</a>
Last change <time datetime="2026-11-02">now</time><section class="readme-section" id="readme">%s</section>
<dt>Commits</dt><dd><bdi>1</bdi></dd><dt>Contributors</dt><dd><bdi>1</bdi></dd>
<a href="http://127.0.0.1:9/acme/client/blob/main/docs/use.md">Documentation</a></div>""" % ("A long README. " * 20)

BREAKS = {
    "title": ("<bdi>client</bdi>", ""),
    "purpose": ("Sends requests again.", "[![build](https:"),
    "licence": ("MIT", "Apache-2.0"),
    "release": ("v2", "v1"),
    "language": ("Python", "Java"),
    "people": ("<dt>Contributors</dt><dd><bdi>1<", "<dt>Contributors</dt><dd><bdi>7<"),
    "README": ("A long README. " * 20, "None yet."),
    "commits": ("<dt>Commits</dt><dd><bdi>1<", "<dt>Commits</dt><dd><bdi>2<"),
    "last change": ("2026-11-02", "2026-11-09"),
    "links": ("docs/use.md", "docs/gone.md"),
}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files: dict[str | bytes, bytes | Entry] = {
        "README.md": b"# Client\n",
        "LICENSE": b"MIT License\n\nPermission is hereby granted, free of charge, to any person\n",
        "src/client.py": b"print()\n",
        "docs/use.md": b"Use it.\n",
    }
    return make_repository(tmp_path_factory.mktemp("real") / "client.git", [Commit(files=files)])


@pytest.mark.parametrize("fact", FACTS)
def test_a_page_that_says_something_else_is_wrong(repository: Path, fact: str) -> None:
    truth = truth_of("client", repository, ("v2", "v1"))
    day = min(truth.changed)
    good = GOOD.replace("2026-11-02", day)
    assert {how for _, how, _ in judged(good, truth, WEB)} == {RIGHT}
    before, after = BREAKS[fact]
    broken = good.replace(day if fact == "last change" else before, after)
    assert broken != good
    assert [name for name, how, _ in judged(broken, truth, WEB) if how == WRONG] == [fact]


def test_a_value_that_is_none_is_wrong(repository: Path) -> None:
    truth = truth_of("client", repository, ())
    assert WRONG in {how for _, how, _ in judged("<dd>None</dd>", truth, WEB)}
