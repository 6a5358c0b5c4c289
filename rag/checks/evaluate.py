"""Answer quality on a file of labelled questions: is the fact there, are the right papers cited, is declining right?

A line is {"id", "type", "question", "history", "papers": [titles], "any_of": bool, "must_contain": [[alternatives]]};
a question of type "unanswerable" has no papers and is to be declined.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any

from rag.answer.assistant import Assistant
from rag.errors import InputError
from rag.records import Answer, Turn, Usage

UNANSWERABLE = "unanswerable"


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    type: str
    text: str
    history: tuple[Turn, ...]
    papers: tuple[str, ...]
    any_of: bool
    must_contain: tuple[tuple[str, ...], ...]


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


def read_questions(path: Path) -> list[Question]:
    """The questions of a file.

    Raises:
        InputError: a file that cannot be read, or a line that is no question, named.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}: cannot be read: {error}",
            "give a file of JSON lines, a question each, or a folder of a labelled set",
        ) from None
    questions = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                questions.append(_question(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise InputError(
                    f"{path}, line {number}: is no question ({type(error).__name__}: {error})",
                    "it needs id, type, question, papers and must_contain",
                ) from None
    if not questions:
        raise InputError(f"{path}: holds no question", "give a file of JSON lines, a question each")
    return questions


def read_run(path: Path, figures: Collection[str] = ("by_type", "overall")) -> dict[str, Any]:
    """An earlier run, as `--json` printed it; `figures` are what a run of this kind has.

    Raises:
        InputError: a file that holds none.
    """
    try:
        run = json.loads(path.read_text("utf-8"))
        if run.keys() >= set(figures):
            return run
    except (OSError, ValueError, AttributeError):
        pass
    raise InputError(f"{path}: holds no earlier run of this kind", "give a file made by the same command with --json")


def evaluate(assistant: Assistant, questions: Sequence[Question], progress: Callable[[int], None]) -> Evaluation:
    """Ask all questions, one after another."""
    asked: list[tuple[Question, Answer]] = []
    for number, question in enumerate(questions, start=1):
        asked.append((question, assistant.ask(question.text, question.history)))
        progress(number)
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


def table_lines(evaluation: dict[str, Any], earlier: dict[str, Any] | None = None) -> Iterable[str]:
    """The figures of a run (as JSON) as a table, with the change from an earlier run's where there is one."""
    columns = ("questions", "contains", "cite_recall", "cite_precision", "refused", "wrongly_refused", "words")
    yield " ".join(f"{name:>15}" for name in ("", *columns))
    for name, figures in [*evaluation["by_type"].items(), ("all", evaluation["overall"])]:
        before = ((earlier or {}).get("by_type", {}) | {"all": (earlier or {}).get("overall", {})}).get(name, {})
        yield " ".join([f"{name:>15}", *(f"{change(figures[c], before.get(c)):>15}" for c in columns)])
    usage = evaluation["usage"]
    verdicts = ", ".join(f"{n} {verdict}" for verdict, n in sorted(evaluation["verdicts"].items()))
    yield f"claims: {verdicts or 'none'}"
    yield f"model: {usage['calls']} calls, {usage['input_tokens']:,} tokens in, {usage['output_tokens']:,} out"
    yield f"time: p50 {evaluation['p50_ms']:.0f} ms, p95 {evaluation['p95_ms']:.0f} ms"


def _question(line: dict[str, Any]) -> Question:
    return Question(
        id=str(line["id"]),
        type=str(line["type"]),
        text=line["question"],
        history=tuple(Turn(turn["role"], turn["content"]) for turn in line.get("history") or ()),
        papers=tuple(line["papers"]),
        any_of=bool(line.get("any_of")),
        must_contain=tuple(map(tuple, line["must_contain"])),
    )


def _figures(asked: Sequence[tuple[Question, Answer]]) -> Figures:
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


def _contains(question: Question, answer: Answer) -> float:
    cells = [cell.text for row in (answer.table.rows if answer.table else ()) for cell in row.cells]
    told = _form(" ".join([answer.text, *cells, *(c.paper.title for c in answer.citations)]))
    return float(all(any(_form(x) in told for x in alternatives) for alternatives in question.must_contain))


def _recall(question: Question, answer: Answer) -> float:
    wanted, cited = set(map(_form, question.papers)), _cited(answer)
    return float(bool(wanted & cited)) if question.any_of else len(wanted & cited) / len(wanted)


def _precision(question: Question, answer: Answer) -> float:
    wanted, cited = set(map(_form, question.papers)), _cited(answer)
    return len(wanted & cited) / len(cited) if cited else 0.0


def _cited(answer: Answer) -> set[str]:
    return {_form(citation.paper.title) for citation in answer.citations}


def _form(text: str) -> str:
    """Text as facts are compared: case, thousands' commas, and kinds of hyphens and spaces do not count."""
    text = unicodedata.normalize("NFKC", text).lower().replace(",", "").replace("×", "x")
    return re.sub(r"\s+", " ", re.sub(r"[‐-―−]", "-", text))


def _mean(values: Iterable[float]) -> float | None:
    values = list(values)
    return round(mean(values), 3) if values else None


def change(now: float | None, before: float | None) -> str:
    """A figure, with its change from an earlier one where there is one."""
    if now is None:
        return "-"
    told = f"{now:,}" if isinstance(now, int) else f"{now:g}"
    return told if before is None or now == before else f"{told} ({now - before:+.3g})"
