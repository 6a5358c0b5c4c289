"""The claims of a reply, each with its verdict by letters: free, deterministic, and over in milliseconds.

Letters tell what is wrong, and never that a claim is right: where they agree, it is unchecked until a model has judged it.
The abstract's own sentence alone is supported without one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rag.answer.write.letters.letters import AGREED, disagreement, is_own_sentence, strange
from rag.answer.write.statements import Statement, statements
from rag.records import Citation, Claim, JudgedBy, Paper, Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check comes to; `is_open` is whether a model's judgement of the meaning may say otherwise."""

    verdict: Verdict
    by: JudgedBy
    reason: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim with its verdict by letters, what it cites, and whether a model's judgement may say otherwise."""

    claim: Claim
    cited: tuple[Citation, ...]
    is_open: bool


def checked_claims(
    text: str,
    citations: Sequence[Citation],
    shown: Sequence[Paper],
    question: str | None = None,
    absences: Collection[int] = (),
) -> tuple[CheckedClaim, ...]:
    """Every sentence of a reply that states something as a claim with its verdict.

    Args:
        shown: the papers that the model had before it.
        question: what the reply answers.
        absences: places in the text at which the model signed that the sources do not say something.
    """
    by_number = {citation.n: citation for citation in citations}
    return tuple(_checked(statement, by_number, shown, question) for statement in statements(text, absences))


def check(claim: str, citations: Sequence[Citation], question: str | None = None) -> Finding:
    """A claim against what it cites, at least one sentence or stretch of an abstract."""
    if is_own_sentence(claim, citations):
        return Finding("supported", "verbatim", "the abstract's own sentence", is_open=False)
    if found := disagreement(claim, citations, question):
        return Finding(found.verdict, "letters", found.reason, not found.is_firm)
    return Finding("unchecked", "letters", AGREED, is_open=True)


def _checked(
    statement: Statement, by_number: dict[int, Citation], shown: Sequence[Paper], question: str | None
) -> CheckedClaim:
    known = dict.fromkeys(mark.n for mark in statement.marks if mark.is_known)
    cited = tuple(by_number[n] for n in known if n in by_number)
    finding = _of(statement, cited, shown, question)
    numbers, span = tuple(citation.n for citation in cited), statement.span
    claim = Claim(statement.text, span.start, span.end, numbers, finding.verdict, finding.by, finding.reason)
    return CheckedClaim(claim, cited, finding.is_open)


def _of(statement: Statement, cited: Sequence[Citation], shown: Sequence[Paper], question: str | None) -> Finding:
    if invented := [str(mark.n) for mark in statement.marks if not mark.is_known]:
        reason = f"cites {', '.join(invented)}, which is not among the sources"
        return Finding("unsupported", "letters", reason, is_open=False)
    if not cited:
        found = strange(statement.text, shown)
        beside = f", and {', '.join(found)} is not in any of the papers" if found else ""
        return Finding("uncited", "letters", f"no source is given{beside}", is_open=False)
    findings = [check(part, cited, question) for part in statement.parts]
    wrong = next((one for one in findings if one.verdict not in ("supported", "unchecked")), None)
    return wrong or next((one for one in findings if one.verdict == "unchecked"), findings[0])
