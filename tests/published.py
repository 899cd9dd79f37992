"""A published catalogue of made-up projects, in a folder: what assistants and `similar` read of a site."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from innersource_marketplace.build.search_files import searchables
from innersource_marketplace.model import Project, day_of
from innersource_marketplace.render.data import exports, feeds
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.tasks import tasks_of
from innersource_marketplace.search.index_files import INDEX_FOLDER, index_files
from innersource_marketplace.search.searchable import Searchable
from projects import NOW, make_project


def publish(
    folder: Path,
    projects: Sequence[Project],
    readme: str = "",
    related: Callable[[Iterable[Searchable]], Iterable[Searchable]] = iter,
) -> Path:
    """Write the index, the data and the Markdown twins of projects that all have the same README; gives `folder`.

    `related` adds words of similar meaning to the records.
    """
    say = Messages("en")
    files = dict(exports.project_file(project, say) for project in projects)
    files |= dict(feeds.twin_file(project, readme) for project in projects)
    records = searchables(projects, tasks_of(projects, day_of(NOW), say), lambda _: readme)
    files |= {INDEX_FOLDER + name: content for name, content in index_files(related(records))}
    files["index.html"] = b"<!doctype html>"
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def publish_ledger(folder: Path) -> Path:
    """Publish a catalogue with one ledger, whose texts are hostile."""
    ledger = make_project(
        owner="payments",
        name="ledger",
        title="Ledger @everyone $(touch sprung)",
        description="Posts debit and credit entries of double-entry bookkeeping. @everyone",
        topics=("ledger", "bookkeeping"),
    )
    return publish(folder, [ledger])
