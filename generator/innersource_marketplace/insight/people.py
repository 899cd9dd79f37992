"""Where a repository names the people who help guests, when neither its metadata nor the catalogue do."""

import re
from collections.abc import Iterable

from innersource_marketplace.insight.purpose import headings
from innersource_marketplace.insight.readiness.section_words import MAINTAINERS
from innersource_marketplace.model import Facts, PeopleSource, Readme

_FILE = re.compile(
    r"(?:\.github/|\.gitlab/|docs/)?(?:maintainers?|(?:trusted[-_. ]?)?committers?|(?:core[-_. ]?)?team|owners)"
    r"(?:\.(?:md|markdown|rst|adoc|txt|org|ya?ml|json|toml))?",
    re.IGNORECASE,
)


def people_in(facts: Facts, readme: Readme | None) -> PeopleSource | None:
    """The file that lists them, or else the heading of the README below which they stand; None where neither is."""
    path = _people_file(facts.own_paths)
    if path is not None:
        return PeopleSource(path=facts.below(path))
    heading = next((text for text in headings(readme) if MAINTAINERS.match(text)), None) if readme else None
    if heading is not None:
        return PeopleSource(heading=heading)
    # Who helps with the whole repository helps with its folders.
    path = _people_file(facts.paths or ()) if facts.folder is not None else None
    return None if path is None else PeopleSource(path=path)


def _people_file(paths: Iterable[str]) -> str | None:
    return next((path for path in paths if not path.endswith("/") and _FILE.fullmatch(path)), None)
