"""How problems are printed: for people, for programs, and as annotations of GitHub Actions.

Every part of a problem may hold somebody's data; each format defuses it in its own way.
"""

from collections.abc import Iterable

from innersource_marketplace.codes import anchor
from innersource_marketplace.errors import Problem
from innersource_marketplace.escape import json_text, log_line, plain


def format_text(problems: Iterable[Problem]) -> str:
    """Print `FILE:LINE:COLUMN: error|warning[code] message`, the fix indented on the next line."""
    lines = []
    for problem in problems:
        place = problem.where + (f":{problem.line}:{problem.column}" if problem.line else "")
        lines.append(log_line(f"{place}: {problem.severity}[{problem.code}] {problem.message}"))
        if problem.fix:
            lines.append(f"    {plain(problem.fix)}")
    return "".join(f"{line}\n" for line in lines)


def format_json(problems: Iterable[Problem]) -> str:
    """Print a JSON list of objects, in ASCII; `docs` is where the code is explained."""
    listed = [
        {
            "file": problem.where,
            "line": problem.line,
            "column": problem.column,
            "pointer": problem.pointer,
            "severity": problem.severity.value,
            "code": problem.code,
            "message": problem.message,
            "fix": problem.fix,
            "docs": anchor(problem.code),
        }
        for problem in problems
    ]
    return json_text(listed, indent=2) + "\n"


def format_github(problems: Iterable[Problem]) -> str:
    """Print workflow commands, which GitHub Actions shows beside the lines of a pull request.

    Source: GitHub Docs, "Workflow commands for GitHub Actions"; its toolkit escapes %, CR and LF in
    data, and `:` and `,` too in properties.
    """
    lines = []
    for problem in problems:
        properties = {"file": problem.where, "title": f"{problem.code}"}
        if problem.line:
            properties |= {"line": str(problem.line), "col": str(problem.column)}
        listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
        words = [plain(part) for part in (problem.message, problem.fix) if part]
        data = _data("\n".join(words))
        lines.append(f"::{problem.severity} {listed}::{data}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(plain(text)).replace(":", "%3A").replace(",", "%2C")
