"""python -m tests.benchmarks.drafts DIR: how often the paper that a sentence cites is the first, or one of five, among all.

DIR holds `abstracts.jsonl` and `sentences.jsonl`: sentences of related-work sections with the papers that they cite, whose
abstracts are the library. Beside it, what plain search finds with the same sentence.

python -m tests.benchmarks.drafts --thesis FILE: how long a manuscript of some 150,000 words with 1,500 citations takes, made
of the abstracts in FILE, which are the library, too.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from itertools import accumulate, islice
from pathlib import Path

from rag.answer.evidence import split
from rag.checks.manuscript.check import check_manuscript
from rag.checks.manuscript.reading import read_manuscript
from rag.checks.manuscript.weights import BEARING
from rag.intake.readers import read_all
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Paper
from rag.search.retrieve import retrieve
from rag.setup.settings import load_settings
from tests.fit.bearing import cases, shares
from tests.fit.sets import opened, read

_CITED, _WORDS = 1_500, 150_000


def drafts(folder: Path) -> list[str]:
    """The figures, a line each."""
    (labelled,) = read([folder])
    with opened(labelled) as library:
        found = cases(labelled, library)
        plain = [plain_rank(library, question.text, list(question.grades)) for question in labelled.questions]
    ranks = [case.rank(BEARING) for case in found]
    one = [case.cites == 1 for case in found]
    rows = (("plain search", plain), ("bearing", ranks))
    return [
        f"{name}: {what}: {shares(chosen)}"
        for name, values in rows
        for what, chosen in (
            ("all", values),
            ("that cite one", [rank for rank, is_one in zip(values, one, strict=True) if is_one]),
            ("odd rows, not fitted on", values[1::2]),
        )
    ]


def plain_rank(library: Library, text: str, cited: Sequence[str]) -> int:
    """The place of the first cited paper that search finds for a sentence, from 0."""
    ids = library.named(cited)[0]
    hits = [hit.paper.id for hit in retrieve(library, text, 10)]
    return next((n for n, i in enumerate(hits) if i in ids), len(hits))


def thesis_of(papers: Sequence[Paper]) -> str:
    """A manuscript in LaTeX with a paragraph for each paper: its first sentence in other words, with its citation, and then
    sentences of another paper without one, as long as there is room."""
    paragraphs, most = [], _WORDS // len(papers)
    for n, paper in enumerate(papers):
        first = _latex(split(paper)[0].text.rstrip(". "))
        others = [_latex(one.text) for one in split(papers[n - len(papers) // 2])]
        lengths = accumulate(len(text.split()) for text in (first, *others))
        fit = [text for text, length in zip(others, islice(lengths, 1, None), strict=True) if length <= most]
        heading = f"\\section{{Part {n // 20}}}\n" if n % 20 == 0 else ""
        paragraphs.append(
            f"{heading}It has been argued that {first[0].lower()}{first[1:]}~\\citep{{{paper.key}}}. {' '.join(fit)}\n"
        )
    return "\\documentclass{report}\n\\begin{document}\n" + "\n".join(paragraphs) + "\\end{document}\n"


def _latex(text: str) -> str:
    return text.replace("%", "\\%").replace("$", "\\$").replace("_", "\\_").replace("&", "\\&").replace("#", "\\#")


def thesis(file: Path) -> list[str]:
    papers = list(islice((one for one in read_all([file]) if isinstance(one, Paper) and one.abstract), _CITED))
    with tempfile.TemporaryDirectory() as folder:
        library = Library(load_settings(home=Path(folder) / "home", embedding=None, model=None))
        add(library, papers)
        path = Path(folder) / "thesis.tex"
        path.write_text(thesis_of(papers), "utf-8")
        started, used = time.perf_counter(), time.process_time()
        manuscript = read_manuscript(path)
        read_in = time.perf_counter() - started
        report = check_manuscript(library, manuscript)
        whole, used = time.perf_counter() - started, time.process_time() - used
        library.close()
    words = sum(len(one.text.split()) for one in manuscript.sentences)
    counts = report.counts
    return [
        f"{words:,} words, {counts['sentences']:,} sentences, {counts['citations']:,} citations: read in {read_in:.1f} s, checked in"
        f" {whole:.1f} s altogether, {used:.1f} s of them at work; {counts['uncited']:,} findings without a source, {counts['unknown_keys']} unknown keys"
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.drafts", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--thesis", action="store_true", help="the data are abstracts, to make a thesis of")
    given = parser.parse_args()
    print("\n".join(thesis(given.data) if given.thesis else drafts(given.data)))


if __name__ == "__main__":
    main()
