"""The published catalogue for coding assistants and pull requests: read-only, from the files of a built site."""
