"""llms.txt of small and large catalogues, and the skill in its published format."""

import json
from hashlib import sha256

import pytest
import yaml
from msgspec.structs import replace

from innersource_marketplace.render.data.assistant_files import INDEX_BYTES, SKILLS, assistant_files
from projects import SETTINGS, hostile_projects, varied_projects


def test_a_small_catalogue_is_whole_in_one_file() -> None:
    projects = varied_projects(40)
    files = dict(assistant_files(projects, SETTINGS))
    index = files["llms.txt"].decode()
    assert len(files["llms.txt"]) <= INDEX_BYTES
    assert all(f"({project.page}index.md)" in index for project in projects)
    assert f"{SKILLS}check-innersource-catalogue/SKILL.md" in index


@pytest.mark.slow
def test_ten_thousand_projects_are_divided_and_every_one_is_in_a_list() -> None:
    some = varied_projects(40)
    projects = [
        replace(some[at % 40], page=f"projects/team/p{at}/", topics=(f"topic {at % 4_000} with a long name",))
        for at in range(10_000)
    ]
    files = dict(assistant_files(projects, SETTINGS))
    assert len(files["llms.txt"]) <= INDEX_BYTES
    index = files["llms.txt"].decode()
    lists = [name for name in files if name.startswith("assistants/")]
    assert len(lists) == 100
    assert all(f"({name})" in index for name in lists)
    listed = "".join(files[name].decode() for name in lists)
    assert all(f"({project.page}index.md)" in listed for project in projects)
    assert max(len(files[name]) for name in lists) < INDEX_BYTES


def test_hostile_words_stay_on_their_line() -> None:
    index = dict(assistant_files(hostile_projects(), SETTINGS))["llms.txt"].decode()
    rows = [line for line in index.split("\n") if "](projects/" in line]
    assert len(rows) == len(hostile_projects())
    assert "<script>" not in index


def test_the_skill_has_the_published_format() -> None:
    files = dict(assistant_files((), SETTINGS))
    (skill,) = json.loads(files[f"{SKILLS}index.json"])["skills"]
    content = files[SKILLS + skill["url"]]
    assert skill["type"] == "skill-md"
    assert skill["digest"] == f"sha256:{sha256(content).hexdigest()}"
    _, front, body = content.decode().split("---\n", 2)
    said = yaml.safe_load(front)
    assert said["name"] == skill["name"] == skill["url"].split("/")[0]
    assert said["description"] == skill["description"]
    assert len(said["description"]) <= 1024
    assert "search_projects" in body
