"""Shapes of JSON objects: what the fields of a paper are called in each database. One module a shape, two functions:

fits(item: dict) -> bool            is the object of this shape?
fields(item: dict) -> dict | None   its fields, as `record` takes them; None for what is no paper and need not be one
"""

from types import ModuleType
from typing import Any

from rag.intake.readers.objects.shapes import (
    arxiv_dump,
    crossref,
    csl,
    mendeley,
    openalex,
    plain,
    semantic_scholar,
    zotero,
)

# The strictest first; plain fits anything.
SHAPES: tuple[ModuleType, ...] = (zotero, openalex, semantic_scholar, arxiv_dump, crossref, csl, mendeley, plain)


def shape_of(item: dict[str, Any]) -> ModuleType:
    return next(shape for shape in SHAPES if shape.fits(item))
