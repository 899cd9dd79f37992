"""The git source: any remote or path that git speaks to, read by object id, never checked out."""
