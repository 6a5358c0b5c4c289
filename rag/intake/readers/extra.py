"""Zotero's field Extra, which other programs have as a note."""

from __future__ import annotations

import re

_EXTRA = re.compile(r"^\s*(PMID|PMCID|DOI|arXiv)(?: ID)?\s*:\s*(\S+)", re.I | re.M)

_CITATION_KEY = re.compile(r"^\s*Citation Key\s*:\s*(\S+)\s*$", re.I | re.M)


def extra_ids(extra: str) -> dict[str, str]:
    """The identifiers that stand as lines of their own in Zotero's field Extra: "PMID: 123"."""
    return {scheme.lower(): value for scheme, value in _EXTRA.findall(extra)}


def extra_citation_key(extra: str) -> str:
    """The citation key that Better BibTeX has pinned there: "Citation Key: smith2020"; "" without one."""
    found = _CITATION_KEY.search(extra)
    return found.group(1) if found else ""
