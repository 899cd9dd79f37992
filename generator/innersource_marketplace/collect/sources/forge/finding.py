"""Repositories that no list has: asked for one by one, with what becomes of each."""

from collections.abc import Iterator, Sequence

from innersource_marketplace.collect.sources import Failed, Outcome
from innersource_marketplace.collect.sources.forge import Forge, Listed
from innersource_marketplace.collect.sources.forge.notices import REFUSED_BY_GIT, moved, not_found
from innersource_marketplace.collect.sources.forge.run import Run
from innersource_marketplace.errors import SourceError

_TOKEN_ENDED = frozenset({"unauthorized", "token-expired"})
"""Why a host answers nothing more in this run."""


def token_ended(forge: Forge, run: Run, listed: Listed, error: SourceError) -> SourceError | None:
    """Why the token is of no use any more, where git may not read a repository; the forge is asked for that once."""
    if error.code != REFUSED_BY_GIT:
        return None
    if not run.token_tried:
        run.token_tried = True
        answers = [one.error for one in forge.look_up([listed])]
        run.token_ended = next((one for one in answers if one is not None and one.code in _TOKEN_ENDED), None)
    return run.token_ended


def find(forge: Forge, run: Run, wanted: Sequence[Listed]) -> Iterator[Listed | Outcome]:
    """Look for repositories: those to collect, and an outcome of each of the others that has one."""
    for reported in forge.look_up(wanted):
        asked = reported.asked.key(run.host)
        named = reported.asked.path.lower() in run.explicit
        if reported.listed is None:
            run.done.add(asked)
            # Named in messages only if the catalogue names it, and it was never listed.
            by_name = named and asked not in run.briefs
            error = not_found(reported.error, reported.asked, by_name=by_name)
            yield Failed(asked, run.left(reported.asked.path, error) if error.gone and not by_name else error)
            continue
        key = reported.listed.key(run.host)
        if key != asked and named:
            run.explicit.add(reported.listed.path.lower())  # the entry means it under its new name too
        elif key != asked and not run.settings.owns(reported.listed.path):
            run.done.add(asked)
            run.note_move(reported.asked.path, reported.listed)
            yield Failed(asked, run.left(reported.asked.path, moved()))
            continue
        if key in run.done:
            continue
        refusal = run.refusal(reported.listed, key)
        if refusal is not None:
            yield refusal
        elif key not in run.done:
            yield reported.listed
