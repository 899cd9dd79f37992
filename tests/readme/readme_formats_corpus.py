"""Hostile READMEs in formats other than Markdown, each by the name of what it tries.

Where the extra `formats` is not installed, most of them are shown as text, and must be harmless as that too.
"""

import json

_SCRIPT = "<script>alert(1)</script>"
_HANDLER = "<img src=x onerror=alert(1)>"


def _notebook(*cells: object, **more: object) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **more})


def _cell(kind: object, source: object, **more: object) -> dict[str, object]:
    return {"cell_type": kind, "metadata": {}, "source": source, **more}


def _output(**data: object) -> str:
    kinds = {key.replace("_", "/"): value for key, value in data.items()}
    shown = [{"output_type": "display_data", "metadata": {}, "data": kinds}]
    return _notebook(_cell("markdown", "# x"), _cell("code", "1", outputs=shown))


_BY_ENDING: dict[str, dict[str, str]] = {
    "rst": {
        "includes": "x\n=\n\n.. include:: <isonum.txt>\n.. literalinclude:: /etc/passwd\n",
        "code from a file": ".. code:: python\n   :include: /etc/passwd\n\n   x\n",
        "table from an address": ".. csv-table:: x\n   :url: http://169.254.169.254/\n\nx\n",
        "markup from an address": ".. raw:: html\n   :url: http://evil.example/\n\nx\n",
        "head of a page": ".. meta::\n   :http-equiv=refresh: 0;url=https://evil.example\n\nx\n",
        "target without a name": "__ javascript:alert(1)\n\n`x`__\n",
        "target of a figure": ".. figure:: x.png\n   :target: java\tscript:alert(1)\n",
        "role of markup": ".. role:: r(raw)\n   :format: html\n\n:r:`<script>alert(1)</script>`\n",
        "container of the theme": ".. container:: md-overlay md-search\n\n   x\n",
        "style of a picture": ".. image:: x.png\n   :width: 1px;background:url(//evil.example)\n",
        "ids of the page": "x\n=\n\n.. _currentScript:\n.. _body:\n\ny\n",
        "substitution of itself": ".. |a| replace:: |a|\n\n|a|\n",
        "targets in a circle": ".. _a: b_\n.. _b: a_\n\na_ b_\n",
        "reordered by number": ".. |x| unicode:: 0x3C 0x73 0x202E\n\na|x|\n",
        "a huge number": ".. sectnum::\n   :start: 99999999999999999999\n\nx\n=\n",
        "mathematics": ".. math:: \\href{javascript:alert(1)}{x}\n\n:math:`<img src=x onerror=alert(1)>`\n",
    },
    "org": {
        "includes": '#+INCLUDE: "/etc/passwd" src\n#+SETUPFILE: http://169.254.169.254/\n* x\n',
        "includes in code": '#+BEGIN_SRC x\n#+INCLUDE: "/etc/passwd"\n#+END_SRC\n',
        "export of markup": f"#+BEGIN_EXPORT html\n{_SCRIPT}{_HANDLER}\n#+END_EXPORT\n@@html:{_SCRIPT}@@ x\n",
        "macros": f"#+MACRO: x @@html:{_SCRIPT}@@\n" + '{{{x}}} {{{eval((shell-command "id"))}}}\n',
        "links": "[[javascript:alert(1)][x]] [[file:/etc/passwd]] [[elisp:(x)][y]] [[shell:touch sprung][z]]\n",
        "abbreviated links": "#+LINK: x javascript:alert(%s)\n[[x:1]]\n",
        "programs": "src_sh{touch sprung} call_x()\n#+CALL: x()\n",
        "attributes": "#+ATTR_HTML: :onclick alert(1) :style position:fixed :class md-overlay\n[[file:x.png]]\n",
        "properties": '* x\n:PROPERTIES:\n:CUSTOM_ID: body"><img src=x onerror=alert(1)>\n:END:\n',
        "targets": '<<<x>>> <<x" onclick="alert(1)>>\nx\n',
        "mathematics": "\\href{javascript:alert(1)}{x} \\begin{x}" + _HANDLER + "\\end{x}\n",
        "footnotes in a circle": "[fn:a:x [fn:b:y [fn:a]]]\n",
    },
    "adoc": {
        "includes": "include::/etc/passwd[]\n\nx include::/etc/passwd[]\n\ninclude::http://169.254.169.254/[]\n",
        "includes by an attribute": ":x: /etc/passwd\n\ninclude::{x}[]\n\ny\n",
        "includes in a block": "----\ninclude::/etc/passwd[]\n----\n",
        "passed through": f"pass:[{_SCRIPT}] +++{_SCRIPT}+++ $${_SCRIPT}$$\n\n++++\n{_HANDLER}\n++++\n",
        "links": "link:javascript:alert(1)[x] xref:javascript:alert(1)[y] <<javascript:alert(1),z>>\n",
        "pictures": "image::javascript:alert(1)[x]\n\nimage:x.png[link=javascript:alert(1),role=md-overlay]\n",
        "attributes of themselves": ":a: {a}{a}\n\n{a}\n",
        "roles": '[role="x\\" onclick=\\"alert(1)"]#a# [.md-overlay#__search]#b#\n',
        "anchors": '[[body" onclick="alert(1)]]x anchor:__search[]\n',
        "a title that ends": f"= </title>{_SCRIPT}\n:docinfo: shared\n:stylesheet: /etc/passwd\n\nx\n",
        "macros": f"kbd:[{_SCRIPT}] btn:[{_HANDLER}] footnote:[{_SCRIPT}] stem:[{_HANDLER}]\n",
        "surroundings": "{user-home} {docdir} {env-HOME} {counter:x:99999999999999999999}\n",
    },
    "mediawiki": {
        "templates": "{{:File:/etc/passwd}} {{subst:x}} {{{1|" + _SCRIPT + "}}} x\n",
        "markup": f"<html>{_SCRIPT}</html><nowiki>{_SCRIPT}</nowiki>{_HANDLER} x\n",
        "links": "[javascript:alert(1) x] [[javascript:alert(1)|y]] [//evil.example z] [&#x6A;avascript:alert(1) w]\n",
        "pictures": '[[File:x.png|link=javascript:alert(1)|alt="><img src=x onerror=alert(1)>]] x\n',
        "tables": '{| onclick=alert(1) style="position:fixed" class=md-overlay\n| onclick=alert(1) | x\n|}\n',
        "code": f"<syntaxhighlight lang='x\" onclick=\"alert(1)'>{_SCRIPT}</syntaxhighlight> x\n",
        "mathematics": "<math>\\href{javascript:alert(1)}{x}" + _HANDLER + "</math> x\n",
        "attributes": "<div onclick=alert(1) style=position:fixed id=body>x</div>\n",
    },
    "textile": {
        "links": '"x":javascript:alert(1) "y":java&#9;script:alert(1) ["a":javascript:alert(1)]\n',
        "styles": "p{position:fixed;background:url(//evil.example)}(md-overlay#__search). x\n",
        "markup": f"notextile. {_SCRIPT}\n\n=={_HANDLER}== x\n",
        "pictures": '!javascript:alert(1)! !x.png(alt" onerror="alert(1))!:javascript:alert(1)\n',
        "abbreviations": 'HTML(" onclick="alert(1))\n',
        "code": 'bc(x" onclick="alert(1)). x\n',
    },
    "creole": {
        "links": "[[javascript:alert(1)|x]] [[java\tscript:alert(1)|y]] [[//evil.example|z]]\n",
        "pictures": '{{javascript:alert(1)|x}} {{//evil.example/x.png|alt" onerror="alert(1)}} x\n',
        "macros": f"<<include /etc/passwd>> <<html>>{_SCRIPT}<</html>> x\n",
        "as it is": "{{{" + _SCRIPT + "}}}\n\n{{{\n" + _SCRIPT + "\n}}}\n",
    },
    "pod": {
        "markup": f"=begin html\n\n{_SCRIPT}{_HANDLER}\n\n=end html\n\n=for html {_SCRIPT}\n\n=head1 x\n",
        "links": '=pod\n\nL<javascript:alert(1)> L<x|data:text/html,y> L<"><img src=x onerror=alert(1)>>\n',
        "characters": "=pod\n\nE<60>script>alert(1)E<lt>/script> E<0x202e> E<999999999999> E<-1> x\n",
        "encodings": "=encoding utf-7\n\n=head1 +ADw-script+AD4-\n",
        "files": "=include /etc/passwd\n\n=for include /etc/passwd\n\n=head1 x\n",
    },
    "rdoc": {"links and files": f":include: /etc/passwd\n\n= x\n\n{{x}}[javascript:alert(1)] +{_SCRIPT}+ {_HANDLER}\n"},
    "tex": {"links and files": "\\input{/etc/passwd} \\href{javascript:alert(1)}{x} " + _SCRIPT},
    "typ": {"links and files": '#read("/etc/passwd") #link("javascript:alert(1)")[x] ' + _SCRIPT},
    "wiki": {"links and files": f"{{{{include /etc/passwd}}}} [javascript:alert(1)] {_SCRIPT}"},
    "txt": {"commands to a terminal": "\x1b[31mred\x1b]8;;javascript:alert(1)\x07x \x9b31m \x1b]52;c;aWQ=\x07"},
    "ipynb": {
        "markup that it showed": _output(text_html=_SCRIPT + _HANDLER, text_plain=_SCRIPT),
        "scripts that it ran": _output(application_javascript="alert(1)"),
        "drawings": _output(**{"image_svg+xml": "<svg onload=alert(1)>"}),
        "pictures that are none": _output(image_png='"><img src=x onerror=alert(1)>'),
        "Markdown that it showed": _output(text_markdown=f"[x](javascript:alert(1)){_SCRIPT}"),
        "errors": _notebook(
            _cell("code", "1", outputs=[{"output_type": "error", "evalue": _HANDLER, "traceback": [_SCRIPT]}])
        ),
        "attachments": _notebook(_cell("markdown", "![x](attachment:a.svg)", attachments={"a.svg": {"x": _SCRIPT}})),
        "cells that are none": _notebook(_cell("markdown", None), _cell(None, [None, 1, {}]), None, 1, [], "x"),
        "half a character": _notebook(_cell("markdown", "a\ud800b")),
        "a language that ends": _notebook(
            _cell("code", "x"), metadata={"language_info": {"name": 'x" onclick="alert(1)'}}
        ),
        "ends of code": _notebook(_cell("code", f"```\n{_SCRIPT}\n```"), _cell("markdown", f"</div>{_HANDLER}")),
        "nested lists": '{"cells":' + "[" * 50_000,
        "no number": '{"nbformat":NaN,"cells":[]}',
        "keys that are there twice": '{"cells":[],"cells":[{"cell_type":"markdown","source":"<script>1</script>"}]}',
    },
    "html": {
        "a base": "<head><base href=//evil.example></head><body onload=alert(1)><p>x</p></body>",
        "a shadow": f"<div><template shadowrootmode=open>{_SCRIPT}</template></div>x",
        "a namespace": "<svg:script xmlns:svg='http://www.w3.org/2000/svg'>alert(1)</svg:script><p>x",
        "attributes that are there twice": "<a href=https://ok.example href=javascript:alert(1)>x</a>",
        "names with nothing in them": "<scr\x00ipt>alert(1)</scr\x00ipt><a hr\x00ef=javascript:alert(1)>x</a>",
        "maps and rules": "<script type=importmap>{}</script><script type=speculationrules>{}</script>x",
        "buttons": "<button popovertarget=x command=show-modal onclick=alert(1)>x</button>",
        "pictures of all sizes": "<img src=//evil.example/x srcset='//evil.example 2x' attributionsrc=//evil.example>x",
        "another encoding": "<meta charset=utf-7>+ADw-script+AD4-alert(1)",
    },
}
OTHER_FORMATS: dict[str, tuple[str, bytes]] = {
    f"{ending}: {name}": (f"README.{ending}", text.encode("utf-8", "surrogatepass"))
    for ending, texts in _BY_ENDING.items()
    for name, text in texts.items()
}
