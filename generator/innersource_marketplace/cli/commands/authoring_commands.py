"""The commands for authors of catalogues and metadata, and for checking a site."""

import functools
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

import click

from innersource_marketplace.audit import audit_site
from innersource_marketplace.authoring.check import check_file, check_named_teams, kind_of_file
from innersource_marketplace.authoring.check.fix import fix_text
from innersource_marketplace.authoring.check.record_folders import check_named_records
from innersource_marketplace.authoring.ci_files import CI_SYSTEMS, next_steps, with_choices
from innersource_marketplace.authoring.import_portal import entries_as_yaml, entries_from_portal
from innersource_marketplace.authoring.init import (
    CI_FORGES,
    PROGRAM_FILE,
    installed_from,
    new_instance,
    program_line,
)
from innersource_marketplace.authoring.problem_formats import (
    format_github,
    format_gitlab,
    format_json,
    format_sarif,
    format_text,
)
from innersource_marketplace.authoring.propose import METADATA_FILE
from innersource_marketplace.cli import job_summary as report
from innersource_marketplace.cli.card_preview import Preview, of_previews, previews
from innersource_marketplace.cli.connection_report import connection_problems
from innersource_marketplace.cli.context import Setting
from innersource_marketplace.cli.local_repository import propose_for
from innersource_marketplace.cli.new_entries import site_of
from innersource_marketplace.cli.options import PROBLEMS_SHOWN
from innersource_marketplace.cli.working_copy import checkout_of, read_file
from innersource_marketplace.errors import NothingUsable, Problem, Severity, UsageError
from innersource_marketplace.escape import log_line, plain, url
from innersource_marketplace.formats.published_schemas import schema as schema_text
from innersource_marketplace.model import SafeUrl
from innersource_marketplace.paths import read_inside

_CHECKED_BY_DEFAULT = ("catalog.yml", "innersource.json")
_VIOLATED = 1
_NEW_FILE_MODE = 0o644


@click.command(
    epilog="Example: marketplace check innersource.json --fix",
)
@click.argument("paths", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option("--fix", is_flag=True, help="Fix what has exactly one correct form. Nothing else in the files changes.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "gitlab", "sarif", "markdown"]),
    default="text",
    show_default=True,
    help="Output format: for people, for programs, as GitHub Actions annotations, as a Code Quality report of GitLab, "
    "for code scanning, or for a comment.",
)
@click.option(
    "--docs-url",
    "site",
    metavar="URL",
    help="The address of a marketplace, for links to its explanations of codes. [default: site.url of catalog.yml]",
)
@click.option(
    "--connect",
    is_flag=True,
    help="Also try what the first night needs: proxy, certificates, each source with its token and rights, and the "
    "address of the site. Stores nothing.",
)
@click.option(
    "--since",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="With --format markdown: the previous catalogue, to show only the cards that change.",
)
@click.pass_obj
def check(
    setting: Setting,
    *,
    paths: tuple[Path, ...],
    fix: bool,
    connect: bool,
    since: Path | None,
    form: Literal["text", "json", "github", "gitlab", "sarif", "markdown"],
    site: str | None,
) -> None:
    """Check catalog.yml and innersource.json files: all problems at once, with fixes.

    Without FILE, those in the current folder. The file of teams and the records of a catalogue are
    checked with it. If innersource.json is in the root of a checkout, its logo and its links are
    checked against the files there. Exit status: 0 clean or warnings only; 1 errors;
    2 wrong usage.
    """
    base = None if site is None else url(site)
    if site is not None and (base is None or base.startswith("mailto:")):
        raise UsageError("--docs-url: not a web address. Write it as https://host/path.")
    problems: list[Problem] = []
    shown: list[Preview] = []
    before = None if since is None else read_file(since)
    chosen = _files(paths)
    catalogs: list[Path] = []
    for path in chosen:
        data = read_file(path)
        if kind_of_file(str(path), data) == "catalog":
            catalogs.append(path)
        if fix:
            data = _fix(setting, path, data)
        problems += check_file(str(path), data, checkout_of(path))
        problems += check_named_teams(str(path), data, functools.partial(read_inside, path.parent))
        if form == "markdown":
            # A comment is written where a proposed catalogue lies by itself, so nothing is missed beside it.
            shown += previews(str(path), data, before)
        else:
            problems += check_named_records(path, data, setting.clock())
    formats = {
        "text": format_text,
        "json": format_json,
        "github": format_github,
        "gitlab": format_gitlab,
        "sarif": format_sarif,
        "markdown": report.of_check,
    }
    if connect and not any(problem.severity is Severity.ERROR for problem in problems):
        problems += connection_problems(setting, catalogs)
    elif connect:
        setting.console.say("The connections were not tried: correct the errors first.")
    quiet = setting.console.quiet and form == "text"  # other forms are for programs, which asked for all of it
    printed = [problem for problem in problems if not quiet or problem.severity is Severity.ERROR]
    click.echo(formats[form](printed, base or (_own_site(chosen) if printed else None)), nl=False)
    if shown:
        click.echo("\n" + of_previews(shown), nl=False)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    files = report.count(len(chosen), "file")
    setting.console.say(
        f"Checked {files}: {report.count(errors, 'error')}, {report.count(len(problems) - errors, 'warning')}."
    )
    if errors:
        raise click.exceptions.Exit(_VIOLATED)


def _fix(setting: Setting, path: Path, data: bytes) -> bytes:
    """Fix a file in place, completely or not at all; gives its new content."""
    fixed = fix_text(str(path), data)
    if fixed == data:
        return data
    if path.is_symlink():
        setting.console.say(f"{path}: is a symbolic link, so it was not changed. Give the file that it points to.")
        return data
    try:
        _replace(path, fixed)
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written ({error.strerror}). It was not changed. Check its permissions."
        ) from error
    setting.console.say(f"{path}: fixed.")
    return fixed


