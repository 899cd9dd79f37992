"""Files of the site for programs and readers of feeds: API, exports, feeds, badges."""
