"""Every check of readiness answers from facts, whatever the figures are, and says what it saw."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from innersource_marketplace.formats.manifests.commands import read_commands
from innersource_marketplace.formats.manifests.descriptions import configures_updates
from innersource_marketplace.insight.people import people_in
from innersource_marketplace.insight.readiness import assess
from innersource_marketplace.insight.readiness.registry import ASSISTANT_CHECKS, CHECKS
from innersource_marketplace.insight.readiness.subject import OutsideWork
from innersource_marketplace.model import (
    ASSISTANT_CHECK_IDS,
    CHECK_IDS,
    Answer,
    Commands,
    Defaults,
    Document,
    DocumentRole,
    Element,
    Facts,
    FileCheck,
    Heading,
    Issue,
    Lifecycle,
    NotedReviews,
    ObjectId,
    ProjectKey,
    Provider,
    PullRequest,
    Readiness,
    ReadinessSettings,
    Readme,
    SafeHtml,
    SafeUrl,
    Visibility,
    day_of,
)
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.readiness_pages import evidence_words
from projects import NOTHING_KNOWN, NOW, make_project
from readiness_subjects import URL, ask, document, facts, pull, readme

SAY = Messages()


def test_a_project_in_order_gets_no_answer_no() -> None:
    shown = readme(
        "Ledger keeps the books. You can become a trusted committer.", "Getting started", "Contributing", "Who we are"
    )
    result = assess(make_project(), facts(), shown, settings=ReadinessSettings(), today=day_of(NOW))

    assert [finding.check for finding in result.findings if finding.answer is Answer.NO] == []
    assert result.next_step is None
    assert result.levels[Element.DOCUMENTATION] == 3
    assert result.levels[Element.VISIBILITY] == 3


def test_a_catalogue_may_name_every_check() -> None:
    assert tuple(check.id for check in CHECKS) == CHECK_IDS
    assert tuple(check.id for check in ASSISTANT_CHECKS) == ASSISTANT_CHECK_IDS


def test_every_check_has_words_for_what_it_asks_and_a_fix() -> None:
    for check in (*CHECKS, *ASSISTANT_CHECKS):
        for part in ("", ".why", ".fix"):
            assert SAY(f"readiness.check.{check.id}{part}")


@pytest.mark.parametrize(
    ("check", "changes", "answer"),
    [
        ("visible", {"visibility": Visibility.PRIVATE}, Answer.NO),
        ("visible", {"visibility": None}, Answer.CANNOT_TELL),
        ("not-archived", {"archived": True}, Answer.NO),
        ("not-empty", {"commits": 0, "head": None, "documents": {}, "languages": None}, Answer.NO),
        ("active", {"updated_at": NOW - timedelta(days=91)}, Answer.NO),
        ("active", {"updated_at": NOW + timedelta(days=2)}, Answer.CANNOT_TELL),
        ("active", {"updated_at": datetime(1, 1, 1, tzinfo=UTC)}, Answer.CANNOT_TELL),
        ("metadata", {"documents": {}}, Answer.NO),
        ("forking", {"forking_allowed": False}, Answer.NO),
        ("pull-request-template", {"documents": {}}, Answer.NO),
        ("pull-request-template", {"documents": {}, "ci_files": None}, Answer.CANNOT_TELL),
        ("owners", {"documents": {}}, Answer.NO),
        ("owners", {"documents": {}, "paths": ("OWNERS",)}, Answer.YES),
        ("owners", {"code_owners": ()}, Answer.CANNOT_TELL),
        # as where a CODEOWNERS has nothing but a line for /.github/**
        ("owners", {"whole_owners": ()}, Answer.CANNOT_TELL),
        ("owners", {"whole_owners": ("@payments/core",)}, Answer.YES),
        ("owners", {"whole_owners": None}, Answer.YES),
        ("ci", {"ci_files": (), "checks_pass": None}, Answer.NO),
        ("ci", {"ci_files": (), "checks_pass": False}, Answer.YES),
        ("ci", {"ci_files": (".github/workflows/stale.yml",)}, Answer.CANNOT_TELL),
        ("ci", {"ci_files": (".github/workflows/codeql.yml",)}, Answer.CANNOT_TELL),
        ("ci", {"ci_files": (".github/workflows/pr-title.yml",)}, Answer.CANNOT_TELL),
        ("ci", {"ci_files": (), "paths": (".buildkite/",)}, Answer.YES),
        ("tests", {"test_files": None}, Answer.CANNOT_TELL),
        ("tests", {"test_files": 0, "provider": Provider.GIT}, Answer.NO),
        ("tests", {"test_files": 0, "provider": Provider.GIT, "paths": ("tests/",)}, Answer.CANNOT_TELL),
        ("tests", {"test_files": None, "paths": ("spec/",)}, Answer.YES),
        ("tests", {"test_files": None, "paths": ("src/test/",)}, Answer.YES),
        ("tests", {"test_files": None, "paths": ("testimonials/",)}, Answer.CANNOT_TELL),
        ("tests", {"test_files": -5, "provider": Provider.GIT}, Answer.CANNOT_TELL),
        ("green", {"checks_pass": False}, Answer.NO),
        ("dependency-updates", {"paths": ("renovate.json",)}, Answer.YES),
        ("dependency-updates", {"paths": (".azuredevops/dependabot.yml",)}, Answer.YES),
        ("dependency-updates", {"paths": (".github/workflows/renovate.yml",)}, Answer.YES),
        ("dependency-updates", {"paths": ("src",)}, Answer.NO),
        ("dependency-updates", {"paths": None}, Answer.CANNOT_TELL),
        ("documentation", {"paths": ("docs/",)}, Answer.CANNOT_TELL),
        ("documentation", {"paths": ("Documentation/",)}, Answer.YES),
        ("agents", {"documents": {}, "paths": (".clinerules/",)}, Answer.YES),
        ("readme", {"documents": {}}, Answer.NO),
        ("agents", {"documents": {}}, Answer.NO),
        ("agents-ci", {"ci_files": (), "checks_pass": None}, Answer.NO),
        ("agents-examples", {"paths": ("examples/",)}, Answer.YES),
        ("agents-examples", {"paths": ("Samples/",)}, Answer.YES),
        ("agents-examples", {"paths": (), "documents": {}}, Answer.NO),
        ("agents-examples", {"paths": None, "documents": {}}, Answer.CANNOT_TELL),
        ("agents-setup", {"paths": ("README.md",), "manifests": ()}, Answer.NO),
        ("agents-setup", {"paths": ("README.md",), "manifests": None}, Answer.CANNOT_TELL),
        ("agents-tests", {"paths": ("Makefile",), "manifests": ()}, Answer.CANNOT_TELL),
        ("agents-tests", {"paths": None, "manifests": ()}, Answer.CANNOT_TELL),
    ],
)
def test_a_check_answers_from_its_fact(check: str, changes: dict[str, Any], answer: Answer) -> None:
    assert ask(check, facts(**changes)).answer is answer


def test_a_project_in_maintenance_need_not_be_active() -> None:
    old = facts(updated_at=NOW - timedelta(days=200))
    assert ask("active", old, project=make_project(lifecycle=Lifecycle.MAINTENANCE)).answer is Answer.CANNOT_TELL


def test_a_backlog_is_open_issues_or_gigs() -> None:
    nothing = make_project(gigs=())
    assert ask("backlog", facts(open_issues=None), project=nothing).answer is Answer.CANNOT_TELL
    assert ask("backlog", facts(open_issues=-3), project=nothing).answer is Answer.CANNOT_TELL
    assert ask("backlog", facts(open_issues=0), project=nothing).answer is Answer.NO
    issue = Issue(number=1, title="x", url=None)
    assert ask("backlog", facts(open_issues=None, issues=(issue,)), project=nothing).answer is Answer.YES
    assert ask("backlog", facts(open_issues=0)).answer is Answer.YES


@pytest.mark.parametrize("check", ["guests-merged", "newcomers", "reviewed", "response-outside", "response-inside"])
def test_fewer_than_five_pull_requests_are_too_few_to_tell(check: str) -> None:
    found = ask(check, facts(pull_requests=tuple(pull(number) for number in range(4))))
    assert found.answer is Answer.CANNOT_TELL
    assert "Not known: only " in evidence_words(found.evidence, SAY)


def test_bots_do_not_count_among_pull_requests() -> None:
    bots = tuple(pull(number, author="renovate[bot]") for number in range(10))
    assert ask("guests-merged", facts(pull_requests=bots)).answer is Answer.CANNOT_TELL
    assert ask("reviewed", facts(pull_requests=bots)).answer is Answer.CANNOT_TELL


def test_guests_count_only_when_their_changes_were_merged() -> None:
    refused = tuple(pull(number, merged_at=None, author_association="NONE") for number in range(6))
    assert ask("guests-merged", facts(pull_requests=refused)).answer is Answer.NO
    found = ask("guests-merged")
    assert found.answer is Answer.YES
    assert evidence_words(found.evidence, SAY).startswith("5 of the last 10 pull requests")
    assert found.evidence.when == NOW - timedelta(days=8)


def test_most_changes_must_be_approved_by_somebody_else() -> None:
    mixed = [pull(number, approved_by_other_human=number < 7) for number in range(10)]
    assert ask("reviewed", facts(pull_requests=tuple(mixed))).answer is Answer.NO
    mixed[8] = pull(8)
    assert ask("reviewed", facts(pull_requests=tuple(mixed))).answer is Answer.YES


@pytest.mark.parametrize(
    ("reviewed", "changes", "answer", "word"),
    [
        (40, 50, Answer.YES, "reviewed.noted"),
        (39, 50, Answer.CANNOT_TELL, "reviewed.some-noted"),
        (4, 4, Answer.CANNOT_TELL, "reviewed.some-noted"),
        (0, 50, Answer.CANNOT_TELL, "unseen.git"),
        (9, 8, Answer.CANNOT_TELL, "unseen.git"),
        (-1, -1, Answer.CANNOT_TELL, "unseen.git"),
    ],
)
def test_reviews_that_messages_note_count_and_missing_notes_say_nothing(
    reviewed: int, changes: int, answer: Answer, word: str
) -> None:
    noted = NotedReviews(reviewed=reviewed, changes=changes)
    found = ask("reviewed", facts(provider=Provider.GIT, pull_requests=None, noted_reviews=noted))
    assert (found.answer, found.evidence.word) == (answer, word)


def test_a_slow_first_answer_is_a_no_and_the_wait_is_named() -> None:
    slow = tuple(pull(n, author_association="NONE", first_response_at=NOW - timedelta(days=4)) for n in range(6))
    found = ask("response-outside", facts(pull_requests=slow))
    assert found.answer is Answer.NO
    assert evidence_words(found.evidence, SAY) == "Median response time: 6 days, over 6 pull requests."
    prompt = ask("response-outside", facts(pull_requests=tuple(pull(n, author_association="NONE") for n in range(6))))
    assert prompt.answer is Answer.YES


@pytest.mark.parametrize(
    ("check", "text", "headings", "answer"),
    [
        ("readme-mission", "Ledger keeps the books of every team.", (), Answer.YES),
        ("readme-mission", "build passing", ("About",), Answer.YES),
        ("readme-mission", "build passing", ("Install",), Answer.NO),
        ("readme-mission", "Version 2 is out!\nLedger is a fast bookkeeper.", ("Version 2 is out!",), Answer.YES),
        ("readme-mission", "Ledger is:", ("Install",), Answer.NO),
        ("readme-getting-started", "x", ("🚀 Quick Start",), Answer.YES),
        ("readme-getting-started", "x", ("How can you use it?",), Answer.YES),
        ("readme-getting-started", "See there for an introductory tutorial.", (), Answer.YES),
        ("readme-getting-started", "See how to install it.", (), Answer.YES),
        ("readme-getting-started", "x", ("Licence",), Answer.NO),
        ("readme-getting-involved", "x", ("Environment support",), Answer.NO),
        ("readme-getting-involved", "x", ("Vulnerability reporting",), Answer.NO),
        ("readme-getting-involved", "x", ("Help me keep working on this",), Answer.NO),
        ("readme-getting-involved", "x", ("Support",), Answer.YES),
        ("readme-getting-involved", "Please open an issue first.", (), Answer.YES),
        ("readme-who-we-are", "Code not written by the team itself is welcome.", (), Answer.NO),
        ("readme-who-we-are", "It is maintained by the payments team.", (), Answer.YES),
        ("readme-who-we-are", "It is owned and maintained by the payments team.", (), Answer.YES),
        ("readme-who-we-are", "If you run Debian, it is officially maintained by Debian.", (), Answer.NO),
        ("readme-who-we-are", "hidden.exe is a third party binary.", ("Credits",), Answer.NO),
        ("readme-who-we-are", "The value is not owned by this item.", (), Answer.NO),
        ("readme-who-we-are", "Bookie 2 was originally written by Ada Marsh in assembly.", (), Answer.NO),
        ("readme-who-we-are", "It was first written by Ada Marsh, and is now maintained by us.", (), Answer.YES),
        ("readme-getting-started", "Ledger keeps the books of every team.", ("Projects Using Ledger",), Answer.NO),
        ("readme-getting-started", "모든 팀의 장부를 관리하는 서비스입니다.", ("사용자 사전",), Answer.NO),
        ("readme-getting-involved", "账本是一个用于记录所有团队账目的服务。", ("常见问题",), Answer.NO),
        ("readme-committer-path", "After that you can become a trusted committer.", (), Answer.YES),
        ("readme-committer-path", "x", ("Governance",), Answer.CANNOT_TELL),
        ("readme-committer-path", "x", ("How to become a maintainer",), Answer.YES),
        ("readme-getting-involved", "x", ("Helm support",), Answer.NO),
        ("readme-getting-involved", "x", ("Support for other languages",), Answer.NO),
        ("readme-getting-involved", "x", ("Support matrix",), Answer.NO),
        ("readme-getting-involved", "x", ("Community standards",), Answer.NO),
        ("readme-getting-involved", "x", ("Features, bugs & feedback",), Answer.YES),
        ("readme-getting-involved", "x", ("Asking for help",), Answer.YES),
        ("readme-getting-started", "x", ("Usage warnings",), Answer.NO),
        ("readme-getting-started", "x", ("Build status",), Answer.NO),
        ("readme-getting-started", "x", ("2.1 Basic usage",), Answer.YES),
        ("readme-getting-started", "x", ("Installation on Debian",), Answer.YES),
        ("readme-who-we-are", "x", ("Contributing to the team wiki",), Answer.NO),
        ("readme-who-we-are", "The parts are owned by their contributors and licensed to us.", (), Answer.NO),
        ("readme-getting-started", "x", ("Use good indices",), Answer.NO),
        ("readme-getting-started", "x", ("Using Custom Logic for Template Lookup",), Answer.NO),
        ("readme-getting-started", "x", ("Build Against Several Configurations at Once",), Answer.NO),
        ("readme-getting-started", "x", ("Building from source",), Answer.YES),
        ("readme-getting-started", "x", ("Run the testsuite",), Answer.NO),
        (
            "readme-getting-involved",
            "账本是一个用于记录所有团队账目的服务。",
            ("感谢如下大佬参与翻译",),
            Answer.CANNOT_TELL,
        ),
        ("readme-getting-started", "x", ("Running Ledger",), Answer.YES),
        ("readme-getting-started", "Wizard: an example of how to build a form.", (), Answer.NO),
        ("readme-getting-involved", "Everyone is welcome to post patches to the list.", (), Answer.YES),
        *(
            (check, sentence, (heading,), Answer.YES)
            for sentence, headings in (
                ("账本是一个用于记录所有团队账目的服务。", ("快速开始", "参与贡献", "维护者")),
                (
                    "すべてのチームの帳簿を管理するサービスです。",
                    ("インストール", "コントリビューション", "開発者チーム"),
                ),
                ("모든 팀의 장부를 관리하는 서비스입니다.", ("설치 방법", "기여하기", "관리자")),
                (
                    "Le grand livre tient les comptes de toutes les équipes.",
                    ("Démarrage rapide", "Contribuer", "L’équipe"),
                ),
                ("Das Hauptbuch führt die Konten aller Teams.", ("Erste Schritte", "Mitmachen", "Ansprechpartner")),
                (
                    "El libro mayor lleva las cuentas de todos los equipos.",
                    ("Instalación", "Cómo contribuir", "Autores"),
                ),
                ("O livro-razão mantém as contas de todas as equipes.", ("Como executar", "Contribuindo", "Equipe")),
                ("السجل يدير حسابات جميع الفرق في الشركة.", ("التثبيت", "المساهمة", "الفريق")),
                ("यह बहीखाता सभी टीमों के खाते रखता है।", ("स्थापना", "योगदान", "टीम")),
                ("Главная книга ведёт счета всех команд.", ("Установка", "Как помочь", "Авторы")),
            )
            for check, heading in zip(
                ("readme-getting-started", "readme-getting-involved", "readme-who-we-are"), headings, strict=True
            )
        ),
        *(
            ("readme-mission", sentence, (), Answer.YES)
            for sentence in (
                "账本是一个用于记录所有团队账目的服务。",
                "すべてのチームの帳簿を管理するサービスです。",
                "모든 팀의 장부를 관리하는 서비스입니다.",
                "السجل يدير حسابات جميع الفرق في الشركة.",
                "यह बहीखाता सभी टीमों के खाते रखता है।",
            )
        ),
    ],
)
def test_a_section_of_the_readme_is_found_by_its_heading_or_its_words(
    check: str, text: str, headings: tuple[str, ...], answer: Answer
) -> None:
    assert ask(check, shown=readme(text, *headings)).answer is answer


def test_a_readme_that_was_cut_or_could_not_be_read_cannot_tell() -> None:
    assert ask("readme-committer-path", shown=readme(truncated=True)).answer is Answer.CANNOT_TELL
    assert ask("readme-mission", shown=readme(html=None, why="too large")).answer is Answer.CANNOT_TELL
    assert ask("readme-mission", shown=None).answer is Answer.CANNOT_TELL


def test_headings_of_a_readme_that_is_shown_as_text_count() -> None:
    shown = Readme(path="README.adoc", html=SafeHtml("<pre>x</pre>"), text="= Ledger\n:a: b\n\n== Authors\n")
    assert ask("readme-who-we-are", shown=shown).answer is Answer.YES


def test_a_link_to_a_chat_is_a_place_to_talk() -> None:
    silent = make_project(communication=())
    without = facts(documents={DocumentRole.README: document(DocumentRole.README)})
    linked = readme(html=SafeHtml('<a href="https://acme.slack.com/archives/1">chat</a>'))
    assert ask("communication", without, linked, project=silent).answer is Answer.YES
    assert ask("communication", without, readme(), project=silent).answer is Answer.NO
    for address in ("https://forums.swift.example/c/ledger/", "https://stackoverflow.com/questions/tagged/ledger"):
        linked = readme(html=SafeHtml(f'<a href="{address}">ask</a>'))
        assert ask("communication", without, linked, project=silent).answer is Answer.YES
    assert ask("communication", without, readme("x", "💬 Communication"), project=silent).answer is Answer.YES
    assert ask("communication", without, readme("x", "Serial communication"), project=silent).answer is Answer.NO
    topic = replace(readme("x", "Communication"), text="Communication\nClients send requests, and servers answer.\n")
    assert ask("communication", without, topic, project=silent).answer is Answer.NO
    listed = replace(topic, text=f"Communication\nContact\n{topic.text}")
    assert ask("communication", without, listed, project=silent).answer is Answer.NO
    there = replace(topic, text="Communication\nWe are in the Slack of Acme.\n")
    assert ask("communication", without, there, project=silent).answer is Answer.YES


def test_guidelines_that_several_repositories_share_count_where_the_readme_links_to_them() -> None:
    without = facts(documents={DocumentRole.README: document(DocumentRole.README)})

    def told(address: str) -> Answer:
        shown = readme(html=SafeHtml(f'<a href="{address}" rel="nofollow">Contributing Guide</a>'))
        return ask("contributing", without, shown).answer

    assert told("https://github.example/payments/.github/blob/HEAD/CONTRIBUTING.md") is Answer.YES
    assert told(f"{URL}/blob/HEAD/CONTRIBUTING.md") is Answer.NO
    assert told("#contributing") is Answer.NO


def test_code_owners_alone_cannot_tell_who_helps_guests() -> None:
    nobody = make_project(trusted_committers=())
    assert ask("trusted-committers", project=nobody).answer is Answer.CANNOT_TELL
    assert ask("trusted-committers", facts(code_owners=()), project=nobody).answer is Answer.NO
    shown = readme("x", "Current project team members")
    nobody = make_project(trusted_committers=(), people_source=people_in(facts(code_owners=()), shown))
    assert ask("trusted-committers", facts(code_owners=()), shown, project=nobody).answer is Answer.YES


def test_tests_may_stand_in_the_code_itself() -> None:
    none = facts(test_files=0, provider=Provider.GIT)
    assert ask("tests", none, project=make_project(language="Rust")).answer is Answer.CANNOT_TELL
    assert ask("tests", none, project=make_project(language="Python")).answer is Answer.NO


def test_the_only_heading_of_a_readme_is_its_title() -> None:
    title = Heading(level=3, anchor="a", text="Ledger")
    shown = readme(
        "Ledger\nLedger keeps the books.",
        html=SafeHtml("<h3>Ledger</h3><p>Ledger keeps the books.</p>"),
        contents=(title,),
    )
    assert ask("readme-mission", shown=shown).answer is Answer.YES
    org = readme("", path="README.org", html=SafeHtml("<pre>x</pre>"), contents=())
    org = replace(org, text="* Ledger menus\nLedger is the library for menus.\n** Usage")
    assert ask("readme-mission", shown=org).answer is Answer.YES
    assert ask("readme-getting-started", shown=org).answer is Answer.YES


def test_the_licence_must_be_one_that_the_company_has() -> None:
    choices = ReadinessSettings(licenses=("Apache-2.0",))
    assert ask("license", choices=choices).answer is Answer.NO
    assert ask("license", choices=ReadinessSettings(licenses=("mit",))).answer is Answer.YES
    choice = make_project(license="MIT OR Apache-2.0")
    assert ask("license", project=choice, choices=choices).answer is Answer.YES
    both = make_project(license="MIT AND Apache-2.0")
    assert ask("license", project=both, choices=choices).answer is Answer.NO
    unknown = make_project(license=None)
    assert ask("license", project=unknown).answer is Answer.CANNOT_TELL
    assert ask("license", project=unknown, choices=choices).answer is Answer.CANNOT_TELL


def test_plain_git_says_that_it_cannot_tell_what_a_host_knows() -> None:
    git = Facts(
        key=ProjectKey("git.example/a/b"), host="git.example", owner="a", name="b", provider=Provider.GIT, source="git"
    )
    for check in ("visible", "not-archived", "forking", "green", "guests-merged", "topics"):
        found = ask(check, git, project=make_project(**NOTHING_KNOWN))
        assert found.answer is Answer.CANNOT_TELL
        assert "Plain git does not provide this." in evidence_words(found.evidence, SAY)


def test_closed_code_is_never_blamed_for_its_files() -> None:
    closed = Facts(
        key=ProjectKey("x/a/b"), host="x", owner="a", name="b", provider=Provider.CATALOG, source="catalog.yml"
    )
    result = assess(make_project(**NOTHING_KNOWN), closed, None, settings=ReadinessSettings(), today=day_of(NOW))
    assert [finding.check for finding in result.findings if finding.answer is Answer.NO] == []


def test_no_answer_about_assistants_changes_a_level_or_the_next_step() -> None:
    bare = facts(paths=(), manifests=(), documents={DocumentRole.README: document(DocumentRole.README)})
    both = [
        assess(make_project(), bare, readme(), commands=commands, settings=ReadinessSettings(), today=day_of(NOW))
        for commands in (Commands(), read_commands([("Makefile", b"setup:\ntest:\n")]))
    ]
    assert both[0].levels == both[1].levels
    assert both[0].next_step == both[1].next_step
    assert "agents" not in str(both[0].next_step)
    assert {one.answer for one in both[0].assistants} == {Answer.YES, Answer.NO}
    assert all(one.element is None and one.level == 0 for one in both[0].assistants)


def test_a_command_is_told_with_the_file_that_it_is_from() -> None:
    found = ask("agents-tests", facts(manifests=()), files={"Makefile": "test: build\n\tgo test\n"})
    assert (found.answer, evidence_words(found.evidence, SAY)) == (Answer.YES, "make test, from Makefile.")
    assert str(found.evidence.url).endswith("/Makefile")


def test_a_build_that_switches_its_tests_off_does_not_tell_how_they_run() -> None:
    pom = "<project><properties><maven.test.skip>true</maven.test.skip></properties></project>"
    found = ask("agents-tests", facts(manifests=()), files={"pom.xml": pom})
    assert found.answer is Answer.CANNOT_TELL
    assert evidence_words(found.evidence, SAY) == "pom.xml switches the tests off."
    make = ask("agents-tests", facts(manifests=()), files={"pom.xml": pom, "Makefile": "test:\n"})
    assert make.answer is Answer.YES


def test_an_organisation_switches_checks_off_moves_them_and_adds_some() -> None:
    added = FileCheck(id="added-renovate", name="Renovate", path="renovate.js*", element=Element.TESTING, level=1)
    choices = ReadinessSettings(off=("agents",), levels={"topics": 3}, files=(added,))
    result = assess(make_project(topics=()), facts(), readme(), settings=choices, today=day_of(NOW))
    checks = {finding.check: finding for finding in (*result.findings, *result.assistants)}

    assert "agents" not in checks
    assert checks["topics"].level == 3
    assert checks["added-renovate"].answer is Answer.NO
    assert result.levels[Element.TESTING] == 0
    seen = ask("added-renovate", facts(paths=("RENOVATE.json",)), choices=choices)
    assert (seen.answer, seen.evidence.values["path"]) == (Answer.YES, "RENOVATE.json")


def test_a_file_in_a_place_that_is_not_listed_cannot_be_told() -> None:
    deep = FileCheck(id="added-deep", name="Deep", path="src/main/app.yml", element=Element.TESTING)
    assert ask("added-deep", choices=ReadinessSettings(files=(deep,))).answer is Answer.CANNOT_TELL


def test_a_missing_file_comes_with_a_form_that_is_filled_in() -> None:
    found = ask("contributing", facts(documents={}), project=make_project(title="The Ledger"))
    assert found.remedy is not None
    assert found.remedy.startswith("https://github.example/payments/ledger/new/main?filename=CONTRIBUTING.md&value=")
    assert "Contributing%20to%20The%20Ledger" in found.remedy


_TIMES = st.none() | st.datetimes(timezones=st.just(UTC))
_COUNTS = st.none() | st.integers(min_value=-(2**70), max_value=2**70)
_PULLS = st.builds(
    PullRequest,
    number=st.integers(),
    author=st.none() | st.text(max_size=8),
    created_at=st.datetimes(timezones=st.just(UTC)),
    first_response_at=_TIMES,
    approved_by_other_human=st.none() | st.booleans(),
    merged_at=_TIMES,
    closed_at=_TIMES,
    from_fork=st.none() | st.booleans(),
    author_association=st.none() | st.sampled_from(["MEMBER", "NONE", "first_timer", "\x00"]),
)
_ABSURD = st.fixed_dictionaries(
    {},
    optional={
        "provider": st.sampled_from(Provider),
        "visibility": st.none() | st.sampled_from(Visibility),
        "archived": st.none() | st.booleans(),
        "forking_allowed": st.none() | st.booleans(),
        "updated_at": _TIMES,
        "commits": _COUNTS,
        "open_issues": _COUNTS,
        "test_files": _COUNTS,
        "checks_pass": st.none() | st.booleans(),
        "ci_files": st.none() | st.lists(st.text(max_size=20), max_size=3).map(tuple),
        "paths": st.none() | st.lists(st.text(max_size=20), max_size=3).map(tuple),
        "code_owners": st.lists(st.text(max_size=5), max_size=2).map(tuple),
        "pull_requests": st.none() | st.lists(_PULLS, max_size=12).map(tuple),
        "documents": st.dictionaries(
            st.sampled_from(DocumentRole),
            st.builds(Document, path=st.text(max_size=20), oid=st.just(ObjectId("c" * 40))),
        ),
        "default_branch": st.none() | st.text(max_size=8),
        "url": st.none() | st.just(URL),
        "forge": st.none() | st.sampled_from(["github", "gitlab", "gitea", "azure", "?"]),
    },
)
_READMES = st.none() | st.builds(
    readme, st.text(max_size=200), st.text(max_size=30), truncated=st.booleans(), path=st.text(max_size=10)
)


@pytest.mark.slow
@settings(max_examples=150)
@given(changes=_ABSURD, shown=_READMES, pattern=st.text(min_size=1, max_size=20))
def test_absurd_figures_get_an_answer_with_words_from_every_check(
    changes: dict[str, Any], shown: Readme | None, pattern: str
) -> None:
    added = FileCheck(id="added-x", name="x", path=pattern, element=Element.REVIEW)
    result = assess(
        make_project(), facts(**changes), shown, settings=ReadinessSettings(files=(added,)), today=day_of(NOW)
    )

    assert len(result.findings) == len(CHECKS) + 1
    assert all(evidence_words(finding.evidence, SAY) for finding in result.findings)
    assert set(result.levels) == set(Element)
    assert all(level is None or 0 <= level <= 3 for level in result.levels.values())
    assert result.next_step is None or Answer.NO in answers_of(result, result.next_step)


def answers_of(result: Readiness, check: str) -> set[Answer]:
    return {finding.answer for finding in result.findings if finding.check == check}


def test_help_from_other_teams_is_told_where_the_teams_are_known() -> None:
    def told(outside: OutsideWork | None) -> tuple[Answer, str]:
        result = assess(
            make_project(), facts(), readme(), outside=outside, settings=ReadinessSettings(), today=day_of(NOW)
        )
        found = next(finding for finding in result.findings if finding.check == "outside-share")
        return found.answer, found.evidence.word

    assert told(None) == (Answer.CANNOT_TELL, "needs.teams")
    assert told(OutsideWork(percent=None, sample=4)) == (Answer.CANNOT_TELL, "outside.few")
    assert told(OutsideWork(percent=24, sample=100)) == (Answer.YES, "outside.share")
    assert told(OutsideWork(percent=0, sample=100)) == (Answer.NO, "outside.share")


def test_what_the_owner_keeps_for_all_counts_and_says_where_it_comes_from() -> None:
    own = {role: document(role) for role in (DocumentRole.README, DocumentRole.CONTRIBUTING)}
    templates = {DocumentRole.PULL_REQUEST_TEMPLATE: ".github/pull_request_template.md"}
    defaults = Defaults(
        owner="payments",
        documents={DocumentRole.SUPPORT: "SUPPORT.md", **templates},
        url=SafeUrl("https://github.example/payments/.github"),
        branch="main",
    )
    seen = facts(documents=own, defaults=defaults, discussions=False)
    found = ask("pull-request-template", seen)
    assert found.answer is Answer.YES
    assert found.evidence.url == "https://github.example/payments/.github/blob/main/.github/pull_request_template.md"
    words = evidence_words(found.evidence, Messages())
    assert words == ".github/pull_request_template.md comes from the default files of payments."
    silent = make_project(host="github.example", communication=())
    assert ask("communication", seen, project=silent).answer is Answer.YES
    assert ask("contributing", seen).evidence.word == "file"
    assert ask("agents", seen).answer is Answer.NO


def test_what_of_the_owner_could_not_be_read_makes_nobody_worse() -> None:
    seen = facts(documents={}, defaults=Defaults(owner="payments", documents=None), discussions=False)
    silent = make_project(host="github.example", communication=())
    for check in ("pull-request-template", "contributing", "communication"):
        assert ask(check, seen, project=silent).answer is Answer.CANNOT_TELL
        assert "payments" in evidence_words(ask(check, seen, project=silent).evidence, Messages())
    assert ask("readme", seen).answer is Answer.NO


def test_a_deprecated_project_has_no_next_step() -> None:
    result = assess(
        make_project(lifecycle=Lifecycle.DEPRECATED),
        facts(documents={}),
        None,
        settings=ReadinessSettings(),
        today=day_of(NOW),
    )
    assert Answer.NO in {one.answer for one in result.findings}
    assert result.next_step is None


def test_an_archived_project_is_told_to_open_again_or_to_name_its_successor() -> None:
    for seen, project in (
        (facts(archived=True), make_project(host="github.example")),
        (facts(archived=None), make_project(host="github.example", lifecycle=Lifecycle.ARCHIVED)),
    ):
        result = assess(project, seen, None, settings=ReadinessSettings(), today=day_of(NOW))
        assert result.next_step == "not-archived"


def test_of_a_repository_that_is_not_read_no_level_is_known() -> None:
    seen = facts(provider=Provider.CATALOG, documents={}, ci_files=None, paths=None, visibility=None, archived=None)
    project = make_project(provider=Provider.CATALOG)
    result = assess(project, seen, None, settings=ReadinessSettings(), today=day_of(NOW))
    assert set(result.levels.values()) == {None}
    assert result.next_step is None


def test_renovate_may_be_configured_in_any_of_its_places() -> None:
    for path in ("renovate.json", "renovate.json5", ".renovaterc", ".gitlab/renovate.json", ".forgejo/renovate.json5"):
        assert ask("dependency-updates", facts(paths=(path,))).answer is Answer.YES
    assert ask("dependency-updates", facts(paths=("package.json",))).answer is Answer.NO
    assert configures_updates([("package.json", b'{"renovate": {"extends": ["config:base"]}}')]) == "package.json"
    assert configures_updates([("package.json", b'{"name": "x"}')]) is None


def test_a_readme_in_a_language_that_is_not_known_gives_no_false_no() -> None:
    turkish = "Bu depo, şirketteki bütün ekiplerin hesaplarını tutan bir hizmetin kaynak kodunu içerir. " * 3
    for check in ("readme-getting-started", "readme-getting-involved", "readme-who-we-are", "readme-committer-path"):
        assert ask(check, shown=readme(turkish, "Kurulum", "Katkıda bulunma")).answer is Answer.CANNOT_TELL
    chinese = "账本是一个用于记录所有团队账目的服务。欢迎贡献代码。"
    assert ask("readme-getting-involved", shown=readme(chinese, "其他")).answer is Answer.CANNOT_TELL


def test_chats_are_not_taken_from_badges() -> None:
    badge = readme(html=SafeHtml('<p><a href="https://img.shields.io/badge/slack-join">slack</a></p>'))
    bare = facts(documents={DocumentRole.README: Document(path="README.md", oid=ObjectId("b" * 40))})
    assert ask("communication", bare, badge, project=make_project(communication=())).answer is Answer.NO
    blog = readme(html=SafeHtml('<p><a href="https://slack.engineering/">how they do it</a></p>'))
    assert ask("communication", bare, blog, project=make_project(communication=())).answer is Answer.NO
    archive = readme(html=SafeHtml('<p>See <a href="https://lore.kernel.org/ledger/">the list</a></p>'))
    assert ask("communication", bare, archive, project=make_project(communication=())).answer is Answer.YES
