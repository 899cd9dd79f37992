"""From settings and a token to a source that is ready to collect."""

from collections.abc import Callable
from typing import Unpack

from innersource_marketplace.collect.sources.forge.connect import Opening, Parts, open_forge
from innersource_marketplace.collect.sources.forge.source import ForgeSource, GitOf
from innersource_marketplace.collect.sources.git.command import Access
from innersource_marketplace.collect.sources.gitlab.api import GitLabApi
from innersource_marketplace.collect.sources.gitlab.client import Client, Credentials
from innersource_marketplace.collect.sources.gitlab.forge import GitLabForge
from innersource_marketplace.formats.catalog.settings import ForgeSettings


def open_gitlab(
    settings: ForgeSettings, credentials: Credentials, git: Callable[[Access], GitOf], **opening: Unpack[Opening]
) -> ForgeSource:
    """Make the source that `settings` describe; see `open_forge`."""
    parts = Parts(
        client=lambda where, certificates, seconds: Client(
            where, credentials, certificates=certificates, read_seconds=seconds
        ),
        api=GitLabApi,
        forge=lambda api, where, circumstances: GitLabForge(
            api, settings, where, circumstances, signed_in=not credentials.of_job
        ),
        user=credentials.user,
        token=credentials.token,
    )
    return open_forge(settings, parts, git, **opening)
