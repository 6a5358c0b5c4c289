"""Abstracts' own sentences, made false in one known way or left true, and how often the letters flag each kind.

    python -m tests.perturbations FILE...      .jsonl[.gz] with "abstract", or .csv with a column of abstracts

Without a file the sample papers are taken. All with a fixed seed.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rag.answer.write.letters.letters import disagreement
from rag.intake.sample import sample_papers
from rag.records import Citation, Paper
from rag.text.sentences import sentences

Made = tuple[str, Citation]  # a claim, and the sentence that it cites
_NUMBER = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?%?(?![\w,.-]*\w)")
_NAME = re.compile(r"(?<![\w-])(?=[\w-]*[A-Z][\w-]*[A-Z])[A-Z][\w-]{1,}(?![\w-])")
_DIRECTIONS = (
    ("improves", "worsens"), ("improve", "worsen"), ("improved", "worsened"), ("better", "worse"), ("outperforms", "underperforms"),
    ("outperform", "underperform"), ("higher", "lower"), ("more", "less"), ("increase", "decrease"), ("increases", "decreases"),
    ("increased", "decreased"), ("reduces", "increases"), ("reduce", "increase"), ("reduced", "increased"), ("faster", "slower"),
    ("larger", "smaller"), ("greater", "smaller"), ("longer", "shorter"), ("positive", "negative"), ("strong", "weak"),
    ("effective", "ineffective"), ("superior", "inferior"), ("high", "low"), ("lower", "higher"), ("decreased", "increased"),
    ("significant", "insignificant"), ("enhances", "degrades"), ("rise", "fall"), ("gain", "loss"), ("fewer", "more"),
)  # fmt: skip
_NOT = re.compile(
    r"\b(?:(?:do|does|did|is|are|was|were|has|have|had|can|could|may|might|will|would|should) not\b|cannot\b)"
)
_SOME = re.compile(r"\b(?:most|some|many|several)\b(?= [a-z]+s\b)")
_PLURAL = re.compile(r"(?:(?<=\bon )|(?<=\bof )|(?<=\bfor )|(?<=\bin ))(?=[a-z]{4,}[^\Ws]s\b)")


def _swap(text: str, one: re.Match[str], other: re.Match[str]) -> str:
    return f"{text[: one.start()]}{other.group()}{text[one.end() : other.start()]}{one.group()}{text[other.end() :]}"


def _two(pattern: re.Pattern[str]) -> Callable[[str, random.Random], str | None]:
    def made(text: str, rng: random.Random) -> str | None:
        found = list(pattern.finditer(text))
        pairs = [(a, b) for n, a in enumerate(found) for b in found[n + 1 :] if a.group() != b.group()]
        counts = [m.group() for m in found]
        pairs = [(a, b) for a, b in pairs if counts.count(a.group()) == 1 == counts.count(b.group())]
        return _swap(text, *rng.choice(pairs)) if pairs else None

    return made


def _replaced(choices: Callable[[str], list[tuple[int, int, str]]]) -> Callable[[str, random.Random], str | None]:
    def made(text: str, rng: random.Random) -> str | None:
        found = choices(text)
        if not found:
            return None
        start, end, new = rng.choice(found)
        return text[:start] + new + text[end:]

    return made


def _without_not(text: str) -> list[tuple[int, int, str]]:
    return [(*m.span(), m.group().replace(" not", "").replace("cannot", "can")) for m in _NOT.finditer(text)]


def _turned(text: str) -> list[tuple[int, int, str]]:
    return [(*m.span(), new) for old, new in _DIRECTIONS for m in re.finditer(rf"(?<![\w-]){old}(?![\w-])", text)]


def _with_all(text: str) -> list[tuple[int, int, str]]:
    return [(*m.span(), "all") for m in _SOME.finditer(text)] or [
        (m.start(), m.start(), "all ") for m in _PLURAL.finditer(text)
    ]


def _other_figure(text: str, rng: random.Random) -> str | None:
    found = list(_NUMBER.finditer(text))
    if not found:
        return None
    one = rng.choice(found)
    new = re.sub(r"\d", lambda d: str((int(d[0]) + rng.randint(1, 8)) % 9 + 1), one.group())
    return text[: one.start()] + new + text[one.end() :] if new != one.group() else None


def _third_person(text: str, rng: random.Random) -> str | None:
    made = re.sub(r"\bWe\b", "The authors", text)
    made = re.sub(r"\bwe\b", "the authors", made)
    made = re.sub(r"\b([Oo])ur\b", lambda m: ("T" if m[1] == "O" else "t") + "heir", made)
    return made if made != text else None


def _first_half(text: str, rng: random.Random) -> str | None:
    words = text.split()
    return " ".join(words[: len(words) // 2]).rstrip(",;:") + "." if len(words) >= 12 else None


FALSE: dict[str, Callable[[str, random.Random], str | None]] = {
    "two figures swapped": _two(_NUMBER),
    "two names swapped": _two(_NAME),
    "not dropped": _replaced(_without_not),
    "direction turned": _replaced(_turned),
    "all put in": _replaced(_with_all),
    "another figure": _other_figure,
}
TRUE: dict[str, Callable[[str, random.Random], str | None]] = {
    "verbatim": lambda text, rng: text,
    "third person": _third_person,
    "first half": _first_half,
}


def perturbed(papers: Sequence[Paper], kind: str, most: int) -> list[Made]:
    """Claims of one kind, at most so many, drawn from all sentences."""
    rng = random.Random(f"{kind} 14")
    make = (FALSE | TRUE)[kind]
    places = [(paper, span) for paper in papers for span in sentences(paper.abstract)]
    rng.shuffle(places)
    made: list[Made] = []
    for paper, span in places:
        if len(made) == most:
            break
        text = span.of(paper.abstract)
        if len(text.split()) >= 6 and (claim := make(text, rng)) and claim != text:
            made.append((claim, Citation(1, paper, text, span.start, span.end)))
        elif kind == "verbatim" and len(text.split()) >= 6:
            made.append((text, Citation(1, paper, text, span.start, span.end)))
    return made


def flagged(made: Sequence[Made]) -> list[Made]:
    return [(claim, citation) for claim, citation in made if disagreement(claim, [citation])]


def read_papers(file: Path) -> list[Paper]:
    return [Paper(id=str(n), key="", title="", abstract=text) for n, text in enumerate(_abstracts(file)) if text]


def _abstracts(file: Path) -> Iterator[str]:
    if file.suffix == ".csv":
        csv.field_size_limit(10**7)
        with open(file, encoding="utf-8", errors="replace", newline="") as lines:
            for row in csv.DictReader(lines):
                yield next((row[name] or "" for name in row if name and name.lower() == "abstract"), "")
        return
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else open(file, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line).get("abstract") or ""


def main() -> None:
    shown = int(sys.argv[1].removeprefix("--show=")) if sys.argv[1:] and sys.argv[1].startswith("--show=") else 0
    files = [Path(name) for name in sys.argv[1:] if not name.startswith("--")]
    sets = [(file.name, read_papers(file)) for file in files]
    for name, papers in sets or [("samples", [paper for paper in sample_papers() if isinstance(paper, Paper)])]:
        print(name)
        random.Random(14).shuffle(papers)
        for kind in (*FALSE, *TRUE):
            made = perturbed(papers[:4000], kind, 400)
            found = flagged(made)
            print(
                f"  {kind:<22} {len(found):>4} of {len(made):>4} flagged, {len(found) / max(len(made), 1):.3f}",
                flush=True,
            )
            wrong = [one for one in made if (one in found) == (kind in TRUE)]
            for claim, citation in wrong[:shown]:
                given = disagreement(claim, [citation])
                print(f"      - {claim}\n        {citation.quote}\n        {given.reason if given else ''}")


if __name__ == "__main__":
    main()
