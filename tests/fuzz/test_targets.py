"""Each reader holds what it promises: on the corpus, on what a fuzzer once found, and on made-up documents."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz import strategies
from fuzz.__main__ import NAMES, main
from fuzz.seeds import FINDS, finds, seeds
from fuzz.targets import TARGETS


def test_every_target_can_be_searched() -> None:
    assert sorted(NAMES) == sorted(TARGETS)


def test_every_find_belongs_to_a_target() -> None:
    assert {folder.name for folder in FINDS.iterdir() if folder.is_dir()} <= set(TARGETS)


@pytest.mark.parametrize(("target", "name"), [(target, name) for target in TARGETS for name in finds(target)])
def test_what_was_found_once_holds_now(target: str, name: str) -> None:
    TARGETS[target].run(finds(target)[name])


@pytest.mark.slow
@pytest.mark.parametrize("target", sorted(TARGETS))
def test_the_corpus_that_a_search_begins_with_holds(target: str) -> None:
    for data in seeds(target):
        TARGETS[target].run(data)


@given(strategies.catalogues)
def test_any_catalogue_of_known_keys_is_read_checked_and_mended(text: str) -> None:
    TARGETS["catalogue"].run(text.encode())


@pytest.mark.slow
@given(strategies.metadata)
def test_any_metadata_of_known_keys_is_fit_to_show(value: dict[str, object]) -> None:
    TARGETS["metadata"].run(json.dumps(value).encode())


@given(strategies.readmes, st.integers(0, 4))
def test_any_readme_of_hostile_pieces_keeps_to_the_policy(text: str, form: int) -> None:
    TARGETS["readme"].run(bytes([form]) + text.encode("utf-8", "surrogatepass"))


@given(strategies.answers)
def test_any_answer_of_a_host_gives_facts_or_nothing(body: bytes) -> None:
    TARGETS["github"].run(body)


@given(st.text(alphabet="@/ab-*[]^#\\ \t\n.:é\u202e", max_size=80))
def test_any_file_of_code_owners_gives_single_words(text: str) -> None:
    TARGETS["code-owners"].run(text.encode())


@given(st.sampled_from(strategies.TEXTS) | st.text(max_size=60))
def test_any_text_is_encoded_for_each_place(text: str) -> None:
    TARGETS["escape"].run(text.encode("utf-8", "surrogatepass"))


def test_a_target_that_does_not_exist_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seconds", "1", "readmes"]) == 2
    assert "readmes: no such target" in capsys.readouterr().err


def test_targets_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    assert sorted(capsys.readouterr().err.split()) == sorted(TARGETS)
