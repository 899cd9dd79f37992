"""The only way from somebody's text to a safe type: one encoder for each place it can stand.

Everything read from a repository is hostile until it went through here. Callers choose the
encoder by the place where the text will stand, never by where it came from.
"""

import html as html_module
import ipaddress
import json
import re
import unicodedata
from datetime import datetime
from hashlib import sha256
from typing import Final
from urllib.parse import quote, urlsplit

from innersource_marketplace.errors import Words, cleaned
from innersource_marketplace.limits import COMBINING_MARKS, TEXT_CHARACTERS, URL_CHARACTERS
from innersource_marketplace.model import SafeHtml, SafeUrl, Slug

_INVISIBLE = frozenset(
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f"
)
"""Characters that reorder or hide text (CVE-2021-42574); joiners that scripts need stay."""

_MARKS = {
    "_": ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "npm_", "k_live_", "hf_"),
    "-": (
        *("glpat-", "gloas-", "gldt-", "glrt-", "glrtr-", "glcbt-", "glptt-", "glft-", "glimt-", "glagent-"),
        *("glsoat-", "glffct-", "glwt-", "xapp-", "-----BEGIN", "pypi-AgE", "sk-ant-", "sk-proj-"),
    ),
    "": ("xox", "ATATT", "eyJ", "AKIA", "ASIA", "AIza", "hvs."),
}
"""What every secret begins with, by a character in it; looking for these is much quicker than looking for `SECRET`."""
_SHORTEST_SECRET = 15
"""Characters of `xoxb-` and ten more; most texts are names, and shorter."""

SECRET = re.compile(
    r"gh[oprsu]_[A-Za-z0-9_]{16,}|github_pat_[A-Za-z0-9_]{16,}"
    r"|gl(?:pat|oas|dt|rtr?|cbt|ptt|ft|imt|agent|soat|ffct|wt)-[A-Za-z0-9_-]{16,}"
    r"|x(?:ox[a-z]|app)-[A-Za-z0-9-]{10,}|ATATT[A-Za-z0-9_=-]{20,}"
    r"|(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+)?|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|npm_[A-Za-z0-9]{36}|pypi-AgE[A-Za-z0-9_-]{16,}|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{35}"
    r"|[rs]k_live_[A-Za-z0-9]{16,}|hf_[A-Za-z0-9]{30,}|hvs\.[A-Za-z0-9_-]{20,}|sk-(?:ant|proj)-[A-Za-z0-9_-]{20,}"
)
"""What is shaped like a private key, a JSON web token, or a token of a forge, registry or service that marks its own.

Only marks that no word begins with: `glue-` and `global-` are names of projects, and no tokens of GitLab.
"""

REDACTED = "[redacted]"
_USER = re.compile(r"(?<=://)[^/?#@\s]*@")
_TELLING_NAME = (
    r"(?:[a-z0-9]+[-_.])*(?:token|secret|password|passwd|pwd|passphrase|credentials?|signature|sig|jwt|auth|authorization"
    r"|api[-_]?key|access[-_]?key|private[-_]?key|client[-_]?key)"
)
_PARAMETER = r"(?:(?<=[?&;#])|(?<=%3f)|(?<=%26))"
"""Where a parameter begins, also in an address within an address."""
_SECRET_PARAMETER = re.compile(rf"(?i){_PARAMETER}({_TELLING_NAME})(=|%3d)[^&;#\s\"'<>]+")
_LONG_SECRET_PARAMETER = re.compile(
    rf"(?i)(?<=[?&;#])({_TELLING_NAME})(=)(?=[^&;#\s\"'<>]{{0,100}}\d)[A-Za-z0-9._~%+-]{{16,}}"
)
_WEBHOOK = re.compile(
    r"(?i)//(?:hooks\.slack\.com/(?:services|workflows)/|(?:\w+\.)?discord(?:app)?\.com/api/webhooks/"
    r"|[\w.-]+\.webhook\.office\.com/webhook|[^/?#\s]+/hooks/[a-z0-9]{26}\b)"
)
"""Addresses that let whoever has them write to a channel of Slack, Discord, Teams or Mattermost."""

