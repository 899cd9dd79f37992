"""Composition: what `collect` and `build` do, put together from the stages."""

from innersource_marketplace.pipeline.beginning import Beginning as Beginning
from innersource_marketplace.pipeline.beginning import beginning_of as beginning_of
from innersource_marketplace.pipeline.beginning import catalog_digest as catalog_digest
from innersource_marketplace.pipeline.build_parts import PartReport as PartReport
from innersource_marketplace.pipeline.build_parts import build_part as build_part
from innersource_marketplace.pipeline.building import BuildReport as BuildReport
from innersource_marketplace.pipeline.building import build as build
from innersource_marketplace.pipeline.catalogue import Plan as Plan
from innersource_marketplace.pipeline.catalogue import load_catalog as load_catalog
from innersource_marketplace.pipeline.catalogue import plan as plan
from innersource_marketplace.pipeline.catalogue import renamed_from as renamed_from
from innersource_marketplace.pipeline.listing_file import Listing as Listing
from innersource_marketplace.pipeline.listing_file import read_listing as read_listing
from innersource_marketplace.pipeline.listing_file import write_listing as write_listing
from innersource_marketplace.pipeline.night import night_figures as night_figures
from innersource_marketplace.pipeline.project_pages import processors as processors
from innersource_marketplace.pipeline.readme_pictures import looking_for_pictures as looking_for_pictures
from innersource_marketplace.pipeline.shards import ShardReport as ShardReport
from innersource_marketplace.pipeline.shards import collect_shard as collect_shard
from innersource_marketplace.pipeline.shards import merge_shards as merge_shards
