"""Commits by week: counted from the recent history, exactly or not at all.

The host hands out a hundred commits at a time. A repository with a few hundred in the year is read
page by page; for a busier one the host is asked for the number in each week. Either way the weeks
must add up to the total that the host names, otherwise the activity is unknown: an estimate would
look like a fact.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from innersource_marketplace.collect.sources.forge.api import Api, QuestionFailed, SourceStopped
from innersource_marketplace.collect.sources.forge.json_values import flag, integer, mapping, nodes, text, within
from innersource_marketplace.collect.sources.git.reading.history import as_authors
from innersource_marketplace.collect.sources.github.reading import queries
from innersource_marketplace.collect.sources.github.reading.batches import Sizes, ask_in_batches
from innersource_marketplace.formats.authors import NOBODY, author_id, is_bot
from innersource_marketplace.limits import ACTIVITY_WEEKS
from innersource_marketplace.model import CLOCK_SKEW, Author, AuthorId, ObjectId

PAGED_COMMITS = 500
"""Commits a year up to which pages are read; beyond, the weeks are counted by the host."""

OPEN_WEEKS = 4
"""Newest weeks that are always counted again; a branch merged late brings older dates along, which
the comparison with the total finds out."""

_PAGE_BATCH = Sizes(start=10, smallest=2, largest=20)


class Recent(msgspec.Struct, frozen=True, kw_only=True):
    """The recent history of one repository as far as it was read.

    `emails` and `accounts` are those of the authors of `dates`, "" where the host names none.
    """

    owner: str
    name: str
    head: ObjectId
    total: int
    dates: tuple[datetime, ...]
    emails: tuple[str, ...]
    accounts: tuple[str, ...]
    cursor: str | None

    @property
    def people(self) -> frozenset[AuthorId]:
        """The people behind the addresses of authors, by hash, bots left out: an account counts once."""
        accounts = {
            author_id(email): author_id(account)
            for email, account in zip(self.emails, self.accounts, strict=True)
            if account
        }
        found = (author_id(email) for email in self.emails if email and not is_bot(email))
        return frozenset(accounts.get(author, author) for author in found)

    @property
    def whole(self) -> bool:
        """Whether every commit that the host counted was read."""
        return self.cursor is None and len(self.dates) == self.total


def window_start(now: datetime) -> datetime:
    """The Monday, at midnight UTC, of the first week whose commits are counted."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=today.weekday(), weeks=ACTIVITY_WEEKS)


