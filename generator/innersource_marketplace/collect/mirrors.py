"""One project on two hosts: what the catalogue calls a mirror is not listed beside the repository itself.

Only the catalogue decides. Two repositories with the same newest commit are mentioned, for they are
likely one project, but they may as well be a fork in step with its origin.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from innersource_marketplace.collect.sources import Changed, Excluded, Failed, Outcome, Source, Unchanged, outcome_key
from innersource_marketplace.errors import Problem, Severity, sentence
from innersource_marketplace.model import Facts, FactsInBrief, ProjectKey

_RULE = "It is a mirror of another repository, according to catalog.yml."
"""Without the name of the other one: not everybody who may see the mirror may see that."""


class WithoutMirrors(msgspec.Struct, frozen=True):
    """A source whose mirrors of other repositories are left out.

    `mirrors` are their keys, in lower case.
    """

    source: Source
    mirrors: frozenset[str]

    @property
    def name(self) -> str:
        """What messages call the source."""
        return self.source.name

    def collect(self, known: Mapping[ProjectKey, Facts], *, full: bool) -> Iterator[Outcome]:
        """As the source does, but with `Excluded` for mirrors. Raises what the source raises."""
        for outcome in self.source.collect(known, full=full):
            key = outcome_key(outcome)
            if key is None or key.lower() not in self.mirrors or (isinstance(outcome, Failed) and outcome.error.gone):
                yield outcome
                continue
            match outcome:
                case Changed(collected):
                    yield Excluded(key, _RULE, collected.facts.visibility, at_once=True)
                case Excluded(_, _, visibility):
                    yield Excluded(key, _RULE, visibility, at_once=True)
                case Unchanged():
                    yield Excluded(key, _RULE, known[key].visibility if key in known else None, at_once=True)
                case _:
                    pass  # a mirror that cannot be reached is nobody's trouble


def likely_mirrors(projects: Iterable[FactsInBrief]) -> Iterator[Problem]:
    """Mention projects that have the same newest commit as another on a different host.

    The first by key counts as the repository itself. Give only projects that may be named.
    """
    first: dict[str, FactsInBrief] = {}
    for facts in sorted(projects, key=lambda facts: facts.key):
        if facts.head is None or facts.folder is not None:
            continue
        other = first.setdefault(facts.head, facts)
        if other.host != facts.host:
            yield Problem(
                where=facts.key,
                severity=Severity.WARNING,
                code="mirror-likely",
                message=sentence(
                    "It has the same newest commit as {other}, so they are probably the same project.", other=other.key
                ),
                fix="If so, add the copy under “mirrors” in the entry of the other one in catalog.yml.",
            )
