"""What people call a paper, an id, a key, an alias or an identifier, -> the marks that the catalogue finds it by."""

from __future__ import annotations

import re

from rag.intake.readers.fields import ARXIV_ID, doi
from rag.intake.works.identifiers import canonical

_ARXIV = re.compile(rf"(?:arxiv:\s*|https?://arxiv\.org/\w+/)?({ARXIV_ID})(?:v\d+)?", re.I)
_PMID = re.compile(r"(?:pmid:\s*|https?://pubmed\.ncbi\.nlm\.nih\.gov/)(\d{1,8})/?", re.I)


def marks_of(name: str) -> list[list[str]]:
    """Marks of the works that a name may be of, the surest first: by id; by key; by DOI, arXiv id or PubMed number.

    A number alone is a key or an id, and no PubMed number: it is one with `pmid:` before it.
    """
    identified = [f"doi:{found}"] if (found := doi(name)) else []
    identified += [f"arxiv:{match[1].lower()}"] if (match := _ARXIV.fullmatch(name.strip())) else []
    identified += [f"pmid:{match[1]}"] if (match := _PMID.fullmatch(name.strip())) else []
    return [[f"id:{name}"], [f"key:{name}"], [canonical(mark) for mark in identified]]
