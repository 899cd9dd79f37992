"""The icons of all pages, as one stylesheet: a page names an icon by a class and carries no drawing.

A stylesheet, because drawings in every page weighed 7 KB of each, and because a drawing of another
file (`<use href="icons.svg#…">`) is not shown in pages that are opened from a folder.
"""

from importlib.resources import files
from typing import Final
from urllib.parse import quote

STYLESHEET: Final = "assets/icons.css"
"""Where the icons are, from the site's root."""

ICONS: Final = (
    "account-group-outline",
    "alert-circle-outline",
    "book-open-variant",
    "bookmark-outline",
    "chat-outline",
    "check-circle-outline",
    "checkbox-marked-circle-outline",
    "chevron-down",
    "clipboard-check-outline",
    "clock-outline",
    "close",
    "code-json",
    "compass-outline",
    "content-copy",
    "dice-multiple-outline",
    "download",
    "filter-variant",
    "gift-outline",
    "hand-heart-outline",
    "language-markdown-outline",
    "link-variant",
    "lock-outline",
    "magnify",
    "minus-circle-outline",
    "open-in-new",
    "pencil-outline",
    "plus-circle-outline",
    "rocket-launch-outline",
    "rss",
    "scale-balance",
    "source-repository",
    "sprout-outline",
    "table",
    "view-grid-outline",
)
"""All icons that templates and scripts name; each is a file of Material's set of that name."""

_SHAPE: Final = """\
[class*="icon--"] {
  background-color: currentcolor;
  display: inline-block;
  mask-position: center;
  mask-repeat: no-repeat;
  mask-size: contain;
  -webkit-print-color-adjust: exact;
  print-color-adjust: exact;
}
@media (forced-colors: active) {
  [class*="icon--"] {
    background-color: CanvasText;
    forced-color-adjust: none;
  }
  :is(a, button) [class*="icon--"] {
    background-color: LinkText;
  }
}
"""


def icons_file() -> tuple[str, bytes]:
    """Write the stylesheet: for each icon a mask through which the colour of the text is seen."""
    folder = files("material").joinpath("templates", ".icons", "material")
    rules = [_SHAPE]
    for name in ICONS:
        drawing = folder.joinpath(f"{name}.svg").read_text(encoding="utf-8")
        address = quote(drawing, safe=" =/:'")
        rules.append(f'.icon--{name} {{ mask-image: url("data:image/svg+xml,{address}"); }}\n')
    return STYLESHEET, "".join(rules).encode("ascii")
