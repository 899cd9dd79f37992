"""Words by which the beginning of a README is read, in the languages that READMEs are written in most."""

import re

VERBS = (
    r"(?:\b(?:is|are|provides?|helps?|lets?|allows?|contains?|creates?|generates?|makes?|turns?|manages?|keeps?|offers?"
    r"|implements?|enables?|aims?|adds?|gives?|converts?|supports?|wraps?|parses?|runs?|tests?|collects?|simplifies"
    r"|est|sont|permet|fournit|aide|contient|ist|sind|bietet|hilft|erlaubt|ermöglicht|enthält|stellt"
    r"|es|son|permite|proporciona|ofrece|ayuda|contiene|é|são|fornece|oferece|ajuda|contém"
    r"|это|является|позволяет|предоставляет|помогает|содержит)\b"
    r"|是|用于|提供|帮助|支持|です|ます|입니다|합니다|है|हैं)"
)
SAYS = (
    r"(?:(?:is|are|ist|est|es|é|è) (?:\w+-\w+ |an?|the|one|designed|used|built|meant|intended|for|ein\w*|der|die|das|une?|le|la|un\w?|um\w?|o|el)\b"
    r"|(?:overrides|extends|replaces|handles|builds|stores|reads|writes|renders|validates|processes|formats|solves|brings"
    r"|delivers|automates|connects|exposes|measures|monitors|transforms|translates|normali[sz]es|sends|serves|combines|gathers)\b"
    rf"|(?!(?:is|are|ist|est|es|é|è)\b){VERBS})"
)
"""What follows a name and says what it is or does, rather than in which state it is."""

END = re.compile(r"[.!?…。！？।؟]['\")»”]*$")
SENTENCE = re.compile(rf"{END.pattern}|{VERBS}", re.IGNORECASE)
IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
NO_PROSE = re.compile(
    r"^(?:[:|/\[<=*#>$%+~`-]|\.\.[ \[]|(?:image|toc|include|link|xref):|ifdef|ifndef|endif|\w+::)|://\S+\[|@\w+\]"
    r"|^(?:\S*://\S*|www\.\S+)$"
)
"""Lines of markup: of Org and AsciiDoc, whose comments and settings begin so, and addresses."""

