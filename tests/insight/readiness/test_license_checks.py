"""A licence that nobody recognised is never said to be accepted, nor to be known to programs."""

import pytest

from innersource_marketplace.model import Answer, DocumentRole, LicenseFile
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.readiness_pages import evidence_words
from projects import make_project
from readiness_subjects import ask, document, facts

READ = facts(documents={DocumentRole.LICENSE: document(DocumentRole.LICENSE)})


@pytest.mark.parametrize("check", ["license", "agents-license"])
@pytest.mark.parametrize("path", ["LICENSE.md", "COPYING"])  # as in StatsBase.jl and libgit2
def test_a_text_that_is_not_recognised_cannot_tell(check: str, path: str) -> None:
    unnamed = make_project(license=None, license_files=(LicenseFile(path=path),))
    found = ask(check, READ, project=unnamed)
    assert (found.answer, found.evidence.word) == (Answer.CANNOT_TELL, "license.unnamed")


@pytest.mark.parametrize("check", ["license", "agents-license"])
def test_one_licence_beside_a_text_that_is_not_recognised_cannot_tell(check: str) -> None:
    files = (LicenseFile(path="GNU-AGPL-3.0.txt", license="AGPL-3.0"), LicenseFile(path="LICENSE"))
    found = ask(check, READ, project=make_project(license=None, license_files=files))
    assert found.answer is Answer.CANNOT_TELL
    assert evidence_words(found.evidence, Messages()) == "Named: AGPL-3.0. LICENSE was not recognised."


def test_several_known_licences_are_accepted_and_have_no_single_name() -> None:
    files = (LicenseFile(path="LICENSE-APACHE", license="Apache-2.0"), LicenseFile(path="LICENSE-MIT", license="MIT"))
    several = make_project(license=None, license_files=files)
    assert ask("license", READ, project=several).answer is Answer.YES
    assert ask("agents-license", READ, project=several).answer is Answer.CANNOT_TELL


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("MIT", Answer.YES),
        ("Apache-2.0 OR MIT", Answer.YES),
        ("LicenseRef-Acme-InnerSource-1.0", Answer.YES),
        ("Acme Internal", Answer.CANNOT_TELL),
    ],
)
def test_programs_recognise_names_of_spdx(name: str, answer: Answer) -> None:
    assert ask("agents-license", READ, project=make_project(license=name)).answer is answer


def test_without_any_licence_the_answer_is_no() -> None:
    none = facts(documents={DocumentRole.README: document(DocumentRole.README)})
    assert ask("agents-license", none, project=make_project(license=None)).answer is Answer.NO
