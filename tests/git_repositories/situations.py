"""Local repositories that hold what a careless reader would run, follow, wait for or believe, one situation each.

Every one begins as the same good repository; a situation changes some of its files. `Place` says where the traps are.
"""

import hashlib
import os
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import msgspec

TREE = b"tree %s\nauthor %s\ncommitter %s\n%s\n%s"
PERSON = b"Ada <a@b.example> 1795600000 +0000"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A copy of the good repository, the id of its commit, and what lies outside: a program and another repository."""

    path: Path
    commit: str
    tree: str
    blob: str
    trap: Path
    outside: Path
    outside_commit: str


Change = Callable[[Place], object]


def _write(place: Place, name: str, content: str | bytes) -> None:
    path = place.path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape"))


def _said(text: str, place: Place) -> str:
    return text.replace("TRAP", str(place.trap)).replace("OUTSIDE", str(place.outside))


def file(name: str, text: str, *, more: str = "") -> Change:
    """Write a file; TRAP and OUTSIDE stand for the program and the other repository."""

    def change(place: Place) -> None:
        _write(place, name, _said(text, place))
        if more:
            _write(place, "refs/heads/main", f"{getattr(place, more)}\n")

    return change


def config(text: str) -> Change:
    """Add to the configuration."""

    def change(place: Place) -> None:
        path = place.path / "config"
        path.write_text(path.read_text() + _said(text, place))

    return change


def pipe(name: str) -> Change:
    """Put a pipe where git looks for a file."""

    def change(place: Place) -> None:
        path = place.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        os.mkfifo(path)

    return change


def link(name: str, target: str) -> Change:
    """Put a link in the place of a file."""

    def change(place: Place) -> None:
        path = place.path / name
        path.unlink(missing_ok=True)
        path.symlink_to(_said(target, place))

    return change


def add(place: Place, kind: str, data: bytes) -> str:
    """Store an object, whatever it says; its id."""
    whole = f"{kind} {len(data)}\0".encode() + data
    name = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
    _write(place, f"objects/{name[:2]}/{name[2:]}", zlib.compress(whole, 1))
    return name


def commit(person: bytes = PERSON, *, more: bytes = b"", message: bytes = b".", tree: str = "") -> Change:
    """Make a commit of this author the newest one."""

    def change(place: Place) -> None:
        data = TREE % ((tree or place.tree).encode(), person, person, more, message)
        _write(place, "refs/heads/main", add(place, "commit", data) + "\n")

    return change


def tree(*entries: tuple[bytes, bytes]) -> Change:
    """Make a tree of these modes and names the newest one; each file is the README."""

    def change(place: Place) -> None:
        body = b"".join(mode + b" " + name + b"\0" + bytes.fromhex(place.blob) for mode, name in entries)
        commit(tree=add(place, "tree", body))(place)

    return change


def _locks(place: Place) -> None:
    for name in ("HEAD", "config", "packed-refs", "shallow"):
        _write(place, f"{name}.lock", "")


def _hooks(place: Place) -> None:
    for name in ("post-checkout", "pre-auto-gc", "reference-transaction", "fsmonitor-watchman", "post-index-change"):
        _write(place, f"hooks/{name}", place.trap.read_bytes())
        (place.path / "hooks" / name).chmod(0o755)


def _chain_of_tags(place: Place) -> None:
    name, kind = place.commit, "commit"
    for number in range(300):
        text = f"object {name}\ntype {kind}\ntag v{number}\ntagger A <a@b> 1795600000 +0000\n\n."
        name, kind = add(place, "tag", text.encode()), "tag"
    _write(place, "refs/tags/v1", name)


def _large(name: bytes, place: Place) -> None:
    """A file of 64 MB that is packed in some kilobytes."""
    body = b"".join(
        b"100644 " + entry + b"\0" + bytes.fromhex(blob)
        for entry, blob in sorted({b"README.md": place.blob, name: add(place, "blob", bytes(64 * 1024 * 1024))}.items())
    )
    commit(tree=add(place, "tree", body))(place)


def _replaced(place: Place) -> None:
    other = TREE % (place.tree.encode(), PERSON, PERSON, b"", b"another")
    _write(place, f"refs/replace/{place.commit}", add(place, "commit", other))


def _spoilt(pattern: str, place: Place) -> None:
    for path in (place.path / "objects" / "pack").glob(pattern):
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:40] + b"\xff" * 500)


def _odd_names(place: Place) -> None:
    for name in ("--upload-pack=x", "-x", "a;id", "a$(id)", "a'b", "a|b", "a\u202eb", "@", "{x}", "<b>", '"q"'):
        for kind in ("heads", "tags"):
            _write(place, f"refs/{kind}/{name}", place.commit)
    _write(place, "HEAD", "ref: refs/heads/--upload-pack=x\n")


_COMMANDS = """\
[core]
 fsmonitor=TRAP
 sshCommand=TRAP
 alternateRefsCommand=TRAP
 pager=TRAP
 askPass=TRAP
 gitProxy=TRAP
