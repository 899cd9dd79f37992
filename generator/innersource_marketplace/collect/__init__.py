"""From catalogue to snapshot: plan the sources, run them, keep what is good."""
