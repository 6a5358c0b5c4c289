"""A question for what the record of a paper says: who wrote it, when, where, its DOI.

These rules tell what is asked if what they find between their words is a paper; whether it is one, the library tells.
"When was the treaty published?" is a question to the catalogue only where a paper is called so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast, get_args

from rag.answer.question.catalogue.asked import CatalogueQuestion, PaperReference, RecordField
from rag.answer.question.catalogue.ways import group, ways
from rag.text.rules import Rule, rule
from rag.text.words import ANY_PAPER, PAPER, PAPERS

_BE = r"(?:is|are|was|were)"
_HAVE = r"(?:is|are|was|were|did|does|do|has|have)"
_OUT = r"(?:(?:first |been |originally )*(?:published|written|printed|posted|put out|come out|came out))"
# A method is released, a virus appears, and a gift is presented: of "it" these tell nothing of a paper.
_OUT_OR_SEEN = rf"(?:{_OUT}|(?:first |been |originally )*(?:released|appear(?:ed)?|presented|accepted))"
_NO_PRONOUN = r"(?!(?:it|they|this|that|these|those|them) )"
_VENUE = r"(?:venue|journal|conference|magazine|proceedings|meeting|workshop|newspaper)"
_AUTHOR = r"(?:co-?)?(?:(?:first|last|senior|main|lead) )?authors?"
_IDENTIFIER = (
    r"(?:doi|digital object identifier|arxiv(?: id| number| identifier)?|pmid|pubmed (?:id|number)|url|(?:citation |bibtex |cite ?)key"
    r"|publisher|page numbers|pages|keywords|tags)"
)
_FIELD = (
    r"(?:doi|digital object identifier|arxiv(?: id| number| identifier| link)?|pmid|pubmed (?:id|number)|url|link"
    r"|web ?(?:site|address|page)|(?:citation |bibtex |cite ?)key|publisher|page (?:numbers?|range)|pages|volume(?: number)?"
    r"|issue number|keywords|tags|citation count|number of citations|affiliations?)"
)


def _ways(*texts: str) -> str:
    """A pattern of whole questions, with OF for a paper and FIELD for the name of a field in them."""
    return ways(*texts, OF=".+?", FIELD=_FIELD) + "$"


_AUTHORS = rule(
    "catalogue: who wrote it",
    _ways(
        r"who(?:m)? (?:all |actually )?(?:wrote|authored|co-?authored|penned|has written|have written|published) (?!(?:the )?most\b)OF",
        rf"(?:who|which people) {_BE} (?:all )?(?:the |listed as )*{_AUTHOR}(?: (?:of|for|on|behind) OF)?",
        rf"(?:by whom|who) {_BE} OF (?:(?:written|authored|published)(?: by)?|by)",
        rf"(?:the |all )*(?:names of the |list of (?:the )?)?{_AUTHOR}(?: list)? (?:of|for) OF",
        r"(?:which|what) (?:authors?|people) (?:wrote|are on|is on|were on) OF",
        rf"(?:(?:who|what) {_BE} )?OF's? authors?",
        r"(?:its|the|their) authors?",
        rf"{_BE} OF (?:written|authored) by (?-i:[A-Z]).*",
        rf"how many (?:co-?)?authors (?:{_HAVE}|are on|wrote) OF(?: have| has)?",
        r"how many people (?:wrote|authored) OF",
    ),
    matches=(
        "Who wrote Attention is all you need",
        "who are the authors of the coral paper",
        "By whom was the aspirin trial written",
        "authors of the Treaty of Ghent article",
        "Who is the first author of it",
        "who are the authors",
        "How many authors does the flood study have",
    ),
    misses=(
        "Who proposes self-play",
        "Who signed the treaty",
        "who introduced the heliocentric model",
        "How many people took part",
        "Do the authors agree",
        "What did the authors find",
    ),
)
_YEAR = rule(
    "catalogue: when it was published",
    _ways(
        rf"when (?:exactly )?{_HAVE} (?:OF {_OUT}|{_NO_PRONOUN}OF {_OUT_OR_SEEN})(?: (?:for the first time|exactly))?",
        rf"(?:(?:in|from|of|for) )?(?:which|what) year {_HAVE} (?:OF (?:{_OUT}|from|of|in|dated)|{_NO_PRONOUN}OF {_OUT_OR_SEEN})",
        rf"(?:what {_BE} )?(?:the |its )?(?:publication (?:year|date)|year(?: of publication)?|date of publication) (?:of|for) OF",
        r"(?:what (?:is|was) )?(?:the |its )?(?:publication (?:year|date)|year of publication|date of publication)",
        rf"how (?:old|recent) {_BE} (?!(?:it|they|this|that|these|those)$)OF",
        r"when (?:did|have) (?:they|the authors) (?:publish|write) OF",
    ),
    matches=(
        "When was the coral paper published",
        "when did it come out",
        "In which year was the aspirin trial published",
        "What year is it from",
        "the publication year of On the Origin of Species",
        "How old is this paper",
    ),
    misses=(
        "When did it appear",
        "How old is it",
        "When does grokking happen",
        "When was the treaty signed",
        "When do bees dance",
        "What year is the tomb",
    ),
)
_PLACE = rule(
    "catalogue: where it was published",
    _ways(
        rf"where (?:exactly )?{_HAVE} (?:OF {_OUT}|{_NO_PRONOUN}OF {_OUT_OR_SEEN})(?: (?:in|at|to))?",
        rf"(?:(?:in|at|by|to) )?(?:which|what) {_VENUE} {_HAVE} OF (?:{_OUT_OR_SEEN}|belong|from)(?: (?:in|at|to|by))?",
        rf"(?:which|what) {_VENUE} (?:published|printed|accepted) OF",
        rf"(?:(?:in|at) )?(?:which|what) {_VENUE} {_BE} OF(?: (?:in|at|from))?",
        rf"(?:what {_BE} )?(?:the |its )?{_VENUE} (?:of|for) OF",
        rf"(?:(?:what {_BE} )?(?:its|the)|(?:in |at )?(?:which|what)) {_VENUE}",
    ),
    matches=(
        "Where was the coral paper published",
        "which journal did it appear in",
        "What conference was the paper presented at",
        "the journal of the aspirin trial",
        "which journal published the flood study",
        "what journal",
    ),
    misses=(
        "Where did it appear",
        "Where do bees nest",
        "Where was the treaty signed",
        "Which journal has the most papers",
    ),
)
_TIME_AND_PLACE = rule(
    "catalogue: when and where it was published",
    _ways(rf"(?:when and where|where and when) {_HAVE} OF {_OUT_OR_SEEN}"),
    matches=("When and where was the coral paper published", "where and when did it appear"),
    misses=("When and where did the war end", "when was it published"),
)
_NAMED = rule(
    "catalogue: a field of a record by its name",
    _ways(
        rf"(?:(?:what|which) {_BE} |do (?:you|we|i) have |have (?:you|we|i) (?:got )?|is there )?(?:the |an? |its |their |any )*FIELD (?:of|for|to) OF",
        rf"(?:(?:what|which) {_BE} |do (?:you|we|i) have |is there )?(?:the |an? |its |their |any )*(?P<field_alone>{_IDENTIFIER})s?",
        rf"(?:on )?(?:what|which) FIELD {_HAVE} OF(?: (?:have|has|got|from|with|on))?",
        rf"(?:what {_BE} )?OF's? FIELD",
        r"(?:does|do|has|have) OF (?:have |got )?(?:an? |any )FIELD",
    ),
    matches=(
        "What is the DOI of the coral paper",
        "doi for On Estoppel",
        "the link to it",
        "what pages is the aspirin trial on",
        "What is its DOI",
        "which tags does it have",
        "the PMID of that trial",
        "Does it have a DOI",
    ),
    misses=(
        "What is the link between sleep and memory",
        "which drugs are linked to it",
        "What keywords tell a negation",
        "How is a DOI assigned",
        "What is the volume",
    ),
)
_TO_BE_FOUND = rule(
    "catalogue: where it is to be found",
    _ways(r"where (?:can|do|could) (?:i|we|you|one) (?:find|get|download|read) OF"),
    matches=("Where can I find the coral paper", "where do I get it"),
    misses=("Where do bees find nectar", "where is it found"),
)
_PAGES = rule(
    "catalogue: how many pages it has",
    _ways(r"how many pages (?:does|do|has|have|is|are) OF(?: (?:have|has|long))?"),
    matches=("How many pages does the coral paper have", "how many pages is it"),
    misses=("How many pages were read", "how many bees does it have"),
)
_WHOLE_RECORD = rule(
    "catalogue: the whole record",
    _ways(
        r"how (?:do|can|should|would|must) (?:i|we|you|one) cite OF",
        r"cite OF",
        r"(?:the |a |full |complete )*(?:bibliographic (?:data|details|record|information)|bibtex(?: entry)?|reference|citation) (?:of|for) OF",
    ),
    matches=("How do I cite the coral paper", "the full reference for it", "bibtex of On Estoppel"),
    misses=("Which papers cite it", "How do bees find a reference", "the reference model"),
)
_RETRACTED = rule(
    "catalogue: whether it was retracted",
    _ways(r"(?:is|was|were|are|has|have) OF (?:been )?(?:retracted|withdrawn)"),
    matches=("Has the coral paper been retracted", "is it retracted"),
    misses=("Why was it retracted", "was the army withdrawn from Gaul"),
)
_TAGGED = rule(
    "catalogue: how it is tagged",
    _ways(r"how (?:is|are) OF tagged", r"how (?:did i tag|have i tagged) OF"),
    matches=("How is the coral paper tagged", "how did I tag it"),
    misses=("How is it done", "How are bees marked"),
)
_CITED = rule(
    "catalogue: how often it is cited",
    _ways(
        r"how (?:often|many times) (?:is|was|has|have) OF (?:been )?cited",
        r"how many citations (?:does|do|has|have) OF(?: have| got)?",
    ),
    matches=("How often is it cited", "how many citations does the coral paper have"),
    misses=("Which papers are cited", "How often do bees dance"),
)
_AFFILIATED = rule(
    "catalogue: where its authors work",
    _ways(
        r"(?:(?:at|from) )?(?:which|what) (?:universit(?:y|ies)|institut(?:es?|ions?)|(?:country|countries)) (?:are|is|do|does) the authors(?: of OF)?(?: (?:from|at|come from|work(?: at| for)?))?",
        r"where (?:do|are) the authors(?: of OF)? (?:work|from|based|come from)",
    ),
    matches=("Which university are the authors of the coral paper from", "where do the authors work"),
    misses=("Which universities took part", "Where do the authors see limits"),
)
_BY_RULE: tuple[tuple[Rule, tuple[RecordField, ...]], ...] = (
    (_TIME_AND_PLACE, ("venue", "year")),
    (_AUTHORS, ("authors",)),
    (_PLACE, ("venue",)),
    (_YEAR, ("year",)),
    (_TO_BE_FOUND, ("link",)),
    (_PAGES, ("pages",)),
    (_WHOLE_RECORD, ("authors", "year", "venue", "volume", "issue", "pages", "doi", "key")),
    (_RETRACTED, ("retracted",)),
    (_TAGGED, ("tags",)),
    (_CITED, ("citations",)),
    (_AFFILIATED, ("affiliations",)),
)
# What a field is called, by its first word, where that is not the field's own.
_CALLED: dict[str, RecordField] = {
    "digital": "doi", "arxiv": "arxiv_id", "pubmed": "pmid", "url": "link", "web": "link", "website": "link",
    "webpage": "link", "citation": "key", "bibtex": "key", "citekey": "key", "cite": "key", "page": "pages",
    "number": "citations", "affiliation": "affiliations",
}  # fmt: skip
_ALSO = rule(
    "catalogue: a second field behind the first",
    r",? and (?:(?P<year>when|(?:in )?(?:what|which) year|the year)|(?P<venue>where|(?:in )?(?:what|which) (?:journal|venue|conference)"
    r"|the (?:journal|venue))|(?P<doi>(?:what is )?(?:its|the) doi)|(?P<authors>who wrote (?:it|them)|by whom|the authors"
    r"|who (?:is|are) the authors?))(?: (?:was|is|were|did|has) (?:it|that|this|they)(?: been)?(?: (?:published|written|come out|appear))?)?$",
    matches=("Who wrote the coral paper and when", "who wrote it, and where was it published", "the year and the DOI"),
    misses=("Who wrote it and why", "when and where was it found", "bread and butter"),
)
# What goes on behind such a question asks more than records tell.
_GOES_ON = rule(
    "catalogue: a question that goes on",
    r"[,;?.]? (?:and|but) (?:what|how|why|who|which|does|did|is|do|are|when|where|summari[sz]e|explain|compare)\b",
    matches=("it and what did they find", "it, but how"),
    misses=("the paper on oaks and mosses", "Pride and Prejudice"),
)
_POINTS = rule(
    "catalogue: points at papers",
    rf"^(?:(?P<one>it|this|that|(?:this|that|the same|the first|the last) one|(?:the|this|that)(?: (?:same|first|last))? {PAPER})"
    rf"|(?P<several>they|these|those|them|all of (?:them|these)|(?:all )?(?:these|those|the) {PAPERS}|each(?: of (?:them|these))?))$",
    matches=("it", "this paper", "these papers", "the study", "that one"),
    misses=("this treaty", "the coral paper", "the method", "its queen"),
)
_THEIRS = rule(
    "catalogue: what several papers have",
    r"\btheir\b|s$(?<!pages)(?<!keywords)(?<!tags)(?<!numbers)",
    matches=("their DOI", "DOIs", "their authors"),
    misses=("its DOI", "the pages", "keywords"),
)
_IS_PAPER = rule(
    "catalogue: says that it is a paper",
    rf"\b(?:{ANY_PAPER}|one) (?:on|about|of|by|from|that|which|called|titled|entitled|with|in|where|introducing|proposing)\b"
    rf"|\b{ANY_PAPER}$|^[\"“]",
    matches=("the coral paper", "the paper on bees", "study of 2019 on gout", "“On Estoppel”"),
    misses=("the treaty", "Attention is all you need", "it"),
)


def fields_asked(text: str) -> CatalogueQuestion | None:
    """A question for fields of records, in words without what leads to it and ends it; None for any other."""
    also = _ALSO.search(text)
    if also and (found := _asked(text[: also.start()])):
        further = [cast(RecordField, name) for name, words in also.groupdict().items() if words]
        return replace(found, fields=tuple(dict.fromkeys((*found.fields, *further))))
    return _asked(text)


def reference(text: str) -> PaperReference:
    """What a question calls papers, in its words."""
    points = _POINTS.search(text)
    if points:
        return PaperReference(text, "one" if points["one"] else "several", is_paper=True)
    return PaperReference(text, is_paper=_IS_PAPER.holds(text))


def _asked(text: str) -> CatalogueQuestion | None:
    for found, fields in (*_BY_RULE, (_NAMED, ())):
        if match := found.search(text):
            named = group(match, "field") or match.groupdict().get("field_alone")
            of = group(match, "of") or ("they" if _THEIRS.holds(text) else "it")
            wanted = (*fields, *((_field(named.lower()),) if named else ()))
            return None if _GOES_ON.holds(of) else CatalogueQuestion("fields", wanted, reference(of.strip()))
    return None


def _field(called: str) -> RecordField:
    if called.startswith("citation count"):
        return "citations"
    first = called.partition(" ")[0]
    return cast(RecordField, first) if first in get_args(RecordField) else _CALLED[first]
