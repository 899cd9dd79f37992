"""Pages of real repositories, held against what git itself says of them, with none of the program's own readers."""

import html
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

RIGHT, OPEN, WRONG = "right", "cannot tell", "wrong"
FACTS = ("title", "purpose", "licence", "release", "language", "people", "README", "commits", "last change", "links")

_LICENCE = re.compile(r"(?i)(?:un)?licen[cs]e(?:[.-].*)?|copying(?:[.-].*)?|licenses")
_WORDS = (
    ("AGPL", "gnu affero general public license version 3"),
    ("LGPL", "gnu lesser general public license version"),
    ("GPL", "gnu general public license version"),
    ("Apache-2.0", "apache license version 2.0"),
    ("MPL-2.0", "mozilla public license version 2.0"),
    ("EUPL", "european union public licence"),
    ("CC0-1.0", "cc0 1.0 universal"),
    ("CC-BY", "attribution 4.0 international"),
    ("BSD", "redistribution and use in source and binary forms"),
    ("ISC", "permission to use, copy, modify, and/or distribute"),
    ("MIT", "permission is hereby granted, free of charge"),
)
"""How the names of licences begin, and words that are near the beginning of their texts."""

_ENDINGS = {
    "C": ".c .h",
    "Dockerfile": "dockerfile",
    "C++": ".cc .cpp .cxx .h .hpp",
    "F*": ".fst",
    "Go": ".go",
    "Go Template": ".tpl .yaml",
    "HTML": ".html",
    "Haskell": ".hs",
    "Java": ".java",
    "JavaScript": ".js .mjs .cjs .jsx",
    "Jupyter Notebook": ".ipynb",
    "Assembly": ".asm .s",
    "C#": ".cs",
    "Dart": ".dart",
    "Fortran": ".f .f90 .fypp",
    "Julia": ".jl",
    "Swift": ".swift",
    "Vala": ".vala",
    "Kotlin": ".kt .kts",
    "OCaml": ".ml .mli",
    "PHP": ".php",
    "Python": ".py",
    "R": ".r .rmd",
    "Rocq Prover": ".v",
    "Rust": ".rs",
    "Shell": ".sh",
    "Smarty": ".tpl",
    "Mustache": ".mustache .tpl",
    "TypeScript": ".ts .tsx",
}
_OTHERS = "%(trailers:key=Co-authored-by,valueonly)"
_VARIABLE = re.compile(r">\s*(?:None|nan|undefined|\[object Object\])\s*<")
_NOT_KNOWN = ("Activity not known", "Activity is not known", "There is no README yet", "The README could not be shown")


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """A repository as git tells it: its name, all paths with their folders, and what is compared."""

    name: str
    paths: frozenset[str]
    commits: int
    changed: frozenset[str]
    addresses: int
    releases: tuple[str, ...]
    licences: tuple[str, ...]

    @property
    def top(self) -> frozenset[str]:
        """Names directly in the repository."""
        return frozenset(path for path in self.paths if "/" not in path)

    @property
    def readme(self) -> bool:
        """Whether there is one where forges look for it."""
        places = ("", ".github/", ".gitlab/", "docs/")
        return any(path.lower().startswith(tuple(f"{place}readme" for place in places)) for path in self.paths)


def truth_of(name: str, repository: Path, releases: tuple[str, ...]) -> Truth:
    """What git says of the newest commit of a bare repository."""
    files = _git(repository, "ls-tree", "-r", "-z", "--name-only", "HEAD").split("\0")[:-1]
    folders = {path[: end.start()] for path in files for end in re.finditer("/", path)}
    days = {_git(repository, "log", "-1", f"--format=%{who}d", "--date=short-local").strip() for who in "ac"}
    licences = tuple(sorted(path for path in files if "/" not in path and _LICENCE.fullmatch(path)))
    return Truth(
        name=name,
        paths=frozenset(files) | folders,
        commits=int(_git(repository, "rev-list", "--count", "HEAD")),
        changed=frozenset(days),
        addresses=len({*re.findall(r"\S+@\S+", _git(repository, "log", f"--format=%ae%n%ce%n{_OTHERS}").lower())}),
        releases=releases,
        licences=tuple(name for path in licences for name in _licence(_git(repository, "show", f"HEAD:{path}"))),
    )


def _licence(text: str) -> tuple[str, ...]:
    words = " ".join(re.sub(r"[^\w.&/+-]+", " ", text[:4_000].lower().replace(",", " ")).split())
    return tuple(name for name, said in _WORDS if " ".join(said.replace(",", " ").split()) in words)[:1] or ("",)


