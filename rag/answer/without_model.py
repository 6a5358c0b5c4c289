"""Answers that no model writes: from records, in groups, of each paper, or in the abstracts' own sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.extract.extract import extract
from rag.answer.question.question import Question
from rag.answer.scorer import Scorer
from rag.library.library import Library
from rag.records import Draft, Hit, Kind, Paper
from rag.search.scope import Bounds


@dataclass(frozen=True, slots=True)
class Told:
    """An answer that is known before anything is searched for, the papers that it names, and its kind."""

    draft: Draft
    papers: tuple[Paper, ...]
    kind: Kind


def told_at_once(question: Question, library: Library, bounds: Bounds, scorer: Scorer) -> Told | None:
    """The answer to a question on records, or to one that wants the papers of the last answer, or all, in groups; None of
    any other, which abstracts are to answer."""
    if not question.catalogue:
        return None
    if question.grouping:
        from rag.answer.groups.answer import grouped_selection  # few questions need these

        grouped = grouped_selection(question, library, bounds, scorer)
        return Told(*grouped) if grouped else None
    from rag.answer.catalogue.answer import from_records

    found = from_records(question, library, bounds, scorer)
    if not found:
        return None
    return Told(Draft(found.text, (), (), "not_in_library" if found.is_missing else None), found.papers, found.kind)


def extracted(question: Question, hits: Sequence[Hit], library: Library, scorer: Scorer) -> Draft:
    """What abstracts say, in their own sentences."""
    if question.is_of_each:
        from rag.answer.groups.each import of_each

        return of_each(question, hits, scorer)
    if question.grouping and question.is_of_papers:
        from rag.answer.groups.answer import grouped_list

        return grouped_list(question, hits, library, scorer)
    return extract(question, hits, scorer)
