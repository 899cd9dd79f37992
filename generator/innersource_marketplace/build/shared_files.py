"""The files of the site that are about many projects."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from innersource_marketplace.build.content import SiteContent
from innersource_marketplace.build.publish import Content
from innersource_marketplace.formats.published_schemas import schema, schema_files
from innersource_marketplace.insight.teamwork.roster import Roster
from innersource_marketplace.model import Project, SiteSettings, day_of
from innersource_marketplace.render.data import exports, feeds
from innersource_marketplace.render.data.metadata_exports import Kept, export_reports, metadata_exports
from innersource_marketplace.render.http_headers import headers_file
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.editor import editor_page
from innersource_marketplace.render.pages.health import health_page
from innersource_marketplace.render.pages.listing_reasons import addresses, listing_pages
from innersource_marketplace.render.pages.programme.programme import programme_files
from innersource_marketplace.render.pages.tombstones import tombstone_pages
from innersource_marketplace.render.parts.addresses import accounts_of_teams, team_segments
from innersource_marketplace.render.site import shared_pages


def shared_files(
    content: SiteContent,
    roster: Roster,
    settings: SiteSettings,
    now: datetime,
    kept: Kept,
    *,
    in_full: Callable[[Project], Project],
) -> Iterator[tuple[str, Content]]:
    """Yield them as (path in the staging folder, content): pages, the API, feeds, exports, schemas.

    `kept` gives what the own metadata files of a project have for exports, `in_full` a project with what it lacks
    in brief.
    """
    projects, say, today = content.projects, Messages(settings.language), day_of(now)
    yield from shared_pages(projects, content.problems_by_key, settings, now)
    yield from listing_pages(content.considered, settings, today, say)
    reports = export_reports(projects, kept)
    yield from health_page(
        content.considered,
        reports=reports,
        notices=content.notices,
        run=content.run,
        daily=content.daily,
        settings=settings,
        today=today,
        say=say,
    )
    yield from programme_files(
        [(one.project, one.facts) for one in content.considered if one.project is not None and one.facts is not None],
        contributions=content.contributions,
        roster=roster,
        daily=content.daily,
        settings=settings,
        today=today,
        say=say,
    )
    yield from editor_page(schema("innersource"), settings, say)
    yield from tombstone_pages(content.expired, addresses(content.considered, today), settings, say)
    yield from exports.api(
        projects,
        problems=content.problems,
        excluded=content.excluded,
        considered=content.considered,
        decisions=settings.duplicates,
        now=now,
        say=say,
    )
    yield from metadata_exports(projects, kept, reports, settings, now, in_full=in_full)
    yield from exports.table(projects)
    yield from exports.portal(projects)
    yield from exports.redirects({**_former_team_pages(projects), **content.redirects})
    yield from feeds.atom(projects, settings=settings, now=now)
    yield "_headers", headers_file()
    yield from schema_files()


def _former_team_pages(projects: Sequence[Project]) -> Mapping[str, str]:
    addresses = team_segments(projects)
    return {f"teams/{account}/": f"teams/{addresses[team]}/" for account, team in accounts_of_teams(projects).items()}
