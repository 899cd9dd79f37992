"""The lines for a client: its own form, and never the value of a header."""

import json
import tomllib

import pytest
from click.testing import CliRunner

from innersource_marketplace.assistants.client_setup import CLIENTS
from innersource_marketplace.cli.console import Console
from innersource_marketplace.cli.context import Setting
from innersource_marketplace.cli.main_command import command

SITE = "https://marketplace.acme.example"


def lines_for(client: str, *more: str) -> str:
    setting = Setting(environment={"PORTAL_HEADER": "Authorization: canary"}, console=Console())
    arguments = ("--site", SITE, "--print-config", client, *more)
    return str(CliRunner().invoke(command("mcp"), arguments, obj=setting, standalone_mode=False).stdout)


@pytest.mark.parametrize("client", CLIENTS)
def test_the_lines_are_whole_and_hold_no_secret(client: str) -> None:
    told = lines_for(client, "--header-env", "PORTAL_HEADER")
    assert SITE in told
    assert "canary" not in told
    if client == "codex":
        server = tomllib.loads(told)["mcp_servers"]["innersource"]
        assert server["env_vars"] == ["PORTAL_HEADER"]
    elif client == "agents-md":
        return
    else:
        (servers,) = json.loads(told).values()
        server = servers["innersource"]
        assert ("env" in server) == (client in ("claude-code", "cursor", "vscode"))
    assert server["args"] == ["mcp", "--site", SITE, "--header-env", "PORTAL_HEADER"]


def test_variables_are_handed_on_as_each_client_writes_them() -> None:
    told = {client: lines_for(client, "--header-env", "X") for client in CLIENTS}
    assert '"X": "${X}"' in told["claude-code"]
    assert '"X": "${env:X}"' in told["vscode"]
    assert "env" not in json.loads(lines_for("vscode"))["servers"]["innersource"]
