"""What a check of a manuscript came to: frozen records, and the plain data that JSON, the page and the exports show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from rag.records import JudgedBy, Paper, Skipped, Verdict, as_json

# The worst first.
ORDER: tuple[Verdict, ...] = ("contradicted", "unsupported", "partial", "unchecked", "supported")


@dataclass(frozen=True, slots=True)
class Borne:
    """A paper that a sentence cites, with the sentence of its abstract that comes nearest to what it is cited for.

    `part` is that: the words before the citation. `share` is how much of these the quotation has, from 0 to 1. `quote` is
    empty where there is no abstract; elsewhere it is `paper.abstract[start:end]`.
    """

    paper: Paper
    key: str
    quote: str
    start: int
    end: int
    part: str
    share: float


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence that cites, with its verdict, by whom, and why."""

    text: str
    file: str
    line: int
    keys: tuple[str, ...]
    verdict: Verdict
    by: JudgedBy
    papers: tuple[Borne, ...]
    reason: str

    @property
    def id(self) -> str:
        """What a note on it is kept by: the same as long as text and keys are."""
        return _id(self.text, *self.keys)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A paper that would bear a sentence; `score` is how surely, from 0 to 1."""

    paper: Paper
    quote: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Uncited:
    """A sentence that states a finding and cites nothing, with the papers here that would bear it."""

    text: str
    file: str
    line: int
    suggestions: tuple[Suggestion, ...]

    @property
    def id(self) -> str:
        return _id(self.text)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a key stands first in a manuscript; `says` is what there is to tell."""

    key: str
    file: str
    line: int
    says: str = ""


@dataclass(frozen=True, slots=True)
class Double:
    """Keys that stand for one work."""

    keys: tuple[str, ...]
    paper: Paper | None


@dataclass(frozen=True, slots=True)
class Report:
    """A manuscript checked. `told` are sentences for people: what was sent where, what could not be done."""

    manuscript: str
    sentences: tuple[CheckedSentence, ...]
    uncited: tuple[Uncited, ...]
    unknown: tuple[Place, ...]
    retracted: tuple[Place, ...]
    without_abstract: tuple[Place, ...]
    ambiguous: tuple[Place, ...]
    doubles: tuple[Double, ...]
    unread: tuple[Skipped, ...]
    all_sentences: int
    model: str | None
    told: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        verdicts = Counter(one.verdict for one in self.sentences)
        return {
            "sentences": self.all_sentences,
            "citing": len(self.sentences),
            "citations": sum(len(one.keys) for one in self.sentences),
            **{verdict: verdicts[verdict] for verdict in ORDER},
            "uncited": len(self.uncited),
            "unknown_keys": len(self.unknown),
            "retracted": len(self.retracted),
            "without_abstract": len(self.without_abstract),
            "ambiguous_keys": len(self.ambiguous),
            "doubles": len(self.doubles),
            "unread": len(self.unread),
        }

    @property
    def fails(self) -> bool:
        """Whether something is contradicted, unknown or retracted."""
        return bool(self.unknown or self.retracted or any(one.verdict == "contradicted" for one in self.sentences))

    @property
    def worst_first(self) -> tuple[CheckedSentence, ...]:
        """By verdict, and in the order of the manuscript; of the unchecked, those first of which the papers have least."""
        return tuple(sorted(self.sentences, key=_badness))


def as_plain(report: Report) -> dict[str, Any]:
    """The report as CONTRACT has it, extended."""
    return {
        "manuscript": report.manuscript,
        "sentences": [_quoting(one, one.papers, "papers") for one in report.sentences],
        "uncited": [_quoting(one, one.suggestions, "suggestions") for one in report.uncited],
        "unknown_keys": [_place(one) for one in report.unknown],
        "retracted": [_place(one) for one in report.retracted],
        "without_abstract": [_place(one) for one in report.without_abstract],
        "ambiguous_keys": [_place(one) for one in report.ambiguous],
        "doubles": [{"keys": list(one.keys), "paper": as_json(one.paper)} for one in report.doubles],
        "unread": [as_json(one) for one in report.unread],
        "counts": report.counts,
        "model": report.model,
        "notes": list(report.told),
    }


def _quoting(one: CheckedSentence | Uncited, quoted: Sequence[Borne | Suggestion], name: str) -> dict[str, Any]:
    """A sentence with its papers, each with the abstract that its quotation stands in."""
    plain: dict[str, Any] = as_json(one)
    plain[name] = [
        {**own, "paper": {**own["paper"], "abstract": quote.paper.abstract}}
        for own, quote in zip(plain[name], quoted, strict=True)
    ]
    return plain


def _place(one: Place) -> dict[str, Any]:
    plain = {"key": one.key, "line": one.line, "file": one.file}
    return plain | ({"reason": one.says} if one.says else {})


def _badness(one: CheckedSentence) -> tuple[int, float]:
    return ORDER.index(one.verdict), max((paper.share for paper in one.papers), default=1.0)


def _id(*parts: str) -> str:
    return blake2b("\n".join(parts).encode(errors="replace"), digest_size=8).hexdigest()
