"""From snapshot to the digest of what is new. No token, no network, and nothing of the site is touched."""

from datetime import datetime
from pathlib import Path

from innersource_marketplace import publish
from innersource_marketplace.flow import contributions_of, flow_of, roster_of
from innersource_marketplace.pipeline.assembling import assemble
from innersource_marketplace.pipeline.catalogue import load_catalog
from innersource_marketplace.pipeline.readmes import open_readmes
from innersource_marketplace.render.digest import News, digest
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.tasks import tasks_of
from innersource_marketplace.store import open_snapshot


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
        open_readmes(work / "readmes.db") as readmes,
        open_snapshot(snapshot_path) as snapshot,
    ):
        assembled = assemble(catalog, snapshot, readmes, base=base, now=now)
    roster = roster_of(catalog.teams)
    facts = {one.key: one.facts for one in assembled.considered if one.facts is not None}
    contributions = [
        contributions_of(facts[project.key], project.team, roster, now)
        for project in assembled.projects
        if project.key in facts
    ]
    say = Messages(catalog.site.language)
    news = News(
        projects=assembled.projects,
        expired=assembled.expired,
        tasks=tasks_of(assembled.projects, now, say),
        daily=assembled.daily,
        firsts=flow_of(contributions, roster).firsts if roster.known else (),
    )
    return digest(news, catalog.site, now, say, days=days)
