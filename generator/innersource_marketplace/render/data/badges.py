"""Badges of projects for their READMEs: small SVG files, and the code to embed them.

A file cannot know how old it is when somebody looks at it. So each badge says its date, and one
that is made from facts that are old already is grey and says since when.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final

import msgspec

from innersource_marketplace import escape
from innersource_marketplace.model import BADGES, Day, Element, Project, SiteSettings
from innersource_marketplace.render.data.embeds import embed_path
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.cards import STALE_AFTER_DAYS
from innersource_marketplace.render.parts.dates import day, days_ago

_TITLE_CHARACTERS = 80
_HEIGHT: Final = 20
_FRAME: Final = 'width="360" height="220" loading="lazy" style="border: 0"'
_PADDING: Final = 6.0
_COLUMN: Final = 10.0
"""What one element of readiness takes of a badge's width."""


class Tone(StrEnum):
    """The colour behind a badge's message; the words say the same."""

    GOOD = "#2f3fc4"
    QUIET = "#4a5468"
    OLD = "#666b75"


class Snippet(msgspec.Struct, frozen=True, kw_only=True):
    """A badge, or the card, as a page offers it: where it is (from the site's root), and how to embed it.

    `absolute` says whether the site's own address is known, so that the words work as they are.
    """

    kind: str
    name: str
    path: str
    alt: str
    markdown: str
    html: str
    absolute: bool


def badge_path(project: Project, kind: str = "listed") -> str:
    """Where a badge is, from the site's root: `badges/OWNER/NAME.svg`, others in a folder beside it."""
    base = "badges/" + project.page.removeprefix("projects/").rstrip("/")
    return f"{base}.svg" if kind == "listed" else f"{base}/{kind}.svg"


def badge_files(
    projects: Sequence[Project], settings: SiteSettings, today: Day, say: Messages
) -> Iterator[tuple[str, bytes]]:
    """Yield the badges of all projects; for the finished site, since MkDocs need not copy them."""
    for project in projects:
        for kind in kinds(project):
            yield badge_path(project, kind), _badge(project, kind, settings, today, say)


def kinds(project: Project) -> tuple[str, ...]:
    """The badges that a project has; one that could only say "unknown" is none."""
    known = {
        "activity": project.score is not None,
        # A project that is not read keeps the address of its badge, which then says that nothing is known.
        "readiness": project.readiness is not None
        and (not project.is_read or any(one is not None for one in _levels(project))),
    }
    return ("listed", *(kind for kind in BADGES if known[kind]))


def snippets(project: Project, settings: SiteSettings, say: Messages) -> list[Snippet]:
    """How to embed the badges of a project and its card; addresses begin with `/` where the site's own is not known."""
    base, absolute = settings.base or "/", bool(settings.base)
    page = escape.html(f"{base}{project.page}")
    found = []
    for kind in kinds(project):
        path = badge_path(project, kind)
        image = escape.html(f"{base}{path}")
        alt = say("badge.label") if kind == "listed" else f"{say('badge.label')}: {say(f'badge.{kind}.label')}"
        found.append(
            Snippet(
                kind=kind,
                name=say(f"badge.kind.{kind}"),
                path=path,
                alt=alt,
                # The addresses are made of slugs and of an address that went through `escape`.
                markdown=f"[![{alt}]({base}{path})]({base}{project.page})",
                html=f'<a href="{page}"><img src="{image}" alt="{escape.html(alt)}" height="{_HEIGHT}"></a>',
                absolute=absolute,
            )
        )
    frame = embed_path(project)
    title = escape.html(escape.plain(project.title, 200))
    card = f'<iframe src="{escape.html(f"{base}{frame}")}" title="{title}" {_FRAME}></iframe>'
    name = say("badge.kind.card")
    found.append(Snippet(kind="card", name=name, path=frame, alt="", markdown="", html=card, absolute=absolute))
    return found


