"""Logos: foreign pictures written anew, refused with a reason, or replaced by initials."""

import io
import struct
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from innersource_marketplace.limits import LOGO_BYTES, LOGO_SIDE
from innersource_marketplace.readme.images import Use, reencode
from innersource_marketplace.reference.logos import TINTS, initials, tint


def _picture(kind: str, size: tuple[int, int] = (600, 300), mode: str = "RGB") -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, "teal" if mode == "RGB" else None).save(written, kind)
    return written.getvalue()


@pytest.mark.parametrize(
    ("kind", "extension"), [("PNG", "png"), ("JPEG", "webp"), ("WEBP", "png"), ("GIF", "png"), ("ICO", "png")]
)
def test_raster_pictures_are_shrunk_and_written_anew(kind: str, extension: str) -> None:
    logo, why = reencode(_picture(kind), "logo", Use.LOGO)
    assert why is None
    assert logo is not None
    assert logo.extension == extension
    assert max(logo.width, logo.height) <= LOGO_SIDE
    with Image.open(io.BytesIO(logo.data)) as written:
        assert written.size == (logo.width, logo.height)


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert reencode(_picture("JPEG"), "a", Use.LOGO) == reencode(_picture("JPEG"), "a", Use.LOGO)


def test_metadata_does_not_survive() -> None:
    written = io.BytesIO()
    notes = PngInfo()
    notes.add_text("Comment", "canary-51aa")
    Image.new("RGB", (10, 10)).save(written, "PNG", pnginfo=notes)
    logo, _ = reencode(written.getvalue(), "logo.png", Use.LOGO)
    assert logo is not None
    assert b"canary" not in logo.data
    assert b"tEXt" not in logo.data


def test_transparency_survives() -> None:
    logo, _ = reencode(_picture("PNG", (20, 20), "RGBA"), "logo.png", Use.LOGO)
    assert logo is not None
    with Image.open(io.BytesIO(logo.data)) as written:
        assert written.mode == "RGBA"


@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'\xef\xbb\xbf\n<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "ha">]><svg>&a;</svg>',
        '<svg onload="alert(1)"/>'.encode("utf-16"),
        b"<!-- x --><svg/>",
        b"\x1f\x8b\x08\x00" + b"\x00" * 20,
    ],
)
def test_svg_is_refused_whatever_its_name(data: bytes) -> None:
    logo, why = reencode(data, "logo.png", Use.LOGO)
    assert logo is None
    assert why is not None
    assert "can carry script" in str(why)


def _png_header(width: int, height: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    pixels = zlib.compress(b"\x00" * 10_000)
    data = b"IDAT" + pixels
    chunks = [(13, body), (len(pixels), data), (0, b"IEND")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", length) + chunk + struct.pack(">I", zlib.crc32(chunk)) for length, chunk in chunks
    )


def test_a_small_file_of_a_huge_picture_is_refused_before_it_is_decoded() -> None:
    reencode(_picture("PNG"), "warm.png", Use.LOGO)
    before = time.process_time()
    logo, why = reencode(_png_header(50_000, 50_000), "logo.png", Use.LOGO)
    assert time.process_time() - before < 0.5
    assert logo is None
    assert why is not None


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "ICO"])
def test_a_file_that_was_cut_short_is_refused(kind: str) -> None:
    data = _picture(kind)
    logo, why = reencode(data[: len(data) // 2], "logo", Use.LOGO)
    assert logo is None
    assert why is not None


@pytest.mark.parametrize("data", [b"", b"not a picture", b"%PDF-1.7", b"%!PS-Adobe", b"BM" + b"\x00" * 100])
def test_other_formats_are_refused(data: bytes) -> None:
    assert reencode(data, "logo.png", Use.LOGO)[0] is None


def test_a_large_file_is_refused_unread() -> None:
    assert "larger than" in str(reencode(b"\x89PNG\r\n\x1a\n" + b"\x00" * LOGO_BYTES, "logo.png", Use.LOGO)[1] or "")


@given(st.sampled_from(["PNG", "JPEG", "GIF", "ICO", "WEBP"]), st.binary(max_size=60), st.integers(0, 400))
def test_no_damage_raises(kind: str, noise: bytes, place: int) -> None:
    data = bytearray(_picture(kind, (16, 16)))
    data[place : place + len(noise)] = noise
    logo, why = reencode(bytes(data), "logo", Use.LOGO)
    assert (logo is None) == (why is not None)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("HTTP client", "HC"), ("http-client", "HC"), ("PayBridge", "PB"), ("ledger", "Le"), ("API", "Ap"),
        ("決済ゲートウェイ", "決"), ("Ünïcode", "Ün"), ("U\u0308ber alles", "ÜA"),
        ("مرحبا بكم", "مب"), ("🚀", "?"), ("", "?"), ("2024 report", "2R"), ("x", "X"),
        ("a" + "\u0301" * 500, "Á\u0301\u0301"),
    ],
)  # fmt: skip
def test_initials_are_what_a_reader_would_pick(title: str, expected: str) -> None:
    assert initials(title) == expected


@given(st.text(max_size=60))
def test_initials_are_short_and_never_empty(title: str) -> None:
    assert 1 <= len(initials(title)) <= 12


@given(st.text(max_size=60))
def test_a_tint_is_stable_and_in_range(name: str) -> None:
    assert tint(name) == tint(name)
    assert 0 <= tint(name) < TINTS
