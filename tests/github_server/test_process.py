"""The server runs as a process of its own, driven through standard input."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import requests


@pytest.mark.slow
def test_a_benchmark_can_start_it_let_things_change_and_read_what_was_asked() -> None:
    command = [sys.executable, "-m", "github_server", "--repositories", "3"]
    with subprocess.Popen(
        command, cwd=Path(__file__).parents[1], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())

        def newest() -> list[str]:
            query = """{ organization(login: "acme") { repositories(first: 3) { nodes { pushedAt } } } }"""
            answer = requests.post(
                f"{told['web']}/api/graphql",
                json={"query": query},
                headers={"Authorization": f"token {told['token']}"},
                timeout=5,
            )
            return [node["pushedAt"] for node in answer.json()["data"]["organization"]["repositories"]["nodes"]]

        before = newest()
        process.stdin.write("push 1\nreport\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline()) == {}
        assert json.loads(process.stdout.readline()) == {"requests": 1, "points": 1}
        after = newest()
        process.stdin.close()
        assert process.wait(timeout=5) == 0
    assert before[0] <= after[0]
    assert before[1:] == after[1:]