def judged(page: str, truth: Truth, web: str) -> Iterator[tuple[str, str, str]]:
    """Each fact of a page: its name, whether it is right, and what was found. `web` is the forge's address."""
    title = _inside(page, r'<h1 class="project-hero__title">(.*?)</h1>')
    yield "title", RIGHT if title and page.count("<h1") == 1 else WRONG, title
    purpose = _inside(page, r'<p class="project-hero__purpose"[^>]*>(.*?)</p>')
    broken = purpose and (len(purpose) < 10 or re.search(r"[<>]|\]\(|^[#*=-]|https?:$", purpose))
    yield "purpose", WRONG if broken else RIGHT if purpose else OPEN, purpose
    yield "licence", *_of_licence(page, truth)
    shown = _inside(page, r'data-facts="([^"]*)"')
    newest = truth.releases[0] if truth.releases else None
    yield "release", RIGHT if (f'"release":"{newest}"' if newest else '"release":null') in shown else WRONG, shown
    language = _inside(page, r'badge--language"[^>]*>(.*?)</a>')
    endings = _ENDINGS.get(language, "").split()
    found = [path for path in truth.paths if path.lower().endswith(tuple(endings))] if endings else []
    yield "language", RIGHT if found else OPEN if not language else WRONG, language
    yield "people", *_of_people(page, truth)
    readme = _inside(page, r'<section class="readme-section"(.*?)</section>')
    yield "README", RIGHT if (len(readme) > 100) == truth.readme else WRONG, readme[:40]
    commits = _fact(page, "Commits").replace(",", "")
    yield "commits", RIGHT if commits == str(truth.commits) else WRONG, f"{commits}, not {truth.commits}"
    changed = re.search(r'Last change <time datetime="([^"]+)"', page)
    known = changed is not None and changed[1] in truth.changed
    yield "last change", RIGHT if known else WRONG, changed[1] if changed else "none"
    lost = [*_lost(page, truth, web)]
    yield "links", WRONG if lost else RIGHT, " ".join(lost[:3])
    said = [words for words in _NOT_KNOWN if words in page] if truth.readme else []
    if said or _VARIABLE.search(page):
        yield "title", WRONG, f"a value that is none, or not known: {said}"


def _of_licence(page: str, truth: Truth) -> tuple[str, str]:
    badge = _inside(page, r'badge--license"[^>]*>(.*?)</a>')
    other = _inside(page, r'badge--missing"[^>]*>(.*?)</(?:a|span)>')
    if not badge:
        # A link to the text is an answer; that none was found is one only if there is none.
        told = other.startswith(("see ", "several"))
        return (OPEN if told else WRONG if truth.licences else RIGHT), other
    certain = [name for name in truth.licences if name]
    return (RIGHT if not certain or any(name in badge for name in certain) else WRONG), f"{badge}, not {certain}"


def _of_people(page: str, truth: Truth) -> tuple[str, str]:
    number = _fact(page, "Contributors").replace(",", "")
    if not number.isdecimal():
        return OPEN, number
    return RIGHT if 0 < int(number) <= truth.addresses else WRONG, f"{number} of {truth.addresses} addresses"


def _lost(page: str, truth: Truth, web: str) -> Iterator[str]:
    """Links into the repository that lead to no file, and links of no use."""
    for link in re.findall(r'\shref="([^"]*)"', page):
        address = html.unescape(link)
        if not address.strip() or address.lower().startswith(("javascript:", "data:")):
            yield f"a link to {address!r}"
        if not address.startswith(f"{web}/acme/{truth.name}/"):
            continue
        rest = unquote(urlsplit(address).path).partition(f"/acme/{truth.name}/")[2]
        match = re.fullmatch(r"(?:-/)?(?:blob|tree|raw|src/branch|raw/branch)/[^/]+/(.+?)/?", rest)
        # What a README names may be gone from its repository too; what the page names itself may not.
        if match and match[1] not in truth.paths and link not in _inside_raw(page, "readme-section"):
            yield rest


def _inside_raw(page: str, name: str) -> str:
    found = re.search(rf'<section class="{name}".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def _fact(page: str, name: str) -> str:
    return _inside(page, rf"<dt>{name}</dt><dd[^>]*>(.*?)</dd>")


def _inside(page: str, pattern: str) -> str:
    """The text of the first match, without elements."""
    found = re.search(pattern, page, re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", found[1])).split()) if found else ""


def _git(repository: Path, *words: str) -> str:
    return subprocess.run(
        ["git", f"--git-dir={repository}", *words],
        capture_output=True,
        check=True,
        env={"TZ": "UTC", "PATH": "/usr/bin:/bin"},
    ).stdout.decode("utf-8", "replace")
