"""Servers of chat models as they are: what they refuse, how they fail, and which of them are here."""
