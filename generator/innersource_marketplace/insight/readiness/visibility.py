"""Can everybody see the project, and what it is and wants?"""

from innersource_marketplace.insight.readiness.subject import (
    Subject,
    Verdict,
    cannot_tell,
    count,
    document,
    document_url,
    file_url,
    no,
    past,
    sees_files,
    unseen,
    yes,
)
from innersource_marketplace.limits import ACTIVE_DAYS
from innersource_marketplace.model import (
    METADATA_FILES,
    Day,
    DocumentRole,
    Lifecycle,
    Origin,
    Provider,
    Visibility,
    days_since,
)


def visible(subject: Subject, today: Day) -> Verdict:
    """Everybody in the company may see the repository."""
    match subject.facts.visibility:
        case Visibility.PUBLIC | Visibility.INTERNAL:
            return yes(f"visible.{subject.facts.visibility.value}", url=subject.facts.url)
        case Visibility.PRIVATE:
            return no("visible.private", url=subject.facts.url)
        case None if subject.facts.provider is Provider.CATALOG:
            return cannot_tell("visible.closed")
        case None:
            return unseen(subject)


def not_archived(subject: Subject, today: Day) -> Verdict:
    """The repository still takes changes."""
    if subject.facts.archived is not None:
        answer = no if subject.facts.archived else yes
        return answer("archived.yes" if subject.facts.archived else "archived.no", url=subject.facts.url)
    if subject.project.lifecycle is Lifecycle.ARCHIVED:
        return no("archived.said")
    return unseen(subject)


def not_empty(subject: Subject, today: Day) -> Verdict:
    """There is something in the repository."""
    facts = subject.facts
    commits = count(facts.commits)
    if facts.head is not None or facts.documents or facts.languages or commits:
        return yes("content.commits", count=commits, url=facts.url) if commits else yes("content.some", url=facts.url)
    return no("content.none", url=facts.url) if commits == 0 else unseen(subject)


def described(subject: Subject, today: Day) -> Verdict:
    """Somebody wrote one sentence that says what it is for."""
    project = subject.project
    for field in ("description", "motivation"):
        origin = project.origins.get(field)
        if getattr(project, field) and origin is not Origin.DERIVED:
            if origin is not None and origin.value in METADATA_FILES:
                return yes("description.file", path=origin.value)
            return yes(f"description.{origin.value}" if origin else "description.some")
    if project.description:
        return yes("description.readme", url=document_url(subject, DocumentRole.README))
    return no("description.none") if subject.facts.provider.is_host else cannot_tell("description.unseen")


def has_topics(subject: Subject, today: Day) -> Verdict:
    """Topics let people find it by what it is about."""
    topics = subject.project.topics
    if topics:
        return yes("topics.some", count=len(topics), topics=", ".join(topics[:5]))
    return no("topics.none") if subject.facts.provider.is_host else unseen(subject)


def has_metadata(subject: Subject, today: Day) -> Verdict:
    """A metadata file without errors, of those that count."""
    found = next(filter(None, (document(subject, role) for role in subject.project.metadata_order)), None)
    if found is None:
        return no("metadata.none") if sees_files(subject) else unseen(subject)
    path, url = found.path, file_url(subject, found.path)
    if not subject.project.has_metadata:
        return no("metadata.unread", path=path, url=url)
    faults = len(subject.metadata_faults)
    return no("metadata.faults", count=faults, url=url) if faults else yes("file", path=path, url=url)


def has_backlog(subject: Subject, today: Day) -> Verdict:
    """Wishes and faults stand where everybody can see them."""
    gigs = len(subject.project.gigs)
    if gigs:
        return yes("backlog.gigs", count=gigs)
    labelled = len(subject.facts.issues or ())
    open_issues = count(subject.facts.open_issues)
    if open_issues or labelled:
        return yes("backlog.issues", count=max(open_issues or 0, labelled), url=subject.facts.url)
    return no("backlog.none", url=subject.facts.url) if open_issues == 0 else unseen(subject)


def active(subject: Subject, today: Day) -> Verdict:
    """Something has changed in the last 90 days."""
    updated = past(subject.facts.updated_at, today)
    idle = None if updated is None else days_since(updated, today)
    if idle is None:
        return unseen(subject) if subject.facts.updated_at is None else cannot_tell("time.absurd")
    if idle > ACTIVE_DAYS and subject.project.lifecycle is Lifecycle.MAINTENANCE:
        return cannot_tell("active.maintenance", when=updated, url=subject.facts.url)
    answer = yes if idle <= ACTIVE_DAYS else no
    return answer("active", when=updated, url=subject.facts.url)
