"""How the sections of a README are headed, in the languages that READMEs are written in most.

A heading counts if it is about the subject: “Helm support” and “Usage warnings” are not. For English that is
decided by how a heading begins and what follows; other languages by their usual headings.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

MISSION, STARTED, INVOLVED, WHO, PATH = (
    "mission",
    "getting-started",
    "getting-involved",
    "who-we-are",
    "committer-path",
)

_NOUNS: Mapping[str, str] = {
    MISSION: r"about|overview|introduction|intro|mission|vision|motivation|purpose|rationale|background|goals?|summary|description|abstract|synopsis|features|highlights",
    STARTED: r"quick[ -]?start|first steps|installation|install|set[ -]?up|usage|prerequisites|requirements?|tutorial|development|deployment|walkthrough",
    INVOLVED: r"contributions?|community|feedback|help|bugs?|issues|questions?|q&a|chat|contacts?|discussions?|communication|support|participation|mailing lists?",
    WHO: r"team|maintainers?|committers?|authors?|contributors?|contacts?|owners?|code ?owners|people|developers|members",
    PATH: r"trusted committers?|contributor ladder|committer ladder|membership",
}
_OPENINGS: Mapping[str, str] = {
    MISSION: r"why|what (?:is|does|are|it)|who is it for",
    STARTED: r"get(?:ting)? started|(?:(?:super|very|so|really) )?(?:simple|easy) to use|start(?:ing)? here|install(?:ing)?|set(?:ting)? up|(?:(?<!project )(?<!projects )using|use|running|run|building|build|compiling|deploy(?:ing)?|developing)(?=\W*$|\W+\S+\W*$|\W+(?:the|this|our|your|its?|a|an|as|from|with|without|in|on|via|and|or|for|through|locally|by|inside|under)\b)|how (?:to|can (?:you|i|we)|do (?:you|i|we)) (?:use|run|install|build|start|set|develop|get|compile|deploy)",
    INVOLVED: r"contribut(?:e|ing)|how (?:to|can (?:you|i|we)|do (?:you|i|we)) (?:contribute|help|participate|report|get help|ask)|get(?:ting)? involved|participat(?:e|ing)|get(?:ting)? (?:help|support|in touch)|ask(?:ing)?|report(?:ing)? (?!(?:a )?(?:security|vuln))|join|where to (?:ask|talk|get help)|(?:want|like|wish) to (?:help|contribute)|need help|found (?:a|any) bugs?|pull requests",
    WHO: r"who (?:we are|is behind|are we)|about us|maintained by|meet the|behind",
    PATH: r"becom(?:e|ing) an? (?:\w+ )?(?:maintainer|committer|owner|member)|path to (?:\w+ )*(?:maintainer|committer)|how to become an? (?:\w+ )?(?:maintainer|committer|owner|member)",
}
_MODIFIERS = r"the|a|an|our|your|its|this|my|some|project|projects|package|library|repo|repository|software|app|application|basic|simple|general|quick|brief|short|main|key|core|current|active|lead|local|manual|additional|further|more|community|user|users|developer|code|technical|general|global|production|dev|other|project's|\d+"
"""Words in front of the subject that change nothing about it."""

_FOLLOWING = r"(?:guide(?:lines?|s)?|instructions?|notes?|examples?|steps?|options?|information|info|details|docs|documentation|process|channels?|lists?|rooms?|tutorial|setup|environment|overview|here|us|to|for|of|on|in|with|from|via|by|at|as|under|using|through|into|and|or|the|members?|list|tracker|section|page|forum|links?|workflow|requirements?|prerequisites)"
"""Words after the subject that leave the heading about it."""

_OTHER_SUBJECT = re.compile(
    r"\b(?:warnings?|matrix|polic(?:y|ies)|status|badges?|costs?|history|tables?|versions?|standards?|sponsors?(?:hip)?|donat\w*|stats|statistics|metrics|tests?|test ?suites?|benchmarks?|modifiers|flags|internals|limits?|errors?|bugs fixed|guarantees?|(?:environments?|browsers?|platforms?|languages?|formats?|features?) support|supported|security|vulnerabilit\w*|support for (?!guests|users|contributors|developers)|(?:support|help|fund) (?:us|me|this|the (?:project|author)|keep|fund|pay|development))\b",
    re.IGNORECASE,
)

_BEST: Mapping[str, re.Pattern[str]] = {
    STARTED: re.compile(
        r"(?i)get(?:ting)? started|start(?:ing)? here|quick[ -]?start|first steps|install|set(?:ting)?[ -]?up|usage"
        r"|(?:how|easy|simple) to (?:use|run|install)|erste schritte|verwendung|nutzung|démarr|utilis|instal|uso|usar"
    ),
    INVOLVED: re.compile(
        r"(?i)contribu|get(?:ting)? involved|participat|pull requests|mitmach|beitr[aä]g|mitarbeit|mithelf|particip|colabor"
        r"|贡献|貢獻|参与|參與|貢献|コントリビュ|参加|기여|참여|مساهم|ساهم|شارك|योगदान|вклад|участ|помочь|контрибью"
    ),
}
"""Headings that say it in so many words, before those that may be about a part of it: of help, or of requirements."""

_OF_CODE = re.compile(r"\w\.[a-z]+[A-Z]\w*|\w\(\)")
"""A name in code, such as of an option: a section about how that is used, not the project."""

_THANKS = re.compile(
    r"(?i)\W*(?:感谢|感謝|致谢|鸣谢|谢辞|thanks|acknowledge?ments?|credits|special thanks|danke|merci|gracias|obrigad)"
)
"""Headings that thank people, who are not asked for anything."""

_LATIN: Mapping[str, str] = {
    MISSION: r"présentation|à propos|objectifs?|contexte|pourquoi|fonctionnalités|qu['’]est-ce|über(?:sicht|blick)?|einleitung|einführung|beschreibung|zweck|ziele?|hintergrund|funktionen|worum|was ist|introducción|descripción|acerca de|sobre|resumen|objetivos?|motivación|características|qué es|presentación|propósito|introdução|descrição|visão geral|motivação|funcionalidades|o que é|apresentação|описание|введение|о проекте|обзор|назначение|цел[ьи]|возможности|что это|мотивация|особенности",
    STARTED: r"installer|utilisation|utiliser|démarrage|démarrer|pré-?requis|lancer|exécution|développement|déploiement|premiers pas|mise en route|installieren|erste schritte|einrichtung|nutzung|verwendung|benutzung|voraussetzungen|schnellstart|anleitung|entwicklung|bauen|starten|inbetriebnahme|betrieb|instalación|instalar|uso|usar|empezar|comenzar|inicio rápido|primeros pasos|requisitos|configuración|ejecutar|ejecución|desarrollo|despliegue|puesta en marcha|instalação|começando|começar|primeiros passos|configuração|executar|executando|desenvolvimento|ambiente|установка|использование|начало работы|быстрый старт|запуск|сборка|требования|настройка|разв[её]ртывание|(?:использовать|установить|запустить|собрать)|примеры?",
    INVOLVED: r"contribuer|participer|communauté|contacter|contact|aide|signaler|nous (?:rejoindre|contacter)|mitmachen|beitragen|beiträge|mitarbeit|mithelfen|fragen|kontakt|fehler melden|hilfe|unterstützung|gemeinschaft|contribuir|contribuciones|contribuye|colabor\w*|particip\w*|comunidad|contacto|preguntas|ayuda|soporte|reportar|errores|contribuições|contribuindo|contribua|comunidade|contato|perguntas|ajuda|suporte|dúvidas|участие|вклад|(?:помочь|внести|участвовать)|сообщество|контакты|связь|обратная связь|вопросы|поддержка|помощь|сообщить|ошибки|контрибью\w*",
    WHO: r"auteur\w*|équipe|mainteneur\w*|contributeur\w*|qui sommes|autor(?:en|in|innen)?|ansprechpartner\w*|wir über uns|wer wir sind|entwickler\w*|verantwortliche?|autor(?:es|a|as)?|equipo|mantenedor\w*|colaborador\w*|quiénes somos|responsables?|equipe|equipa|contribuidor\w*|quem somos|responsáve(?:l|is)|авторы?|команда|разработчики|мейнтейнеры|контрибьюторы|участники|о нас|сопровождающ\w*",
    PATH: r"devenir (?:mainteneur|committer)|(?:maintainer|committer) werden|convertirse en mantenedor|ser mantenedor|tornar-se mantenedor|стать (?:мейнтейнером|коммитером)",
}
_LATIN_LEAD = r"(?:(?:le|la|les|l['’]|un|une|der|die|das|den|unser\w*|el|los|las|nuestr\w*|o|os|as|nosso\w*|comment|como|cómo|wie|как|наш\w*|quick)\s*)*"

_OTHERS: Mapping[str, str] = {
    MISSION: r"简介|簡介|介绍|介紹|概述|背景|关于|關於|是什么|说明|說明|特性|特点|特色|功能|为什么|為什麼|目标|概要|はじめに|紹介|について|とは|特徴|目的|機能|소개|개요|설명|배경|목적|특징|기능|이란|مقدمة|نبذة|حول|وصف|الهدف|عن المشروع|ما هو|المميزات|الميزات|مميزات|परिचय|विवरण|के बारे में|उद्देश्य|क्या है|विशेषता",
    STARTED: r"安装|安裝|使用|快速|开始|開始|入门|入門|用法|运行|運行|部署|构建|编译|环境|教程|依赖|インストール|使い方|利用方法|セットアップ|導入|始め方|クイックスタート|実行|ビルド|準備|チュートリアル|설치|사용(?!자)|시작|실행|빌드|요구|환경|튜토리얼|배포|تثبيت|تنصيب|استخدام|استعمال|البدء|بدء|متطلبات|تشغيل|إعداد|इंस्टॉल|स्थापना|उपयोग|शुरुआत|आरंभ|शुरू|आवश्यकता|सेटअप",
    INVOLVED: r"贡献(?!者)|貢獻(?!者)|参与|參與|反馈|回饋|交流|社区|社群|联系|聯繫|讨论|討論|^技术支持|^支持$|帮助|(?<!常見)問題|贡献指南|貢献|コントリビュ|参加|フィードバック|問い合わせ|連絡|質問|バグ|サポート|コミュニティ|기여(?!자)|참여|피드백|문의|연락|질문|버그|커뮤니티|지원|مساهمة|ساهم|شارك|المشاركة|مجتمع|تواصل|اتصل|أسئلة|الدعم|^دعم|الإبلاغ|योगदान(?!कर्ता)|सहभागिता|समुदाय|संपर्क|सहायता|प्रश्न|मदद|प्रतिक्रिया",
    WHO: r"作者|团队|團隊|维护者|維護者|成员|关于我们|贡献者|开发者|開發者|著者|メンテナ|チーム|メンバー|作成者|저자|제작자|만든|팀|관리자|개발자|메인테이너|작성자|기여자|المؤلف|مؤلف|الفريق|فريق|المطور|المساهمون|القائمون|लेखक|टीम|दल|योगदानकर्ता|अनुरक्षक",
    PATH: r"成为.{0,6}(?:维护者|提交者|成员)|(?:コミッター|メンテナ)\w*になる|커미터가 되|메인테이너가 되",
}
_NUMBER = r"^\W*(?:(?:\d+(?:\.\d+)*|[ivx]+)[.)]?\s+)?"


@cache  # compiling all of them takes a tenth of the time in which the program starts
def _heading(section: str) -> re.Pattern[str]:
    before = rf"(?:(?:{_MODIFIERS})\W+)*"
    # "Features, installation and usage" is about each of them.
    joined = r"(?:[\w-]+(?: [\w-]+)?\s*(?:,|&|/|\band\b|\bor\b|\bund\b)\s*){0,3}"
    noun = rf"(?:{_NOUNS[section]})(?:\W*$|\s*[,&/:(–—-].*|\W+{_FOLLOWING}\b.*)"
    opening = rf"(?:{_OPENINGS[section]})\b.*"
    latin = rf"{_LATIN_LEAD}(?:{_LATIN[section]})\b.*"
    return re.compile(
        rf"{_NUMBER}{joined}(?:{before}(?:{noun}|{opening})|{latin})|.*(?:{_OTHERS[section]})", re.IGNORECASE
    )


@cache
def _root(section: str) -> re.Pattern[str]:
    others = _OTHERS[section].replace("^", "").replace("$", "")
    return re.compile(rf"\b(?:{_LATIN[section]})|{others}", re.IGNORECASE)


MAINTAINERS = re.compile(
    rf"{_NUMBER}(?:(?:{_MODIFIERS})\W+)*(?:maintainers?|(?:trusted )?committers?|core (?:team|developers)|team(?: members)?"
    r"|technical committee|steering committee|maintained by|betreuer\w*|verantwortliche|ansprechpartner\w*|mainteneur\w*"
    r"|équipe|mantenedor\w*|equipo|equipe|сопровождающ\w*|мейнтейнеры|команда|维护者|維護者|团队|メンテナ\w*|개발팀|관리자|المشرفون"
    r"|अनुरक्षक)\b(?!.* (?:guide|notes|only)\b)",
    re.IGNORECASE,
)
"""Headings under which those who help guests are named."""

GOVERNANCE = re.compile(
    rf"{_NUMBER}(?:(?:{_MODIFIERS})\W+)*(?:governance|roles(?: and responsibilities)?)\b", re.IGNORECASE
)
"""Headings under which there may be a way to become a committer, or not."""

_STOP_WORDS: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "to",
            "is",
            "in",
            "for",
            "a",
            "with",
            "you",
            "this",
            "that",
            "are",
            "on",
            "it",
            "be",
            "or",
            "your",
            "from",
            "can",
            "by",
            "as",
            "an",
            "if",
            "not",
            "we",
            "use",
        ]
    ),
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "des",
            "du",
            "un",
            "une",
            "est",
            "et",
            "pour",
            "dans",
            "que",
            "qui",
            "sur",
            "avec",
            "par",
            "pas",
            "vous",
            "ce",
            "cette",
            "sont",
            "au",
            "aux",
            "en",
        ]
    ),
    "de": frozenset(
        [
            "der",
            "die",
            "das",
            "und",
            "ist",
            "für",
            "mit",
            "ein",
            "eine",
            "einen",
            "den",
            "dem",
            "des",
            "von",
            "zu",
            "auf",
            "nicht",
            "werden",
            "wird",
            "sich",
            "auch",
            "als",
            "im",
        ]
    ),
    "es": frozenset(
        [
            "el",
            "la",
            "los",
            "las",
            "de",
            "del",
            "y",
            "es",
            "para",
            "con",
            "un",
            "una",
            "que",
            "en",
            "por",
            "se",
            "su",
            "al",
            "como",
            "más",
            "este",
            "esta",
            "son",
        ]
    ),
    "pt": frozenset(
        [
            "o",
            "a",
            "os",
            "as",
            "de",
            "do",
            "da",
            "dos",
            "das",
            "e",
            "é",
            "para",
            "com",
            "um",
            "uma",
            "que",
            "em",
            "por",
            "se",
            "no",
            "na",
            "ao",
            "como",
            "mais",
            "este",
            "esta",
            "são",
        ]
    ),
}
_LANGUAGES_OF: Mapping[str, Sequence[str]] = {
    word: [language for language, common in _STOP_WORDS.items() if word in common]
    for word in frozenset[str]().union(*_STOP_WORDS.values())
}
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ar", re.compile(r"[\u0620-\u064a]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
_NEIGHBOURS = re.compile(r"[پچژگکی]|[іїєґўјљњђћџѓќ]", re.IGNORECASE)
"""Letters of other languages in the scripts of those that are known."""

_READ = 6_000
_LETTERS = re.compile(r"[^\W\d_]+")
_SHARE = 0.08
"""Share of a text's letters in a script, or of its words among the commonest of a language, that tell the language."""

