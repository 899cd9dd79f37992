"""Names of repositories as people would say them."""

# ruff: noqa: SIM905 -- lists of words read best as a text

import re

_ACRONYMS = frozenset(
    "ai api aws cd ci cli cpu crm csv db ddd dns erp etl gcp gpu grpc gui hr html http https iam id io iot ip it json "
    "jwt k8s kpi llm ml mqtt nfc oidc os pdf php pki qa rest rpc s3 saml sap sdk sla smtp sms soap sql sre ssh sso tcp "
    "tls ui uri url ux vm vpn xml yaml".split()
)
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+[a-z]*|[^\W\d_A-Za-z]+")


def spelled_out(name: str) -> str:
    """Turn a technical name into words: `http-client` to “HTTP client”, `rateLimiter` to “Rate limiter”."""
    words = [word for part in re.split(r"[-_.\s/]+", name) for word in _parts(part)]
    spoken = [word.upper() if word.casefold() in _ACRONYMS else word for word in words]
    text = " ".join(spoken)
    return text[:1].upper() + text[1:]


def _parts(part: str) -> list[str]:
    if part.casefold() in _ACRONYMS or not re.search(r"[a-z][A-Z]", part):
        return [part]
    return [word if word.isupper() else word.lower() for word in _PART.findall(part)]


def is_technical(title: str) -> bool:
    """Whether a title is the name of a repository rather than words: lower case, joined by hyphens."""
    return re.fullmatch(r"[a-z0-9]+(?:[-_]+[a-z0-9]+)+", title) is not None


def words_of(text: str) -> frozenset[str]:
    """The words of a text or name, in lower case."""
    return frozenset(word.casefold() for word in re.findall(r"[^\W_]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", text)))
