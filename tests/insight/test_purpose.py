"""What a project is for is one sentence of its README, whatever precedes it, in any script."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.insight.purpose import purpose_of
from innersource_marketplace.readme import Links, convert


def purpose(text: str, path: str = "README.md", name: str = "ledger") -> str | None:
    return purpose_of(convert(text.encode(), path, Links(), title=name), (name,))


SENTENCE = "Ledger keeps the books of every team in the company."

PASSED_OVER = [
    "> [!WARNING]\n> This branch changes every day.",
    "> [!NOTE]\n> Version 4 is out. It is faster than ever.",
    "**Note:** We moved to a new host last week.",
    "⚠️ This project is in beta and may change at any time.",
    "This project is no longer maintained.",
    "Ledger has reached its end of life, and will receive no updates.",
    "Sponsored by Acme, who are the best in town.",
    "Please support us on Open Collective, every bit helps.",
    "English | [简体中文](zh.md) | [日本語](ja.md) | [Deutsch](de.md)",
    "Read this in other languages: [Español](es.md), [Português](pt.md).",
    "See [the website](https://ledger.example) for everything else.",
    "Documentation: https://docs.ledger.example",
    "For more information, see the handbook of the company.",
    "[![Build status](https://ci.example/x.svg)](https://ci.example) [![Coverage](https://cov.example/x.svg)](https://c.example)",
    "https://ledger.example/a/very/long/address",
    "Copyright 2026 Acme and all of its many contributors.",
    "注意：本项目正在重构，请谨慎使用。",
    "维护通知：本周末服务不可用，敬请谅解。",
    "首先，我们想表达最深的谢意，感谢您长期以来的信任与支持。",
    "本项目已停止维护，请使用其他的工具代替。",
    "近期本项目将逐步进入维护模式，不再增加功能。",
    "**Problem:** “I can keep all my books in git, except the secret ones.”",
    "Thanks to everybody who is keeping the books with us.",
    "```sh\nnpm install ledger --save --verbose\n```",
    "<!-- Ledger is a comment that nobody sees on the page. -->",
    "**Help [translate](T.md) this guide!**",
    "English version is on ledger.example too.",
    "This README is just a quick start document, the rest is elsewhere.",
    "The canonical upstream repository is located at https://git.example/a/b.",
    "ARCHIVED - the ledger is now kept elsewhere.",
    "- **Refactoring**: we make the structure of this project simpler.\n- **Version 1**: it comes this year.",
    "Após um longo hiato temos ótimas notícias: voltaremos com tudo!",
    "[Development](#d) • [Documentation](#o) • [Support](#s) • [Contribute](#c) • [Licensing](#l)",
    "My open source work is supported by the community.",
    "This ledger originated at Acme and was later given away.",
    "For comparison to other tools, see the pages about them.",
    "### [Become a Sponsor!](https://sponsor.example)\n\n## Ledger",
    "The templates are provided as-is with no warranties.",
    "This software comes without any warranty of any kind.",
    "Unless otherwise noted, the figures are available under a free licence, and are yours to use.",
    "This project was forked from an older one, shortly before that was closed.",
    "As of June 2023, the forecasts are no longer being updated.",
    "To quote the team of Acme:\n\n> Acme uses it with hundreds of books every day, and is very happy with it.",
]


@pytest.mark.parametrize("notice", PASSED_OVER)
def test_what_is_no_purpose_is_passed_over(notice: str) -> None:
    assert purpose(f"# Ledger\n\n{notice}\n\n{SENTENCE}\n\n## Install\n\nRun it.\n") == SENTENCE
    assert purpose(f"# Ledger\n\n{notice}\n\n## Install\n\nRun the installer on your machine.\n") is None


@given(st.lists(st.sampled_from(PASSED_OVER), max_size=6))
def test_any_number_of_notices_changes_nothing(notices: list[str]) -> None:
    assert purpose("\n\n".join(chain(["# Ledger"], notices, [SENTENCE]))) == SENTENCE


@pytest.mark.parametrize(
    "sentence",
    [
        "账本是一个用于记录所有团队账目的命令行工具",
        "基于词典的中文转拼音工具，更准确的支持多音字。",
        "すべてのチームの帳簿を管理するサービスです。",
        "모든 팀의 장부를 관리하는 서비스입니다.",
        "Ce service tient les comptes de toutes les équipes.",
        "Dieser Dienst führt die Bücher aller Teams.",
        "Este servicio lleva las cuentas de todos los equipos.",
        "Este serviço mantém as contas de todas as equipes.",
        "هذه الخدمة تدير حسابات جميع الفرق في الشركة.",
        "यह सेवा सभी टीमों के खाते रखती है।",
        "Этот сервис ведёт счета всех команд компании.",
        "Bu hizmet bütün ekiplerin hesaplarını tutar.",
    ],
)
def test_a_sentence_is_one_in_any_script(sentence: str) -> None:
    assert purpose(f"# Ledger\n\n{sentence}\n\n## x\n\ny\n") == sentence
    assert purpose(f"# Ledger\n\n[中文](zh.md) | [English](en.md)\n\n## 简介\n\n{sentence}\n") == sentence


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.org", f"#+TITLE: Ledger\n# a comment that nobody should see here.\n\n{SENTENCE}\n\n* Install\n"),
        (
            "README.adoc",
            f"= Ledger\n:toc: macro\n// a comment that nobody should see here.\n\n{SENTENCE}\n\n== Install\n",
        ),
        ("README.rst", f"Ledger\n======\n\n{SENTENCE}\n\nInstall\n-------\n\nRun it.\n"),
    ],
)
def test_other_formats_are_read_by_the_same_rule(path: str, text: str) -> None:
    assert purpose(text, path) == SENTENCE


def test_the_sentence_about_the_project_goes_first() -> None:
    assert purpose(f"# Ledger\n\nHello and welcome to the team!\n\n{SENTENCE}\n") == SENTENCE
    assert (
        purpose("# Ledger\n\nA small tool for books\n\n## Usage\n\nLedger is source-stable.\n")
        == "A small tool for books"
    )
    assert purpose("# Ledger\n\n## Usage\n\nBegin by declaring an account that you want to keep.\n") is None


def test_a_quotation_that_says_what_the_project_is_counts() -> None:
    assert purpose(f"# Ledger\n\nAs its page says:\n\n> {SENTENCE}\n\n## Install\n\nRun it.\n") == SENTENCE


def test_a_table_of_contents_says_nothing_of_the_purpose() -> None:
    contents = "> Contents\n- [ledger](#ledger)\n  * [Guide](#guide)\n    + [Usage guide of all](#usage)\n\n"
    assert purpose(f"{contents}Keeps the books of every team.\n") == "Keeps the books of every team."
    assert purpose("- [ledger](#x), which keeps the books of all.\n") == "ledger, which keeps the books of all."


def test_a_sentence_that_leads_to_a_list_is_cut_off() -> None:
    assert purpose(f"# Ledger\n\n{SENTENCE} It has the following parts:\n\n- a\n- b\n") == SENTENCE


@given(st.text(max_size=400))
def test_no_text_breaks_the_rule(text: str) -> None:
    found = purpose(text)
    assert found is None or 0 < len(found) <= 300


def test_people_and_things_in_a_list_are_no_purpose() -> None:
    team = "The development team:\n\n* Ada Byron King\n* Grace Brewster Hopper\n"
    assert purpose(f"# Readme\n\n{team}") is None
    assert purpose(f"# Ledger\n\nBooks for every team\n\n{team}") == "Books for every team"


def test_a_sentence_with_a_colon_before_an_example_is_a_purpose_and_one_before_a_list_is_none() -> None:
    assert purpose("# Ledger\n\nLedger is a tool for keeping books:\n\n```sh\nledger\n```\n") == (
        "Ledger is a tool for keeping books."
    )
    assert purpose("# Ledger\n\nLedger supports the following formats:\n\n- CSV\n- XML\n") is None


def test_a_paragraph_of_plain_text_is_read_across_its_lines() -> None:
    text = (
        "README of the ledger\n\nThe ledger of Acme (called books in the past) contains code and\n"
        "data that tell what every team has spent.  It is updated\nperiodically.\n\nSee the website.\n"
    )
    said = purpose(text, path="README")
    assert said is not None
    assert said.startswith("The ledger of Acme (called books in the past) contains code and data that tell")
    assert said.endswith("It is updated periodically.")


def test_a_question_that_a_list_answers_is_no_part_of_the_purpose() -> None:
    text = "# Ledger\n\nRun your books on every machine! Why would you want to? Two reasons:\n\n- It is fast.\n"
    assert purpose(text) == "Run your books on every machine!"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # the problem first
            "# Ledger\n\nEvery team has its own books. It is hard to read them all. This project links to all of them.",
            "This project links to all of them.",
        ),
        (
            "# Ledger\n\n## Overview\n\nBeing able to compare books often takes days.\n\n"
            "## What does Ledger do?\n\nLedger overrides the books of each team for you.\n",
            "Ledger overrides the books of each team for you.",
        ),
        (
            "# Ledger of All\n\n## Goals and motivation\n\nNo books yet.\nThe goal of this project is to keep them.\n",
            "The goal of this project is to keep them.",
        ),
        (  # what leads to a list
            "# Ledger\n\nThis package implements a variety of books, including\n\n- one\n- two\n",
            "This package implements a variety of books.",
        ),
        # a part in a list
        ("*Simple tools for all books*\n\nIt has:\n\n- **Ledger**, which is a book.\n", "Simple tools for all books"),
        (
            "## News\n\nNone.\n\n## Welcome to **Ledger**, Acme's book of books!\n",
            "Welcome to Ledger, Acme's book of books!",
        ),
        (
            "# x\n\n*Ledger is a tool of Acme\n<br> for the books of all teams.*\n",
            "Ledger is a tool of Acme for the books of all teams.",
        ),
        (
            '# Ledger - L# Book ·\n\n"Ledger - L# Book" is a system for all books.\n',
            '"Ledger - L# Book" is a system for all books.',
        ),
        (
            "# Ledger\n\n## What does it do?\n\n✏️ **Writes** - Ledger is a tool for books.\n",
            "Ledger is a tool for books.",
        ),
        # a notice as the first section
        (
            "# ledger\n\n## 友情提示\n\n1. **快速体验**：在线地址。\n\n## 项目介绍\n\nledger项目是一套记账系统。\n",
            "ledger项目是一套记账系统。",
        ),
        (  # a farewell above everything
            "# ledger\n\n# 维护公告\n\n尊敬的用户们：\n\n在这段旅程中，我们陪伴众多开发者和企业共同成长。\n\n"
            "请放心，我们仍会确保基本功能稳定运行。\n\n# 介绍\n\nledger重写了旧的账本，占用的内存更少。\n",
            "ledger重写了旧的账本，占用的内存更少。",
        ),
        (
            "# x\n\n## Deprecation notice\n\nAll users are advised to move to the new repository.\n\n"
            "## Introduction\n\nThis tool keeps the books of all teams.\n",
            "This tool keeps the books of all teams.",
        ),
        (  # nobody knows where a notice ends that has no other section after it
            "# Notice\n\nIt moved.\n\nThis tool keeps the books of all teams.\n",
            "This tool keeps the books of all teams.",
        ),
        (
            "# Books\n\n## Notice\n\nIt moved.\n\nLedger keeps the books of all teams.\n\n## Use\n\nRun it.\n",
            "Ledger keeps the books of all teams.",
        ),
        (  # what is wrong, and what it does about it
            "# Books\n\n**Problem:** “I can keep all my books in git, except secret ones.”\n\n"
            "**Solution:** Turn your book into a sealed one, which *is* safe to keep. Only you can open it.\n",
            "Turn your book into a sealed one, which is safe to keep. Only you can open it.",
        ),
        # advertisements, and nothing else
        ("Check out my app\n\nElevate your day\n\nSpecial thanks to:\n\nFast builds of all.\n\n## Contents\n", None),
    ],
)
def test_what_others_and_parts_and_problems_are_is_not_what_the_project_is_for(text: str, expected: str | None) -> None:
    assert purpose(text) == expected