def stamp(moment: datetime) -> str:
    """A moment as GraphQL takes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def week_of(moment: datetime) -> str:
    """The ISO week of a moment, in UTC."""
    year, week, _ = moment.astimezone(UTC).isocalendar()
    return f"{year:04d}-W{week:02d}"


def read_recent(commit: Mapping[str, object] | None, owner: str, name: str, head: ObjectId | None) -> Recent | None:
    """Read the first page of the recent history; None if the host did not give it."""
    page = within(commit, "recent")
    entries = nodes(commit, "recent")
    total = integer(page, "totalCount")
    if entries is None or total is None or head is None:
        return None
    commits = _commits(entries)
    return Recent(
        owner=owner,
        name=name,
        head=head,
        total=total,
        dates=tuple(date for date, _, _ in commits),
        emails=tuple(email for _, email, _ in commits),
        accounts=tuple(account for _, _, account in commits),
        cursor=_next(page),
    )


def _commits(entries: Iterable[Mapping[str, object]]) -> list[tuple[datetime, str, str]]:
    """When each commit was made, by which address and account; "" where the host names none."""
    commits: list[tuple[datetime, str, str]] = []
    for entry in entries:
        try:
            date = datetime.fromisoformat(text(entry, "committedDate") or "")
            date = date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            continue
        email, account = text(within(entry, "author"), "email"), text(within(entry, "author", "user"), "login")
        commits.append((date, (email or "").lower(), account or ""))
    return commits


def _next(page: Mapping[str, object] | None) -> str | None:
    info = within(page, "pageInfo")
    return text(info, "endCursor") if flag(info, "hasNextPage") is True else None


def weekly(dates: Iterable[datetime], now: datetime) -> dict[str, int]:
    """Commits by ISO week, weeks without any absent; what a clock dated a little ahead is of the running week."""
    return dict(sorted(Counter(week_of(_dated(date, now)) for date in dates).items()))


def _dated(date: datetime, now: datetime) -> datetime:
    return now if now < date <= now + CLOCK_SKEW else date


def recent_authors(
    recent: Recent, known: Sequence[Author] | None, commits: int | None, now: datetime
) -> tuple[Author, ...] | None:
    """The people behind the weeks, bots left out; None where some of them were not read.

    `known` are those stored before, for the weeks before the oldest commit that was read. Who came
    first when is known only where the year's commits are all there are (`commits`).
    """
    first_week, today = week_of(window_start(now)), week_of(now)
    read: Counter[tuple[AuthorId, str]] = Counter()
    began: dict[AuthorId, str | None] = {}
    accounts: dict[AuthorId, AuthorId] = {}
    for date, email, account in zip(recent.dates, recent.emails, recent.accounts, strict=True):
        week = week_of(_dated(date, now))
        if week > today or is_bot(email):
            continue
        author = author_id(email)
        if account and author != NOBODY:
            accounts[author] = author_id(account)
        read[author, week] += 1
        began[author] = min(began.get(author) or week, week)
    if recent.whole:
        return as_authors(read, began if recent.total == commits else {}, accounts)
    if known is None or not recent.dates:
        return None
    oldest = week_of(min(recent.dates))
    merged = Counter({(author, week): number for (author, week), number in read.items() if week > oldest})
    for one in known:
        merged.update({(one.id, week): n for week, n in one.weeks.items() if first_week <= week <= oldest})
    before = {one.id: one.account for one in known if one.account is not None}
    return as_authors(merged, {one.id: one.first for one in known}, before | accounts)


def count_weeks(
    api: Api,
    recents: Sequence[Recent],
    known: Mapping[str, Mapping[str, int] | None],
    now: datetime,
    *,
    accounts: bool = False,
) -> Iterator[tuple[Recent, dict[str, int] | None]]:
    """Give the weeks of each repository, asking for more pages or numbers where needed; None is unknown.

    `known` holds stored weeks by `owner/name`; `accounts` asks for those of authors too. Never raises.
    """
    today = week_of(now)
    for recent, numbers in _count_weeks(api, recents, known, now, accounts=accounts):
        # Commits that a wrong clock dated into the future count for the total, but for no week.
        yield recent, None if numbers is None else {week: number for week, number in numbers.items() if week <= today}


def _count_weeks(
    api: Api,
    recents: Sequence[Recent],
    known: Mapping[str, Mapping[str, int] | None],
    now: datetime,
    *,
    accounts: bool,
) -> Iterator[tuple[Recent, dict[str, int] | None]]:
    paged: list[Recent] = []
    busy: list[Recent] = []
    for recent in recents:
        if recent.whole:
            yield recent, weekly(recent.dates, now)
        elif (merged := _with_closed_weeks(recent, known.get(f"{recent.owner}/{recent.name}"), now)) is not None:
            yield recent, merged
        elif recent.total <= PAGED_COMMITS and recent.cursor is not None:
            paged.append(recent)
        else:
            busy.append(recent)
    yield from _page_through(api, paged, now, accounts=accounts)
    for recent in busy:
        yield recent, _by_number(api, recent, known.get(f"{recent.owner}/{recent.name}"), now)


def _with_closed_weeks(recent: Recent, known: Mapping[str, int] | None, now: datetime) -> dict[str, int] | None:
    """Known weeks for what lies before the oldest commit that was read, if the sum proves right."""
    if not known or not recent.dates:
        return None
    first = week_of(window_start(now))
    oldest = week_of(min(recent.dates))
    read = {week: number for week, number in weekly(recent.dates, now).items() if week > oldest}
    kept = {week: number for week, number in known.items() if first <= week <= oldest}
    return dict(sorted((kept | read).items())) if sum(kept.values()) + sum(read.values()) == recent.total else None


def _page_through(
    api: Api, recents: list[Recent], now: datetime, *, accounts: bool
) -> Iterator[tuple[Recent, dict[str, int] | None]]:
    since = stamp(window_start(now))
    left = recents
    while left:
        unfinished: list[Recent] = []

        def question(batch: Sequence[Recent]) -> tuple[str, Mapping[str, object]]:
            variables: dict[str, object] = {"since": since}
            for index, recent in enumerate(batch):
                variables |= {
                    f"o{index}": recent.owner,
                    f"n{index}": recent.name,
                    f"h{index}": recent.head,
                    f"a{index}": recent.cursor,
                }
            return queries.commits(len(batch), accounts=accounts), variables

        for got in ask_in_batches(api, left, question, _PAGE_BATCH):
            commit = within(got.node, "object")
            further = read_recent(commit, got.item.owner, got.item.name, got.item.head)
            if further is None or not further.dates or further.cursor == got.item.cursor:
                yield got.item, None
                continue
            read = Recent(
                owner=got.item.owner,
                name=got.item.name,
                head=got.item.head,
                total=got.item.total,
                dates=got.item.dates + further.dates,
                emails=got.item.emails + further.emails,
                accounts=got.item.accounts + further.accounts,
                cursor=further.cursor,
            )
            if read.cursor is None or len(read.dates) >= read.total:
                yield read, weekly(read.dates, now) if len(read.dates) == read.total else None
            else:
                unfinished.append(read)
        left = unfinished


def _by_number(api: Api, recent: Recent, known: Mapping[str, int] | None, now: datetime) -> dict[str, int] | None:
    # One span more than there are weeks so far: it takes what wrong clocks dated into the future.
    starts = [window_start(now) + timedelta(weeks=index) for index in range(ACTIVITY_WEEKS + 2)]
    if known:
        newest = _ask_weeks(api, recent, starts[-OPEN_WEEKS:])
        if newest is None:
            return None
        closed = {week_of(start) for start in starts[:-OPEN_WEEKS]}
        merged = {week: number for week, number in known.items() if week in closed} | newest
        if sum(merged.values()) == recent.total:
            return dict(sorted(merged.items()))
    numbers = _ask_weeks(api, recent, starts)
    return numbers if numbers is not None and sum(numbers.values()) == recent.total else None


def _ask_weeks(api: Api, recent: Recent, starts: Sequence[datetime]) -> dict[str, int] | None:
    variables: dict[str, object] = {"o": recent.owner, "n": recent.name, "h": recent.head}
    for index, start in enumerate(starts):
        variables[f"s{index}"] = stamp(start)
        end = start + (timedelta(days=36_500) if index == len(starts) - 1 else timedelta(weeks=1))
        variables[f"u{index}"] = stamp(end - timedelta(seconds=1))  # the host includes the end
    try:
        answer = api.query(queries.weeks(len(starts)), variables)
    except (QuestionFailed, SourceStopped):
        return None
    commit = within(answer.data, "repository", "object")
    numbers: dict[str, int] = {}
    for index, start in enumerate(starts):
        number = integer(mapping((commit or {}).get(f"w{index}")), "totalCount")
        if number is None:
            return None
        if number:
            numbers[week_of(start)] = number
    return numbers
