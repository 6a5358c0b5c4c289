"""How many questions to the catalogue are answered right, and how many are declined that are to be, and only these.

`python -m tests.catalogue DIR...` asks tests/questions/catalogue.jsonl, offtopic.jsonl and relations.jsonl of the samples and
of the files below one of DIR, such as `bibtex/zotero_betterbib.bib`, and prints those that fail; questions to a file that
is in none are left out. An answer from records is right where it is of its `kind`, has one of each of the words that it
`says`, none that it `not_says`, and, where it counts, the `number` first of all; `missing` tells that the library does not
have what is asked. A relation is told rightly where it is `declined` or not, as the file says; it was written before there
was code for it. For most of those over reviews the words were looked up in the records; the others are by judgement.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
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


def is_told(asked: Asked, answer: Answer) -> bool:
    return (answer.abstained is not None) == bool(asked["declined"])


def main(folders: Sequence[Path]) -> None:
    with TemporaryDirectory() as homes:
        libraries: dict[str, Library] = {}
        for name, is_good in KINDS.items():
            questions = [asked for asked in read(name) if _file(folders, asked["library"])]
            good = 0
            for asked in questions:
                where = asked["library"]
                if where not in libraries:
                    libraries[where] = _library(folders, where, Path(homes))
                answer = answer_to(asked, libraries[where])
                if is_good(asked, answer):
                    good += 1
                else:
                    print(
                        f"{asked['id']} {asked['question']}\n  {answer.kind}, {answer.abstained}: {answer.text[:300]}"
                    )
            print(f"{name}: {good} of {len(questions)}")


KINDS = {"catalogue.jsonl": is_right, "offtopic.jsonl": is_declined, "relations.jsonl": is_told}


def _file(folders: Sequence[Path], name: str) -> Path | None:
    """Where a library's file is; None where it is in no folder, and a name of no meaning for the samples."""
    return Path(SAMPLES) if name == SAMPLES else next((f / name for f in folders if (f / name).is_file()), None)


def _library(folders: Sequence[Path], name: str, homes: Path) -> Library:
    library = Library(load_settings(home=homes / name.replace("/", "-")))
    file = _file(folders, name)
    if name == SAMPLES:
        add(library, sample_papers())
    elif file:
        add_files(library, sources([file]))
    return library


if __name__ == "__main__":
    main(list(map(Path, sys.argv[1:])))
