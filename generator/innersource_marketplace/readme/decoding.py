"""Decodes the bytes of a README to text."""

import codecs
import re

import msgspec

from innersource_marketplace.limits import README_BYTES

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BINARY_SHARE = 0.2
_SAMPLE_BYTES = 8_192


class Decoded(msgspec.Struct, frozen=True):
    """The text of a README with `\\n` line ends; `truncated` when it is only the beginning."""

    text: str
    truncated: bool


def decode(data: bytes) -> Decoded | None:
    """Decode UTF-8, UTF-16 or -32 with a byte order mark, otherwise Windows-1252.

    Any line end becomes `\\n`, NUL goes, and more than `limits.README_BYTES` is cut, at a blank
    line if there is one in the last quarter. None for binary data.
    """
    encoding, mark = next(((name, bom) for bom, name in _BOMS if data.startswith(bom)), (None, b""))
    truncated = len(data) > README_BYTES
    body = data[len(mark) : README_BYTES]
    if encoding is not None:
        text = body.decode(encoding, "replace")
    else:
        sample = body[:_SAMPLE_BYTES]
        if len(_CONTROLS.findall(sample)) > _BINARY_SHARE * len(sample):
            return None
        text = _without_mark(body, truncated=truncated)
        # A stray NUL is in many a text; beside bytes of no encoding it tells a binary file.
        if "\x00" in text[:_SAMPLE_BYTES] and not _is_utf8(body):
            return None
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(_cut(text) if truncated else text, truncated)


def _without_mark(body: bytes, *, truncated: bool) -> str:
    """UTF-8 if it is; the cut of a longer file may split its last character."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        if truncated and error.start >= len(body) - 4:
            return body[: error.start].decode("utf-8")
        # Some valid text with a few bad bytes is still UTF-8; mostly bad bytes are Windows-1252.
        as_utf8 = body.decode("utf-8", "replace")
        good = sum(1 for character in as_utf8 if character > "\x7f" and character != "\ufffd")
        return as_utf8 if good > as_utf8.count("\ufffd") else body.decode("cp1252", "replace")


def _is_utf8(body: bytes) -> bool:
    try:
        body[:_SAMPLE_BYTES].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= _SAMPLE_BYTES - 4
    return True


def _cut(text: str) -> str:
    for boundary in ("\n\n", "\n", " "):
        position = text.rfind(boundary, len(text) * 3 // 4)
        if position > 0:
            return text[:position] + "\n"
    return text
