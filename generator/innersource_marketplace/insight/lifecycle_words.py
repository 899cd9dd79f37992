"""Words by which a README says that its project ends, or only gets fixes: a subject, a predicate, and how it goes on.

In English a subject is "this project" or the project's name, a predicate says what became of it, and what follows must
not be about a part of it ("on Windows", "by Acme", "as a part of"). Other languages have their most usual sentences.
"""

import re
from typing import Final

import msgspec

SIGNS: Final = (
    *(
        "deprecat",
        "maint",
        "supported",
        "discontinu",
        "obsolete",
        "abandon",
        "archiv",
        "retired",
        "sunset",
        "superseded",
    ),
    *("replaced", "defunct", "develop", "worked on", "updated", "dead", "eol", "end of", "end-of"),
    *("gepflegt", "gewartet", "wartung", "betreut", "unterstützt", "veraltet", "eingestellt", "abgekündigt"),
    *(
        "obsolèt",
        "développ",
        "supporté",
        "mantien",
        "mantid",
        "mantenid",
        "mantenim",
        "obsolet",
        "descontinuad",
        "arquivad",
    ),
    *("поддерж", "устарел", "заброшен"),
    *("维护", "更新", "停止", "废弃", "弃用", "归档", "非推奨", "メンテナンス", "アーカイブ", "開発を終了"),
)
"""Without any of these, in small letters, a README says nothing of the kind. Looking for them is far faster than the
patterns below."""

_THING: Final = (
    r"(?:project|repo(?:sitory)?|package|library|module|crate|gem|plug-?in|extension|add-?on|app(?:lication)?|program|tool|toolkit"
    r"|framework|service|software|code ?base|sdk|client|driver|wrapper|cookbook|role|chart|tap|provider|theme|template"
    r"|boilerplate|starter|bot|server|utility|product|image|fork|action|game|site|website|sample|demo)"
)
_MODIFIER: Final = r"(?:(?!v?\d|(?:of|in|for|that|which|old|older|legacy|previous|former|version)\b)[\w.+#-]{1,30} )"
SUBJECT: Final = re.compile(
    rf"(?:this|the present) {_MODIFIER}{{0,2}}?{_THING}(?: \([^()]{{1,40}}\))?(?![\w'’-])", re.IGNORECASE
)
"""What else than its name a sentence about the project begins with."""

AFTER_NAME: Final = re.compile(rf"(?:\.(?:js|jl|net|py)\b)?[\"'”`]?(?: {_THING}\b)?", re.IGNORECASE)

LABEL: Final = re.compile(
    r"[^\w\"'“”«「‘`(]*(?:(?:deprecat(?:ed|ion)(?: notice| warning)?|archived|notice|(?:please )?note that|please note(?: that)?|note"
    r"|please be aware that|be aware that|warning|important|attention|caution|disclaimer|update|announcement|unfortunately"
    r"|sadly|(?:(?:project|maintenance|development|current) )?status|achtung|hinweis|wichtig|leider|nota|aviso|atención|atenção|внимание"
    r"|注意|警告|提示|重要|公告|声明)\b)?[^\w\"'“”«「‘`(]*",
    re.IGNORECASE,
)
"""Signs and one word that may stand in front of a sentence."""

CIRCUMSTANCE: Final = re.compile(
    r"(?:as of|since|effective|starting|from) [^.:;]{0,25}?\b(?:19|20)\d\d\b,? |due to [^.:;]{1,120}?, |(?:由于|因)[^，。]{1,40}，",
    re.IGNORECASE,
)
"""When or why, in front of the subject."""

_ADVERBS: Final = r"(?:(?:now|also|fully|officially|hereby|currently|formally|permanently|completely|effectively|considered|being|been) ){0,3}"
_STATES: Final = r"(?:deprecated|discontinued|unmaintained|abandoned|obsolete|archived|retired|sunset(?:ted)?|defunct|dead|end[- ]of[- ]life|eol)"
_MODE: Final = r"(?:a |an )?maintenance(?:[- ]only)?[- ]mode"

