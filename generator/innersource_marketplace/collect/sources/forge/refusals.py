"""What a host says when it refuses, in its own words, and which refusal that is."""

import json
import re

from innersource_marketplace.escape import log_line

SENTENCE_CHARACTERS = 400
_BODY_CHARACTERS = 20_000

_CODES = (
    ("sso-required", re.compile(r"\bSAML\b|single sign-on|\bSSO\b", re.IGNORECASE)),
    ("ip-not-allowed", re.compile(r"IP allow list|IP address", re.IGNORECASE)),
    ("token-policy", re.compile(r"personal access token.{0,80}(forbid|lifetime|policy|classic|expir)"
                                r"|(forbid|polic).{0,80}personal access token", re.IGNORECASE)),
    ("suspended", re.compile(r"\bsuspended\b", re.IGNORECASE)),
    ("clock-wrong", re.compile(r"'?(Expiration time|Issued at)'? claim|\bexp\b.{0,40}future|too far in the future")),
)  # fmt: skip
"""Which refusal a sentence of a host is, in the order in which they are looked for."""


def sentence_of(body: str) -> str:
    """What a host says in the body of a refusal; empty if it says nothing that can be read."""
    try:
        content = json.loads(body[:_BODY_CHARACTERS])
    except (ValueError, RecursionError):
        return ""
    message = content.get("message") if isinstance(content, dict) else None
    return log_line(message, SENTENCE_CHARACTERS) if isinstance(message, str) else ""


def quoted(sentence: str) -> str:
    """A sentence of a host, to follow a sentence of ours; empty for an empty one."""
    return f": “{sentence.strip()}”" if sentence.strip() else ""


def policy_code(sentence: str) -> str:
    """Which refusal a sentence is: `forbidden` where nothing more can be said."""
    return next((code for code, pattern in _CODES if pattern.search(sentence)), "forbidden")
