"""Claim <-> cited abstract: does the source say it? Free, deterministic, and over in milliseconds.

Every sentence of a reply is a claim. What can be checked letter by letter is: figures with their units, names, quoted
words; then negation and direction against the sentence that is closest; then the wording as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answer.evidence import split
from rag.answer.scorer import Scorer
from rag.answer.write.cite import without_marks
from rag.records import Citation, Claim, Paper, Sentence
from rag.text.figures import figures
from rag.text.markdown import tokens
from rag.text.names import names
from rag.text.negation import is_negated
from rag.text.opposites import antonyms
from rag.text.quotations import quotations
from rag.text.sentences import sentences
from rag.text.stems import stems

_MARKS = re.compile(r"\[(\d{1,3})(\??)\]")
_LEADING_MARKS = re.compile(r"^(?:\s*\[\d{1,3}\??\])+")
_LIST_MARK = re.compile(r"^\s*(?:[-*•#>]+|\d+[.)])\s+")
_ENDED = re.compile(r"[^\W\d_]{2}[.!?][\"'”’)]*$")
_WORDS = re.compile(r"[\w\s%'’.,;:-]*")
_WORDS_IN_A_ROW = re.compile(r"(?:[^\W_][\w%'’.-]*[,;:]?\s+){4,}[^\W_][\w%'’.-]*")  # code has fewer, mostly
_IN_WORDING = "the cited abstract has"
_JUDGED = re.compile(r"^\W*(\d{1,3})\W{1,4}(supported|partial|contradicted|unsupported)\b[\s,.:;–-]*(.*)$", re.I | re.M)
SUPPORTED, PARTIAL = 0.7, 0.4  # share of a claim's topic, by weight, that its source must have
_CLOSE = 0.6  # share of a claim that one sentence must have for its negation and direction to be compared


def claims(text: str, citations: Sequence[Citation], shown: Sequence[Paper], scorer: Scorer) -> tuple[Claim, ...]:
    """Every sentence of a reply as a claim with its verdict; `shown` are the papers that the model had before it."""
    by_number = {citation.n: citation for citation in citations}
    return tuple(_judged(sentence, by_number, shown, scorer) for sentence in _cut(text))


def _cut(text: str) -> list[str]:
    """The sentences of a reply, each with the marks that stand in or behind it."""
    cut: list[str] = []
    for line in _claiming(text):
        line = _LIST_MARK.sub("", line)
        for span in sentences(line):
            sentence = span.of(line)
            marks = _LEADING_MARKS.match(sentence)
            if marks and cut:
                cut[-1] += marks.group()
                sentence = sentence[marks.end() :].strip()
            if sentence:
                cut.append(sentence)
    return [sentence for sentence in cut if any(c.isalnum() for c in without_marks(sentence))]


def _claiming(text: str) -> list[str]:
    """The lines of a reply but for the heads of its tables and for code, which state nothing.

    What reads as prose is no head and no code, wherever it stands: a fence is no place to hide a sentence from being
    checked. In doubt a line counts, and code is taken for a claim rather than a claim for code.
    """
    lines, left, head = text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), set(), None
    for token in tokens(text):
        first, end = token.map or (0, 0)
        if token.type == "thead_open":
            head = first
        elif token.type == "tbody_open" and not any(_prose([cell]) for cell in lines[head].split("|")):
            left.add(head)  # a table without rows has no head either
        elif token.type == "fence":
            stated = _prose(lines[first:end])
            left |= {line for line in range(first, end) if line - first not in stated}
    return [part for number, line in enumerate(lines) if number not in left for part in line.splitlines()]


def _prose(lines: Sequence[str]) -> set[int]:
    """Which of the lines end as a sentence does, or hold five words in a row, which may run over lines of words alone."""
    plain = [without_marks(line) for line in lines]
    stated = {number for number, line in enumerate(plain) if _ENDED.search(line)}
    text = "\n".join(line if _WORDS.fullmatch(line) else f"\0{line}\0" for line in plain)
    for run in _WORDS_IN_A_ROW.finditer(text):
        stated |= set(range(text.count("\n", 0, run.start()), text.count("\n", 0, run.end()) + 1))
    return stated


def _judged(sentence: str, by_number: dict[int, Citation], shown: Sequence[Paper], scorer: Scorer) -> Claim:
    marks = _MARKS.findall(sentence)
    plain = without_marks(sentence)
    cited = tuple(dict.fromkeys(int(n) for n, unknown in marks if not unknown and int(n) in by_number))
    if invented := [n for n, unknown in marks if unknown]:
        return Claim(plain, cited, "unsupported", f"cites {', '.join(invented)}, which is not among the sources")
    if not cited:
        strange = _missing(plain, shown)
        return Claim(plain, (), "uncited", f"no source is given, and {strange}" if strange else "no source is given")
    papers = list({by_number[n].paper.id: by_number[n].paper for n in cited}.values())
    verdict, reason = check(plain, papers, scorer)
    return Claim(plain, cited, verdict, reason)


def check(claim: str, papers: Sequence[Paper], scorer: Scorer) -> tuple[str, str]:
    """(verdict, reason) of a claim against the papers that it cites."""
    if missing := _missing(claim, papers):
        return "unsupported", missing
    candidates = [sentence for paper in papers for sentence in split(paper)]
    topic = scorer.topic(claim)
    closest = candidates[int(scorer.fit(claim, candidates).argmax())]
    if scorer.coverage(topic, [closest.text])[0] >= _CLOSE and (reason := _contradiction(claim, closest)):
        return "contradicted", reason
    share = scorer.coverage(topic, [" ".join(f"{paper.title} {paper.abstract}" for paper in papers)])[0]
    if share >= SUPPORTED:
        return "supported", "its figures, names and wording are in the cited abstract"
    if share >= PARTIAL:
        return "partial", f"{_IN_WORDING} {share:.0%} of what it says"
    return "unsupported", f"{_IN_WORDING} only {share:.0%} of what it says"


def in_doubt(claim: Claim) -> bool:
    """Whether only a claim's wording is in doubt: what is checked letter by letter needs no second opinion."""
    return bool(claim.citations) and claim.reason.startswith(_IN_WORDING)


def with_judgement(claims: Sequence[Claim], reply: str) -> tuple[Claim, ...]:
    """The claims with a model's verdicts on those in doubt, which it was given numbered from 1.

    A line of the reply that is no verdict, or on no claim, changes nothing.
    """
    verdicts = {int(n): (verdict.lower(), reason.strip()) for n, verdict, reason in _JUDGED.findall(reply)}
    judged, number = [], 0
    for claim in claims:
        if in_doubt(claim):
            number += 1
            if number in verdicts:
                verdict, reason = verdicts[number]
                claim = replace(claim, verdict=verdict, reason=f"the model's judgement: {reason or verdict}"[:300])
        judged.append(claim)
    return tuple(judged)


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
