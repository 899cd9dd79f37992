"""What each code of a problem in a file means: one table, for `check`, for editors and for the documentation."""

from collections.abc import Mapping
from dataclasses import dataclass

DOCUMENTATION_PAGE = "reference/problems.md"
"""The page that is made from this table; each code is an anchor on it."""


@dataclass(frozen=True, slots=True)
class CodeMeaning:
    """What a code stands for, in a sentence, and the chapter it belongs to."""

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
            "alias": "YAML anchors and aliases are not read; a few lines of them can stand for gigabytes.",
            "byte-order-mark": "The file starts with a byte order mark. It is read, but other programs may refuse it.",
            "comment": "JSON has no comments. Use the key $comment, or take the remark out.",
            "duplicate-key": "A key stands twice in one object; the first one counts.",
            "empty-file": "The file holds nothing.",
            "key-not-text": "A YAML key is a list or an object.",
            "lfs-pointer": "Git LFS keeps the content elsewhere; metadata must be in the repository itself.",
            "lone-surrogate": "A text holds half of a surrogate pair, which is no character.",
            "merge-key": "YAML merge keys (<<) are not read.",
            "not-a-number": "NaN and Infinity are no JSON values.",
            "not-an-object": "The file holds a list or a single value where keys and values are meant.",
            "not-utf-8": "The file is in another encoding than UTF-8.",
            "number-too-long": "A number is longer or larger than any field can mean.",
            "several-documents": "A YAML file holds more than one document; only the first is read.",
            "syntax": "The file cannot be parsed; nothing of it is read.",
            "tag": "YAML tags (!name) are not read; they can ask a program to run code.",
            "too-deep": "Values are nested more deeply than any field needs.",
            "too-large": "The file is larger than any real one.",
            "too-many-problems": "Only the first problems are listed.",
            "too-many-values": "The file holds more values than any real one.",
            "trailing-comma": "JSON allows no comma before a closing bracket.",
            "unknown-file": "The file is neither a catalogue nor an innersource.json.",
        },
    ),
    **_chapter(
        "Keys and values",
        {
            "boolean-expected": "A word stands where true or false is meant; it was understood.",
            "duplicate-number": "A pull request or issue stands twice in a record; the first one counts.",
            "duplicate-item": "A list holds the same word twice, perhaps in another case.",
            "empty-value": "A text or an item of a list is empty.",
            "invalid": "A value breaks a rule of the schema that has no more specific code.",
            "list-expected": "A single value stands where a list is meant; it was understood.",
            "missing-key": "A key that is needed is missing.",
            "missing-value": "A list that needs an item is empty.",
            "number-expected": "A text stands where a number is meant; it was understood.",
            "other-spelling": "A key is spelt in a way that is understood here, but not by other programs.",
            "other-word": "A word is understood, but has another spelling in the format.",
            "out-of-range": "A number is outside of what the field allows.",
            "second-spelling": "Two spellings of one key stand in the same object; one is not read.",
            "text-cut": "A text is longer than a page can show, and is cut.",
            "text-too-long": "A text is longer than the field allows.",
            "too-many-items": "A list is longer than a page can show, and is cut.",
            "unknown-key": "A key is not known; it may be misspelt, or belong to another program.",
            "unknown-word": "A word is none of those that the field allows.",
            "wrong-type": "A value is of another kind than the field wants; it is left out.",
        },
    ),
    **_chapter(
        "Meaning",
        {
            "account-refused": "This can be no account name.",
            "address-refused": "An address is relative, malformed, of a refused kind, or holds a password.",
            "channel-empty": "A channel says neither what to show nor where it is.",
            "color-refused": "A colour is not written as # and three or six hexadecimal digits.",
            "contrast-low": "Text in this colour is hard to read; WCAG asks for a contrast of 4.5.",
            "cryptic-title": "A title that people can neither say nor search for: a technical name or an abbreviation.",
            "duplicate-entry": "A repository is listed twice; the first entry counts.",
            "date-refused": "This can be no day, or an end comes before its beginning; the membership is left out.",
            "duplicate-person": "Somebody is in a team twice on the same days.",
            "duplicate-team": "Two teams have one name, or claim the same projects; the first one counts.",
            "entry-wordless": "An entry that is not collected says nothing of itself.",
            "file-kind": "A file is of a kind that browsers, or this program, do not take here.",
            "foreign-docs": "A link to documentation leads to another project, or is left from an example.",
            "gig-untitled": "A task has no title.",
            "logo-missing": "There is no file at the path of the logo.",
            "logo-not-image": "The logo is no picture that can be shown, such as a drawing in SVG.",
            "memberships-overlap": "Somebody is in two teams on the same days; the membership that began last counts.",
            "name-refused": "This can be no name of a repository, owner or branch.",
            "nobody-named": "A trusted committer has neither name nor account.",
            "nothing-listed": "The catalogue names neither sources nor projects.",
            "one-language": "Several languages are given where the main one is meant.",
            "path-refused": "A path leads outside of the repository.",
            "placeholder": "A text was left as it came from a template, and counts as unset.",
            "record-stale": "A record is so old that what it says of pull requests and issues counts as unknown.",
            "record-unreadable": "A record is no file, leads elsewhere, or may not be read.",
            "records-missing": "The catalogue names a folder of records that is not there, or may not be read.",
            "recommended": "Something is missing that readers look for. Nothing of it is required.",
            "says-nothing": "A text only repeats the name of the project.",
            "schema-in-part": "The catalogue is so long that only its beginning is held against the schema.",
            "secret-in-file": "Something shaped like a token or a private key stands in the file.",
            "shelf-unclear": "A shelf names neither a rule nor projects, or both.",
            "short-description": "A description is too short to tell what the project does.",
            "source-kind": "A source is neither of git nor of GitHub, or of both.",
            "team-cycle": "A team is part of itself, by way of others; it counts as part of nothing.",
            "teams-missing": "The catalogue names a file of teams that is not there; nothing can be collected.",
            "team-unknown": "A team is part of one that is not there; it counts as part of nothing.",
            "text-refused": "A name or address holds line ends or invisible characters, or is too long.",
            "time-refused": "This can be no time, is in the future, or an end comes before its beginning; "
            "the pull request is left out.",
            "todo": "A remark about work to be done is left in a text.",
            "topic-refused": "GitHub allows no such topic.",
            "unknown-language": "GitHub's Linguist knows no such language; no colour and no common filter.",
            "variable-refused": "This can be no name of an environment variable.",
            "version-unknown": "The catalogue is of a version that this program does not know.",
        },
    ),
}
