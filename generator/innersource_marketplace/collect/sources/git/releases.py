"""Which tags are releases, and which of them is the latest: as a host would choose it.

Tags of one kind are compared by version; kinds that versions cannot compare (another prefix, years in the
place of numbers) by date. A preview is a release, but never the latest where there is another one.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import groupby

import msgspec
from msgspec.structs import replace

_NUMBERS = re.compile(r"(?<![0-9])(\d{1,18}(?:[._]\d{1,18}){1,5}|\d{4}-\d{2}-\d{2})(?![0-9])")
_MOST_NUMBERS = 6
_NUMBER = re.compile(r"(?<![0-9])(\d{1,18})(?![0-9])")
"""A version has several numbers; only where a tag has none of these it may be a single one."""

_HEXADECIMAL = re.compile(r"(?=.*[a-f])(?=.*\d)[0-9a-f]{7,40}")
_ORDINARY = frozenset(
    ("", "v", "ver", "version", "release", "releases", "rel", "r", "tag", "tags", "stable", "final", "parent", "root")
)
"""What precedes versions of a repository as a whole."""

_PREVIEW = re.compile(
    r"(?i)[-._+~]?(?:alpha|beta|rc|cr|pre(?:view|release)?|dev|next|canary|nightly|weekly|daily|snapshot|insiders?|milestone|unstable|edge"
    r"|ea|eap|experimental|test(?:ing)?|draft|wip|early|candidate|(?:[abm]|pr)\d)(?![a-z])"
)
_FINAL = re.compile(
    r"(?i)(?:[-._+]?(?:final|ga|release|lts|stable|sp\d*|post\d*|p\d+|hotfix\d*|patch\d*|fix\d*|r\d+)|[a-z])?(?:\+.*)?"
)
_REVISION = re.compile(r"-\d[\d.]*")
_EARLY = re.compile(r"(?i)alpha|beta|[-._](?:rc|(?:canary|nightly|weekly|daily|snapshot)(?![a-z]))")
_MARK_OF_VERSION = re.compile(r"(?:^|(?<=[-_/@.]))v[-_.]?$")
_BETWEEN_NUMBERS = re.compile(r"[._-]")
_DIGITS = re.compile(r"(\d+)")
_BRANCHING = re.compile(r"(?i)(?:^|[-_./])(?:branch(?:ed|point)?|fork(?:ed)?|merged?)(?:$|[-_./\d])")
"""Where people branched or merged, which old version control marked with tags: no release, whatever its number."""

_MOVING = re.compile(
    r"(?i)(?:(?:v|release|releases|tag|build|builds|version)[-_./])?(?:(?:pre)?-?latest|nightly|weekly|daily|stable|unstable|edge|tip|head|current"
    r"|continuous|rolling|canary|next|dev|devel|develop|development|main|master|trunk|snapshot|lts|testing|staging"
    r"|prod|production|live|deploy(?:ed)?|beta|alpha|pre-?release|preview|rc|experimental|insiders?|early-access|v?0)"
    r"(?:[-_./](?:release|releases|build|builds|version|tag|dev))?"
)
"""Names that are moved to another commit now and then, so they name no release; nobody releases version 0 either."""

_DAYS = range(19_900_101, 21_000_000)
_YEARS = range(1990, 2100)
_NOT_IN_NAMES = re.compile(r"[ ~^:?*[\\]")
"""Characters that git forbids in names of references; a hostile remote may still list them."""

_LONGEST = 200
_PAIRS, _MOST_PAIRS = 3, 4
"""Pairs of an even line and the odd one after it that show a habit, and how many are looked at."""

_BESIDE = timedelta(days=7)
"""How long a line goes on beside another that is more than its last fix."""

_KNOWN_PARTS = 1_024
"""Beginnings and ends of tags whose meaning is remembered: a repository uses few, again and again."""

_SHOWN_FIRST = 12
"""Versions that are chosen before the ends of older lines."""

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class _Version(msgspec.Struct, frozen=True):
    """A tag as a version. `kind` is what must be equal for two to be compared by their numbers.

    `before` is what precedes the numbers, of which `written` are in the tag; zeros at the end are not in `numbers`.
    """

    tag: str
    before: str
    kind: tuple[str, bool, bool]
    numbers: tuple[int, ...]
    written: int
    preview: bool
    plain: bool
    revision: bool = False


def newest_tags(tags: Iterable[str], name: str, limit: int) -> tuple[str, ...]:
    """The tags that may be the newest releases of the repository of that name, by what they are called.

    The best of each kind in turn, the newest that is no preview and then the highest versions. Words that hold a
    number are no versions; where there is nothing else they count all the same, but for names that are moved.
    """
    return _in_turn(tags, name, limit, lambda group: group)


def tags_to_date(tags: Iterable[str], name: str, limit: int) -> tuple[str, ...]:
    """The tags whose dates are worth reading: the newest, and those that show what odd numbers are for."""
    return _in_turn(tags, name, limit, _with_ends_of_lines)


def _in_turn(
    tags: Iterable[str], name: str, limit: int, in_order: Callable[[list[_Version]], list[_Version]]
) -> tuple[str, ...]:
    usable = sorted(tag for tag in tags if _is_presentable(tag) and not _MOVING.fullmatch(tag))
    groups = [
        sorted(in_order(group), key=lambda one: one is not _newest_full(group)) for group in _groups(usable, name)
    ]
    if not groups:
        return tuple(reversed(usable))[:limit]
    chosen: list[str] = []
    for rank in range(limit):
        chosen += [group[rank].tag for group in groups if rank < len(group)]
        if len(chosen) >= limit:
            break
    return tuple(chosen[:limit])


def _newest_full(group: list[_Version]) -> _Version | None:
    return next((one for one in group if not one.preview), None)


def latest_first(dates: Mapping[str, datetime | None], name: str) -> tuple[str, ...]:
    """The tags in the order in which they are shown: the latest release, then the others as they came out."""
    groups = _groups(dates, name)
    full = [_stable([one for one in group if not one.preview], dates) for group in groups]
    newest = [group[0] for group in full if group] or [group[0] for group in groups]
    if not newest:
        return tuple(sorted(dates, key=lambda tag: (dates[tag] or _BEGINNING, tag), reverse=True))
    latest = max(newest, key=lambda one: (dates[one.tag] or _BEGINNING, _by_numbers(one), _by_text(one))).tag
    places = {one.tag: place for group in groups for place, one in enumerate(group)}
    rest = sorted((tag for tag in dates if tag != latest), key=lambda tag: (places.get(tag, len(dates)), tag))
    # Of one day the order of versions says more than the hour.
    rest.sort(key=lambda tag: (dates[tag] or _BEGINNING).date(), reverse=True)
    return (latest, *rest)


def parts_of_tag(tag: str) -> tuple[str, str] | None:
    """What a tag of a monorepo names, and the version: `http` of `http@1.2.0` and `@acme/http-v1.2`; None without.

    A tag as Go wants it, `packages/http/v1.2.0`, names the whole folder.
    """
    before, at, version = tag.rpartition("@")
    if at and before and re.match(r"v?\d", version):
        name, rest = before, version
    elif (match := re.match(r"(.+?)[-_/@]v?\d", tag)) is not None:
        name, rest = match[1], tag[match.end(1) + 1 :]
    else:
        return None
    name = name.rpartition("/")[2] if name.startswith("@") else name
    return None if name.casefold() in _ORDINARY else (name, rest)


def _groups(tags: Iterable[str], name: str) -> list[list[_Version]]:
    """The versions among some tags by kind, each highest first; in a monorepo those of the repository as a whole."""
    found = _without_moving([version for tag in tags if (version := _version(tag)) is not None])
    full = {(one.kind, one.numbers) for one in found if one.plain}
    versions = [
        # "-0" is a preview, "-1" of a version that came out is a revision of it.
        _with_preview(one, (one.kind, one.numbers) not in full) if not one.plain and one.revision else one
        for one in found
    ]
    bare = name.casefold().removesuffix(".js")
    own = {*_ORDINARY, name.casefold(), bare, f"{bare}-parent", f"{bare}-root", f"{bare}-all"}
    whole = [one for one in versions if one.kind[0] in own]
    if _go_on_as_parts(whole, [one for one in versions if one.kind[0] not in own]):
        whole = []
    groups: dict[tuple[str, bool, bool], list[_Version]] = {}
    for one in whole or versions:
        kind = ("", *one.kind[1:]) if one.kind[0] in _ORDINARY else one.kind
        groups.setdefault(kind, []).append(one)
    return [_highest_first(group) for _, group in sorted(groups.items())]


def _go_on_as_parts(whole: list[_Version], parts: list[_Version]) -> bool:
    """Whether a repository has tags for its parts in place of those for the whole: they begin where those end."""
    newest = max((one.numbers for one in whole if not one.preview), default=())
    lowest: dict[tuple[str, bool, bool], tuple[int, ...]] = {}
    for one in parts:
        if not one.preview:
            lowest[one.kind] = min(one.numbers, lowest.get(one.kind, one.numbers))
    following = [found for found in lowest.values() if newest and found > newest and found[:1] == newest[:1]]
    return len(following) > 1


def _with_ends_of_lines(group: list[_Version]) -> list[_Version]:
    """The versions of a kind; where the newest line has an odd number, the ends of the lines before it come early.

    These show what odd numbers are for, while most of what is between them shows nothing.
    """
    full = [one for one in group if not one.preview and len(one.numbers) > 1]
    if not full or not full[0].numbers[1] % 2:
        return group
    major, minor = full[0].numbers[:2]
    lines: dict[int, list[_Version]] = {}
    for one in full:
        if one.numbers[0] == major:
            lines.setdefault(one.numbers[1], []).append(one)
    near = [lines[number] for number in range(minor, minor - 2 * _MOST_PAIRS, -1) if number in lines]
    ends = [end for line in near for end in (line[0], line[-1])]
    return list(dict.fromkeys((*group[:_SHOWN_FIRST], *ends, *group)))


def _stable(group: list[_Version], dates: Mapping[str, datetime | None]) -> list[_Version]:
    """The versions without a newest line that is one of development, by the habit of odd numbers for these.

    Nothing but the past shows the habit, and one or two lines may look like it by chance: odd ones that ended when the
    next even one came out, and even ones that went on beside the odd one after them. What is not sure is a release.
    """
    lines: dict[tuple[int, int], list[datetime]] = {}
    for one in group:
        if len(one.numbers) > 1:
            lines.setdefault((one.numbers[0], one.numbers[1]), []).append(dates[one.tag] or _BEGINNING)
    major, minor = max(lines, default=(0, 0))
    pairs: list[tuple[list[datetime], list[datetime]]] = []
    for odd in range(minor, max(0, minor - 2 * _MOST_PAIRS), -2) if minor % 2 else ():
        if (major, odd) not in lines or (major, odd - 1) not in lines:
            break
        pairs.append((lines[major, odd - 1], lines[major, odd]))
    is_habit = (
        len(pairs) >= _PAIRS
        and all(max(odd) < min(even) for (_, odd), (even, _) in zip(pairs[1:], pairs, strict=False))
        and all(max(even) - min(odd) >= _BESIDE for even, odd in pairs)
    )
    return [one for one in group if one.numbers[:2] != (major, minor)] if is_habit else group


def _without_moving(versions: list[_Version]) -> list[_Version]:
    """Leave out what names the newest of a line and moves with it: `v4` and `v4.1` beside `v4.1.0`."""
    full = {(one.before, one.numbers, one.written) for one in versions if one.plain}
    lines = {(one.before, *one.numbers[:1]) for one in versions if one.plain and one.written > 2}
    return [
        one
        for one in versions
        if not (
            one.plain
            and (
                (one.written == 1 and (one.before, *one.numbers) in lines)
                or any((one.before, one.numbers, more) in full for more in range(one.written + 1, _MOST_NUMBERS + 1))
            )
        )
    ]


def _highest_first(group: Iterable[_Version]) -> list[_Version]:
    """The versions of a kind in order; what else is in a tag is looked at only between equal numbers."""
    ordered = sorted(group, key=_by_numbers, reverse=True)
    alike = ([*same] for _, same in groupby(ordered, _by_numbers))
    return [one for same in alike for one in (sorted(same, key=_by_text, reverse=True) if len(same) > 1 else same)]


def _by_numbers(version: _Version) -> tuple[tuple[int, ...], bool, bool]:
    # "2.0-utf8" is a variant of "2.0", and not a later one.
    return (version.numbers, not version.preview, version.plain or version.revision)


def _by_text(version: _Version) -> tuple[tuple[int, int, str], ...]:
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _DIGITS.split(version.tag))


def _version(tag: str) -> _Version | None:
    parts = _parts(tag)
    if parts is None or _HEXADECIMAL.fullmatch(tag) or _BRANCHING.search(tag):
        return None
    before, numbers, suffix = parts
    prefix = _prefix(before)
    dated = numbers[0] in _YEARS or numbers[0] in _DAYS
    if prefix not in _ORDINARY and len(numbers) == 1:
        return None  # a word with a number
    # "r42" does not come after "v0.8".
    single, written = len(numbers) == 1, len(numbers)
    while numbers and numbers[-1] == 0:
        numbers = numbers[:-1]
    preview, plain, revision = _meaning_of_suffix(suffix)
    return _Version(tag, before, (prefix, dated, single), numbers, written, preview, plain, revision)


@lru_cache(_KNOWN_PARTS)
def _prefix(before: str) -> str:
    """What precedes a version, without the "v" and folders that only say that one follows."""
    prefix = _MARK_OF_VERSION.sub("", before.casefold()).rstrip("-_/@.+ ")
    while (outer := prefix.partition("/"))[2] and outer[0] in _ORDINARY:
        prefix = outer[2]  # folders of tags: "rel/ledger-1.2", "releases/v1.2"
    return prefix


@lru_cache(_KNOWN_PARTS)
def _meaning_of_suffix(suffix: str) -> tuple[bool, bool, bool]:
    """Whether what follows a version makes it a preview, leaves it as it is, or is the number of a revision."""
    return (
        _PREVIEW.match(suffix) is not None or _EARLY.search(suffix) is not None,
        not suffix or _FINAL.fullmatch(suffix) is not None,
        _REVISION.fullmatch(suffix) is not None,
    )


def _parts(tag: str) -> tuple[str, tuple[int, ...], str] | None:
    """What precedes the version in a tag, its numbers, and what follows them."""
    match = _NUMBERS.search(tag) or _NUMBER.search(tag)
    if match is None:
        return None
    return tag[: match.start()], tuple(map(int, _BETWEEN_NUMBERS.split(match[1]))), tag[match.end() :]


def _with_preview(version: _Version, preview: bool) -> _Version:
    zero = version.tag.endswith("-0")
    return replace(version, preview=preview or zero, plain=False, revision=not (preview or zero))


def _is_presentable(tag: str) -> bool:
    return tag.isprintable() and len(tag) <= _LONGEST and _NOT_IN_NAMES.search(tag) is None
