"""Works -> one catalogue, and the indexes that are derived from it."""
