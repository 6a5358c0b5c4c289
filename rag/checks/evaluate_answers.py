"""Answer quality on labelled questions: is the fact there, are the right papers cited, is declining right?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import mean, median

from rag.answer.assistant import Assistant
from rag.checks.labelled import UNANSWERABLE, LabelledQuestion
from rag.checks.report import with_progress
from rag.records import Answer, Usage
from rag.text.forms import fact_form, title_form


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over the questions of one type; None where the type has nothing of the kind."""

    questions: int
    contains: float | None
    cite_recall: float | None
    cite_precision: float | None
    refused: float | None
    wrongly_refused: float | None
    words: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of a run: by question type, over all, and what it took."""

    by_type: dict[str, Figures]
    overall: Figures
    verdicts: dict[str, int]
    usage: Usage
    p50_ms: float
    p95_ms: float


def evaluate_answers(
    assistant: Assistant, questions: Sequence[LabelledQuestion], progress: Callable[[int], None]
) -> Evaluation:
    """Ask all questions, at least one, one after another."""
    asked = [
        (question, assistant.ask(question.text, question.history)) for question in with_progress(questions, progress)
    ]
    types = sorted({question.type for question in questions})
    times = sorted(answer.timings.total_ms for _, answer in asked)
    usage = Usage()
    for _, answer in asked:
        usage = usage.plus(answer.usage)
    return Evaluation(
        by_type={name: _figures([pair for pair in asked if pair[0].type == name]) for name in types},
        overall=_figures(asked),
        verdicts=dict(Counter(claim.verdict for _, answer in asked for claim in answer.claims)),
        usage=usage,
        p50_ms=median(times),
        p95_ms=times[min(int(0.95 * len(times)), len(times) - 1)],
    )


def _figures(asked: Sequence[tuple[LabelledQuestion, Answer]]) -> Figures:
    answerable = [pair for pair in asked if pair[0].type != UNANSWERABLE]
    unanswerable = [pair for pair in asked if pair[0].type == UNANSWERABLE]
    return Figures(
        questions=len(asked),
        contains=_mean(_contains(q, a) for q, a in answerable),
        cite_recall=_mean(_recall(q, a) for q, a in answerable),
        cite_precision=_mean(_precision(q, a) for q, a in answerable),
        refused=_mean(float(bool(a.abstained)) for _, a in unanswerable),
        wrongly_refused=_mean(float(bool(a.abstained)) for _, a in answerable),
        words=median(len(a.text.split()) for _, a in asked),
    )


def _contains(question: LabelledQuestion, answer: Answer) -> float:
    cells = [cell.text for row in (answer.table.rows if answer.table else ()) for cell in row.cells]
    text = fact_form(" ".join([answer.text, *cells, *(c.paper.title for c in answer.citations)]))
    return float(all(any(fact_form(x) in text for x in alternatives) for alternatives in question.must_contain))


def _recall(question: LabelledQuestion, answer: Answer) -> float:
    wanted, cited = set(map(title_form, question.papers)), _cited(answer)
    return float(bool(wanted & cited)) if question.any_of else len(wanted & cited) / len(wanted)


def _precision(question: LabelledQuestion, answer: Answer) -> float:
    wanted, cited = set(map(title_form, question.papers)), _cited(answer)
    return len(wanted & cited) / len(cited) if cited else 0.0


def _cited(answer: Answer) -> set[str]:
    return {title_form(citation.paper.title) for citation in answer.citations}


def _mean(values: Iterable[float]) -> float | None:
    given = list(values)
    return round(mean(given), 3) if given else None
