"""The preview of cards in a comment: what changes is shown, nothing acts, and it fits."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile import corpus
from innersource_marketplace.cli.card_preview import PREVIEW_CHARACTERS, Preview, of_previews, previews
from marketplaces import Marketplace

HEAD = "version: 1\norganization: Acme\nprojects:\n"
LEDGER = "  - {repository: https://git.acme.example/pay/ledger, title: Ledger}\n"
VAULT = "  - {repository: https://git.acme.example/core/vault, description: Secrets}\n"


def shown(catalog: str, since: str | None = None) -> list[str | None]:
    found = previews("catalog.yml", catalog.encode(), None if since is None else since.encode())
    return [preview.repository for preview in found]


def test_of_a_catalogue_only_what_changes_is_shown() -> None:
    ledger, vault = "git.acme.example/pay/ledger", "git.acme.example/core/vault"
    assert shown(HEAD + LEDGER + VAULT) == [ledger, vault]
    assert shown(HEAD + LEDGER + VAULT, HEAD + VAULT) == [ledger]
    assert shown(HEAD + LEDGER, HEAD + LEDGER.replace("Ledger", "Book")) == [ledger]
    assert shown(HEAD + LEDGER, HEAD + VAULT + LEDGER) == []
    assert shown(HEAD + LEDGER, "[") == [ledger]
    assert shown("[", HEAD) == []


def test_a_card_says_what_the_gallery_would() -> None:
    data = {"title": "Ledger", "motivation": "Books.", "skills": ["Go", "SQL", "Rust", "C"], "lifecycle": "active"}
    text = of_previews(tuple(previews("innersource.json", json.dumps(data).encode())))
    assert "> **<code>Ledger</code>**<br>\n> <code>Books&#46;</code><br>\n" in text
    assert "> Skills: <code>Go</code> <code>SQL</code> <code>Rust</code> and 1 more<br>" in text
    assert "> Stage: <code>active</code><br>" in text


def test_a_file_that_says_nothing_has_no_card() -> None:
    assert of_previews(tuple(previews("innersource.json", b"{}"))) == ""
    assert of_previews(tuple(previews("innersource.json", b"["))) == ""


def assert_tame(text: str) -> None:
    """Within code letters, digits, spaces and entities; outside only our own words."""
    for inside in re.findall(r"<code>(.*?)</code>", text):
        assert re.fullmatch(r"(?:[^\x00-\x1f!-/:-@\[-`{-~]|&#\d+;)*", inside), inside
    outside = re.sub(r"<code>.*?</code>|<br>", "", text)
    assert not set(outside) & set("<@[]`&"), outside


@pytest.mark.parametrize("name", sorted(corpus.TEXTS))
def test_no_text_of_the_corpus_acts(name: str) -> None:
    assert_tame(of_previews(tuple(previews("innersource.json", corpus.with_text(corpus.TEXTS[name])))))


@given(st.text(), st.text())
def test_no_text_at_all_acts(title: str, skill: str) -> None:
    data = json.dumps({"title": title, "description": title, "skills": [skill], "language": skill}).encode()
    assert_tame(of_previews(tuple(previews("innersource.json", data))))


def test_many_cards_are_cut_and_counted() -> None:
    (one,) = previews("innersource.json", json.dumps({"title": "!" * 120, "description": "?" * 2_000}).encode())
    text = of_previews([Preview(repository="h/o/n", words=one.words)] * 100)
    assert len(text) < PREVIEW_CHARACTERS + 500
    assert re.search(r"… and \d\d more\.", text)


def test_the_command_shows_cards_below_the_verdict(tmp_path: Path) -> None:
    (tmp_path / "catalog.yml").write_text(HEAD + LEDGER + VAULT, encoding="utf-8")
    (tmp_path / "before.yml").write_text(HEAD + VAULT, encoding="utf-8")
    ran = Marketplace(tmp_path).run("check", "--format", "markdown", "--since", "before.yml")
    assert ran.status == 0
    verdict, _, cards = ran.out.partition("### In the gallery")
    assert verdict.startswith("## ✓ Checked")
    assert "Ledger" in cards
    assert "vault" not in cards
    assert Marketplace(tmp_path).run("check", "--since", "none.yml").status == 2
