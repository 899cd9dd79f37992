"""Programming languages: names, colours, and the language of a file.

The table in `languages.json` (names, aliases, colours, extensions, file names) holds facts from
`lib/linguist/languages.yml` of github-linguist at b45dbe9b (MIT, Copyright GitHub, Inc.). Which
language an ambiguous extension means is decided here, by extension alone: no content is read.
"""

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from posixpath import basename

import msgspec

_IN_THE_WILD: Mapping[str, str] = {
    "nodejs": "JavaScript",
    "node.js": "JavaScript",
    "node": "JavaScript",
    "react": "JavaScript",
    "reactjs": "JavaScript",
    "react.js": "JavaScript",
    "reactnative": "JavaScript",
    "react native": "JavaScript",
    "vuejs": "Vue",
    "vue.js": "Vue",
    "angular": "TypeScript",
    "spring": "Java",
    "spring boot": "Java",
    "java 8": "Java",
    "java 11": "Java",
    "java 17": "Java",
    "java 21": "Java",
    "python3": "Python",
    "python 3": "Python",
    ".net": "C#",
    "dotnet": "C#",
    ".net core": "C#",
    "c sharp": "C#",
    "cplusplus": "C++",
    "f sharp": "F#",
    "golang": "Go",
    "objective c": "Objective-C",
    "terraform": "HCL",
    "ansible": "YAML",
    "docker": "Dockerfile",
    "postgresql": "PLpgSQL",
    "pl/sql": "PLSQL",
    "t-sql": "TSQL",
    "html5": "HTML",
    "css3": "CSS",
    "sass/scss": "SCSS",
    "jupyter": "Jupyter Notebook",
    "visual basic": "Visual Basic .NET",
    "bash script": "Shell",
}
"""What people write where a language is asked for, folded as by `_folded`."""

_SETTLED: Mapping[str, str | None] = {
    ".as": "ActionScript",  # AngelScript is rare
    ".bas": "BASIC",  # the family's common name
    ".bb": "BitBake",  # every Yocto recipe
    ".cl": "OpenCL",  # Common Lisp files are mostly .lisp
    ".cls": None,  # Apex, ABL, TeX and VBA are equally usual
    ".cue": "CUE",  # the other is a list of audio tracks
    ".d": "D",  # generated dependency files are rarely committed
    ".es": None,  # Erlang scripts and old JavaScript
    ".f": "Fortran",  # Forth and Filebench are rare
    ".for": "Fortran",  # the other is a form of data
    ".fpp": "Fortran",  # FORTRAN with a preprocessor is far older than F Prime
    ".frag": "GLSL",  # fragment shaders, beside .vert
    ".fs": "F#",  # shaders of that name are rarer
    ".ftl": "FreeMarker",  # Java projects use it more than Mozilla's Fluent is used
    ".h": "C",  # C++ that cares says .hpp; also what a C++ project's share then understates
    ".inc": None,  # a dozen languages include files of this name
    ".l": "Lex",  # beside .y
    ".m": "Objective-C",  # the usual one in companies; MATLAB projects can say so themselves
    ".md": None,  # Markdown is prose; machine descriptions of GCC are rare
    ".ml": "OCaml",  # Standard ML says .sml
    ".mod": None,  # go.mod is data
    ".p": None,  # pickles are data; ABL says .cls too
    ".pb": None,  # what TensorFlow and Protocol Buffers write is data
    ".pc": None,  # pkg-config files are data
    ".pkl": None,  # pickles are data
    ".pro": None,  # rules of ProGuard are data, and as usual as projects of QMake
    ".q": None,  # queries of Hive and kdb+, and of any other program
    ".qs": "Q#",  # Qt Script is gone
    ".r": "R",  # the others are rare
    ".re": "Reason",  # C++ of that name comes only from re2c
    ".scm": "Scheme",  # queries of tree-sitter are rare
    ".sql": None,  # data, unless it names its dialect
    ".star": "Starlark",  # the other is a form of data
    ".st": "Smalltalk",  # templates of that name are rare
    ".txt": None,  # prose
    ".v": "Verilog",  # V and Rocq are rarer
    ".x": None,  # five unrelated formats
    ".yaml": None,  # data
    ".yml": None,  # data
}
"""Extensions where neither a single popular language nor a single primary one decides well."""

