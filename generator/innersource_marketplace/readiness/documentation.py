"""Does a guest find what to do, whom to ask, and what is allowed?"""

import re
from datetime import datetime

from innersource_marketplace.escape import plain
from innersource_marketplace.model import DocumentRole, SafeUrl
from innersource_marketplace.readiness.sections import maintainers_heading, place_to_talk
from innersource_marketplace.readiness.subject import (
    Subject,
    Verdict,
    cannot_tell,
    document,
    file_url,
    has_document,
    no,
    sees_files,
    unseen,
    yes,
)

_MAINTAINERS = re.compile(
    r"(?:\.github/|docs/)?(?:maintainers?|trusted[-_]committers?|owners)(?:\.(?:md|rst|adoc|txt|ya?ml))?", re.IGNORECASE
)

contributing = has_document(DocumentRole.CONTRIBUTING)
agents = has_document(DocumentRole.AGENTS)


def licensed(subject: Subject, now: datetime) -> Verdict:
    """The licence is known, and one that the organisation wants."""
    name, found = subject.project.license, document(subject, DocumentRole.LICENSE)
    url = file_url(subject, found.path) if found is not None else None
    if name is not None:
        wanted = {license_name.casefold() for license_name in subject.licenses}
        if wanted and name.casefold() not in wanted:
            return no("license.other", license=name, url=url)
        return yes("license.known", license=name, url=url)
    if found is not None:
        answer = cannot_tell if subject.licenses else yes
        return answer("license.unnamed", path=found.path, url=url)
    return no("license.none") if sees_files(subject) else unseen(subject)


def trusted_committers(subject: Subject, now: datetime) -> Verdict:
    """The people who help guests are named."""
    named = subject.project.trusted_committers
    if named:
        return yes("people.some", count=len(named))
    found = next((path for path in subject.facts.paths or () if _MAINTAINERS.fullmatch(path)), None)
    if found is not None:
        return yes("file", path=found, url=file_url(subject, found))
    heading = maintainers_heading(subject.readme)
    if heading is not None:
        return yes("section.heading", heading=plain(heading, 80), url=_readme_url(subject))
    return no("people.none") if sees_files(subject) else unseen(subject)


def communication(subject: Subject, now: datetime) -> Verdict:
    """It is written down where to talk."""
    channels = subject.project.communication
    if channels:
        return yes("channels.some", count=len(channels), url=channels[0].url)
    for role in (DocumentRole.COMMUNICATION, DocumentRole.SUPPORT):
        found = document(subject, role)
        if found is not None:
            return yes("file", path=found.path, url=file_url(subject, found.path))
    address = place_to_talk(subject.readme)
    if address is not None:
        return yes("channels.readme", address=plain(address, 80), url=_readme_url(subject))
    if subject.facts.discussions:
        return yes("channels.discussions", url=subject.facts.url)
    return no("channels.none") if sees_files(subject) else unseen(subject)


def _readme_url(subject: Subject) -> SafeUrl | None:
    found = document(subject, DocumentRole.README)
    return file_url(subject, found.path) if found is not None else None


def documentation(subject: Subject, now: datetime) -> Verdict:
    """There is documentation beyond the README. Whether a link answers is not asked: a build has no network."""
    written = [path for path in subject.facts.paths or () if path.startswith("docs/") and path != "docs/"]
    if written:
        return yes("docs.folder", count=len(written), url=file_url(subject, "docs"))
    if subject.project.docs:
        return cannot_tell("docs.link", url=subject.project.docs)
    return no("docs.none") if subject.facts.paths is not None else unseen(subject)
