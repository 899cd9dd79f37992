"""From projects to the files of the site: pages, gallery, lists; no network, no clock, no file access."""

from innersource_marketplace.render.site import render_pages as render_pages
from innersource_marketplace.render.site import shared_pages as shared_pages
