"""The latest release is the one that a host would call so: no preview, no word with a number, no part of a monorepo."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.collect.sources.git.releases import latest_first, newest_tags, tags_to_date

START = datetime(2020, 1, 1, tzinfo=UTC)


def latest(*tags: str, name: str = "ledger") -> str:
    """The latest of tags that were made in that order, a week apart."""
    dates = {tag: START + timedelta(weeks=number) for number, tag in enumerate(tags)}
    return latest_first({tag: dates[tag] for tag in tags_to_date(tags, name, 30)}, name)[0]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (("v1.9", "v1.10.0", "latest"), "v1.10.0"),
        (("v14.2.0", "v15.0.0-0", "v15.0.0-rc.1"), "v14.2.0"),
        (("v2.0.0", "v1.9.8"), "v2.0.0"),
        (("1.0b2", "1.0rc1"), "1.0rc1"),
        (("3.0.0.Final", "3.1.0.Beta1"), "3.0.0.Final"),
        (("1.2.3", "1.2.3-1"), "1.2.3-1"),
        (("1.2.3", "1.3.0-1"), "1.2.3"),
        (("1.1.1w", "1.1.1v"), "1.1.1w"),
        (("43.5.0", "ipp_to_casd_20180412", "report-2023"), "43.5.0"),
        (("v0.2.5", "46d5e63"), "v0.2.5"),
        (("20151012", "2015-11-02", "v1.2"), "v1.2"),
        (("v1.2", "2026.1"), "2026.1"),
        (("v2.1.0", "ledger/v5.8.1", "api/v9.0.0"), "ledger/v5.8.1"),
        (("v2.1.0", "@acme/api@9.0.0"), "v2.1.0"),
        (("@acme/api@9.0.0", "@acme/cli@3.0.1", "@acme/cli@4.0.0-next.1"), "@acme/cli@3.0.1"),
        (("ledger-parent-1.0.0", "parent-3.17.0", "3.16.2"), "parent-3.17.0"),
        (("REL_16_1", "REL_17_BETA1"), "REL_16_1"),
        (("r42", "v0.8.2"), "v0.8.2"),
        (("v4.0.0", "v4.1.0", "v4"), "v4.1.0"),
        (("v4.1.0", "v4.1", "v4"), "v4.1.0"),
        (("v0.2.0", "v0.3.1", "v0"), "v0.3.1"),
        (("v1", "v1.1", "v2", "v2.1", "v3"), "v3"),
        (("ledger-3.9", "rel/ledger-3.10", "ledger-3.11-RC1"), "rel/ledger-3.10"),
        (("v1.2", "tags/releases/v1.3", "other/v9.0"), "tags/releases/v1.3"),
        (("paper-of-may",), "paper-of-may"),
        (("v1.9", "v2"), "v2"),
        (("v1.5.1J", "v1.5.2J", "v1.5.2J-utf8"), "v1.5.2J"),
        # the parts go on where the whole ended, or have versions of their own
        (("v1.20.0", "v1.21.3", "@acme/core@1.22.0", "@acme/react@1.23.0", "@acme/core@1.33.0"), "@acme/core@1.33.0"),
        (("v1.20.0", "v1.21.3", "@acme/core@0.2.0", "@acme/react@7.1.0"), "v1.21.3"),
        (("6_10_branch_has_been_forked", "v1.2.0", "v1.3.0"), "v1.3.0"),
        (("v1.3.0", "2.0-branchpoint"), "v1.3.0"),
        # the kind of a preview may come after more numbers, and a weekly build is one
        (
            ("v2.3.0.4-2.3.0.4_stable_2026-07-09", "v2.3.0.9-2.3.0.9_canary_2026-08-14"),
            "v2.3.0.4-2.3.0.4_stable_2026-07-09",
        ),
        (("books-6.2.0", "books-6.3.0-weekly.408", "books-6.3.0-daily.2"), "books-6.2.0"),
    ],
)
def test_the_latest_release_is_the_newest_that_is_no_preview(tags: tuple[str, ...], expected: str) -> None:
    assert latest(*tags) == expected


ODD = "4.18.0 4.19.0 4.18.1 4.18.2 4.19.1 4.20.0 4.21.0 4.20.1 4.21.1"
"""Tags of a project that develops under odd numbers."""


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (f"4.16.0 4.17.0 4.16.1 {ODD}", "4.20.1"),
        (f"4.14.0 4.15.0 4.14.1 4.16.0 4.17.0 4.16.1 {ODD}", "4.20.1"),
        # two pairs may look so by chance
        (ODD, "4.21.1"),
        # an odd line went on, or an even one did not
        (f"4.16.0 4.17.0 4.16.1 {ODD} 4.19.2", "4.21.1"),
        (f"4.16.0 4.16.1 4.17.0 {ODD}", "4.21.1"),
        (f"4.14.0 4.15.0 4.14.1 4.16.0 4.17.0 4.15.1 4.16.1 {ODD}", "4.21.1"),
        (f"4.16.0 4.17.0 4.16.1 {ODD} 4.22.0", "4.22.0"),
    ],
)
def test_odd_numbers_are_for_development_only_where_the_past_shows_it(tags: str, expected: str) -> None:
    assert latest(*tags.split()) == expected


def of_days(days: str) -> dict[str, datetime]:
    """Tags with the noon of a day each, as in “v1.9.0 2024-12-28”."""
    words = days.split()
    return {tag: datetime.fromisoformat(f"{day}T12:00Z") for tag, day in zip(words[::2], words[1::2], strict=True)}


def test_odd_lines_that_are_looked_after_are_releases() -> None:
    # libgit2: the last two odd lines ended before the next even ones, and both kinds are released on one day
    dates = of_days(
        "v1.2.0 2021-09-01 v1.3.0 2021-09-27 v1.4.0 2022-02-13 v1.4.3 2022-04-12 v1.3.1 2022-04-12 v1.3.2 2022-07-12"
        " v1.4.4 2022-07-12 v1.5.0 2022-07-13 v1.4.5 2023-01-20 v1.5.1 2023-01-20 v1.4.6 2023-02-14 v1.5.2 2023-02-15"
        " v1.6.1 2023-02-25 v1.6.2 2023-02-28 v1.6.3 2023-03-21 v1.6.4 2023-04-12 v1.7.0 2023-07-17 v1.7.1 2023-08-14"
        " v1.6.5 2024-01-12 v1.7.2 2024-01-12 v1.8.0 2024-03-20 v1.8.1 2024-05-16 v1.8.2 2024-06-14 v1.8.3 2024-10-26"
        " v1.8.4 2024-10-30 v1.9.0 2024-12-28 v1.9.1 2025-06-06 v1.9.2 2025-12-02 v1.8.5 2025-12-06 v1.9.3 2026-05-04"
        " v1.9.4 2026-05-22 v1.8.6 2026-07-18 v1.9.5 2026-07-18 v1.9.6 2026-07-18 v1.9.7 2026-08-13 v1.8.7 2026-08-13"
    )
    newest = tags_to_date(dates, "libgit2", 30)
    assert {"v1.3.2", "v1.4.0"} <= {*newest}
    assert latest_first({tag: dates[tag] for tag in newest}, "libgit2")[0] == "v1.9.7"


def test_odd_lines_that_end_with_the_next_even_one_are_for_development() -> None:
    # thunar, which releases both kinds on one day as well
    dates = of_days(
        "thunar-4.16.0 2020-12-22 thunar-4.17.0 2021-01-17 thunar-4.16.11 2022-02-14 thunar-4.17.12 2022-12-01"
        " thunar-4.18.0 2022-12-15 thunar-4.19.0 2023-10-10 thunar-4.19.3 2024-07-30 thunar-4.18.11 2024-07-30"
        " thunar-4.19.5 2024-12-01 thunar-4.20.0 2024-12-15 thunar-4.21.0 2025-03-23 thunar-4.20.3 2025-05-16"
        " thunar-4.21.1 2025-05-16 thunar-4.20.8 2026-03-28 thunar-4.20.9 2026-07-17 thunar-4.21.6 2026-07-17"
    )
    assert latest_first(dates, "thunar")[0] == "thunar-4.20.9"


@pytest.mark.parametrize(
    "tag", ["nightly", "latest", "v0", "0", "stable", "edge", "release-latest", "nightly-build", "Prerelease", "dev"]
)
def test_a_tag_that_is_moved_is_no_release(tag: str) -> None:
    assert newest_tags([tag], "ledger", 30) == ()
    assert newest_tags([tag, "v1.2.0"], "ledger", 30) == ("v1.2.0",)


def test_a_tag_that_stands_for_the_newest_of_a_line_is_none_of_its_releases() -> None:
    tags = ["v1", "v1.0.0", "v1.1.0", "v1.1", "v2", "v2.0.0", "v2-beta"]
    assert {*newest_tags(tags, "ledger", 30)} == {"v1.0.0", "v1.1.0", "v2.0.0", "v2-beta"}


@pytest.mark.parametrize("tags", [("v1.0\u00b2", "v1.0\u00b3"), ("v1.0-\u0663", "v1.0-\u0664")])
def test_digits_that_are_no_number_order_tags_too(tags: tuple[str, ...]) -> None:
    assert {*newest_tags(tags, "ledger", 2)} == {*tags}
    assert newest_tags(tags, "ledger", 2) == newest_tags(tags[::-1], "ledger", 2)


def test_only_names_that_git_allows_are_releases() -> None:
    assert newest_tags(["a\x1b[31m", "x" * 300, "a b", "a:b", "*"], "x", 9) == ()
    assert newest_tags(["v1", "v2", "v3"], "x", 2) == ("v3", "v2")


@given(st.lists(st.text(alphabet="v1290.-rcabé/@", max_size=12), unique=True))
def test_the_order_of_tags_does_not_depend_on_how_they_are_listed(tags: list[str]) -> None:
    assert newest_tags(tags, "x", 9) == newest_tags(tags[::-1], "x", 9)
    dates = dict.fromkeys(newest_tags(tags, "x", 9))
    assert sorted(latest_first(dates, "x")) == sorted(dates)
    assert latest_first(dates, "x") == latest_first(dict(reversed(dates.items())), "x")


def test_previews_of_many_parts_do_not_hide_what_came_out() -> None:
    parts = [f"@acme/{name}@" for name in ("angular", "core", "lit", "react", "solid", "svelte", "vue")]
    full = [f"{part}1.{number}.0" for number in (22, 23) for part in parts]
    previews = [f"{part}2.0.0-alpha.{number}" for number in range(9) for part in parts]
    assert latest("v1.20.0", "v1.21.3", *full, *previews) == "@acme/vue@1.23.0"
