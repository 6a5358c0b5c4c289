"""The entries of a list of references that stands in a LaTeX file itself."""

from __future__ import annotations

import re

from rag.checks.manuscript.latex.source import BLANK
from rag.text.cleaning import without_latex

_ENTRY = re.compile(r"\\bibitem\s*(?:\[(?:[^\[\]{}]|\{[^{}]*\}|\{(?:[^{}]|\{[^{}]*\})*\})*\])?\s*\{([^{}]+)\}")


def entries(text: str) -> dict[str, str]:
    """The entries of a list of references that LaTeX itself makes, by key, as plain text."""
    found = list(_ENTRY.finditer(text))
    if not found:
        return {}
    ends = [*(one.start() for one in found[1:]), len(text)]
    texts = (
        re.sub(r"\\newblock\b", " ", text[one.end() : end].replace(BLANK, ""))
        for one, end in zip(found, ends, strict=True)
    )
    return {one[1].strip(): " ".join(without_latex(entry).split()) for one, entry in zip(found, texts, strict=True)}
