"""Reference data: languages, licences, colours, the web addresses of forges."""
