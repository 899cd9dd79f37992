"""The languages of a repository by weight: of each file by its name, and by what else is in the repository."""

from collections.abc import Iterable, Mapping, Sequence
from posixpath import basename, dirname, splitext

from innersource_marketplace.collect.sources.git.reading.attributes import Attributes, AttributesBelow
from innersource_marketplace.collect.sources.git.reading.documents import is_of_tests
from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.model import LanguageShare
from innersource_marketplace.reference import languages


class _ContestedEndings:
    """The language of a header: that of the sources beside it, or of most sources if it is alone.

    Three languages have files that end in `.v`; two of them have a file that says so in each project. Classes of
    TeX lie beside documents in TeX, scripts of Babashka beside Clojure.
    """

    _COMPANIONS: Mapping[str, tuple[str, frozenset[str]]] = {
        ".cls": ("TeX", frozenset({".tex", ".sty", ".dtx", ".ltx"})),
        ".bb": ("Clojure", frozenset({".clj", ".cljs", ".cljc"})),
    }
    _BUILDS = frozenset(
        [
            "cmakelists.txt",
            "meson.build",
            "configure.ac",
            "configure.in",
            "makefile",
            "makefile.am",
            "gnumakefile",
            "build.bazel",
            "build",
            "conanfile.py",
            "conanfile.txt",
            "xmake.lua",
            "premake5.lua",
            "sconstruct",
            "wscript",
            "library.json",
            "library.properties",
        ]
    )

    _PROJECTS: Mapping[str, str] = {
        **dict.fromkeys(("_coqproject", "_rocqproject", "makefile.coq", "makefile.coq.conf"), "Rocq Prover"),
        "v.mod": "V",
    }

    _SOURCES: Mapping[str, str] = {
        ".c": "C",
        **dict.fromkeys((".cpp", ".cc", ".cxx", ".c++", ".hpp", ".hh", ".hxx", ".ipp", ".tpp"), "C++"),
        ".m": "Objective-C",
        ".mm": "Objective-C++",
    }

    def __init__(self, files: Sequence[File]) -> None:
        self._beside: dict[str, set[str]] = {}
        totals = dict.fromkeys(("C++", "C", "Objective-C", "Objective-C++"), 0)
        for file in files:
            language = self._SOURCES.get(splitext(file.path)[1].lower())
            if language is not None and not languages.is_foreign(file.path):
                self._beside.setdefault(dirname(file.path), set()).add(language)
                totals[language] += 1 if file.size is None else file.size
        named = {self._PROJECTS.get(basename(file.path).lower(), "") for file in files} - {""}
        self.circuits_or_proofs = min(named, default="Verilog")
        endings = {splitext(file.path)[1].lower() for file in files}
        self._companions = {
            own: language for own, (language, others) in self._COMPANIONS.items() if own in endings and endings & others
        }
        names = {basename(file.path).lower() for file in files if "/" not in file.path}
        self.headers_are_of_others = not any(totals.values()) and not names & self._BUILDS
        self._most = max(totals, key=lambda language: totals[language]) if any(totals.values()) else "C"

    def companion(self, path: str) -> str | None:
        """The language of a file whose ending several have, where what lies beside it tells."""
        return self._companions.get(splitext(path)[1].lower())

    def of_header(self, path: str) -> str:
        """The language of the header at a path."""
        beside = self._beside.get(dirname(path), set())
        return next(iter(beside)) if len(beside) == 1 else self._most


def language_shares(
    files: Iterable[File], attributes: Attributes | AttributesBelow | None = None
) -> tuple[LanguageShare, ...]:
    """Weigh languages by bytes, or by files if any size is unknown; the biggest first.

    What `.gitattributes` say goes first. Other people's and machines' work counts for nothing, documentation,
    examples and scripts of continuous integration only where there is nothing else.
    """
    regular = [file for file in files if file.kind == "file"]
    contested = _ContestedEndings(regular)
    chief: list[tuple[str, File]] = []
    aside: list[tuple[str, File]] = []
    for file in regular:
        said = attributes.of(file.path) if attributes is not None else {}
        if any(said.get(kind) is True for kind in ("vendored", "generated")) or said.get("detectable") is False:
            continue
        own = any(said.get(kind) is False for kind in ("vendored", "generated", "documentation"))
        language = _language(file.path, said, contested, own=own)
        if language is not None:
            beside = said.get("documentation") is True or (
                not own
                and (
                    languages.is_beside_the_work(file.path)
                    or (language == "HTML" and is_of_tests(file.path))
                    or (contested.headers_are_of_others and file.path.lower().endswith(".h"))
                )
            )
            (aside if beside else chief).append((language, file))
    counted = chief or aside
    by_size = all(file.size is not None for _, file in counted)
    weights: dict[str, int] = {}
    for language, file in counted:
        weights[language] = weights.get(language, 0) + (file.size or 0 if by_size else 1)
    ordered = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return tuple(LanguageShare(name=name, weight=weight) for name, weight in ordered if weight)


def _language(
    path: str, said: Mapping[str, str | bool | None], contested: _ContestedEndings, *, own: bool
) -> str | None:
    named = said.get("language")
    if isinstance(named, str):
        return languages.canonical(named.replace("-", " ")) or languages.canonical(named)
    if not own and languages.is_foreign(path):
        return None
    if path.lower().endswith(".h"):
        return contested.of_header(path)
    if path.lower().endswith(".v"):
        return contested.circuits_or_proofs
    if (companion := contested.companion(path)) is not None:
        return companion
    return languages.of_own_path(path, data=said.get("detectable") is True)