_SHORT = 25


@lru_cache(maxsize=4_096)  # projects head their sections alike
def is_about(heading: str, section: str) -> bool:
    """Whether a heading is about the subject of a section, in any language that is known."""
    start = heading[:200]
    return (
        _heading(section).match(start) is not None
        and _OTHER_SUBJECT.search(heading) is None
        and (section == WHO or _THANKS.match(start) is None)
        and (section != STARTED or _OF_CODE.search(start) is None)
    )


def says_best(heading: str, section: str) -> bool:
    """Whether a heading that is about a section is better evidence than others that are."""
    best = _BEST.get(section)
    return best is None or best.search(heading) is not None


def mentions(text: str, section: str) -> bool:
    """Whether a text not in English has a word for the subject of a section anywhere."""
    return _root(section).search(text) is not None


@lru_cache(maxsize=1)  # one README after the other, each asked about by several checks
def language_of(text: str) -> str | None:
    """The language that a text is in for the most part, where it is one that is known here; None otherwise.

    A short text of Latin letters is taken for English, as headings of code mostly are.
    """
    words = _LETTERS.findall(text[:_READ].casefold())
    letters = sum(map(len, words))
    sample = " ".join(words)
    for language, script in () if sample.isascii() else _SCRIPTS:
        # Ideographs say more per letter.
        if letters and len(script.findall(sample)) > _SHARE * letters:
            return None if len(_NEIGHBOURS.findall(sample)) > letters * 0.01 else language
    latin = words if sample.isascii() else [word for word in words if word[0] < "\u0250"]
    if len(latin) < _SHORT:
        return "en" if len(latin) >= len(words) / 2 else None
    counts = Counter(latin)
    hits = dict.fromkeys(_STOP_WORDS, 0)
    for word in counts.keys() & _LANGUAGES_OF.keys():
        for language in _LANGUAGES_OF[word]:
            hits[language] += counts[word]
    best = max(hits, key=lambda language: hits[language])
    return best if hits[best] >= _SHARE * len(latin) else None
