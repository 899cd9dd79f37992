"""Facts are merged by precedence, keep their origin, and stay unknown where nobody knows them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from innersource_marketplace.insight.merged import activity_weeks, by_score, merge, weekly_activity
from innersource_marketplace.insight.stated_lifecycle import StatedLifecycle
from innersource_marketplace.model import (
    Document,
    DocumentRole,
    Facts,
    LanguageShare,
    LicenseFile,
    Lifecycle,
    Metadata,
    ObjectId,
    Origin,
    Project,
    ProjectKey,
    Provider,
    SafeUrl,
    Score,
    Stored,
    day_of,
)
from projects import make_project

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def facts(**more: object) -> Facts:
    given: dict[str, object] = {"provider": Provider.GIT, **more}
    return Facts(key=ProjectKey("h/o/n"), host="h", owner="o", name="n", source="s", **given)  # type: ignore[arg-type]


def merged(
    seen: Facts,
    *,
    metadata: Metadata | None = None,
    entry: Metadata | None = None,
    summary: str | None = None,
    stated: StatedLifecycle | None = None,
) -> Project:
    stored = Stored(
        facts=seen, page="projects/o/n/", first_seen=NOW, collected_at=NOW, failing_since=None, failure=None
    )
    return merge(
        stored,
        page="projects/o/n/",
        metadata=metadata,
        entry=entry,
        logo=None,
        summary=summary,
        ending=stated,
        today=day_of(NOW),
    )


LEVELS = [
    (Metadata(description="entry"), Metadata(description="metadata"), "host", "opening", "entry", Origin.CATALOG),
    (Metadata(), Metadata(description="metadata"), "host", "opening", "metadata", Origin.METADATA),
    (None, Metadata(), "host", "opening", "host", Origin.HOST),
    (None, None, None, "opening", "opening", Origin.DERIVED),
]


@pytest.mark.parametrize(("entry", "metadata", "host", "opening", "expected", "origin"), LEVELS)
def test_the_first_who_says_something_is_believed(
    entry: Metadata | None, metadata: Metadata | None, host: str | None, opening: str, expected: str, origin: Origin
) -> None:
    project = merged(facts(description=host), metadata=metadata, entry=entry, summary=opening)
    assert (project.description, project.origins["description"]) == (expected, origin)


def test_a_file_for_another_program_cannot_leave_out_a_licence_whose_text_is_there() -> None:
    texts = (LicenseFile(path="LICENSE-APACHE", license="Apache-2.0"), LicenseFile(path="LICENSE-MIT", license="MIT"))
    seen = facts(license_files=texts)
    cited = Metadata(license="MIT", origins={"license": Origin.CITATION})
    assert (merged(seen, metadata=cited).license, len(merged(seen, metadata=cited).license_files)) == (None, 2)
    assert merged(seen, metadata=replace(cited, license="MIT OR Apache-2.0")).license == "MIT OR Apache-2.0"
    assert merged(seen, metadata=Metadata(license="MIT")).license == "MIT"  # its own file says what its owners want
    assert merged(facts(), metadata=cited).license == "MIT"


def test_an_empty_list_is_no_word_against_another() -> None:
    project = merged(facts(topics=("host",)), metadata=Metadata(topics=()))
    assert (project.topics, project.origins["topics"]) == (("host",), Origin.HOST)


def test_what_was_worked_out_from_files_says_so() -> None:
    languages = (LanguageShare(name="Go", weight=2), LanguageShare(name="C", weight=2))
    by_git = merged(facts(license="MIT", languages=languages))
    assert (by_git.origins["license"], by_git.origins["language"], by_git.language) == (
        Origin.DERIVED,
        Origin.DERIVED,
        "C",
    )
    by_host = merged(facts(license="MIT", provider=Provider.GITHUB))
    assert by_host.origins["license"] is Origin.HOST


@pytest.mark.parametrize(
    ("provider", "made", "pushed"),
    [
        (Provider.GIT, Origin.DERIVED, Origin.DERIVED),
        (Provider.GITLAB, Origin.HOST, Origin.DERIVED),
        (Provider.GITHUB, Origin.HOST, Origin.HOST),
    ],
)
def test_only_what_a_host_says_is_from_the_host(provider: Provider, made: Origin, pushed: Origin) -> None:
    when = datetime(2026, 1, 1, tzinfo=UTC)
    project = merged(facts(provider=provider, contributors=3, created_at=when, updated_at=when, releases=()))
    origins = project.origins
    assert (origins["created_at"], origins["releases"], origins["updated_at"]) == (made, made, pushed)
    assert origins["contributors"] is Origin.DERIVED


def test_nothing_known_stays_unknown() -> None:
    project = merged(facts())
    assert project.title == "n"
    unknown = ("description", "stars", "forks", "activity", "updated_at", "license", "lifecycle", "issues", "releases")
    assert [name for name in unknown if getattr(project, name) is not None] == []
    assert not set(unknown) & set(project.origins)


def test_a_project_of_words_alone_has_no_score() -> None:
    assert merged(facts(provider=Provider.CATALOG), entry=Metadata(title="Vault")).score is None


def test_an_archived_repository_is_archived_unless_its_owner_says_otherwise() -> None:
    assert merged(facts(archived=True)).lifecycle is Lifecycle.ARCHIVED
    said = Metadata(lifecycle=Lifecycle.DEPRECATED)
    assert merged(facts(archived=True), metadata=said).lifecycle is Lifecycle.DEPRECATED


def test_a_lifecycle_that_the_readme_states_is_quoted_where_nobody_else_says_one() -> None:
    stated = StatedLifecycle(Lifecycle.DEPRECATED, "This project is deprecated.")
    project = merged(facts(), stated=stated)
    assert (project.lifecycle, project.origins["lifecycle"]) == (Lifecycle.DEPRECATED, Origin.README)
    assert project.lifecycle_words == "This project is deprecated."
    active = Metadata(lifecycle=Lifecycle.ACTIVE)
    for other in (
        merged(facts(), metadata=active, stated=stated),
        merged(facts(), entry=active, stated=stated),
        merged(facts(archived=True), stated=stated),
    ):
        assert other.lifecycle in (Lifecycle.ACTIVE, Lifecycle.ARCHIVED)
        assert other.origins["lifecycle"] is not Origin.README
        assert other.lifecycle_words is None


def test_documents_lead_to_the_host_and_a_missing_metadata_file_to_a_new_one() -> None:
    seen = facts(
        url=SafeUrl("https://h.example/o/n"),
        forge="gitlab",
        default_branch="main",
        documents={DocumentRole.README: Document(path="docs/READ ME.md", oid=ObjectId("aa"))},
    )
    project = merged(seen)
    assert project.documents[DocumentRole.README] == "https://h.example/o/n/-/blob/main/docs/READ%20ME.md"
    assert project.edit_metadata == "https://h.example/o/n/-/new/main?file_name=innersource.json"


def test_without_a_web_address_nothing_leads_anywhere() -> None:
    document = Document(path="README.md", oid=ObjectId("aa"))
    project = merged(facts(documents={DocumentRole.README: document}, default_branch="main"))
    assert project.documents == {DocumentRole.README: None}
    assert project.edit_metadata is None


@given(st.integers(10**8, 10**11))
def test_the_weeks_shown_are_52_in_a_row_and_end_with_the_present(seconds: int) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    weeks = activity_weeks(now)
    year, week, _ = now.isocalendar()
    assert len(set(weeks)) == 52
    assert list(weeks) == sorted(weeks)
    assert weeks[-1] == f"{year}-W{week:02d}"


def test_a_year_of_53_weeks_loses_none() -> None:
    assert activity_weeks(datetime(2027, 1, 6, tzinfo=UTC))[-3:] == ("2026-W52", "2026-W53", "2027-W01")


def test_weeks_without_commits_are_zero_and_unknown_ones_unknown() -> None:
    activity = weekly_activity(facts(weekly_commits={"2026-W47": 3, "2020-W01": 9}), day_of(NOW))
    assert activity is not None
    assert (activity[-1], sum(activity)) == (3, 3)
    assert weekly_activity(facts(), day_of(NOW)) is None


def test_projects_of_one_score_are_sorted_by_their_last_change_and_unknown_ones_come_last() -> None:
    def project(name: str, score: int | None, day: int | None) -> Project:
        return make_project(
            name=name.replace(" ", "-"),
            title=name,
            score=None if score is None else Score(value=score, level=1, parts=()),
            updated_at=None if day is None else NOW.replace(day=day),
        )

    order = [
        project("z-best", 300, 1),
        project("recent", 150, 9),
        project("Older A", 150, 2),
        project("older b", 150, 2),
        project("a-when", 150, None),
        project("none", 0, 3),
        project("a-unknown", None, 20),
    ]
    assert by_score(reversed(order)) == order
