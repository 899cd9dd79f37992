"""What the site tells owners and operators about the catalogue itself."""

from collections.abc import Iterator
from datetime import datetime

from innersource_marketplace.authoring.check import schema
from innersource_marketplace.build.select import Assembled
from innersource_marketplace.model import SiteSettings
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.editor import editor_page
from innersource_marketplace.render.pages.health import health_page
from innersource_marketplace.render.pages.listing_reasons import listing_pages
from innersource_marketplace.render.pages.programme.programme import programme_files


def owner_pages(
    assembled: Assembled, settings: SiteSettings, now: datetime, say: Messages
) -> Iterator[tuple[str, bytes]]:
    """Yield the pages `listed/`, `health/`, `programme/` and `editor/` and their data, as (path, content)."""
    yield from listing_pages(assembled.considered, settings, now, say)
    yield from health_page(
        assembled.considered,
        notices=assembled.notices,
        run=assembled.run,
        daily=assembled.daily,
        settings=settings,
        now=now,
        say=say,
    )
    yield from programme_files(
        [(one.project, one.facts) for one in assembled.considered if one.project is not None and one.facts is not None],
        contributions=assembled.contributions,
        roster=assembled.roster,
        daily=assembled.daily,
        settings=settings,
        now=now,
        say=say,
    )
    yield from editor_page(schema("innersource"), settings, say)
