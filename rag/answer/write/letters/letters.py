"""A claim against the abstracts that it cites, by letters: what can be told by figures, names, quotations and their places.

Letters never tell that a claim is supported: where they agree, its meaning is not judged. Where they disagree, the reason
names both sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answer.evidence import split
from rag.answer.write.letters.attribution import (
    in_its_place,
    miscounted,
    misplaced,
    missing_amounts,
    missing_names,
    missing_quotations,
    of_something_else,
)
from rag.answer.write.letters.directions import negation_changed, turned
from rag.answer.write.letters.edits import LONGEST_SENTENCE, edits
from rag.answer.write.letters.exchanges import exchanged, sides_exchanged
from rag.answer.write.letters.foreign import is_foreign, strange_in
from rag.answer.write.letters.reading import Reading, read, share
from rag.records import Citation, Paper, Sentence, Verdict
from rag.text.amounts.comparing import are_alike, same
from rag.text.quantifiers import may_mean_all, says_all

AGREED = "figures and names agree; meaning was not judged"
_COMPARED = 0.5  # share of a claim's content that a sentence must have for the two to be compared word by word
_SURE, _PART = 0.8, 0.3  # share of the sentence that is surely meant alone, and of one that a part of the claim is from
_LAST_WORDS = 2  # that can turn a sentence around: "and those that do not"
_CITED, _NEIGHBOUR = 0.2, 0.1  # what the sentence that is cited, and one beside it, is ahead of all others


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A verdict with its reason, and whether it stands whatever a model says: a figure or a quotation is there or is not."""

    verdict: Verdict
    reason: str
    is_firm: bool = False


@dataclass(frozen=True, slots=True)
class _Sentence:
    reading: Reading
    around: Reading  # with the sentences before and behind it
    lead: float


def disagreement(claim: str, citations: Sequence[Citation], question: str | None = None) -> Disagreement | None:
    """Where the letters of a claim disagree with its source; None where they do not.

    Args:
        citations: what it cites; each is compared with its neighbours, and then with the rest of its abstract.
        question: what the claim answers; a figure is to be of the thing that was asked for.
    """
    papers = _papers(citations)
    if is_foreign(claim, papers):
        figures, names = strange_in(claim, papers)
        reason = f"{', '.join([*figures, *names])} is not in {_where(papers)}"
        return Disagreement("unsupported", reason, bool(figures)) if figures or names else None
    return next(_disagreements(read(claim), citations, read(question) if question else None), None)


def strange(claim: str, papers: Sequence[Paper]) -> list[str]:
    """The figures, names and quotations of a claim that are in none of the papers."""
    if is_foreign(claim, papers):
        return [part for parts in strange_in(claim, papers) for part in parts]
    ours, whole = read(claim), _whole(papers)
    amounts = [amount.text for amount in missing_amounts(ours, whole, [])]
    return [*missing_quotations(ours, whole), *amounts, *missing_names(ours, whole)]


def is_own_sentence(claim: str, citations: Sequence[Citation]) -> bool:
    """Whether a claim is a sentence of the abstracts that it cites, word for word."""
    ours = read(claim).lower
    return any(ours == read(one.text).lower for paper in _papers(citations) for one in split(paper))


def nearest(claim: str, citations: Sequence[Citation]) -> tuple[Sentence, float]:
    """The sentence that comes nearest to a claim, and the share of the claim's words that it has."""
    ours = read(claim)
    found = [(share(ours, read(one.text)), one) for paper in _papers(citations) for one in split(paper)]
    best = max(found, key=lambda pair: pair[0])
    return best[1], best[0]


def _disagreements(claim: Reading, citations: Sequence[Citation], asked: Reading | None) -> Iterator[Disagreement]:
    sentences = _sentences(citations)
    papers = _papers(citations)
    whole = _whole(papers)
    meant = max(sentences, key=lambda one: share(claim, one.reading) + one.lead, default=None)
    if meant and _is_beginning(claim, meant.reading):
        return
    near = [one for one in sentences if one is meant or (one.lead and share(claim, one.reading) >= _COMPARED / 2)]
    yield from _missing(claim, whole, near, _where(papers))
    if meant is None or len(claim.words) > LONGEST_SENTENCE:
        return
    for one in _compared(claim, meant, sentences):
        yield from _turned(claim, one.reading)
    if word := _too_general(claim, meant):
        yield Disagreement("unsupported", f"it says “{word}”, and the source does not")
    if pair := miscounted(claim, asked, meant.around):
        yield Disagreement("contradicted", f"it says “{pair[0]}” where the source says “{pair[1]}”")
    others = [one.reading for one in sentences if one is not meant]
    if moved := misplaced(claim, meant.reading, others):
        yield Disagreement("contradicted", f"it says “{moved[0].text}” where the source says “{moved[1].text}”")
    if found := of_something_else(claim, asked, [one.around for one in sentences]):
        yield Disagreement(
            "unsupported", f"the source has {found[0].text} of something else: “{_short(found[1].text)}”"
        )


