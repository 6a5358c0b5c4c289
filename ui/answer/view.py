"""Answer -> what is drawn: plain nested data for the page's component. Pure: text stays text, nothing here is HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from rag.export.bibtex import bibtex
from rag.export.formats import cited
from rag.export.markdown import answer_markdown, table_markdown
from rag.export.reference import reference
from rag.export.tables import comparison_csv
from rag.library.citation_keys import citation_keys
from rag.records import Answer, Cell, Citation, Paper, Quote, Scope, Usage
from rag.text.wording import counted
from ui.answer.doubts import claims_of_cells, closest_spot, doubt, summary
from ui.answer.layout import arranged
from ui.answer.numbers import paper_numbers, with_paper_numbers
from ui.answer.prose import Prose, cell_nodes, citation_mark
from ui.file_name import file_name
from ui.mathematics import readable
from ui.papers.view import links

# What stands over an answer that gives none, and below it what may help.
_ABSTAINED = {
    "not_in_library": ("Not in your library", "Ask in other words, or add papers on it in the library."),
    "not_in_scope": ("Not in these papers", "Ask in other words, or ask more papers."),
    "not_in_records": ("Not in the records", ""),
    "not_in_abstracts": ("Not in the abstracts", ""),
}
_CACHED = 64  # answers whose drawing is at hand: a page draws all of its answers at each click
_NAMED = 3  # authors on a card


@lru_cache(maxsize=_CACHED)
def drawn(answer: Answer) -> dict[str, Any]:
    """Everything that the page shows of an answer. It is shared between calls: not to be changed."""
    prose = Prose(answer.text, answer.citations, answer.claims)
    close = {number: claim.closest for number, claim in enumerate(answer.claims) if claim.closest}
    papers = _papers(answer)
    keys = citation_keys({p.id: p for p in (*papers, *(q.paper for q in close.values()))}.values()).of
    cells = claims_of_cells(answer)
    placed = prose.placed | set(cells.values())
    cards = _cards(answer, close, keys)
    carded = {card["paper"] for card in cards}
    return {
        "searched": answer.standalone if answer.standalone != answer.question else "",
        "abstained": _abstained(answer),
        "blocks": arranged(prose.blocks, answer.citations, paper_numbers(answer.citations), answer.model is None),
        "folded": _folded(answer),
        "table": _table(answer, cells, keys),
        "cards": cards,
        "considered": [_heading(s.paper, answer.scope) for s in answer.sources if s.paper.id not in carded],
        "excluded": len(answer.scope.exclude),
        "summary": summary(answer.claims),
        "doubts": [
            doubt(number, claim) | {"placed": number in placed}
            for number, claim in enumerate(answer.claims)
            if claim.is_in_doubt
        ],
        "notices": list(answer.warnings),
        "meta": meta(answer),
        "places": [str(citation.n) for citation in answer.citations] + [closest_spot(number) for number in close],
        "files": {suffix: file_name(answer.question, suffix, "answer") for suffix in ("md", "bib")},
        "markdown": "".join(answer_markdown(answer, keys)),
        "bibtex": "".join(bibtex(papers, keys)),
    }


def _papers(answer: Answer) -> list[Paper]:
    """The papers that an answer gives: those that it cites, or whose records it tells."""
    papers = cited(answer)
    return papers if papers or answer.kind != "catalogue" else [source.paper for source in answer.sources]


def _folded(answer: Answer) -> str:
    """What the text of a comparison is called where its table says the same before it; "" where it is not folded."""
    return "In their own words" if answer.kind == "compare" and answer.table and not answer.model else ""


def _abstained(answer: Answer) -> dict[str, str] | None:
    if not answer.abstained:
        return None
    if answer.kind == "catalogue":
        return dict(zip(("label", "hint"), _ABSTAINED["not_in_records"], strict=True))
    is_bound = answer.scope.only or answer.scope.where
    why = "not_in_scope" if is_bound and answer.abstained == "not_in_library" else answer.abstained
    return dict(zip(("label", "hint"), _ABSTAINED[why], strict=True))


def meta(answer: Answer) -> str:
    """What an answer took: "1.2 s · 3 calls · 1,834 tokens · $0.0012 · openai:gpt-5-mini"."""
    usage = answer.usage
    tokens = usage.input_tokens + usage.output_tokens
    parts = (
        _took(answer.timings.total_ms),
        counted(usage.calls, "call") if usage.calls else "",
        f"{'about ' if usage.estimated else ''}{tokens:,} tokens" if tokens else "",
        _cost(usage),
        answer.model or ("no model" if answer.kind in ("catalogue", "help") else "extracts, no model"),
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
        "title": readable(paper.title) or "(no title)",
        "about": " · ".join(str(part) for part in (names, paper.venue, paper.year) if part),
        "remarks": list(paper.remarks),
        "links": links(paper),
        "pinned": paper.id in scope.pin or paper.key in scope.pin,
    }


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a card shows a sentence, by name."""

    name: str
    start: int
    end: int


