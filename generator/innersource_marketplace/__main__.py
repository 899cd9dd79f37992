"""Lets `python -m innersource_marketplace` do what `marketplace` does."""

from innersource_marketplace.cli import main

main()
