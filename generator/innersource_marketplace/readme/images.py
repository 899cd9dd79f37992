"""Images from repositories, decoded and encoded again: logos, and images in READMEs."""

import io
import warnings
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from innersource_marketplace.errors import Words, sentence
from innersource_marketplace.limits import (
    LOGO_BYTES,
    LOGO_PIXELS,
    LOGO_SIDE,
    README_PICTURE_BYTES,
    README_PICTURE_HEIGHT,
    README_PICTURE_PIXELS,
    README_PICTURE_WIDTH,
)
from innersource_marketplace.model import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

_FORMATS = {
    "PNG": b"\x89PNG\r\n\x1a\n",
    "JPEG": b"\xff\xd8\xff",
    "GIF": b"GIF8",
    "WEBP": b"RIFF",
    "ICO": b"\x00\x00\x01\x00",
}
"""The decoders that are let near the data, and the first bytes they need."""


class Use(StrEnum):
    """What an image is for, in the word that messages have for it."""

    LOGO = "logo"
    README = "picture"


class _Bounds(msgspec.Struct, frozen=True):
    """What an image may be, and the box that it is shrunk into."""

    bytes: int
    pixels: int
    width: int
    height: int


_BOUNDS = {
    Use.LOGO: _Bounds(LOGO_BYTES, LOGO_PIXELS, LOGO_SIDE, LOGO_SIDE),
    Use.README: _Bounds(README_PICTURE_BYTES, README_PICTURE_PIXELS, README_PICTURE_WIDTH, README_PICTURE_HEIGHT),
}


def largest(use: Use) -> int:
    """The most bytes that are read of an image of this use."""
    return _BOUNDS[use].bytes


def reencode(data: bytes, name: str, use: Use) -> tuple[Picture | None, Words | None]:
    """Decode an image and encode it again, without metadata, and no larger than its use needs.

    The format is detected from the content, never from `name`. Gives the image, or None and a sentence
    for the project's owner. A logo becomes WebP if it was a photograph and PNG otherwise, a README's
    image always WebP, without loss unless it was lossy; the same bytes for the same input. What
    moves in a README is refused: one still frame of it would mislead. Decoders have had memory
    faults: call this in a process of its own.
    """
    if len(data) > _BOUNDS[use].bytes:
        return None, sentence(
            "The {use} {name} is larger than {most} kB.", use=use, name=name, most=_BOUNDS[use].bytes // 1024
        )
    if _is_markup(data):
        return (
            None,
            sentence(
                "The {use} {name} is an SVG or another markup file, which can carry script; use PNG, JPEG or WebP.",
                use=use,
                name=name,
            ),
        )
    candidates = [kind for kind, start in _FORMATS.items() if data.startswith(start)]
    if not candidates:
        return None, sentence("The {use} {name} is not a PNG, JPEG, WebP, GIF or ICO picture.", use=use, name=name)
    return _decode(data, name, use, candidates)


def _is_markup(data: bytes) -> bool:
    start = data[:1_024].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return start.startswith((b"<", b"\x1f\x8b")) or b"<\x00s\x00v\x00g" in data[:1_024]


def _decode(data: bytes, name: str, use: Use, kinds: list[str]) -> tuple[Picture | None, Words | None]:
    # Pillow takes a fifth of a second to import, and most conversions never need it.
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415

    bounds = _BOUNDS[use]
    try:
        with warnings.catch_warnings():
            # Our own cap below is stricter than the one Pillow warns about.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=kinds) as picture:
                if picture.width * picture.height > bounds.pixels:
                    return None, sentence(
                        "The {use} {name} is {width} x {height} pixels; 512 x 512 is plenty."
                        if use is Use.LOGO
                        else "The {use} {name} is {width} x {height} pixels; {most} pixels of width are enough.",
                        use=use,
                        name=name,
                        width=picture.width,
                        height=picture.height,
                        most=bounds.width,
                    )
                if picture.width < 1 or picture.height < 1:
                    return None, sentence("The {use} {name} is empty.", use=use, name=name)
                # Cameras put a second image behind the first; nothing moves in those.
                kind = "JPEG" if picture.format == "MPO" else picture.format
                if use is Use.README and kind != "JPEG" and getattr(picture, "is_animated", False):
                    return None, sentence("The {use} {name} is animated, so the page links to it.", use=use, name=name)
                # Lets the JPEG decoder skip detail that the shrinking would throw away.
                picture.draft("RGB", (2 * bounds.width, 2 * bounds.height))
                picture.load()
                upright = ImageOps.exif_transpose(picture)
                pixels = upright.convert("RGB" if kind == "JPEG" else "RGBA")
    except UnidentifiedImageError:
        return None, sentence("The {use} {name} is damaged.", use=use, name=name)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        return None, sentence(
            "The {use} {name} cannot be read: it is damaged or cut short ({why}).",
            use=use,
            name=name,
            why=type(error).__name__,
        )
    pixels.thumbnail((bounds.width, bounds.height), Image.Resampling.LANCZOS)
    bare = Image.frombytes(pixels.mode, pixels.size, pixels.tobytes())
    written, extension = _write(bare, kind, use)
    return Picture(data=written, extension=extension, width=bare.width, height=bare.height), None


def _write(picture: "Image", kind: str | None, use: Use) -> tuple[bytes, str]:
    """The bytes of an image that was of `kind`, and the ending of their format."""
    written = io.BytesIO()
    if kind == "JPEG" or (use is Use.README and kind == "WEBP"):
        picture.save(written, "WEBP", quality=85, method=4)
    elif use is Use.README:
        picture.save(written, "WEBP", lossless=True, quality=50, method=2)
    else:
        picture.save(written, "PNG", optimize=True)
        return written.getvalue(), "png"
    return written.getvalue(), "webp"
