"""The Gitea provider: organizations, users and whole servers of Gitea and Forgejo."""
