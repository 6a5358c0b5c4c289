"""Answer -> what is drawn: plain nested data for the page's component. Pure: text stays text, nothing here is HTML."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

from rag.answer.extract.compose import VERBATIM
from rag.export.bibtex import bibtex
from rag.export.formats import cited
from rag.export.markdown import table_markdown
from rag.export.reference import reference
from rag.export.tables import comparison_csv
from rag.library.citation_keys import citation_keys
from rag.records import Answer, Cell, Citation, Claim, Paper, Scope, Usage
from rag.text.wording import counted
from ui.answer.prose import Prose, judgement, known_mark
from ui.papers.view import links

# What stands over an answer that gives none, and below it what may help.
_ABSTAINED = {
    "not_in_library": ("Not in your library", "Ask in other words, or add papers on it in the library."),
    "not_in_scope": ("Not in these papers", "Ask in other words, or ask more papers."),
    "not_in_abstracts": ("Not in the abstracts", ""),
}
_QUOTED = judgement(Claim("", None, None, (), "supported", "verbatim", VERBATIM))  # of a cell, whatever it quotes
_CACHED = 128  # answers whose drawing is at hand: a page draws all of its answers at each click
_NAMED = 3  # authors on a card


@lru_cache(maxsize=_CACHED)
def drawn(answer: Answer) -> dict[str, Any]:
    """Everything that the page shows of an answer. It is shared between calls: not to be changed."""
    citations = {citation.n: citation for citation in answer.citations}
    prose = Prose(answer.text, citations, answer.claims)
    keys = citation_keys(cited(answer)).of
    return {
        "header": header(answer),
        "searched": answer.standalone if answer.standalone != answer.question else "",
        "abstained": _abstained(answer),
        "blocks": prose.blocks,
        "table": _table(answer, citations, keys),
        "cards": _cards(answer, keys),
        "considered": [_heading(s.paper, answer.scope) for s in answer.sources if not s.cited],
        "excluded": len(answer.scope.exclude),
        "doubts": [
            judgement(claim) | {"claim": number, "text": claim.text}
            for number, claim in enumerate(answer.claims)
            if claim.is_in_doubt and number not in prose.placed
        ],
        "notices": list(answer.warnings),
        "meta": meta(answer),
    }


def _abstained(answer: Answer) -> dict[str, str] | None:
    if not answer.abstained:
        return None
    is_bound = answer.scope.only or answer.scope.where
    why = "not_in_scope" if is_bound and answer.abstained == "not_in_library" else answer.abstained
    return dict(zip(("label", "hint"), _ABSTAINED[why], strict=True))


def header(answer: Answer) -> dict[str, Any] | None:
    """How far the claims are supported, in a line, and the first that is not; None for an answer that claims nothing."""
    claims = answer.claims
    if not claims:
        return None
    first = next((number for number, claim in enumerate(claims) if claim.is_in_doubt), None)
    if first is None and all(claim.by == "verbatim" for claim in claims):
        return {"text": "Quoted word for word", "first": None}
    counts = {
        "supported": sum(claim.verdict == "supported" for claim in claims),
        "doubtful": sum(claim.verdict == "partial" for claim in claims),
        "not judged": sum(claim.verdict == "unchecked" for claim in claims),
    }
    counts["unsupported"] = len(claims) - sum(counts.values())
    each = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
    return {"text": f"{counted(len(claims), 'claim')}: {each}", "first": first}


def meta(answer: Answer) -> str:
    """What an answer took: "1.2 s · 3 calls · 1,834 tokens · $0.0012 · openai:gpt-5-mini"."""
    usage = answer.usage
    tokens = usage.input_tokens + usage.output_tokens
    parts = (
        _took(answer.timings.total_ms),
        counted(usage.calls, "call") if usage.calls else "",
        f"{tokens:,} tokens" if tokens else "",
        _cost(usage),
        answer.model or "extracts, no model",
    )
    return " · ".join(filter(None, parts))


def _took(ms: float) -> str:
    return f"{ms:.0f} ms" if ms < 1_000 else f"{ms / 1_000:.1f} s"


def _cost(usage: Usage) -> str:
    """Dollars to two figures that tell something; nothing where no price is known."""
    if not usage.cost_usd:
        return "" if usage.cost_usd is None else "$0"
    return f"${usage.cost_usd:.2f}" if usage.cost_usd >= 0.1 else f"${float(f'{usage.cost_usd:.2g}'):.10f}".rstrip("0")


def _heading(paper: Paper, scope: Scope) -> dict[str, Any]:
    parted = "; " if any("," in author for author in paper.authors[:_NAMED]) else ", "
    names = parted.join(paper.authors[:_NAMED]) + (" et al." if len(paper.authors) > _NAMED else "")
    return {
        "paper": paper.id,
        "title": paper.title or "(no title)",
        "about": " · ".join(str(part) for part in (names, paper.venue, paper.year) if part),
        "remarks": list(paper.remarks),
        "links": links(paper),
        "pinned": paper.id in scope.pin or paper.key in scope.pin,
    }


def _cards(answer: Answer, keys: Mapping[str, str]) -> list[dict[str, Any]]:
    """One card a cited paper: its abstract in stretches, those that are cited with their numbers, and its references."""
    by_paper: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        by_paper.setdefault(citation.paper.id, []).append(citation)
    return [_card(group[0].paper, group, answer.scope, keys) for group in by_paper.values()]


def _card(paper: Paper, citations: list[Citation], scope: Scope, keys: Mapping[str, str]) -> dict[str, Any]:
    return _heading(paper, scope) | {
        "numbers": [citation.n for citation in citations],
        "abstract": _stretches(paper.abstract, citations),
        "bibtex": "".join(bibtex([paper], keys)),
        "reference": reference(paper),
    }


def _stretches(abstract: str, citations: list[Citation]) -> list[dict[str, Any]]:
    cuts = sorted({0, len(abstract), *(c.start for c in citations), *(c.end for c in citations)})
    return [
        {"text": abstract[start:end], "numbers": [c.n for c in citations if c.start <= start and end <= c.end]}
        for start, end in pairwise(cuts)
    ]


def _table(answer: Answer, citations: Mapping[int, Citation], keys: Mapping[str, str]) -> dict[str, Any] | None:
    """Column names, and rows of a title, a year and cells; a cell is its text and, where it has one, its mark."""
    if answer.table is None:
        return None
    rows = [
        {
            "title": row.paper.title or "(no title)",
            "year": row.paper.year,
            "cells": [_cell(cell, citations) for cell in row.cells],
        }
        for row in answer.table.rows
    ]
    return {
        "columns": list(answer.table.columns),
        "rows": rows,
        "csv": "".join(comparison_csv(answer, keys)),
        "markdown": "".join(table_markdown(answer, keys)),
    }


def _cell(cell: Cell, citations: Mapping[int, Citation]) -> list[Any]:
    if cell.n is None:
        return [cell.text]
    return [cell.text, " ", known_mark(citations[cell.n]) | {"verdict": _QUOTED}]
