"""How many questions to the catalogue are answered right, and how many off-topic ones are declined.

`python -m tests.catalogue DIR` asks tests/questions/catalogue.jsonl and offtopic.jsonl of the samples and of the exports
below DIR, such as `bibtex/zotero_betterbib.bib`, and prints those that fail. An answer is right where it is of its `kind`,
has one of each of the words that it `says`, none that it `not_says`, and, where it counts, the `number` first of all; `missing`
tells that the library does not have what is asked.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rag.answer.assistant import Assistant
from rag.intake.sample import sample_papers
from rag.intake.sources import sources
from rag.library.adding import add, add_files
from rag.library.conditions import conditions
from rag.library.library import Library
from rag.records import Answer, Scope, Turn
from rag.setup.settings import load_settings

Asked = dict[str, Any]  # a line of a file of questions
QUESTIONS = Path(__file__).parent / "questions"
SAMPLES = "samples"


def read(name: str) -> list[Asked]:
    return [json.loads(line) for line in (QUESTIONS / name).read_text("utf-8").splitlines()]


def answer_to(asked: Asked, library: Library) -> Answer:
    scope = asked.get("scope", {})
    return Assistant(load_settings(home=library.home), library).ask(
        asked["question"],
        [Turn(turn["role"], turn["content"]) for turn in asked.get("history", ())],
        scope=Scope(only=tuple(scope.get("only", ())), where=conditions(scope.get("where", ()))),
    )


def is_right(asked: Asked, answer: Answer) -> bool:
    """Whether an answer to a question to the catalogue has what it is to have."""
    text = answer.text.replace("\\", "")
    first = re.search(r"(?<![\w.])\d+(?![\w.]*\w)|^None\b", re.sub(r"\*\*.*?\*\*", "", text))
    number = None if first is None else 0 if first.group() == "None" else int(first.group())
    return (
        answer.kind == asked["kind"]
        and all(
            any(word.casefold() in text.casefold() for word in ([ways] if isinstance(ways, str) else ways))
            for ways in asked["says"]
        )
        and not any(word in text for word in asked.get("not_says", ()))
        and number == asked.get("number", number)
        and (answer.abstained is not None) == asked.get("missing", False)
        and (answer.model, answer.usage.calls, answer.citations) == (None, 0, ())
    )


def is_declined(asked: Asked, answer: Answer) -> bool:
    return answer.abstained == "not_in_library"


def main(folder: Path) -> None:
    with TemporaryDirectory() as homes:
        libraries: dict[str, Library] = {}
        for name, is_good in (("catalogue.jsonl", is_right), ("offtopic.jsonl", is_declined)):
            good = 0
            for asked in (questions := read(name)):
                where = asked["library"]
                if where not in libraries:
                    libraries[where] = _library(folder, where, Path(homes))
                answer = answer_to(asked, libraries[where])
                if is_good(asked, answer):
                    good += 1
                else:
                    print(
                        f"{asked['id']} {asked['question']}\n  {answer.kind}, {answer.abstained}: {answer.text[:300]}"
                    )
            print(f"{name}: {good} of {len(questions)}")


def _library(folder: Path, name: str, homes: Path) -> Library:
    library = Library(load_settings(home=homes / name.replace("/", "-")))
    if name == SAMPLES:
        add(library, sample_papers())
    else:
        add_files(library, sources([folder / name]))
    return library


if __name__ == "__main__":
    main(Path(sys.argv[1]))
