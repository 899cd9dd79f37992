"""What the operator of a marketplace can do where GitHub refuses."""

from collections.abc import Mapping

from innersource_marketplace.collect.sources.forge.refusals import SENTENCE_CHARACTERS, policy_code
from innersource_marketplace.errors import SourceError, Words, sentence
from innersource_marketplace.escape import log_line

FIXES: Mapping[str, str] = {
    "sso-required": "Authorize the token for the organization's single sign-on.",
    "ip-not-allowed": "Run where the organization's IP allow list permits it, for example on a runner of your own.",
    "token-policy": "Make a token that the policy of the organization accepts, or use a GitHub App.",
    "suspended": "Ask the administrators of the organization to lift the suspension of the app or the account.",
    "clock-wrong": "Set the clock of this machine: the sign-in of an app must be of the present minute.",
    "forbidden": "Give the token read access to metadata, contents, issues, pull requests and checks.",
}


def policy_error(explanation: str, what: Words) -> SourceError:
    """The refusal that a host explains with a sentence; `what` is what did not succeed."""
    code = policy_code(explanation)
    words = log_line(explanation, SENTENCE_CHARACTERS).strip()
    return SourceError(code, sentence("{what}: “{words}”", what=what, words=words) if words else what, FIXES[code])