@click.command(
    epilog="Example: marketplace init ours --organization Acme --forge gitlab\n\nExample: marketplace init --project",
)
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option(
    "--organization", default="Our company", show_default=True, help="The name of the organisation, shown on the site."
)
@click.option(
    "--project",
    is_flag=True,
    help="Write an innersource.json instead, for the repository in FOLDER (default: the current folder), from its "
    "README, manifests and owners.",
)
@click.option(
    "--forge",
    type=click.Choice(CI_FORGES),
    default=CI_FORGES[0],
    show_default=True,
    help="The host of the catalogue repository; decides which nightly job is written.",
)
@click.option(
    "--program",
    help="Where the nightly job installs this program from: the https address of a wheel with #sha256=…, "
    "git+https://…@ with the full id of a commit, or innersource-marketplace==VERSION#sha256=… from a package index. "
    "Default: the origin of this installation, if it is known exactly.",
)
@click.option(
    "--ci",
    type=click.Choice([*CI_SYSTEMS]),
    help="The system that runs the nightly job. [default: the forge's own]",
)
@click.option("--site-url", metavar="URL", help="The address that the site will have.")
@click.option("--force", is_flag=True, help="With --project: replace an existing innersource.json.")
@click.pass_obj
def init(
    setting: Setting,
    folder: Path | None,
    organization: str,
    *,
    project: bool,
    forge: str,
    program: str | None,
    ci: str | None,
    site_url: str | None,
    force: bool,
) -> None:
    """Create a catalogue repository in FOLDER, ready to build and to push.

    With --project, create an innersource.json from the files of a repository instead, and print
    where each value came from. Existing files are never overwritten.
    """
    if project:
        _init_project(setting, folder or Path(), force=force)
    elif folder is None:
        raise UsageError("Give a folder for the new catalogue repository, or --project to describe a project.")
    else:
        address = None if site_url is None else url(site_url)
        if site_url is not None and (address is None or not address.startswith(("http://", "https://"))):
            raise UsageError("--site-url: not a web address. Write it as https://host/path/.")
        origin = program_line(program) if program is not None else installed_from()
        instance = with_choices(new_instance(organization, origin, forge), forge=forge, ci=ci, site_url=address)
        _init_catalogue(setting, folder, instance, ci=ci, origin=origin)


def _init_catalogue(
    setting: Setting, folder: Path, instance: Iterable[tuple[str, str]], *, ci: str | None, origin: str | None
) -> None:
    made = 0
    for name, text in instance:
        target = folder / name
        if target.exists() or target.is_symlink():
            setting.console.say(f"{target}: exists already and was not changed.")
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _replace(target, text.encode())
        except OSError as error:
            raise UsageError(f"{target}: cannot be written ({error.strerror}). Choose another folder.") from error
        made += 1
    where = "this folder" if folder == Path() else folder
    setting.console.say(f"Created {report.count(made, 'file')} in {where}. Next:")
    for number, step in enumerate(next_steps(str(folder), ci), 1):
        setting.console.say(f"  {number}. {step}")
    program = folder / PROGRAM_FILE
    if origin is None and program.is_file() and program.read_bytes().startswith(b"#"):
        setting.console.say(
            f"{program}: before you push, write where the nightly job installs the program from. "
            "It could not be detected."
        )


def _init_project(setting: Setting, folder: Path, *, force: bool) -> None:
    target = folder / METADATA_FILE
    if not folder.is_dir():
        raise UsageError(f"{folder}: is not a folder. Give the folder of the repository.")
    if (target.exists() or target.is_symlink()) and not force:
        raise UsageError(f"{target}: exists already and was not changed. Use --force to replace it.")
    proposal = propose_for(folder)
    try:
        _replace(target, proposal.as_json().encode())
    except OSError as error:
        raise UsageError(f"{target}: cannot be written ({error.strerror}).") from error
    setting.console.say(f"{target}: {len(proposal.fields)} fields.")
    for field in proposal.fields:
        value = field.value if isinstance(field.value, str) else json.dumps(field.value, ensure_ascii=False)
        setting.console.say(f"  {field.name:<18} {log_line(f'{plain(value, 60)} ({field.origin})')}")
    if proposal.missing:
        setting.console.say(f"Check the file, and add what is still missing: {', '.join(proposal.missing)}.")


