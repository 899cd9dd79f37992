"""What a browser may do on any page of the site: run and load what is the site's own, and nothing else."""

from collections.abc import Mapping
from typing import Final

CONTENT_POLICY: Final = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'"
)
"""Stands in every page. `data:` pictures are the theme's icons; WebAssembly is the search (its code is the site's own).

Source: W3C, Content Security Policy Level 3.
"""

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": f"{CONTENT_POLICY}; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
"""What a web server adds: the same, and what only a header can say."""


def headers_file() -> bytes:
    """Write `HEADERS` in the format that several hosts of static sites read from a file called `_headers`."""
    return "".join(["/*\n", *(f"  {name}: {value}\n" for name, value in HEADERS.items())]).encode()
