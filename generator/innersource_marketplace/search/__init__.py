"""From texts to the search index of the site."""
