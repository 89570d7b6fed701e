"""What Casebook and the usual libraries see in the same tricky files: ``python -m bench.peers``."""
