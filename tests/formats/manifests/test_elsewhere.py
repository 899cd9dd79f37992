"""Ecosystems whose commands are not known are told by a file in the root, in the languages that they have."""

import pytest

from innersource_marketplace.formats.manifests.elsewhere import elsewhere_in


@pytest.mark.parametrize(
    ("language", "paths", "file"),
    [
        ("R", ("DESCRIPTION", "NAMESPACE", "R/", "README.md"), "DESCRIPTION"),
        ("Julia", ("Project.toml", "src/"), "Project.toml"),
        ("HCL", ("main.tf", "outputs.tf", "variables.tf"), "outputs.tf"),
        (None, ("defaults/", "meta/", "meta/main.yml", "tasks/"), "meta/main.yml"),
        (None, ("charts/", "README.md"), "charts/"),
        ("Go Template", ("Chart.yaml", "templates/"), "Chart.yaml"),
        ("Haskell", ("ledger.cabal", "src/"), "ledger.cabal"),
        ("Swift", ("Package.swift", "Sources/"), "Package.swift"),
        ("Elixir", ("assets/", "mix.exs", "package.json"), "mix.exs"),
        ("Emacs Lisp", ("ledger.el", "README.org"), "ledger.el"),
        ("Ruby", ("metadata.rb", "recipes/"), "metadata.rb"),
        # beside a project in another language
        ("Python", ("Chart.yaml", "charts/", "pyproject.toml"), None),
        ("C++", ("Package.swift", "CMakeLists.txt"), None),
        ("Go", ("charts/", "go.mod", "outputs.tf"), None),
        ("Python", ("DESCRIPTION", "setup.py"), None),
        # not in the root, or nothing of the kind
        ("HCL", ("main.tf",), None),
        ("Haskell", ("lib/ledger.cabal",), None),
        ("C", ("Makefile",), None),
        (None, (), None),
    ],
)
def test_a_file_in_the_root_tells_the_ecosystem(language: str | None, paths: tuple[str, ...], file: str | None) -> None:
    assert elsewhere_in(paths, language) == file
