"""Links of an innersource.json that were copied together with it from another project."""

from msgspec.structs import replace

from innersource_marketplace.errors import Problem, Severity, sentence
from innersource_marketplace.formats.parsing import quoted
from innersource_marketplace.model import FactsInBrief, Metadata
from innersource_marketplace.reference.project_addresses import other_project


def with_own_links(metadata: Metadata | None, facts: FactsInBrief) -> tuple[Metadata | None, tuple[Problem, ...]]:
    """The metadata without a documentation address that leads to another repository of the same host, and a warning."""
    if metadata is None or metadata.docs is None or facts.url is None:
        return metadata, ()
    other = other_project(metadata.docs, (facts.url,))
    if other is None:
        return metadata, ()
    problem = Problem(
        where=facts.key,
        severity=Severity.WARNING,
        code="foreign-docs",
        message=sentence(
            "The link to its documentation points to another project, {project}, and is not shown.",
            project=quoted(other),
        ),
        fix="Give the address of this project's documentation.",
    )
    return replace(metadata, docs=None), (problem,)
