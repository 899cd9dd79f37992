"""The badge of readiness: a column for each element, in words too, and never one number."""

from xml.etree import ElementTree

from msgspec.structs import replace

from innersource_marketplace.model import Element, Readiness, day_of
from innersource_marketplace.render.data import badges
from innersource_marketplace.render.messages import Messages
from projects import NOW, SETTINGS, make_project

SAY = Messages()
LEVELS: dict[Element, int | None] = dict(zip(Element, (3, 1, 0, None, 2), strict=True))
READY = make_project(readiness=Readiness(levels=LEVELS, findings=(), next_step=None))


def test_each_element_has_a_column_and_its_words() -> None:
    path = badges.badge_path(READY, "readiness")
    drawn = dict(badges.badge_files([READY], SETTINGS, day_of(NOW), SAY))[path].decode()

    assert path == "badges/payments/ledger/readiness.svg"
    assert "Visibility 3 of 3, Forking and pull requests 1 of 3, Code review 0 of 3, " in drawn
    assert "Integration and testing not known, Documentation 2 of 3" in drawn
    assert drawn.count('width="7" height="3" fill="#fff"/>') == 6
    assert drawn.count('fill-opacity=".3"') == 6
    width = float(ElementTree.fromstring(drawn).attrib["width"])
    plain = badges.badge_svg("readiness", "18 November 2026", "", badges.Tone.GOOD)
    assert width == float(ElementTree.fromstring(plain).attrib["width"]) + 5 * 10 + 6


def test_it_is_offered_with_the_words_that_embed_it() -> None:
    readiness = badges.snippets(READY, SETTINGS, SAY)[-2]

    assert (readiness.kind, readiness.name) == ("readiness", "Readiness")
    assert readiness.markdown == (
        "[![InnerSource: readiness](/badges/payments/ledger/readiness.svg)](/projects/payments/ledger/)"
    )


def test_what_cannot_be_told_gets_no_badge() -> None:
    unknown = Readiness(levels=dict.fromkeys(Element), findings=(), next_step=None)

    assert badges.kinds(replace(READY, readiness=unknown, score=None)) == ("listed",)
