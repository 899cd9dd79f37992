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
    r"(?:\d{1,20}\+)?(?P<account>[a-z0-9][a-z0-9_.-]{0,99}(?:\[bot\])?)@users\.noreply\.(?P<host>[a-z0-9.-]{1,250})"
)
"""What GitHub and GitLab put in the place of an address that its owner hides.

Sources: GitHub, "Setting your commit email address"; GitLab, "Use an automatically generated private commit email".
"""

_NUMBERED = re.compile(r"\d{1,20}-(?=.)")
"""GitLab sets number and account apart by a dash, GitHub by a plus sign; an account of GitHub's may begin so."""

_BOT = re.compile(
    r"\[bot\]|(?:^|[-_.+ ])bot(?:$|[-_.@ ])|^(?:dependabot|renovate|greenkeeper|snyk|github-actions|mergify"
    r"|semantic-release|jenkins|travis|gitlab-ci|actions-user)\b",
    re.IGNORECASE,
)


def author_id(name: str) -> AuthorId:
    """Hash an e-mail address or an account (with or without `@` in front), whatever its case.

    A hidden address of GitHub's or GitLab's gives the hash of its account. Nothing gives `NOBODY`.
    """
    folded = name.strip().casefold()[:_CHARACTERS]
    folded = (hidden_account(folded) or folded).removeprefix("@")
    if not folded:
        return NOBODY
    return AuthorId(blake2b(folded.encode("utf-8", "replace"), digest_size=8, person=b"marketplace").hexdigest())


def hidden_account(address: str) -> str | None:
    """The account behind an address that a host made to hide the real one; None of any other address."""
    hidden = _HIDDEN.fullmatch(address.strip().casefold())
    if hidden is None:
        return None
    return hidden["account"] if "github" in hidden["host"] else _NUMBERED.sub("", hidden["account"], count=1)


def is_bot(name: str) -> bool:
    """Whether a name, address or account is that of a bot."""
    return _BOT.search(name) is not None
