"""Everything that somebody could write in a repository to get a hold of the site, as data, each case by name."""

# ruff: noqa: SIM905 -- a list of names reads best as a text

import io
import json
import zlib
from collections.abc import Mapping

from PIL import Image

from git_repositories import Entry, link, submodule

CANARY_IN_FILE = "c4n4ry-of-the-env-file-0123456789"
"""What the `.env` beside the catalogue and those inside the repositories hold."""

TEXTS: Mapping[str, str] = {
    "plain words": "Plain words",
    "plain sentence": "This is a plain sentence of several words, with a comma.",
    "closes the title": "</title><script>alert(1)</script>",
    "breaks out of an attribute": "\"><img src=x onerror=alert(1)>'><svg onload=alert(2)>",
    "backtick attribute": "`><img src=x onerror=alert(1)>",
    "attribute list": "x {: onclick=alert(1) #__search .md-overlay }",
    "link with attribute list": '[x](javascript:alert(1)){: onclick="alert(1)" }',
    "table and escapes": "a | b \\| c ` d `` e \\",
    "front matter": "---\ntemplate: evil.html\ntitle: forged\n---",
    "front matter in one line": '"\ntemplate: "evil.html',
    "Jinja": "{{ config }} {% raw %} {% include '../.env' %} {# x #} ${{ secrets.TOKEN }}",
    "Jinja that computes": "{{ 191 * 7 }} ${7*191} #{7*191} <%= 7*191 %>",
    "snippet": '--8<-- ".env"',
    "include": "!include .env {!.env!} @import '.env' .. include:: .env",
    "closes the page": "</div></div></main></body></html><h1>out</h1>",
    "closes a script": "</script><script>alert(1)</script>",
    "comment": "<!-- --><img src=x onerror=alert(1)> --!> <![CDATA[x]]> <?x ?>",
    "entities": "&#106;avascript:alert(1) &lt;script&gt; &quot; &amp;lt;b&amp;gt;",
    "double entities": "&amp;#60;img src=x onerror=alert(1)&amp;#62;",
    "formula": '=HYPERLINK("https://evil.example/","x")',
    "formula with at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula with plus": "+1+cmd|' /C calc'!A0",
    "formula with minus": "-2+3+cmd|' /C calc'!A0",
    "formula after tab": "\t=1+1",
    "formula after carriage return": "\r=1+1",
    "formula after space": " =1+1",
    "full-width formula": "＝1+1",
    "override": "a\u202egnp.exe\u2066b\u2069c",
    "isolates": "\u2067\u2068x",
    "zero width": "a\u200bb\u200cc\u200dd\ufeffe\u2060f",
    "tags in Unicode": "a\U000e0041\U000e0042b\U000e007f",
    "NUL and ESC": "a\x00b\x1b[31mred\x1b]0;title\x07\x9b31m",
    "separators": "a\u2028b\u2029c\x85d\x0be",
    "lone surrogate": "a\ud800b\udfffc",
    "non-character": "a\ufffeb\uffffc\U0001ffffd",
    "private use": "a\ue000b\U000f0000c",
    "marks": "a" + "\u0301" * 500 + "z\u0489" * 50,
    "a long word": "w" * 100_000,
    "only spaces": " \u00a0\u3000\t ",
    "only invisible": "\u200b\u202e",
    "workflow command": "::set-output name=x::y",
    "workflow group": "##[error]x",
    "terminal link": "\x1b]8;;https://evil.example/\x07x\x1b]8;;\x07",
    "prototype": "__proto__",
    "constructor": "constructor",
    "has own property": "hasOwnProperty",
    "looks like null": "null",
    "path": "../../../../etc/passwd",
    "windows path": "\\\\host\\share\\..\\x",
    "autolink": "https://ok.example/<script> www.evil.example javascript:alert(1) <javascript:alert(1)>",
    "reference": "[x][1]\n\n[1]: javascript:alert(1)",
    "footnote": "[^1]\n\n[^1]: *x*",
    "abbreviation": '*[HTML]: x" onmouseover="alert(1)',
    "heading": "# Forged\n===\n---",
    "list": "- [ ] x\n1. y\n* z",
    "math and emoji": "$$x$$ :smile: ==m== ^^i^^ ++ctrl++ ~~s~~",
    "admonition": '!!! danger "forged"\n    text',
    "icon short code": ":octicons-heart-16:{ .md-overlay onclick=alert(1) }",
    "right to left": "דוגמה <script> مثال",
    "quotes": "'; alert(1); \" + alert(1) + ' \\'; //",
    "printf": "%s %n %x %(config)s {0.__class__} {self}",
    "SQL": "'; DROP TABLE project; --",
    "marks of shells": "Mark7titleMark Mark7descriptionMark <div>Mark7bodyMark</div> Mark7path0x0Mark",
    "shell": "$(touch sprung) `touch sprung` ; touch sprung | touch sprung",
}
"""Texts for every field that takes words."""

