"""Projects for tests: one with everything said, a varied list, and the extreme ones."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from msgspec.structs import replace

from innersource_marketplace import escape
from innersource_marketplace.insight import score
from innersource_marketplace.model import (
    Channel,
    DocumentRole,
    Gig,
    GovernanceLevel,
    Issue,
    LanguageShare,
    Lifecycle,
    Origin,
    Project,
    ProjectKey,
    Provider,
    Release,
    SafeUrl,
    SiteSettings,
    TrustedCommitter,
    day_of,
)

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)

SETTINGS = SiteSettings(
    organization="Acme",
    title="Acme InnerSource",
    purpose="Find something to build on, and people who want your help.",
)


def address(text: str) -> SafeUrl:
    """An address that is known to be good."""
    url = escape.url(text)
    assert url is not None
    return url


def make_project(**changes: Any) -> Project:
    """A project with everything known; `changes` replaces fields."""
    owner, name = changes.get("owner", "payments"), changes.get("name", "ledger")
    base = f"https://git.acme.example/{owner}/{name}"
    project = Project(
        key=ProjectKey(f"git.acme.example/{owner}/{name}"),
        page=f"projects/{escape.slug(owner)}/{escape.slug(name)}/",
        host="git.acme.example",
        owner=owner,
        name=name,
        provider=Provider.GIT,
        title="Ledger",
        url=escape.url(base),
        description="Double-entry bookkeeping for every service that moves money.",
        motivation="Five teams had five ledgers. One is enough, if all can change it.",
        contributions=("Code", "Documentation"),
        skills=("Go", "PostgreSQL", "Accounting", "gRPC"),
        topics=("ledger", "payments"),
        language="Go",
        languages=(LanguageShare(name="Go", weight=9000), LanguageShare(name="Shell", weight=1000)),
        logo=None,
        docs=address(f"{base}/docs"),
        team="Payments",
        trusted_committers=(
            TrustedCommitter(
                name="Ada Marsh",
                account="ada",
                role="Reviewer",
                scope="API",
                time_zone="Europe/Berlin",
                contact=address("mailto:ada@acme.example"),
            ),
        ),
        code_owners=("@payments/core",),
        communication=(Channel(purpose="chat", text="#ledger", url=address("https://chat.acme.example/ledger")),),
        governance_level=GovernanceLevel.CONTRIBUTIONS_WELCOME,
        lifecycle=Lifecycle.ACTIVE,
        license="MIT",
        getting_started="make up, then open localhost:8080",
        warranty_days=30,
        support="Answers within two working days.",
        gigs=(
            Gig(
                title="Explain rounding in the handbook",
                description="Three pages disagree.",
                skills=("Writing",),
                effort="half a day",
                mentor="Ada Marsh",
                benefit="You will never fear half a cent again",
                kind="documentation",
            ),
        ),
        issues=(
            Issue(
                number=12,
                title="Reject postings in closed periods",
                url=address(f"{base}/issues/12"),
                labels=("good first issue",),
                created_at=NOW - timedelta(days=9),
                assigned=False,
                linked_pull_request=False,
            ),
        ),
        supersedes=(),
        alternatives=(),
        documents={
            DocumentRole.README: escape.url(f"{base}/blob/main/README.md"),
            DocumentRole.CONTRIBUTING: escape.url(f"{base}/blob/main/CONTRIBUTING.md"),
        },
        ci_files=(".gitlab-ci.yml",),
        test_files=41,
        stars=17,
        forks=4,
        subscribers=9,
        open_issues=6,
        commits=1240,
        contributors=19,
        activity=tuple((week * 7) % 11 for week in range(52)),
        created_at=NOW - timedelta(days=1200),
        updated_at=NOW - timedelta(days=3),
        releases=(
            Release(tag="v2.3.0", published_at=NOW - timedelta(days=20), url=escape.url(f"{base}/releases/v2.3.0")),
        ),
        release_count=14,
        default_branch="main",
        score=None,
        origins={"title": Origin.METADATA, "language": Origin.DERIVED, "stars": Origin.HOST, "team": Origin.CATALOG},
        collected_at=NOW - timedelta(hours=5),
        failing_since=None,
        first_seen=NOW - timedelta(days=90),
        has_metadata=True,
        edit_metadata=escape.url(f"{base}/edit/main/innersource.json"),
    )
    changed = replace(project, **changes)
    if "score" in changes:
        return changed
    return replace(
        changed,
        score=score.activity_score(
            today=day_of(NOW),
            updated_at=changed.updated_at,
            created_at=changed.created_at,
            forks=changed.forks,
            stars=changed.stars,
            weekly_commits=changed.activity,
            description_characters=len(changed.description or ""),
            contributing=DocumentRole.CONTRIBUTING in changed.documents,
        ),
    )


NOTHING_KNOWN: Mapping[str, Any] = {
    "description": None,
    "motivation": None,
    "contributions": (),
    "skills": (),
    "topics": (),
    "language": None,
    "languages": (),
    "docs": None,
    "url": None,
    "trusted_committers": (),
    "code_owners": (),
    "communication": (),
    "governance_level": None,
    "lifecycle": None,
    "license": None,
    "getting_started": None,
    "warranty_days": None,
    "support": None,
    "gigs": (),
    "issues": None,
    "documents": {},
    "ci_files": None,
    "test_files": None,
    "stars": None,
    "forks": None,
    "subscribers": None,
    "open_issues": None,
    "commits": None,
    "contributors": None,
    "activity": None,
    "created_at": None,
    "updated_at": None,
    "releases": None,
    "release_count": None,
    "default_branch": None,
    "score": None,
    "origins": {},
    "has_metadata": False,
    "edit_metadata": None,
}
"""What a project looks like of which only the name is known."""

_TEAMS = {
    "payments": "Payments",
    "identity": "Identity",
    "data": "Data Platform",
    "web": "Web Experience",
    "logistics": "Logistics",
    "platform": "Platform",
}
_WORKS = (
    ("ledger", "Ledger", "Go", "Double-entry bookkeeping for every service that moves money.", "Accounting"),
    ("invoice-renderer", "Invoice Renderer", "Kotlin", "Turns orders into invoices that 14 countries accept.", "PDF"),
    (
        "fraud-rules",
        "Fraud Rules",
        "Python",
        "Readable rules against fraud, tested against last year's cases.",
        "Rules",
    ),
    ("session-store", "Session Store", "Rust", "Sessions that survive a data centre.", "Redis"),
    ("login-kit", "Login Kit", "TypeScript", "The login form everybody can drop in, passkeys included.", "WebAuthn"),
    ("directory-sync", "Directory Sync", "Java", "Keeps people and teams the same in every system.", "LDAP"),
    ("lake-loader", "Lake Loader", "Scala", "Loads events into the data lake, exactly once.", "Spark"),
    ("metric-catalog", "Metric Catalogue", "Python", "One definition for each number we report.", "SQL"),
    (
        "notebook-runner",
        "Notebook Runner",
        "Python",
        "Runs notebooks on a schedule, and tells you when not.",
        "Jupyter",
    ),
    ("design-system", "Design System", "TypeScript", "Buttons, forms and words that look like us.", "CSS"),
    ("shop-search", "Shop Search", "Java", "Finds the right article for the wrong word.", "Lucene"),
    ("image-scaler", "Image Scaler", "C++", "Every picture in the size that is asked for.", "Vips"),
    ("route-planner", "Route Planner", "C#", "Plans the day of four hundred vans.", "Optimization"),
    ("label-printer", "Label Printer", "C", "Drives label printers that nobody else drives.", "Firmware"),
    ("dock-scheduler", "Dock Scheduler", "Ruby", "Who unloads when, and at which gate.", "Rails"),
    ("http-client", "HTTP Client", "Go", "Time-outs, retries and tracing, decided once.", "Networking"),
    ("deploy-bot", "Deploy Bot", "Shell", "Brings a green branch to production, step by step.", "Kubernetes"),
    ("feature-flags", "Feature Flags", "Elixir", "Turn things on for some people first.", "OTP"),
)
_OLDEST = 20_000
"""Days; dates begin again with the year 1971, so that any number of projects has some."""

_WANTED = ("Code", "Documentation", "Tests", "Design", "Translation")


@cache
def varied_projects(count: int = 40) -> tuple[Project, ...]:
    """Plausible projects of six teams, varied in all that the gallery filters and sorts by."""
    owners = tuple(_TEAMS)
    levels, lifecycles = (None, *GovernanceLevel), (Lifecycle.ACTIVE, *Lifecycle, None)
    made = []
    for index in range(count):
        name, title, language, purpose, skill = _WORKS[index % len(_WORKS)]
        generation = index // len(_WORKS)
        suffix = f"-{generation + 1}" if generation else ""
        owner = owners[(index // 3 + generation) % len(owners)]
        made.append(
            make_project(
                owner=owner,
                name=name + suffix,
                title=title + (f" {generation + 1}" if generation else ""),
                description=purpose,
                team=_TEAMS[owner],
                language=language,
                skills=(language, skill, *(("Testing", "Docker", "Writing")[: index % 4])),
                topics=(skill.lower(), owner, *(("ready",) if index % 3 else ())),
                contributions=tuple(dict.fromkeys((_WANTED[index % 5], _WANTED[(index * 3) % 5]))),
                governance_level=levels[index % len(levels)],
                lifecycle=lifecycles[index % len(lifecycles)],
                license=("MIT", "Apache-2.0", None)[index % 3],
                stars=index * 5 % 23 if index % 4 else None,
                gigs=(),
                issues=tuple(
                    Issue(number=number, title=f"Task {number}", url=None, assigned=False)
                    for number in range(1, index % 5)
                )
                if index % 3
                else None,
                activity=tuple((week * (index + 3) * 7) % (index % 9 + 2) for week in range(52)) if index % 7 else None,
                created_at=NOW - timedelta(days=30 + index * 50 % _OLDEST),
                updated_at=NOW - timedelta(days=index * 11 % 400),
                first_seen=NOW - timedelta(days=index * 6 % _OLDEST),
                trusted_committers=make_project().trusted_committers if index % 2 else (),
            )
        )
    return tuple(made)


HOSTILE_TEXTS = (
    "</title><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "x {: onclick=alert(1) }",
    "[x](javascript:alert(1)){: onclick=alert(1) }",
    "a | b \\ ` c",
    "--- template: evil.html",
    "{{ config }} {% raw %} ${{ secrets.X }}",
    "=HYPERLINK(1)",
    "</div></div><h1>out</h1>",
    '--8<-- ".env"',
    "<!-- TODO --> <![CDATA[x]]> <?x",
    "&#106;avascript:alert(1) &lt;b&gt;",
    "__proto__",
    "constructor",
)
"""Texts that would act where an encoder is missing. Origin: the attacks shown to work on this stack."""


@cache
def hostile_projects() -> tuple[Project, ...]:
    """One project a hostile text, with the text in every field that holds text."""
    return tuple(
        make_project(
            owner=f"hostile-{index}",
            name="case",
            title=text,
            description=text,
            motivation=text,
            contributions=(text,),
            skills=(text, text + "2"),
            topics=(text,),
            language=text,
            languages=(LanguageShare(name=text, weight=3), LanguageShare(name="Go", weight=2)),
            team=text,
            trusted_committers=(TrustedCommitter(name=text, account=text, role=text, scope=text, time_zone=text),),
            code_owners=(text,),
            communication=(Channel(purpose=text, text=text),),
            license=text,
            getting_started=text,
            gigs=(Gig(title=text, description=text, skills=(text,), effort=text, mentor=text, kind=text),),
            issues=(Issue(number=1, title=text, url=None, labels=(text,)),),
            supersedes=(text,),
            alternatives=(text,),
            ci_files=(text,),
            releases=(Release(tag=text),),
            default_branch=text,
        )
        for index, text in enumerate(HOSTILE_TEXTS)
    )


@cache
def extreme_projects() -> tuple[Project, ...]:
    """Projects that strain a layout: long, right to left, empty, crowded, failing."""
    return (
        make_project(
            owner="a-team-with-a-very-long-name-that-goes-on-and-on",
            name="an-extraordinarily-long-repository-name-that-nobody-should-have-chosen-but-somebody-did",
            title="Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" + "x" * 40,
            description="Pneumonoultramicroscopicsilicovolcanoconiosis" * 6,
            skills=("Supercalifragilisticexpialidocious engineering at scale", "B" * 60, "C", "D"),
        ),
        make_project(
            owner="rtl",
            name="daftar",
            title="دفتر الحسابات",
            description="قيد مزدوج لكل خدمة تنقل المال، مع تقارير يومية.",
            team="المدفوعات",
            skills=("محاسبة", "Go"),
        ),
        make_project(owner="bare", name="nothing", title="nothing", team="bare", **NOTHING_KNOWN),
        make_project(
            owner="crowd",
            name="tags",
            title="A hundred topics",
            topics=tuple(f"topic-{number}" for number in range(100)),
            skills=tuple(f"Skill {number}" for number in range(100)),
        ),
        make_project(
            owner="stale",
            name="failing",
            title="Failing since last week",
            collected_at=NOW - timedelta(days=8),
            failing_since=NOW - timedelta(days=7),
            activity=(0,) * 52,
        ),
    )
