"""Ecosystems whose commands are not known here: by a file in the root that only their projects have."""

import re
from collections.abc import Collection, Iterable
from typing import Final

_ELSEWHERE: Final[tuple[tuple[re.Pattern[str], frozenset[str]], ...]] = tuple(
    (re.compile(pattern), frozenset(languages))
    for pattern, languages in (
        (r"DESCRIPTION", ("R",)),
        (r"(?:Julia)?Project\.toml", ("Julia",)),
        (r"outputs\.tf", ("HCL",)),
        (r"(?:galaxy\.ya?ml|meta/main\.ya?ml)", ("YAML", "Jinja", "Python", "Shell", "PowerShell")),
        (r"(?:Chart\.yaml|charts/)", ("YAML", "Go Template", "Smarty", "Mustache", "Shell")),
        (r"[^/]+\.cabal|stack\.yaml|cabal\.project", ("Haskell",)),
        (r"Package\.swift", ("Swift",)),
        (r"mix\.exs", ("Elixir",)),
        (r"rebar\.config", ("Erlang",)),
        (r"gleam\.toml", ("Gleam",)),
        (r"pubspec\.yaml", ("Dart",)),
        (r"shard\.yml", ("Crystal",)),
        (r"[^/]+\.nimble", ("Nim",)),
        (r"dub\.(?:json|sdl)", ("D",)),
        (r"dune-project|[^/]*opam", ("OCaml", "Rocq Prover")),
        (r"elm\.json", ("Elm",)),
        (r"spago\.(?:dhall|yaml)", ("PureScript",)),
        (r"[^/]+\.el", ("Emacs Lisp",)),
        (r"[^/]+\.rockspec", ("Lua",)),
        (r"META6\.json", ("Raku",)),
        (r"dist\.ini|Makefile\.PL|Build\.PL|cpanfile", ("Perl",)),
        (r"project\.clj|deps\.edn", ("Clojure",)),
        (r"build\.sbt|build\.sc", ("Scala",)),
        (r"fpm\.toml", ("Fortran",)),
        (r"build\.zig\.zon", ("Zig",)),
        (r"metadata\.rb", ("Ruby",)),
        (r"metadata\.json", ("Puppet",)),
        (r"[^/]+\.psd1", ("PowerShell",)),
    )
)
"""The file, and the languages of which a project is of the ecosystem that has it: in others it is beside."""


def elsewhere_in(paths: Iterable[str], language: str | None) -> str | None:
    """The file by which a project belongs to such an ecosystem: of its paths, and its main language if one is known."""
    found: Collection[str] = sorted(paths)
    for pattern, languages in _ELSEWHERE:
        if language is None or language in languages:
            file = next((path for path in found if pattern.fullmatch(path)), None)
            if file is not None:
                return file
    return None
