"""For people who write catalogues and metadata: check and fix, propose, init, import."""
