"""A static InnerSource marketplace: collect repository facts, build a site."""

__version__ = "0.1.0"
