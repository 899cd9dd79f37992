"""What a README says of the end of its project counts where it is about the whole project, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.insight.stated_lifecycle import lifecycle_in
from innersource_marketplace.model import Lifecycle
from innersource_marketplace.readme import Links, convert

TEXT = "Ledger keeps the books of every team in the company.\n\n## Usage\n\nRun it.\n"


def stated(text: str, path: str = "README.md", name: str = "ledger") -> tuple[str, str] | None:
    found = lifecycle_in(convert(text.encode(), path, Links(), title=name), (name, name.title()))
    return None if found is None else (found.lifecycle.value, found.words)


ABOUT_SOMETHING_ELSE = [
    # parts
    "The v1 API is deprecated, and will be removed in 3.0.",
    "This API is deprecated.",
    "This feature is no longer maintained.",
    "This version is no longer supported; upgrade to 2.x.",
    "This branch is deprecated, see `main`.",
    "This option is deprecated in favour of `--books`.",
    "The `ledger.open()` method of this library is deprecated.",
    "The old module of this project has been deprecated.",
    "Parts of this project are deprecated.",
    "This old v1 package is deprecated; use the one of version 2.",
    "This project's command line is deprecated.",
    "Ledger CLI is deprecated.",
    "Ledger 1.x is no longer maintained.",
    "Ledger v2 is deprecated.",
    "Deprecated: use `open_books` instead of the option `books`.",
    "**Deprecated:** `--all`, `--none`.",
    "DEPRECATED options print a warning.",
    # some of it, for some people
    "This library is no longer supported on Windows.",
    "This package is no longer maintained for Python 2.",
    "This project is not maintained using the build system of Acme.",
    "This project is not officially supported by Acme.",
    "This project is no longer maintained by Acme, but by its community.",
    "As of Python 3.8, this library is no longer supported on Windows.",
    "This library is deprecated on Android.",
    "This project is deprecated, except for its reader.",
    "This project is no longer just a prototype.",
    "This package is no longer directly coupled to the framework.",
    "This project is no longer supported as a Bower package.",
    # not so, or not yet, or no longer, or perhaps
    "This project is not deprecated.",
    "This project was deprecated in 2020, and is maintained again.",
    "This project is no longer abandoned.",
    "If this project is no longer maintained, fork it.",
    "When this app is in maintenance mode, it answers 503.",
    "Is this project deprecated?",
    "This project is deprecated?",
    "~~This project is deprecated.~~",
    "<s>This project is no longer maintained.</s>",
    "“This project is deprecated” is what people read when they use it.",
    "<!-- This project is no longer maintained. -->",
    # others
    "Ledger is a fork of Bookie. The project is no longer maintained.",
    "It replaces Bookie, which is deprecated.",
    "Since Bookie is unmaintained, this project takes over.",
    "This project replaces the deprecated Bookie.",
    "This project finds packages that are no longer maintained.",
    "Ledger warns of deprecated calls.",
    "This tool archives what is deprecated.",
    "Ledger is a tool for end-of-life books.",
    "- This project is deprecated",
    "| This project is deprecated |\n|---|\n| no |",
    "```\nThis project is deprecated.\n```",
    # moved within
    "This project has moved to GitHub.",
    "This project has been moved to the main branch.",
    "This project has moved to a monthly release cycle.",
    "Ledger has been renamed from Bookie.",
    # Ledger runs others
    "Ledger has a maintenance mode.",
    "Ledger is a server, which is now in maintenance mode on Sundays.",
    "Ledger is in maintenance mode when the file `off` exists.",
    # other languages
    "原项目已停止维护，本项目继续开发。",
    "本项目不再维护 1.x 版本。",
    "如果本项目停止维护，请联系我们。",
    "该项目已停止维护。",
    "Dieses Projekt wird nicht mehr nur von Acme gepflegt.",
    "Die alte Schnittstelle wird nicht mehr gepflegt.",
    "Este proyecto no está obsoleto.",
    "Ce projet n'est plus maintenu sous Windows.",
]


@pytest.mark.parametrize("words", ABOUT_SOMETHING_ELSE)
def test_what_is_about_a_part_or_others_says_nothing_of_the_project(words: str) -> None:
    assert stated(f"# Ledger\n\n{words}\n\n{TEXT}") is None
    assert stated(f"{words}\n\n# Ledger\n\n{TEXT}") is None


@pytest.mark.parametrize(
    "text",
    [
        "# Ledger\n\nBooks.\n\n## Changelog\n\n### 2.0\n\nThis module is deprecated.\n",
        "# Ledger\n\nBooks.\n\n## FAQ\n\nThis project is no longer maintained, say some. They err.\n",
        "# Ledger\n\nBooks.\n\n## Deprecated\n\n- `open`\n- `close`\n",
        "# Ledger\n\n## Deprecation notice\n\nThe v1 API will be removed in June 2027.\n",
        "# Deprecated\n\nThese calls go away: open, close.\n\n# Ledger\n\nBooks.\n",
        "# API (deprecated)\n\nBooks.\n\n## Calls\n",
        "# Usage [deprecated]\n\nBooks.\n\n## Calls\n",
        "# Deprecated calls of Ledger\n\nBooks.\n\n## Calls\n",
        "# Ledger\n\n## Reader (deprecated)\n\nBooks.\n",
        "# The archive of Ledger\n\nBooks.\n",
        "# Archived books\n\nLedger keeps what is archived.\n",
        "# Ledger: unmaintained packages and how to find them\n\nBooks.\n",
        "# Ledger (not deprecated)\n\nBooks.\n",
        "## Setup (archived)\n\nx\n\n## Ledger\n\ny\n",
        # a list that goes on for long
        "# Ledger\n\nBooks.\n\n- This project is deprecated:" + " old books" * 2_000 + "\n- b\n",
        # a rule that has its name from what it finds
        "# no-deprecated\n\nReports what is deprecated.\n",
    ],
)
def test_a_section_about_what_ends_is_no_end_of_the_project(text: str) -> None:
    assert stated(text) is None


ENDS = [
    "***Maintenance status:*** *The ledger project is currently discontinued. We will gladly accept fixes.*",
    "This project is deprecated.",
    "This repository is deprecated and no longer maintained.",
    "This repository is deprecated, use [the fork](https://git.example/a/b).",
    "> [!WARNING]\n> **This repository is deprecated and no longer maintained.** The last release was in 2024.",
    "**Deprecated.** This package is no longer maintained. Acme now uses another one.",
    "**Notice**: this project is no longer maintained.",
    "**Note that this package is no longer maintained, but there is a successor.**",
    "⚠️ **IMPORTANT: This project is not maintained anymore. It might still work.**",
    "Due to lack of time, **this project is not maintained anymore**.",
    "Unfortunately, this small Ruby gem is unmaintained.",
    "As of Feb 11th 2024, ledger is fully deprecated. No new changes are expected to land.",
    "Ledger has been discontinued.",
    "`ledger` is no longer supported since its database is gone.",
    "The Ledger project is now archived.",
    "This project has been archived now that the platform has it built in.",
    "This library has been superseded by Bookie.",
    "This plugin has reached its end of life.",
    "This app will be retired on 1 March 2027.",
    "We no longer maintain this project.",
    "I am no longer actively maintaining this repository.",
    "We have stopped maintaining Ledger.",
    "Development of this library has been discontinued.",
    "‼️ This repository is deprecated ‼️",
    "Ledger is a small tool. This tool is no longer maintained.",
    "由于精力有限，本项目已停止维护。",
    "注意：本项目不再维护，请使用其他工具。",
    "此仓库已废弃",
    "このプロジェクトはメンテナンスされていません。",
    "Dieses Projekt wird nicht mehr gepflegt.",
    "Achtung: Diese Bibliothek ist veraltet und wird nicht mehr weiterentwickelt.",
    "Ce projet n'est plus maintenu.",
    "Este proyecto ya no se mantiene.",
    "Este projeto não é mais mantido.",
    "Этот проект больше не поддерживается.",
]


@pytest.mark.parametrize("words", ENDS)
def test_a_sentence_about_the_project_tells_that_it_ends(words: str) -> None:
    for text in (f"# Ledger\n\n{words}\n\n{TEXT}", f"{words}\n\n# Ledger\n\n{TEXT}"):
        found = stated(text)
        assert found is not None
        assert found[0] == "deprecated"


@pytest.mark.parametrize(
    "words",
    [
        "This project is in maintenance mode.",
        "Ledger has entered maintenance mode, and gets fixes only.",
        "Ledger.js is a legacy project, now in maintenance mode. In most cases, choose another library.",
        "This project is no longer under active development.",
        "This library is no longer actively developed.",
        "近期我们决定采取一项措施：Ledger将逐步进入维护模式，并给予用户时间。",
    ],
)
def test_a_sentence_about_the_project_tells_that_it_only_gets_fixes(words: str) -> None:
    found = stated(f"# Ledger\n\n{words}\n\n{TEXT}")
    assert found is not None
    assert found[0] == "maintenance"


@pytest.mark.parametrize(
    ("text", "lifecycle", "words"),
    [
        ("# Ledger (deprecated)\n\nBooks.\n", "deprecated", "Ledger (deprecated)"),
        ("# [DEPRECATED] Ledger for Go\n\nBooks.\n", "deprecated", "[DEPRECATED] Ledger for Go"),
        ("# Ledger - DEPRECATED\n\nBooks.\n", "deprecated", "Ledger - DEPRECATED"),
        ("# ARCHIVED: ledger\n\nBooks.\n", "deprecated", "ARCHIVED: ledger"),
        ("# Ledger (no longer maintained)\n\nBooks.\n\n# Use\n", "deprecated", "Ledger (no longer maintained)"),
        ("# Ledger [maintenance mode]\n\nBooks.\n", "maintenance", "Ledger [maintenance mode]"),
        (
            "# Deprecated!\n\nAs of Feb 2024, ledger is fully deprecated. Nothing will change.\n\n# Ledger - books\n",
            "deprecated",
            "As of Feb 2024, ledger is fully deprecated.",
        ),
        (
            "# Deprecated\n\n### This project is not maintained anymore.\n\n~~ledger~~\n======\n",
            "deprecated",
            "This project is not maintained anymore.",
        ),
        (
            "# Ledger\n\nBooks.\n\n## Project status\n\nSince 2024 this project is unmaintained.\n",
            "deprecated",
            "Since 2024 this project is unmaintained.",
        ),
        (
            "# Ledger\n\n# 维护公告\n\n尊敬的用户：\n\n我们决定：Ledger将逐步进入维护模式，并给予时间。\n\n# 必读\n",
            "maintenance",
            "我们决定：Ledger将逐步进入维护模式，并给予时间。",
        ),
    ],
)
def test_a_title_or_a_notice_is_quoted(text: str, lifecycle: str, words: str) -> None:
    assert stated(text) == (lifecycle, words)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.rst", "Ledger\n======\n\n.. warning:: This project is no longer maintained.\n\nUse\n---\n\nx\n"),
        ("README.adoc", "= Ledger\n\nWARNING: This project is no longer maintained.\n\n== Use\n\nx\n"),
        ("README.org", "* Ledger\n\nThis project is no longer maintained.\n\n** Use\n\nx\n"),
        ("README", "LEDGER\n\nThis project is no longer maintained.\n"),
    ],
)
def test_other_formats_are_read_by_the_same_rule(path: str, text: str) -> None:
    found = stated(text, path)
    assert found is not None
    assert found[0] == Lifecycle.DEPRECATED.value


def test_without_a_readme_nothing_is_stated() -> None:
    assert lifecycle_in(None, ("ledger",)) is None
    assert stated("") is None


@given(st.text(max_size=400))
def test_no_text_breaks_the_rule(text: str) -> None:
    found = stated(f"deprecated {text}")
    assert found is None or 0 < len(found[1]) <= 200


@pytest.mark.parametrize(
    "unit", ["this project ", "deprecated ", "(deprecated", "this a ", "note: ", "不再维护，", "«"]
)
def test_long_lines_take_linear_time(unit: str) -> None:
    stated(f"deprecated {unit * (100_000 // len(unit))}")
