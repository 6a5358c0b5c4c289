"""A checked manuscript -> what is drawn of it, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rag.checks.manuscript.report import Borne, CheckedSentence, Report, Suggestion, Uncited
from rag.export.manuscript import verdict_words

TO_LOOK_AT, CITED, UNCITED = "In doubt", "All that is cited", "Without a source"
Finding = CheckedSentence | Uncited


def shown_of(report: Report, choice: str) -> Sequence[Finding]:
    """The findings of a choice, those that are worst first."""
    if choice == UNCITED:
        return report.uncited
    if choice == CITED:
        return report.worst_first
    return [one for one in report.worst_first if one.verdict not in ("unchecked", "supported")]


def choices(report: Report) -> dict[str, int]:
    """What can be chosen, with how many findings each has."""
    return {choice: len(shown_of(report, choice)) for choice in (TO_LOOK_AT, CITED, UNCITED)}


def findings_drawn(findings: Sequence[Finding], notes: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each finding with what stands beside it, and the note on it."""
    return [_drawn(one) | {"id": one.id, "note": notes.get(one.id, "")} for one in findings]


def _drawn(one: Finding) -> dict[str, Any]:
    where = f"{one.file}, line {one.line}"
    if isinstance(one, Uncited):
        return {"verdict": "lacking", "label": "No source", "where": where, "text": one.text, "reason": "",
                "papers": [_paper(paper, paper.paper.key) for paper in one.suggestions]}  # fmt: skip
    return {"verdict": one.verdict, "label": verdict_words(one.verdict).capitalize(), "where": where,
            "text": one.text or ", ".join(one.keys), "reason": one.reason,
            "papers": [_paper(paper, paper.key) for paper in one.papers]}  # fmt: skip


def _paper(one: Borne | Suggestion, key: str) -> dict[str, str]:
    paper = one.paper
    about = ", ".join(str(part) for part in (paper.year, *paper.remarks) if part)
    return {"id": paper.id, "key": key, "title": paper.title or paper.key, "about": about, "quote": one.quote}
