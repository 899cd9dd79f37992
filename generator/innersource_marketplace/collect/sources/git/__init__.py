"""The git source: any remote or path that git speaks to, read by object id, never checked out."""

from innersource_marketplace.collect.sources.git.command import CREDENTIAL_HELPER, Budget
from innersource_marketplace.collect.sources.git.remote import Remote, protocol_of, remotes_of
from innersource_marketplace.collect.sources.git.source import GitSource

__all__ = ["CREDENTIAL_HELPER", "Budget", "GitSource", "Remote", "protocol_of", "remotes_of"]
