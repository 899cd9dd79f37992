"""What holds for all tests."""

from hypothesis import settings

# How long an example takes says more about the machine than about the code; slowness has tests of its own.
settings.register_profile("marketplace", parent=settings(), deadline=None)
settings.load_profile("marketplace")
