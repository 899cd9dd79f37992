"""The programme page: whether silos are breaking."""
