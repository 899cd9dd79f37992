"""Keep tokens and keys out of everything that people read: messages and exceptions."""

import re
from collections.abc import Iterable

from innersource_marketplace.escape import REDACTED, without_secrets

_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)

_NAMED = re.compile(
    r"""((?:authorization|private-token|job-token)["']?\s*[:=]\s*["']?(?:(?:token|bearer|basic)\s+)?|\bbearer\s+|"token"\s*:\s*")[^\s'",}][^'",}\n]*""",
    re.IGNORECASE,
)
"""Secrets of any shape after a word that announces one."""


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Replace the given secrets, and whatever is shaped like one, in a text.

    An app's token is minted by the host, so nobody here knows it before it is in an answer.
    """
    for secret in sorted({secret for secret in secrets if secret}, key=len, reverse=True):
        text = text.replace(secret, REDACTED)
    return _NAMED.sub(rf"\1{REDACTED}", without_secrets(_KEY.sub(REDACTED, text)))
