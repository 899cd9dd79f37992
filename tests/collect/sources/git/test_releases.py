"""The latest release is the one that a host would call so: no preview, no word with a number, no part of a monorepo."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.collect.sources.git.releases import latest_first, newest_tags

START = datetime(2020, 1, 1, tzinfo=UTC)


def latest(*tags: str, name: str = "ledger") -> str:
    """The latest of tags that were made in that order, a week apart."""
    dates = {tag: START + timedelta(weeks=number) for number, tag in enumerate(tags)}
    return latest_first({tag: dates[tag] for tag in newest_tags(tags, name, 30)}, name)[0]


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
        # odd numbers for development, as the past shows; other projects keep older lines alive too
        (("v4.18.0", "v4.19.0", "v4.18.1", "v4.20.0", "v4.21.0", "v4.20.1", "v4.21.1"), "v4.20.1"),
        (("v4.18.0", "v4.19.0", "v4.20.0", "v4.19.1", "v4.21.0", "v4.20.1", "v4.21.1"), "v4.21.1"),
        (("6_10_branch_has_been_forked", "v1.2.0", "v1.3.0"), "v1.3.0"),
        (("v1.3.0", "2.0-branchpoint"), "v1.3.0"),
    ],
)
def test_the_latest_release_is_the_newest_that_is_no_preview(tags: tuple[str, ...], expected: str) -> None:
    assert latest(*tags) == expected


@pytest.mark.parametrize(
    "tag", ["nightly", "latest", "v0", "0", "stable", "edge", "release-latest", "nightly-build", "Prerelease", "dev"]
)
def test_a_tag_that_is_moved_is_no_release(tag: str) -> None:
    assert newest_tags([tag], "ledger", 30) == ()
    assert newest_tags([tag, "v1.2.0"], "ledger", 30) == ("v1.2.0",)


def test_a_tag_that_stands_for_the_newest_of_a_line_is_none_of_its_releases() -> None:
    tags = ["v1", "v1.0.0", "v1.1.0", "v1.1", "v2", "v2.0.0", "v2-beta"]
    assert {*newest_tags(tags, "ledger", 30)} == {"v1.0.0", "v1.1.0", "v2.0.0", "v2-beta"}


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
