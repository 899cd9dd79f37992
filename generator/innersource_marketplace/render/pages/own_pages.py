"""Pages that scripts fill: compare, saved projects, "For you". What a visitor chooses stays in the browser."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from innersource_marketplace import escape
from innersource_marketplace.model import Project, ProjectKey, SiteSettings
from innersource_marketplace.render.markdown_page import MarkdownPage
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.dependency_lists import successor
from innersource_marketplace.render.template_engine import fill

PAGES: Final = ("compare", "saved", "for-you")
TEMPLATE: Final = "own.html"
PACKAGES_PATH: Final = "assets/packages.json"

_WORDS: Final = "assets/own.json"
_CHANGES: Final = "assets/project.json"


def own_pages(projects: Sequence[Project], settings: SiteSettings, say: Messages) -> Iterator[tuple[str, bytes]]:
    """Yield the pages, their words, and the index of packages."""
    packages = package_index(projects)
    for name in PAGES:
        title = say(f"own.{name}.title")
        values = {"name": name, "root": "../", "title": title, "words": _WORDS, "example": _example(packages)}
        description = say(f"own.{name}.description", organization=settings.organization)
        yield (
            f"{name}/index.md",
            MarkdownPage(fill("own_page.html", say, values), template=TEMPLATE, title=title, description=description),
        )
    prefixes = ("own.", "lifecycle.", "governance.", "card.")
    words = {key: forms for prefix in prefixes for key, forms in say.forms(prefix).items()}
    yield _WORDS, _json({"language": say.language, "words": words})
    yield _CHANGES, _json({"language": say.language, "words": say.forms("changes.")})
    yield PACKAGES_PATH, _json(packages)


def _example(packages: Mapping[str, Any]) -> str:
    """A manifest to show what is meant, with the first package that is here; "" without any."""
    named = [name for name in packages["names"] if ":" not in name]
    return f'{{"dependencies": {{{escape.json_text(named[0])}: "^1.0"}}}}' if named else ""


def package_index(projects: Sequence[Project]) -> dict[str, Any]:
    """Which project provides which package, and who uses whom, by the numbers of the projects in the list.

    A project is [title, page, number of its successor or -1].
    """
    by_key = {project.key: project for project in projects}
    concerned = [one for one in projects if one.provides or one.depends_on or one.used_by]
    newer = {one.key: found for one in concerned if (found := successor(one, by_key)) is not None}
    listed = dict.fromkeys((*(one.key for one in concerned), *(one.key for one in newer.values())))
    number: Mapping[ProjectKey, int] = {key: at for at, key in enumerate(listed)}
    names: dict[str, list[int]] = {}
    for project in concerned:
        for package in project.provides:
            names.setdefault(package.name, []).append(number[project.key])
            artifact = package.name.partition(":")[2]
            if artifact:  # Maven writes the two parts on two lines
                names.setdefault(artifact, []).append(number[project.key])
    return {
        "projects": [
            [by_key[key].title, by_key[key].page, number[newer[key].key] if key in newer else -1] for key in listed
        ],
        "names": {name: sorted(set(found)) for name, found in sorted(names.items())},
        "uses": {
            str(number[one.key]): [number[used.key] for used in one.depends_on if used.key in number]
            for one in concerned
            if one.depends_on
        },
    }


def _json(value: object) -> bytes:
    return escape.json_text(value).encode("ascii")
