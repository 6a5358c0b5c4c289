"""A manuscript -> a report: each sentence that cites against what it cites, and what is to be looked at beside that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answer.evidence import split
from rag.answer.scorer import Scorer
from rag.answer.write.judging.judge import NOT_JUDGED, Case, evidence_text
from rag.answer.write.judging.replies import Judgement
from rag.answer.write.letters.letters import disagreement
from rag.answer.write.verify import Finding, check
from rag.checks.manuscript.bearing import Bearers
from rag.checks.manuscript.findings import states_finding
from rag.checks.manuscript.manuscript import Manuscript, ManuscriptSentence
from rag.checks.manuscript.matching import Match, doubles, matches
from rag.checks.manuscript.report import Borne, CheckedSentence, Double, Place, Report, Suggestion, Uncited
from rag.checks.manuscript.weights import SURE
from rag.library.library import Library
from rag.records import Citation, Paper

Judges = Callable[[Sequence[Case]], dict[int, Judgement]]  # verdicts on cases, which are numbered from 1
AROUND = 3  # sentences before and behind one that tell its topic
_SUGGESTED = 3  # papers for a sentence
_CLOSE = 0.5  # share of a sentence that one of an abstract has, from which on a name that it lacks tells something
_NO_PAPER = "none of what it cites is in the library"
_NO_ABSTRACT = "what it cites has no abstract here"
_NO_WORDS = "it cites, and says nothing by itself"
_OPEN = "what letters can compare agrees; read the quotation beside it"


@dataclass(frozen=True, slots=True)
class _Open:
    """A sentence that is checked, and what a model is to judge it by; None where nothing is left to judge."""

    sentence: CheckedSentence
    case: Case | None


def check_manuscript(
    library: Library,
    manuscript: Manuscript,
    judges: Judges | None = None,
    model: str | None = None,
    progress: Callable[[int], None] = lambda done: None,
    told: Sequence[str] = (),
) -> Report:
    """Hold a manuscript against the library.

    Args:
        judges: a model that judges the meaning of what letters leave open.
        model: its name.
        progress: called with the number of sentences that are done.
        told: what people are to be told with the report.
    """
    found = matches(library, manuscript)
    scorer = Scorer(library)
    _read_ahead(scorer, manuscript, found)
    opened: list[_Open] = []
    for done, one in enumerate(manuscript.sentences, start=1):
        if one.mentions:
            opened.append(_checked(one, found, scorer))
        progress(done)
    sentences = _judged(opened, judges) if judges else tuple(one.sentence for one in opened)
    return Report(
        manuscript=manuscript.name,
        sentences=sentences,
        uncited=tuple(_uncited(library, manuscript, found)),
        unknown=_places(manuscript, found, lambda match: not match.papers, _known_of(manuscript)),
        retracted=_places(manuscript, found, lambda match: any(paper.retracted for paper in match.papers)),
        without_abstract=_places(
            manuscript, found, lambda match: bool(match.papers) and not any(p.abstract for p in match.papers)
        ),
        ambiguous=_places(manuscript, found, lambda match: len(match.papers) > 1, _candidates(found)),
        doubles=tuple(_doubles(manuscript, found)),
        unread=manuscript.unread,
        all_sentences=len(manuscript.sentences),
        model=model,
        told=tuple(told),
    )


def _read_ahead(scorer: Scorer, manuscript: Manuscript, found: Mapping[str, Match]) -> None:
    papers = {paper.id: paper for match in found.values() for paper in match.papers}
    texts = [one.text for paper in papers.values() for one in split(paper)]
    scorer.read_ahead([*texts, *(one.claim for one in manuscript.sentences if one.mentions)])


def _checked(sentence: ManuscriptSentence, found: Mapping[str, Match], scorer: Scorer) -> _Open:
    borne = [
        one for key in sentence.keys for paper in found[key].papers for one in (_borne(sentence, key, paper, scorer),)
    ]
    citations = [Citation(n, b.paper, b.quote, b.start, b.end) for n, b in enumerate(borne, start=1) if b.quote]
    claim = sentence.claim
    has_words = sum(any(map(str.isalpha, word)) for word in claim.split()) > 1
    if not citations or not has_words:
        reason = _NO_PAPER if not borne else _NO_ABSTRACT if not citations else _NO_WORDS
        return _Open(_of(sentence, Finding("unchecked", "letters", reason, is_open=False), borne), None)
    finding = check(claim, citations)
    if finding.verdict == "unsupported" and (doubt := _doubt(finding, borne, sentence, found)):
        finding = Finding("unchecked", "letters", f"{finding.reason}; {doubt}", finding.is_open)
    elif finding.verdict == "unchecked":
        finding = _exchanged(sentence, found, borne) or replace(finding, reason=_reason(borne, sentence, found))
    case = Case(claim, evidence_text(citations)) if finding.is_open else None
    return _Open(_of(sentence, finding, borne), case)


def _doubt(finding: Finding, borne: Sequence[Borne], sentence: ManuscriptSentence, found: Mapping[str, Match]) -> str:
    """Why what letters miss tells nothing against a sentence: it may be in what is not here; or it is a name or a word, and
    the sentence is none that was taken from an abstract. "" where it does tell something."""
    if beside := _lacking(borne, sentence, found):
        return beside
    if finding.is_open and max(one.share for one in borne) < _CLOSE:
        return "no sentence of it is close"
    return ""


def _of(sentence: ManuscriptSentence, finding: Finding, borne: Sequence[Borne]) -> CheckedSentence:
    return CheckedSentence(
        sentence.text,
        sentence.file,
        sentence.line,
        sentence.keys,
        finding.verdict,
        finding.by,
        tuple(borne),
        finding.reason,
    )


def _borne(sentence: ManuscriptSentence, key: str, paper: Paper, scorer: Scorer) -> Borne:
    """A cited paper with the sentence that comes nearest to the part of the sentence that it is cited for."""
    part, own = sentence.part(key), split(paper)
    if not own:
        return Borne(paper, key, "", 0, 0, part, 0.0)
    texts = [one.text for one in own]
    shares = scorer.coverage(scorer.topic(part), texts)
    place = int((scorer.cosines(part, texts) + shares).argmax())  # as `Scorer.fit` has it
    best = own[place]
    return Borne(paper, key, best.text, best.span.start, best.span.end, part, round(float(shares[place]), 3))


def _exchanged(sentence: ManuscriptSentence, found: Mapping[str, Match], borne: Sequence[Borne]) -> Finding | None:
    """A figure or a quotation that the paper behind which it stands does not have, though another that is cited does."""
    by_part: dict[str, list[Borne]] = {}
    for one in borne:
        by_part.setdefault(one.part, []).append(one)
    if len(by_part) < 2:
        return None
    for part, own in by_part.items():
        if any(not found[one.key].papers for one in own) or not all(one.quote for one in own):
            continue
        wrong = disagreement(part, [Citation(n, b.paper, b.quote, b.start, b.end) for n, b in enumerate(own, start=1)])
        if wrong and wrong.is_firm:
            keys = ", ".join(one.key for one in own)
            return Finding("unsupported", "letters", f"of “{part}”, which cites {keys}: {wrong.reason}", is_open=False)
    return None


def _reason(borne: Sequence[Borne], sentence: ManuscriptSentence, found: Mapping[str, Match]) -> str:
    beside = _lacking(borne, sentence, found)
    return f"{_OPEN} ({beside})" if beside else _OPEN


def _lacking(borne: Sequence[Borne], sentence: ManuscriptSentence, found: Mapping[str, Match]) -> str:
    """What of that which a sentence cites cannot be looked at, in words."""
    missing = [key for key in sentence.keys if not found[key].papers]
    silent = [one.key for one in borne if not one.quote]
    parts = [f"{', '.join(missing)} not in the library"] * bool(missing)
    parts += [f"{', '.join(silent)} without an abstract"] * bool(silent)
    return "; ".join(parts)


def _judged(opened: Sequence[_Open], judges: Judges) -> tuple[CheckedSentence, ...]:
    """The sentences with the verdicts of a model; one without a verdict stays as letters left it."""
    told = judges([one.case for one in opened if one.case])
    sentences, number = [], 0
    for one in opened:
        sentence = one.sentence
        if one.case:
            number += 1
            if judgement := told.get(number):
                reason = f"the model's judgement: {judgement.reason or judgement.verdict}"
                sentence = replace(sentence, verdict=judgement.verdict, by="model", reason=reason)
            elif sentence.verdict == "unchecked":
                sentence = replace(sentence, reason=NOT_JUDGED)
        sentences.append(sentence)
    return tuple(sentences)


def _uncited(library: Library, manuscript: Manuscript, found: Mapping[str, Match]) -> Iterator[Uncited]:
    """Sentences that state a finding and cite nothing, where papers here would surely bear it. One that goes on about what
    the sentences of its paragraph cite needs no further citation."""
    bearers = Bearers(library)
    bearers.read_ahead([one.claim for one in manuscript.sentences])
    by_paragraph: dict[int, list[ManuscriptSentence]] = {}
    for one in manuscript.sentences:
        by_paragraph.setdefault(one.paragraph, []).append(one)
    for sentences in by_paragraph.values():
        cited = {paper.id for one in sentences for key in one.keys for paper in found[key].papers}
        for place, one in enumerate(sentences):
            if one.mentions or not states_finding(one.text):
                continue
            around = [near.claim for near in sentences[max(0, place - AROUND) : place + AROUND + 1] if near is not one]
            best = bearers.bearing(one.text, around, _SUGGESTED)
            sure = [b for b in best if b.nearest and b.probability >= SURE.threshold and not b.paper.notice]
            if sure and best[0].paper.id not in cited:
                suggestions = (
                    Suggestion(b.paper, b.nearest.text, b.nearest.span.start, b.nearest.span.end, b.probability)
                    for b in sure
                    if b.nearest
                )
                yield Uncited(one.text, one.file, one.line, tuple(suggestions))


def _places(
    manuscript: Manuscript,
    found: Mapping[str, Match],
    holds: Callable[[Match], bool],
    says: Callable[[str], str] = lambda key: "",
) -> tuple[Place, ...]:
    """Each key for which that holds, where it stands first."""
    first: dict[str, Place] = {}
    for one in manuscript.sentences:
        for key in one.keys:
            if key not in first and holds(found[key]):
                first[key] = Place(key, one.file, one.line, says(key))
    return tuple(first.values())


def _known_of(manuscript: Manuscript) -> Callable[[str], str]:
    """What the manuscript's own list says of a work that is not in the library."""

    def says(key: str) -> str:
        reference = manuscript.references.get(key)
        if reference is None:
            return "in no list of references either" if manuscript.references else ""
        return reference.paper.title or reference.text

    return says


def _candidates(found: Mapping[str, Match]) -> Callable[[str], str]:
    return lambda key: "may be " + " or ".join(f"“{paper.title}”" for paper in found[key].papers)


def _doubles(manuscript: Manuscript, found: Mapping[str, Match]) -> Iterator[Double]:
    for keys in doubles(found.values(), dict(manuscript.references)):
        papers = found[keys[0]].papers
        yield Double(keys, papers[0] if papers else None)
