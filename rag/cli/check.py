"""The command that checks claims against evidence."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from rag.cli.options import Batch, Home, Judging, library_at, settings_at

if TYPE_CHECKING:
    from rag.checks.claims import Judge
    from rag.cli.batch import Line
    from rag.library.library import Library
    from rag.records import Paper
    from rag.setup.settings import Settings


def check(
    batch: Batch = None,
    judge: Judging = None,
    home: Home = None,
) -> None:
    """Check claims against the evidence that they are given with, one JSON line back for each."""
    from rag.checks.claims import checked_claim
    from rag.cli.batch import run_batch, text_of
    from rag.records import as_json as plain

    if batch is None:
        raise typer.BadParameter('give --batch FILE, with lines such as {"id": "1", "claim": "...", "evidence": "..."}')
    with ExitStack() as opened:
        library = cache(lambda: opened.enter_context(library_at(home)))
        judging = _judge(settings_at(home)) if judge else None

        def answered(line: Line) -> Line:
            question = text_of(line, "question") if line.get("question") is not None else None
            found = checked_claim(text_of(line, "claim"), _papers(line, library), question, judging)
            told: dict[str, Any] = plain(found)
            return told | {"paper": found.paper.id or None}

        run_batch(Path(batch), answered)


def _papers(line: Line, library: Any) -> list[Paper]:
    """The evidence of a line: a text of its own, or papers of the library.

    Raises:
        InputError: it has neither, or names a paper that is not here.
    """
    from rag.cli.batch import scope_of, text_of
    from rag.records import Paper, Scope
    from rag.search.scope import known

    if line.get("papers") is None:
        return [Paper(id="", key="", title="", abstract=text_of(line, "evidence"))]
    names = scope_of({"only": line["papers"]}, Scope())
    opened: Library = library()
    return opened.find(known(opened, names).only)


def _judge(settings: Settings) -> Judge:
    """The model that is set as a judge, tried first.

    Raises:
        ModelError: none is set, it does not answer, or it has not passed.
    """
    from rag.answer.write.judging.judge import Case, judged
    from rag.answer.write.judging.replies import Judgement
    from rag.answer.write.judging.trial import in_words, trial_of, tried
    from rag.errors import ModelError
    from rag.setup.chat_model import chat_model

    if not settings.model:
        raise ModelError("no model is set that could judge", "set COLLOQUY_MODEL, or leave out --judge")
    model = chat_model(settings)
    trial = trial_of(settings) or tried(model, settings)[0]
    if not trial.is_passed:
        raise ModelError(
            f"{settings.model} {in_words(trial)}: it does not judge well enough",
            "take another model, or leave out --judge",
        )

    def told(case: Case) -> Judgement | None:
        return judged(model, [case], None)[0].get(1)

    return told
