"""Every key of catalog.yml, by the object it belongs to; the schema knows exactly the same."""

from collections.abc import Mapping

RENAMED: dict[str, Mapping[str, str]] = {}
"""Former names of keys with the present ones, by the pointer of the object that they are in: "", "/site", "/sources/-".

A former name is read for a year after the release that changed it; `check --fix` writes the present one.
"""

CATALOG_KEYS = (
    "version",
    "organization",
    "site",
    "search",
    "publish",
    "collect",
    "readiness",
    "expiry",
    "duplicates",
    "teams",
    "teams_file",
    "bots",
    "sources",
    "projects",
)
SITE_KEYS = ("title", "purpose", "url", "edit_url", "wishes_url", "language", "brand", "shelves", "readme_images")
SEARCH_KEYS = ("synonyms",)
DUPLICATE_KEYS = ("projects", "decision")
SHELF_KEYS = ("title", "rule", "projects")
BRAND_KEYS = ("name", "logo", "wordmark", "font", "colors", "intro", "legal_notice", "header_links", "footer_links")
COLOR_KEYS = ("light", "dark")
SCHEME_KEYS = ("primary", "accent")
LINK_KEYS = ("text", "url")
READINESS_KEYS = ("off", "levels", "files", "licenses")
EXPIRY_KEYS = ("inactive_after_days", "grace_days", "since")
FILE_CHECK_KEYS = ("name", "path", "element", "level", "fix")
TEAM_FILE_KEYS = ("teams", "bots")
TEAM_KEYS = ("name", "part_of", "projects", "members")
MEMBER_KEYS = ("email", "account", "since", "until")
PUBLISH_KEYS = ("shrink_share", "shrink_minimum")
COLLECT_KEYS = ("shrink_share", "shrink_minimum", "hold_nights")
GIT_KEYS = ("git", "web", "owner", "name", "branch", "forge", "records", "labels", "metadata")
GITHUB_KEYS = (
    "github",
    "url",
    "token_env",
    "app",
    "topic",
    "topics",
    "all_with_metadata",
    "include",
    "exclude",
    "visibility",
    "forks",
    "archived",
    "templates",
    "labels",
    "teams",
    "certificate_authority",
    "metadata",
)
FORGE_KEYS = tuple(key for key in GITHUB_KEYS if key not in ("github", "app"))
"""What the sources of all other forges have, beside the key that names the forge."""

APP_KEYS = ("id", "private_key_env", "installation")
ENTRY_KEYS = ("repository", "collect", "expires", "renamed_from", "mirrors")
"""An entry may also have every field of innersource.json."""
