"""The page of a project that was hidden for inactivity: why, and how to bring it back."""

from collections.abc import Iterator, Mapping, Sequence

from innersource_marketplace import escape
from innersource_marketplace.model import Project, ProjectKey, SiteSettings
from innersource_marketplace.render.markdown_page import MarkdownPage
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.listing_reasons import rule_words
from innersource_marketplace.render.parts.dates import date_words, day
from innersource_marketplace.render.template_engine import fill


def tombstone_pages(
    expired: Sequence[Project], listed: Mapping[ProjectKey, str], settings: SiteSettings, say: Messages
) -> Iterator[tuple[str, bytes]]:
    """Yield a page for each hidden project; `listed` is where the site answers for each, from its root."""
    for project in expired:
        if project.expiry is None:
            continue
        markup = fill(
            "tombstone.html",
            say,
            {
                "root": "../" * project.page.count("/"),
                "project": project,
                "last": day(project.expiry.last_activity, say),
                "hidden": date_words(project.expiry.hide_on, say),
                "rule": rule_words(settings.expiry, say),
                "listed": listed.get(project.key),
                "catalog": escape.url(settings.edit_url) if settings.edit_url else None,
            },
        )
        title = say("tombstone.title", title=project.title)
        yield (
            f"{project.page}index.md",
            MarkdownPage(
                markup,
                template="tombstone.html",
                title=title,
                description=say("tombstone.description", date=day(project.expiry.last_activity, say)),
            ),
        )
