"""The catalogue's tables, a module each."""
