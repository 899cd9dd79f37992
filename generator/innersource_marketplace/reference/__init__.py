"""Facts about the world: languages, licences, colours, the web addresses of forges."""
