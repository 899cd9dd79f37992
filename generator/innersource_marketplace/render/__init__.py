"""From projects to the files of the site: pages, gallery, lists; no network, no clock, no file access."""
