"""Composition: what `collect` and `build` do, put together from the stages."""

from innersource_marketplace.pipeline.building import BuildReport as BuildReport
from innersource_marketplace.pipeline.building import build as build
from innersource_marketplace.pipeline.catalogue import load_catalog as load_catalog
from innersource_marketplace.pipeline.catalogue import plan as plan
from innersource_marketplace.pipeline.night import night_figures as night_figures
from innersource_marketplace.pipeline.project_pages import processors as processors
from innersource_marketplace.pipeline.readme_pictures import looking_for_pictures as looking_for_pictures
