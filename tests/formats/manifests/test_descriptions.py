"""What a project is in the words of its manifest, in the ecosystems that have a line for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.formats.manifests.descriptions import read_descriptions
from innersource_marketplace.formats.manifests.other_descriptions import read_words

WORDS = "Moves money between ledgers."
MANIFESTS = {
    "pubspec.yaml": "name: ledger\ndescription: >-\n  Moves money\n  between ledgers.\ntopics: [money]\n",
    "shard.yml": f"name: ledger\ndescription: {WORDS}\nlicense: MIT\n",
    "package.yaml": f"name: ledger\nsynopsis: {WORDS}\nlicense: MIT\n",
    "Chart.yaml": f"apiVersion: v2\nname: ledger\ndescription: {WORDS}\n",
    "galaxy.yml": f"namespace: acme\nname: ledger\ndescription: {WORDS}\nlicense:\n  - MIT\n",
    "meta/main.yml": f"galaxy_info:\n  role_name: ledger\n  description: {WORDS}\n  license: MIT\n",
    "elm.json": f'{{"name": "ledger", "summary": "{WORDS}", "license": "MIT"}}',
    "META6.json": f'{{"name": "ledger", "description": "{WORDS}", "license": "MIT"}}',
    "fpm.toml": f'name = "ledger"\ndescription = "{WORDS}"\nlicense = "MIT"\n',
    "gleam.toml": f'name = "ledger"\ndescription = "{WORDS}"\nlicences = ["MIT"]\n',
    "mix.exs": f'[app: :ledger,\n description: "{WORDS}",\n licenses: ["MIT"]]\n',
    "dune-project": f"(name ledger)\n(license MIT)\n(package (name ledger)\n (synopsis \"{WORDS}\"))\n",
    "ledger.opam": f'opam-version: "2.0"\nsynopsis: "{WORDS}"\nlicense: "MIT"\n',
    "ledger.nimble": f'version = "1.0"\ndescription   = "{WORDS}"\nlicense = "MIT"\n',
    "ledger-1.0-1.rockspec": f'package = "ledger"\ndescription = {{\n  summary = "{WORDS}",\n  license = "MIT",\n}}\n',
    "Ledger.podspec": f"Pod::Spec.new do |s|\n  s.name = 'ledger'\n  s.summary = '{WORDS}'\n  s.license = 'MIT'\nend\n",
    "project.clj": f'(defproject ledger "1.0"\n  :description "{WORDS}"\n  :license {{:name "MIT"}})\n',
    "build.sbt": f'name := "ledger"\ndescription := "{WORDS}"\n',
    "src/ledger.app.src": f'{{application, ledger,\n [{{description, "{WORDS}"}}, {{licenses, ["MIT"]}}]}}.\n',
    "dist.ini": f"name = ledger\nabstract = {WORDS}\n",
    "ledger.doap": '<?xml version="1.0"?><Project xmlns="http://usefulinc.com/ns/doap#"><name>Ledger</name>'
    f'<shortdesc xml:lang="en">{WORDS}</shortdesc></Project>',
}  # fmt: skip


@pytest.mark.parametrize("path", MANIFESTS)
def test_each_ecosystem_says_what_a_project_is(path: str) -> None:
    [said] = read_descriptions([(path, MANIFESTS[path].encode())])
    assert said.description == WORDS
    assert (said.name or said.title or "ledger").casefold() == "ledger"
    assert said.license == ("MIT" if "MIT" in MANIFESTS[path] else None)


def test_of_the_manifests_of_parts_none_describes_the_whole() -> None:
    parts = [(f"{name}.opam", f'synopsis: "The {name} of it."'.encode()) for name in ("client", "server")]
    assert read_descriptions(parts) == ()
    whole = [("ledger.opam", f'synopsis: "{WORDS}"'.encode()), ("ledger-lwt.opam", b'synopsis: "With Lwt."')]
    assert [one.description for one in read_descriptions(whole)] == [WORDS]
    both = b'(package (name a) (synopsis "One."))\n(package (name b) (synopsis "Other."))'
    assert [one.description for one in read_descriptions([("dune-project", both)])] == [None]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("build.gradle.kts", 'tasks.register("x") {{\n    description = "Runs x."\n}}\ndescription = "{}"\n'),
        ("setup.py", "class Command:\n    description = 'Builds it.'\n\nsetup(name='a',\n    description='{}',\n)\n"),
    ],
)
def test_what_a_script_says_of_a_command_does_not_describe_the_project(path: str, text: str) -> None:
    [said] = read_descriptions([(path, text.format(WORDS).encode())])
    assert said.description == WORDS


def test_those_who_maintain_it_are_read_of_doap() -> None:
    person = "<maintainer><foaf:Person xmlns:foaf='f'><foaf:name>Ada Moreau</foaf:name></foaf:Person></maintainer>"
    said = read_words("ledger.doap", f"<rdf><Project><name>L</name>{person}</Project></rdf>".encode())
    assert (said.title, said.people) == ("L", ("Ada Moreau",))


@given(st.sampled_from(sorted(MANIFESTS)), st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_make_it_raise(path: str, data: bytes) -> None:
    read_descriptions([(path, MANIFESTS[path].encode()[:60] + data)])