def _cards(answer: Answer, close: Mapping[int, Quote], keys: Mapping[str, str]) -> list[dict[str, Any]]:
    """One card a cited paper, in the order of their numbers, then one for each other that has a sentence which is closest
    to a claim: its abstract in stretches, those sentences with the names of their spots, and its references."""
    by_citation = paper_numbers(answer.citations)
    numbers = {citation.paper.id: by_citation[citation.n] for citation in answer.citations}
    papers: dict[str, Paper] = {}
    spots: dict[str, list[_Spot]] = {}
    shown: list[tuple[str, Citation | Quote]] = [(str(citation.n), citation) for citation in answer.citations]
    shown += [(closest_spot(number), quote) for number, quote in close.items()]
    for name, quote in shown:
        papers.setdefault(quote.paper.id, quote.paper)
        spots.setdefault(quote.paper.id, []).append(_Spot(name, quote.start, quote.end))
    return [
        _heading(paper, answer.scope)
        | {
            "number": numbers.get(paper.id),
            "spots": [spot.name for spot in spots[paper.id]],
            "abstract": _stretches(paper.abstract, spots[paper.id]),
            "bibtex": "".join(bibtex([paper], keys)),
            "reference": reference(paper),
        }
        for paper in papers.values()
    ]


def _stretches(abstract: str, spots: Sequence[_Spot]) -> list[dict[str, Any]]:
    cuts = sorted({0, len(abstract), *(s.start for s in spots), *(s.end for s in spots)})
    return [
        {"text": readable(abstract[start:end]), "spots": [s.name for s in spots if s.start <= start and end <= s.end]}
        for start, end in pairwise(cuts)
    ]


def _table(answer: Answer, claims: Mapping[tuple[int, int], int], keys: Mapping[str, str]) -> dict[str, Any] | None:
    """Column names, and rows of a title, a year and cells; a cell is its nodes, and its text where the paper states one.

    Args:
        claims: the claim of each cell that has one, by row and column.
    """
    if answer.table is None:
        return None
    citations = {citation.n: citation for citation in answer.citations}
    numbers = paper_numbers(answer.citations)

    def cell(given: Cell, place: tuple[int, int]) -> dict[str, Any]:
        if given.n is None:
            return {"stated": "", "nodes": [given.text]}
        text = readable(given.text)
        mark = citation_mark(citations[given.n], numbers[given.n])
        number = claims.get(place)
        claim = None if number is None else answer.claims[number]
        return {"stated": text, "nodes": cell_nodes(text, mark, number, claim)}

    rows = [
        {
            "title": readable(row.paper.title) or "(no title)",
            "year": row.paper.year,
            "cells": [cell(given, (r, c)) for c, given in enumerate(row.cells)],
        }
        for r, row in enumerate(answer.table.rows)
    ]
    return {
        "columns": list(answer.table.columns),
        "rows": rows,
        "csv": "".join(comparison_csv(answer, keys)),
        "markdown": "".join(table_markdown(with_paper_numbers(answer), keys)),
    }
