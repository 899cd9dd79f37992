"""From a portal's repos.json to entries: files of any size, with the place of each fault."""

import codecs
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from innersource_marketplace.authoring.import_portal import entries_as_yaml, entries_from_portal
from innersource_marketplace.errors import Problem
from innersource_marketplace.formats.catalog import read_catalog
from innersource_marketplace.limits import DOCUMENT_PROBLEMS

# As https://github.com/SAP/project-portal-for-innersource documents its repos.json (MIT)
SAP = b"""[
  {
    "id": 2342,
    "name": "earth",
    "full_name": "solar-systems/earth",
    "html_url": "https://github.instance/solar-systems/earth",
    "description": "Earth is the third planet from the Sun and the home-world of humanity.",
    "created_at": "2017-01-31T09:39:12Z",
    "stargazers_count": 24,
    "language": "JavaScript",
    "owner": {"login": "Sol", "avatar_url": "./images/demo/Sol.png"},
    "_InnerSourceMetadata": {
      "logo": "./images/demo/Earth.png",
      "participation": [27, 58, 31],
      "topics": ["earth", "solar-system"],
      "motivation": "We are open for your ideas!",
      "score": 3900
    }
  }
]
"""


def portal(count: int, padding: int = 0) -> Iterator[bytes]:
    """A file of so many repositories, piece by piece."""
    filler = {f"field_{number}_url": "https://api.github.com/repos/acme/" + "x" * 40 for number in range(padding)}
    for number in range(count):
        words = {"title": f"Project {number}", "motivation": "Because we need it. " * 5, "skills": ["Go"]}
        record = {"html_url": f"https://github.com/acme/r{number}", "language": "Go", **filler}
        yield b"[" if number == 0 else b","
        yield json.dumps({**record, "_InnerSourceMetadata": words}).encode()
    yield b"]"


def imported(data: bytes) -> tuple[list[object], tuple[Problem, ...]]:
    entries, problems = entries_from_portal(data, "repos.json", collect=True)
    return [dict(entry) for entry in entries], problems


def test_the_documented_example_comes_over() -> None:
    (entry,), problems = imported(SAP)
    assert problems == ()
    assert entry == {
        "repository": "https://github.instance/solar-systems/earth",
        "description": "Earth is the third planet from the Sun and the home-world of humanity.",
        "motivation": "We are open for your ideas!",
        "language": "JavaScript",
        "topics": ["earth", "solar-system"],
    }


def test_a_file_may_be_larger_than_any_metadata_file() -> None:
    data = b"".join(portal(300, 50))
    assert len(data) > 1_000_000
    entries, problems = imported(data)
    assert len(entries) == 300
    assert problems == ()
    text = "".join(entries_as_yaml([{"repository": "https://a/b", "title": "Ä: 'x' # y"}]))
    assert yaml.safe_load(text) == {"projects": [{"repository": "https://a/b", "title": "Ä: 'x' # y"}]}


def test_a_catalogue_takes_what_comes_over() -> None:
    """Also texts that look like something else to YAML, and addresses that are one to a catalogue."""
    words = [
        "1e3",
        "-2.5E+10",
        "12",
        "1.5",
        "null",
        "~",
        "yes",
        "true",
        "0x1F",
        "2026-01-01",
        "12:30",
        "a: b",
        "- x",
        "<<",
    ]
    records = [
        {"html_url": f"https://a.example/b/{at}", "description": word, "_InnerSourceMetadata": {"title": word}}
        for at, word in enumerate(words)
    ]
    again = [{"html_url": f"https://A.example/{path}"} for path in ("b/0", "b/0/", "B/0.git")]
    entries, problems = entries_from_portal(json.dumps(records + again).encode(), "repos.json", collect=True)
    assert [one.code for one in problems if one.code != "placeholder"] == ["duplicate"] * 3
    text = "version: 1\norganization: Acme\n" + "".join(entries_as_yaml(entries))
    catalog, found = read_catalog(text.encode(), "catalog.yml")
    assert catalog is not None
    assert found == ()
    assert [entry.metadata.title for entry in catalog.projects] == [entry.get("title") for entry in entries]


@pytest.mark.parametrize("layout", [None, 1])
@pytest.mark.parametrize("start", [b"", codecs.BOM_UTF8, b"\n \n"])
def test_a_fault_is_given_with_its_place(layout: int | None, start: bytes) -> None:
    records = [
        {"html_url": "https://github.com/acme/ä"},
        {"html_url": "https://github.com/acme/b", "_InnerSourceMetadata": {"title": 5}},
        "no object",
        {"html_url": "ftp://x"},
        {"html_url": "https://github.com/acme/b"},
    ]
    text = json.dumps(records, indent=layout, ensure_ascii=False)
    entries, problems = imported(start + text.encode())
    assert len(entries) == 2
    found = {problem.code + problem.pointer: (problem.line, problem.column) for problem in problems}
    lines = (start.decode().removeprefix("\ufeff") + text).split("\n")
    for key, needle in {
        "wrong-type/1/title": "5",
        "wrong-type/2": '"no object"',
    }.items():
        line, column = found[key]
        assert lines[line - 1][column - 1 :].startswith(needle), (key, line, column)
    for key in ("bad-address/3", "duplicate/4"):
        line, column = found[key]
        assert lines[line - 1][column - 1] == "{", key