_FILLERS = (
    "\u034f\u115f\u1160\u17b4\u17b5\u2065\u206a-\u206f\u3164\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
)
_ZERO_WIDTH = "\u00ad\u180e\u200b\u2060-\u2064\ufeff"
_DIRECTIONS = "\u061c\u200e\u200f"
_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f"
_SHAPELESS = f"{_ZERO_WIDTH}{_FILLERS}{_DIRECTIONS}{_SELECTORS}\u200c\u200d\U000e0000-\U000e0fff"
_HIDING = re.compile(f"[{_SHAPELESS}]+")
"""Characters without a shape of their own; each has one place where it means something, or none.

Source: the Unicode property Default_Ignorable_Code_Point, but for the overrides that reorder a text.
"""

_FLAG = "\U0001f3f4"
_REGION = re.compile("[\U000e0030-\U000e0039\U000e0061-\U000e007a]{4,6}\U000e007f")
_SELECTOR = re.compile("[\ufe00-\ufe0f]")
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SELECTOR_OF_IDEOGRAPHS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_MONGOLIAN = re.compile("[\u1820-\u18aa]")
_SELECTOR_OF_MONGOLIAN = re.compile("[\u180b-\u180d\u180f]")
_JOINER = re.compile("[\u200c\u200d]")
_SPACE = re.compile(f"[{_ZERO_WIDTH}]")
_DIRECTION = re.compile(f"[{_DIRECTIONS}]")
_LONG_RUN = re.compile(f"(?<![{_FLAG}{_SHAPELESS}])[{_SHAPELESS}]{{4,}}|(?<={_FLAG})[{_SHAPELESS}]{{11,}}")
"""Longer than what `visible` leaves in any place: a selector, a joiner and a direction, after the tags of a flag."""

_RESERVED_FILE_NAMES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{device}{n}" for device in ("com", "lpt") for n in range(10))]
)
_SLUG_CHARACTERS = 80
_HTTP = re.compile(r"(?i:https?)://(?:\[[^\[\]/\\?#@\s]+\](?::\d*)?|[^\[\]/\\?#@\s]+)(?:[/?#].*)?")
_NAME_OF_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=_~^-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_BELOW = re.compile(r"[/?#][A-Za-z0-9/?:#\[\]@!$&()*+,;=%~._-]*")
_URL_SAFE = "/:?#[]@!$&()*+,;=%~-._"
_SPREADSHEET_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FORMULA_WITHIN = re.compile('(?<=[;\t])(?="*[=+\\-@\t\r\n＝＋－＠])')


def without_secrets(text: str) -> str:
    """Replace what gives access in the addresses of a text: users, values of telling parameters, tokens.

    For messages, which must say what address is meant.
    """
    bare = _SECRET_PARAMETER.sub(rf"\1\2{REDACTED}", _USER.sub("", text))
    return SECRET.sub(REDACTED, bare)


def without_long_secrets(text: str) -> str:
    """The same for prose, where `?token=YOUR_TOKEN` is an explanation: only long values with a digit, and tokens."""
    bare = _LONG_SECRET_PARAMETER.sub(rf"\1\2{REDACTED}", text) if "=" in text else text
    return SECRET.sub(REDACTED, bare) if _has_mark(bare) else bare


def _has_mark(text: str) -> bool:
    if len(text) >= _SHORTEST_SECRET:
        for character, marks in _MARKS.items():
            if character in text:
                for mark in marks:
                    if mark in text:
                        return True
    return False


def holds_secret(address: str) -> bool:
    """Whether an address gives access to whoever has it, in any part."""
    has_parameters = "=" in address or "%3" in address
    patterns = (
        _USER,
        _WEBHOOK,
        *([_SECRET_PARAMETER] if has_parameters else []),
        *([SECRET] if _has_mark(address) else []),
    )
    return any(pattern.search(address) is not None for pattern in patterns)