[uploadpack]
 packObjectsHook=TRAP
[diff]
 external=TRAP
[gpg]
 program=TRAP
[log]
 showSignature=true
[credential]
 helper=!TRAP
[alias]
 log=!TRAP
 for-each-ref=!TRAP
 ls-tree=!TRAP
 cat-file=!TRAP
[protocol "ext"]
 allow=always
[filter "x"]
 smudge=TRAP
 required=true
[diff "x"]
 textconv=TRAP
[remote "origin"]
 url=ext::TRAP
 promisor=true
[extensions]
 partialClone=origin
"""
_OUTPUT = """\
[color]
 ui=always
[log]
 date=iso
 decorate=full
 mailmap=true
[core]
 abbrev=4
[i18n]
 logOutputEncoding=UTF-16
[format]
 pretty=format:EVIL
[transfer]
 hideRefs=refs/
"""
_DATES = {
    "two to the sixty-three": b"9223372036854775808 +0000",
    "two to the sixty-four": b"18446744073709551616 +0000",
    "before the year 1": b"-62135596801 +0000",
    "five thousand digits": b"9" * 5_000 + b" +0000",
    "a zone that is none": b"1795600000 +9999",
    "a zone in letters": b"1795600000 +abcd",
    "no date": b"",
    "a word": b"yesterday",
    "the year 9999": b"253402300800 +0000",
    "a fraction": b"1e9 +0000",
}
_HEADS = {
    "another repository": "ref: ../../../outside.git/refs/heads/main\n",
    "a file of the machine": "ref: /etc/passwd\n",
    "itself": "ref: HEAD\n",
    "commands to a terminal": "\x1b]8;;\n",
    "nothing": "",
    "a branch that is not there": "ref: refs/heads/none\n",
    "a commit that is not there": "1" * 40 + "\n",
    "an option": "ref: refs/heads/--upload-pack=x\n",
    "five megabytes": "ref: refs/heads/" + "a" * 5_000_000 + "\n",
}
_PIPES = (
    *("config", "packed-refs", "shallow", "commondir", "info/grafts", "info/attributes", "objects/info/commit-graph"),
    *("objects/info/packs", "refs/heads/x", "refs/tags/x", "description", "index", "FETCH_HEAD", "config.worktree"),
    *("objects/pack/multi-pack-index", "objects/info/alternates", "refs/replace/x", "worktrees/x/gitdir", "logs/HEAD"),
)
_CONFIGURATIONS = {
    "commands": _COMMANDS,
    "what is printed": _OUTPUT,
    "included files": '[include]\n path = TRAP\n[includeIf "gitdir:/"]\n path = TRAP\n',
    "another working tree": "[core]\n bare=false\n worktree=/etc\n",
    "all memory": "[core]\n deltaBaseCacheLimit=99g\n packedGitLimit=99g\n[pack]\n threads=9999\n",
    "a later format": "[core]\n repositoryformatversion=99\n",
    "an unknown extension": "[core]\n repositoryformatversion=1\n[extensions]\n nonsense=true\n",
    "a word for yes or no": "[core]\n bare=maybe\n",
    "no configuration": "[[[[\n",
    "other objects": "[core]\n repositoryformatversion=1\n[extensions]\n objectFormat=md5\n",
    "nothing but NUL": "\0\0\0",
    "a long line": "[a]\n b=" + "c" * 2_000_000 + "\n",
    "bundles": "[fetch]\n bundleURI=file://OUTSIDE\n[transfer]\n bundleURI=true\n",
    "names of people": "[mailmap]\n file=/etc/passwd\n",
    "other addresses": '[url "OUTSIDE"]\n insteadOf=/\n',
    "traces": "[trace2]\n eventTarget=TRAP.trace\n normalTarget=TRAP.trace\n",
}
_FILES = (b"README.md", b"innersource.json", b"LICENSE", b"CODEOWNERS", b".mailmap", b".gitattributes", b"package.json")

SITUATIONS: Mapping[str, Change] = {
    **{f"configuration: {name}": config(text) for name, text in _CONFIGURATIONS.items()},
    **{f"pipe: {name}": pipe(name) for name in _PIPES},
    **{f"date: {name}": commit(b"Ada <a@b.example> " + date) for name, date in _DATES.items()},
    **{f"HEAD: {name}": file("HEAD", text) for name, text in _HEADS.items()},
    **{f"large: {name.decode()}": partial(_large, name) for name in _FILES},
    "objects of another repository": file("objects/info/alternates", "OUTSIDE/objects\n", more="outside_commit"),
    "objects of another repository, quoted": file(
        "objects/info/alternates", '"OUTSIDE/objects"\n', more="outside_commit"
    ),
    "objects of another host": file("objects/info/http-alternates", "http://169.254.169.254/\n"),
    "objects of very many": file("objects/info/alternates", "/nowhere\n" * 200_000),
    "the folder of another repository": file("commondir", "OUTSIDE\n", more="outside_commit"),
    "a link as HEAD": link("HEAD", "refs/heads/main"),
    "a link as a branch": link("refs/heads/x", "OUTSIDE/refs/heads/main"),
    "an endless file of references": link("packed-refs", "/dev/zero"),
    "a branch of itself": file("refs/heads/loop", "ref: refs/heads/loop\n"),
    "a branch of garbage": file("refs/heads/junk", "\udcff" * 1_000),
    "a line of references without an end": file("packed-refs", "# pack-refs with: \n" + "x" * 5_000_000),
    "odd names of branches and tags": _odd_names,
    "grafts": file("info/grafts", ("1" * 40 + " " + "2" * 40 + "\n") * 1_000),
    "a history that is cut": file("shallow", "x\n" * 1_000),
    "a commit that is replaced": _replaced,
    "tags of tags": _chain_of_tags,
    "a tag of a file": lambda place: _write(place, "refs/tags/v1", place.blob),
    "a tag of nothing": file("refs/tags/v1", "1" * 40),
    "a branch that is a file": lambda place: _write(place, "refs/heads/main", place.blob),
    "a branch that is a folder": lambda place: _write(place, "refs/heads/main", place.tree),
    "a graph that lies": file("objects/info/commit-graph", "CGPH\1\1\4\0" + "\udcff" * 10_000),
    "an index of packs that lies": file("objects/pack/multi-pack-index", "MIDX\1\1\4\0" + "\udcff" * 10_000),
    "a pack that is damaged": partial(_spoilt, "*.pack"),
    "an index that is damaged": partial(_spoilt, "*.idx"),
    "locks": _locks,
    "hooks": _hooks,
    "names that lead elsewhere": tree(
        *((b"100644", name) for name in (b".", b"..", b".git", b"/etc/passwd", b"../../x", b"", b"a/b", b"README.md"))
    ),
    "a name that is there often": tree(*[(b"100644", b"README.md")] * 200),
    "modes that are none": tree((b"000000", b"README.md"), (b"777777", b"a"), (b"9", b"b"), (b"1006440000", b"c")),
    "a folder that is a file": tree((b"100644", b"README.md"), (b"040000", b"docs")),
    "a tree of garbage": tree((b"", b"")),
    "an author of commands": commit(
        "\x1b]0;x\x07Ada\u202e\u200b<script> <a\x1b@b\0.example> 1795600000 +0000".encode()
    ),
    "an author of angles": commit(b"<<<>>><a@b><c@d> 1 +0000"),
    "no author": commit(b"nobody"),
    "a long author": commit(b"A" * 500_000 + b" <" + b"e" * 500_000 + b"> 1795600000 +0000"),
    "a message of NUL": commit(message=b"a\0b\x1bc\0\0"),
    "a message of ten megabytes": commit(message=b"m" * 10_000_000),
    "a message of reviewers": commit(message=b"x\n\n" + b"Reviewed-by: A <a@b.example>\n" * 30_000),
    "a message of authors": commit(
        message=b"x\n\n" + b"".join(b"Co-authored-by: A%d <a%d@b.example>\n" % (n, n) for n in range(20_000))
    ),
    "a message of another encoding": commit(more=b"encoding utf-7\n", message=b"+ADw-"),
    "a thousand parents": lambda place: _write(
        place,
        "refs/heads/main",
        add(
            place,
            "commit",
            f"tree {place.tree}\n".encode()
            + f"parent {place.commit}\n".encode() * 1_000
            + b"author %s\ncommitter %s\n\n." % (PERSON, PERSON),
        ),
    ),
}
"""What is changed, by what it is."""
