"""What the site publishes for other programs and places, beside its pages and the API."""

from collections.abc import Iterator
from datetime import datetime

from innersource_marketplace.build import publish
from innersource_marketplace.build.select import Assembled
from innersource_marketplace.model import SiteSettings
from innersource_marketplace.render.data.api_schemas import api_schema_files
from innersource_marketplace.render.data.backstage import catalog_info
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.listing_reasons import addresses
from innersource_marketplace.render.pages.tombstones import tombstone_pages


def reaching_out(assembled: Assembled, settings: SiteSettings, now: datetime) -> Iterator[tuple[str, publish.Content]]:
    """Yield files as (path in the staging folder, content), the pages of hidden projects among them."""
    say = Messages(settings.language)
    yield from tombstone_pages(assembled.expired, addresses(assembled.considered, now), settings, say)
    yield from api_schema_files()
    yield from catalog_info(assembled.projects, settings)
