"""Reports in Markdown, for the summary of a CI job and for the comment on a pull request.

GitHub renders Markdown with raw HTML, and finds mentions, references and addresses in finished
text, but not in code. So untrusted text is written in a `code` element with every punctuation
mark as an entity: no Markdown, no markup, no link, and no notification.
"""

from collections.abc import Iterable, Mapping, Sequence

from innersource_marketplace.authoring.problem_codes import DOCUMENTATION_PAGE
from innersource_marketplace.build.report import BuildReport
from innersource_marketplace.collect.run_report import RunReport, ShardReport
from innersource_marketplace.errors import ConfigurationError, MarketplaceError, Problem, Severity
from innersource_marketplace.escape import entities, plain

TABLE_CHARACTERS = 50_000
"""Longest table of problems: a comment on GitHub has room for 65,536 characters, a summary for 1 MiB."""

_WORDS = 160
"""Longest text of a cell."""


def code(text: str, limit: int = _WORDS) -> str:
    """Show an untrusted text as inert code, up to `limit` characters."""
    return f"<code>{entities(plain(text, limit))}</code>"


def of_collect(report: RunReport) -> str:
    """Summarise a run: figures, each source, failures by reason, time, and the first problems."""
    figures = [
        ("Projects", report.projects),
        ("Changed", report.changed),
        ("Unchanged", report.unchanged),
        ("Failed", sum(report.failed.values())),
        ("Excluded by a rule", report.excluded),
        ("Not visible to everyone", report.withheld),
        ("Removed", report.removed),
        ("Renamed", report.renamed),
        ("Kept, though no longer listed", report.held),
        ("Seconds", round(report.seconds)),
    ]
    return _run(f"Collected {count(report.projects, 'project')}", figures, report)


def of_shard(report: ShardReport) -> str:
    """Summarise one shard; the merge summarises the whole run."""
    figures = [
        ("Changed", report.changed),
        ("Unchanged", report.unchanged),
        ("Failed", sum(report.failed.values())),
        ("Excluded by a rule", report.excluded),
        ("Not visible to everyone", report.withheld),
        ("Seconds", round(report.seconds)),
    ]
    return _run(f"Collected shard {report.shard}", figures, report)


def _run(title: str, figures: Sequence[tuple[str, int]], report: RunReport | ShardReport) -> str:
    failed = sum(report.failed.values())
    parts = [
        f"## {title}{f', {failed} failed' if failed else ''}",
        _table([name for name, _ in figures], [[str(number) for _, number in figures]]),
        _sources(report),
    ]
    if report.failed:
        parts.append(
            "Where reading failed, the last known facts are kept with their age. "
            "Repositories that are gone or hidden were removed.\n\n"
            + _table(["Failed", "Because"], [[str(count), code(why)] for why, count in sorted(report.failed.items())])
        )
    parts += [_steps(report.steps), _problems(report.problems)]
    return _joined(parts)


def of_build(report: BuildReport) -> str:
    """Summarise a build."""
    return _joined(
        [
            f"## Built the site of {count(report.projects, 'project')}",
            f"Repositories excluded by a rule: {report.left_out}. Problems to fix: {len(report.problems)},"
            " listed in api/v1/problems.json of the site.",
            *(
                f"{code(one.source)} could not be read in the last run: {code(one.reason)}"
                for one in report.out_of_date
            ),
            _steps(report.steps),
        ]
    )


def steps_in_words(steps: Mapping[str, float]) -> str:
    """List the seconds of each stage and their total, on one line."""
    each = (f"{name[:1].lower()}{name[1:]} {seconds:.1f} s" for name, seconds in steps.items())
    return f"{', '.join(each)}; {sum(steps.values()):.1f} s in total"


def of_failure(command: str, error: MarketplaceError) -> str:
    """Report why a command failed."""
    problems = error.problems if isinstance(error, ConfigurationError) else ()
    return _joined([f"## {command} failed", code(str(error), 2_000), _problems(problems)])


def of_check(found: Iterable[Problem], site: str | None = None) -> str:
    """Summarise a check: the result, and for each problem its place and its fix.

    `site` is the address of a marketplace whose page explains the codes.
    """
    problems = tuple(found)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if not problems:
        return "## ✓ Checked: no problems\n"
    warnings = len(problems) - errors
    parts = [
        f"## {'✗' if errors else '✓'} Checked: {count(errors, 'error')}, {count(warnings, 'warning')}",
        _problems(problems),
    ]
    if fixed := sum(1 for problem in problems if problem.instead):
        parts.append(f"`marketplace check --fix` can fix {fixed} of them.")
    if site is not None:
        parts.append(f"[What the codes mean]({site.rstrip('/')}/{DOCUMENTATION_PAGE.removesuffix('.md')}/)")
    return _joined(parts)


def _steps(steps: Mapping[str, float]) -> str:
    return _table(["Step", "Seconds"], [[name, f"{seconds:.1f}"] for name, seconds in steps.items()])


def _sources(report: RunReport | ShardReport) -> str:
    rows = []
    for name, result in sorted(report.sources.items()):
        cost = report.spent.get(name)
        rows.append(
            [
                code(name),
                str(result.changed),
                str(result.unchanged),
                str(result.failed),
                "" if cost is None else str(cost.requests),
                "" if cost is None else str(cost.points),
                "" if cost is None else str(round(cost.waited)),
                "" if result.error is None else f"{code(result.error)} {code(result.message)}",
            ]
        )
    head = ["Source", "Changed", "Unchanged", "Failed", "Requests", "Points", "Seconds waiting", "Ended by"]
    return _table(head, rows) if rows else ""


def _problems(problems: Sequence[Problem]) -> str:
    ordered = sorted(problems, key=lambda problem: problem.severity is not Severity.ERROR)
    rows: list[Sequence[str]] = []
    room = TABLE_CHARACTERS
    for problem in ordered:
        instead = f"<br>write {code(problem.instead)}" if problem.instead else ""
        row = (
            problem.severity.value,
            code(problem.where + (f":{problem.line}:{problem.column}" if problem.line else "")),
            f"{code(str(problem.message))} ({code(problem.code)})",
            (code(str(problem.fix)) if problem.fix else "") + instead,
        )
        room -= sum(map(len, row))
        if room < 0:
            break
        rows.append(row)
    if not rows:
        return ""
    more = f"\n\n… and {len(ordered) - len(rows)} more." if len(ordered) > len(rows) else ""
    return _table(["", "Where", "What", "Fix"], rows) + more


def count(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
