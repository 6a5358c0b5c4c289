"""How close a sentence must come to a claim without a source to be named as the closest one: `CLOSE` in
rag/answer/write/closest.py.

    python -m tests.fit.closest CLAIMS [--most 200]

CLAIMS are JSON lines (or .gz) with `source`, `claim`, `evidence` and `label`; those that are supported are read. Each claim
is held against the sentences of its own evidence and of four others of its source that a search for it finds first, as if
these had been shown to a model. For each source and threshold: of the claims for which a sentence is named, the share for
which it is one of their own evidence, and of all claims the share for which such a one is named.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections import defaultdict
from pathlib import Path

from rag.answer.evidence import split
from rag.answer.scorer import Scorer
from rag.answer.write.closest import CLOSE, closeness
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.search.retrieve import retrieve
from rag.setup.settings import load_settings

_SHOWN = 5
_THRESHOLDS = (CLOSE, 0.4, 0.5, 0.6)


def seen(claims: list[dict[str, str]], folder: Path) -> list[tuple[float, bool]]:
    """Of each claim how close the best sentence is, and whether that is one of its own evidence."""
    library = Library(load_settings(home=folder))
    keys = {text: f"e{number}" for number, text in enumerate(dict.fromkeys(claim["evidence"] for claim in claims))}
    add(library, (paper(key=key, title=key, abstract=text) for text, key in keys.items()))
    scorer, found = Scorer(library), []
    for claim in claims:
        own = keys[claim["evidence"]]
        hits = [hit.paper for hit in retrieve(library, claim["claim"], 2 * _SHOWN)]
        papers = [library.find([own])[0], *(paper for paper in hits if paper.key != own)][:_SHOWN]
        sentences = [sentence for paper in papers for sentence in split(paper)]
        best = sentences[int(scorer.fit(claim["claim"], sentences).argmax())]
        found.append((closeness(claim["claim"], best.text, scorer), best.paper.key == own))
    library.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fit.closest", description=__doc__)
    parser.add_argument("claims", type=Path)
    parser.add_argument("--most", type=int, default=200, help="claims of a source (200)")
    given = parser.parse_args()
    data = given.claims.read_bytes()
    lines = (gzip.decompress(data) if given.claims.suffix == ".gz" else data).decode("utf-8").splitlines()
    of_source: dict[str, list[dict[str, str]]] = defaultdict(list)
    for claim in map(json.loads, lines):
        if claim["label"] == "supported":
            of_source[claim["source"]].append(claim)
    for source, claims in of_source.items():
        step = max(len(claims) // given.most, 1)
        with tempfile.TemporaryDirectory() as folder:
            found = seen(claims[::step][: given.most], Path(folder))
        for threshold in _THRESHOLDS:
            named = [right for share, right in found if share >= threshold]
            precise, told = sum(named) / max(len(named), 1), sum(named) / len(found)
            print(
                f"{source:36} {threshold:.1f}: right {precise:.3f} of {len(named):3}, named rightly {told:.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
