"""Words behind "which papers ..." -> what these papers must meet in their records: by whom, when, where, how tagged.

All of the words must be read: one that is left over tells of what papers are about, and abstracts answer that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from re import Match

from rag.answer.question.catalogue.asked import Criterion, RecordField
from rag.records import Operator
from rag.text.rules import Rule, rule
from rag.text.words import FUNCTION_WORDS

_YEAR = r"(?:19|20)\d\d"
_STOP = (
    r"(?=[\s,]*$|[\s,]+(?:from|in|at|since|after|before|until|between|published|written|with|without|tagged|that|which|are|is|do|does"
    rf"|did|have|has|i|we|there|here|wrote|write|written|publish|came|come|appeared|about|on|or|and|{_YEAR})\b)"
)
_NAME = (
    r"(?!(?:me|him|her|them|us|it|whom|who|the|this|that|these|those|years?|authors?|venues?|journals?|topics?|each|any|all|an?)\b)"
    r"[^\W\d_][\w.'’-]{0,40}(?:,? [^\W\d_][\w.'’-]{0,40}){0,4}?"
)
_PLACE_STOP = (
    rf"(?=[\s,]*$|[\s,]+(?:from|in|since|after|before|until|between|of|during)\s+(?:the year )?{_YEAR}|[\s,]+{_YEAR}|[\s,]+(?:written |authored )?by\b"
    r"|[\s,]+(?:are there|do (?:i|we|you)|have (?:i|we)|in (?:my|the|this) (?:library|collection)|there|here|or)\b)"
)
_PLACE = r"[\"“']?(?P<venue>[^\W\d_][^?\"”]{1,80}?)[\"”']?"
_OPERATORS: dict[str, Operator] = {
    "since": ">=", "after": ">", "later than": ">", "newer than": ">", "before": "<", "prior to": "<", "earlier than": "<",
    "older than": "<", "until": "<=", "up to": "<=",
}  # fmt: skip
_FIELDS: dict[str, RecordField] = {
    "doi": "doi", "abstract": "abstract", "year": "year", "date": "year", "venue": "venue", "journal": "venue",
    "author": "authors", "keyword": "keywords", "tag": "tags", "link": "link", "url": "link", "page": "pages",
    "publisher": "publisher", "pmid": "pmid",
}  # fmt: skip
_FIELD = rf"(?P<field>{'|'.join(_FIELDS)})s?\b"
_BETWEEN = rule(
    "catalogue: papers between two years",
    rf"(?:(?:published|written|dated|that came out|came out|appeared) )?(?:between|from|in) (?P<first>{_YEAR})(?: (?:and|to|until|through|till) |\s?[-–]\s?)(?P<last>{_YEAR})\b"
    r"|(?:from|in|of) the (?P<decade>(?:19|20)\d0)'?s\b",
    matches=("between 1995 and 1999", "published from 2001 to 2003", "in 2001-2004", "from the 1990s"),
    misses=("between 20 and 30", "from 2017"),
)
_WHEN = rule(
    "catalogue: papers of a time",
    rf"(?:(?:published|written|dated|released|that came out|came out|appeared|that appeared) )?(?:from )?(?P<op>from|in|of|for|{'|'.join(_OPERATORS)}|during) (?:the year )?(?P<year>{_YEAR})\b"
    r"(?P<on> on(?:wards?)?\b| or (?:later|newer|after)\b| and (?:later|after)\b)?",
    matches=("from 2017", "published in 2019", "since 2020", "of the year 1999", "from 2017 on"),
    misses=("in 20 trials", "2017", "from 217"),
)
_BARE_YEAR = rule(
    "catalogue: a year alone", rf"(?P<year>{_YEAR})\b", matches=("2017", "in 1999"), misses=("17", "20017")
)
_LACKS = rule(
    "catalogue: papers whose records lack something",
    rf"(?:without|lack(?:s|ing)?|miss(?:es|ing)?|(?:have|has|with|having) (?:no|missing)|(?:do|does)(?:n't| not) have)(?: (?:an?|any|the|their))? {_FIELD}"
    r"|(?P<untagged>untagged|not tagged)\b",
    matches=(
        "without a DOI",
        "lack an abstract",
        "have no year",
        "with no keywords",
        "that are untagged",
        "don't have a DOI",
    ),
    misses=("without a queen", "have no effect", "with a DOI", "lack sleep"),
)
_HAS = rule(
    "catalogue: papers whose records have something",
    rf"(?:with|have|has|having)(?: (?:an?|any|the|their))? {_FIELD}(?=[\s,]*$|[\s,]+(?:in|from|are|do|there)\b)",
    matches=("with a DOI", "have an abstract"),
    misses=("with a DOI of 10", "have no year", "with a queen"),
)
_TAGGED = rule(
    "catalogue: papers with a tag",
    r"(?:(?:with|have|having|has|under|carry|carrying)(?: the| my| an?)? tag(?:s|ged)?|(?:i |we |have |did )*tag(?:ged)?)(?: (?:as|with|by))?,?:? (?P<tag>[\"“'][^\"”']+[\"”']|\S.*?)"
    + _PLACE_STOP,
    matches=("tagged to read", "with the tag 'sleep lab'", "tagged as thesis from 2019"),
    misses=("tagged", "with a tail"),
)
_RETRACTED = rule(
    "catalogue: papers that were retracted",
    r"(?:retracted|withdrawn)\b(?=[\s,]*$|[\s,]+(?:are|do|in|there|papers)\b)",
    matches=("retracted", "that were withdrawn"),
    misses=("retracted wings", "were extracted"),
)
_BY = rule(
    "catalogue: papers by somebody",
    rf"(?:(?:that (?:is|are|were|was) )?(?:written|authored|co-?authored|published|made|produced) )?by (?:the )?(?P<name>{_NAME}){_STOP}(?: (?:and|&) (?:by )?(?P<other>{_NAME}){_STOP})?",
    matches=("by Devlin", "written by Ada Okafor", "by van der Berg from 2019", "by Karlsson and Lind"),
    misses=("by 2019", "by year", "by whom", "bypass"),
)
_AS_AUTHOR = rule(
    "catalogue: papers with somebody as an author",
    rf"(?:with|where|in which|on which) (?P<name>{_NAME}) (?:is |was |as )(?:an? |the |first |last |co-?)*author",
    matches=("with Okafor as an author", "where Ada Okafor is first author"),
    misses=("with bees as pollinators", "where it is"),
)
_DID_WRITE = rule(
    "catalogue: papers that somebody wrote",
    rf"(?:did|has|have|had|does) (?P<name>{_NAME})(?: (?:and|&) (?P<other>{_NAME}))? (?:ever |already |together )?(?:co-?)?(?:write|wrote|written|publish(?:ed)?|author(?:ed)?)\b",
    matches=("did Devlin write", "has Ada Okafor published"),
    misses=("did bees dance", "has it published", "did the king write"),
)
_WROTE = rule(
    "catalogue: papers that somebody wrote, said straight",
    rf"(?P<name>(?-i:[A-Z]){_NAME}) (?:wrote|published|has written|has published|co-?authored|authored)\b",
    matches=("Devlin wrote", "Ada Okafor has published"),
    misses=("who wrote", "bees wrote"),
)
_PUBLISHED_IN = rule(
    "catalogue: papers published somewhere",
    rf"(?:published|appeared|appear|appearing|printed|presented|accepted|came out) (?:in|at|by|on) (?:the )?(?:journal |conference )?{_PLACE}{_PLACE_STOP}"
    rf"|in the (?:journal|proceedings)(?: of)? {_PLACE.replace('venue', 'venue2')}{_PLACE_STOP}",
    matches=("published at NAACL", "appeared in The Lancet", "presented at ASCO in 2019", "in the journal Nature"),
    misses=("published in 2019", "at NAACL", "in mice"),
)
_IN = rule(
    "catalogue: papers in something",
    rf"(?P<prep>in|at|from|on) (?:the )?{_PLACE}{_PLACE_STOP}",
    matches=("in Nature", "at NAACL", "from The Lancet since 2019"),
    misses=("in 2019", "into"),
)
_TOPIC = rule(
    "catalogue: papers on something",
    r"(?:that (?:is|are) )?(?:on|about|regarding|concerning|dealing with) (?P<topic>\S.*)$",
    matches=("on bees", "about the treaty of Ghent"),
    misses=("only", "by Devlin"),
)
_OR = rule(
    "catalogue: or another",
    rf"[\s,]+or (?:(?:by|from|in|at) )?(?:the )?(?P<value>{_YEAR}\b|{_NAME}{_STOP})",
    matches=("by Lind or Berg", "from 2017 or 2018", "in Nature or Science"),
    misses=("Oregon", "by Lind"),
)
# These carry a question, and say nothing of which papers it is for.
_CARRIES = rule(
    "catalogue: words that only carry a question",
    r"(?:in (?:my|the|this|our|your|here) ?(?:library|collection|catalogue|database)?|(?:my|the|this|our|your) (?:library|collection|catalogue)"
    r"|of (?:my|the|these|those|them|all)|that|which|who|are|is|was|were|be|been|have|has|had|do|does|did|i|we|you|my|our|your|the|these|those"
    r"|there|here|holds?|contains?|covers?|got|in total|in all|total|altogether|overall|currently|now|at all|all|any|also|only|please|an(?:ything|y ?one)"
    r"|something|else|ones?|papers?|articles?|know of|published|out|c[ao]me|date from|so far|together|an?|them|everything|written|and|but)\b(?!['’-])|[\s,;:]+",
    matches=("in my library", "are there", "do i have", "that were"),
    misses=("'s", "treaty", "-"),
)


def criteria(text: str, allows_topic: bool = False) -> tuple[Criterion, ...] | None:
    """What papers must meet; None where a word of the text tells anything else."""
    found: list[Criterion] = []
    rest = text
    while rest:
        for known, made in _RULES:
            match = known.pattern.match(rest)
            if match and (known is not _TOPIC or allows_topic) and (new := tuple(made(match))):
                found += new
                rest = rest[match.end() :]
                while (other := _OR.pattern.match(rest)) and (either := _either(found[-1], other["value"])):
                    found[-1], rest = either, rest[other.end() :]
                break
        else:
            match = _CARRIES.pattern.match(rest)
            if not match:
                return None
            rest = rest[match.end() :]
    return tuple(dict.fromkeys(found))


def _either(criterion: Criterion, value: str) -> Criterion | None:
    """A criterion that another value meets too; None where it cannot be one of the same kind."""
    if criterion.by not in ("year", "authors", "venue", "name") or criterion.operator != "=":
        return None
    if value.isdigit() != (criterion.by == "year"):
        return None
    return replace(criterion, alternatives=(*criterion.alternatives, value))


def named(text: str) -> tuple[Criterion, ...]:
    """What stands before "papers": a year, that they were retracted, or the name of an author or a venue."""
    text = text.strip()
    if _RETRACTED.holds(text):
        return (Criterion("retracted"),)
    if text.isdigit():
        return (Criterion("year", text),)
    owner = text.removesuffix("'s").removesuffix("’s")
    return (Criterion("authors" if owner != text else "name", owner, is_sure=False),)


def _between(match: Match[str]) -> Iterator[Criterion]:
    first, last = match["first"], match["last"]
    if match["decade"]:
        first, last = match["decade"], match["decade"][:3] + "9"
    yield Criterion("year", min(first, last), ">=")
    yield Criterion("year", max(first, last), "<=")


def _when(match: Match[str]) -> Iterator[Criterion]:
    operator = _OPERATORS.get(match["op"].lower(), "=")
    yield Criterion("year", match["year"], ">=" if match["on"] and operator == "=" else operator)


def _lacks(match: Match[str]) -> Iterator[Criterion]:
    yield Criterion("lacks", "tags" if match["untagged"] else _FIELDS[match["field"].lower()])


def _by(match: Match[str]) -> Iterator[Criterion]:
    for name in filter(None, (match["name"], match.groupdict().get("other"))):
        yield Criterion("authors", name, is_sure=_is_name(name))


def _published_in(match: Match[str]) -> Iterator[Criterion]:
    yield Criterion("venue", match["venue"] or match["venue2"])


def _in(match: Match[str]) -> Iterator[Criterion]:
    preposition, name = match["prep"].lower(), match["venue"].strip()
    is_archive = "xiv" in name.lower()
    if name.split()[0].lower() not in FUNCTION_WORDS and (preposition != "on" or is_archive):
        yield Criterion("name" if preposition == "from" else "venue", name, is_sure=False)


def _is_name(text: str) -> bool:
    """Whether a text is a person's name by its spelling: capitals, and not these alone."""
    return any(word[0].isupper() and not word.isupper() for word in text.split())


_RULES: tuple[tuple[Rule, Callable[[Match[str]], Iterator[Criterion]]], ...] = (
    (_BETWEEN, _between),
    (_WHEN, _when),
    (_BARE_YEAR, lambda match: iter((Criterion("year", match["year"]),))),
    (_LACKS, _lacks),
    (_HAS, lambda match: iter((Criterion("has", _FIELDS[match["field"].lower()]),))),
    (_TAGGED, lambda match: iter((Criterion("tag", match["tag"].strip("\"“”' ")),))),
    (_RETRACTED, lambda match: iter((Criterion("retracted"),))),
    (_BY, _by),
    (_AS_AUTHOR, _by),
    (_DID_WRITE, _by),
    (_WROTE, _by),
    (_PUBLISHED_IN, _published_in),
    (_IN, _in),
    (_TOPIC, lambda match: iter((Criterion("topic", match["topic"]),))),
)
