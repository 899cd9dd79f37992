"""Detects the licence of a text, as an SPDX identifier; of several texts, as an SPDX expression.

To be wrong is worse than to be silent: whatever a text says beyond what is known of licences leaves
it unnamed.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from posixpath import basename

from identify.vendor.licenses import LICENSES
from ukkonen import distance

from innersource_marketplace.model import LicenseFile
from innersource_marketplace.reference.license_expressions import canonical

LICENSE_FILE = re.compile(r"(?i)(?:^|/)[^/]*(?:licen[sc]|lizenz|licenza|copying|ofl)[^/]*$")
"""Paths of files that hold the text of a licence."""

LICENSE_HEADING = re.compile(
    r"\W*(?:licen[sc](?:e|es|ing)|lizenz|licencia|licença|лицензия|许可证?|授權|ライセンス|라이선스|الرخصة|लाइसेंस)\W*",
    re.IGNORECASE,
)
"""Headings of a README that are about its licence."""

_IDENTIFIER = re.compile(r"SPDX-License-Identifier:[ \t]*([^\r\n]*)")
_EXPRESSION = re.compile(r"\(?[A-Za-z0-9.+-]{1,60}\)?(?: (?:AND|OR|WITH) \(?[A-Za-z0-9.+-]{1,60}\)?){0,5}")
_LARGEST = 64 * 1024
"""The longest licence compared has 35 kB; texts over this size are collections of several."""

_NOTICE = re.compile(
    r"(?im)^[^\w\n]{0,20}(?:portions )?(?:copyright|\(c\)|©)[^\w\n]{1,9}(?:\[?y(?:yyy|ear)|.*\d{4}).*$"
)
"""A copyright line; a line of a sentence that happens to begin with "copyright" names no year."""

_ANY_NOTICE = re.compile(
    r"(?im)^[^\S\n]*"
    r"(?:copyright(?! (?:holders?|owners?|notices?|laws?|licen[sc]es?|interests?|statements?|and|or|in)\b)"
    r"|\(c\)(?= (?-i:[A-Z0-9]))) .*$"
)
"""A line that begins like one, for texts whose copyright line names no year; not a line of a sentence."""

_GRANT = re.compile(r"(?i)\b(?:permission is hereby granted|permission to use, copy|redistribution and use in source)")
"""How the short licences begin to give something."""

_NOTICE_CHARACTERS = 3_000
"""The longest notice: a list of everybody who wrote something."""

_NAMES_A_LICENSE = re.compile(r"(?i)licen[sc]|public domain|\b(?:GPL|LGPL|AGPL|Apache|BSD|Mozilla|Creative Commons)\b")

_BLOCK_QUOTE = re.compile(r"(?m)^[ \t]{0,3}>[ \t]?")
"""What Markdown has in front of each line of a quoted block."""

_LEADS_TO_IT = re.compile(
    r"\A\s*[^\n:;]{1,80}? (?:is|are) (?:licensed|released|distributed|available) under the"
    r" (?P<name>[^\n:]{1,40}):?\s*\n"
)
"""“Ledger.jl is licensed under the MIT License:” above the text of it."""

_RESERVED = re.compile(r"(?im)^[^\w\n]*all rights reserved[^\w\n]*$")
_HOLDERS = re.compile(r"(?i)\b(?:copyright (?:holders?|owners?)|authors?|contributors?|regents)\b")
"""Words for who gives a licence, which each copy puts in its own way."""

_GNU_NOTICE = re.compile(
    r"(?i)free software[:;,]? you (?:can|may) redistribute it and/or modify it under the terms of"
    r" (?:version (?P<first>\d) of )?the GNU (?P<kind>Lesser |Library |Affero )?General Public License,?"
    r" as published by the Free Software Foundation[,;:]?"
    r" (?:either )?(?:version (?P<version>\d(?:\.\d)?)(?: of the License)?)?"
    r"(?P<later>,? ?(?:or|and) \(?at your option\)? any later version)?"
)
_LONGEST_NOTICE = 2_500
"""Characters of a text that only points to a licence of GNU."""

_DECORATION = re.compile(r"[-=*_#~|+]{3,}|(?<!\S)[*|#](?!\S)")
"""Rules, boxes and bullets, which each rendering of a text has at other places."""

_TITLE_LINES = 12
_TITLE_CHARACTERS = 80
_TITLED = frozenset({"MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Zlib", "0BSD"})
"""Short licences, whose title is a large part of them and not always there."""

_TOLERANCE = 0.05
"""How much of a text may differ from the licence that it is."""

_QUOTES = str.maketrans("“”„‘’", '"""\'\'')
_APACHE_NOTICE = 'Licensed under the Apache License, Version 2.0 (the "License")'
_APPENDIX = re.compile(r" (?:exhibit a -|end of terms and conditions) ")
_APACHE_END = "accepting any such warranty or additional liability."