def visible(text: str) -> str:
    """Drop characters that nobody can see where they stand, which hide messages to programs in a text.

    Tags outside of flags, variation selectors without a character that they vary, joiners that join nothing,
    fillers, runs of zero-width spaces and of marks of direction. The blank of Braille becomes a space. Emoji and all
    scripts stay as they are.
    """
    if text.isascii():
        return text
    return _HIDING.sub(_meaningful, text.replace("\u2800", " "))


def hides(text: str) -> bool:
    """Whether a text has a run of characters without a shape, longer than any that `visible` leaves."""
    return not text.isascii() and _LONG_RUN.search(text) is not None


def _meaningful(run: re.Match[str]) -> str:
    """What means something in a run of characters without a shape, beside those around it."""
    before = run.string[run.start() - 1] if run.start() else ""
    after = run.string[run.end() : run.end() + 1]
    rest = run[0]
    direction = found[0] if (found := _DIRECTION.search(rest)) is not None else ""
    kept = ""
    # Source: Unicode Technical Standard 51, "Emoji Tag Sequences".
    if before == _FLAG and (region := _REGION.match(rest)) is not None:
        kept, rest = region[0], rest[region.end() :]
    if not before or before.isspace():
        return direction or ("\u115f" if "\u115f" in rest and "\u1161" <= after <= "\u11a7" else "")
    # Source: the Unicode Standard, 13.5 and 23.4: a selector varies the one character before it.
    kind = _SELECTOR
    if _IDEOGRAPH.match(before):
        kind = _SELECTOR_OF_IDEOGRAPHS
    elif _MONGOLIAN.match(before):
        kind = _SELECTOR_OF_MONGOLIAN
    if not kept and not (before.isascii() and before.isalpha()) and (selector := kind.match(rest)) is not None:
        kept = selector[0]
    if "\u1160" in rest and "\u1100" <= before <= "\u115e":
        return f"{kept}\u1160"
    if after and not after.isspace():
        # Joiners change the shape of letters, and of emoji; no letter of ASCII has another.
        found = (_JOINER.search(rest) if not before.isascii() else None) or _SPACE.search(rest)
        kept += found[0] if found is not None else ""
    return kept + direction


def plain(text: str, limit: int = TEXT_CHARACTERS) -> str:
    """Clean a text for showing on one line.

    Controls, bidirectional overrides, surrogates, private-use and unassigned characters go, and what
    `visible` drops; what is shaped like a secret is cut out; white space of any kind becomes one space; combining
    marks are capped; the result is NFC and at most `limit` characters, an ellipsis marking a cut.
    """
    # The factor leaves room for what is dropped, and bounds the work on a megabyte of nonsense.
    start = text[: limit * 8 + 64]
    # Printable ASCII has nothing to drop; most texts are that, and a catalogue has a million of them.
    words = start if start.isascii() and start.isprintable() else _shown(start)
    words = without_long_secrets(" ".join(words.split()))
    # A cut may leave half of the tags of a flag.
    return words if len(words) <= limit else visible(words[: limit - 1]).rstrip() + "…"


def _shown(text: str) -> str:
    """A text without what `plain` drops, with a blank for each white space."""
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", visible(text)):
        category = unicodedata.category(character)
        if category[0] == "Z" or character in "\t\n\r\v\f\x85":
            kept.append(" ")
        elif category in ("Cc", "Cs", "Co", "Cn") or character in _INVISIBLE:
            continue
        elif category[0] == "M":
            marks += 1
            if marks <= COMBINING_MARKS:
                kept.append(character)
            continue
        else:
            kept.append(character)
        marks = 0
    return "".join(kept)


