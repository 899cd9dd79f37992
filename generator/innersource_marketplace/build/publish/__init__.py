"""From files to a published site: staging, the guard and the swap.

The old site stays whole until the new one is complete, and is then exchanged for it in one step. What
somebody else put there is kept.
"""

from innersource_marketplace.build.publish.guard import MANIFEST as MANIFEST
from innersource_marketplace.build.publish.guard import Published as Published
from innersource_marketplace.build.publish.guard import guard as guard
from innersource_marketplace.build.publish.guard import published as published
from innersource_marketplace.build.publish.staging import Content as Content
from innersource_marketplace.build.publish.staging import Staging as Staging
from innersource_marketplace.build.publish.staging import claim as claim
from innersource_marketplace.build.publish.staging import in_site as in_site
from innersource_marketplace.build.publish.staging import is_safe_address as is_safe_address
from innersource_marketplace.build.publish.staging import layer as layer
from innersource_marketplace.build.publish.swap import NextSite as NextSite
from innersource_marketplace.build.publish.swap import check_site_folder as check_site_folder
from innersource_marketplace.build.publish.swap import next_site as next_site
