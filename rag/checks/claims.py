"""Any claim against any evidence: its verdict, with the sentence of the evidence that comes nearest to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answer.write.judging.judge import Case
from rag.answer.write.judging.replies import Judgement
from rag.answer.write.letters.letters import nearest
from rag.answer.write.statements import statements
from rag.answer.write.verify import Finding, check
from rag.errors import InputError
from rag.records import Citation, JudgedBy, Paper, Verdict

Judge = Callable[[Case], Judgement | None]


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """A verdict, by whom and why. `quote` is the nearest sentence: `paper.abstract[start:end]`. `score` is from 0 to 1, the higher
    the likelier that the evidence bears the claim out; it orders claims, and no verdict hangs on it."""

    verdict: Verdict
    by: JudgedBy
    score: float
    quote: str
    reason: str
    paper: Paper
    start: int
    end: int


def checked_claim(
    claim: str, papers: Sequence[Paper], question: str | None = None, judge: Judge | None = None
) -> ClaimCheck:
    """A claim, of one sentence or several, with citation marks or without, against the abstracts of papers.

    Args:
        question: what the claim answers.
        judge: asked for the meaning where letters leave it open.

    Raises:
        InputError: an empty claim, or no abstract.
    """
    cited = [
        Citation(n, p, p.abstract, 0, len(p.abstract)) for n, p in enumerate(papers, start=1) if p.abstract.strip()
    ]
    if not claim.strip() or not cited:
        raise InputError("there is nothing to compare", "give a claim, and evidence or papers that have an abstract")
    parts = [part for statement in statements(claim) for part in statement.parts] or [claim]
    finding = _worst([check(part, cited, question) for part in parts])
    if judge and finding.is_open:
        evidence = "\n".join(f"{one.paper.title}: {one.quote}" if one.paper.title else one.quote for one in cited)
        if told := judge(Case(" ".join(parts), evidence)):
            finding = Finding(told.verdict, "model", told.reason or told.verdict, is_open=False)
    sentence, share = nearest(" ".join(parts), cited)
    span = sentence.span
    score = _score(finding.verdict, share)
    return ClaimCheck(
        finding.verdict, finding.by, score, sentence.text, finding.reason, sentence.paper, span.start, span.end
    )


def _worst(findings: Sequence[Finding]) -> Finding:
    wrong = [one for one in findings if one.verdict not in ("supported", "unchecked")]
    return (wrong or [one for one in findings if one.verdict == "unchecked"] or list(findings))[0]


def _score(verdict: Verdict, share: float) -> float:
    """Supported is 1 and partial 0.5; between them, and below, the nearer sentence scores higher."""
    least, most = {"supported": (1.0, 1.0), "unchecked": (0.5, 1.0), "partial": (0.5, 0.5)}.get(verdict, (0.0, 0.4))
    return round(least + (most - least) * share, 3)
