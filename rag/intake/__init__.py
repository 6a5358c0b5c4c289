"""Files and services -> records -> works."""
