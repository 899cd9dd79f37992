"""Repositories made to cost much time or memory, as real git repositories of a few kilobytes."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from git_repositories import Commit, git, make_repository

README = b"# Small\n\nIt looks harmless.\n"
_BLOB = "100644 blob {}\t{}"
_TREE = "040000 tree {}\t{}"


def self_repeating_tree(path: Path, *, children: int = 10, levels: int = 6) -> Path:
    """Folders that all hold the same folders: `children ** levels` files from as many objects as levels."""
    repository, blob = _empty(path)
    tree = _tree(repository, [_BLOB.format(blob, f"f{n}.py") for n in range(children)])
    for _ in range(levels - 1):
        tree = _tree(repository, [_TREE.format(tree, f"d{n}") for n in range(children)])
    return _committed(repository, blob, _TREE.format(tree, "src"))


def deep_tests(path: Path, *, depth: int = 2_000, files: int = 4_000) -> Path:
    """`tests/` nested this deep, with files at the bottom."""
    repository, blob = _empty(path)
    tree = _tree(repository, [_BLOB.format(blob, f"test_{n}") for n in range(files)])
    for _ in range(depth):
        tree = _tree(repository, [_TREE.format(tree, "tests")])
    return _committed(repository, blob, _TREE.format(tree, "tests"))


def long_paths(path: Path, *, files: int = 2_000, folders: int = 16) -> Path:
    """Files below folders whose names have 250 characters each."""
    repository, blob = _empty(path)
    tree = _tree(repository, [_BLOB.format(blob, f"{n:04}" + "-test.py" * 30) for n in range(files)])
    for _ in range(folders):
        tree = _tree(repository, [_TREE.format(tree, "tests-" * 41)])
    return _committed(repository, blob, _TREE.format(tree, "src"))


def full_root(path: Path, *, files: int = 300_000) -> Path:
    """This many files in the root folder, and the README after most of them."""
    repository, blob = _empty(path)
    return _committed(repository, blob, *(_BLOB.format(blob, f"00-{n:06}-test.py") for n in range(files)))


def many_tags(path: Path, *, tags: int = 1_000_000) -> Path:
    """This many tags in `packed-refs`."""
    make_repository(path, [Commit(files={"README.md": README})], tags=("v1.0.0",))
    head = git(path, "rev-parse", "main").decode().strip()
    lines = sorted(f"{head} refs/tags/v0.{n // 1000}.{n % 1000}-build\n" for n in range(tags))
    (path / "packed-refs").write_text("# pack-refs with: peeled fully-peeled sorted \n" + "".join(lines))
    return path


_LARGE = 256 * 1024 - 64


def _repeated(piece: bytes, before: bytes = b"") -> bytes:
    return before + piece * ((_LARGE - len(before)) // len(piece))


MANIFESTS: Mapping[str, bytes] = {
    "go.mod": _repeated(b"exclude (\n", b"module acme\n"),
    "Cargo.toml": b"".join(b"[%s]\n" % b".".join(b"a%d_%d" % (n, k) for k in range(190)) for n in range(130)),
    "pyproject.toml": _repeated(b"[[a]]\n"),
    "package.json": b'{"dependencies": {' + b",".join(b'"p%d": "1"' % n for n in range(19_000)) + b"}}",
    "pom.xml": b"<project>" + b"<a>" * 20_000 + b"</a>" * 20_000 + b"</project>",
    "requirements.txt": _repeated(b"#egg="),
    "build.gradle": _repeated(b"a" * 41 + b"Api("),
    "Gemfile": _repeated(b"gem(((((((("),
}
"""Manifests within the limit of size that are slow to read, each in its own way; by usual names."""


def slow_manifests(path: Path) -> Path:
    """Twenty manifests of the largest size that is read."""
    files: dict[str | bytes, bytes] = {"README.md": README}
    for folder in range(3):
        for name, data in MANIFESTS.items():
            files[f"p{folder}/{name}" if folder else name] = data + b"\n" * folder
    make_repository(path, [Commit(files=dict(list(files.items())[:21]))])
    return path


def slow_words(path: Path) -> Path:
    """Metadata, owners and a licence of the largest size that is read, each slow in its own way."""
    words = b" ".join(b"@acme/t%d" % n for n in range(50_000))[: 500 * 1024]
    files: Mapping[str | bytes, bytes] = {
        "README.md": README,
        "innersource.json": b'{"title": "x", "skills": [' + b",".join(b'"s%d"' % n for n in range(30_000)) + b"]}",
        "CODEOWNERS": b"* " + words,
        "LICENSE": b"copyright " * 6_000,
    }
    return make_repository(path, [Commit(files=files)])


def pipe_in_packs(path: Path) -> Path:
    """A pipe where git looks for packs: whoever opens it waits forever."""
    make_repository(path)
    os.mkfifo(path / "objects" / "pack" / f"pack-{'1' * 40}.idx")
    os.mkfifo(path / "objects" / "pack" / f"pack-{'1' * 40}.pack")
    return path


def pipe_for_alternates(path: Path) -> Path:
    """A pipe where git looks for other stores of objects."""
    make_repository(path)
    (path / "objects" / "info").mkdir(exist_ok=True)
    os.mkfifo(path / "objects" / "info" / "alternates")
    return path


COSTLY: Mapping[str, Callable[[Path], Path]] = {
    "a tree that repeats itself": self_repeating_tree,
    "tests nested 2,000 deep": deep_tests,
    "long paths": long_paths,
    "300,000 files in the root": full_root,
    "a million tags": many_tags,
    "twenty slow manifests": slow_manifests,
    "slow metadata, owners and licence": slow_words,
    "a pipe among the packs": pipe_in_packs,
    "a pipe for alternates": pipe_for_alternates,
}
"""What to make, by what it is."""


def _empty(path: Path) -> tuple[Path, str]:
    path.mkdir(parents=True)
    git(path, "init", "--quiet", "--bare", "--initial-branch=main", ".")
    return path, git(path, "hash-object", "-w", "--stdin", given=README).decode().strip()


def _tree(repository: Path, entries: list[str]) -> str:
    return git(repository, "mktree", given="".join(f"{entry}\n" for entry in entries).encode()).decode().strip()


def _committed(repository: Path, readme: str, *entries: str) -> Path:
    tree = _tree(repository, [_BLOB.format(readme, "README.md"), *entries])
    person = {f"GIT_{who}_{what}": said for who in ("AUTHOR", "COMMITTER") for what, said in _PERSON.items()}
    commit = git(repository, "commit-tree", "-m", ".", tree, environment=person).decode().strip()
    git(repository, "update-ref", "refs/heads/main", commit)
    return repository


_PERSON = {"NAME": "Ada", "EMAIL": "ada@acme.example", "DATE": "1795600000 +0000"}
