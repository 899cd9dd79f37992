"""What reads foreign files for sources, kept by a test process from one test to the next."""

import atexit
from functools import cache

from innersource_marketplace.sandbox.converter import ReadmeConverter


@cache
def shared_converter() -> ReadmeConverter:
    """One converter with one child, as all sources of a night share one.

    Starting a child takes longer than all else that a source with a few small repositories does.
    """
    converter = ReadmeConverter(1)
    atexit.register(converter.shutdown)
    return converter
