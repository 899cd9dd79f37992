"""Where the pages of the site are, known before any of them is made."""

from collections.abc import Mapping
from typing import Final

SINGLE_PAGES: Final[Mapping[str, str]] = {
    "index.md": "gallery.html",
    "all/index.md": "listing.html",
    "compare/index.md": "own.html",
    "duplicates/index.md": "duplicates.html",
    "editor/index.md": "editor.html",
    "feeds/index.md": "work.html",
    "for-you/index.md": "own.html",
    "health/index.md": "owners.html",
    "listed/index.md": "listed.html",
    "programme/index.md": "programme.html",
    "readiness/index.md": "listing.html",
    "saved/index.md": "own.html",
    "start/index.md": "start.html",
    "tasks/index.md": "tasks.html",
    "teams/index.md": "work.html",
}
"""The pages that every site has, with their templates."""

PAGES_OF_A_KIND: Final = (
    ("all/owner/index.md", "listing.html"),
    ("all/owner/2/index.md", "listing.html"),
    ("duplicates/2/index.md", "duplicates.html"),
    ("listed/well/index.md", "listed.html"),
    ("listed/well/2/index.md", "listed.html"),
    ("programme/figures/index.md", "programme.html"),
    ("programme/year/index.md", "programme.html"),
    ("tasks/all/index.md", "work.html"),
    ("tasks/all/2/index.md", "work.html"),
    ("teams/x/index.md", "work.html"),
)
"""One of each kind of pages, other than projects, of which a site may have many, with its template."""

DATA_FOLDERS: Final = ("api/", "feeds/", "projects/", "schemas/", "teams/", "catalog.csv", "feed.xml", "repos.json")
"""How paths of other generated files begin that people link to."""
