"""What is wrong with a project is said in the language of the site, and in English everywhere else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import innersource_marketplace
from innersource_marketplace.collect.sources import NO_COMMITS
from innersource_marketplace.collect.sources.forge.rules import Considered as Listed
from innersource_marketplace.collect.sources.forge.rules import rule_against
from innersource_marketplace.errors import Problem, Sentence, sentence
from innersource_marketplace.formats.catalog.settings import GitHubSettings
from innersource_marketplace.formats.innersource_json import read_metadata
from innersource_marketplace.model import DocumentRole, day_of
from innersource_marketplace.render.messages import LANGUAGES, PSEUDO, Messages
from innersource_marketplace.render.pages.listing_reasons import listing_pages
from owner_records import considered
from projects import NOW, SETTINGS, varied_projects

PACKAGE = Path(innersource_marketplace.__file__).parent
SAID_ON_PAGES = (
    "build",
    "collect",
    "formats/innersource_json",
    "formats/metadata_files",
    "formats/parsing",
    "formats/records.py",
    "insight",
    "readme",
    "sandbox",
)
"""Where problems are found that pages show."""

_PLACES = {
    "error": (2, 3),
    "warning": (2, 3),
    "fault": (3, 4),
    "Refused": (1, 2),
    "wrong_type": (2, 3),
    "problem": (2, 3),
    "_problem": (2, 3),
    "SourceError": (1, 2),
    "_refused": (1, 2),
}
"""Functions that take words for people, and which arguments these are."""

_KEYWORDS = ("message", "fix")


def sources() -> Iterator[Path]:
    for name in SAID_ON_PAGES:
        path = PACKAGE / name
        yield from sorted(path.rglob("*.py")) if path.is_dir() else (path,)


def words_of(node: ast.expr | None, assigned: dict[str, list[ast.expr]]) -> Iterator[str]:
    """The English texts that an expression can be; names are what the function assigns to them."""
    match node:
        case ast.Constant(value=str() as text) if text:
            yield text
        case ast.JoinedStr():
            yield f"line {node.lineno}: a text with values that is no sentence()"
        case ast.IfExp(body=one, orelse=other) | ast.BoolOp(values=[one, other]):
            yield from (*words_of(one, assigned), *words_of(other, assigned))
        case ast.Name(id=name):
            for value in assigned.pop(name, ()):
                yield from words_of(value, assigned)
        case ast.Call(func=ast.Name(id="sentence"), args=[pattern, *_]):
            yield from words_of(pattern, assigned)
        case _:
            return


def assignments(function: ast.AST) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    for name, value in zip(target.elts, node.value.elts, strict=True):
                        if isinstance(name, ast.Name):
                            found.setdefault(name.id, []).append(value)
    return found


def written_words() -> dict[str, str]:
    """Every text for people in these modules, each with its place."""
    found: dict[str, str] = {}
    for path in sources():
        source = path.read_text(encoding="utf-8")
        if not any(f"{name}(" in source for name in (*_PLACES, "Problem", "sentence")):
            continue
        module = ast.parse(source)
        homes: list[ast.Module | ast.ClassDef] = [
            module,
            *(node for node in module.body if isinstance(node, ast.ClassDef)),
        ]
        for function in (node for home in homes for node in home.body if isinstance(node, ast.FunctionDef)):
            assigned = assignments(function)
            for node in ast.walk(function):
                if not isinstance(node, ast.Call):
                    continue
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                given = [node.args[at] for at in _PLACES.get(name, ()) if at < len(node.args)]
                given += [word.value for word in node.keywords if name == "Problem" and word.arg in _KEYWORDS]
                given += [node] if name == "sentence" else []
                for value in given:
                    for text in words_of(value, dict(assigned)):
                        found.setdefault(text, f"{path.relative_to(PACKAGE)}: {function.name}")
    return found


def test_every_problem_that_pages_show_is_a_message() -> None:
    known = Messages("en").forms("problem.").values()
    missing = {text: place for text, place in written_words().items() if text not in known}
    # Each belongs into `render/messages/*.problems.json`, in every language.
    assert missing == {}


@pytest.mark.slow
def test_every_message_about_problems_is_still_written_somewhere() -> None:
    written = {
        node.value
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
    }
    assert [text for text in Messages("en").forms("problem.").values() if text not in written] == []


BROKEN = b"""{
 "title": "", "skils": [], "skills": "a, b", "contribution": [], "docs": "docs/index.md", "language": "Pythn",
 "logo": "../x.png", "owner": {"name": "a@b.example"}, "warranty_days": 9999, "participating": "yes", "gigs": [{}],
 "lifecycle": "sleepy", "governance_level": "pull requests", "trusted_committers": [{}, 5, "a b@"],
 "motivation": "TODO", "communication": {"chat": {}}, "projects": ["/x", "a/*", "b", "B", "b/c"],
 "topics": ["x", "X", 3], "x y": 1}"""


@pytest.mark.parametrize("language", [PSEUDO, *(name for name in LANGUAGES if name != "en")])
def test_the_problems_of_a_file_are_said_in_the_language_of_the_site(language: str) -> None:
    say = Messages(language)
    _, problems = read_metadata(BROKEN, "innersource.json")
    assert len({problem.code for problem in problems}) > 12
    for problem in problems:
        for words in (problem.message, problem.fix):
            said = say.known("problem.", words)
            assert said is not None, words
            assert said != str(words)


def test_the_listing_status_marks_what_is_only_there_in_english() -> None:
    projects = varied_projects(2)
    _, problems = read_metadata(BROKEN, projects[0].key)
    settings = replace(SETTINGS, language="de")
    german, mixed = (
        b"".join(
            data
            for _, data in listing_pages(
                [replace(one, problems=found if one.key == projects[0].key else ()) for one in considered(projects)],
                settings=settings,
                today=day_of(NOW),
                say=Messages("de"),
            )
        ).decode()
        for found in (problems, (Problem(where=projects[0].key, code="x", message="What an older snapshot says."),))
    )
    assert "<bdi>Unbekannter Schlüssel „skils“.</bdi>" in german
    assert '<bdi lang="en">' not in german
    assert '<bdi lang="en">What an older snapshot says.</bdi>' in mixed


def test_the_rule_that_left_a_repository_out_is_said_in_the_language_of_the_site() -> None:
    say = Messages("de")
    settings = (
        GitHubSettings(accounts=("a",), exclude=("old-*",)),
        GitHubSettings(accounts=("a",), include=("x",)),
        GitHubSettings(accounts=("a",), all_with_metadata=True),
        GitHubSettings(
            accounts=("a",), all_with_metadata=True, topics=(), metadata=(DocumentRole.METADATA, DocumentRole.BACKSTAGE)
        ),
    )
    listed = (
        Listed(path="a/b", disabled=True),
        Listed(path="a/b", archived=True),
        Listed(path="a/b", fork=True),
        Listed(path="a/b", template=True),
        Listed(path="a/b", topics=frozenset(), has_metadata=False),
        Listed(path="a/old-one", topics=frozenset({"innersource"})),
    )
    found = {rule_against(one, each) for one in listed for each in settings}
    rules = {rule for rule in found if isinstance(rule, str | Sentence)} | {NO_COMMITS}
    assert len(rules) == 10
    for rule in rules:
        said = say.known("problem.", rule)
        assert said is not None, rule
        assert not said.startswith(("It ", "No ", "A ", "The ")), rule


@given(st.dictionaries(st.sampled_from(["key", "kind"]), st.text()))
def test_values_are_never_patterns(values: dict[str, str]) -> None:
    value = {"key": "", "kind": "", **values}
    said = sentence("{key} and {kind}", **value)
    assert str(said) == f"{value['key']} and {value['kind']}"
    assert msgspec.json.decode(msgspec.json.encode(said), type=str | Sentence) == said


def test_sentences_and_plain_words_are_sorted_together() -> None:
    made = [
        Problem(where="a", code="x", message=message)
        for message in (sentence("{a} c", a="b"), "b a", sentence("{a}", a=sentence("{b}", b="a")))
    ]
    assert [str(problem.message) for problem in sorted(made)] == ["a", "b a", "b c"]
