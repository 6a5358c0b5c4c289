"""Quality on a library without labels: is a paper found by its title, and are planted questions declined?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import mean
from typing import Any

from rag.answer.assistant import Assistant
from rag.answer.scorer import Scorer
from rag.checks.evaluate_retrieval import figures, searched
from rag.checks.planted import invented_names, off_topic
from rag.checks.report import Stage, note, with_progress
from rag.library.library import Library
from rag.records import Answer, Paper, Usage, as_json
from rag.text.forms import title_form
from rag.text.stems import stems

TITLES = 1_000  # searched for, at most
ASKED = 50  # papers asked about, at most


def evaluate_library(library: Library, stage: Stage) -> dict[str, Any]:
    """Search for titles, and ask what must be declined; as declining everything is no virtue, also what must not.

    Returns:
        The figures by name: papers; known_item: `figures` of the search for titles; off_topic, invented_name and
        answerable: how many questions, the share declined, those treated wrongly; notes; usage of the model.

    Raises:
        LibraryError: an empty library.
        ModelError: a model is set that cannot be set up.
    """
    papers = library.papers()
    titled, others = _by_title(papers)
    with stage("titles") as progress:
        searches = [
            searched(library, paper.title, {paper.id: 1.0}, lambda found: found.id)
            for paper in with_progress(titled[:TITLES], progress)
        ]
    assistant, usage = Assistant(library.settings, library), Usage()
    declining = {}
    for kind, questions in _planted(library, [p.title for p in titled if p.abstract][:ASKED]).items():
        with stage(f"{kind.replace('_', ' ')} questions") as progress:
            answers = [assistant.ask(question) for question in with_progress(questions, progress)]
        declining[kind] = _declining(answers, wanted=kind != "answerable")
        for answer in answers:
            usage = usage.plus(answer.usage)
    return {
        "papers": len(papers),
        "known_item": figures(searches),
        **declining,
        "notes": note("papers without a title of their own, left out", [paper.key for paper in others]),
        "usage": as_json(usage),
    }


def _by_title(papers: Sequence[Paper]) -> tuple[list[Paper], list[Paper]]:
    """The papers whose title is theirs alone, and the others, in the order of their ids.

    Ids are digests: the first of them are a sample by chance, the same in every run, and nearly so as papers come in.
    """
    papers = sorted(papers, key=lambda paper: paper.id)
    forms = [title_form(paper.title) for paper in papers]
    shared = Counter(forms)
    own = [bool(form) and shared[form] == 1 for form in forms]
    pairs = list(zip(papers, own, strict=True))
    return [paper for paper, is_own in pairs if is_own], [paper for paper, is_own in pairs if not is_own]


def _planted(library: Library, titles: Sequence[str]) -> dict[str, Sequence[str]]:
    """Questions by kind: two that must be declined, and one that must not."""
    scorer = Scorer(library)

    def is_known(word: str) -> bool:
        return all(map(scorer.is_known, stems(word)))

    return {
        "off_topic": off_topic(is_known),
        "invented_name": invented_names(titles, is_known),
        "answerable": [f"What does the paper “{title}” report?" for title in titles],
    }


def _declining(answers: Sequence[Answer], wanted: bool) -> dict[str, Any]:
    declined = [answer.abstained is not None for answer in answers]
    return {
        "questions": len(answers),
        "declined": round(mean(map(float, declined)), 3) if answers else None,
        "answered_anyway" if wanted else "declined_anyway": [
            answer.question for answer, was in zip(answers, declined, strict=True) if was != wanted
        ],
    }