def test_a_fault_in_one_record_leaves_the_others() -> None:
    data = b'[{"html_url": "https://a.example/b/c", "html_url": "x"}, {"html_url": "https://a.example/\\ud800"},'
    entries, problems = imported(data + b'{"html_url": "https://a.example/d/e", "description": "\\udc00"}]')
    assert {"repository": "https://a.example/b/c"} in entries
    assert {problem.code for problem in problems} >= {"duplicate-key", "lone-surrogate"}


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[", b"[{]", b"null", b'[{"a": NaN}]', b"\xff\xfe[\0]\0", b"[" * 100_000, b'["' + b"\xff" + b'"]'],
)
def test_a_file_that_is_none_of_a_portal_is_named(data: bytes) -> None:
    entries, problems = imported(data)
    assert entries == []
    assert problems
    assert all(problem.message and problem.line >= 1 for problem in problems)


def test_very_many_faults_are_counted_once() -> None:
    record = b'{"html_url": "https://a.example/b/%d", "_InnerSourceMetadata": {"skills": 5}}'
    entries, problems = imported(b"[" + b",\n".join(record % number for number in range(3_000)) + b"]")
    assert len(entries) == 3_000
    assert len(problems) == DOCUMENT_PROBLEMS + 1
    assert {problem.code for problem in problems} == {"wrong-type", "too-many-problems"}


GOOD = b'{"html_url": "https://a.example/b/c"}'


@pytest.mark.parametrize(
    ("data", "place", "code"),
    [
        (b"[\n" + GOOD + b",\n]", (2, 38), "trailing-comma"),
        (b"[\n" + GOOD + b",\n" + GOOD[:-1], (3, 37), "syntax"),
        (b"[\n" + GOOD + b"\n" + GOOD + b"]", (3, 1), "syntax"),
        (b"[\n" + GOOD + b"]\n[]", (3, 1), "syntax"),
        (b"[\n" + GOOD + b', "' + b'\\"' * 1_000_000, (2, 1), "syntax"),
        (b"[\n" + GOOD + b', {"a": ' + b"[" * 1_000_000, (2, 108), "too-deep"),
        (b"\n[// all\n" + GOOD + b"]", (2, 2), "comment"),
        (b"<!doctype html>", (1, 1), "syntax"),
        (b'\n {"message": "Not Found"}', (2, 2), "not-a-portal"),
        (b'{"message": "' + b"x" * 1_000_000 + b'"}', (1, 1), "not-a-portal"),
        (b"\x1f\x8b\x08\0", (1, 2), "not-utf-8"),
        (b"", (1, 1), "empty-file"),
    ],
)
def test_what_is_no_list_to_its_end_is_named_with_its_place_and_nothing_is_imported(
    data: bytes, place: tuple[int, int], code: str
) -> None:
    entries, (problem,) = imported(data)
    assert entries == []
    assert ((problem.line, problem.column), problem.code) == (place, code)
    assert problem.fix


def test_a_record_too_large_or_of_another_encoding_leaves_the_others() -> None:
    large = b'{"html_url": "https://a.example/d/e", "x": "%s"}' % (b"x" * 300_000)
    odd = '{"html_url": "https://a.example/d/e", "description": "Gerät"}'.encode("latin-1")
    entries, problems = imported(b"[%s,\n%s,\n%s]" % (large, odd, GOOD))
    assert entries == [{"repository": "https://a.example/b/c"}]
    assert [(one.line, one.column, one.code) for one in problems] == [(1, 2, "too-large"), (2, 58, "not-utf-8")]
    assert "the repository that begins here" in str(problems[0].message)


HUGE: dict[str, Callable[[], Iterator[bytes]]] = {
    "repositories": lambda: portal(10_000, 52),
    "one text": lambda: iter((b'[{"html_url": "https://a.example/b/c", "description": "', b"\\n" * 25_000_000, b'"}]')),
    "empty lists": lambda: iter((b"[", b"[]," * 15_000_000, b"[]]")),
    "numbers": lambda: iter((b'[{"a": [', b"1," * 25_000_000, b"1]}]")),
    "keys that are there twice": lambda: (
        b"[" * (number == 0) + b'{"a": 1, "a": 1, "b": "%s"},' % (b"x" * 5_000) for number in range(10_000)
    ),
    "a fault at its end": lambda: (
        piece.replace(b"]", b",]") if piece == b"]" else piece for piece in portal(10_000, 52)
    ),
}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.slow if name in {"repositories", "one text"} else pytest.mark.exhaustive)
        for name in HUGE
    ],
)
def test_fifty_megabytes_take_little_time_and_memory(tmp_path: Path, name: str) -> None:
    with (tmp_path / "repos.json").open("wb") as file:
        file.writelines(HUGE[name]())
    assert (tmp_path / "repos.json").stat().st_size > 45_000_000
    command = f"""if True:
        import resource, sys
        from innersource_marketplace.cli import main
        sys.argv = ["marketplace", "import", {str(tmp_path / "repos.json")!r}]
        try:
            main()
        finally:
            used = resource.getrusage(resource.RUSAGE_SELF)
            # Its own peak: that of `getrusage` is inherited from whoever started it.
            status = open("/proc/self/status").read() if sys.platform == "linux" else ""
            peak = status.partition("VmHWM:")[2].split()[:1] or [used.ru_maxrss]
            print(used.ru_utime + used.ru_stime, peak[0], file=sys.stderr)
    """
    ran = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=False)
    seconds, kilobytes = ran.stderr.splitlines()[-1].split()
    assert ran.returncode == (0 if name == "repositories" else 1), ran.stderr
    assert ran.stdout.count("- repository: ") == (10_000 if name == "repositories" else 0)
    assert len(ran.stderr) < 10_000
    assert float(seconds) < 10
    assert int(kilobytes) < 300_000