_LONGEST_CHOICE = 1_500
"""Characters of a text that only says which licences there are to choose from."""

_CHOICE = re.compile(r"(?i)\b(?:either|whichever|at your (?:own )?(?:option|choice|discretion))\b")
_OF_SOME = re.compile(
    r"(?i)\b(?:portions?|parts?|files|director(?:y|ies)|folders?|components?|modules?|documentation|except|respectively"
    r"|third[- ]part(?:y|ies)|commercial(?:ly)?|proprietary|paid|fees?|customers?)\b"
)
"""Words of a licence that is not for everybody or not of everything."""

_FILE_NAME = re.compile(r"(?i)(?<![\w./-])(?:un)?(?:licen[sc]e|copying)[-_.][\w.+-]*\w")
_OTHER_FAMILIES = ("GNU", "GPL", "Mozilla", "Eclipse", "Boost", "Artistic", "SSPL", "BUSL", "Elastic", "EULA")
_FAMILIES = frozenset(name.partition("-")[0] for name, _ in LICENSES) | frozenset(_OTHER_FAMILIES)
"""Words by which licences are called in running text."""

_PERMISSIVE = ("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "ISC", "MIT", "NCSA", "UPL-1.0", "Zlib")
"""Licences below which those of other people's work may follow, for their words take nothing back."""

_OLDER_WORDS = (
    "Permission to use, copy, modify, and distribute this software for any purpose without fee is hereby granted,"
    " provided that this entire notice is included in all copies of any software which is or includes a copy or"
    " modification of this software and in all copies of the supporting documentation for such software.",
    'THIS SOFTWARE IS BEING PROVIDED "AS IS", WITHOUT ANY EXPRESS OR IMPLIED WARRANTY. IN PARTICULAR, NEITHER THE'
    " AUTHOR MAKES ANY REPRESENTATION OR WARRANTY OF ANY KIND CONCERNING THE MERCHANTABILITY OF THIS SOFTWARE OR ITS"
    " FITNESS FOR ANY PARTICULAR PURPOSE.",
    "Except as contained in this notice, the name of a copyright holder shall not be used in advertising or otherwise"
    " to promote the sale, use or other dealings in this Software without prior written authorization of the copyright"
    " holder.",
)
"""Words of permissive licences that are chosen no longer but still met. Source: dtoa, ICU and X11 in SPDX's list."""

_LIMITING = re.compile(
    r"(?i)\b(?:not|no|nor|none|never|except\w*|unless|only|must|shall|should|may|might|cannot|provided|require[sd]?"
    r"|prohibit\w*|restrict\w*|limit(?:ed|s|ation\w*)?|subject|(?:non)?commerc\w*|non[- ]?(?:profit|production)\w*"
    r"|sell\w*|resell\w*|fees?|paid|purchase\w*|permission (?:of|from)|(?:by|prior|written) permission|permitted"
    r"|forbid\w*|exclu\w+|revok\w*|terminat\w*|agree\w*|clause\w*|amend\w*|additional|supersed\w*|overrid\w*"
    r"|instead|however|but|notwithstanding|enterprise\w*|proprietary|confidential|trial|evaluation)\b"
)
"""Words without which no sentence takes anything back that a licence above it gives."""

_INTRODUCTION = re.compile(
    r"(?i)\b(?:incorporates?|includes?|contains?|bundles?|embeds?|uses|(?:is|are|was|were) (?:based on|derived from"
    r"|taken from|copied from|adapted from|licensed under)|third[- ]part(?:y|ies)"
    r"|following (?:notices?|licen[sc]es?))\b"
)
"""How a text goes over to what others have made."""

_OTHER_WORDING = 2
"""Limiting words by which editions of the long licences differ; a rider, or another licence, has more of them."""

_PARAGRAPHS = 80
"""Most paragraphs that a permissive licence may have, above those of others."""

_RUN = 4
"""Words in a row that are compared."""

_KNOWN_SHARE = 0.6
"""How many of its runs of words a paragraph shares with permissive licences, where it is one of their relatives."""


def what_files_say(texts: Mapping[str, str | None]) -> tuple[LicenseFile, ...]:
    """What licence files beside each other say, sorted by path; a text that was not read says nothing."""
    names = {path: basename(path) for path in texts}
    known = {path: text for path, text in texts.items() if text is not None}
    return tuple(
        LicenseFile(
            path=path,
            license=guess(known[path], {names[other]: text for other, text in known.items() if other != path})
            if path in known
            else None,
        )
        for path in sorted(texts)
    )


def guess(text: str, others: Mapping[str, str] | None = None) -> str | None:
    """Give the SPDX identifier (or expression) of a licence text; None when it is not a known one.

    A `SPDX-License-Identifier:` line is taken at its word; otherwise the text must be within 5 % of
    a licence that choosealicense.com lists, copyright lines aside and however its lines are broken.
    It may appear twice, and a permissive one may be followed by licences of third-party work.
    A short text that lets people choose is read with the `others`: licence files beside it, by name; one that
    is nothing but the name of one of these says what that file says.
    """
    led_to = (others or {}).get(text.strip().removeprefix("./"))
    if led_to is not None:
        return guess(led_to)
    declared = _IDENTIFIER.search(text)
    if declared is not None:
        expression = declared[1].strip().removesuffix("*/").removesuffix("-->").strip()
        return canonical(expression) or (expression if _EXPRESSION.fullmatch(expression) else None)
    if not text.strip() or len(text) > _LARGEST:
        return None
    lead = _LEADS_TO_IT.match(text)
    if lead is not None and (_OF_SOME.search(lead[0]) or _LIMITING.search(lead[0])):
        return None
    if lead is not None and canonical(lead["name"].replace('"Expat" ', "")) in _TITLED:
        text = text[lead.end() :]
    text = _without_notices(_BLOCK_QUOTE.sub("", text))
    words = _words(text)
    whole = _named(text) or ("Apache-2.0" if _is_apache(words) else None)
    others = {name: named for name, content in (others or {}).items() if (named := guess(content)) is not None}
    return whole or _twice(words) or _gnu_notice(words) or choice(text, others) or _with_those_of_others(text)


def _without_notices(text: str) -> str:
    """The text without what is between a line of copyright and the words that give something: who the people are.

    What could take something back, or names another licence, stays.
    """
    kept: list[str] = []
    at = 0
    for grant in _GRANT.finditer(text):
        start, end = max(at, grant.start() - _NOTICE_CHARACTERS), text.rfind("\n", at, grant.start()) + 1
        line = _NOTICE.search(text, start, end) or _ANY_NOTICE.search(text, start, end)
        if line is not None:
            between = _RESERVED.sub("", text[line.end() : end])
            harmless = not _LIMITING.search(between) and not _NAMES_A_LICENSE.search(between)
            kept.append(text[at : line.start()] if harmless else text[at:end])
            kept.append(text[end : grant.end()])
        else:
            kept.append(text[at : grant.end()])
        at = grant.end()
    return "".join((*kept, text[at:]))


def _words(text: str) -> str:
    """The text in one line, without the parts that differ in each copy of a licence."""
    body = _RESERVED.sub("", _NOTICE.sub("", _without_title(text.translate(_QUOTES))))
    return _HOLDERS.sub("holders", " ".join(_DECORATION.sub(" ", body).split()))


def _without_title(text: str) -> str:
    """The text without a line at its beginning that only names a licence, often with an address.

    What is above the line goes with it, unless it could take something back.
    """
    lines = text.split("\n")
    for at, line in enumerate(lines[:_TITLE_LINES]):
        title = re.sub(r"\(?https?://[^\s()]{1,200}\)?", "", line).strip(" \t#=*-:.")
        if len(title) <= _TITLE_CHARACTERS and canonical(title) in _TITLED:
            return text if _LIMITING.search("\n".join(lines[:at])) else "\n".join(lines[at + 1 :])
    return text


def _gnu_notice(words: str) -> str | None:
    """The licence that the usual notice of GNU points to, where that is the whole text."""
    match = _GNU_NOTICE.search(words) if len(words) <= _LONGEST_NOTICE else None
    version = (match["version"] or match["first"]) if match else None
    if match is None or version is None:
        return None
    kind = {"lesser ": "LGPL", "library ": "LGPL", "affero ": "AGPL"}.get((match["kind"] or "").casefold(), "GPL")
    return canonical(f"{kind}-{version}-{'or-later' if match['later'] else 'only'}")


def _named(text: str) -> str | None:
    return _matched(_words(text)) or _matched(_words(_ANY_NOTICE.sub("", text)))


@cache
def _licenses() -> tuple[tuple[str, str], ...]:
    plain = [(name, _without_notices(text)) for name, text in LICENSES]
    whole = [(name, _words(_ANY_NOTICE.sub("", text)).casefold()) for name, text in plain]
    # What tells how to apply a licence is often cut off.
    cut = [(name, _APPENDIX.split(words, maxsplit=1)[0]) for name, words in whole if _APPENDIX.search(words)]
    return (*cut, *whole)


def _matched(words: str) -> str | None:
    """The licence whose words these are, or nearly; the nearest, if there are several."""
    folded = words.casefold()
    limit = int(_TOLERANCE * len(folded))
    near = (
        (distance(folded, known, limit + 1), name)
        for name, known in _licenses()
        if abs(len(known) - len(folded)) <= limit
    )
    name = min((found for found in near if found[0] <= limit), default=(0, None))[1]
    return name if name is None or not _takes_back(words, name) else None


def _takes_back(words: str, name: str) -> bool:
    """Whether a text that is nearly a licence has limits that the licence has not ("for good, not evil")."""
    further = _limits(words) - _limits(dict(_licenses())[name])
    return further.total() > (0 if name in _PERMISSIVE else _OTHER_WORDING)


def _limits(words: str) -> Counter[str]:
    return Counter(word.casefold() for word in _LIMITING.findall(words))


def _is_apache(words: str) -> bool:
    """Whether it is that licence without its appendix, which is often cut off, or only the notice that points to it."""
    whole = 8_500 < len(words) < 11_000 and words.startswith("Apache License Version 2.0, January 2004")
    if whole and _APACHE_END in words[-200:]:
        return True
    return len(words) < 1_000 and words.startswith(_APACHE_NOTICE)


def _twice(words: str) -> str | None:
    """The licence that both halves are: pasted below itself, it is still that one."""
    middle = words.find(" ", len(words) // 2)
    if middle < 0:
        return None
    first = _matched(words[:middle])
    return first if first is not None and first == _matched(words[middle:]) else None


def may_leave_a_choice(text: str) -> bool:
    """Whether a licence text may let people choose among others, so that those are worth reading."""
    return len(text) <= _LONGEST_CHOICE and bool(_CHOICE.search(text)) and not _OF_SOME.search(text)


def choice(text: str, named: Mapping[str, str]) -> str | None:
    """The licences that a text gives the choice of, joined by OR in its order; every one must be there and known.

    `named` maps the names of licence files to what they are.
    """
    if not may_leave_a_choice(text):
        return None
    files = [match[0] for match in _FILE_NAME.finditer(text)]
    families = [word for word in re.findall(r"[A-Za-z0-9]+", _FILE_NAME.sub(" ", text)) if word in _FAMILIES]
    by_file = [named.get(name) for name in files]
    by_family = {word: [name for name in named.values() if name.partition("-")[0] == word] for word in families}
    if None in by_file or any(len(set(found)) != 1 for found in by_family.values()):
        return None
    found = by_file or [names[0] for names in by_family.values()]
    if not {names[0] for names in by_family.values()} <= set(found):
        return None
    alternatives = list(dict.fromkeys(name for name in found if name is not None))
    simple = all(" " not in name for name in alternatives)
    return " OR ".join(alternatives) if simple and len(alternatives) > 1 else None


def _with_those_of_others(text: str) -> str | None:
    """The permissive licence that a text begins with, where the rest is about other works and takes nothing back.

    The rest must begin by speaking of what is included. Each of its paragraphs has no word that could
    limit anything, or has nearly all its words from permissive licences.
    """
    paragraphs = [one for one in re.split(r"\n[ \t\r]*\n", text.translate(_QUOTES)) if one.strip()]
    for end in range(1, min(len(paragraphs), _PARAGRAPHS)):
        name = _named("\n\n".join(paragraphs[:end]))
        # The best end is the one after which the licence does not go on.
        if name in _PERMISSIVE and _INTRODUCTION.search(paragraphs[end]) and not _LIMITING.search(paragraphs[end]):
            rest = paragraphs[end + 1 :]
            return name if all(not _LIMITING.search(one) or _is_permissive(one) for one in rest) else None
    return None


@cache
def _known_runs() -> frozenset[tuple[str, ...]]:
    texts = [text for name, text in LICENSES if name in _PERMISSIVE]
    return frozenset(run for text in (*texts, *_OLDER_WORDS) for run in _runs(text))


def _is_permissive(paragraph: str) -> bool:
    runs = list(_runs(_NOTICE.sub("", paragraph)))
    return bool(runs) and sum(run in _known_runs() for run in runs) >= _KNOWN_SHARE * len(runs)


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.translate(_QUOTES).lower())
    return zip(*(words[start:] for start in range(_RUN)), strict=False)
