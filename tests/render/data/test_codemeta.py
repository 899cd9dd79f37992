"""The export in the terms of CodeMeta has what is known of each project, and nothing else."""

import json
from typing import Any

from msgspec.structs import replace

from innersource_marketplace.model import Lifecycle, Project, SiteSettings
from innersource_marketplace.render.data.codemeta import PATH, codemeta
from projects import SETTINGS, address, extreme_projects, hostile_projects, make_project, varied_projects

_TEXTS = ("identifier", "name", "description", "license", "developmentStatus", "dateCreated", "dateModified", "version")
_ADDRESSES = ("@id", "codeRepository", "url", "softwareHelp", "readme")
TERMS = {*_TEXTS, *_ADDRESSES, "@type", "programmingLanguage", "keywords", "maintainer", "softwareRequirements"}
"""Terms of CodeMeta 3.0 for SoftwareSourceCode. Source: its table of terms."""


def graph(*projects: Project, settings: SiteSettings = SETTINGS) -> list[dict[str, Any]]:
    ((path, pieces),) = codemeta(projects, settings)
    assert path == PATH
    document = json.loads(b"".join(pieces))
    assert document["@context"] == "https://w3id.org/codemeta/3.0"
    return list(document["@graph"])


def test_a_project_is_described_in_codemetas_terms() -> None:
    project = make_project(
        title="Ledger",
        license="MIT",
        lifecycle=Lifecycle.EXPERIMENTAL,
        language="Go",
        topics=("payments",),
        url=address("https://git.acme.example/a/ledger"),
    )
    (found,) = graph(project)
    assert found["@type"] == "SoftwareSourceCode"
    assert found["name"] == "Ledger"
    assert found["license"] == "https://spdx.org/licenses/MIT"
    assert found["developmentStatus"] == "https://www.repostatus.org/#wip"
    assert found["codeRepository"] == "https://git.acme.example/a/ledger"
    assert "payments" in found["keywords"]


def test_what_is_unknown_is_left_out_and_a_choice_of_licences_is_an_expression() -> None:
    project = make_project(license=None, lifecycle=None, created_at=None, releases=None, docs=None)
    assert not {"license", "developmentStatus", "dateCreated", "version", "softwareHelp"} & graph(project)[0].keys()
    assert graph(replace(project, license="MIT OR Apache-2.0"))[0]["license"] == "MIT OR Apache-2.0"


def test_any_projects_make_terms_that_are_known_in_an_order_of_their_own() -> None:
    projects = [*varied_projects(), *extreme_projects(), *hostile_projects()]
    found = graph(*projects)
    assert found == graph(*reversed(projects))
    assert len(found) == len(projects)
    assert all(one.keys() <= TERMS and all(one.values()) for one in found)
