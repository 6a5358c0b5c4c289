"""Zotero, live: what a Zotero that is open on this machine holds, by its local API."""
