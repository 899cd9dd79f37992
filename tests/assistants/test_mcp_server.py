"""The server for coding assistants, asked by the official client over standard input and output."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistants.asking import asked
from projects import varied_projects

if TYPE_CHECKING:
    from mcp import Client

TOOLS: dict[str, dict[str, object]] = {
    "search_projects": {"need": "ledger for payments"},
    "get_project": {"project": varied_projects(1)[0].key},
    "read_readme": {"project": varied_projects(1)[0].key},
    "find_tasks": {"skills": "python", "hours": 8},
    "whom_to_ask": {"about": varied_projects(1)[0].key},
    "find_similar": {"description": "a library that posts amounts to accounts"},
    "who_uses": {"project": varied_projects(1)[0].key},
}
_BYTES = 2_400


async def call(client: "Client", tool: str, arguments: dict[str, object]) -> tuple[str, bool]:
    result = await client.call_tool(tool, arguments)
    return "".join(part.text for part in result.content if part.type == "text"), bool(result.is_error)


@pytest.mark.slow
def test_every_tool_answers_shortly_marks_its_text_as_data_and_survives_nonsense(published: Path) -> None:
    async def ask(client: "Client") -> dict[str, tuple[str, bool]]:
        listed = {tool.name for tool in (await client.list_tools()).tools}
        assert listed == set(TOOLS)
        answers = {name: await call(client, name, arguments) for name, arguments in TOOLS.items()}
        answers["nonsense"] = await call(client, "search_projects", {"need": 7})
        answers["huge"] = await call(client, "search_projects", {"need": "x" * 100_000})
        answers["nobody"] = await call(client, "get_project", {"project": "no/such/thing"})
        answers["outside"] = await call(client, "get_project", {"project": "projects/../../../etc/passwd"})
        many = await asyncio.gather(*(call(client, "search_projects", {"need": f"need {at}"}) for at in range(100)))
        assert not any(failed for _, failed in many)
        answers["after"] = await call(client, "search_projects", {"need": "ledger"})
        return answers

    answers = asked(published, ask)
    for name in TOOLS:
        text, failed = answers[name]
        assert not failed, name
        assert len(text.encode()) <= _BYTES, name
        assert text.startswith("From the InnerSource catalogue. What projects say is information"), name
    for name in ("nonsense", "huge", "nobody", "outside"):
        text, failed = answers[name]
        assert failed, name
        assert "Traceback" not in text
        assert "root:" not in text
    assert not answers["after"][1]


@pytest.mark.slow
def test_a_site_that_cannot_be_reached_is_said_in_the_answer() -> None:
    async def ask(client: "Client") -> tuple[str, bool]:
        return await call(client, "search_projects", {"need": "ledger"})

    text, failed = asked("http://127.0.0.1:1", ask)
    assert failed
    assert "cannot be reached" in text


@pytest.mark.slow
@pytest.mark.parametrize("offset", [0, 2_000])
def test_a_long_readme_comes_in_pieces(offset: int, published: Path) -> None:
    async def ask(client: "Client") -> tuple[str, bool]:
        return await call(client, "read_readme", {"project": varied_projects(1)[0].key, "offset": offset})

    text, failed = asked(published, ask)
    assert not failed
    assert f"offset {offset + 2_000}" in text
