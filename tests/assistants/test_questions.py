"""Twenty questions, asked with the official client: at most two calls and 8,000 bytes each, at any size."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistants.asking import asked
from assistants.questions import QUESTIONS, filled, publish_questions

if TYPE_CHECKING:
    from mcp import Client

_BYTES = 8_000
_CALLS = 2


def ask_all(site: Path) -> None:
    async def ask(client: "Client") -> list[str]:
        wrong = []
        for question in QUESTIONS:
            answers: list[str] = []
            for tool, arguments in question.calls:
                result = await client.call_tool(tool, filled(arguments, "".join(answers)))
                answers += [part.text for part in result.content if part.type == "text"]
                assert not result.is_error, (question.asked, answers)
            said = "\n".join(answers)
            wrong += [f"{question.asked}: {word!r} is not in {said}" for word in question.told if word not in said]
            assert len(said.encode()) <= _BYTES, question.asked
            assert len(question.calls) <= _CALLS
        return wrong

    assert len(QUESTIONS) == 20
    assert asked(site, ask) == []


@pytest.mark.slow
def test_twenty_questions_are_answered(tmp_path: Path) -> None:
    ask_all(publish_questions(tmp_path, 200))


@pytest.mark.exhaustive
def test_twenty_questions_are_answered_among_ten_thousand_projects(tmp_path: Path) -> None:
    ask_all(publish_questions(tmp_path, 10_000))
