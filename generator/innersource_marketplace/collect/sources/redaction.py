"""Keep tokens and keys out of everything that people read: messages, logs, exceptions."""

import logging
import re
from collections.abc import Iterable

REDACTED = "[redacted]"

_TOKEN_SHAPES = re.compile(
    r"\b(?:gh[a-z]_[A-Za-z0-9_]{16,}|github_pat_[A-Za-z0-9_]{16,}|gl[a-z]{1,6}-[A-Za-z0-9_.=-]{16,}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+)"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
    re.DOTALL,
)
"""What the tokens of GitHub and GitLab, signed tokens and keys look like: an app's token is minted by the host, so
nobody here knows it before it is in an answer."""

_NAMED = re.compile(
    r"""((?:authorization|private-token|job-token)["']?\s*[:=]\s*["']?(?:(?:token|bearer|basic)\s+)?|\bbearer\s+|"token"\s*:\s*")[^\s'",}][^'",}\n]*""",
    re.IGNORECASE,
)
"""Secrets of any shape after a word that announces one."""


_USER_INFORMATION = re.compile(r"(?<=://)[^/@\s]*@")


def without_users(text: str) -> str:
    """Drop user names and passwords from the addresses in a text."""
    return _USER_INFORMATION.sub("", text)


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Replace the given secrets, and whatever is shaped like a token or a key, in a text."""
    for secret in sorted({secret for secret in secrets if secret}, key=len, reverse=True):
        text = text.replace(secret, REDACTED)
    return _NAMED.sub(rf"\1{REDACTED}", _TOKEN_SHAPES.sub(REDACTED, text))


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
