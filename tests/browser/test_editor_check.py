"""The editor's check says what `marketplace check` says, over a corpus and over made-up documents."""

import json
from collections.abc import Iterable
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Page

from hostile import corpus
from innersource_marketplace.authoring.check import check_file
from innersource_marketplace.authoring.check.schema_rules import schema_problems
from innersource_marketplace.errors import Problem
from innersource_marketplace.formats.parsing import parse_json
from innersource_marketplace.formats.published_schemas import schema
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.editor import editor_data

from .conftest import OpenPage

pytestmark = pytest.mark.browser

SCHEMA = json.loads(schema("innersource"))

RUN = """
async ([source, documents, schema, data]) => {
  const { parseJson } = await import(`${source}editor/strict-json.js`);
  const { checkDocument, schemaProblems } = await import(`${source}editor/document-check.js`);
  const { messageFormatter } = await import(`${source}shared/messages.js`);
  const say = messageFormatter(data.words, data.language);
  const asList = ({ pointer, severity, code, message, fix }) => [pointer, severity, code, message, fix];
  return documents.map((text) => {
    let value;
    try {
      ({ value } = parseJson(text));
    } catch {
      return null;
    }
    if (!(value instanceof Map)) return null;
    const broken = schemaProblems(value, schema, say).map(asList).sort();
    const known = new Set(broken.map(String));
    const all = checkDocument(value, schema, say, data.spellings).map(asList);
    return { schema: broken, meaning: all.filter((one) => !known.has(String(one))) };
  });
}
"""

VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    30,
    -1,
    3651,
    1.5,
    "",
    " ",
    "x",
    "Ledger",
    "TODO",
    "<!-- later -->",
    "a <!-- b --> c",
    "your project name",
    "active",
    "Activ",
    "contribution_welcome",
    "x" * 61,
    "x" * 121,
    "x" * 2001,
    "👩‍🚀" * 61,
    "https://docs.acme.example/ledger",
    "docs/ledger",
    "javascript:alert(1)",
    "https://u:p@evil.example/",
    "http://",
    "mailto:ada@acme.example",
    "ada@acme.example",
    "../logo.png",
    "docs/logo.png",
    "line\nend",
    "ghp_0123456789abcdefghij0123",
    [],
    {},
    ["Go", "go", "Java"],
    ["", None, 3, "x" * 61],
    ["tag " + str(number) for number in range(104)],
    [["nested"]],
    [{"name": "Ada"}],
    [{"role": "lead"}],
    [{"name": 3, "nmae": "x"}],
    [{"title": "Port it", "skills": ["Go", 3], "url": "ftp://x"}],
    [{"effort": "two days"}],
    [{"purpose": "chat", "text": "#a", "url": "relative"}],
    {"chat": "#payments", "issues": "https://git.acme.example/issues"},
    {"chat": ["#a", {"url": "https://chat.acme.example"}, 5], "mail": None},
    {"chat": {"purpose": "x"}, "more": {"txt": "x", "url": "https://a.example"}},
    {"name": "Ada", "github": "ada"},
)
KEYS = (
    *SCHEMA["properties"],
    "x-own",
    "contribution",
    "titel",
    "zzz",
    "__proto__",
    "constructor",
    "a/b~c",
    "Trusted-Committers",
)


def made_up(count: int) -> list[str]:
    """Documents of known and unknown keys with every kind of value; the same ones every time."""
    random = Random(20)
    made = [json.dumps({key: value}) for key in KEYS for value in VALUES]
    made += [
        json.dumps({key: random.choice(VALUES) for key in random.sample(KEYS, random.randint(2, 8))})
        for _ in range(count)
    ]
    return made


def collected() -> list[str]:
    """The hostile corpus, as far as it is text that is worth a form."""
    data = [content for content, _ in corpus.METADATA.values() if isinstance(content, bytes)]
    data += [corpus.with_text(text) for text in corpus.TEXTS.values()]
    data += [corpus.with_address(address) for address in corpus.ADDRESSES.values()]
    texts = []
    for content in data:
        try:
            text = content.decode()
        except UnicodeDecodeError:
            continue
        if len(text) <= 256 * 1024:
            texts.append(text)
    return texts


def told(problems: Iterable[Problem]) -> list[list[str]]:
    return sorted([one.pointer, one.severity.value, one.code, str(one.message), str(one.fix)] for one in problems)


def is_below(pointer: str, others: set[str]) -> bool:
    return any(pointer.startswith(f"{other}/") for other in others)


def run_in(page: Page, documents: list[str]) -> list[dict[str, list[list[str]]] | None]:
    source = page.evaluate("new URL('../assets/marketplace/', location.href).href")
    found: list[dict[str, list[list[str]]] | None] = page.evaluate(
        RUN, [source, documents, SCHEMA, editor_data(Messages())]
    )
    return found


@pytest.mark.slow
@pytest.mark.parametrize("documents", [made_up(600), collected()], ids=["made up", "hostile corpus"])
def test_the_editor_breaks_the_same_rules_of_the_schema_in_the_same_words(
    open_page: OpenPage, documents: list[str]
) -> None:
    page = open_page("all/")
    checked = 0
    for text, found in zip(documents, run_in(page, documents), strict=True):
        parsed = parse_json(text.encode("utf-8", "surrogatepass"), "innersource.json")
        if found is None or parsed.problems or not isinstance(parsed.value, dict):
            continue
        if any(isinstance(value, list) and len(value) > 120 for value in parsed.value.values()):
            continue  # the check looks at the beginning only, and counts that
        checked += 1
        assert found["schema"] == told(set(schema_problems(parsed, "innersource"))), text[:2000]
    assert checked > 50


@pytest.mark.slow
@pytest.mark.parametrize("documents", [made_up(600), collected()], ids=["made up", "hostile corpus"])
def test_whatever_else_the_editor_says_the_check_says_too(open_page: OpenPage, documents: list[str]) -> None:
    page = open_page("all/")
    for text, found in zip(documents, run_in(page, documents), strict=True):
        parsed = parse_json(text.encode("utf-8", "surrogatepass"), "innersource.json")
        if found is None or parsed.problems:
            continue
        said = {tuple(one) for one in told(check_file("innersource.json", text.encode()))}
        wrong = {pointer for pointer, severity, *_ in said if severity == "error"}
        # Of a person or task that it cannot use at all, the check says only that.
        further = [one for one in found["meaning"] if not is_below(one[0], wrong) and tuple(one) not in said]
        assert further == [], text[:2000]


@pytest.mark.slow
def test_the_editor_reads_what_the_check_reads(open_page: OpenPage) -> None:
    """A file that one of them cannot parse, the other cannot either."""
    page = open_page("all/")
    documents = [
        *collected(),
        '{"a": 01}',
        '{"a": 1.}',
        '{"a": "\\x"}',
        '{"a": "\t"}',
        '{"a": 1,}',
        "[1,]",
        '{"a" 1}',
        "{'a': 1}",
        '{"a": tru}',
        '{"a": 1} x',
        '{"a": "b',
        '{"a": \u00a01}',
    ]
    for text, found in zip(documents, run_in(page, documents), strict=True):
        readable = isinstance(parse_json(text.encode("utf-8", "surrogatepass"), "x").value, dict)
        refused = {"number-too-long", "not-a-number"}
        codes = {one.code for one in parse_json(text.encode("utf-8", "surrogatepass"), "x").problems}
        assert (found is not None) is (readable and not codes & refused), text[:500]