ADDRESSES: Mapping[str, str] = {
    "harmless": "https://ok.example/path",
    "mixed case script": "JaVaScRiPt:alert(1)",
    "script with tab": "java\tscript:alert(1)",
    "script with line end": "java\nscript:alert(1)",
    "script after control": "\x01javascript:alert(1)",
    "script after space": "  javascript:alert(1)",
    "script with address": "javascript://ok.example/%0aalert(1)",
    "data": "data:text/html,<script>alert(1)</script>",
    "vbscript": "vbscript:x",
    "blob": "blob:https://ok.example/x",
    "view-source": "view-source:https://ok.example/",
    "scheme-relative": "//evil.example/x",
    "three slashes": "///evil.example/x",
    "no slashes": "https:evil.example",
    "one slash": "https:/evil.example",
    "userinfo": "https://user:t0ken@evil.example/",
    "empty userinfo": "https://@evil.example/",
    "backslash": "https://ok.example\\@evil.example/",
    "backslashes": "\\\\evil.example\\x",
    "file": "file:///etc/passwd",
    "metadata service": "http://169.254.169.254/latest/meta-data/",
    "port": "https://ok.example:99999/",
    "no host": "https:///x",
    "very long": "https://ok.example/" + "x" * 10_000,
    "quotes": 'https://ok.example/"onmouseover="alert(1)',
    "angle": "https://ok.example/<script>alert(1)</script>",
    "attribute list": "https://ok.example/){: onclick=alert(1) }",
    "spaces": "https://ok.example/a b",
    "override": "https://ok.example/\u202egnp.exe",
    "relative": "../../../.env",
    "fragment": "#__search",
    "query": "?q=<script>",
    "mail with headers": "mailto:a@ok.example?bcc=c@evil.example&body=x",
    "mail with line end": "mailto:a@ok.example%0d%0aBcc:c@evil.example",
    "telephone": "tel:+123",
    "jar": "jar:https://ok.example/!/x",
    "ftp": "ftp://ok.example/",
}
"""Addresses for every field that takes one."""

LOGOS: Mapping[str, str] = {
    "environment file": ".env",
    "out of the repository": "../../.env",
    "encoded": "..%2f..%2f.env",
    "twice encoded": "..%252f..%252f.env",
    "share": "\\\\host\\share\\logo.png",
    "absolute": "/etc/passwd",
    "drawing with script": "logo.svg",
    "billion laughs": "laughs.svg",
    "drawing named otherwise": "svg.png",
    "bomb": "bomb.png",
    "HTML named otherwise": "html.png",
    "symbolic link": "link.png",
    "submodule": "module.png",
    "truncated": "short.png",
    "address": "https://evil.example/track.png",
    "data address": "data:image/png;base64,AAAA",
    "script": "javascript:alert(1)//.png",
    "with attribute": 'x.png" onerror="alert(1)',
    "placeholder": "path/to/your/project-logo.png (optional)",
}

_LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)


def _picture(width: int, height: int) -> bytes:
    made = io.BytesIO()
    Image.new("1", (width, height)).save(made, "PNG")
    return made.getvalue()


