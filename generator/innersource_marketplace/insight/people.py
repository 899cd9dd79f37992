"""Where a repository names the people who help guests, when neither its metadata nor the catalogue do."""

import re

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
    path = next((path for path in facts.paths or () if not path.endswith("/") and _FILE.fullmatch(path)), None)
    if path is not None:
        return PeopleSource(path=path)
    heading = next((text for text in headings(readme) if MAINTAINERS.match(text)), None) if readme else None
    return None if heading is None else PeopleSource(heading=heading)
