"""Files for feed readers and coding assistants: the Atom feed and the Markdown versions of pages."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from innersource_marketplace import escape
from innersource_marketplace.model import Project, SiteSettings
from innersource_marketplace.render.data.atom import Entry, feed
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.install_commands import install_commands

_FEED_ENTRIES = 50


def atom(projects: Sequence[Project], *, settings: SiteSettings, now: datetime) -> Iterator[tuple[str, bytes]]:
    """`feed.xml`: projects new to the catalogue, newest first (RFC 4287).

    Entry ids are made of the key, so that a move of the site doesn't make old projects new.
    Without a site address, links stay relative to the feed.
    """
    base = settings.base
    yield (
        "feed.xml",
        feed(
            newest([project_entry(project, base) for project in projects]),
            title=Messages(settings.language)("feeds.projects.of", title=settings.title),
            name=settings.organization,
            author=settings.organization,
            link_self=f"{base}feed.xml",
            link_page=base or "./",
            now=now,
        ),
    )


def project_entry(project: Project, base: str) -> Entry:
    """A project as an entry of a feed; `base` is what addresses begin with."""
    return Entry(
        title=project.title,
        name=project.key,
        updated=project.first_seen,
        link=f"{base}{project.page}",
        author=project.team,
        summary=project.description or project.motivation or project.title,
        categories=project.topics,
    )


def newest(entries: Sequence[Entry]) -> list[Entry]:
    """The newest few; of entries that would have the same id, one."""
    by_name = {entry.name: entry for entry in entries}
    return sorted(by_name.values(), key=lambda entry: (-entry.updated.timestamp(), entry.name))[:_FEED_ENTRIES]


def twin_file(project: Project, readme: str | None) -> tuple[str, bytes]:
    """The Markdown version of a project page: its path in the site and its content."""
    return f"{project.page}index.md", _twin(project, readme).encode()


def _code(command: str) -> str:
    """A command as code; as text where it holds what would end the code."""
    return escape.markdown_text(command) if "`" in command else f"`{escape.plain(command)}`"


def _twin(project: Project, readme: str | None) -> str:
    text = escape.markdown_text
    lines = [f"# {text(project.title)}", "", f"`{project.owner}/{project.name}`".replace("``", ""), ""]
    if purpose := project.description or project.motivation:
        lines += [f"> {text(purpose)}", ""]
    facts = (
        ("Repository", project.url),
        ("Documentation", project.docs),
        ("Owner", text(project.team)),
        ("Language", project.language and text(project.language)),
        ("Licence", project.license and text(project.license)),
        ("Lifecycle", project.lifecycle),
        ("Its README says", project.lifecycle_words and text(project.lifecycle_words)),
        ("Governance level", project.governance_level),
        ("Topics", text(", ".join(project.topics))),
        ("Skills", text(", ".join(project.skills))),
        ("Contributions wanted", text(", ".join(project.contributions))),
        *(("Use it", _code(one.command)) for one in install_commands(project)),
        *(("Set up", f"{_code(one.words)} ({text(one.path)})") for one in project.commands.set_up),
        *(("Test", f"{_code(one.words)} ({text(one.path)})") for one in project.commands.tests),
        ("Getting started", project.getting_started and text(project.getting_started)),
        ("Trusted committers", text(", ".join(person.name for person in project.trusted_committers))),
        ("Contribution guidelines", next((u for r, u in project.documents.items() if r == "contributing"), None)),
        ("Agent instructions", next((u for r, u in project.documents.items() if r == "agents"), None)),
    )
    lines += [f"- {label}: {value}" for label, value in facts if value]
    if project.gigs:
        lines += ["", "## Tasks", ""]
        for gig in project.gigs:
            about = " ".join(word for word in (gig.description, gig.effort and f"Effort: {gig.effort}.") if word)
            lines.append(f"- {text(gig.title)}" + (f": {text(about)}" if about else ""))
    if readme:
        # As an indented block, so that nothing in it acts as Markdown of ours.
        lines += ["", "## README", "", *(f"    {line}" for line in escape.plain_lines(readme).split("\n"))]
    return "\n".join(lines).rstrip() + "\n"
