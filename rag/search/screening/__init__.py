"""What to read next of many papers, by what was decided so far: screening for a review."""
