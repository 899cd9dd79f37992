"""HTTP headers and the Content-Security-Policy: pages run and load only files of the site itself."""

from collections.abc import Mapping
from typing import Final

CONTENT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'"
)
"""The policy of every page. `data:` images are the theme's icons.

Source: W3C, Content Security Policy Level 3.
"""

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
"""What a web server adds to every file."""

PAGE_FOLDERS: Final = (
    "about",
    "activity-score",
    "all",
    "assistants",
    "compare",
    "contribute",
    "duplicates",
    "editor",
    "feeds",
    "for-you",
    "health",
    "list-a-project",
    "listed",
    "operate",
    "programme",
    "projects",
    "readiness",
    "reference",
    "saved",
    "start",
    "tasks",
    "teams",
    "upgrade",
)
"""Where pages are that only the site itself may show in a frame."""


def headers_file() -> bytes:
    """Write what to send with which path, in the format that several hosts of static sites read from `_headers`.

    Only what is under `embed/` may be framed by others. Hosts send what all rules say that fit a path, and
    browsers keep to every policy they are sent: a rule for all files that forbade frames could not be taken
    back for some. So it is set for each folder of pages; a host that applies only the narrowest rule gets
    the whole policy there.
    """
    own = f"{CONTENT_POLICY}; frame-ancestors 'self'"
    rules = [("/*", HEADERS)]
    rules += [
        (path, {"Content-Security-Policy": own})
        for path in (
            "/",
            "/index.html",
            "/404.html",
            "/embed/",
            "/embed/index.html",
            *(f"/{folder}/*" for folder in PAGE_FOLDERS),
        )
    ]
    rules.append(("/embed/*", {"Content-Security-Policy": f"{CONTENT_POLICY}; frame-ancestors *"}))
    return "".join(
        f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items()) for path, headers in rules
    ).encode()
