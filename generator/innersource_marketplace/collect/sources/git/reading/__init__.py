"""From a readable copy of a repository to what is known of it: documents, history, people, projects in folders."""