NOTICE = re.compile(
    r"^\W*!?(?:please note|note|nb|notice|warning|important|caution|tip|info|attention|disclaimer|deprecat\w+|archived|moved|announcements?"
    r"|news|updated?|heads[- ]?up|breaking(?: changes?)?|danger|todo|wip|hinweis|achtung|warnung|wichtig|avertissement"
    r"|remarque|nota|aviso|atenci[oó]n|advertencia|aten[cç][aã]o|importante|внимание|примечание|важно|注意(?:事项)?|警告|提示"
    r"|重要(?:提示)?|[^\W\d_]{0,6}(?:公告|通知)|お知らせ|주의|참고|공지|تنبيه|تحذير|ملاحظة|सूचना|ध्यान दें|चेतावनी)\W*(?:[:!：！\]—–-]|$)",
    re.IGNORECASE,
)
STATE = re.compile(
    r"\b(?:no longer (?:being )?(?:actively )?(?:maintained|supported|developed|updated)|not (?:actively |yet )?(?:maintained|ready"
    r"|stable|production[- ]ready)|unmaintained|deprecated|obsolete|end[- ]of[- ]life|end of its life|discontinued|superseded by|has (?:been )?(?:moved|renamed"
    r"|archived)|(?:is|are|still|currently|now) (?:\w+ )?in (?:an? )?(?:\w+ )?(?:beta|alpha|preview|development)"
    r"|(?:beta|alpha|early|experimental|unstable) (?:software|version|release|stage|stages)|work[- ]in[- ]progress"
    r"|under (?:heavy |active |ongoing )?(?:development|construction)|looking for (?:a )?(?:new )?maintainers?|hiring"
    r"|in der entwicklung|wird nicht mehr|en cours de développement|en desarrollo|em desenvolvimento|в разработке"
    r"|(?:good|great|exciting) news|[oó]timas not[ií]cias|buenas noticias|gute nachrichten|bonne nouvelle"
    r"|(?:originated|(?:was|is|has been) (?:born|started|donated|founded|forked)|started (?:out )?as|grew out of)"
    r"|не поддерживается)\b|(?:不再|停止|终止)(?:继续)?(?:维护|更新|开发)|进入维护|已(?:被)?(?:废弃|弃用|归档)|开发中|開発中|개발 중",
    re.IGNORECASE,
)
SPONSOR = re.compile(
    r"\b(?:sponsor(?:s|ed|ing|ship)?|donat(?:e|es|ing|ions?)|backers?|patreon|open ?collective|ko-?fi|buy (?:me|us) an?"
    r"|made possible|proudly|my open[- ]source work|supported by (?:the|our) (?:community|members|users)|support (?:us|me|this project|the project|my work|(?:its |the )?development)|fund(?:ed|ing) by"
    r"|spenden?|parrain\w*|patrocin\w*|apoyado por|apoie|спонсор\w*|поддержать проект)\b|赞助|捐赠|贊助|スポンサー|후원",
    re.IGNORECASE,
)
POINTER = re.compile(
    r"^\W*(?:(?:please|por favor|bitte|пожалуйста),? )?(?:see(?: also)?|visit|refer|consult|check(?: out)?|click|go to|head (?:over )?to|follow|join|star|read"
    r"|browse|download|you can (?:find|read|see)|(?:for|find|get) (?:more|full|further|the (?:full|latest|official|complete)"
    r"|detailed|additional|usage|help|support|questions|documentation|details|information)|(?:more|full|further|the|our"
    r"|project|official|online|complete|detailed|latest)?\s?(?:documentation|docs|web ?site|home ?page|manual|wiki|demo"
    r"|changelog|source code|information|details)\b(?! (?:generator|builder|tool|for|of|framework|server|engine)\b)"
    r"|(?:an? |the )?(?:english|chinese|japanese|korean|german|french|spanish|russian|portuguese|arabic|other) (?:version|"
    r"translation|language|edition|readme|document)s?"
    r"|this (?:readme|document|file|page) (?:is|are|was|only|just|describes|explains|contains|covers|gives|provides)"
    r"|help (?:us |me )?(?:to )?(?:translate|improve|spread|keep) (?:this|the|it|our|us)"
    r"|the (?:(?:canonical|official|upstream|main|primary|original) ){1,2}(?:repo\w*|source|sources|mirror|home)"
    r"|for [^.:]{1,80}, (?:please )?(?:see|visit|check|refer|read)|if you|looking for|to (?:learn|get|see|read|find|contribute|report)|siehe|weitere|mehr|voir|pour (?:plus|en savoir)"
    r"|feel free|fiquem? à vontade|siéntete libre|plus d|consulte[zr]?|para (?:más|mais)|ver|veja|véase|документация|подробн\w+|см\.?|смотри)\b"
    r"|^\W*(?:官网|官方网站|网站|文档|详见|請參|请参|请访问|更多|詳しくは|ドキュメント|公式|자세한|문서|للمزيد|अधिक जानकारी)",
    re.IGNORECASE,
)
LEGAL = re.compile(
    r"^\W*(?:copyright|©|\(c\)|licen[sc]ed?\b|(?:released|distributed|available|published) under|all rights reserved"
    r"|(?:unless|except where) (?:otherwise|it is)? ?(?:noted|stated|specified|indicated)"
    r"|(?:(?:the|this|all|our) )?(?:[\w-]+ ){0,3}(?:is|are|comes?) (?:provided|supplied|offered|distributed)? ?(?:[“\"'‘]?as[- ]is\b|without (?:any )?warrant|with no warrant)"
    r"|author|maintain(?:er|ed)|version|build status|status|requires?|requirements?|prerequisites"
    r"|table of contents|contents|in this (?:readme|document|repo\w*)|目录|目次|目錄)",
    re.IGNORECASE,
)
BACKGROUND = re.compile(
    r"^\W*(?:every|most|many|some|often|there (?:is|are)|when|while|today|nowadays|whether|being|writing|not only|have you|do you|ever"
    r"|traditionally|historically|previously|originally|in (?:modern|today['’]s)|at (?:this|the) (?:point|time|moment)|our previous"
    r"|currently|right now|for now|as of)\b",
    re.IGNORECASE,
)
"""How people begin who tell of the problem, or of its history, before they come to the project."""

ITSELF = re.compile(
    r"(?:this|the present) (?:project|repository|repo|package|library|tool|module|crate|gem|plugin|extension|app(?:lication)?|program"
    rf"|framework|service|site|book|guide|collection|template|image)(?:\s*\([^)]{{0,80}}\))? (?:{SAYS}|links\b|collects\b|hosts\b|brings\b)",
    re.IGNORECASE,
)
"""How a sentence begins that is about the project without its name."""

