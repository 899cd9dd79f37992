"""Suggestions from the address of a git remote: the name of the repository, and pages of its host."""

from innersource_marketplace import escape
from innersource_marketplace.formats.manifests.suggestions import Facts, text
from innersource_marketplace.reference import forge_urls as links
from innersource_marketplace.reference.hosts import site_of
from innersource_marketplace.reference.project_addresses import place_of

ORIGIN = "the git remote"

_ISSUES = {"github": "/issues", "gitlab": "/-/issues", "gitea": "/issues"}
_FILES_AT_HEAD = ("github", "gitlab")
"""Forges whose addresses of files know HEAD; a default branch may be renamed."""


def facts(address: str, contributing: str | None) -> Facts:
    """Read the address of a remote; `contributing` is the path of the guide for contributors, if there is one."""
    host, path = place_of(address)
    if not host or not path:
        return Facts(origin=ORIGIN)
    site = site_of(address)  # a user name or token in the address stays behind
    web = None if site is None else escape.url(f"{site}/{escape.url_path(*path)}")
    forge = links.forge_of(host)
    issues = _ISSUES.get(forge or "")
    guide = contributing is not None and forge in _FILES_AT_HEAD
    return Facts(
        origin=ORIGIN,
        name=text(path[-1]),
        issues=escape.url(web + issues) if web is not None and issues is not None else None,
        getting_started=links.file_url(web, forge, "HEAD", contributing or "") if web is not None and guide else None,
    )
