"""Parsers of foreign files in processes of their own, each piece of work with a deadline."""
