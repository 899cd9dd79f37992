"""The news of a week as Markdown: what is told, what is not, and that no word of it acts in a chat."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import comrak
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from innersource_marketplace import escape
from innersource_marketplace.insight.teamwork.contributions import First
from innersource_marketplace.model import Expiry, Project, day_of
from innersource_marketplace.render.data.newsletter_text import News, newsletter
from innersource_marketplace.render.messages import LANGUAGES, Messages
from innersource_marketplace.render.parts.tasks import tasks_of
from marketplaces import make_marketplace
from projects import HOSTILE_TEXTS, NOW, SETTINGS, address, hostile_projects, make_project, varied_projects

SITE = replace(SETTINGS, site_url=address("https://market.acme.example"))
TODAY = NOW.date()
OLD = make_project(title="Old ledger", issues=())


def written(*projects: Project, language: str = "en", settings: Any = SITE, **news: Any) -> str:
    say = Messages(language)
    given_news = News(
        projects=projects,
        expired=news.get("expired", ()),
        tasks=tasks_of(projects, day_of(NOW), say),
        daily=news.get("daily", {}),
        firsts=news.get("firsts", ()),
    )
    return newsletter(given_news, settings, day_of(NOW), say, days=7)


def test_projects_and_tasks_of_the_week_are_named_with_their_addresses() -> None:
    new = make_project(name="money", title="Money", first_seen=NOW - timedelta(days=2))
    fresh = replace(new.issues[0], created_at=NOW - timedelta(days=1)) if new.issues else None

    text = written(OLD, replace(new, issues=(fresh,) if fresh else ()))

    assert "# News from Acme InnerSource" in text
    assert "From 11 November 2026 to 18 November 2026." in text
    assert r"- [Money](https://market.acme.example/projects/payments/money/) by Payments: Double\-entry" in text
    assert "- [Reject postings in closed periods](https://git.acme.example/payments/money/issues/12), in Money" in text
    assert "Old ledger" not in text
    assert text.endswith("<https://market.acme.example/>\n")


def test_nothing_new_says_so() -> None:
    assert "Nothing new this time." in written(OLD)
    assert "In total: 1 project" in written(OLD)


def test_without_an_address_of_the_site_names_stay_words() -> None:
    text = written(make_project(first_seen=NOW, issues=()), settings=SETTINGS)

    assert "- Ledger by Payments" in text
    assert "](" not in text


def test_who_left_is_a_number_and_who_is_hidden_has_a_name() -> None:
    daily: Mapping[date, Mapping[str, float]] = {
        TODAY - timedelta(days=8): {"removed": 50},
        TODAY - timedelta(days=2): {"removed": 2},
        TODAY: {"removed": 1, "new": 4},
        TODAY + timedelta(days=1): {"removed": 9},
    }
    hidden = replace(OLD, title="Fax", expiry=Expiry(last_activity=NOW, hide_on=TODAY, hidden=True))
    before = replace(hidden, title="Telex", expiry=Expiry(last_activity=NOW, hide_on=date(2026, 1, 1), hidden=True))
    soon = replace(OLD, expiry=Expiry(last_activity=NOW, hide_on=date(2027, 1, 1)))

    text = written(soon, daily=daily, expired=(hidden, before))

    assert "- Fax is hidden" in text
    assert "Telex" not in text
    assert "- 3 projects are no longer listed" in text
    assert "- 1 project will be hidden soon" in text


@pytest.mark.parametrize("absurd", [-1, float("nan"), float("inf"), 1e300])
def test_absurd_figures_count_for_nothing(absurd: float) -> None:
    assert "left" not in written(OLD, daily={TODAY: {"removed": absurd}})


def test_first_contributions_are_told_by_team_and_only_of_projects_that_are_shown() -> None:
    def first(team: str | None, week: date, key: str = OLD.key) -> First:
        return First(key=OLD.key if key == OLD.key else hostile_projects()[0].key, team=team, people=1, week=week)

    text = written(
        OLD,
        firsts=(
            first("Identity", TODAY),
            first("Identity", TODAY),
            first(None, TODAY),
            first("Web", TODAY - timedelta(days=30)),
            first("Data", TODAY, "hidden"),
        ),
    )

    assert text.count("From Identity to [Old ledger]") == 1
    assert "- From a small team to [Old ledger]" in text
    assert "Web" not in text
    assert "Data" not in text


def test_a_long_list_is_cut_and_says_how_much_is_missing() -> None:
    many = [replace(one, first_seen=NOW, issues=()) for one in varied_projects(20)]

    assert "- and 8 more" in written(*many)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_news_give_the_same_text_in_any_order(language: str) -> None:
    many = [replace(one, first_seen=NOW) for one in varied_projects(9)]

    assert written(*many, language=language) == written(*many[::-1], language=language)


def check(text: str) -> None:
    """No word acts: not as HTML, not as a link of its own, a mention, a heading or a command of a CI log."""
    markup = comrak.render_markdown(text)
    assert set(re.findall(r"<([a-z0-9]+)", markup)) <= {"h1", "h2", "p", "ul", "li", "a"}
    for target in re.findall(r'href="([^"]*)"', markup):
        assert target.startswith(("https://market.acme.example/", "https://git.acme.example/"))
    assert not re.search(r"@[A-Za-z0-9]", text)
    assert all(re.match(r"(?:#{1,2} |- |[A-Z]|$)", line) for line in text.split("\n"))


def test_no_hostile_project_can_do_anything() -> None:
    check(written(*(replace(one, first_seen=NOW) for one in hostile_projects())))


@given(st.text() | st.sampled_from((*HOSTILE_TEXTS, "@everyone", "<!channel>", "[x](//e)", "\n# x", "::set-output")))
def test_no_text_can_do_anything(text: str) -> None:
    words = escape.plain(text, 120) or "x"
    project = make_project(title=words, description=words, team=words, skills=(words,), first_seen=NOW)
    issues = tuple(replace(issue, title=words, created_at=NOW) for issue in project.issues or ())

    check(written(replace(project, issues=issues), firsts=(First(key=project.key, team=words, people=1, week=TODAY),)))


@pytest.mark.slow
def test_the_command_writes_what_the_site_shows(tmp_path: Path) -> None:
    market = make_marketplace(tmp_path, "team/plain")
    assert market.run("digest").status == 1

    assert market.run("collect").status == 0
    ran = market.run("digest", "--days", "30")

    assert ran.status == 0
    assert "- plain by team" in ran.out
    assert market.run("digest", "--days", "0").status == 2