@click.command(
    epilog="Example: marketplace schema innersource > innersource.schema.json",
)
@click.argument("name", type=click.Choice(["catalog", "innersource", "record"]), default="innersource")
def schema(name: Literal["catalog", "innersource", "record"]) -> None:
    """Print the JSON Schema of catalog.yml, innersource.json or a record, for editors and other tools."""
    click.echo(schema_text(name), nl=False)


@click.command(
    "import",
    epilog="Example: marketplace import repos.json >> catalog.yml",
)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--no-collect", is_flag=True, help="Write entries with collect: false, whose repositories are not read.")
@click.pass_obj
def import_portal(setting: Setting, path: Path, no_collect: bool) -> None:
    """Convert the repos.json of SAP's project portal into entries for catalog.yml, on standard output.

    The entries are below the key `projects`; if the catalogue has that key already, add them to it.
    Exit status: 0; 1 nothing usable; 2 wrong usage.
    """
    entries, problems = entries_from_portal(read_file(path), str(path), collect=not no_collect)
    setting.console.problems(problems, most=None if setting.console.verbose else PROBLEMS_SHOWN)
    if not entries:
        raise NothingUsable(f"{path}: contains no project that can be imported.")
    for piece in entries_as_yaml(entries):
        click.echo(piece, nl=False)
    setting.console.say(f"Imported {report.count(len(entries), 'project')}; {report.count(len(problems), 'problem')}.")


_OWN_FOLDERS: Final = (Path("docs"), Path("overrides"))


@click.command(
    epilog="Example: marketplace audit site --secret-env GITHUB_TOKEN",
)
@click.argument("site", type=click.Path(path_type=Path))
@click.option(
    "--secret-env",
    "secrets",
    multiple=True,
    help="The name of an environment variable whose value must not appear in the site. Can be given several times.",
)
@click.option(
    "--own",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A file or a folder of yours, such as overrides, whose scripts, style sheets and other files may be in the "
    "site, byte for byte. Can be given several times; without it, the folders docs and overrides here.",
)
@click.pass_obj
def audit(setting: Setting, site: Path, secrets: tuple[str, ...], own: tuple[Path, ...]) -> None:
    """Check that a built site contains no active content from repositories.

    Reads pages as browsers do. Looks for script handlers, scripts and style sheets that neither the
    program nor the theme has brought, foreign hosts, disguised addresses, another policy, broken links,
    damaged data and secrets. Exit status: 0; 1 violations; 2 wrong usage.
    """
    if not site.is_dir():
        raise UsageError(f"{site}: is not a folder. Give the folder that `marketplace build` wrote to.")
    unset = [name for name in secrets if not setting.environment.get(name)]
    if unset:
        raise UsageError(
            f"{', '.join(unset)}: not set, so there is no value to search for. Set it, or remove --secret-env."
        )
    missing = [str(path) for path in own if not path.exists()]
    if missing:
        raise UsageError(f"{', '.join(missing)}: does not exist. Check --own.")
    # What an operator puts beside the catalogue is in the site as it is: a PDF in docs must not stop a night.
    own = own or tuple(folder for folder in _OWN_FOLDERS if folder.is_dir())
    problems = audit_site(site, canaries=tuple(setting.environment[name] for name in secrets), own=own)
    click.echo(format_text(problems), nl=False)
    setting.console.say(f"Audited {site}: {len(problems)} violations.")
    if problems:
        raise click.exceptions.Exit(_VIOLATED)


def _replace(path: Path, data: bytes) -> None:
    """Replace a file in one step, so that it is never half written. Raises OSError."""
    # The name is not to be guessed: a repository may hold a link of that name that leads elsewhere.
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        beside.chmod(path.stat().st_mode if path.exists() else _NEW_FILE_MODE)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def _files(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    chosen: list[Path] = []
    for path in paths or (Path(),):
        if path.is_dir():
            found = [path / name for name in _CHECKED_BY_DEFAULT if (path / name).is_file()]
            if not found:
                raise UsageError(f"{path}: contains neither catalog.yml nor innersource.json. Give the file to check.")
            chosen += found
        else:
            chosen.append(path)
    return tuple(chosen)


def _own_site(chosen: Iterable[Path]) -> SafeUrl | None:
    """The address of the marketplace, from the catalogue that is checked, or from the one in the current folder."""
    here = Path(_CHECKED_BY_DEFAULT[0])
    for path in (*chosen, *([here] if here.is_file() else ())):
        data = read_file(path)
        if kind_of_file(str(path), data) == "catalog" and (address := site_of(str(path), data)) is not None:
            return address
    return None
