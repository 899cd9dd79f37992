"""What can go wrong, as values for people and as one family of exceptions.

Faults in somebody's data are `Problem` values: they are collected, printed and published, and
never stop the others. Exceptions are for what stops a command; each carries its exit status.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum

import msgspec


class Severity(StrEnum):
    """How bad a problem is: an error withholds something, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Sentence(msgspec.Struct, frozen=True):
    """An English sentence and the named values in it, so that a site can say it in its own language.

    As text it is English. Each `{name}` of the pattern is a value; values can be sentences too.
    """

    pattern: str
    values: "tuple[tuple[str, str | Sentence], ...]"

    def __str__(self) -> str:
        return self.pattern.format_map(dict(self.values))


Words = str | Sentence
"""English words; those without values need no `Sentence` to be found in another language."""


def sentence(pattern: str, /, **values: object) -> Sentence:
    """Make a sentence; values that are no sentences become text."""
    return Sentence(
        pattern, tuple((name, value if isinstance(value, Sentence) else str(value)) for name, value in values.items())
    )


def first_named(names: Sequence[str], most: int) -> Words:
    """At most so many of some names, and how many more there are."""
    shown = ", ".join(names[:most])
    if len(names) <= most:
        return shown
    return sentence("{names} and {more} more", names=shown, more=len(names) - most)


def cleaned(words: Words, clean: Callable[[str], str]) -> Words:
    """Clean a plain text, or every value of a sentence, such as for one line."""
    if isinstance(words, Sentence):
        return Sentence(words.pattern, tuple((name, cleaned(value, clean)) for name, value in words.values))
    return clean(words)


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong, where it is, and what to do about it.

    `where` is a file path or a project key; `line` and `column` count from 1 (0: not applicable);
    `pointer` is a JSON Pointer (RFC 6901) into the document, "" for the whole of it. `instead` is
    the one right thing to write there, as JSON, where there is one: of a key its name, else the value.
    Problems are sorted by place, then by what they say.
    """

    where: str
    line: int = 0
    column: int = 0
    pointer: str = ""
    severity: Severity = Severity.ERROR
    code: str
    message: Words
    fix: Words = ""
    instead: str = ""

    def __lt__(self, other: "Problem") -> bool:
        return self._place() < other._place()

    def _place(self) -> tuple[object, ...]:
        return (
            *(self.where, self.line, self.column, self.pointer),
            *(self.severity, self.code, str(self.message), str(self.fix), self.instead),
        )


class MarketplaceError(Exception):
    """Something that ends the command; the message says what, where and what to do."""

    exit_status = 1


class UsageError(MarketplaceError):
    """Wrong usage or configuration: nothing was tried."""

    exit_status = 2


class ConfigurationError(UsageError):
    """A configuration file is wrong; every problem found in it is in `problems`."""

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class NothingUsable(MarketplaceError):
    """A run found nothing that could be stored or shown.

    `purged` projects that must not be shown any more were removed; what else was there before is untouched.
    `known`: there is a snapshot, of which a site can be built.
    """

    def __init__(self, message: str, *, purged: int = 0, known: bool = False) -> None:
        super().__init__(message)
        self.purged = purged
        self.known = known


class PublishRefused(MarketplaceError):
    """The new site is not fit to replace the old one, which is untouched."""


class SnapshotError(MarketplaceError):
    """The snapshot cannot be read or written: damaged, newer than this program, or locked."""


class SourceError(MarketplaceError):
    """One repository or listing could not be collected. `code` is the typed reason.

    `gone` means that the stored copy must be purged (deleted, made private, blocked), otherwise
    the last good facts stay.
    """

    def __init__(self, code: str, message: Words, fix: Words = "", *, gone: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.fix = fix
        self.gone = gone


class FailureRecord(msgspec.Struct, frozen=True):
    """A `SourceError` as a value, to be written down and raised again elsewhere."""

    code: str
    message: Words
    fix: Words
    gone: bool

    @classmethod
    def of(cls, error: SourceError) -> "FailureRecord":
        """What an error says."""
        return cls(error.code, error.message, error.fix, error.gone)

    def error(self) -> SourceError:
        """The error itself again."""
        return SourceError(self.code, self.message, self.fix, gone=self.gone)
