"""Repositories of organizations and users on GitHub: github.com, Enterprise Cloud and Enterprise Server."""

from innersource_marketplace.sources.github.connect import open_github
from innersource_marketplace.sources.github.secrecy import RedactingFilter
from innersource_marketplace.sources.github.source import GitHubSource
from innersource_marketplace.sources.github.transport import App, Credentials, Endpoint, endpoint

__all__ = ["App", "Credentials", "Endpoint", "GitHubSource", "RedactingFilter", "endpoint", "open_github"]
