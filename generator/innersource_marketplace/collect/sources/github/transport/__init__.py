"""How GitHub is asked: one exchange, retries, costs, and what a host's schema knows."""
