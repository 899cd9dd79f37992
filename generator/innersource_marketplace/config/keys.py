"""Every key of catalog.yml, by the object it belongs to; the schema knows exactly the same."""

CATALOG_KEYS = ("version", "organization", "site", "publish", "sources", "projects")
SITE_KEYS = ("title", "purpose", "url", "edit_url", "shelves")
SHELF_KEYS = ("title", "rule", "projects")
PUBLISH_KEYS = ("shrink_share",)
GIT_KEYS = ("git", "web", "owner", "name", "branch", "forge")
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
    "certificate_authority",
)
APP_KEYS = ("id", "private_key_env", "installation")
ENTRY_KEYS = ("repository", "collect", "renamed_from", "mirrors")
"""An entry may also have every field of innersource.json."""
