"""From snapshot to the news of the week. No token, no network, and nothing of the site is touched."""

import tempfile
from datetime import datetime
from pathlib import Path

from innersource_marketplace import paths
from innersource_marketplace.build.caches import readmes
from innersource_marketplace.build.caches.cache import open_cache
from innersource_marketplace.build.content import gather
from innersource_marketplace.build.projects import Assessing
from innersource_marketplace.build.scratch import clear_scratch
from innersource_marketplace.build.select import select
from innersource_marketplace.build.workers import Job, Workers
from innersource_marketplace.collect.catalog_file import entries_by_key, load_catalog
from innersource_marketplace.insight.teamwork.across_teams import flow_of
from innersource_marketplace.insight.teamwork.known_teams import known_roster
from innersource_marketplace.progress import Progress
from innersource_marketplace.render.data.newsletter_text import News, newsletter
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.tasks import tasks_of
from innersource_marketplace.search.encoders import installed_encoder
from innersource_marketplace.snapshot.store import open_snapshot


def write_newsletter(*, catalog_path: Path, snapshot_path: Path, now: datetime, days: int) -> str:
    """Write the news of the last `days` days as Markdown, of what the site shows.

    Raises `UsageError`, `ConfigurationError` and `SnapshotError` as `build` does.
    """
    catalog, _ = load_catalog(catalog_path)
    entries = entries_by_key(catalog, catalog_path.resolve().parent)
    with tempfile.TemporaryDirectory(prefix="marketplace-") as place, open_snapshot(snapshot_path) as snapshot:
        work = Path(place)
        clear_scratch(work)
        job = Job(
            work=work,
            snapshot=snapshot_path,
            site=work,
            settings=catalog.site,
            roster=known_roster(catalog, snapshot.teams(), snapshot.same_people()),
            now=now,
            processes=paths.processors(),
        )
        with open_cache(work / readmes.CACHE), Workers(job, len(snapshot.pages())) as workers:
            assessing = Assessing(workers)
            selection = select(catalog, snapshot, entries, work, assessing.add)
            content = gather(
                selection,
                assessing,
                snapshot,
                entries,
                job=job,
                workers=workers,
                encoder=installed_encoder()[0],
                progress=Progress(),
            )
    say = Messages(catalog.site.language)
    news = News(
        projects=content.projects,
        expired=content.expired,
        tasks=tasks_of(content.projects, job.today, say),
        daily=content.daily,
        firsts=flow_of(content.contributions, job.roster).firsts if job.roster.known else (),
    )
    return newsletter(news, catalog.site, job.today, say, days=days)
