"""Feeds, team pages and the pieces for other pages: what is in them, and that nothing of others acts there."""

from datetime import timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from innersource_marketplace import escape
from innersource_marketplace.audit.files import file_faults
from innersource_marketplace.audit.pages import page_faults
from innersource_marketplace.model import (
    Answer,
    Element,
    Evidence,
    Finding,
    Gig,
    Issue,
    Readiness,
    SiteSettings,
    TrustedCommitter,
    day_of,
)
from innersource_marketplace.render.data.embeds import card_file, embed_path
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.work import work_files
from innersource_marketplace.render.parts.addresses import segments
from innersource_marketplace.render.site import render_pages
from projects import NOW, SETTINGS, extreme_projects, hostile_projects, make_project, varied_projects

SAY = Messages()
EVERYTHING = (*varied_projects(), *extreme_projects(), *hostile_projects())
ATOM = "{http://www.w3.org/2005/Atom}"


def files(*projects: object, settings: SiteSettings = SETTINGS) -> dict[str, bytes]:
    cards = [card_file(project, settings, day_of(NOW), SAY) for project in projects]  # type: ignore[arg-type]
    return dict([*work_files(tuple(projects), settings, NOW, SAY), *cards])  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def everything() -> dict[str, bytes]:
    return files(*EVERYTHING)


def titles(feed: bytes) -> list[str]:
    return [entry.findtext(f"{ATOM}title") or "" for entry in ElementTree.fromstring(feed).iter(f"{ATOM}entry")]


def test_every_file_passes_the_audit(everything: dict[str, bytes]) -> None:
    names = frozenset([*everything, "index.html"])
    for path, data in everything.items():
        if path.endswith(".html"):
            faults = [fault for fault in page_faults(data, path, names) if fault.code != "audit-broken"]
            assert not faults, path
        elif not path.endswith(".md"):
            assert not list(file_faults(f".{path.rpartition('.')[2]}", data, path)), path


def test_new_tasks_come_newest_first() -> None:
    issues = tuple(Issue(number=n, title=f"Issue {n}", url=None, created_at=NOW - timedelta(days=n)) for n in (3, 1, 2))
    project = make_project(issues=issues, gigs=(), first_seen=NOW - timedelta(days=99))
    assert titles(files(project)["tasks.xml"]) == ["Issue 1 (Ledger)", "Issue 2 (Ledger)", "Issue 3 (Ledger)"]


def test_a_feed_begins_with_the_second_project_and_holds_projects_and_tasks() -> None:
    one = make_project(
        name="one", title="One", skills=("Go", "Rare"), gigs=(Gig(title="Gig", skills=("go",)),), issues=()
    )
    two = make_project(name="two", title="Two", skills=("go",), gigs=(), issues=())
    made = files(one, two)
    assert "feeds/skill/rare.xml" not in made
    assert sorted(titles(made["feeds/skill/go.xml"])) == ["Gig (One)", "One", "Two"]
    assert b"feeds/skill/go.xml" in made["feeds/index.md"]


def test_links_in_feeds_lead_to_pages_from_the_feed_itself() -> None:
    made = files(make_project(name="one"), make_project(name="two"))
    feed = ElementTree.fromstring(made["feeds/team/payments.xml"])
    links = [link.get("href", "") for link in feed.iter(f"{ATOM}link")]
    assert links
    assert all(link.startswith(("../../", "https://")) for link in links)


def test_a_task_offered_twice_is_news_once() -> None:
    assert titles(files(make_project(gigs=(Gig(title="Sweep"), Gig(title="Sweep")), issues=()))["tasks.xml"]) == [
        "Sweep (Ledger)"
    ]


def test_ids_of_feeds_are_unique(everything: dict[str, bytes]) -> None:
    for path, data in everything.items():
        if path.endswith(".xml"):
            entries = ElementTree.fromstring(data).iter(f"{ATOM}id")
            found = [entry.text for entry in entries]
            assert len(found) == len(set(found)), path


def test_browsers_learn_of_the_search_where_the_address_is_known() -> None:
    project = make_project()
    assert "opensearch.xml" not in files(project)
    known = SiteSettings(
        organization="Acme", title="Acme", purpose="Find it.", site_url=escape.url("https://market.example/x")
    )
    made = files(project, settings=known)
    assert b'template="https://market.example/x/?q={searchTerms}"' in made["opensearch.xml"]
    assert b"https://market.example/x/tasks.xml" in made["feeds/all.opml"]


def test_names_that_reduce_to_the_same_address_are_told_apart() -> None:
    given = segments(["c++", "c", "c#", "ünï", "uni", "", "data platform", "data-platform", "data_platform"])
    assert len(set(given.values())) == 9
    assert all(escape.slug(segment) == segment.replace("_", "-") for segment in given.values())


@example("data platform", "data-platform")
@given(st.text(), st.text())
def test_an_address_does_not_depend_on_who_else_is_there(name: str, other: str) -> None:
    assert segments([name, other])[name] == segments([name])[name]
    assert name == other or segments([name])[name] != segments([other])[other]


def test_a_team_page_holds_its_projects_its_work_its_contacts_and_what_is_missing() -> None:
    finding = Finding(
        check="readme", element=Element.DOCUMENTATION, level=1, answer=Answer.NO, evidence=Evidence(word="no-file")
    )
    ada = TrustedCommitter(name="Ada Marsh")
    one = make_project(
        name="one",
        title="One",
        trusted_committers=(ada,),
        gigs=(Gig(title="Sweep"),),
        readiness=Readiness(levels={}, findings=(finding,), next_step="readme"),
    )
    two = make_project(name="two", title="Two", team="payments", trusted_committers=(ada,), gigs=(), activity=None)
    other = make_project(name="three", title="Three", team="Web")
    page = files(one, two, other)["teams/payments/index.md"].decode()
    for text in ("One", "Two", "Sweep", "missing in 1 of 1", "The activity of 1 project is not known"):
        assert text in page, text
    assert ">Three<" not in page
    assert page.count("Contact Ada Marsh") + page.count("<bdi>Ada Marsh</bdi>") == 1


def test_the_project_page_leads_to_its_team() -> None:
    project = make_project()
    made = dict(render_pages((project,), lambda _: None, {}, SETTINGS, NOW))
    assert b'href="../../../teams/payments/"' in made[f"{project.page}index.md"]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))


def test_cards_for_other_pages_have_no_scripts_and_a_policy_that_allows_none(everything: dict[str, bytes]) -> None:
    for path in ("embed/newest.html", *(embed_path(project) for project in EVERYTHING)):
        tags = _Tags()
        tags.feed(everything[path].decode())
        assert everything[path].startswith(b"<!doctype html>")
        assert not {tag for tag, _ in tags.found} & {"script", "style", "iframe", "form"}, path
        policy = next(a["content"] for tag, a in tags.found if a.get("http-equiv") == "Content-Security-Policy")
        assert str(policy).startswith("default-src 'none'; style-src 'self'")
        assert all(a.get("target") == "_top" for tag, a in tags.found if tag == "a"), path


def test_two_runs_give_the_same_bytes(everything: dict[str, bytes]) -> None:
    assert files(*EVERYTHING) == everything
