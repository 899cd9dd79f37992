"""What `prose` knows of each format: which lines are headings, items, rows, code, settings, and what is in a line.

Every repetition that could be tried at many places of a line has a bound, so that time stays linear.
"""

import html
import re
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from innersource_marketplace.reference.text_formats import TextFormat

Inline = tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]

_ADDRESS: Final = r"((?:https?://|mailto:)[^\s\[\]|\"<>]{1,300})"
_TARGET: Final = r"([^\s\[\]|\"<>{}]{1,300})"


def _line(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _marked(mark: str, tag: str) -> tuple[re.Pattern[str], str]:
    """Text between two marks, which stand at the edges of words."""
    one = re.escape(mark)
    inner = rf"[^\s{re.escape(mark[0])}](?:[^{re.escape(mark[0])}\n]*[^\s{re.escape(mark[0])}])?"
    return re.compile(
        rf"(?<![\w{re.escape(mark[0])}]){one}({inner}){one}(?![\w{re.escape(mark[0])}])"
    ), rf"<{tag}>\1</{tag}>"


def _as_code(found: re.Match[str]) -> str:
    """Code of a format in which HTML is HTML: not in code."""
    return f"<code>{html.escape(found[1], quote=False)}</code>"


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """How a format is read, line by line. `dropped` lines say nothing to readers, nor do the blocks of `hidden`.

    `verbatim` and `hidden` give the first and the last line of blocks; a group of the first line is its language,
    or that of the `language` line before it.
    The rest of a `raw` line is HTML. A heading's first group gives its level by its length, or as a digit.
    """

    heading: re.Pattern[str]
    inline: Inline
    title: re.Pattern[str] | None = None
    dropped: re.Pattern[str] | None = None
    item: re.Pattern[str]
    row: re.Pattern[str] | None = None
    verbatim: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = ()
    hidden: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = ()
    code_line: re.Pattern[str] | None = None
    setting: re.Pattern[str] | None = None
    language: re.Pattern[str] | None = None
    raw: re.Pattern[str] | None = None
    has_html: bool = False


_ORG_PICTURE: Final = r"(?:file:)?([^\s\[\]]{1,300}?\.(?:png|jpe?g|gif|webp|svg)(?:\?[^\s\[\]]{0,100})?)"
"""A picture of Org, which may stand for the words of a link; badges are such."""

_LINK: Final = r'<a href="\1">\2</a>'
_BLANK: Final = _line(r"\s*")

RULES: Final[Mapping[TextFormat, Rules]] = {
    TextFormat.ORG: Rules(
        title=_line(r"#\+title:\s*(.+)"),
        raw=_line(r"\s*#\+html:\s*(.*)"),
        heading=re.compile(r"(\*+)\s+(?:(?:TODO|DONE|NEXT|WAITING)\s+)?(.+?)(?:\s+:[\w@#%:]+:)?\s*"),
        dropped=_line(
            r"\s*(?:#(?:\s.*)?|#\+(?:begin|end)_\w+.*|#\+(?!(?:caption|subtitle|description|author):)[\w-]+(?:\[.*?\])?:.*"
            r"|(?:scheduled|deadline|closed): .*|<<.*>>|\|[-+|]+)"
        ),
        item=_line(r"\s*(?:[-+]|\d+[.)]|\s\*)\s+(?=\S)"),
        row=_line(r"\s*\|(.*)"),
        verbatim=((_line(r"\s*#\+begin_(?:src|example|export)\b\s*(?!:)([\w+#-]*).*"), _line(r"\s*#\+end_\w+.*")),),
        hidden=(
            (_line(r"\s*:[a-z_-]+:\s*"), _line(r"\s*:end:\s*")),
            (_line(r"\s*#\+begin_comment.*"), _line(r"\s*#\+end_comment.*")),
        ),
        code_line=_line(r"\s*: ?(.*)"),
        inline=(
            (re.compile(r"^\s*#\+\w+:\s*"), ""),
            (re.compile(rf"\[\[(?:file:)?{_TARGET}\]\[{_ORG_PICTURE}\]\]", re.IGNORECASE), r'<a href="\1"><img src="\2"></a>'),
            (re.compile(rf"\[\[(?:file:)?{_TARGET}\]\[([^\]]{{1,300}})\]\]"), _LINK),
            (re.compile(rf"\[\[{_ORG_PICTURE}\]\]", re.IGNORECASE), r'<img src="\1">'),
            (re.compile(rf"\[\[(?:file:)?{_TARGET}\]\]"), r'<a href="\1">\1</a>'),
            (re.compile(r"^(\s*)\[ \]"), r"\1☐"),
            (re.compile(r"^(\s*)\[[xX]\]"), r"\1☑"),
            _marked("*", "strong"), _marked("=", "code"), _marked("~", "code"), _marked("/", "em"),
            _marked("_", "u"), _marked("+", "s"),
        ),
    ),
    TextFormat.ASCIIDOC: Rules(
        title=_line(r"[=#]\s+(\S.*?)"),
        heading=re.compile(r"(={2,6}|#{2,6})\s+(\S.*?)(?:\s+={2,6})?"),
        dropped=_line(
            r"//(?!/).*|(?:if(?:n?def|eval)|endif|toc|table_of_contents)::.*|\[(?:\[|#|\.|%|\w[^\]]*[=,%.\"]|\w+\]).*\]|\[\]"
            r"|(?:={4,}|\*{4,}|_{4,}|-{2}|\+{4,}|[|,!:]={3,}|\+|'{3,}|<{3,})"
        ),
        setting=_line(r":(!?[\w-]+!?):(?:\s+(.*))?"),
        item=_line(r"\s*(?:\*{1,5}|-|\.{1,5}|\d+\.|<\d+>|&lt;\d+&gt;)\s+(?=\S)"),
        row=_line(r"\|(?!=)(.*)"),
        verbatim=tuple((_line(rf"{mark}([\w+#-]*)"), _line(mark)) for mark in ("-{4,}", r"\.{4,}", "`{3,}")),
        language=_line(r"\[(?:source|listing)?,\s*\"?([\w+#-]+).*\]"),
        hidden=((_line(r"/{4,}"), _line(r"/{4,}")),),
        inline=(
            (re.compile(rf"include::{_TARGET}\[[^\]]{{0,300}}\]"), r'<a href="\1">\1</a>'),
            (re.compile(rf"image::?{_TARGET}\[\"?([^\],]{{0,300}}?)\"?(?:,[^\]]{{0,300}})?\]"), r'<img src="\1" alt="\2">'),
            (re.compile(rf"(?:link:|xref:|video::|audio::){_TARGET}\[([^\]]{{1,300}}?)(?:,[^\]]{{0,300}}|\^)?\]"), _LINK),
            (re.compile(rf"(?:link:|xref:){_TARGET}\[\]"), r'<a href="\1">\1</a>'),
            (re.compile(rf"{_ADDRESS}\[([^\]]{{1,300}}?)(?:,[^\]]{{0,300}}|\^)?\]"), _LINK),
            (re.compile(rf"{_ADDRESS}\[\]"), r'<a href="\1">\1</a>'),
            (re.compile(r"&lt;&lt;[^,&]{1,300},\s*([^&]{1,300})&gt;&gt;"), r"\1"),
            (re.compile(r"&lt;&lt;([^,&]{1,300})&gt;&gt;"), r"\1"),
            (re.compile(r"\[\[[\w-]{1,200}\]\]|\[#[\w-]{1,200}\]|anchor:[\w-]{1,200}\[\]"), ""),
            (re.compile(r"(?:kbd|btn|menu|footnote|pass|stem|latexmath|asciimath|icon)(?::[\w-]{1,50})?:?\[([^\]]{0,300})\]"), r"\1"),
            (re.compile(r"`\+([^`]{1,300}?)\+`"), r"<code>\1</code>"),
            (re.compile(r"(?<!:)::(?:\s+|$)"), ": "),
            (re.compile(r"^\.(?=[^\s.])"), ""),
            (re.compile(r"\s\+$"), "<br>"),
            _marked("`", "code"), _marked("**", "strong"), _marked("*", "strong"), _marked("__", "em"), _marked("_", "em"),
            _marked("+", "code"), _marked("##", "mark"), _marked("#", "mark"),
        ),
    ),
    TextFormat.MEDIAWIKI: Rules(
        heading=re.compile(r"(={1,6})\s*([^=].*?)\s*=*"),
        dropped=_line(r"\{\|.*|\|\}|\|-+.*|__[A-Z]+__|-{4,}|\[\[category:.*\]\]"),
        item=_line(r"[*#:;]+\s*(?=\S)"),
        row=_line(r"[|!](?!\})\s*(.*)"),
        verbatim=((_line(r"<(?:source|syntaxhighlight|pre)(?:\s+lang=[\"']?([\w+#-]+)[\"']?)?[^>]*>"), _line(r"</(?:source|syntaxhighlight|pre)>")),),
        code_line=_line(r" (?=\S)(.*)"),
        has_html=True,
        inline=(
            (re.compile(rf"\[\[(?:File|Image):{_TARGET}(?:\|[^\]|]{{0,200}}){{0,8}}?(?:\|([^\]|]{{0,300}}))?\]\]", re.IGNORECASE), r'<img src="\1" alt="\2">'),
            (re.compile(r"\[\[([^\[\]|]{1,300})\|([^\[\]|]{1,300})\]\]"), r"\2"),
            (re.compile(r"\[\[([^\[\]|]{1,300})\]\]"), r"\1"),
            (re.compile(rf"\[{_ADDRESS}\s+([^\]]{{1,300}})\]"), _LINK),
            (re.compile(r"\{\{([^{}|]{0,300})\}\}"), r"\1"),
            (re.compile(r"\{\{[^{}|]{0,200}\|([^{}]{0,500})\}\}"), lambda found: found[1].replace("|", " ")),
            (re.compile(r"'''(.+?)'''"), r"<strong>\1</strong>"),
            (re.compile(r"''(.+?)''"), r"<em>\1</em>"),
            (re.compile(r"</?nowiki>"), ""),
        ),
    ),
    TextFormat.TEXTILE: Rules(
        heading=re.compile(r"h([1-6])(?:[(\[{<>=][^.]*)?\.\s+(.+)"),
        dropped=_line(r"#{3}\.\..*|\|_?\.?-+.*"),
        item=_line(r"[*#]+\s+(?=\S)"),
        row=_line(r"\|(.*)"),
        verbatim=((_line(r"(?:<pre[^>]*>(?:<code[^>]*>)?)"), _line(r"(?:</code>)?</pre>")), (_line(r"(?:bc|pre)(?:\([^)]*\))?\.\.?\s+(?=$)()"), _BLANK)),
        code_line=_line(r"(?:bc|pre)(?:\([^)]*\))?\.\.?\s+(.*)"),
        has_html=True,
        inline=(
            (re.compile(r"^(?:p|bq|div|fn\d+|notextile)(?:[(\[{<>=][^.]*)?\.\.?\s+"), ""),
            (re.compile(r"!(?:[<>=]|\([^)\n]{0,100}\))?([^\s!\"()]{1,300}\.\w{1,10})(?:\(([^)\n]{0,200})\))?!(?::\S{1,300})?"), r'<img src="\1" alt="\2">'),
            (re.compile(r"\"([^\"\n]{1,300}?)(?:(?<!\s)\([^)\n]{0,100}\))?\":([^\s\"<>]{0,300}[^\s\"<>.,;:!?)])"), r'<a href="\2">\1</a>'),
            (_marked("@", "code")[0], _as_code), _marked("**", "strong"), _marked("*", "strong"), _marked("__", "em"), _marked("_", "em"),
        ),
    ),
    TextFormat.CREOLE: Rules(
        heading=re.compile(r"\s*(={1,6})\s*([^=].*?)\s*=*\s*"),
        dropped=_line(r"\s*-{4,}\s*|<<.*>>"),
        item=_line(r"\s*[*#]+\s+(?=\S)"),
        row=_line(r"\s*\|(.*)"),
        verbatim=((_line(r"\{\{\{(?:#!([\w+-]+))?"), _line(r"\}\}\}")),),
        inline=(
            (re.compile(r"\{\{\{([^{}\n]{1,300}?|.{1,100}?)\}\}\}"), r"<code>\1</code>"),
            (re.compile(rf"\{{\{{{_TARGET}\|([^{{}}]{{0,300}})\}}\}}"), r'<img src="\1" alt="\2">'),
            (re.compile(rf"\{{\{{{_TARGET}\}}\}}"), r'<img src="\1">'),
            (re.compile(rf"\[\[{_TARGET}\|([^\]]{{1,300}})\]\]"), _LINK),
            (re.compile(rf"\[\[{_ADDRESS}\]\]"), r'<a href="\1">\1</a>'),
            (re.compile(r"\[\[([^\[\]|]{1,300})(?:\|([^\]]{1,300}))?\]\]"), lambda found: found[2] or found[1]),
            (re.compile(r"\*\*(.+?)\*\*"), r"<strong>\1</strong>"),
            (re.compile(r"(?<!:)//(.+?)(?<!:)//"), r"<em>\1</em>"),
            (re.compile(r"\\\\"), "<br>"),
        ),
    ),
    TextFormat.RDOC: Rules(
        heading=re.compile(r"(={1,6})\s+(\S.*?)"),
        dropped=_line(r"-{3,}|#?\s*:(?:main|title|include|stopdoc|startdoc|nodoc|call-seq):?.*|--|\+\+"),
        item=_line(r"\s*(?:[*-]|\d+\.|[a-z]\.)\s+(?=\S)"),
        code_line=_line(r"(?:\s{2,}|\t)(?=\S)(.*)"),
        has_html=True,
        inline=(
            (re.compile(r"\{rdoc-image:([^\s{}\]]{1,300})\](?=\[)"), r'<img src="\1">'),
            (re.compile(rf"\{{([^{{}}]{{1,300}})\}}\[{_TARGET}\]"), r'<a href="\2">\1</a>'),
            (re.compile(rf"(?<![\w\].-])([\w.-]{{1,100}})\[{_ADDRESS}\]"), r'<a href="\2">\1</a>'),
            _marked("*", "strong"), _marked("_", "em"), (_marked("+", "code")[0], _as_code),
        ),
    ),
    TextFormat.POD: Rules(
        heading=re.compile(r"=head([1-6])\s+(.+)"),
        dropped=_line(r"=(?:pod|cut|over|back|encoding|for|begin|end)\b.*|#!.*|=item\s*[*\d.]*"),
        item=_line(r"=item\s+(?:\*\s+|\d+\.?\s+)?(?=\S)"),
        code_line=_line(r"(?:[ \t])(?=\s*\S)(.*)"),
        inline=(
            (re.compile(r"[BCFI](?:&lt;){2,3}\s((?:(?!\s&gt;&gt;).){0,500})\s(?:&gt;){2,3}"), r"<code>\1</code>"),
            *(
                (re.compile(rf"{letter}&lt;((?:(?!&[lg]t;).){{0,500}}?)&gt;"), rf"<{tag}>\1</{tag}>")
                for letter, tag in (("C", "code"), ("B", "strong"), ("I", "em"), ("F", "em"))
            ),
            (re.compile(rf"L&lt;([^|&]{{1,300}})\|{_ADDRESS[:-1]}?)&gt;"), r'<a href="\2">\1</a>'),
            (re.compile(r"L&lt;(?:([^|&]{1,300})\|)?((?:(?!&gt;).){1,300})&gt;"), lambda found: found[1] or found[2]),
            (re.compile(r"[SXZ]&lt;((?:(?!&gt;).){0,300})&gt;"), r"\1"),
            (re.compile(r"E&lt;(\w+)&gt;"), r"&\1;"),
        ),
    ),
}  # fmt: skip