_OF_MANIFESTS: Mapping[str, frozenset[str]] = {
    "package.json": frozenset({"JavaScript", "TypeScript", "Vue", "Svelte", "CSS", "SCSS", "CoffeeScript"}),
    "composer.json": frozenset({"PHP"}),
    "Cargo.toml": frozenset({"Rust"}),
    "mix.exs": frozenset({"Elixir"}),
    "pubspec.yaml": frozenset({"Dart"}),
    "project.clj": frozenset({"Clojure"}),
    "shard.yml": frozenset({"Crystal"}),
    ".gemspec": frozenset({"Ruby"}),
    ".cabal": frozenset({"Haskell"}),
    "go.mod": frozenset({"Go"}),
    "Gemfile": frozenset({"Ruby"}),
    **dict.fromkeys(
        ("pom.xml", "build.gradle", "build.gradle.kts"), frozenset({"Java", "Kotlin", "Scala", "Groovy", "Clojure"})
    ),
    **dict.fromkeys(
        ("pyproject.toml", "setup.cfg", "setup.py", "requirements.txt", "tox.ini", "pytest.ini", "noxfile.py"),
        frozenset({"Python", "Cython", "Jupyter Notebook"}),
    ),
    **dict.fromkeys(
        ("CMakeLists.txt", "meson.build"),
        frozenset({"C", "C++", "Cuda", "Fortran", "Objective-C", "Objective-C++", "Assembly", "Vala"}),
    ),
}
"""The languages that manifests are of, by the end of their names."""

_COUNTED_TYPES = frozenset({"programming", "markup"})
_NUMBERED = re.compile(r"\.\d[a-z]*")

_OTHERS_FOLDER = re.compile(
    r"(?:^|/)(?:node_modules|bower_components|jspm_packages|_?vendors?|third[-_]?party|3rd[-_]?party|extern(?:als?)?"
    r"|godeps|carthage|pods|dist|\.yarn|\.venv|venv|site-packages|__pycache__|\.gradle|\.mvn|gradle/wrapper"
    r"|testdata|(?:tests?|specs?)/fixtures|__snapshots__|generated|gen-src|\.vscode|\.idea)/",
    re.IGNORECASE,
)
_OTHERS_NAMES = frozenset(
    ["gradlew", "gradlew.bat", "mvnw", "mvnw.cmd", "configure", "aclocal.m4", "libtool.m4", "mix.lock"]
)
_OTHERS_LIBRARY = re.compile(
    r"(?:jquery|bootstrap|angular|react|d3|modernizr|mootools|prototype|ace|codemirror|highlight|lunr|elasticlunr|mathjax|katex|prism"
    r"|lodash|underscore|moment|handlebars|knockout|select2|three|leaflet|swagger-ui)(?:[-.]pack)?(?:[-.]\d.*)?\.(?:js|css)"
)
_OTHERS_ENDINGS = (
    *(f"{mark}min.{ending}" for mark in "-." for ending in ("js", "mjs", "css")),
    *("-bundle.js", ".bundle.js", ".d.ts", ".pb.go", ".pb.cc", ".pb.h", "_pb2.py", "_pb2.pyi", "_pb2_grpc.py"),
    *("_pb2_grpc.pyi", ".pb.rb", ".g.dart", ".freezed.dart", ".designer.cs", ".g.cs"),
)
"""Paths that hold other people's or a machine's work; counting them would name the wrong language."""

_INTEGRATION = re.compile(
    r"\.(?:github|gitlab|gitea|forgejo|circleci|ci|travis|buildkite|azure-pipelines|azuredevops|jenkins|woodpecker|teamcity"
    r"|drone|semaphore|cirrus|builds|tekton|devcontainer|husky)(?:-ci)?/|(?:scripts?/|tools/|build/)?ci/|bamboo-specs/"
    r"|(?:.*/)?(?:jenkinsfile[^/]*|[^/]+\.jenkinsfile)$",
    re.IGNORECASE,
)
"""What runs on the servers that build and test the project, which is not written in the language of the project."""

_DOCUMENTATION = re.compile(
    r"(?:docs?|man|examples?|demos?|samples?)/|(?:^|.*/)(?:documentation|groovydoc|javadoc)/", re.IGNORECASE
)
"""Folders that explain the work. Source: `lib/linguist/documentation.yml` of github-linguist."""


class _Table(msgspec.Struct, frozen=True):
    """The data file, indexed for look-ups. Keys of `by_word` are folded."""

    names: tuple[str, ...]
    programming: frozenset[str]
    colors: Mapping[str, str]
    by_word: Mapping[str, str]
    by_extension: Mapping[str, str]
    by_primary_extension: Mapping[str, str]
    by_file_name: Mapping[str, str]


def canonical(name: str) -> str | None:
    """Give the usual name of a language for its name or an alias in any case; None if unknown."""
    return _table().by_word.get(_folded(name))


def color(name: str) -> str | None:
    """Give the colour (`#rrggbb`) of a language by its usual name; None if it has none."""
    return _table().colors.get(name)


def names() -> tuple[str, ...]:
    """All usual names, sorted."""
    return _table().names


