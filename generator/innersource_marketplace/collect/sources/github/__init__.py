"""Repositories of organizations and users on GitHub: github.com, Enterprise Cloud and Enterprise Server."""
