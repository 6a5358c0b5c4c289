"""How often what a model is shown holds the answer, by tokens of the prompt and by how much a paper's rank counts:

    python -m tests.benchmarks.evidence QUESTIONS [--papers FILE] [--budgets 800,1200,2000] [--ranks 0,0.5,1,2,4]

QUESTIONS are JSON lines with `question`, `history`, and `must_contain` (lists of texts, of each of which one must be
there) or `answers`; those without either are left out. Papers are the sample papers unless a file is given. No model is
asked. The first line is what the papers found say as a whole, which is the most that can be shown.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from rag.answer.evidence import split
from rag.answer.question.gather import Gathered, Gatherer
from rag.answer.question.understand import understand
from rag.answer.scorer import Scorer
from rag.answer.write import prompt
from rag.answer.write.selection import RANK, Evidence, select
from rag.intake.readers import read_all
from rag.intake.sample import sample_papers
from rag.library.adding import add
from rag.library.library import Library
from rag.records import EVERYTHING, Paper, Turn
from rag.search.scope import bounds
from rag.setup.settings import load_settings


@dataclass(frozen=True, slots=True)
class Asked:
    gathered: Gathered
    answers: tuple[tuple[str, ...], ...]


def asked(file: Path, library: Library, scorer: Scorer) -> Iterator[Asked]:
    scope = bounds(library, EVERYTHING)
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        wanted = row.get("must_contain") or row.get("answers")
        if not wanted or not row.get("present", True):
            continue
        history = [Turn(turn["role"], turn["content"]) for turn in row.get("history", ())]
        question = understand(row["question"], history)
        answers = tuple(tuple([each] if isinstance(each, str) else each) for each in wanted)
        yield Asked(Gatherer(library, scorer, question, scope).gather(12), answers)


def share_told(evidence: Sequence[Evidence], answers: Sequence[Sequence[str]]) -> float:
    """The share of the answers that the sentences hold, letter case and white space aside."""
    text = _plain(" ".join(sentence.text for one in evidence for sentence in one.sentences))
    return mean(any(_plain(form) in text for form in answer) for answer in answers)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _library(papers: Path | None, folder: Path) -> Library:
    library = Library(load_settings(home=folder / "home"))
    if papers is None:
        add(library, sample_papers())
        return library
    plain = folder / "papers.jsonl"
    plain.write_bytes(gzip.decompress(papers.read_bytes()) if papers.suffix == ".gz" else papers.read_bytes())
    add(library, (record for record in read_all([plain]) if isinstance(record, Paper)))
    return library


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.evidence", description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--papers", type=Path)
    parser.add_argument("--budgets", default="800,1200,2000")
    parser.add_argument("--ranks", default=f"0,0.5,{RANK},2,4")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        library = _library(given.papers, Path(folder))
        scorer = Scorer(library)
        questions = list(asked(given.questions, library, scorer))
        whole = mean(
            share_told([Evidence(hit.paper, split(hit.paper)) for hit in one.gathered.hits], one.answers)
            for one in questions
        )
        print(f"{len(questions)} questions; all that was found holds {whole:.3f} of the answers")
        for budget in map(int, given.budgets.split(",")):
            for rank in map(float, given.ranks.split(",")):
                told, tokens = [], []
                for one in questions:
                    question, spoken = one.gathered.question, one.gathered.spoken if one.gathered.question.sides else 0
                    room = prompt.room(question, budget)
                    shown = select(question, one.gathered.hits, spoken, scorer, prompt.cost, room, 12, rank)
                    told.append(share_told(shown, one.answers))
                    tokens.append(sum(map(prompt.count_tokens, prompt.answer_prompt(question, shown))))
                print(
                    f"budget {budget:5,}, rank {rank:3.1f}: {mean(told):.3f} of the answers, {median(tokens):,.0f} tokens"
                )
        library.close()


if __name__ == "__main__":
    main()
