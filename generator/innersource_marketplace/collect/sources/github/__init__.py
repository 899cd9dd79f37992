"""Repositories of organizations and users on GitHub: github.com, Enterprise Cloud and Enterprise Server."""

from innersource_marketplace.collect.sources.github.connect import open_github
from innersource_marketplace.collect.sources.github.source import GitHubSource
from innersource_marketplace.collect.sources.github.transport.exchange import App, Credentials, Endpoint, endpoint
from innersource_marketplace.collect.sources.redaction import RedactingFilter

__all__ = ["App", "Credentials", "Endpoint", "GitHubSource", "RedactingFilter", "endpoint", "open_github"]
