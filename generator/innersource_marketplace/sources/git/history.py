"""What the commits of a branch tell: activity, people, age, identity; and what the tags tell."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from innersource_marketplace.model import ObjectId
from innersource_marketplace.sources.git.command import Git, stream
from innersource_marketplace.sources.git.tree import Object, records

_WEEKS = 53
_WEEK_SECONDS = 7 * 24 * 3600
_LARGEST_TIMESTAMP = 253_402_300_799  # the last second of the year 9999
_BOT = re.compile(
    r"\[bot\]|(?:^|[-_.+ ])bot(?:$|[-_.@ ])|^(?:dependabot|renovate|greenkeeper|snyk|github-actions|mergify"
    r"|semantic-release|jenkins|travis|gitlab-ci|actions-user)\b",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"(?:^|[^0-9A-Za-z]|(?<![a-z])v|(?<=release)|(?<=version))(\d{1,18}(?:[.-]\d{1,18}){0,5})([-.+_]?[A-Za-z].*)?$"
)
_NOT_IN_NAMES = frozenset(" ~^:?*[\\")
"""Characters that git forbids in names of references; a hostile remote may still list them."""
_TIMESTAMP = re.compile(rb"^(?:tagger|committer) .*> (-?\d{1,20}) ?[+-]?\d*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The commits of one branch, counted. No name or address of a person is kept."""

    commits: int
    contributors: int
    weekly: Mapping[str, int]
    root: ObjectId | None
    first: datetime | None
    last: datetime | None


def read_history(git: Git, view: Path, head: ObjectId, now: datetime) -> History:
    """Walk all commits that `head` reaches. Raises `SourceError` if some cannot be read."""
    arguments = ["log", "--format=tformat:%H%x00%P%x00%ct%x00%ae%x00%an", "--no-color", "--no-decorate", "--no-notes"]
    arguments += ["--no-show-signature", "--no-mailmap", "--no-patch", "--encoding=UTF-8", "--end-of-options", head]
    return count(records(stream(git, arguments, folder=view), b"\n"), now)


def count(lines: Iterable[bytes], now: datetime) -> History:
    """Count commits given as `id NUL parents NUL committer timestamp NUL author e-mail NUL name`.

    Dates after `now`, and before 1970, count as unknown. The root is the oldest commit without
    parents. Contributors are distinct e-mail addresses in lower case, those of bots left out.
    """
    today = int(now.timestamp())
    monday = (now.astimezone(UTC) - timedelta(days=now.astimezone(UTC).weekday())).date()
    starts = [monday - timedelta(weeks=back) for back in range(_WEEKS)]
    since = int(datetime(starts[-1].year, starts[-1].month, starts[-1].day, tzinfo=UTC).timestamp())
    bins = [0] * _WEEKS
    commits = 0
    people: set[bytes] = set()
    seen: set[bytes] = set()
    roots: list[tuple[int, str]] = []
    first, last = today + 1, 0
    for line in lines:
        fields = line.split(b"\0")
        if len(fields) != 5:
            continue
        oid, parents, stamp, email, name = fields
        commits += 1
        timestamp = int(stamp) if stamp.isdigit() and len(stamp) < 20 else 0
        if 0 < timestamp <= today:
            first, last = min(first, timestamp), max(last, timestamp)
            if timestamp >= since:
                bins[(timestamp - since) // _WEEK_SECONDS] += 1
        if not parents:
            roots.append((timestamp, oid.decode("ascii", "replace")))
        if email not in seen:
            seen.add(email)
            if email and not _is_bot(email) and not _is_bot(name):
                people.add(email.lower())
    weekly = {_week(start): number for start, number in zip(reversed(starts), bins, strict=True) if number}
    return History(
        commits=commits,
        contributors=len(people),
        weekly=weekly,
        root=ObjectId(min(roots)[1]) if roots else None,
        first=moment(first, now) if last else None,
        last=moment(last, now) if last else None,
    )


def moment(timestamp: int, now: datetime) -> datetime | None:
    """A timestamp as a UTC time; None if it is in the future or before 1970."""
    if not 0 < timestamp <= min(_LARGEST_TIMESTAMP, int(now.timestamp())):
        return None
    return datetime.fromtimestamp(timestamp, UTC)


def newest_tags(tags: Iterable[str], limit: int) -> tuple[str, ...]:
    """The `limit` highest tags, highest first: versions by number, finals above their previews."""
    return tuple(sorted(filter(_presentable, tags), key=version_order, reverse=True)[:limit])


def version_order(tag: str) -> tuple[bool, tuple[int, ...], bool, str]:
    """A sort key for tags; a tag without a version number comes below all that have one."""
    match = _VERSION.search(tag)
    if match is None:
        return (False, (), False, tag)
    numbers = tuple(int(part) for part in re.split(r"[.-]", match[1]))
    while numbers and numbers[-1] == 0:
        numbers = numbers[:-1]
    return (True, numbers, not match[2], tag)


def tag_time(data: Object | None, now: datetime) -> datetime | None:
    """When a tag was made: the tagger's time, or for a bare tag its commit's."""
    if data is None or data.type not in ("tag", "commit"):
        return None
    match = _TIMESTAMP.search(data.data.partition(b"\n\n")[0])
    return moment(int(match[1]), now) if match else None


def _presentable(tag: str) -> bool:
    return tag.isprintable() and len(tag) <= 200 and not _NOT_IN_NAMES & set(tag)


def _is_bot(text: bytes) -> bool:
    return _BOT.search(text.decode("utf-8", "replace")) is not None


def _week(start: date) -> str:
    year, week, _ = start.isocalendar()
    return f"{year:04d}-W{week:02d}"