ENDS: Final = re.compile(
    rf" (?:(?:is|has|will be) {_ADVERBS}{_STATES}"
    rf"|(?:is|has) {_ADVERBS}(?:superseded|replaced) by [^.]{{1,200}}"
    rf"|is {_ADVERBS}(?:no longer|not) (?:being |currently )?(?:actively )?maintained(?: actively)?(?: any ?more| any longer)?"
    rf"|is {_ADVERBS}no longer (?:being )?(?:actively )?(?:supported|worked on|updated)"
    rf"|is {_ADVERBS}not (?:being )?(?:actively )?(?:supported|developed|updated) any ?(?:more|longer)"
    r"|has (?:now |officially ){0,2}reached (?:its |the )?(?:official )?end[- ]of[- ](?:its[- ])?(?:life|support))",
    re.IGNORECASE,
)
"""After the subject: that it is no longer maintained at all."""

ONLY_FIXES: Final = re.compile(
    rf" (?:(?:is|has|will) {_ADVERBS}(?:in|enter(?:ed)?|gone into|moved (?:in)?to|put in(?:to)?) {_MODE}"
    rf"|is an? [\w -]{{1,40}}?,? (?:(?:and|which) )?(?:is )?(?:now|currently) in {_MODE}"
    rf"|is {_ADVERBS}(?:in )?maintenance[- ]only"
    rf"|is {_ADVERBS}(?:no longer|not) (?:(?:in|under) active development|in development|under development|(?:being )?(?:actively )?developed))",
    re.IGNORECASE,
)

WE: Final = re.compile(
    r"(?:we|i)(?: (?:are|am|have|will)|['’](?:re|m|ve|ll))? (?:no longer (?:actively )?(?:maintain|support)(?:ing)?"
    r"|(?:stopped|ceased|discontinued|ended) (?:actively )?(?:the )?(?:maintaining|supporting|developing|(?:development|maintenance) of)) ",
    re.IGNORECASE,
)
"""Those who end it, before what they end."""

WORK_ON: Final = re.compile(r"(?:development|maintenance) (?:of|on) ", re.IGNORECASE)
HAS_STOPPED: Final = re.compile(r" has (?:now |been ){0,2}(?:stopped|ceased|ended|discontinued|halted)", re.IGNORECASE)

GOES_ON: Final = re.compile(
    r"\s*(?:$|[^\w\s(\"'“]|\((?!on |for |in |only |by |if )"
    r"|(?:and|but|because|due to|in favou?r of|now that|please|thanks to|see|use|after|since)\b"
    r"|as (?:it|we|i|they|of|there|the|this|is)\b|(?:on|in|by|from|at the end of) [^.]{0,20}\b(?:19|20)\d\d\b)",
    re.IGNORECASE,
)
"""What may follow a predicate that is about all of the project."""

RESTRICTED: Final = re.compile(
    r"\b(?:except|unless|other than|apart from|again|revived|when|whenever|while|only (?:for|on|in))\b|\?\W*$",
    re.IGNORECASE,
)
"""Words in a sentence that take back what it says, or a part of it."""


class Language(msgspec.Struct, frozen=True, kw_only=True):
    """The usual sentences of a language: the project, and predicates with how they go on."""

    subject: re.Pattern[str]
    ends: re.Pattern[str]
    only_fixes: re.Pattern[str]


def _language(*, subject: str, leads: str, ends: str, only_fixes: str, goes_on: str) -> Language:
    ended, fixes = (re.compile(rf"{leads}(?:{said})(?:{goes_on})", re.IGNORECASE) for said in (ends, only_fixes))
    return Language(subject=re.compile(subject, re.IGNORECASE), ends=ended, only_fixes=fixes)


