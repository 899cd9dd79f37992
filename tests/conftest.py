"""What holds for all tests."""

from hypothesis import settings

# The same examples in every run, so that a red test is red for everybody and until it is mended. How long an
# example takes says more about the machine than about the code; slowness has tests of its own.
settings.register_profile("marketplace", parent=settings(), deadline=None, derandomize=True, print_blob=True)
# For nights (`--hypothesis-profile=long`): other examples each time, and many; what fails is kept in .hypothesis/.
settings.register_profile("long", parent=settings(), deadline=None, derandomize=False, max_examples=2_000)
settings.load_profile("marketplace")