GOAL = re.compile(
    r"(?:the|our) (?:\w+ )?(?:goal|aim|purpose|mission|objective)s? of (?:this|the) (?:\w+ )?\w+ (?:is|are)\b",
    re.IGNORECASE,
)

THANKS = re.compile(
    r"^\W*(?:(?:special |many |big )?thanks? (?:to|you)\b"
    r"|(?:首先|最后)?[，,]?(?:我们|特别|非常|衷心|十分|再次|由衷|想|要|向|表达|表示|最深的|诚挚的){0,6}(?:感谢|鸣谢|致谢|谢意))",
    re.IGNORECASE,
)
PROBLEM = re.compile(r"^\W*(?:the |das |le |el |o )?(?:problem[ae]?|problème|问题|痛点)\W{0,3}[:：]", re.IGNORECASE)
SOLUTION = re.compile(
    r"^\W*(?:the |our |unsere |la |a )?(?:solution|lösung|solución|solução|解决(?:方案|办法))\W{0,3}[:：]\W*(?=\w)",
    re.IGNORECASE,
)
"""Labels of paragraphs of which one tells why there is a project, and the other what it does."""

COMMAND = re.compile(
    r"^(?:\$|>|pip3?|npm|npx|yarn|pnpm|brew|cargo|go|gem|composer|docker|git|apt|sudo|curl|make) \S+.*(?<!\.)$"
)
LANGUAGES = re.compile(
    r"english|简体中文|繁體中文|繁体中文|中文(?:版|文档|说明)?|chinese|日本語|japanese|한국어|korean|русский|russian|français|french"
    r"|deutsch|german|español|spanish|castellano|português(?: \w+)?|portuguese|italiano|italian|العربية|عربي|arabic|हिन्दी|hindi"
    r"|türkçe|turkish|nederlands|dutch|polski|polish|українська|ukrainian|tiếng việt|vietnamese|bahasa indonesia|indonesian"
    r"|فارسی|persian|ไทย|thai|čeština|czech|svenska|swedish|עברית|hebrew|বাংলা|bengali|català|română|ελληνικά|magyar",
)
"""Names of languages in small letters: many patterns without regard to case are slow."""

BADGE = re.compile(
    r"\b(?:build|status|coverage|version|pypi|npm|crates?|licen[sc]e|downloads?|docs|badge|ci|travis|codecov|gitter|chat"
    r"|maintainability|latest|release|stars|forks|join|discord|slack|python|versions|code|style|black|quality|tests?|workflow"
    r"|passing|github|actions?|docker|pulls|go|report|card|doi|conda|package|issues|contributors|commit|activity|coveralls)\b",
    re.IGNORECASE,
)
SECTION = re.compile(
    r"^\W*(?:usage|using|how to|install\w*|get(?:ting)? started|quick ?start|requirements?|prerequisites|features?|table of contents"
    r"|contents|documentation|docs|api|examples?|contribut\w*|licen[sc]e|support|development|building|for (?:users|developers)"
    r"|benchmarks?|status|news|changelog|installation|utilisation|fonctionnalités|verwendung|nutzung|funktionen|inhalt"
    r"|uso|instalación|instalação|características|funcionalidades|sumário|índice|установка|использование|возможности"
    r"|安装|使用|快速|特性|功能|目录|インストール|使い方|使用方法|特徴|설치|사용|기능|التثبيت|الاستخدام|स्थापना|उपयोग)",
    re.IGNORECASE,
)
"""Headings that are no titles."""

ABOUT = re.compile(
    r"^\W*(?:\d+[.)]?\s*)?(?:about(?: \S+){0,3}|overview|introduction|intro|description|summary|what (?:is|does)\b.*|mission|purpose"
    r"|(?:goals?|aims?|motivation)(?: (?:and|&) \w+)?|synopsis|abstract|über(?: \S+){0,3}|überblick|einleitung|einführung|beschreibung|zweck|worum.*|à propos.*|présentation"
    r"|introduccion|introducción|descripción|acerca de.*|qué es.*|presentación|introdução|descrição|sobre.*|o que é.*"
    r"|описание|введение|о проекте|что это.*|简介|介绍|簡介|介紹|概述|说明|前言|项目(?:介绍|简介|概述|说明)|关于.*|是什么.*|概要|はじめに|紹介|説明"
    r"|소개|개요|설명|.*란\??|مقدمة|نبذة.*|حول.*|وصف.*|परिचय|विवरण|के बारे में.*)\W*$",
    re.IGNORECASE,
)
