"""The table of facts says what people call a thing, not where it lies."""

import pytest

from innersource_marketplace.model import Provider, day_of
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.facts_table import facts_of
from projects import NOW, make_project


@pytest.mark.parametrize(
    ("files", "provider", "text"),
    [
        ((".github/workflows/ci.yml", ".github/workflows/release.yaml"), Provider.GITHUB, "GitHub Actions"),
        ((".github/workflows/ci.yml",), Provider.GITEA, "Actions"),
        ((".forgejo/workflows/ci.yml",), Provider.GITEA, "Forgejo Actions"),
        ((".gitlab-ci.yml", ".gitlab/ci/test.yml", "Jenkinsfile"), Provider.GITLAB, "GitLab CI/CD, Jenkins"),
        (("ci/app.jenkinsfile", "ci/Jenkinsfile.nightly"), Provider.GIT, "Jenkins"),
        ((".azure-pipelines/a.yml", "azure-pipelines.yml"), Provider.GIT, "Azure Pipelines"),
        ((".buildkite/pipeline.yml", ".build.yml"), Provider.GIT, "Buildkite, SourceHut builds"),
        ((".appveyor.yml", ".circleci/config.yml", ".travis.yml"), Provider.GIT, "AppVeyor, CircleCI, Travis CI"),
        ((".ci/run", ".zuul.yaml"), Provider.GIT, ".ci/run, .zuul.yaml"),
        ((), Provider.GIT, "none found"),
    ],
)
def test_continuous_integration_is_the_system_and_not_its_files(
    files: tuple[str, ...], provider: Provider, text: str
) -> None:
    facts = facts_of(make_project(ci_files=files, provider=provider), day_of(NOW), Messages())
    assert [fact.text for fact in facts if fact.name == "Continuous integration"] == [text]
