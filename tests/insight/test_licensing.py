"""The licence of a project is what all that speaks of it agrees on; otherwise everything is named."""

import pytest
from identify.vendor.licenses import LICENSES
from msgspec.structs import replace

from innersource_marketplace.collect.sources.git.reading.documents import documents, further_licenses, reuse_licenses
from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.insight.licensing import licensing_of
from innersource_marketplace.model import DocumentRole, Facts, ObjectId, ProjectKey, Provider
from innersource_marketplace.reference.licenses import what_files_say

TEXTS = dict(LICENSES) | {"?": "Ask our lawyers before you use it.\n"}


def facts(**files: str) -> Facts:
    """What git would read of licence files, by name with the licence whose text they are."""
    texts = {name: TEXTS.get(content, content) for name, content in files.items()}
    tree = [File(name, ObjectId("0" * 40), "file", len(text)) for name, text in texts.items()]
    chief = documents(tree).get(DocumentRole.LICENSE)
    beside = () if chief is None else (chief, *further_licenses(tree, chief))
    found = what_files_say({one.path: texts[one.path] for one in beside})
    base = Facts(
        key=ProjectKey("h/o/n"),
        host="h",
        owner="o",
        name="n",
        provider=Provider.GIT,
        source="s",
        documents=documents(tree),
    )
    found = found or reuse_licenses(tree)
    return replace(base, license_files=found, license=found[0].license if len(found) == 1 else None)


BOTH = {"LICENSE-MIT": "MIT", "LICENSE-APACHE": "Apache-2.0"}


@pytest.mark.parametrize(
    ("files", "stated", "readme", "expected"),
    [
        ({"LICENSE": "MIT"}, {}, "", "MIT"),
        ({"COPYING": "GPL-3.0"}, {"pyproject.toml": "GPL-3.0-or-later"}, "", "GPL-3.0-or-later"),
        (BOTH, {}, "", None),
        (BOTH, {"Cargo.toml": "MIT OR Apache-2.0"}, "", "MIT OR Apache-2.0"),
        (BOTH, {}, "x\nLicense\nLicensed under either of Apache or MIT at your option.", "Apache-2.0 OR MIT"),
        (BOTH, {}, "x\nLicense\nSee the files.", None),
        ({"LICENSE": "MIT", "COPYING": "GPL-3.0"}, {}, "", None),
        ({"LICENSE-CODE": "MIT", "LICENSE-TEXT": "CC-BY-4.0"}, {}, "", None),
        ({"COPYING": "GPL-3.0", "COPYING.LESSER": "LGPL-3.0"}, {}, "", "LGPL-3.0"),
        ({"LICENSE": "MIT", "LICENSE.md": "MIT"}, {}, "", "MIT"),
        ({"LICENSE": "MIT", "LICENSE-3rdparty.csv": "?"}, {}, "", "MIT"),
        ({"COPYING": "?"}, {}, "", None),
        ({"LICENSE": "?"}, {"package.json": "ISC"}, "", None),
        ({"LICENSE": "?"}, {"Cargo.toml": "Apache-2.0 WITH LLVM-exception"}, "", "Apache-2.0 WITH LLVM-exception"),
        ({"LICENSE": "MIT"}, {"package.json": "ISC"}, "", None),
        # one that only names the file beside it
        ({"LICENSE": "GNU-AGPL-3.0.txt", "GNU-AGPL-3.0.txt": "AGPL-3.0"}, {"package.json": "AGPL-3.0"}, "", "AGPL-3.0"),
        ({"LICENSE": "./AGPL-3.0\n", "AGPL-3.0": "?"}, {}, "", None),
        ({"LICENSE": "MIT", "AGPL-3.0.txt": "AGPL-3.0"}, {}, "", "MIT"),
        ({"LICENSE": "MIT"}, {"package.json": "ISC", "pyproject.toml": "MIT"}, "", "MIT"),
        ({}, {"pyproject.toml": "EUPL-1.2"}, "", "EUPL-1.2"),
        ({}, {}, "", None),
        ({"LICENSES/EUPL-1.2.txt": "?"}, {}, "", "EUPL-1.2"),
        ({"LICENSES/MIT.txt": "?", "LICENSES/CC0-1.0.txt": "?"}, {}, "", None),
        (
            {"LICENSES/MIT.txt": "?", "LICENSES/CC0-1.0.txt": "?"},
            {"pyproject.toml": "MIT AND CC0-1.0"},
            "",
            "MIT AND CC0-1.0",
        ),
    ],
)
def test_files_of_equal_rank_are_read_together(
    files: dict[str, str], stated: dict[str, str], readme: str, expected: str | None
) -> None:
    found = licensing_of(facts(**files), stated, readme)
    assert found.license == expected
    if expected is None:
        assert len(found.files) >= len(files)


def test_a_text_that_is_not_recognised_is_named() -> None:
    (only,) = licensing_of(facts(COPYING="?"), {}, "").files
    assert (only.path, only.license) == ("COPYING", None)


def test_the_notice_of_gnu_tells_version_and_later_ones() -> None:
    notice = (
        "Ledger\n\nThis program is free software: you can redistribute it and/or modify it under the terms of the GNU"
        " Affero General Public License as published by the Free Software Foundation, either version 3 of the License,"
        " or (at your option) any later version.\n"
    )
    assert licensing_of(facts(LICENSE=notice), {}, "").license == "AGPL-3.0-or-later"
