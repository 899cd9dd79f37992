"""How problems are printed: for people, for programs, as annotations of GitHub Actions or GitLab, as SARIF.

Every part of a problem can contain untrusted data; each format escapes it in its own way.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from urllib.parse import quote

from innersource_marketplace import __version__
from innersource_marketplace.authoring.problem_codes import CODES, anchor
from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.escape import json_text, log_line, plain

_SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def format_text(problems: Iterable[Problem], site: str | None = None) -> str:
    """Print `FILE:LINE:COLUMN: error|warning[code] message`, the fix indented on the next line.

    Where `site` is known, the address that explains the code follows.
    """
    lines = []
    for problem in problems:
        place = problem.where + (f":{problem.line}:{problem.column}" if problem.line else "")
        lines.append(log_line(f"{place}: {problem.severity}[{problem.code}] {problem.message}"))
        if problem.fix:
            lines.append(f"    {plain(str(problem.fix))}")
        if site is not None:
            lines.append(f"    {anchor(problem.code, site)}")
    return "".join(f"{line}\n" for line in lines)


def format_json(problems: Iterable[Problem], site: str | None = None) -> str:
    """Print a JSON list of objects, in ASCII; `docs` is where the code is explained, on `site` if that is known."""
    listed = [
        {
            "file": problem.where,
            "line": problem.line,
            "column": problem.column,
            "pointer": problem.pointer,
            "severity": problem.severity.value,
            "code": problem.code,
            "message": str(problem.message),
            "fix": str(problem.fix),
            "docs": anchor(problem.code, site),
        }
        for problem in problems
    ]
    return json_text(listed, indent=2) + "\n"


def format_github(problems: Iterable[Problem], site: str | None = None) -> str:
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
        link = anchor(problem.code, site) if site is not None else ""
        words = [plain(str(part)) for part in (problem.message, problem.fix, link) if part]
        data = _data("\n".join(words))
        lines.append(f"::{problem.severity} {listed}::{data}\n")
    return "".join(lines)


def format_gitlab(problems: Iterable[Problem], site: str | None = None) -> str:
    """Print a Code Quality report, which GitLab shows in merge requests beside the lines.

    A fingerprint stays the same when lines above are added, so that old problems are not shown as new.
    Source: GitLab Docs, "Code Quality", "Code Quality report format".
    """
    seen: Counter[str] = Counter()
    listed = []
    for problem in problems:
        named = json_text([problem.where, problem.code, problem.pointer, str(problem.message)])
        seen[named] += 1
        link = anchor(problem.code, site) if site is not None else ""
        listed.append(
            {
                "description": ". ".join(plain(str(part)) for part in (problem.message, problem.fix, link) if part),
                "check_name": problem.code,
                "fingerprint": hashlib.sha256(f"{named}{seen[named]}".encode()).hexdigest(),
                "severity": "major" if problem.severity is Severity.ERROR else "minor",
                "location": {"path": problem.where.replace("\\", "/"), "lines": {"begin": max(problem.line, 1)}},
            }
        )
    return json_text(listed, indent=2) + "\n"


def format_sarif(problems: Iterable[Problem], site: str | None = None) -> str:
    """Print a SARIF 2.1.0 log, which code scanning of GitHub, Azure DevOps and many editors read.

    Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0". Columns count
    characters, as ours do. `site` makes the addresses that explain codes whole.
    """
    listed = tuple(problems)
    codes = sorted({problem.code for problem in listed})
    rules = [_sarif_rule(code, site) for code in codes]
    results = [
        {
            "ruleId": problem.code,
            "ruleIndex": codes.index(problem.code),
            "level": problem.severity.value,
            "message": {"text": ". ".join(plain(str(part)) for part in (problem.message, problem.fix) if part)},
            "locations": [{"physicalLocation": _sarif_place(problem)}],
        }
        for problem in listed
    ]
    driver = {"name": "marketplace", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json_text({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _sarif_rule(code: str, site: str | None) -> dict[str, object]:
    meaning = CODES[code].meaning if code in CODES else code
    rule: dict[str, object] = {"id": code, "shortDescription": {"text": meaning}}
    # The standard wants a whole address here.
    return rule if site is None else {**rule, "helpUri": anchor(code, site)}


def _sarif_place(problem: Problem) -> dict[str, object]:
    path = problem.where.replace("\\", "/")
    where = {"uri": quote(path.encode("utf-8", "replace"), safe="/")}
    place: dict[str, object] = {"artifactLocation": where}
    if problem.line:
        place["region"] = {"startLine": problem.line, "startColumn": max(problem.column, 1)}
    return place


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(plain(text)).replace(":", "%3A").replace(",", "%2C")
