"""Servers through which other programs reach a library."""
