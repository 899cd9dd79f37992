"""From snapshot to the digest of what is new. No token, no network, and nothing of the site is touched."""

from datetime import datetime
from pathlib import Path

from innersource_marketplace.build import publish
from innersource_marketplace.build.select import assemble, open_tools
from innersource_marketplace.collect.plan import load_catalog
from innersource_marketplace.insight.teamwork import flow_of
from innersource_marketplace.insight.teamwork.known_teams import load_roster
from innersource_marketplace.render.data.newsletter_text import News, digest
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.tasks import tasks_of
from innersource_marketplace.snapshot.store import open_snapshot


def write_digest(*, catalog_path: Path, snapshot_path: Path, now: datetime, days: int) -> str:
    """Write the digest of the last `days` days, of what the site shows.

    Raises `UsageError`, `ConfigurationError` and `SnapshotError` as `build` does, and
    `MarketplaceError` while a build is running.
    """
    catalog, _ = load_catalog(catalog_path)
    base = catalog_path.resolve().parent
    work = base / "build"
    with (
        publish.exclusive(work),
        open_snapshot(snapshot_path) as snapshot,
        open_tools(work, snapshot_path, catalog, load_roster(catalog, snapshot), now) as tools,
    ):
        assembled = assemble(catalog, snapshot, tools, base=base)
    say = Messages(catalog.site.language)
    news = News(
        projects=assembled.projects,
        expired=assembled.expired,
        tasks=tasks_of(assembled.projects, now, say),
        daily=assembled.daily,
        firsts=flow_of(assembled.contributions, assembled.roster).firsts if assembled.roster.known else (),
    )
    return digest(news, catalog.site, now, say, days=days)