OTHER_LANGUAGES: Final = (
    _language(
        subject=r"(?:本|此|这个)(?:项目|仓库|库|工具|插件|框架|软件|组件|工程|代码库)",
        leads=r"[ ，]?(?:现在?|目前|当前|已经?|将|正式|逐步|即将|会|计划|于?\d[\d年月日 .-]{2,14}起?){0,4}",
        ends=r"停止(?:维护|更新|开发)|不再(?:继续)?(?:维护|更新|开发)|终止维护|废弃|弃用|归档",
        only_fixes=r"进入维护(?:模式|状态|阶段)",
        goes_on=r"了?\s*(?:$|[。！；，、,!;)）])",
    ),
    _language(
        subject=r"(?:この|本)(?:プロジェクト|リポジトリ|ライブラリ|パッケージ|ツール)は",
        leads=r"、?(?:現在|もう|今後|すでに|既に)?、?",
        ends=r"(?:メンテナンス|更新)されて(?:い)?ません|非推奨(?:です|になりました)|アーカイブされ(?:ました|ています)|開発を終了しました",
        only_fixes=r"メンテナンスモード(?:です|になりました|に入りました)",
        goes_on=r"\s*(?:$|[。、！])",
    ),
    _language(
        subject=r"dieses (?:projekt|repository|repo|paket|modul|plugin|werkzeug|tool)"
        r"|diese (?:bibliothek|software|anwendung|erweiterung)",
        leads=r" (?:ist|wird|wurde) (?:(?:leider|inzwischen|nun|seit 20\d\d) )?",
        ends=r"veraltet|eingestellt|abgekündigt|archiviert|nicht (?:mehr|länger) (?:aktiv )?(?:gepflegt|gewartet|unterstützt"
        r"|weiterentwickelt|betreut)",
        only_fixes=r"im wartungsmodus",
        goes_on=r"\s*(?:$|[^\w\s]|und\b)",
    ),
    _language(
        subject=r"ce (?:projet|dépôt|paquet|module|logiciel)|cette (?:bibliothèque|application|extension)",
        leads=r" ",
        ends=r"n['’]est (?:désormais )?plus (?:activement )?(?:maintenue?|supportée?|développée?)"
        r"|est (?:désormais )?(?:obsolète|abandonnée?|archivée?)",
        only_fixes=r"est en mode maintenance",
        goes_on=r"\s*(?:$|[^\w\s]|et\b)",
    ),
    _language(
        subject=r"est[ea] (?:proyecto|repositorio|paquete|módulo|biblioteca|librería|aplicación|projeto|repositório|pacote)",
        leads=r" (?:ya )?",
        ends=r"no (?:se mantiene|está (?:siendo )?mantenid[oa])|(?:está|foi) (?:obsolet|descontinuad|archivad|arquivad|abandonad)[oa]"
        r"|não (?:é|está sendo|está) mais mantid[oa]",
        only_fixes=r"(?:está )?en modo (?:de )?mantenimiento",
        goes_on=r"\s*(?:$|[^\w\s]|[ye]\b)",
    ),
    _language(
        subject=r"эт(?:от|а) (?:проект|репозиторий|пакет|модуль|библиотека)",
        leads=r" (?:больше )?",
        ends=r"не поддерживается|устарела?|заброшена?",
        only_fixes=r"в режиме поддержки",
        goes_on=r"\s*(?:$|[^\w\s]|и\b)",
    ),
)

_TITLE_ENDS: Final = rf"(?:{_STATES}|(?:no longer|not) maintained)"
_TITLE_FIXES: Final = r"maintenance[- ](?:mode|only)"


def _in_title(state: str) -> re.Pattern[str]:
    return re.compile(
        rf"\W*[\[(]\W?{state}\W?[\])]|\W*{state}\s?[-–—:]|.{{1,120}}[\[(]\W?{state}\W?[\])]\W*$|.{{1,120}} [-–—:] ?{state}\W*$",
        re.IGNORECASE,
    )


TITLE_ENDS: Final = _in_title(_TITLE_ENDS)
TITLE_ONLY_FIXES: Final = _in_title(_TITLE_FIXES)
"""A title with its state in brackets or set apart, in front or at the end."""

NOTICE_HEADING: Final = re.compile(
    r"\W*(?:(?:project |maintenance |development )?status|(?:maintenance|deprecation|archiv\w+|important|end[- ]of[- ]life) (?:notice|note)"
    r"|deprecated|deprecation|archived|unmaintained|(?:important )?(?:notice|warning|announcement)|important|attention|achtung|hinweis"
    r"|.{0,6}(?:公告|通知|声明|重要|注意).{0,4})\W*$",
    re.IGNORECASE,
)
"""Headings of what is said to everybody before the project itself."""
