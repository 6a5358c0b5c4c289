"""Long runs of one thing, such as twenty thousand brackets, in manuscripts, questions, conversations and replies: whoever
reads them takes a time that grows with their length and not with its square. Of readers, `tests.constructs` tells the same.

    python -m tests.fuzz.runs [PLACE ...] [--length 20000]
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from tempfile import TemporaryDirectory

from rag.answer.assistant import Assistant
from rag.answer.columns.reading import cells
from rag.answer.columns.replies import given, place_of
from rag.answer.columns.understand import column_of
from rag.answer.evidence import split
from rag.answer.question.understand import QUESTION_CHARS
from rag.answer.scorer import Scorer
from rag.answer.suggest import suggestions
from rag.answer.write.json_values import json_values
from rag.answer.write.judging.replies import judgements
from rag.answer.write.selection import Evidence
from rag.answer.write.statements import statements
from rag.answer.write.thinking import without_thinking
from rag.answer.write.verify import check
from rag.checks.manuscript.uploads import read_uploads
from rag.cli.serving.http.message import conversation
from rag.cli.serving.http.openai_shapes import Message
from rag.errors import ColloquyError
from rag.export import TEXTS, Format
from rag.export.formats import answer_in, cited, keys_for, papers_in
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Citation
from rag.setup.settings import load_settings
from tests.fuzz.targets import ICE, MOSS, labels, latex, line, question

SECONDS = 5.0  # of work, after which an input is left
_SHOWN = 0.5  # seconds from which an input is told
QUESTIONS = ("question", "answered")  # no more than QUESTION_CHARS are read of these
UNITS = (
    *r"""
    a A é 1 aA 'a a- a.b a@b. x^ _{ = ~ | a: 1, ( (( (a [ [[ { } < - – . & * ** _ " ' % $ \ [1] [@ @a{ a* |a <b>
    </b> &amp; &# <!-- <![CDATA[ {a} $a$ \a \' \[ \cite{ \begin{a} x^{ http://a/ 10.1/ doi:10.1/
    """.split(),
    *(
        "ab ·Ab ·a, ·A. ·A B ·é ·a; ·1. ·of ·and ·the ·1 of ·, and ·2020 ·( ·a (·# ·[1a] ·[1, 2]·(1) ·[@a; ·a = {·"
        "> ·figure 1 ·Lee (2020) ·(Lee, 2020; ·Lee, A., ·Smith AB, ·TI  - "
    ).split("·"),
    *(" ", "\n", " \n", "\n\n", "\t", "\xa0", "\n@a{b,", "- a\n", "```\n"),
)


_COLUMNS = (
    "How many patients?",
    "In which country?",
    "Which data?",
    "Is code available?",
    "What design?",
    "What method?",
)


def _manuscript(name: str, text: str) -> None:
    read_uploads([(name, text.encode())])


def _message(run: str) -> None:
    conversation([Message(role="assistant", content=f"So. {run}"), Message(role="user", content="So?")])


def _table(run: str) -> None:
    """What a model writes of a table, and of claims."""
    given(f"Moss: {run}", [Evidence(MOSS, split(MOSS))], 1)
    place_of(run, MOSS.abstract)
    judgements(f"1. supported {run}", ["Moss cools walls."])


def _paper(run: str) -> None:
    """A paper is added, asked, and given back in every format, with the answer that quotes it."""
    with TemporaryDirectory() as home, closing(Library(load_settings(home=home))) as library:
        add(
            library, [paper(key="run", title=f"Moss {run[:300]}", abstract=f"Moss cools walls {run}", year="2020"), ICE]
        )
        answer = Assistant(library.settings, library).ask("What does moss cool?")
        suggestions(library)
        cells(library.papers()[0], [column_of(question) for question in _COLUMNS], Scorer(library))
        for format in Format:
            keys = keys_for(format, library, cited(answer))
            given = (
                answer_in(format, answer, keys, "a.bib")
                if format in TEXTS
                else papers_in(format, library.papers(), keys)
            )
            assert "".join(given)


def _reply(run: str) -> None:
    text = without_thinking(f"Moss cools {run} [1]. It lasts {run}\n")
    assert statements(text)
    list(json_values(run))


def _claim(text: str) -> None:
    check(text, [Citation(1, MOSS, MOSS.abstract[:17], 0, 17)])


PLACES: dict[str, Callable[[str], None]] = {
    "latex manuscript": lambda run: latex(
        f"\\documentclass{{article}}\\begin{{document}}It is so. {run} \\cite{{k1}}."
        f"\\begin{{thebibliography}}{{9}}\\bibitem{{k1}} {run}\\end{{thebibliography}}\\end{{document}}"
    ),
    "markdown manuscript": lambda run: _manuscript("main.md", f"# Introduction\n\nIt is so [@a]. {run}\n"),
    "plain manuscript": lambda run: _manuscript(
        "main.txt",
        f"Introduction\n\nIt is so (Lee, 2020). {run}\n\nReferences\n\nLee A. A title. 2020. {run}\n",
    ),
    "labels": lambda run: labels(["Moss cools walls [1a]. ", run, " [2]."]),
    "question": lambda run: question(run, []),
    "conversation": lambda run: question("And the second one?", [f"What of {run}", f"So. {run}"]),
    "answered": lambda run: line(json.dumps({"question": run})),
    "message": _message,
    "paper": _paper,
    "reply": _reply,
    "table": _table,
    "column": lambda run: column_of(run[:QUESTION_CHARS]),
    "claim": lambda run: _claim(f"Moss cools walls {run}"),
}


class _TooLong(BaseException):
    """An input took SECONDS."""


def work(place: str, unit: str, length: int) -> float:
    """The processor's seconds that a run of so many characters costs in a place; SECONDS at the most."""

    def stop(*_: object) -> None:
        raise _TooLong

    run = unit * ((min(length, QUESTION_CHARS) if place in QUESTIONS else length) // len(unit))
    former = signal.signal(signal.SIGPROF, stop)
    begun = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        with suppress(ColloquyError):
            PLACES[place](run)
    except _TooLong:
        return SECONDS
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, former)
    return time.process_time() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="*", choices=[[], *PLACES])
    parser.add_argument("--length", type=int, default=20_000)
    asked = parser.parse_args()
    left = []
    for place in asked.places or PLACES:
        work(place, "warm up ", 100)
        for unit in UNITS:
            seconds = work(place, unit, asked.length)
            if seconds > _SHOWN:
                quarter = work(place, unit, asked.length // 4)
                print(
                    f"{place:20} {unit!r:14} {seconds:.2f} s, {seconds / quarter:.1f} times that of a quarter",
                    flush=True,
                )
            left += [f"{place} {unit!r}"] if seconds >= SECONDS else []
        print(f"{place}: {len(UNITS)} runs of {asked.length:,} characters", flush=True)
    sys.exit(f"too long: {', '.join(left)}" if left else 0)


if __name__ == "__main__":
    main()
