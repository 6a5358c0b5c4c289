"""python -m tests.benchmarks.columns LABELS PAPERS: how right the cells of a table are, on papers labelled by hand.

LABELS has a JSON line a paper: {"paper": id, "half": name, "labels": {question: [accepted, ...]}}; an accepted value is a
number, "yes", "no", or words that the cell has; "" accepts a cell that is not stated, and an empty list nothing else. PAPERS is
any file that Colloquy reads, whose ids are those of the labels. Without a model; --misses lists what is wrong in one half.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from rag.answer.columns.column import Cell
from rag.answer.columns.reading import cells
from rag.answer.columns.understand import column_of
from rag.answer.scorer import Scorer
from rag.intake.sources import sources
from rag.library.adding import add_files
from rag.library.library import Library
from rag.setup.settings import load_settings


def is_right(cell: Cell, accepted: list[str | float]) -> bool:
    """Whether a cell says what was labelled."""
    if cell.state == "not_stated":
        return not accepted or "" in accepted
    told = {cell.value.lower(), cell.text.lower()}
    for value in accepted:
        if isinstance(value, int | float):
            if cell.value and cell.value.replace(".", "", 1).isdigit() and float(cell.value) == value:
                return True
        elif value in ("yes", "no"):
            if value in told:
                return True
        elif value and any(value.lower() in text for text in told):
            return True
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", type=Path)
    parser.add_argument("papers", type=Path)
    parser.add_argument("--misses", metavar="HALF", default="", help="list what is wrong in this half")
    given = parser.parse_args()
    rows = [json.loads(line) for line in given.labels.read_text("utf-8").splitlines()]
    questions = list(rows[0]["labels"])
    columns = [column_of(question) for question in questions]
    tally: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])  # stated, right, to be stated, found
    with tempfile.TemporaryDirectory() as folder:
        library = Library(load_settings(home=Path(folder)))
        add_files(library, sources([given.papers]))
        found = {paper.key: paper for paper in library.each()}
        scorer = Scorer(library)
        started = time.perf_counter()
        for row in rows:
            paper = found[row["paper"]]
            for question, cell in zip(questions, cells(paper, columns, scorer), strict=True):
                accepted = row["labels"][question]
                right = is_right(cell, accepted)
                of = tally[question, row["half"]]
                of[0] += cell.state == "stated"
                of[1] += cell.state == "stated" and right
                of[2] += bool(accepted) and "" not in accepted
                of[3] += bool(accepted) and "" not in accepted and cell.state == "stated" and right
                if row["half"] == given.misses and not right:
                    print(f"{row['paper']}: {question} {accepted}: {cell.value!r} {cell.text!r}")
        print(f"{len(rows)} papers x {len(columns)} columns in {time.perf_counter() - started:.1f} s")
        library.close()
    print(f"{'column':<34} {'half':<10} {'stated':>7} {'precision':>10} {'recall':>7}")
    for question in (*questions, "all"):
        for half in sorted({row["half"] for row in rows}):
            of = [sum(tally[q, half][n] for q in questions if question in (q, "all")) for n in range(4)]
            precision, recall = of[1] / (of[0] or 1), of[3] / (of[2] or 1)
            print(f"{question:<34} {half:<10} {of[0]:>7} {precision:>10.3f} {recall:>7.3f}")


if __name__ == "__main__":
    main()