def plain_lines(text: str) -> str:
    """Clean a text of several lines; as `plain`, but line ends stay, as `\\n`."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_strip_controls(line) for line in lines)


def _strip_controls(line: str) -> str:
    if line.isascii() and line.isprintable():
        return line  # most lines, and the slow way looks at each character
    return "".join(
        character
        for character in visible(line)
        if character == "\t"
        or (unicodedata.category(character) not in ("Cc", "Cs", "Cn", "Zl", "Zp") and character not in _INVISIBLE)
    )


def html(text: str) -> SafeHtml:
    """Encode for HTML text and for quoted attribute values."""
    return SafeHtml(html_module.escape(text, quote=True))


def entities(text: str) -> str:
    """Encode every ASCII character that is not a letter, digit or space as a numeric entity.

    For plain fields inside Markdown and front matter: no punctuation is left that Markdown, a
    table, an attribute list, YAML or HTML could act on.
    """
    return "".join(
        character if character.isalnum() or character == " " or ord(character) > 127 else f"&#{ord(character)};"
        for character in text
    )


def front_matter(text: str) -> str:
    """Encode as a YAML scalar whose value is entity-encoded HTML text.

    MkDocs pastes front matter into pages without escaping, so the value itself must be safe HTML.
    """
    return '"' + entities(plain(text)) + '"'


def one_line(markup: str) -> str:
    """Fold finished HTML into one line, so that Markdown takes it as one raw block and leaves it.

    Line ends become `&#10;`, which a browser reads as a line end again, also in `<pre>`.
    """
    return markup.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "&#10;")


def url(raw: str) -> SafeUrl | None:
    """Accept an absolute http(s) address or a mailto one; anything else is None.

    Refused: other schemes, relative and scheme-relative forms, user information and other secrets, backslashes,
    controls, ports out of range, link-local hosts (cloud metadata services), over-long input.
    Characters that HTML or Markdown could act on come out percent-encoded.
    """
    text = raw.strip(" \t\r\n")
    if not text or len(text) > URL_CHARACTERS or not text.isprintable() or "\\" in text:
        return None
    if text[:7].lower() == "mailto:":
        address = text[7:]
        return SafeUrl(f"mailto:{address}") if _MAIL.fullmatch(address) else None
    # Most addresses are plain, and the slow way looks at each character.
    if " " in text if text.isascii() else any(map(_has_no_place_in_an_address, text)):
        return None
    if not _HTTP.fullmatch(text):
        return None
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if not host or parts.username is not None or holds_secret(text):
        return None
    try:
        ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if not plain_host(ascii_host):
        return None
    if ":" in ascii_host:
        ascii_host = f"[{ascii_host}]"
    netloc = ascii_host if port is None else f"{ascii_host}:{port}"
    path = quote(parts.path, safe=_URL_SAFE)
    query = "?" + quote(parts.query, safe=_URL_SAFE) if parts.query else ""
    fragment = "#" + quote(parts.fragment, safe=_URL_SAFE) if parts.fragment else ""
    return SafeUrl(f"{parts.scheme.lower()}://{netloc}{path}{query}{fragment}")


def url_below(base: SafeUrl, rest: str) -> SafeUrl | None:
    """Accept what follows a web address that was accepted: letters, digits and signs of an address, in ASCII.

    It begins with a slash, a question mark or a hash, and so leads to the same host. None for any other
    character, where the base is not of the web, and where the whole is over-long. Much quicker than `url`.
    """
    text = base + rest
    fits = len(text) <= URL_CHARACTERS and base.startswith("http") and _BELOW.fullmatch(rest)
    return SafeUrl(text) if fits else None


def _has_no_place_in_an_address(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cf", "Cs", "Co", "Cn")


def plain_host(host: str) -> bool:
    """Whether a host in lower case is a name in ASCII or an address of IP in its usual spelling, and not link-local.

    Browsers take 2852039166, 0xa9fea9fe and 169.254.43518 for 169.254.169.254, where clouds answer with secrets.
    Source: WHATWG, URL Standard, "ends in a number".
    """
    name = host.removesuffix(".")
    last = name.rpartition(".")[2]
    if ":" not in name and not last.isdecimal() and not last.startswith("0x"):
        return _NAME_OF_HOST.fullmatch(name) is not None
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            return False
        address = address.ipv4_mapped or address
    return not address.is_link_local


def url_path(*segments: str) -> str:
    """Join untrusted segments into the path of an address, each percent-encoded, `/` included."""
    return "/".join(quote(segment, safe="") for segment in segments)


def slug(text: str) -> Slug:
    """Reduce a name to one safe path segment of `[a-z0-9-]`.

    Different names may give the same slug; whoever assigns addresses resolves that. Names with
    nothing left, and those that Windows reserves, get a short hash of the original.
    """
    folded = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode("ascii")
    base = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
    if not base or base in _RESERVED_FILE_NAMES or len(base) > _SLUG_CHARACTERS:
        base = f"{base[: _SLUG_CHARACTERS - 9].rstrip('-')}-{short_hash(text)}".lstrip("-")
    return Slug(base)


def short_hash(text: str) -> str:
    """Eight hexadecimal digits that stand for a text; for telling addresses apart, not for secrecy."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def csv_cell(text: str) -> str:
    """Encode one cell: always quoted, formulas defused with a leading apostrophe.

    Half of Europe's spreadsheets part cells at semicolons instead, and a paste at tabs, so that a formula may begin
    after one too; a space keeps it a text. Source: OWASP, "CSV Injection".
    """
    parted = _FORMULA_WITHIN.sub(" ", text)
    guarded = "'" + parted if parted.startswith(_SPREADSHEET_TRIGGERS) else parted
    return '"' + guarded.replace('"', '""') + '"'


