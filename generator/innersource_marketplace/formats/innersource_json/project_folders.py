"""The folders of a repository that are projects of their own: the key `projects` of its innersource.json."""

import re
from collections.abc import Iterable

from innersource_marketplace import escape
from innersource_marketplace.errors import Words, sentence
from innersource_marketplace.formats.innersource_json import field_values as values
from innersource_marketplace.formats.parsing import Report, at_start, pointer_to, quoted
from innersource_marketplace.limits import FOLDER_CHARACTERS, FOLDERS

METADATA_HOMES = ("", ".github/", ".innersource/")
"""Where an innersource.json may be, in a repository or a folder of it."""
_WILD = re.compile(r"[*?]|\{.*\}")


def project_folders(report: Report, pointer: str, value: object) -> tuple[str, ...] | None:
    """Read the folders, in their order; those that cannot be one are errors and left out.

    A folder is written as `packages/http`, from the root of the repository. None lies in another, so that what
    is in a folder belongs to one project of the list, and no two differ only in upper and lower case.
    """
    if isinstance(value, str):
        message, instead = "expected a list, found a single text", [value]
        report.warning(pointer, "list-expected", message, "Put it in [ ].", instead=instead)
        entries = [(pointer, value)]
    elif value is None:
        return None
    elif isinstance(value, list):
        entries = [(pointer_to(pointer, index), item) for index, item in enumerate(value)]
    else:
        report.wrong_type(pointer, value, "a list of folders")
        return None
    return tuple(_kept(report, pointer, entries))


def folder_pointers(pointer: str, value: object) -> dict[str, str]:
    """The pointer of each folder that `project_folders` takes."""
    entries = [
        (pointer_to(pointer, index), item) for index, item in enumerate(value if isinstance(value, list) else ())
    ]
    return _kept(Report("", at_start), pointer, entries)


def _kept(report: Report, pointer: str, entries: Iterable[tuple[str, object]]) -> dict[str, str]:
    """The folders of a list that can be projects, with their pointers."""
    kept: dict[str, str] = {}
    pointers: dict[str, str] = {}
    for at, item in entries:
        folder = _folder(report, at, item)
        if folder is None:
            continue
        folded = folder.casefold()
        outer = next((other for other in _and_around(folded) if other in kept), None)
        inner = next((other for other in kept if other.startswith(f"{folded}/")), None)
        if folded in kept and kept[folded] == folder:
            message = sentence("{item} is already in the list", item=quoted(folder))
            report.warning(at, "duplicate-item", message, "Remove it.")
        elif folded in kept:
            message = sentence(
                "{folder} differs from {other} only in upper and lower case",
                folder=quoted(folder),
                other=quoted(kept[folded]),
            )
            report.error(at, "folder-refused", message, "Keep the one that is spelled like the folder.")
        elif outer is not None or inner is not None:
            other = quoted(kept[outer or inner or folded])
            message = sentence("{folder} and {other} are nested", folder=quoted(folder), other=other)
            report.error(at, "folder-refused", message, "Keep one of them: a file belongs to one folder of the list.")
        elif len(kept) == FOLDERS:
            message = sentence("the list has more than {most} folders; the rest is left out", most=FOLDERS)
            report.error(pointer, "too-many-items", message, "Keep those that other teams would look for.")
            break
        else:
            kept[folded] = folder
            pointers[folder] = at
    return pointers


def _folder(report: Report, pointer: str, value: object) -> str | None:
    if value is None or not isinstance(value, str):
        report.wrong_type(pointer, value, "a folder, such as packages/http")
        return None
    folder = value.strip().removeprefix("./").rstrip("/")
    steps = folder.split("/")
    if values.text(report, pointer, value, FOLDER_CHARACTERS + 1) is None:
        return None
    message: Words
    if folder in ("", "."):
        message, fix = "the repository itself is a project already", "Remove it."
    elif _WILD.search(folder):
        message = sentence("{folder} is a pattern, and patterns are not read", folder=quoted(folder))
        fix = "Name each folder."
    elif value.strip().startswith("/") or re.match(r"[A-Za-z]:", folder) or "\\" in folder:
        message = sentence("{folder} does not begin at the root of the repository", folder=quoted(value))
        fix = "Write it as packages/http."
    elif any(step in ("", ".", "..") for step in steps):
        message = sentence("{folder} contains . or .., or an empty part", folder=quoted(folder))
        fix = "Write it as packages/http."
    elif steps[0].casefold() == ".git" or f"{folder.casefold()}/" in METADATA_HOMES:
        message = sentence("{folder} belongs to the repository as a whole", folder=quoted(folder))
        fix = "Remove it."
    elif len(folder) > FOLDER_CHARACTERS or escape.plain(folder, FOLDER_CHARACTERS) != folder:
        message = sentence(
            "{folder} is longer than {most} characters, or has some that cannot be shown",
            folder=quoted(folder),
            most=FOLDER_CHARACTERS,
        )
        fix = "Rename the folder."
    else:
        return folder
    report.error(pointer, "folder-refused", message, fix)
    return None


def _and_around(folder: str) -> list[str]:
    """The folders that a folder is in, from the outermost one."""
    steps = folder.split("/")
    return ["/".join(steps[:end]) for end in range(1, len(steps))]
