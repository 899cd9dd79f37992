"""Logos: somebody's picture written anew as one of ours, or initials and a tint where there is none."""

import io
import unicodedata
import warnings
from hashlib import sha256

from innersource_marketplace.limits import LOGO_BYTES, LOGO_PIXELS, LOGO_SIDE
from innersource_marketplace.model import Logo

_FORMATS = {
    "PNG": b"\x89PNG\r\n\x1a\n",
    "JPEG": b"\xff\xd8\xff",
    "GIF": b"GIF8",
    "WEBP": b"RIFF",
    "ICO": b"\x00\x00\x01\x00",
}
"""The decoders that are let near the data, and the first bytes they need."""

TINTS = 12
"""How many tints the theme has for generated logos."""


def reencode(data: bytes, name: str) -> tuple[Logo | None, str | None]:
    """Decode a picture and write it anew: no metadata, no more than `limits.LOGO_SIDE` a side.

    The format is told by the content, never by `name`. Gives the logo, or None and a sentence for
    the project's owner. The result is WebP for opaque photographs and PNG otherwise, the same bytes
    for the same input. Decoders have had memory faults: call this in a process of its own.
    """
    if len(data) > LOGO_BYTES:
        return None, f"The logo {name} is larger than {LOGO_BYTES // 1024} kB."
    if _is_markup(data):
        return None, f"The logo {name} is an SVG or another markup file, which can carry script; use PNG, JPEG or WebP."
    candidates = [kind for kind, start in _FORMATS.items() if data.startswith(start)]
    if not candidates:
        return None, f"The logo {name} is not a PNG, JPEG, WebP, GIF or ICO picture."
    return _decode(data, name, candidates)


def _is_markup(data: bytes) -> bool:
    start = data[:1_024].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return start.startswith((b"<", b"\x1f\x8b")) or b"<\x00s\x00v\x00g" in data[:1_024]


def _decode(data: bytes, name: str, kinds: list[str]) -> tuple[Logo | None, str | None]:
    # Pillow takes a fifth of a second to import, and most conversions never need it.
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            # Our own cap below is stricter than the one Pillow warns about.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=kinds) as picture:
                if picture.width * picture.height > LOGO_PIXELS:
                    return None, f"The logo {name} is {picture.width} x {picture.height} pixels; 512 x 512 is plenty."
                if picture.width < 1 or picture.height < 1:
                    return None, f"The logo {name} is empty."
                is_photograph = picture.format == "JPEG"
                # Lets the JPEG decoder skip detail that the shrinking would throw away.
                picture.draft("RGB", (2 * LOGO_SIDE, 2 * LOGO_SIDE))
                picture.load()
                upright = ImageOps.exif_transpose(picture)
                pixels = upright.convert("RGB" if is_photograph else "RGBA")
    except UnidentifiedImageError:
        return None, f"The logo {name} is damaged."
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        return None, f"The logo {name} cannot be read: it is damaged or cut short ({type(error).__name__})."
    pixels.thumbnail((LOGO_SIDE, LOGO_SIDE), Image.Resampling.LANCZOS)
    bare = Image.frombytes(pixels.mode, pixels.size, pixels.tobytes())
    written = io.BytesIO()
    if is_photograph:
        bare.save(written, "WEBP", quality=85, method=4)
    else:
        bare.save(written, "PNG", optimize=True)
    extension = "webp" if is_photograph else "png"
    return Logo(data=written.getvalue(), extension=extension, width=bare.width, height=bare.height), None


def initials(title: str) -> str:
    """One or two letters that stand for a title: of its first two words, or of its two capitals.

    Works on what a reader sees as one character: a base with its marks, in any script; a script
    that writes whole words in a character gives one. "?" when there is nothing to show.
    """
    words = _words(title)
    if not words:
        return "?"
    first = words[0][0]
    if _is_wide(first):
        return first
    if len(words) > 1:
        return (first + words[1][0]).upper() if not _is_wide(words[1][0]) else first.upper()
    inner_capital = next((character for character in words[0][1:] if character[0].isupper()), None)
    if inner_capital is not None and not title.isupper():
        return (first + inner_capital).upper()
    return first.upper() + (words[0][1].lower() if len(words[0]) > 1 else "")


def _words(title: str) -> list[list[str]]:
    """The words of a title as lists of characters with their marks; at most two marks each."""
    words: list[list[str]] = [[]]
    for character in unicodedata.normalize("NFC", title[:400]):
        kind = unicodedata.category(character)[0]
        if kind in "LN":
            words[-1].append(character)
        elif kind == "M" and words[-1]:
            if len(words[-1][-1]) < 3:
                words[-1][-1] += character
        elif character not in "\u200c\u200d'’":
            words.append([])
    return [word for word in words if word]


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character[0]) in "WF"


def tint(name: str) -> int:
    """A stable number from 0 to `TINTS` - 1 for a name, for the colour of its generated logo."""
    return int.from_bytes(sha256(name.encode("utf-8", "surrogatepass")).digest()[:4], "big") % TINTS
