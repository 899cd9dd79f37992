"""Colour arithmetic: contrast, and the readable text colour on a background."""

import re
from typing import Final

READABLE: Final = 4.5
"""The least contrast of text. Source: WCAG 2.2, success criterion 1.4.3 (level AA)."""

GROUNDS: Final = {"light": ("#ffffff", "#fbfbfc", "#f1f2f5"), "dark": ("#12141c", "#191c27", "#20242f")}
"""The background of text in each scheme: the surfaces in the theme layer's base.css."""

_SHADES: Final = 50
"""Steps from a colour to black or white."""

_HEXADECIMAL = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def normal(text: str) -> str | None:
    """Write a colour as `#rrggbb`; None for anything but three or six hexadecimal digits."""
    if not _HEXADECIMAL.fullmatch(text):
        return None
    digits = text[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21. Source: WCAG 2.2, "contrast ratio"."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def worst_contrast(color: str, scheme: str) -> float:
    """The lowest contrast of a text colour on the backgrounds of a scheme."""
    return min(contrast(color, ground) for ground in GROUNDS[scheme])


def readable(color: str, scheme: str) -> str:
    """The colour, or the nearest shade of it that can be read as text on all backgrounds of a scheme."""
    target = 0 if scheme == "light" else 255
    channels = [int(color[start : start + 2], 16) for start in (1, 3, 5)]
    for step in range(_SHADES + 1):
        shade = "#" + "".join(f"{round(one + (target - one) * step / _SHADES):02x}" for one in channels)
        if worst_contrast(shade, scheme) >= READABLE:
            return shade
    return "#000000" if scheme == "light" else "#ffffff"


def text_on(color: str) -> str:
    """White or black, whichever has more contrast; one of them always reaches `READABLE`."""
    return max(("#ffffff", "#000000"), key=lambda text: contrast(text, color))


def _luminance(color: str) -> float:
    channels = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
