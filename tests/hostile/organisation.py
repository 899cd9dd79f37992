"""The hostile corpus as an organisation of real git repositories, and its marketplace."""

import json
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
from readme_corpus import HOSTILE as READMES

from git_repositories import Commit, Entry, add_commits, make_repository
from hostile import corpus
from innersource_marketplace.limits import TITLE_CHARACTERS

FAST_READMES = {
    name: readme for name, readme in READMES.items() if len(readme[1]) < 64 * 1024 and not readme[0].startswith("..")
}
"""Those that a busy machine converts in no time; the slow ones have tests of their own."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One hostile repository: what it is called and what its innersource.json tries.

    `codes` are the problems that must be named; `readme` is the name of the README it carries too.
    """

    name: str
    owner: str
    repository: str
    files: Mapping[str | bytes, bytes | Entry]
    codes: tuple[str, ...]
    readme: str
    number: int

    @property
    def key(self) -> str:
        """Only for those with a plain name of their own."""
        return f"git.acme.example/{self.owner}/{self.repository}"


def cases() -> tuple[Case, ...]:
    """Every case, with a README of the corpus each, and a name of the corpus as far as they reach."""
    made = []
    readmes = sorted(FAST_READMES)
    for number, (name, files, codes) in enumerate(_metadata_cases()):
        readme = readmes[number % len(readmes)]
        path, content = FAST_READMES[readme]
        made.append(
            Case(
                name=name,
                owner="cases",
                repository=f"case-{number}",
                files={**(corpus.FOREIGN_BUILD if number % 6 == 0 else {}), path: content, **files},
                codes=codes,
                readme=readme,
                number=number,
            )
        )
    for number, (owner, repository) in enumerate(corpus.NAMES, len(made)):
        made.append(
            Case(
                name=f"name {owner!r}/{repository!r}"[:80],
                owner=owner,
                repository=repository,
                files={"README.md": b"# A name\n\nThe name of this repository is all there is to it.\n"},
                codes=(),
                readme="",
                number=number,
            )
        )
    return tuple(made)


def _metadata_cases() -> Iterator[tuple[str, Mapping[str | bytes, bytes | Entry], tuple[str, ...]]]:
    for name, text in corpus.TEXTS.items():
        yield f"text: {name}", {"innersource.json": corpus.with_text(text)}, ()
    for name, address in corpus.ADDRESSES.items():
        yield f"address: {name}", {"innersource.json": corpus.with_address(address)}, ()
    for name, logo in corpus.LOGOS.items():
        said = json.dumps({"title": f"Logo: {name}", "description": "Words.", "logo": logo}).encode()
        yield f"logo: {name}", {**corpus.LOGO_FILES, "innersource.json": said}, ()
    for name, (content, codes) in corpus.METADATA.items():
        yield f"file: {name}", {"innersource.json": content}, codes
    for name, (files, codes) in corpus.OTHER_PLACES.items():
        yield f"place: {name}", files, codes


def make_organisation(folder: Path) -> tuple[Case, ...]:
    """Make every repository below `folder`/git, and secrets where a careless reader would find them."""
    chosen = cases()
    (folder / ".env").write_text(f"TOKEN={corpus.CANARY_IN_FILE}\n")
    (folder / "git").mkdir(parents=True)
    (folder / "git" / ".env").write_text(f"TOKEN={corpus.CANARY_IN_FILE}\n")
    template = make_repository(folder / "template", [])
    shutil.rmtree(template / "hooks")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda case: _make(folder, template, case), chosen))
    shutil.rmtree(template)
    (folder / "catalog.yml").write_text(catalog(), encoding="utf-8")
    return chosen


def _make(folder: Path, template: Path, case: Case) -> None:
    at, path = case.number, folder / "git" / case.owner / case.repository
    branch = corpus.BRANCHES[at % len(corpus.BRANCHES)]
    shutil.copytree(template, path)
    (path / "HEAD").write_text(f"ref: refs/heads/{branch}\n", encoding="utf-8")
    commit = Commit(
        files=case.files,
        author=corpus.AUTHORS[at % len(corpus.AUTHORS)].replace("<", "").replace(">", ""),
        email=corpus.EMAILS[at % len(corpus.EMAILS)],
    )
    add_commits(path, [commit], branch=branch, tags=corpus.TAGS[at % len(corpus.TAGS) :][:3], onto=False)


def catalog() -> str:
    """A catalogue whose own words are hostile too; the JSON in it is YAML."""
    entries = [
        {
            "repository": f"https://closed.acme.example/closed/entry-{number}",
            "collect": False,
            **{
                key: value
                for key, value in json.loads(corpus.with_text(text)).items()
                if key not in (text, "x-" + text)
            },
        }
        for number, (name, text) in enumerate(corpus.TEXTS.items())
        # An address that cannot be is an error in a catalogue, and nothing would be built.
        if number % 3 == 0 and text.isascii() and text.isprintable() and name != "autolink"
    ]
    return json.dumps(
        {
            "version": 1,
            "organization": "Acme <script>alert(1)</script> {{ config }} \"'",
            "site": {
                "title": "Site </title><script>alert(1)</script> {{ config }} {: onclick=x } \"'",
                "purpose": '"><img src=x onerror=alert(1)> {{ config }} {: onclick=x } [x](javascript:alert(1))',
                "url": "https://marketplace.acme.example/inner/",
                "edit_url": 'https://git.acme.example/edit/"onmouseover="alert(1)/<b>',
            },
            "sources": [{"git": "git", "web": "https://git.acme.example", "forge": "gitlab"}],
            "projects": entries,
            "teams": [
                {
                    "name": text,
                    "projects": ["cases", "names", text][number % 3 : number % 3 + 1],
                    "members": [email for email in corpus.EMAILS[:1] if number == 0],
                }
                for number, text in enumerate(corpus.TEXTS.values())
                if text.isprintable() and len(text) < TITLE_CHARACTERS
            ],
            "expiry": {"inactive_after_days": 3_000, "grace_days": 10},
        },
        indent=1,
    )
