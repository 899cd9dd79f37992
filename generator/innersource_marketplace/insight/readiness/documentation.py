"""Does a guest find what to do, whom to ask, and what is allowed?"""

from collections.abc import Callable

from innersource_marketplace.escape import plain
from innersource_marketplace.insight.readiness.links import (
    documentation_heading,
    documentation_link,
    guidelines_link,
)
from innersource_marketplace.insight.readiness.sections import license_heading, place_to_talk, talk_heading
from innersource_marketplace.insight.readiness.subject import (
    Subject,
    Verdict,
    cannot_tell,
    document,
    document_url,
    file_url,
    has_document,
    inherited,
    no,
    own_file_url,
    sees_files,
    unseen,
    yes,
)
from innersource_marketplace.model import Day, DocumentRole
from innersource_marketplace.reference.license_expressions import canonical, folded, satisfied

_FOLDERS = frozenset(
    ["doc/", "docs/", "documentation/", "guide/", "guides/", "handbook/", "manual/", "vignettes/", "wiki/"]
)
"""Folders in the root that by their name hold documentation. Of `docs` in small letters, files are known by name."""

_LICENSES = "LICENSES/"
"""Where the REUSE specification wants licence texts."""


def contributing(subject: Subject, today: Day) -> Verdict:
    """It is written down how to contribute: in a file here, or where the README says that it is."""
    verdict = has_document(DocumentRole.CONTRIBUTING)(subject, today)
    if document(subject, DocumentRole.CONTRIBUTING) is not None or not sees_files(subject):
        return verdict
    address = guidelines_link(subject.readme)
    own = subject.facts.url
    # A link into the repository leads to a file that is not there.
    if address is None or (own is not None and address.startswith(f"{own}/")):
        return verdict
    return yes("contributing.linked", address=plain(address, 80), url=document_url(subject, DocumentRole.README))


def licensed(subject: Subject, today: Day) -> Verdict:
    """The licence is known, and one that the organisation wants."""
    name = subject.project.license
    if name is None:
        return _without_a_single_name(subject, yes if not subject.licenses else cannot_tell)
    url = document_url(subject, DocumentRole.LICENSE)
    wanted = {folded(license_name).casefold() for license_name in subject.licenses}
    if wanted and not satisfied(name, lambda one: folded(one).casefold() in wanted):
        return no("license.other", license=name, url=url)
    return yes("license.known", license=name, url=url)


def license_for_programs(subject: Subject, today: Day) -> Verdict:
    """The licence has a name that programs compare: an SPDX expression, whether or not the organisation wants it."""
    name, url = subject.project.license, document_url(subject, DocumentRole.LICENSE)
    if name is None:
        return _without_a_single_name(subject, cannot_tell)
    if canonical(name) is None:
        return cannot_tell("license.own-name", license=name, url=url)
    return yes("license.known", license=name, url=url)


def _without_a_single_name(subject: Subject, several: Callable[..., Verdict]) -> Verdict:
    """What tells of a licence that has no single name; `several` answers where each of some files has one."""
    files = subject.project.license_files
    known = tuple(dict.fromkeys(one.license for one in files if one.license is not None))
    unknown = next((one for one in files if one.license is None), None)
    if len(files) > 1 and known and unknown is None:
        return several("license.several", licenses=", ".join(known), count=len(files), url=files[0].url)
    if known and unknown is not None:
        return cannot_tell("license.partly", licenses=", ".join(known), path=unknown.path, url=unknown.url)
    found = document(subject, DocumentRole.LICENSE)
    if found is not None:
        return cannot_tell("license.unnamed", path=found.path, url=file_url(subject, found.path))
    if _LICENSES in subject.facts.own_paths:
        url = own_file_url(subject, _LICENSES.removesuffix("/"))
        return cannot_tell("license.unnamed", path=_LICENSES, url=url)
    section = license_heading(subject.readme)
    if section is not None:
        return cannot_tell(
            "section.perhaps", heading=plain(section, 80), url=document_url(subject, DocumentRole.README)
        )
    return no("license.none") if sees_files(subject) else unseen(subject)


def trusted_committers(subject: Subject, today: Day) -> Verdict:
    """The people who help guests are named."""
    named = subject.project.trusted_committers
    if named:
        return yes("people.some", count=len(named))
    people = subject.project.people_source
    if people is not None and people.path is not None:
        return yes("file", path=people.path, url=people.url)
    if people is not None:
        return yes("section.heading", heading=plain(people.heading or "", 80), url=people.url)
    owners, file = subject.facts.code_owners, document(subject, DocumentRole.CODE_OWNERS)
    if owners and file is not None:
        # Who must approve a change need not be somebody who helps guests with it.
        return cannot_tell("people.owners", count=len(owners), path=file.path, url=file_url(subject, file.path))
    return no("people.none") if sees_files(subject) else unseen(subject)


def communication(subject: Subject, today: Day) -> Verdict:
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
        return yes("channels.readme", address=plain(address, 80), url=document_url(subject, DocumentRole.README))
    heading = talk_heading(subject.readme)
    if heading is not None:
        return yes("section.heading", heading=plain(heading, 80), url=document_url(subject, DocumentRole.README))
    if subject.facts.discussions:
        return yes("channels.discussions", url=subject.facts.url)
    support = inherited(subject, DocumentRole.SUPPORT)
    if support is not None:
        return support
    return no("channels.none") if sees_files(subject) else unseen(subject)


def documentation(subject: Subject, today: Day) -> Verdict:
    """There is documentation beyond the README. Whether a link answers is not asked: a build has no network."""
    written = [path for path in subject.facts.own_paths if path.startswith("docs/") and path != "docs/"]
    if written:
        return yes("docs.folder", count=len(written), url=own_file_url(subject, "docs"))
    named = (path for path in subject.facts.own_paths if path != "docs/")
    folder = next((path for path in named if path.casefold() in _FOLDERS), None)
    if folder is not None:
        at = subject.facts.below(folder)
        return yes("docs.other-folder", path=at, url=file_url(subject, at.removesuffix("/")))
    if subject.project.docs:
        return cannot_tell("docs.link", url=subject.project.docs)
    url = document_url(subject, DocumentRole.README)
    heading, linked = documentation_heading(subject.readme) or (None, None)
    address = documentation_link(subject.readme, subject.facts) or linked
    if address is not None:
        return cannot_tell("docs.readme", address=plain(address, 80), url=url)
    if heading is not None:
        return cannot_tell("section.perhaps", heading=plain(heading, 80), url=url)
    if subject.facts.languages == () and url is not None:
        return cannot_tell("docs.itself", url=url)
    return no("docs.none") if subject.facts.paths is not None else unseen(subject)
