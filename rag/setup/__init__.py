"""Settings, and the models that they name."""