def badge_svg(label: str, message: str, title: str, tone: Tone, *, levels: Sequence[int | None] = ()) -> bytes:
    """Draw a badge. Every text may be hostile; the result is a whole document without script or style.

    `levels` are drawn before the message: a column each, of three steps, or a stroke for unknown.
    """
    label, message = escape.plain(label, 40), escape.plain(message, 60)
    left, right = _width(label) + 2 * _PADDING, _width(message) + 2 * _PADDING
    columns = len(levels) * _COLUMN + (_PADDING if levels else 0)
    right += columns
    full = f"{left + right:g}"
    said = escape.xml(escape.plain(title, 400))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{full}" height="{_HEIGHT}" role="img" aria-label="{said}">'
        f"<title>{said}</title>"
        f'<clipPath id="c"><rect width="{full}" height="{_HEIGHT}" rx="3"/></clipPath>'
        f'<g clip-path="url(#c)"><rect width="{left:g}" height="{_HEIGHT}" fill="#2b2f3a"/>'
        f'<rect x="{left:g}" width="{right:g}" height="{_HEIGHT}" fill="{tone.value}"/></g>'
        f"{_drawn(levels, left + _PADDING)}"
        f'<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">'
        f'<text x="{_PADDING:g}" y="14" textLength="{left - 2 * _PADDING:g}">{escape.xml(label)}</text>'
        f'<text x="{left + columns + _PADDING:g}" y="14" textLength="{right - columns - 2 * _PADDING:g}">'
        f"{escape.xml(message)}</text>"
        "</g></svg>\n"
    ).encode()


def _levels(project: Project) -> tuple[int | None, ...]:
    """The level of each element, in the order in which pages name them."""
    levels = project.readiness.levels if project.readiness is not None else {}
    return tuple(levels.get(element) for element in Element)


def _drawn(levels: Sequence[int | None], x: float) -> str:
    steps = []
    for number, level in enumerate(levels):
        at = x + number * _COLUMN
        if level is None:
            steps.append(f'<rect x="{at:g}" y="11" width="7" height="1" fill="#fff"/>')
            continue
        for step in range(1, 4):
            full = "" if step <= level else ' fill-opacity=".3"'
            steps.append(f'<rect x="{at:g}" y="{16 - 4 * step}" width="7" height="3" fill="#fff"{full}/>')
    return "".join(steps)


def _badge(project: Project, kind: str, settings: SiteSettings, today: Day, say: Messages) -> bytes:
    date = day(project.collected_at, say)
    title = escape.plain(project.title, _TITLE_CHARACTERS)
    site = escape.plain(settings.title, _TITLE_CHARACTERS)
    label = say("badge.label") if kind == "listed" else say(f"badge.{kind}.label")
    if days_ago(project.collected_at, today) > STALE_AFTER_DAYS:
        return badge_svg(
            label, say("badge.stale", date=date), say("badge.stale.title", title=title, site=site, date=date), Tone.OLD
        )
    if kind == "activity" and project.score is not None:
        level = say(f"activity.{project.score.level}")
        words = say("badge.activity", level=level, date=date)
        full = say("badge.activity.title", title=title, site=site, level=level, date=date)
        return badge_svg(label, words, full, Tone.GOOD if project.score.level > 1 else Tone.QUIET)
    if kind == "readiness":
        parts = ", ".join(
            say("badge.readiness.element", element=say(f"element.{element.value}"), level=level)
            if level is not None
            else say("badge.readiness.element.unknown", element=say(f"element.{element.value}"))
            for element, level in zip(Element, _levels(project), strict=True)
        )
        full = say("badge.readiness.title", title=title, levels=parts, date=date)
        words = say("badge.readiness", date=date)
        return badge_svg(label, words, full, Tone.GOOD, levels=_levels(project))
    return badge_svg(
        label, say("badge.listed", date=date), say("badge.listed.title", title=title, site=site, date=date), Tone.GOOD
    )


_NARROW = frozenset("iIjlft.,:;!'|()[]/ -r")
_BROAD = frozenset("mwMWQO%@&")


def _width(text: str) -> float:
    """About how wide a text is at 11 px; `textLength` then makes it exactly that."""
    width = 0.0
    for character in text:
        if character in _NARROW:
            width += 4.6
        elif character in _BROAD:
            width += 9.8
        elif ord(character) > 0x2E80:
            width += 11.5
        else:
            width += 7.2
    return round(width, 1)
