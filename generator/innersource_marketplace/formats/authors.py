"""Pseudonyms of authors: a hash of an email address or an account.

The hash is a pseudonym, not anonymity: whoever knows an address can work out its hash and
compare. It keeps names and addresses out of the snapshot, and still lets a team map find its people.
"""

import re
from hashlib import blake2b

from innersource_marketplace.model import AuthorId

NOBODY = AuthorId("")
"""The id of authors about whom nothing is known."""

_CHARACTERS = 320
"""Longest e-mail address that can be delivered to (RFC 5321); longer ones are cut before they are hashed."""

_HIDDEN = re.compile(
    r"(?:\d{1,20}\+|\d{1,20}-(?=[^@]*@users\.noreply\.(?!github\.com$)))?([a-z0-9][a-z0-9_.-]{0,99}(?:\[bot\])?)@users\.noreply\.[a-z0-9.-]{1,250}"
)
"""What GitHub and GitLab put in the place of an address that its owner hides.

Sources: GitHub, "Setting your commit email"; GitLab, "Use an automatically-generated private commit email"
(`number-account`).
"""

_BOT = re.compile(
    r"\[bot\]|(?:^|[-_.+ ])bot(?:$|[-_.@ ])|^(?:dependabot|renovate|greenkeeper|snyk|github-actions|mergify"
    r"|semantic-release|jenkins|travis|gitlab-ci|actions-user)\b",
    re.IGNORECASE,
)


def author_id(name: str) -> AuthorId:
    """Hash an e-mail address or an account (with or without `@` in front), whatever its case.

    A hidden address of a host gives the hash of its account. Nothing gives `NOBODY`.
    """
    folded = name.strip().casefold()[:_CHARACTERS]
    if hidden := _HIDDEN.fullmatch(folded):
        folded = hidden[1]
    folded = folded.removeprefix("@")
    if not folded:
        return NOBODY
    return AuthorId(blake2b(folded.encode("utf-8", "replace"), digest_size=8, person=b"marketplace").hexdigest())


def is_bot(name: str) -> bool:
    """Whether a name, address or account is that of a bot."""
    return _BOT.search(name) is not None
