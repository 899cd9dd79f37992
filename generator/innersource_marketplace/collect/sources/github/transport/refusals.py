"""What a host says when it refuses, in its own words, and what its operator can do about it."""

import json
import re
from collections.abc import Mapping

from innersource_marketplace.errors import SourceError, Words, sentence
from innersource_marketplace.escape import log_line

_SENTENCE_CHARACTERS = 400
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

FIXES: Mapping[str, str] = {
    "sso-required": "Authorize the token for the organization's single sign-on.",
    "ip-not-allowed": "Run where the organization's IP allow list permits it, for example on a runner of your own.",
    "token-policy": "Make a token that the policy of the organization accepts, or use a GitHub App.",
    "suspended": "Ask the administrators of the organization to lift the suspension of the app or the account.",
    "clock-wrong": "Set the clock of this machine: the sign-in of an app must be of the present minute.",
    "forbidden": "Give the token read access to metadata, contents, issues, pull requests and checks.",
}


def sentence_of(body: str) -> str:
    """What a host says in the body of a refusal; empty if it says nothing that can be read."""
    try:
        content = json.loads(body[:_BODY_CHARACTERS])
    except (ValueError, RecursionError):
        return ""
    message = content.get("message") if isinstance(content, dict) else None
    return log_line(message, _SENTENCE_CHARACTERS) if isinstance(message, str) else ""


def quoted(sentence: str) -> str:
    """A sentence of a host, to follow a sentence of ours; empty for an empty one."""
    return f": “{sentence.strip()}”" if sentence.strip() else ""


def policy_code(sentence: str) -> str:
    """Which refusal a sentence is: `forbidden` where nothing more can be said."""
    return next((code for code, pattern in _CODES if pattern.search(sentence)), "forbidden")


def policy_error(explanation: str, what: Words) -> SourceError:
    """The refusal that a host explains with a sentence; `what` is what did not succeed."""
    code = policy_code(explanation)
    words = log_line(explanation, _SENTENCE_CHARACTERS).strip()
    return SourceError(code, sentence("{what}: “{words}”", what=what, words=words) if words else what, FIXES[code])