def json_text(value: object, *, indent: int | None = None) -> str:
    """Encode as JSON that stays harmless inside a script element too.

    Only ASCII comes out, and `<`, `>` and `&` are escaped; times are written as ISO 8601 has them.
    NaN and infinities raise ValueError.
    """
    text = json.dumps(
        value,
        ensure_ascii=True,
        allow_nan=False,
        indent=indent,
        separators=(",", ":" if indent is None else ": "),
        default=datetime.isoformat,
    )
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def yaml_text(text: str) -> str:
    """Encode as a double-quoted YAML scalar, which means the same text to readers of YAML 1.1 and 1.2."""
    if text.isprintable():  # as nearly all are, and the slow way looks at each character
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return '"' + "".join(_yaml_character(character) for character in text) + '"'


def _yaml_character(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    # Half of a surrogate pair is not a character, in YAML too.
    return "\\ufffd" if "\ud800" <= character <= "\udfff" else f"\\U{ord(character):08x}"


def xml(text: str) -> str:
    """Encode for XML text and quoted attribute values; characters XML 1.0 forbids are dropped."""
    if text.isprintable():  # no such character can be printed
        return html_module.escape(text, quote=True)
    allowed = "".join(
        c for c in text if c in "\t\n\r" or 0x20 <= ord(c) <= 0xD7FF or 0xE000 <= ord(c) <= 0xFFFD or ord(c) > 0xFFFF
    )
    return html_module.escape(allowed, quote=True)


def log_line(text: str, limit: int = 1_000) -> str:
    """Clean a text for a terminal or a CI log: one line, no controls, no workflow command.

    GitHub Actions acts on lines that begin with `::` (and on `##[`); a space defuses them.
    """
    line = plain(text, limit)
    return " " + line if line.startswith(("::", "##[")) else line


def log_words(words: Words, limit: int = 1_000) -> Words:
    """Clean the values of a sentence, or a plain text, as `log_line` does."""
    return cleaned(words, lambda text: log_line(text, limit))


_MARKDOWN: Final = {ord(mark): f"\\{mark}" for mark in "\\`*_{}[]()<>#+!|~&:-"}


def markdown_text(text: str) -> str:
    """Encode a plain text for Markdown that people and assistants read as text (Markdown twins)."""
    return plain(text).translate(_MARKDOWN)
