"""Claim <-> cited abstract: does the source say it? Free, deterministic, and over in milliseconds.

Every sentence of a reply is a claim. What can be checked letter by letter is: figures with their units, names, quoted
words; then negation and direction against the sentence that is closest; then the wording as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.answer.evidence import split
from rag.answer.scorer import Scorer
from rag.answer.write.statements import Statement, statements
from rag.records import Citation, Claim, JudgedBy, Paper, Sentence, Verdict
from rag.text.figures import figures
from rag.text.names import names
from rag.text.negation import is_negated
from rag.text.opposites import antonyms
from rag.text.quotations import quotations
from rag.text.stems import stems

SUPPORTED, PARTIAL = 0.7, 0.4  # share of a claim's topic, by weight, that its source must have
_CLOSE = 0.6  # share of a claim that one sentence must have for its negation and direction to be compared

Doubt = Literal["source", "letters", "direction", "wording"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check comes to, and what of the claim is in doubt: that it has a source, what is compared letter by
    letter, its negation or direction, or its wording as a whole; None where nothing is."""

    verdict: Verdict
    reason: str
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim with its verdict, and what of it is in doubt."""

    claim: Claim
    doubt: Doubt | None


def checked_claims(
    text: str,
    citations: Sequence[Citation],
    shown: Sequence[Paper],
    scorer: Scorer,
    absences: Collection[int] = (),
) -> tuple[CheckedClaim, ...]:
    """Every sentence of a reply as a claim with its verdict; `shown` are the papers that the model had before it, and
    `absences` the places where it signed that these do not say something."""
    by_number = {citation.n: citation for citation in citations}
    return tuple(_checked(statement, by_number, shown, scorer) for statement in statements(text, absences))


def check(claim: str, papers: Sequence[Paper], scorer: Scorer) -> Finding:
    """A claim against the papers that it cites."""
    if missing := _missing(claim, papers):
        return Finding("unsupported", missing, "letters")
    candidates = [sentence for paper in papers for sentence in split(paper)]
    topic = scorer.topic(claim)
    closest = candidates[int(scorer.fit(claim, candidates).argmax())]
    if scorer.coverage(topic, [closest.text])[0] >= _CLOSE and (reason := _contradiction(claim, closest)):
        return Finding("contradicted", reason, "direction")
    share = scorer.coverage(topic, [" ".join(f"{paper.title} {paper.abstract}" for paper in papers)])[0]
    if share >= SUPPORTED:
        return Finding("supported", "its figures, names and wording are in the cited abstract")
    if share >= PARTIAL:
        return Finding("partial", f"the cited abstract has {share:.0%} of what it says", "wording")
    return Finding("unsupported", f"the cited abstract has only {share:.0%} of what it says", "wording")


def _checked(
    statement: Statement, by_number: dict[int, Citation], shown: Sequence[Paper], scorer: Scorer
) -> CheckedClaim:
    known = dict.fromkeys(mark.n for mark in statement.marks if mark.is_known)
    cited = [by_number[n] for n in known if n in by_number]
    invented = [str(mark.n) for mark in statement.marks if not mark.is_known]
    by: JudgedBy = "letters"
    if invented:
        reason = f"cites {', '.join(invented)}, which is not among the sources"
        finding = Finding("unsupported", reason, "source")
    elif not cited:
        strange = _missing(statement.text, shown)
        reason = f"no source is given, and {strange}" if strange else "no source is given"
        finding = Finding("uncited", reason, "source")
    else:
        finding = check(statement.text, list({c.paper.id: c.paper for c in cited}.values()), scorer)
        by = "verbatim" if [citation.quote for citation in cited] == [statement.text] else "letters"
    numbers = tuple(citation.n for citation in cited)
    span = statement.span
    return CheckedClaim(
        Claim(statement.text, span.start, span.end, numbers, finding.verdict, by, finding.reason), finding.doubt
    )


def _missing(claim: str, papers: Sequence[Paper]) -> str:
    """What is checked letter by letter and is in none of the papers, in words; "" when all is there."""
    source = " ".join(f"{paper.title} {paper.abstract} {' '.join(paper.authors)} {paper.year}" for paper in papers)
    given, known = {figure.amount for figure in figures(source)}, set(stems(source))
    missing = [f"“{quoted}”" for quoted in quotations(claim) if _plain(quoted) not in _plain(source)]
    missing += [figure.text for figure in figures(claim) if figure.amount not in given]
    missing += [name for name in names(claim) if not set(stems(name)) <= known]
    where = "the cited abstract" if len(papers) == 1 else "any of the papers"
    return f"{', '.join(missing)} is not in {where}" if missing else ""


def _contradiction(claim: str, sentence: Sentence) -> str:
    """How a claim turns around the sentence that is closest to it, in words; "" when it does not."""
    if is_negated(claim) != is_negated(sentence.text):
        return "one of claim and cited sentence is negated, the other is not"
    if pair := antonyms(claim, sentence.text):
        return f"it says “{pair[0]}” where the cited abstract says “{pair[1]}”"
    return ""


def _plain(text: str) -> str:
    """Text as quotations are compared: case, white space, hyphens and kinds of quotation marks do not count."""
    return " ".join(re.sub(r"[‐-―−-]", " ", re.sub(r"[“”\"'’‘`]", "", text)).lower().split())
