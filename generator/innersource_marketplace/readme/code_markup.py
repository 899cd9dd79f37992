"""Syntax highlighting: code of a known language as spans of the classes that the theme colours."""

# ruff: noqa: SIM905 -- lists of names read best as a text

from functools import cache

from innersource_marketplace import escape
from innersource_marketplace.limits import CODE_BLOCK_CHARACTERS

CLASSES = frozenset(
    "bp c c1 ch cm cp cpf cs gd gh gi go gp gr gt gu il k kc kd kn kp kr kt m mb mf mh mi mo na nb nc nd ne nf ni "
    "nl nn no nt nv s s1 s2 sb sc sd se sh si sr ss sx vc vg vi".split()
)
"""What the theme gives a colour of its own; names, operators and punctuation, most of a text, look as they are."""


@cache
def _lexer_names() -> dict[str, str]:
    """The names of languages that Pygments itself knows, in lower case; none of what is installed beside it."""
    from pygments.lexers import get_all_lexers  # noqa: PLC0415 -- most READMEs need none

    return {
        alias.lower(): aliases[0]
        for name, aliases, _, _ in get_all_lexers(plugins=False)
        if aliases and "text" not in aliases
        for alias in (name, *aliases)
    }


def highlighted(code: str, language: str) -> str | None:
    """The markup of a piece of code; None if the language is not known, the code too long, or nothing has a colour.

    A lexer may take long on code made for it: call this where there is a deadline.
    """
    if len(code) > CODE_BLOCK_CHARACTERS:
        return None
    name = _lexer_names().get(language.lower().partition(",")[0].strip("{}. "))
    if name is None:
        return None
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415
    from pygments.token import STANDARD_TYPES  # noqa: PLC0415

    # Lexers differ in what they add at the ends; what is written must be what was read.
    lexer = get_lexer_by_name(name, stripnl=False, ensurenl=False)
    pieces: list[list[str]] = []
    for token, text in lexer.get_tokens(code):
        while token not in STANDARD_TYPES:
            token = token.parent  # noqa: PLW2901
        kind = STANDARD_TYPES[token]
        kind = kind if kind in CLASSES else ""
        if pieces and pieces[-1][0] == kind:
            pieces[-1][1] += text
        else:
            pieces.append([kind, text])
    if all(not kind for kind, _ in pieces) or "".join(text for _, text in pieces) != code:
        return None
    return "".join(
        f'<span class="{kind}">{escape.html(text)}</span>' if kind else escape.html(text) for kind, text in pieces
    )
