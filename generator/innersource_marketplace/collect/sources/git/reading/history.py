"""What the commits of a branch tell: activity, people, age, identity; and what the tags tell."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import msgspec

from innersource_marketplace.collect.sources.git.command import Git, stream
from innersource_marketplace.collect.sources.git.reading.people import People
from innersource_marketplace.collect.sources.git.tree import Object, records
from innersource_marketplace.formats.authors import NOBODY, author_id, is_bot
from innersource_marketplace.limits import AUTHORS, COMMIT_LINE_BYTES, CONTRIBUTORS
from innersource_marketplace.model import CLOCK_SKEW, Author, AuthorId, NotedReviews, ObjectId

_WEEKS = 53
_WEEK_SECONDS = 7 * 24 * 3600
_LARGEST_TIMESTAMP = 253_402_300_799  # the last second of the year 9999
_TRAILERS = "%(trailers:key=Reviewed-by,key=Approved-by,valueonly,unfold,separator=%x01)"
"""What Gerrit, Bitbucket and people write below a message; a git too old to know it says nothing of use."""

_COAUTHORS = "%(trailers:key=Co-authored-by,valueonly,unfold,separator=%x01)"
"""Who wrote a change together with its author. Source: GitHub, "Creating a commit with multiple authors"."""

_FIELDS = 9
_REVIEWED_CHANGES = 50
"""Number of newest changes that are checked for a named reviewer."""

_ADDRESS = re.compile(rb"<([^<>\x01]{1,320})>")
_TIMESTAMP = re.compile(rb"^(?:tagger|committer) .*> (-?\d{1,20}) ?[+-]?\d*$", re.MULTILINE)


class History(msgspec.Struct, frozen=True, kw_only=True):
    """The commits of one branch, counted. No name or address of a person is kept, only hashes.

    `contributors` is None where there are more than are distinguished.

    `authors` are the people who committed in the weeks of `weekly`, bots left out; `reviews` is about
    the newest of their commits, merges left out. `ahead` commits are dated so far ahead of the clock that
    their dates count as unknown.
    """

    commits: int
    contributors: int | None
    weekly: Mapping[str, int]
    authors: tuple[Author, ...]
    reviews: NotedReviews
    root: ObjectId | None
    first: datetime | None
    last: datetime | None
    ahead: int


def read_history(
    git: Git, view: Path, head: ObjectId, now: datetime, mailmap: ObjectId | None = None, *, folder: str = ""
) -> History:
    """Walk all commits that `head` reaches. Raises `SourceError` if some cannot be read.

    `mailmap` is the file `.mailmap`, which says which addresses are those of one person. With a `folder` only commits
    that changed something in it count, those that `git log -- FOLDER` lists.
    """
    arguments = [
        "--literal-pathspecs",
        *(() if mailmap is None else ("-c", f"mailmap.blob={mailmap}")),
        "log",
        f"--format=tformat:%H%x00%P%x00%ct%x00%ae%x00%an%x00{_TRAILERS}%x00%aE%x00%aN%x00{_COAUTHORS}",
        "--no-color",
        "--no-decorate",
        "--no-notes",
    ]
    arguments += ["--no-show-signature", "--no-patch", "--encoding=UTF-8", "--end-of-options", head]
    arguments += ["--", folder] if folder else []
    return count(records(stream(git, arguments, folder=view), b"\n", COMMIT_LINE_BYTES), now)


def count(lines: Iterable[bytes], now: datetime) -> History:
    """Count commits: id, parents, committer timestamp, author e-mail, name, reviewers, and, where known, e-mail and
    name by `.mailmap` and co-authors, with NUL between.

    Dates that cannot have been count as unknown; what a clock dated a little ahead is of the running week.
    The root is the oldest commit without parents. Contributors are people, see `People`.
    """
    present, latest = int(now.timestamp()), _latest(now)
    monday = (now.astimezone(UTC) - timedelta(days=now.astimezone(UTC).weekday())).date()
    starts = [monday - timedelta(weeks=back) for back in range(_WEEKS)]
    since = int(datetime(starts[-1].year, starts[-1].month, starts[-1].day, tzinfo=UTC).timestamp())
    bins = [0] * _WEEKS
    commits = 0
    people = People()
    bots: set[bytes] = set()
    earliest: dict[bytes, int] = {}
    lately: Counter[tuple[bytes, int]] = Counter()
    roots: list[tuple[int, str]] = []
    changes = reviewed = 0
    first, last, ahead = latest + 1, 0, 0
    for line in lines:
        fields = line.split(b"\0")
        if len(line) > COMMIT_LINE_BYTES:  # cut: what is missing is empty, but it is a commit
            fields += [b""] * (6 - len(fields))
        if not 6 <= len(fields) <= _FIELDS:
            continue
        oid, parents, stamp, email, name, reviewers, *further = fields
        mapped_email, mapped_name, coauthors = (*further, b"", b"", b"")[:3]
        people.add(email.lower(), name, mapped_email, mapped_name, coauthors=coauthors)
        commits += 1
        email = email.lower() if len(earliest) < CONTRIBUTORS or email.lower() in earliest else b""
        timestamp = int(stamp) if stamp.isdigit() and len(stamp) < 20 else 0
        if email not in earliest:
            earliest[email] = present
            if _is_bot(email) or _is_bot(name):
                bots.add(email)
        ahead += timestamp > latest
        if 0 < timestamp <= latest:
            first, last = min(first, timestamp), max(last, timestamp)
            earliest[email] = min(earliest[email], timestamp)
            if timestamp >= since:
                week = (min(timestamp, present) - since) // _WEEK_SECONDS
                bins[week] += 1
                if email not in bots:
                    lately[email, week] += 1
                    if b" " not in parents and changes < _REVIEWED_CHANGES:
                        changes += 1
                        reviewed += _names_another(reviewers, email)
        if not parents:
            roots.append((timestamp, oid.decode("ascii", "replace")))
    weeks = [_week(start) for start in reversed(starts)]
    weekly = {week: number for week, number in zip(weeks, bins, strict=True) if number}
    return History(
        commits=commits,
        contributors=people.count(),
        weekly=weekly,
        authors=_authors(lately, earliest, weeks),
        reviews=NotedReviews(reviewed=reviewed, changes=changes),
        root=ObjectId(min(roots)[1]) if roots else None,
        first=moment(first, now) if last else None,
        last=moment(last, now) if last else None,
        ahead=ahead,
    )


def _authors(
    lately: Mapping[tuple[bytes, int], int], earliest: Mapping[bytes, int], weeks: Sequence[str]
) -> tuple[Author, ...]:
    ids = {email: author_id(email.decode("utf-8", "replace")) for email, _ in lately}
    first: dict[AuthorId, int] = {}
    for email, author in ids.items():
        first[author] = min(first.get(author, earliest[email]), earliest[email])
    commits: Counter[tuple[AuthorId, str]] = Counter()
    for (email, week), number in lately.items():
        commits[ids[email], weeks[week]] += number
    began = {author: _week(datetime.fromtimestamp(stamp, UTC).date()) for author, stamp in first.items()}
    return as_authors(commits, began)


def as_authors(
    commits: Mapping[tuple[AuthorId, str], int],
    first: Mapping[AuthorId, str | None],
    accounts: Mapping[AuthorId, AuthorId] = MappingProxyType({}),
) -> tuple[Author, ...]:
    """Put commits by author and ISO week together. The least active beyond a limit become `NOBODY`."""
    totals: Counter[AuthorId] = Counter()
    for (author, _), number in commits.items():
        totals[author] += number
    named = sorted((author for author in totals if author != NOBODY), key=lambda one: (-totals[one], one))[:AUTHORS]
    kept = frozenset(named)
    weeks: dict[AuthorId, Counter[str]] = {}
    for (author, week), number in commits.items():
        weeks.setdefault(author if author in kept else NOBODY, Counter())[week] += number
    return tuple(
        Author(
            id=author,
            weeks=dict(sorted(counts.items())),
            first=first.get(author) if author in kept else None,
            account=accounts.get(author) if author in kept else None,
        )
        for author, counts in sorted(weeks.items())
    )


def _names_another(reviewers: bytes, author: bytes) -> bool:
    """Whether trailers name a person other than the author."""
    found = (address.lower() for address in _ADDRESS.findall(reviewers))
    return any(address != author and not _is_bot(address) for address in found)


def moment(timestamp: int, now: datetime) -> datetime | None:
    """A timestamp as a UTC time; None if it cannot have been."""
    return datetime.fromtimestamp(timestamp, UTC) if 0 < timestamp <= _latest(now) else None


def _latest(now: datetime) -> int:
    return min(int((now + CLOCK_SKEW).timestamp()), _LARGEST_TIMESTAMP)


def tag_time(data: Object | None, now: datetime) -> datetime | None:
    """When a tag was made: the tagger's time, or for a bare tag its commit's."""
    timestamp = _tag_timestamp(data)
    return None if timestamp is None else moment(timestamp, now)


def tag_is_ahead(data: Object | None, now: datetime) -> bool:
    """Whether a tag is dated so far ahead of the clock that its date counts as unknown."""
    return (_tag_timestamp(data) or 0) > _latest(now)


def _tag_timestamp(data: Object | None) -> int | None:
    if data is None or data.type not in ("tag", "commit"):
        return None
    match = _TIMESTAMP.search(data.data.partition(b"\n\n")[0])
    return int(match[1]) if match else None


def _is_bot(text: bytes) -> bool:
    return is_bot(text.decode("utf-8", "replace"))


def _week(start: date) -> str:
    year, week, _ = start.isocalendar()
    return f"{year:04d}-W{week:02d}"
