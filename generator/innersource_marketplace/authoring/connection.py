"""Tries what a first night needs: proxy, certificates, each source with its token and rights, and the site's address.

Each source lists its repositories and reads the first of them, exactly as a night does, so that what
works here works there. Nothing is stored.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from innersource_marketplace.collect.catalog_file import source_name
from innersource_marketplace.collect.first_look import first
from innersource_marketplace.collect.plan import plan
from innersource_marketplace.collect.sources import (
    CATALOG_SOURCES,
    EXPLICIT,
    Changed,
    Excluded,
    Failed,
    Noticed,
    Planned,
    Source,
    Withheld,
    outcomes_of,
)
from innersource_marketplace.errors import ConfigurationError, MarketplaceError, Problem, Severity, SourceError
from innersource_marketplace.escape import plain
from innersource_marketplace.formats.catalog import Catalog, GitSettings, HostSettings
from innersource_marketplace.runtime import TemporaryFolder

_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
_AUTHORITIES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was tried: what came of it in a sentence, and the problems found."""

    message: str
    problems: tuple[Problem, ...] = ()


def try_connections(
    catalog: Catalog,
    *,
    base: Path,
    environment: Mapping[str, str],
    now: datetime,
    read_page: Callable[[str], object],
) -> Iterator[Tried]:
    """Try everything, one after the other.

    `base` is the folder of the catalogue; `read_page` fetches from the address of a site, and raises
    `MarketplaceError` with the reason where it cannot.
    """
    yield _surroundings(environment)
    usable = []
    for settings in catalog.sources:
        # With all entries, for they say what must not be read.
        tried = [*_sources(replace(catalog, sources=(settings,)), base, environment, now)]
        if not any(problem.code == "environment" for one in tried for problem in one.problems):
            usable.append(settings)
        yield from tried
    if any(entry.collect for entry in catalog.projects):
        yield from _sources(replace(catalog, sources=tuple(usable)), base, environment, now, entries=True)
    yield _site(catalog.site.site_url, read_page)


def _surroundings(environment: Mapping[str, str]) -> Tried:
    """Say which proxy and certificates the environment names; neither user names nor passwords."""
    said = []
    for name in _PROXIES:
        value = environment.get(name) or environment.get(name.lower())
        if value:
            said.append(f"{name} is {_without_user(value)}")
    exempt = environment.get("NO_PROXY") or environment.get("no_proxy")
    if said and exempt:
        said.append(f"not used for {exempt}")
    found: list[Problem] = []
    for name in _AUTHORITIES:
        value = environment.get(name, "")
        if value and not Path(value).exists():
            found.append(
                Problem(
                    where=name,
                    code="environment",
                    message=f"names {value}, which does not exist",
                    fix="Correct it, or remove it from the environment.",
                )
            )
        elif value:
            said.append(f"certificates are checked with {name} {value}")
    return Tried(
        message=f"Environment: {'; '.join(said) or 'no proxy, and the certificates of the system'}.",
        problems=tuple(found),
    )


def _without_user(proxy: str) -> str:
    try:
        parts = urlsplit(proxy if "//" in proxy else f"//{proxy}")
        return f"{parts.hostname or '?'}{f':{parts.port}' if parts.port else ''}"
    except ValueError:
        return "not an address"


def _sources(
    catalog: Catalog, base: Path, environment: Mapping[str, str], now: datetime, *, entries: bool = False
) -> Iterator[Tried]:
    """Try the only source of a catalogue, or with `entries` what no source of it collects."""
    where = EXPLICIT if entries else _name(catalog.sources[0])
    with TemporaryFolder() as scratch:
        try:
            made = plan(
                catalog,
                base=base,
                snapshot_path=Path(scratch) / "none.db",
                environment=environment,
                now=now,
                scratch=Path(scratch),
            )
        except ConfigurationError as error:
            yield Tried(
                message=f"{where}: not asked.",
                problems=(_not_asked(where, error),),
            )
            return
        for source in made.sources:
            if source.name == EXPLICIT if entries else source.name not in CATALOG_SOURCES:
                yield _source(source)


def _not_asked(where: str, error: ConfigurationError) -> Problem:
    message, _, fix = str(error).partition(". ")
    fallback = "Correct it in catalog.yml or in the environment."
    return Problem(where=where, code="environment", message=message.removesuffix("."), fix=fix or fallback)


def _name(settings: GitSettings | HostSettings) -> str:
    return source_name(settings) if isinstance(settings, GitSettings) else settings.source_name


def _source(source: Source) -> Tried:
    """List, and read one repository, as a night would."""
    listed, withheld, failed = 0, 0, False
    rules: Counter[str] = Counter()
    read: str | None = None
    problems: list[Problem] = []
    try:
        for outcome in first(outcomes_of(source, {}, full=False), 1):
            match outcome:
                case Planned(total):
                    listed = max(listed, total)
                case Changed(collected):
                    read = collected.facts.key
                case Failed(key, error):
                    failed = True
                    problems.append(_problem(key, error))
                case Excluded(_, rule):
                    rules[str(rule)] += 1
                case Withheld(count):
                    withheld += count
                case Noticed(problem):
                    problems.append(problem)
    except SourceError as error:
        failed = True
        problems.append(_problem(source.name, error))
    if failed:
        return Tried(message=f"{source.name}: failed.", problems=tuple(problems))
    if read is None:
        most = "".join(f"; most often: {plain(rule, 200)}" for rule, _ in rules.most_common(1))
        message = f"{rules.total()} left out by a rule, {withheld} by visibility{most}"
        problems.append(
            Problem(
                where=source.name,
                severity=Severity.WARNING,
                code="lists-nothing",
                message=f"answers, but has nothing to show ({message})",
                fix="Check the name, the topic and the visibility in catalog.yml, and what the token may read.",
            )
        )
        return Tried(message=f"{source.name}: reached.", problems=tuple(problems))
    return Tried(
        message=f"{source.name}: {listed} {'repository' if listed == 1 else 'repositories'} listed; {read} was read.",
        problems=tuple(problems),
    )


def _problem(where: str, error: SourceError) -> Problem:
    return Problem(where=where, code=error.code, message=str(error), fix=error.fix)


def _site(address: str | None, read_page: Callable[[str], object]) -> Tried:
    if address is None:
        return Tried(
            message="Site: no address.",
            problems=(
                Problem(
                    where="catalog.yml",
                    severity=Severity.WARNING,
                    code="no-site-address",
                    message="site.url is missing, so feeds, the sitemap and link previews have no whole addresses",
                    fix="Write the address where you will publish: site.url: https://pages.acme.example/marketplace/",
                ),
            ),
        )
    try:
        read_page(address)
    except MarketplaceError as error:
        return Tried(
            message=f"Site: {address} does not show a marketplace yet.",
            problems=(
                Problem(
                    where=address,
                    severity=Severity.WARNING,
                    code="site-unreachable",
                    message=_sentence(error),
                    fix="Before the first night this is expected. Afterwards, compare it with the address that your "
                    "host of pages names.",
                ),
            ),
        )
    return Tried(message=f"Site: {address} shows a marketplace.")


def _sentence(error: Exception) -> str:
    """The message of an error, as one line without the full stop at its end."""
    return " ".join(str(error).split()).removesuffix(".")
