"""The configuration that makes common clients start the server, as each documents it."""

import json
from collections.abc import Sequence
from typing import Final

_NAME: Final = "innersource"

CLIENTS: Final = ("claude-code", "claude-desktop", "codex", "cursor", "vscode", "zed")
"""Clients whose configuration is known; most others take the form of `claude-desktop` too."""


def configuration(client: str, command: str, arguments: Sequence[str]) -> str:
    """The lines that make a client start `command` with `arguments`, to be pasted into its configuration."""
    started = {"command": command, "args": [*arguments]}
    match client:
        case "vscode":
            document: object = {"servers": {_NAME: {"type": "stdio", **started}}}
        case "zed":
            document = {"context_servers": {_NAME: {"source": "custom", **started}}}
        case "codex":
            # Strings and lists of strings are written in TOML as in JSON.
            return f"[mcp_servers.{_NAME}]\ncommand = {json.dumps(command)}\nargs = {json.dumps([*arguments])}\n"
        case _:
            document = {"mcpServers": {_NAME: started}}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def place(client: str) -> str:
    """The file that the lines belong into."""
    return {
        "claude-code": ".mcp.json in the repository",
        "claude-desktop": "claude_desktop_config.json (Settings, Developer)",
        "codex": "~/.codex/config.toml",
        "cursor": ".cursor/mcp.json in the repository",
        "vscode": ".vscode/mcp.json in the repository",
        "zed": "settings.json",
    }[client]
