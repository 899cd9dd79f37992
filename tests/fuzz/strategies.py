"""Documents as strangers could write them: known keys and known pieces, put together in senseless ways."""

import json

import yaml
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from readme_corpus import HOSTILE

from fuzz.seeds import NODE
from hostile import corpus
from innersource_marketplace.formats.catalog import catalog_keys as keys
from innersource_marketplace.formats.innersource_json.field_names import FIELD_KEYS

TEXTS = (*corpus.TEXTS.values(), *corpus.ADDRESSES.values(), *corpus.LOGOS.values())
"""Every text and every address of the hostile corpus."""

_CATALOG_KEYS = sorted(
    {
        *(*keys.CATALOG_KEYS, *keys.SITE_KEYS, *keys.PUBLISH_KEYS, *keys.READINESS_KEYS, *keys.FILE_CHECK_KEYS),
        *(*keys.GIT_KEYS, *keys.GITHUB_KEYS, *keys.APP_KEYS, *keys.ENTRY_KEYS, *FIELD_KEYS),
        *("rule", "projects", "name", "colors", "links", "logo", "font", "path", "any", "brand"),
    }
)
_INNER_KEYS = ("name", "github", "url", "text", "title", "purpose", "contact", "chat", "mail", "effort", "__proto__")
_SHORT_TEXTS = tuple(text for text in TEXTS if len(text) < 500)
_scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64)
    | st.floats()
    | st.sampled_from(_SHORT_TEXTS)
    | st.text(max_size=20)
)


def _nested(names: SearchStrategy[str]) -> SearchStrategy[object]:
    return st.recursive(
        _scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
        max_leaves=12,
    )


metadata: SearchStrategy[dict[str, object]] = st.dictionaries(
    st.sampled_from(sorted(FIELD_KEYS)) | st.sampled_from(_SHORT_TEXTS),
    _nested(st.sampled_from(_INNER_KEYS) | st.text(max_size=8)),
    max_size=6,
)
"""Objects with the fields of innersource.json, and with others."""


def _as_yaml(document: object, flow: bool) -> str:
    return yaml.safe_dump(document, default_flow_style=flow, allow_unicode=True, sort_keys=False)


catalogues: SearchStrategy[str] = st.builds(
    lambda head, document, flow: head + _as_yaml(document, flow),
    st.sampled_from(["", "version: 1\norganization: Acme\n"]),
    st.dictionaries(
        st.sampled_from(sorted(keys.CATALOG_KEYS)), _nested(st.sampled_from(_CATALOG_KEYS)), min_size=1, max_size=4
    ),
    st.booleans(),
)
"""Catalogues of known keys, each with a value of any shape, in both styles of YAML."""

_PIECES = tuple(
    line
    for path, data in HOSTILE.values()
    if len(data) < 5_000 and path.endswith((".md", ".html"))
    for line in data.decode("utf-8", "replace").splitlines()
    if line.strip()
)

readmes: SearchStrategy[str] = st.lists(
    st.sampled_from(_PIECES) | st.text(max_size=8) | st.sampled_from(["\n", "\n\n", "    ", "> ", "- ", "|"]),
    max_size=20,
).map("".join)
"""READMEs of lines of the hostile corpus, in any order, broken or joined anywhere."""


def _spoilt(places: list[int], values: list[object]) -> object:
    """The answer with some of its values, counted as they are written, exchanged for others."""
    node = json.loads(json.dumps(NODE))
    chosen = dict(zip(places, values, strict=True))
    counted = 0

    def visit(value: object) -> object:
        nonlocal counted
        counted += 1
        if counted in chosen:
            return chosen[counted]
        if isinstance(value, dict):
            return {key: visit(inner) for key, inner in value.items()}
        return [visit(inner) for inner in value] if isinstance(value, list) else value

    return visit(node)


_broken = st.sampled_from([b"", b"<!doctype html><title>Sign in</title>", b"[", b"null", b"\xff", b'{"data": {'])
answers: SearchStrategy[bytes] = _broken | st.integers(1, 4).flatmap(
    lambda count: st.builds(
        lambda places, values: json.dumps(_spoilt(places, values)).encode(),
        st.lists(st.integers(1, 70), min_size=count, max_size=count, unique=True),
        st.lists(_nested(st.sampled_from(_INNER_KEYS)), min_size=count, max_size=count),
    )
)
"""Bodies: no JSON at all, or a good answer with up to four values exchanged for anything."""
