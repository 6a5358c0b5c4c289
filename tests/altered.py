"""Claims made from the sample abstracts: true ones, lightly reworded ones, and ones made false in one known way.

All with a fixed seed, so that the figures that the checker reaches on them can be repeated.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from itertools import islice

from rag.records import Paper
from rag.text.sentences import sentences

Made = tuple[str, Paper]  # a claim, and the paper that it cites

_REWORDED = (
    (r"\bWe\b", "The authors"),
    (r"\bwe\b", "the authors"),
    (r"\b([Oo])ur\b", "their"),
    (
        r"\b(?:In this (?:paper|work|article)|Specifically|Furthermore|Moreover|Additionally|In addition|However|Finally), ",
        "",
    ),
    (r"\bpropose[sd]?\b", "introduce"),
    (r"\bshow(?:s)? that\b", "find that"),
    (r"\bdemonstrate(?:s)?\b", "show"),
    (r"\butili[sz](?:e|es|ing)\b", "use"),
    (r"\bnovel\b", "new"),
    (r"\bnumerous\b", "many"),
    (r"\bmethods\b", "approaches"),
    (r"\bin order to\b", "to"),
    (r"\bdo not\b", "don't"),
    (r"\bLarge language models\b", "LLMs"),
)
_NUMBER = re.compile(r"(?<![\w.-])\d[\d,]*(?:\.\d+)?(?![\w-])")
_NAME = re.compile(r"(?<![\w-])(?=\w*[A-Z]\w*[A-Z])[A-Za-z]\w{2,}(?![\w-])")
_VERB = re.compile(r"\b(is|are|can|does|do|was|were|has|have)\b(?! not)")
_DIRECTIONS = (
    ("improves", "worsens"), ("improve", "worsen"), ("improving", "worsening"), ("improved", "degraded"), ("better", "worse"),
    ("outperforms", "underperforms"), ("outperform", "underperform"), ("outperforming", "underperforming"),
    ("higher", "lower"), ("more", "less"), ("increase", "decrease"), ("increases", "decreases"), ("reduces", "increases"),
    ("reduce", "increase"), ("reducing", "increasing"), ("faster", "slower"), ("larger", "smaller"), ("efficient", "inefficient"),
    ("strong", "weak"), ("significantly", "insignificantly"), ("effective", "ineffective"), ("enhance", "degrade"),
)  # fmt: skip


def true_claims(papers: tuple[Paper, ...]) -> list[Made]:
    return [(span.of(p.abstract), p) for p in papers for span in sentences(p.abstract)]


def reworded(papers: tuple[Paper, ...]) -> list[Made]:
    made = []
    for claim, paper in true_claims(papers):
        changed = claim
        for pattern, new in _REWORDED:
            changed = re.sub(pattern, new, changed)
        if changed != claim:
            made.append((changed, paper))
    return made


def altered(papers: tuple[Paper, ...], kind: str, n: int) -> list[Made]:
    """n claims made false in one way; a sentence may give several, each altered elsewhere or otherwise."""
    rng = random.Random(f"{kind} 2026")
    make: Callable[..., Iterator[Made]] = {
        "number": _numbers, "name": _names, "negation": _negations, "direction": _directions,
        "quote": _quotes,
    }[kind]  # fmt: skip
    made: dict[tuple[str, str], Made] = {}
    while len(made) < n:
        for claim, paper in islice(make(papers, rng), 5 * n):
            made[claim, paper.id] = (claim, paper)
    return rng.sample(sorted(made.values(), key=lambda m: (m[0], m[1].id)), n)


def _numbers(papers: tuple[Paper, ...], rng: random.Random) -> Iterator[Made]:
    for claim, paper in true_claims(papers):
        for match in _NUMBER.finditer(claim):
            digits = re.sub(r"\d", lambda d: str((int(d[0]) + rng.randint(1, 8)) % 9 + 1), match[0])
            if digits not in paper.abstract:
                yield claim[: match.start()] + digits + claim[match.end() :], paper


def _names(papers: tuple[Paper, ...], rng: random.Random) -> Iterator[Made]:
    everywhere = sorted({name for claim, _ in true_claims(papers) for name in _NAME.findall(claim)})
    for claim, paper in true_claims(papers):
        for match in _NAME.finditer(claim):
            other = rng.choice(everywhere)
            if other.lower() not in f"{paper.title} {paper.abstract}".lower():
                yield claim[: match.start()] + other + claim[match.end() :], paper


def _negations(papers: tuple[Paper, ...], rng: random.Random) -> Iterator[Made]:
    for claim, paper in true_claims(papers):
        places = list(_VERB.finditer(claim))
        if places:
            match = rng.choice(places)
            yield f"{claim[: match.end()]} not{claim[match.end() :]}", paper


def _directions(papers: tuple[Paper, ...], rng: random.Random) -> Iterator[Made]:
    for claim, paper in true_claims(papers):
        for word, opposite in _DIRECTIONS:
            changed = re.sub(rf"\b{word}\b", opposite, claim, count=1)
            if changed != claim:
                # A tail of our own makes a second claim of the same sentence.
                yield changed, paper
                yield f"According to the paper, {changed[0].lower()}{changed[1:]}", paper
                yield f"{changed.rstrip('.')}, the authors write.", paper


def _quotes(papers: tuple[Paper, ...], rng: random.Random) -> Iterator[Made]:
    """Words of the abstract in quotation marks, one of them exchanged."""
    for claim, paper in true_claims(papers):
        words = claim.rstrip(".").split()
        if len(words) >= 10:
            start = rng.randrange(len(words) - 8)
            part = words[start : start + 8]
            part[rng.randrange(1, 7)] = rng.choice(("always", "three", "surprising", "barely", "linear"))
            yield f"The authors speak of “{' '.join(part)}”.", paper
