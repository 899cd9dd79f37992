"""The GitLab provider: groups, users and whole servers of gitlab.com and of self-managed GitLab."""
