"""The page on which people write an innersource.json, and the data that its scripts work with.

The form itself is made in the browser from the published schema, so that a new field needs no work
here. Without scripts the page explains the file and shows one.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlencode

from innersource_marketplace import escape
from innersource_marketplace.formats.innersource_json.field_names import FIELD_KEYS, fold
from innersource_marketplace.limits import METADATA_BYTES
from innersource_marketplace.model import Project, Provider, SafeUrl, SiteSettings
from innersource_marketplace.reference import forge_urls as links
from innersource_marketplace.reference import languages
from innersource_marketplace.render.markdown_page import MarkdownPage
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.template_engine import fill

DATA_PATH: Final = "assets/editor.json"

SCHEMA_PATH: Final = "schemas/innersource.json"

_SECTIONS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("basics", ("title", "description", "motivation", "owner", "docs", "logo")),
    ("contributing", ("contributions", "skills", "getting_started", "governance_level", "warranty_days", "gigs")),
    ("people", ("trusted_committers", "communication", "support")),
    ("finding", ("topics", "language", "lifecycle", "license")),
    ("more", ("supersedes", "alternatives", "participating", "projects")),
)

_CONTENT: Final[Mapping[str, str]] = {"github": "value", "gitlab": "content", "gitea": "value"}
"""The parameter that prefills the content of a new file. Sources: gitea PR 16556 (as GitHub), GitLab's editor."""

_EXAMPLE_KEYS: Final = (
    "title",
    "description",
    "motivation",
    "contributions",
    "skills",
    "owner",
    "trusted_committers",
    "communication",
    "governance_level",
)


def editor_page(schema_text: str, settings: SiteSettings, say: Messages) -> Iterator[tuple[str, bytes]]:
    """Yield the page `editor/` and its data. `schema_text` is the published schema of innersource.json."""
    root = "../"
    schema = json.loads(schema_text)
    markup = fill(
        "editor.html",
        say,
        {
            "root": root,
            "source": root + DATA_PATH,
            "schema": root + SCHEMA_PATH,
            "example": example(schema),
            "forges": [(forge, say(f"editor.forge.{forge}")) for forge in _CONTENT],
        },
    )
    yield (
        "editor/index.md",
        MarkdownPage(
            markup,
            template="editor.html",
            title=say("editor.title"),
            description=say("editor.description", organization=settings.organization),
        ),
    )
    yield DATA_PATH, escape.json_text(editor_data(say)).encode("ascii")


def editor_data(say: Messages) -> dict[str, object]:
    """What the scripts of the page work with: words, spellings, names of languages, addresses at hosts."""
    prefixes = ("editor.", "card.", "governance.", "lifecycle.", "project.contribute.", "project.people.")
    return {
        "format": 1,
        "language": say.language,
        "words": {key: forms for prefix in prefixes for key, forms in say.forms(prefix).items()},
        "languages": list(languages.names()),
        "spellings": {other: name for name, others in FIELD_KEYS.items() for other in (*others, fold(name))},
        "sections": [[name, list(keys)] for name, keys in _SECTIONS],
        "forges": {forge: _patterns(forge, parameter) for forge, parameter in _CONTENT.items()},
        "bytes": METADATA_BYTES,
    }


def example(schema: Mapping[str, object]) -> str:
    """A whole file made of the schema's own examples."""
    properties = schema["properties"]
    if not isinstance(properties, Mapping):
        raise TypeError("the schema of innersource.json has properties")
    made = {key: properties[key]["examples"][0] for key in _EXAMPLE_KEYS if properties.get(key, {}).get("examples")}
    return json.dumps(made, indent=2, ensure_ascii=False)


def editor_query(project: Project) -> str | None:
    """The address of the editor, from the site's root, that knows where this project's file goes."""
    if project.provider is Provider.CATALOG or (address := project.repository or project.url) is None:
        return None
    asked = {
        "repository": str(address),
        "branch": project.default_branch or "",
        "folder": project.folder or "",
    }
    found = {name: value.encode("utf-8", "replace") for name, value in asked.items() if value}
    return f"editor/?{urlencode(found)}"


def _patterns(forge: str, parameter: str) -> dict[str, str]:
    """How a kind of host spells the addresses, after the repository's own; `links` is asked, not repeated."""
    web = SafeUrl("https://x.example/o/r")
    marker = "BRANCH"
    create = links.new_file_url(web, forge, marker, "innersource.json")
    edit = links.edit_url(web, forge, marker, "innersource.json")
    if create is None or edit is None:
        raise ValueError(f"{forge}: files cannot be added there in a browser")
    return {
        "create": create.removeprefix(web).replace(marker, "{branch}"),
        "edit": edit.removeprefix(web).replace(marker, "{branch}"),
        "content": parameter,
    }
