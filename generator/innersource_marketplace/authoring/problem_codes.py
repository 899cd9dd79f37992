"""Meanings of problem codes: one table, for `check`, for editors and for the documentation."""

from collections.abc import Mapping

import msgspec

DOCUMENTATION_PAGE = "reference/problems.md"
"""The page that is made from this table; each code is an anchor on it."""


class CodeMeaning(msgspec.Struct, frozen=True):
    """The meaning of a code in a sentence, and its chapter."""

    chapter: str
    meaning: str


def anchor(code: str, site: str | None = None) -> str:
    """Give the place in the documentation where a code is explained: on `site`, or relative to any site."""
    if site is None:
        return f"{DOCUMENTATION_PAGE}#{code}"
    return f"{site.rstrip('/')}/{DOCUMENTATION_PAGE.removesuffix('.md')}/#{code}"


def _chapter(name: str, meanings: Mapping[str, str]) -> dict[str, CodeMeaning]:
    return {code: CodeMeaning(name, meaning) for code, meaning in meanings.items()}


CODES: Mapping[str, CodeMeaning] = {
    **_chapter(
        "The file",
        {
            "alias": "YAML anchors and aliases are not supported: a few lines of them can expand to gigabytes.",
            "byte-order-mark": "The file starts with a byte order mark. It is read, but other programs may reject it.",
            "comment": "JSON does not allow comments. Use the key $comment, or remove the comment.",
            "duplicate-key": "A key appears twice in one object. The first one is used.",
            "empty-file": "The file is empty.",
            "key-not-text": "A YAML key is a list or an object.",
            "lfs-pointer": "The file is a Git LFS pointer. Metadata must be in the repository itself.",
            "lone-surrogate": "A text contains half of a surrogate pair, which is not a character.",
            "merge-key": "YAML merge keys (<<) are not supported.",
            "not-a-number": "NaN and Infinity are not JSON values.",
            "not-an-object": "The file contains a list or a single value instead of an object with keys.",
            "not-utf-8": "The file is not encoded in UTF-8.",
            "number-too-long": "A number is longer or larger than any field allows.",
            "several-documents": "A YAML file contains more than one document. Only the first one is read.",
            "syntax": "The file cannot be parsed. Nothing in it is read.",
            "tag": "YAML tags (!name) are not supported: they can make a program run code.",
            "too-deep": "Values are nested more deeply than any field needs.",
            "too-large": "The file is too large.",
            "too-many-problems": "There are more problems than are listed.",
            "too-many-values": "The file contains too many values.",
            "trailing-comma": "JSON does not allow a comma before a closing bracket.",
            "unknown-file": "The file is neither a catalogue nor a metadata file.",
        },
    ),
    **_chapter(
        "Keys and values",
        {
            "boolean-expected": "A text is given instead of true or false. It was understood.",
            "duplicate-number": "A pull request or issue appears twice in a record. The first one is used.",
            "duplicate-item": "A list contains the same text twice. Case is ignored.",
            "empty-value": "A text or an item of a list is empty.",
            "invalid": "A value breaks a rule of the schema that has no more specific code.",
            "list-expected": "A single value is given instead of a list. It was understood.",
            "missing-key": "A required key is missing.",
            "missing-value": "A list that needs at least one item is empty.",
            "number-expected": "A text is given instead of a number. It was understood.",
            "other-spelling": "A key has a spelling that this program understands, but other programs may not.",
            "other-word": "A value is understood, but has a different spelling in the format.",
            "files-disagree": "Two metadata files of a repository disagree. The first one in the order is used.",
            "nothing-of-this-project": "A metadata file describes other things, but not the repository that it is in.",
            "other-format": "A file has the name of a metadata file, but something else in it.",
            "out-of-range": "A number is outside the allowed range.",
            "second-spelling": "An object contains two spellings of the same key. One of them is not read.",
            "text-cut": "A text is too long to show, and is cut.",
            "text-too-long": "A text is longer than the field allows.",
            "too-many-items": "A list is too long to show, and is cut.",
            "unknown-key": "A key is not known. It may be misspelt, or belong to another program.",
            "unknown-word": "A value is not one of those that the field allows.",
            "wrong-type": "A value has the wrong type. It is ignored.",
        },
    ),
    **_chapter(
        "Meaning",
        {
            "account-refused": "This is not an account name.",
            "address-refused": "An address is relative, not valid, not of an allowed kind, or contains a password.",
            "channel-empty": "A channel has neither a text nor an address.",
            "color-refused": "A colour is not written as # and three or six hexadecimal digits.",
            "contrast-low": "Text in this colour is hard to read; WCAG asks for a contrast of 4.5.",
            "cryptic-title": "A title is a technical name or an abbreviation: hard to say and to search for.",
            "duplicate-entry": "A repository is listed twice. The first entry is used.",
            "date-refused": "A day is not valid, or an end is before its start. The membership is ignored.",
            "duplicate-person": "Somebody is in a team twice on the same days.",
            "duplicate-team": "Two teams have the same name, or claim the same projects. The first one is used.",
            "entry-wordless": "An entry with collect: false has no title or description.",
            "file-kind": "A file has a type that browsers or this program do not support here.",
            "owner-not-team": "The owner is a person's e-mail address; a team is wanted.",
            "folder-refused": "This cannot be the folder of a project: a pattern, a path that leads out, a folder in "
            "another one of the list, one that differs only in upper and lower case, a file, a link or a submodule.",
            "folder-without-metadata": "A folder under “projects” has no innersource.json of its own. It is not "
            "listed.",
            "foreign-docs": "A link to documentation points to another project, or is left over from an example.",
            "gig-untitled": "A task has no title.",
            "logo-missing": "There is no file at the path of the logo.",
            "logo-not-image": "The logo is not an image that can be shown. SVG is not supported.",
            "memberships-overlap": "Somebody is in two teams on the same days. The membership that began last is used.",
            "name-refused": "This is not the name of a repository, owner or branch.",
            "nobody-named": "A trusted committer has neither name nor account.",
            "nothing-listed": "The catalogue has neither sources nor projects.",
            "one-language": "Several languages are given instead of the main one.",
            "path-refused": "A path points outside the repository.",
            "placeholder": "A text is a placeholder from a template, and is ignored.",
            "record-stale": "A record is too old to use. Pull requests and issues are not known.",
            "record-unreadable": "A record is not a regular file, points elsewhere, or cannot be read.",
            "records-missing": "A folder of records in the catalogue does not exist, or cannot be read.",
            "recommended": "Recommended fields are missing. None of them is required.",
            "says-nothing": "A text only repeats the name of the project.",
            "schema-in-part": "The catalogue is so long that only its beginning is checked against the schema.",
            "secret-in-file": "The file contains what looks like a token or a private key.",
            "shelf-unclear": "A shelf has neither a rule nor projects, or has both.",
            "short-description": "A description is too short to say what the project does.",
            "source-kind": "A source has none of git, github, gitlab and gitea, or more than one.",
            "team-cycle": "A team is part of itself, through other teams. “part_of” is ignored.",
            "teams-missing": "The file of teams in the catalogue does not exist. Nothing can be collected.",
            "team-unknown": "A team is part of a team that does not exist. “part_of” is ignored.",
            "text-refused": "A name or address contains line ends or invisible characters, or is too long.",
            "time-refused": "A time is not valid or in the future, or an end is before its start. "
            "The pull request is ignored.",
            "todo": "A text contains a note about work to be done, such as TODO.",
            "topic-refused": "The topic is not allowed on GitHub.",
            "unknown-language": "GitHub's Linguist does not know the language: no colour, no common filter.",
            "variable-refused": "This is not the name of an environment variable.",
            "version-unknown": "The catalogue has a version that this program does not support.",
        },
    ),
}
