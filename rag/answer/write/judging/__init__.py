"""Whether a claim means what its source says, as a model judges it; and whether that model can judge."""
