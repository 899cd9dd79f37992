"""Keep tokens and keys out of everything that people read: messages, logs, exceptions."""

import logging
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


class RedactingFilter(logging.Filter):
    """A filter for handlers: records go on without secrets in message, arguments or traceback.

    Attach it to handlers and not to loggers, whose filters do not see what their children log.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = tuple(secrets)

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place. PyGithub's own account of every answer is dropped: it would
        name repositories that must not be named."""
        if record.name.startswith("github.") and record.levelno <= logging.DEBUG:
            return False
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            message = str(record.msg)
        record.msg, record.args = redact(message, self._secrets), None
        if record.exc_info:
            record.exc_text = redact(logging.Formatter().formatException(record.exc_info), self._secrets)
            record.exc_info = None
        elif record.exc_text:
            record.exc_text = redact(record.exc_text, self._secrets)
        return True
