"""Servers that other programs talk to: what they offer is what the commands do."""