def _bomb() -> bytes:
    """A PNG of 50,000 x 50,000 pixels in a few kilobytes."""
    small = _picture(1, 1)
    header = b"IHDR" + (50_000).to_bytes(4, "big") * 2 + b"\x01\x00\x00\x00\x00"
    body = b"IDAT" + zlib.compress(bytes(6_251) * 1_000, 9)
    chunks = [small[:8]]
    for chunk in (header, body, b"IEND"):
        chunks.append((len(chunk) - 4).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big"))
    return b"".join(chunks)


LOGO_FILES: Mapping[str | bytes, bytes | Entry] = {
    "logo.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><a href="javascript:x"/></svg>',
    "laughs.svg": _LAUGHS + b"]><svg>&j;</svg>",
    "svg.png": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "bomb.png": _bomb(),
    "html.png": b"<script>alert(1)</script>",
    "link.png": link("../../../../.env"),
    "module.png": submodule(),
    "short.png": _picture(200, 200)[:60],
}


def with_text(text: str) -> bytes:
    """An innersource.json that says one text in every field that takes words."""
    return json.dumps(
        {
            "title": text,
            "description": text,
            "motivation": text,
            "contributions": [text, text + "2"],
            "skills": [text, text + "2"],
            "topics": [text],
            "language": text,
            "owner": text,
            "trusted_committers": [text, {"name": text, "role": text, "scope": text, "time_zone": text}],
            "communication": [{"purpose": text, "text": text}, text],
            "license": text,
            "getting_started": text,
            "gigs": [
                {
                    "title": text,
                    "description": text,
                    "skills": [text],
                    "effort": text,
                    "mentor": text,
                    "benefit": text,
                    "kind": text,
                },
                text,
            ],
            "supersedes": [text],
            "alternatives": [text],
            text: text,
            "x-" + text: {text: text},
        }
    ).encode()


def with_address(address: str) -> bytes:
    """An innersource.json with one address in every field that takes one, and with words that show."""
    return json.dumps(
        {
            "title": "Has an address",
            "description": "The address is hostile, and everything else is as it should be.",
            "docs": address,
            "logo": address,
            "getting_started": address,
            "trusted_committers": [{"name": "Ada", "contact": address}, f"Grace <{address}>", {"github": address}],
            "communication": {"chat": address, "mail": [{"url": address, "text": "Channel"}], address: "x"},
            "gigs": [{"title": "Gig", "url": address}],
            "supersedes": [address],
            "alternatives": [address],
        }
    ).encode()


_FIELDS = (
    "title description motivation contributions skills logo docs language owner trusted_committers communication "
    "governance_level lifecycle topics license getting_started warranty_days support gigs supersedes alternatives"
).split()


def _all(value: object) -> bytes:
    return json.dumps(dict.fromkeys(_FIELDS, value)).encode()


METADATA: Mapping[str, tuple[bytes | Entry, tuple[str, ...]]] = {
    "empty": (b"", ("empty-file",)),
    "blank": (b" \n", ("empty-file",)),
    "null": (b"null", ("not-an-object",)),
    "list": (b"[]", ("not-an-object",)),
    "text": (b'"x"', ("not-an-object",)),
    "comments": (b'{\n  // why\n  "title": "x"\n}', ("comment",)),
    "trailing comma": (b'{\n  "title": "x",\n}', ("trailing-comma",)),
    "cut short": (b'{\n  "title": "x', ("syntax",)),
    "duplicate keys": (b'{\n  "title": "One",\n  "title": "Two"\n}', ("duplicate-key",)),
    "duplicate keys inside": (b'{"gigs": [{\n  "title": "One",\n  "title": "Two"}]}', ("duplicate-key",)),
    "byte order mark": (b'\xef\xbb\xbf{"title": "Marked"}', ("byte-order-mark",)),
    "UTF-16": ('{"title": "Wide"}'.encode("utf-16"), ("not-utf-8",)),
    "UTF-32": ('{"title": "Wider"}'.encode("utf-32"), ("not-utf-8",)),
    "Latin-1": ('{"title": "Köln"}'.encode("latin-1"), ("not-utf-8",)),
    "invalid UTF-8": (b'{"title": "\xff\xfe\x80"}', ("not-utf-8",)),
    "binary": (bytes(range(256)) * 4, ("not-utf-8",)),
    "nested lists": (b'{"title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", ("too-deep",)),
    "nested objects": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, ("too-deep",)),
    "a long text": (b'{"title": "' + b"x" * (10 * 1024 * 1024) + b'"}', ("too-large",)),
    "LFS pointer": (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", ("lfs-pointer",)),
    "symbolic link": (link("../../../.env"), ("not-a-file",)),
    "submodule": (submodule(), ("not-a-file",)),
    "YAML": (b"title: x\nskills: [a]\n", ("syntax",)),
    "a number of 5,000 digits": (b'{"warranty_days": ' + b"9" * 5_000 + b"}", ("number-too-long",)),
    "not a number": (b'{"warranty_days": NaN}', ("not-a-number",)),
    "infinity": (b'{"warranty_days": -Infinity}', ("not-a-number",)),
    "a huge exponent": (b'{"warranty_days": 1e400}', ("number-too-long",)),
    "below zero": (b'{"warranty_days": -1}', ("out-of-range",)),
    "two to the sixty-three": (b'{"warranty_days": 9223372036854775808}', ("out-of-range",)),
    "true for a number": (b'{"warranty_days": true}', ("wrong-type",)),
    "text for a number": (b'{"warranty_days": "12"}', ("number-expected",)),
    "all null": (_all(None), ()),
    "all true": (_all(True), ("wrong-type",)),
    "all numbers": (_all(1.5), ("wrong-type",)),
    "all empty": (_all(""), ("empty-value",)),
    "all lists": (_all([]), ("wrong-type",)),
    "all lists of lists": (_all([[[]]]), ("wrong-type",)),
    "all objects": (_all({"__proto__": {"x": 1}, "constructor": 1}), ("wrong-type",)),
    "all lists of null": (_all([None, None]), ("empty-value",)),
    "all placeholders": (_all("TODO"), ("placeholder",)),
    "all comments": (_all("<!-- say why -->"), ("placeholder",)),
    "all template paths": (_all("path/to/your/project-logo.png (optional)"), ("placeholder",)),
    "ten thousand tags": (
        json.dumps({"topics": [f"tag {n}" for n in range(10_000)], "skills": ["Go", "go", "GO"]}).encode(),
        ("too-many-items", "duplicate-item"),
    ),
    "prototype keys": (
        b'{"__proto__": {"title": "x"}, "constructor": {"prototype": 1}, "toString": 1}',
        ("unknown-key",),
    ),
    "prototype tags": (b'{"topics": ["__proto__", "constructor", "toString", "valueOf", "hasOwnProperty"]}', ()),
    "lone surrogates": (b'{"title": "a\\ud800b", "\\udfff": 1}', ("lone-surrogate",)),
    "hidden keys": ('{"ti\u200btle": "x", "\u202etitle": "y"}'.encode(), ("second-spelling",)),
}
"""Content of innersource.json, and the codes of the problems that must be named."""

OTHER_PLACES: Mapping[str, tuple[Mapping[str | bytes, bytes | Entry], tuple[str, ...]]] = {
    "in capitals": ({"InnerSource.JSON": b'{"title": "In capitals"}'}, ()),
    "a folder": ({"innersource.json/x": b"{}"}, ("not-a-file",)),
    "only a README": ({"README.md": b"# Words\n\nOnly these few words are here.\n"}, ()),
    "nothing but a build file": ({"mkdocs.yml": b"site_name: evil\n"}, ()),
}

FOREIGN_BUILD: Mapping[str | bytes, bytes | Entry] = {
    ".env": f"TOKEN={CANARY_IN_FILE}\n".encode(),
    "mkdocs.yml": b"site_name: evil\nhooks: [hook.py]\nplugins: [macros]\ntheme: {name: null, custom_dir: .}\n",
    "hook.py": b"import pathlib\npathlib.Path('sprung').touch()\n",
    "docs/index.md": b"# Evil\n",
    "catalog.yml": b"version: 1\nsources:\n  - git: ext::touch sprung\n",
    "overrides/main.html": b"{{ config }}<script>alert(1)</script>",
    "conftest.py": b"import pathlib\npathlib.Path('sprung').touch()\n",
    ".gitattributes": b"* filter=evil diff=evil\n",
    ".gitmodules": b'[submodule "x"]\n\tpath = x\n\turl = ext::touch sprung\n',
    ".github/CODEOWNERS": b'* @ada <script>@evil</script> @a"onerror=alert(1) mail@ok.example\n',
    ".github/workflows/<img src=x onerror=alert(1)>.yml": b"on: push\n",
    "package.json": json.dumps(
        {
            "name": "@acme/<script>alert(1)</script>",
            "dependencies": {
                "__proto__": "1",
                "constructor": "1",
                "<img src=x onerror=alert(1)>": "*",
                "../../.env": "1",
            },
        }
    ).encode(),
    "pom.xml": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><project><artifactId>&e;</artifactId></project>',
    "Cargo.toml": "[package]\nname = '{{ config }}'\n[dependencies]\n'\u202egnp' = '1'\n".encode()
    + b"a = [[[[[[[[" * 50,
    "pyproject.toml": b'[project]\nname = "x\\n::set-output"\ndependencies = ["<b>", "x @ file:///etc/passwd"]\n',
    "go.mod": b"module javascript:alert(1)\nrequire (\n\t../../x v1\n\t<script> v1\n",
    "composer.json": b"[" * 100_000,
    "x.csproj": _LAUGHS + b"]><Project><PackageId>&j;</PackageId></Project>",
    "Gemfile": b'gem "`touch sprung`"\ngem \'#{system("touch sprung")}\'\n',
    "build.gradle": b"implementation \"${'touch sprung'.execute()}:x:1\"\n",
    "LICENSE": b"<script>alert(1)</script>\n" * 50,
    "SECURITY.md": link("/etc/passwd"),
    "CONTRIBUTING.md": b"# Contributing\n\n<script>alert(1)</script>\n",
    b"src/\xff\xfe<b>.py": b"x = 1\n",
    "src/--upload-pack=touch sprung.go": b"package x\n",
    "src/line\nend.java": b"class X {}\n",
    "src/a\"b'c.rb": b"x\n",
}
"""What lies in every hostile repository beside its metadata."""

NAMES: tuple[tuple[str, str], ...] = (
    ("index", "index"),
    ("404", "404"),
    ("assets", "assets"),
    ("api", "v1"),
    ("CON", "nul"),
    ("con", "NUL"),
    ("projects", "projects"),
    ("__proto__", "constructor"),
    ("names", "nul.md"),
    ("names", "x."),
    ("names", "x"),
    ("names", "a:b"),
    ("names", "a_b"),
    ("names", "a-b"),
    ("names", "A.B"),
    ("names", "n" * 200),
    ("names", "n" * 199 + "m"),
    ("names", "n" * 255),
    ("Mark7path0x0Mark", "Mark7titleMark"),
    ("names", "Foo"),
    ("names", "foo"),
    ("names", "caf\u00e9"),
    ("names", "cafe\u0301"),
    ("names", "\u0130"),
    ("names", "i"),
    ("names", "stra\u00dfe"),
    ("names", "straSSe"),
    ("names", "..."),
    ("names", "---"),
    ("names", "-u"),
    ("names", "a;touch sprung"),
    ("names", "$(touch sprung)"),
    ("names", "<img src=x onerror=alert(1)>"),
    ("names", '"onmouseover="alert(1)'),
    ("names", "{{ config }}"),
    ("names", "\u202egnp"),
    ("names", "line\nend"),
    ("names", "name.git"),
    ("na mes", "%2e%2e"),
    ("\u65e5\u672c", "\u8a9e"),
    ("emoji", "\U0001f600"),
    ("deep/er", "inner"),
    ("other", "foo"),
)
"""Owner and name of repositories, as folders are called."""

BRANCHES = (
    "main",
    "-u/x",
    "a;id",
    "<img/src=x/onerror=alert(1)>",
    '"onmouseover="alert(1)',
    "\u202egnp",
    "{{config}}",
    "x`y",
    "a'b",
    "%2e%2e",
    "feature/x#y",
)
TAGS = (
    "v1",
    "<script>alert(1)</script>",
    '"><img/src=x/onerror=alert(1)>',
    "{{config}}",
    "=HYPERLINK(1)",
    "v1\u202egnp",
    "v'2",
    "-v3",
    "x{onclick=alert(1)}",
    "t" * 200,
)
AUTHORS = ("Ada", "</title>script alert(1)", "\u202eadA", "{{ config }}", '"onerror="', "=SUM(1)")
EMAILS = ("ada@acme.example", "javascript:alert(1)", "", '"x"@evil.example', "a@b" * 100)
