"""A stand-in for GitHub's command `gh`, over a folder: the subcommands that our workflows call, no other.

As the real one it needs a token, prints JSON, and filters it with `--jq`.
"""

import json
import os
import shutil
import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jq  # type: ignore[import-not-found] # it has no types
import msgspec


class Storage(msgspec.Struct, frozen=True):
    """What a GitHub keeps of one repository."""

    folder: Path

    @property
    def caches(self) -> Path:
        """Caches by key."""
        return self.folder / "caches"

    @property
    def pages(self) -> Path:
        """The published site."""
        return self.folder / "pages"

    def artifact(self, run: int, name: str) -> Path:
        """The folder of an artifact."""
        return self.folder / "artifacts" / str(run) / name

    def read(self, name: str) -> Any:
        """A list of runs, issues, pulls or comments."""
        path = self.folder / f"{name}.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []

    def write(self, name: str, content: object) -> None:
        """Write such a list."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{name}.json").write_text(json.dumps(content, indent=1), encoding="utf-8")

    def begin_run(self, workflow: str) -> int:
        """Note that a run began; gives its number."""
        runs = self.read("runs")
        self.write(
            "runs", [*runs, {"databaseId": len(runs) + 1, "workflow": workflow, "conclusion": "", "event": "schedule"}]
        )
        return len(runs) + 1

    def end_run(self, number: int, conclusion: str) -> None:
        """Note how a run ended."""
        self.write(
            "runs",
            [{**run, "conclusion": conclusion} if run["databaseId"] == number else run for run in self.read("runs")],
        )


def install_gh(folder: Path, storage: Storage) -> Path:
    """Put the command into a folder for the search path; gives that folder."""
    folder.mkdir(parents=True, exist_ok=True)
    command = folder / "gh"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{__file__}" "{storage.folder}" "$@"\n')
    command.chmod(command.stat().st_mode | stat.S_IEXEC)
    return folder


def _options(words: Sequence[str]) -> tuple[list[str], dict[str, list[str]]]:
    plain: list[str] = []
    options: dict[str, list[str]] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word in ("--paginate", "--silent"):
            options[word] = [""]
        elif word.startswith("--"):
            options.setdefault(word, []).append(rest.pop(0))
        else:
            plain.append(word)
    return plain, options


def _print(content: object, options: dict[str, list[str]]) -> None:
    if "--jq" in options:
        # As GitHub's own jq, `env` is the environment; texts are printed bare.
        for found in jq.compile(options["--jq"][0]).input_value(content).all():
            print(found if isinstance(found, str) else json.dumps(found))  # noqa: T201
    elif "--silent" not in options:
        print(json.dumps(content))  # noqa: T201


def main() -> int:
    """Answer one call."""
    storage = Storage(Path(sys.argv[1]))
    words, options = _options(sys.argv[2:])
    if not os.environ.get("GH_TOKEN"):
        sys.stderr.write("gh: To use GitHub CLI in a GitHub Actions workflow, set the GH_TOKEN environment variable.\n")
        return 4
    match words:
        case ["run", "list"]:
            _list_runs(storage, options)
        case ["run", "download", run]:
            artifact = storage.artifact(int(run), options["--name"][0])
            if not artifact.is_dir():
                sys.stderr.write("no valid artifacts found to download\n")
                return 1
            shutil.copytree(artifact, options["--dir"][0], dirs_exist_ok=True)
        case ["issue", *_] if (storage.folder / "without-issues").exists():
            sys.stderr.write("the 'acme/marketplace' repository has disabled issues\n")
            return 1
        case ["issue", "list"]:
            _print([issue for issue in storage.read("issues") if issue["state"] == "open"], options)
        case ["issue", "create"]:
            issues = storage.read("issues")
            issue = {"number": len(issues) + 1, "title": options["--title"][0], "state": "open"}
            issue |= {"author": {"is_bot": True}, "body": [options["--body"][0]]}
            storage.write("issues", [*issues, issue])
        case ["issue", "comment" | "close" as what, number]:
            issues = storage.read("issues")
            chosen = next(issue for issue in issues if issue["number"] == int(number))
            chosen["body"] += options.get("--body", options.get("--comment", []))
            chosen["state"] = "closed" if what == "close" else chosen["state"]
            storage.write("issues", issues)
        case ["api", address]:
            return _api(storage, address, options)
        case _:
            sys.stderr.write(f"gh: not known to the tests: {words}\n")
            return 1
    return 0


def _list_runs(storage: Storage, options: dict[str, list[str]]) -> None:
    status = options["--status"][0]
    runs = [
        run
        for run in reversed(storage.read("runs"))
        if run["workflow"] == options["--workflow"][0]
        and (run["conclusion"] if status == "completed" else run["conclusion"] == status)
    ]
    _print(runs[: int(options["--limit"][0])], options)


def _api(storage: Storage, address: str, options: dict[str, list[str]]) -> int:
    method = options.get("--method", ["GET"])[0]
    path = address.removeprefix("repos/acme/marketplace/")
    comments = storage.read("comments")
    if path.endswith("/enable"):
        storage.write("enabled", [*storage.read("enabled"), path.split("/")[2]])
    elif path.startswith("actions/artifacts?"):
        found = sorted(storage.folder.glob("artifacts/*/*"))
        listed = [
            {"id": f"{one.parent.name}/{one.name}", "name": one.name, "workflow_run": {"id": int(one.parent.name)}}
            for one in found
        ]
        _print({"artifacts": listed}, options)
    elif path.startswith("actions/caches?"):
        _print({"actions_caches": [{"id": one.name, "key": one.name} for one in storage.caches.iterdir()]}, options)
    elif method == "DELETE":
        shutil.rmtree(storage.folder / path.removeprefix("actions/"))
    elif path.startswith("contents?ref="):
        there = storage.folder / "proposed" / path.removeprefix("contents?ref=")
        _print([{"name": one.name} for one in sorted(there.iterdir())], options)
    elif path.startswith("pulls?state=all&sort=created&direction=asc"):
        _print(storage.read("pulls"), options)
    elif path.startswith("contents/"):
        name, _, commit = path.removeprefix("contents/").partition("?ref=")
        proposed = storage.folder / "proposed" / commit / name
        if not proposed.exists():
            sys.stdout.write('{"message":"Not Found"}')
            return 1
        sys.stdout.write(proposed.read_text(encoding="utf-8"))
    elif path == "pulls":
        head = dict(field.split("=", 1) for field in options["--raw-field"])["head"]
        _print([pull for pull in storage.read("pulls") if pull["head"]["label"] == head], options)
    elif method == "GET":
        request = int(path.split("/")[1])
        _print([comment for comment in comments if comment["request"] == request], options)
    elif (storage.folder / "read-only").exists():
        sys.stderr.write("gh: Resource not accessible by integration (HTTP 403)\n")
        return 1
    else:
        body = Path(options["--field"][0].removeprefix("body=@")).read_text(encoding="utf-8")
        if method == "PATCH":
            next(one for one in comments if one["id"] == int(path.rpartition("/")[2]))["body"] = body
        else:
            request = int(path.split("/")[1])
            user = {"type": "Bot"}
            comments.append({"id": 100 + len(comments), "request": request, "user": user, "body": body})
        storage.write("comments", comments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
