"""From settings and a token to a source that is ready to collect."""

from collections.abc import Callable
from typing import Unpack

from innersource_marketplace.collect.sources.forge.connect import Opening, Parts, open_forge
from innersource_marketplace.collect.sources.forge.source import ForgeSource, GitOf
from innersource_marketplace.collect.sources.git.command import Access
from innersource_marketplace.collect.sources.gitea.client import Client, GiteaApi
from innersource_marketplace.collect.sources.gitea.forge import GiteaForge
from innersource_marketplace.formats.catalog.settings import ForgeSettings


def open_gitea(
    settings: ForgeSettings, token: str, git: Callable[[Access], GitOf], **opening: Unpack[Opening]
) -> ForgeSource:
    """Make the source that `settings` describe; see `open_forge`."""
    parts = Parts(
        client=lambda where, certificates, seconds: Client(
            where, token, certificates=certificates, read_seconds=seconds
        ),
        api=GiteaApi,
        forge=lambda api, where, circumstances: GiteaForge(api, settings, where, circumstances),
        user="oauth2",
        token=token,
    )
    return open_forge(settings, parts, git, **opening)
