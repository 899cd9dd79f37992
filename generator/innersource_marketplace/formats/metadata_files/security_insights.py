"""`security-insights.yml`, versions 1 and 2. Source: OpenSSF Security Insights."""

import re
from collections.abc import Mapping
from typing import Final

from innersource_marketplace.formats.metadata_files.codemeta_terms import PAUSED, REPOSTATUS
from innersource_marketplace.formats.metadata_files.document import Document

_ACCOUNT: Final = re.compile(r"(?i)(?:github|gitlab):@?([A-Za-z0-9][A-Za-z0-9._-]{0,99})")


def is_insights(value: Mapping[str, object]) -> bool:
    """Whether an object says that it is one."""
    header = value.get("header")
    return isinstance(header, Mapping) and "schema-version" in header


def take(document: Document) -> object:
    """Take what it says, of the repository before the project; the two versions share no keys."""
    document.take("title", "project", "name")
    document.take_lifecycle(REPOSTATUS, "repository", "status", silent=PAUSED)
    document.take_lifecycle(REPOSTATUS, "project-lifecycle", "status", silent=PAUSED)
    document.take_license("repository", "license", "expression")
    document.take("docs", "project", "documentation", "detailed-guide")
    for path, item in document.items("documentation")[:1]:
        if isinstance(item, str):
            document.take("docs", *path)
    document.take("getting_started", "project", "documentation", "quickstart-guide")
    team = document.items("repository", "core-team") or document.items("project", "administrators")
    for path, _ in team:
        document.take_person(*path)
    for path, item in document.items("project-lifecycle", "core-maintainers"):
        account = _ACCOUNT.fullmatch(item.strip()) if isinstance(item, str) else None
        if account is not None:
            document.take_person(*path, name=f"@{account[1]}")
    for path, item in document.items("security-contacts"):
        if isinstance(item, Mapping) and str(item.get("type")) in ("email", "url", "website"):
            document.take_channel("security", *path, "value")
    contact = ("project", "vulnerability-reporting", "contact")
    document.take_channel("security", *contact, "email", text=document.text(*contact, "name"))
    document.take_home("project", "homepage")
    document.take_repository("repository", "url")
    document.take_repository("header", "project-url")
    return None
