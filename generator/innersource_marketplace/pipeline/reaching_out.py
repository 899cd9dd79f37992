"""What the site publishes for other programs and places, beside its pages and the API."""

from collections.abc import Iterator

from innersource_marketplace.model import SiteSettings
from innersource_marketplace.pipeline.assembling import Assembled
from innersource_marketplace.render.api_schemas import api_schema_files
from innersource_marketplace.render.backstage import catalog_info


def reaching_out(assembled: Assembled, settings: SiteSettings) -> Iterator[tuple[str, bytes]]:
    """Yield files as (path in the staging folder, content)."""
    yield from api_schema_files()
    yield from catalog_info(assembled.projects, settings)
