"""python -m tests.sentences [--fit [--write]]: how well sentences are cut, by field; weights fitted anew.

The weights are fitted on the half that was looked at; each field is checked with weights fitted on the others, and the
half that is held out with all.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rag.text.sentences import sentences
from tests.sentences import fit
from tests.sentences.labelled import SHARED, Labelled, abstracts, passages, score


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.sentences", description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, help="the folder of the abstracts (../shared/data)")
    parser.add_argument("--fit", action="store_true", help="fit the weights, and say how they do on other fields")
    parser.add_argument("--write", action="store_true", help="with --fit: put them into rag/text/weights.py")
    given = parser.parse_args(arguments)
    rows = [*passages(), *abstracts(given.shared)]
    seen, held_out = ([row for row in rows if row.is_held_out == out] for out in (False, True))
    fields = sorted({row.field for row in rows})
    print(f"{'':28}{'texts':>6}{'starts':>8}{'precision':>11}{'recall':>8}")
    if given.fit:
        weights = fit.fitted(seen)
        for field in fields:
            others = fit.cut_by(fit.fitted([row for row in seen if row.field != field]))
            report(f"{field}, by others", [row for row in seen if row.field == field], others)
        report("all looked at", seen, fit.cut_by(weights))
        report("all held out", held_out, fit.cut_by(weights))
        if given.write:
            fit.write(weights)
        return
    for half, part in (("looked at", seen), ("held out", held_out)):
        for field in fields:
            report(f"{field}", [row for row in part if row.field == field], starts)
        report(f"all {half}", part, starts)
    begun = time.process_time()
    for row in rows:
        sentences(row.text)
    print(f"{(time.process_time() - begun) / len(rows) * 1e6:.0f} µs a text")


def starts(text: str) -> set[int]:
    """Where the program starts each sentence but the first."""
    return {span.start for span in sentences(text)[1:]}


def report(name: str, rows: Sequence[Labelled], cut: Callable[[str], set[int]]) -> None:
    found = score(rows, [cut(row.text) for row in rows])
    count = found.right + found.missed
    print(f"{name:28}{len(rows):>6}{count:>8}{found.precision:>11.4f}{found.recall:>8.4f}")


if __name__ == "__main__":
    main()