def of_own_path(path: str, *, data: bool = False) -> str | None:
    """Detect the language of a file of the project's own by its path; None for data, prose and unknown files.

    A dialect counts to its group (TSX to TypeScript). `data` counts the languages of data, too.
    """
    table = _table()
    name = basename(path)
    if name in table.by_file_name:
        return table.by_file_name[name]
    found = _by_extension(name, data=data)
    return "Dockerfile" if found is None and name.lower().startswith("dockerfile.") else found


def is_program(path: str) -> bool:
    """Whether a file is in a programming language by its ending, neither data, prose nor markup."""
    return _by_extension(basename(path), data=False) in _table().programming


def _by_extension(name: str, *, data: bool) -> str | None:
    table = _table()
    # The longest extension first: `.blade.php` says more than `.php`.
    parts = name.lower().split(".")[1:]
    for start in range(max(0, len(parts) - 3), len(parts)):
        language = table.by_extension.get("." + ".".join(parts[start:]))
        if language is None and data:
            language = table.by_primary_extension.get("." + ".".join(parts[start:]))
        if language is not None:
            return language
    return None


def of_manifest(path: str) -> frozenset[str]:
    """The languages of the packages that a manifest describes; none where its name is not known."""
    return next((found for end, found in _OF_MANIFESTS.items() if path.endswith(end)), frozenset())


def is_foreign(path: str) -> bool:
    """Whether a path holds vendored, generated or otherwise not the project's own work."""
    folder, _, name = path.rpartition("/")
    lowered = name.lower()
    return (
        _is_foreign_folder(folder)
        or lowered in _OTHERS_NAMES
        or lowered.endswith(_OTHERS_ENDINGS)
        or lowered.rpartition(".")[0].endswith(("_generated", ".generated"))
        or _OTHERS_LIBRARY.fullmatch(lowered) is not None
    )


# Files of a folder come one after the other, and there are ten times as many.
@lru_cache(maxsize=1_000)
def _is_foreign_folder(folder: str) -> bool:
    return _OTHERS_FOLDER.search(f"{folder}/") is not None


def is_documentation(path: str) -> bool:
    """Whether a path holds documentation or examples, which say little about the project's language."""
    return _is_documentation_folder(path.rpartition("/")[0])


@lru_cache(maxsize=1_000)
def _is_documentation_folder(folder: str) -> bool:
    return folder != "" and _DOCUMENTATION.match(f"{folder}/") is not None


def is_beside_the_work(path: str) -> bool:
    """Whether a path holds documentation, examples, or what builds and tests the project on a server."""
    return is_documentation(path) or _INTEGRATION.match(path) is not None


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").split())


@cache
def _table() -> _Table:
    data = json.loads(files(__package__).joinpath("languages.json").read_text(encoding="utf-8"))
    languages: dict[str, dict[str, str | list[str]]] = data["languages"]
    popular = frozenset(data["popular"])
    by_word = dict(_IN_THE_WILD)
    for name, entry in languages.items():
        for alias in entry.get("aliases", ()):
            by_word.setdefault(_folded(alias), name)
            by_word.setdefault(_folded(alias.replace("-", " ")), name)
    by_word.update({_folded(name): name for name in languages})

    def counted(name: str | None) -> str | None:
        if name is None or languages[name]["type"] not in _COUNTED_TYPES:
            return None
        return str(languages[name].get("group", name))

    claims: dict[str, list[tuple[str, bool]]] = {}
    for name, entry in languages.items():
        for index, extension in enumerate(entry.get("extensions", ())):
            claims.setdefault(extension.lower(), []).append((name, index == 0))
    by_extension: dict[str, str] = {}
    for extension, claimants in claims.items():
        if not _NUMBERED.fullmatch(extension):  # logs and libraries end so more often than manuals
            language = counted(_settled(extension, claimants, popular))
            if language is not None:
                by_extension[extension] = language
    by_file_name = {
        file_name: language
        for name, entry in languages.items()
        for file_name in entry.get("filenames", ())
        if (language := counted(name)) is not None
    }
    return _Table(
        names=tuple(sorted(languages)),
        programming=frozenset(name for name, entry in languages.items() if entry["type"] == "programming"),
        colors={name: str(entry["color"]) for name, entry in languages.items() if "color" in entry},
        by_word=by_word,
        by_extension=by_extension,
        # Where data counts, prose or data is meant: `.md` is Markdown then.
        by_primary_extension={
            extension: min(primary, key=lambda name: languages[name]["type"] in _COUNTED_TYPES)
            for extension, claimants in claims.items()
            if (primary := [name for name, first in claimants if first])
        },
        by_file_name=by_file_name,
    )


def _settled(extension: str, claimants: list[tuple[str, bool]], popular: frozenset[str]) -> str | None:
    if extension in _SETTLED:
        return _SETTLED[extension]
    for candidates in (
        [name for name, _ in claimants],
        [name for name, _ in claimants if name in popular],
        [name for name, primary in claimants if primary],
    ):
        if len(candidates) == 1:
            return candidates[0]
    return None