def _where(papers: Sequence[Paper]) -> str:
    return "the cited abstract" if len(papers) == 1 else "any of the cited abstracts"


def _compared(claim: Reading, meant: _Sentence, sentences: Sequence[_Sentence]) -> list[_Sentence]:
    """The sentences that a claim is compared with word by word: the one that is meant, and, where the claim has words from
    beside it too, the others that it has much of."""
    sentences = [one for one in sentences if len(one.reading.words) <= LONGEST_SENTENCE]
    sure = share(claim, meant.reading)
    if meant not in sentences or sure >= _SURE:
        return [meant] if meant in sentences else []
    parts = [
        one
        for one in sentences
        if one is not meant and share(claim, one.reading) >= _PART and share(claim, one.around) >= _COMPARED
    ]
    return (
        [meant, *parts]
        if sure >= _COMPARED
        else [*([meant] if share(claim, meant.around) >= _COMPARED else ()), *parts]
    )


def _missing(claim: Reading, whole: Reading, near: Sequence[_Sentence], where: str) -> Iterator[Disagreement]:
    gone = missing_amounts(claim, whole, [one.around for one in near])
    for amount in gone:
        for one in near:
            other = in_its_place(amount, claim, one.reading) if share(claim, one.reading) >= _COMPARED / 2 else None
            if other:
                reason = f"it says “{amount.text}” where the source says “{other.text}”"
                yield Disagreement("contradicted", reason, is_firm=True)
    firm = [*missing_quotations(claim, whole), *(amount.text for amount in gone)]
    if missing := [*firm, *missing_names(claim, whole)]:
        yield Disagreement("unsupported", f"{', '.join(missing)} is not in {where}", bool(firm))


def _turned(claim: Reading, source: Reading) -> Iterator[Disagreement]:
    if pair := exchanged(claim, source):
        yield Disagreement("contradicted", f"“{pair[0]}” and “{pair[1]}” are the other way round in the source")
    if pair := sides_exchanged(claim.text, source.text):
        yield Disagreement("contradicted", f"the source compares “{pair[0]}” and “{pair[1]}” the other way round")
    if pair := turned(claim, source):
        yield Disagreement("contradicted", f"it says “{pair[0]}” where the source says “{pair[1]}”")
    if reason := negation_changed(claim, source):
        yield Disagreement("contradicted", reason)
    if pair := _replaced(claim, source):
        yield Disagreement("contradicted", f"it says “{pair[0]}” where the source says “{pair[1]}”")


def _replaced(claim: Reading, source: Reading) -> tuple[str, str] | None:
    """A figure or a name of a claim in a place where its source, otherwise worded alike, has another."""
    for edit in edits(claim, source):
        ours, theirs = (Reading(" ".join(word.text for word in words)) for words in (edit.claimed, edit.given))
        for amount in ours.amounts:
            for given in theirs.amounts:
                if are_alike(amount, given) and not any(same(amount, other) for other in theirs.amounts):
                    return amount.text, given.text
        names = (
            [n for n in claim.names if n in ours.text.split()],
            [n for n in source.names if n in theirs.text.split()],
        )
        if len(names[0]) == 1 == len(names[1]) and names[0] != names[1] and len(edit.claimed) == 1 == len(edit.given):
            return names[0][0], names[1][0]
    return None


def _too_general(claim: Reading, meant: _Sentence) -> str:
    """The word by which a claim says of all what its source does not; "" where it does not."""
    for edit in edits(claim, meant.reading):
        ours, theirs = (" ".join(word.text for word in words) for words in (edit.claimed, edit.given))
        if (word := says_all(ours)) and not may_mean_all(theirs):
            return word
    word = says_all(claim.text)
    return word if word and not may_mean_all(meant.around.text) else ""


def _sentences(citations: Sequence[Citation]) -> list[_Sentence]:
    found = []
    for paper in _papers(citations):
        own = split(paper)
        spans = [(c.start, c.end) for c in citations if c.paper.id == paper.id]
        cited = [any(start < one.span.end and one.span.start < end for start, end in spans) for one in own]
        for n, one in enumerate(own):
            beside = any(cited[max(0, n - 1) : n + 2])
            around = " ".join(sentence.text for sentence in own[max(0, n - 1) : n + 2])
            found.append(_Sentence(read(one.text), read(around), _CITED if cited[n] else _NEIGHBOUR if beside else 0.0))
    return found


def _whole(papers: Sequence[Paper]) -> Reading:
    """All that is known of papers, as one text."""
    return read(" ".join(f"{p.title}. {p.abstract} {' '.join(p.authors)} {p.year or ''}" for p in papers))


def _papers(citations: Sequence[Citation]) -> list[Paper]:
    return list({citation.paper.id: citation.paper for citation in citations}.values())


def _is_beginning(claim: Reading, sentence: Reading) -> bool:
    """Whether a claim is how a sentence begins, word for word, and not the sentence without its last words."""
    ours, theirs = claim.lower, sentence.lower
    return ours == theirs[: len(ours)] and not 0 < len(theirs) - len(ours) <= _LAST_WORDS


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:117]}..."
