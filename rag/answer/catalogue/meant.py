"""How a question calls a paper -> the papers that it means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from rag.answer.catalogue.chosen import chosen
from rag.answer.catalogue.records import Records
from rag.answer.question.catalogue.asked import Criterion, PaperReference
from rag.answer.question.catalogue.selections import selection_asked
from rag.answer.scorer import Scorer
from rag.answer.topicality import is_on_topic
from rag.records import Paper
from rag.search.retrieve import retrieve
from rag.text.forms import title_form
from rag.text.names import acronyms
from rag.text.rules import rule
from rag.text.stems import stems
from rag.text.words import PAPER, PAPERS

LISTED = 50  # papers of which records are shown
_LOOKED_AT = 20  # papers that share words with what a question calls one
_NEARLY = 90  # of 100: how alike a title is that was written down from memory
_RANKED = 5  # papers looked at for what is said of one
_ABOUT = 0.45  # of what is said of a paper, from which on it may be that one
_WORDS = 3  # of a part of a title that names its paper
_HEAD = re.compile(r"[:?!.](?:\s|$)|\s[-–—]\s")
_AROUND = rule(
    "catalogue: words around what a paper is called",
    rf"^(?:(?:the|an?|this|that|one|all) )?(?:(?:{PAPERS}|{PAPER}) (?:(?:on|about|of|called|titled|entitled|named|with the title)"
    r"|(?:that|which) (?:introduces?|proposes?|presents?|describes?|is about|deals with)|introducing|proposing) )?"
    rf"(?P<core>.+?)(?: (?:{PAPERS}|{PAPER}))?$",
    matches=("the coral paper", "the paper on bees", "On Estoppel"),
    misses=("",),
)

_IS_KEY = rule(
    "catalogue: may be a key or an identifier",
    r"^(?=\S*[\d_/:])\S+$|^(?:doi|arxiv|pmid)[: ]\s*\S+$",
    matches=("smith2019", "10.1000/bees", "doi: 10.1/x", "DBLP:conf/x"),
    misses=("bees", "the coral paper of 2019"),
)
_CITED = rule(
    "catalogue: a paper by author and year",
    rf"^(?:the )?(?P<one>[^\W\d_][\w'’-]+(?: [^\W\d_][\w'’-]+)?)(?:,? et al\.?|'s| (?:and|&) (?P<other>[^\W\d_][\w'’-]+))?,? \(?(?P<year>(?:19|20)\d\d)[a-z]?\)?(?: {PAPER})?$",
    matches=("Karlsson et al. 2019", "the Okafor 2012 study", "Lind and Berg (1998)", "Berg's 2004 paper"),
    misses=("the war of 1812 in three acts", "in the 2019 trial on gout", "Karlsson"),
)


def papers_meant(of: PaperReference, recent: Sequence[str], records: Records, scorer: Scorer) -> list[Paper]:
    """The papers that are meant, none where no paper surely is.

    Args:
        recent: titles that the last answer spoke of.
    """
    if of.points:
        return _pointed_at(of, recent, records)
    found = _AROUND.search(of.text.strip("\"“”' "))
    core = found["core"].strip("\"“”' ") if found else of.text
    keys = [name for name in (of.text, core) if _IS_KEY.holds(name)]
    named = records.library.find(keys)
    if not named and (of.is_paper or _is_name(core)):
        named = records.library.titled((of.text, core))
    within = [paper for paper in named if paper.id in records.asked]
    within = within or _titled(core, of.is_paper or _is_name(core), records)
    return within or _by_record(of.text, records) or (_described(core, records, scorer) if of.is_paper else [])


def _pointed_at(of: PaperReference, recent: Sequence[str], records: Records) -> list[Paper]:
    """The pinned papers, or the one that is asked; else those of the last answer; else the few that are asked."""
    library, bounds = records.library, records.bounds
    chosen_ids = bounds.pinned or (records.asked if len(records.asked) == 1 else frozenset())
    if chosen_ids:
        return list(library.get(sorted(chosen_ids)).values())
    by_title: dict[str, Paper] = {}
    for paper in library.titled(recent):
        if paper.id in records.asked:
            by_title.setdefault(title_form(paper.title), paper)
    spoken = [by_title[form] for form in dict.fromkeys(map(title_form, recent)) if form in by_title]
    if spoken:
        return spoken[:1] if of.points == "one" else spoken
    return [] if records.is_whole else records.newest_first(records.asked, LISTED)


def _titled(core: str, is_name: bool, records: Records) -> list[Paper]:
    """The papers whose title, or the name or phrase that tells it, is this; what is not surely a name must be one there:
    "bert" is BERT, "bees" is no paper."""
    form, words = title_form(core), title_form(core).split()
    found = list(records.library.get(list(records.library.by_words(core, _LOOKED_AT, records.asked))).values())
    heads = [paper for paper in found if title_form(_head(paper)) == form]
    if not is_name:
        return [paper for paper in heads if acronyms(_head(paper)) == (_head(paper),)]
    if heads:
        return [paper for paper in heads if _head(paper).casefold() == core.casefold()] or heads
    if len(words) >= _WORDS:
        holding = [paper for paper in found if f" {form} " in f" {title_form(paper.title)} "]
        return holding or [
            p for p in found if max(fuzz.ratio(form, title_form(t)) for t in (p.title, _head(p))) >= _NEARLY
        ]
    if len(words) == 1 and acronyms(core):
        own = set(stems(core))
        titled = [paper for paper in found if own <= set(stems(paper.title))]
        return titled if len(titled) == 1 else found if len(found) == 1 and not titled else []
    return []


def _is_name(core: str) -> bool:
    """Whether a text may be a title by itself: of several words, or a name by its spelling; "bees" is a word."""
    return len(title_form(core).split()) > 1 or core[:1].isupper() or bool(acronyms(core))


def _head(paper: Paper) -> str:
    """What stands before the subtitle: the name that people know a paper by."""
    return _HEAD.split(paper.title, maxsplit=1)[0]


def _by_record(text: str, records: Records) -> list[Paper]:
    """The papers that a text tells by author and year: "Vaswani et al. 2017", "the Devlin paper"."""
    if cited := _CITED.search(text):
        names = [name for name in (cited["one"], cited["other"]) if name]
        criteria = (*(Criterion("authors", name, is_sure=False) for name in names), Criterion("year", cited["year"]))
    else:
        asked = selection_asked(text)
        criteria = asked.criteria if asked and asked.wanted == "papers" else ()
    found = chosen(criteria, records) if criteria else None
    return records.newest_first(found.ids, LISTED) if found else []


def _described(core: str, records: Records, scorer: Scorer) -> list[Paper]:
    """The paper that is closest to what is said of it, where it surely is about that; a title tells more than the rest."""
    hits = retrieve(records.library, core, _RANKED, among=records.asked)
    if not is_on_topic(scorer, core, hits):
        return []
    likeness = scorer.cosines(core, [hit.paper.title for hit in hits])
    best = max(range(len(hits)), key=lambda place: hits[place].score / (hits[0].score or 1.0) + likeness[place])
    return [hits[best].paper] if scorer.best_coverage(core, [hits[best]]) >= _ABOUT else []
