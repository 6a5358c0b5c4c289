"""A question for papers by their records: which, how many, the newest, by whom the most are."""

from __future__ import annotations

from dataclasses import replace
from re import Match

from rag.answer.question.catalogue.asked import CatalogueQuestion, Criterion, Group, PaperReference, Wanted
from rag.answer.question.catalogue.criteria import criteria, named
from rag.answer.question.catalogue.ways import group, ways
from rag.text.rules import Rule, rule

_NOUN = r"(?:papers?|articles?|publications?|stud(?:y|ies)|works?|records?|entr(?:y|ies)|documents?|preprints?|titles?|references?)"
_WORD = r"(?-i:[A-Z])[\w.&'’-]*"
# A year, names with capitals, or a name of whom papers are: "2017 papers", "CVPR papers", "devlin's papers".
_PRE = rf"(?:19|20)\d\d|retracted|withdrawn|[\w-]+['’]s|{_WORD}(?: {_WORD}){{0,3}}"
_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_MINE = r"(?:(?:my|the|our|your|all|these|those) )*"
_GROUPS: dict[str, Group] = {
    "author": "authors", "researcher": "authors", "scientist": "authors", "person": "authors", "writer": "authors",
    "venue": "venue", "journal": "venue", "conference": "venue", "year": "year", "tag": "tags", "publisher": "publisher",
}  # fmt: skip


def _ways(*texts: str) -> str:
    """A pattern of beginnings of questions. PRE stands for names before papers, NUMBER for a number of them, WAY for
    newest or oldest, GROUP for what they are grouped by."""
    return ways(
        *texts,
        PRE=_PRE,
        NUMBER=rf"\d{{1,3}}|{'|'.join(_NUMBERS)}",
        WAY="newest|latest|most recent(?:ly)?|oldest|earliest",
        GROUP="|".join(_GROUPS),
    )


_COUNT = rule(
    "catalogue: how many papers",
    _ways(
        rf"how many of (?:these|those|them)\b(?: {_NOUN}\b)?",
        rf"(?:how many (?:of )?|(?:what (?:is|was) )?(?:the )?(?:total )?(?:number|count) of |count ){_MINE}(?:different )?(?:PRE )?{_NOUN}\b",
        r"how (?:big|large) is (?=(?:my|the|this|our|your) (?:library|collection|catalogue)\b)",
    ),
    matches=(
        "How many papers are there",
        "how many of these are from 2019",
        "number of articles",
        "how big is my library",
    ),
    misses=("How many hives were watched", "how large is the effect", "a number of bees"),
)
_EACH = rule(
    "catalogue: how many papers each has",
    _ways(
        rf"(?:how many |the |number of |count(?: of)? |show )*(?:PRE )?{_NOUN} (?:(?:are|were|was|is|have|do|did|i|we|you|there|published|come out|came out) )*"
        r"(?:per|for each|for every|by each|by|in each|in every|each|every|from each) GROUP\b"
    ),
    matches=("How many papers are there per year", "papers by journal", "how many studies in each year"),
    misses=("papers by Devlin", "how many bees per hive", "how many papers are there"),
)
_MOST_OF = r"(?: (?:often|frequent(?:ly)?|common|prolific|productive|of|the|my|them))*"
_MOST = rule(
    "catalogue: who or what has the most",
    _ways(
        rf"who (?:(?:has|have|had|wrote|published|authored|written|appears?|contributed|comes up|the) )+most\b{_MOST_OF}(?: {_NOUN}\b)?",
        r"(?:which|what) GROUPs? (?:(?:has|have|had|is|are|was|were|wrote|published|authored|written|comes?|appears?|occurs?|represented|contributed|the|up|in|by) )+most\b"
        rf"{_MOST_OF}(?: GROUPs?\b| {_NOUN}\b)?",
        r"(?:(?:who|which|what) (?:is|are) )?(?:the |my )*(?:NUMBER )?(?:most (?:frequent|common|prolific|productive|published|represented)|top|commonest)(?: NUMBER)? GROUPs?\b",
    ),
    matches=(
        "Who has the most papers",
        "which journal has published most papers",
        "the most prolific authors",
        "top 5 journals",
        "Who wrote most of the papers",
        "which journal comes up most often",
    ),
    misses=(
        "Who is most at risk",
        "Who suffers most",
        "which drug is the most common",
        "the most common cause",
        "Who has the flu",
    ),
)
_DISTINCT = rule(
    "catalogue: which ones there are, or how many",
    _ways(
        r"how many (?:different |distinct |unique )?GROUPs\b",
        r"(?:which|what|all|the|list|different|my) (?:all |of |the |my |different )*GROUPs\b",
    ),
    matches=("How many different journals are there", "which years does my library cover", "list all authors"),
    misses=("How many hives are there", "Which journal is it", "authors"),
)
_EXTREME = rule(
    "catalogue: the newest or oldest papers",
    _ways(
        rf"(?:(?:which|what)(?: is| are| was| were) )?{_MINE}(?:PRE )?(?:NUMBER )?WAY (?:NUMBER )?(?:PRE )?(?:{_NOUN}|ones?)\b",
        rf"(?:which|what) (?:(?:one )?of (?:these|those|them)\b(?: {_NOUN}\b)?|(?:of my )?(?:PRE )?(?:{_NOUN}|one)\b) (?:(?:is|are|was|were|came out|appeared|published|the) )*WAY\b(?: ones?\b| {_NOUN}\b)?",
        r"(?:which|what) (?:is|are|was|were) (?:the )?WAY$",
        r"(?:the |my )?WAY NUMBER$",
    ),
    matches=(
        "What is the newest paper",
        "the latest 5 papers",
        "Which paper is the oldest one",
        "Devlin's latest paper",
        "which of these is the most recent",
    ),
    misses=("the latest method", "What is the oldest tree", "What is the latest on gout", "the newest"),
)
_PAPERS = rule(
    "catalogue: which papers",
    _ways(
        rf"(?:which|what) (?:ones?\b|of (?:these|those|them)\b(?: {_NOUN}\b)?|(?:other )?(?:of )?{_MINE}(?:PRE )?{_NOUN}\b)",
        rf"(?:(?:all|every|any|some|the|my|our|list|other|more|a list|of|full|complete) )*(?:PRE )?{_NOUN}\b",
        rf"(?:do|have|did) (?:i|we|you)(?: have| got| hold)?(?: already)? (?:(?:any|some|an?|other) )*(?:(?:PRE )?{_NOUN}\b|(?:any|some)thing\b)",
        rf"(?:is|are|was|were) there (?:(?:any|some|an?|other) )*(?:(?:PRE )?{_NOUN}\b|(?:any|some)thing\b)",
        r"(?:every|any)thing\b",
    ),
    matches=(
        "Which papers are from 2019",
        "papers by Devlin",
        "do you have anything by Okafor",
        "is there a paper by Okafor",
        "all my articles",
        "which of these are from 2019",
        "everything by Devlin",
    ),
    misses=("Which bees dance", "Is there a cure", "do you have a cold", "newspapers"),
)
# Only what stands behind these makes a question for papers of them.
_WHAT = rule(
    "catalogue: what was published",
    r"^(?:what(?: is| are| was| were| has been| have been| do (?:i|we|you) have| have (?:i|we|you) got| (?=came|appeared))(?: there)?(?: else)?(?= )"
    r"|what (?:else )?(?=(?:did|has|have|had) )|(?=(?:did|has|have) \S+)|what (?=[A-Z]\S* ))",
    matches=(
        "What was published in 2019",
        "what did Devlin write",
        "Did Okafor write anything",
        "what else has Devlin published",
    ),
    misses=("How did it end", "whatever"),
)
_RULES: tuple[tuple[Rule, Wanted], ...] = (
    (_EACH, "each"),
    (_MOST, "most"),
    (_EXTREME, "newest"),
    (_COUNT, "count"),
    (_DISTINCT, "distinct"),
    (_PAPERS, "papers"),
    (_WHAT, "papers"),
)
_THESE = rule(
    "catalogue: of the papers of the last answer",
    r"\bof (?:these|those|them)\b|^which ones\b",
    matches=("how many of them", "which ones"),
    misses=("of the papers", "those papers"),
)
_PUBLISHED = rule(
    "catalogue: speaks of publishing",
    r"\b(?:publish\w*|wr[io]te|wrote|written|came out|come out|appear(?:ed)?|tagged|have|has|got|author\w*|by)\b",
    matches=("what was published in 1999", "what did Devlin write", "what do I have by Devlin"),
    misses=("what was in 1999", "what is 1984"),
)
_IN_PAPERS_TOO = rule(
    "catalogue: words for what a library has that papers speak of too",
    r"\b(?:stud(?:y|ies)|works?|records?|entr(?:y|ies)|documents?|titles?|references?|years?|conferences?|publishers?|persons?|writers?"
    r"|researchers?|scientists?)\b",
    matches=("how many studies", "the oldest document"),
    misses=("how many papers", "the oldest article", "how many journals"),
)
_NAMES_LIBRARY = rule(
    "catalogue: names the library",
    r"\b(?:library|collection|catalogue|(?:i|we|you) have|have (?:i|we|you)|(?:different|distinct|all) \w+|my \w+)\b",
    matches=("how many studies do I have", "all years", "my oldest document"),
    misses=("how many studies are there", "the oldest document"),
)
_OF_LIBRARY = rule(
    "catalogue: speaks of the library",
    r"\b(?:library|collection|catalogue|have|got|there|here|in total|altogether|all|list|my)\b",
    matches=("which papers do I have", "all papers"),
    misses=("which papers", "papers of Devlin"),
)


def selection_asked(text: str) -> CatalogueQuestion | None:
    """A question for papers by their records, in words without what leads to it and ends it; None for any other."""
    for known, wanted in _RULES:
        if not (match := known.search(text)):
            continue
        met = criteria(text[match.end() :], allows_topic=wanted in ("newest", "most"))
        if met is None:
            continue
        before = group(match, "pre")
        met = (*(named(before) if before else ()), *met)
        these = PaperReference("these", "several", is_paper=True) if _THESE.holds(match.group()) else None
        if not _is_of_papers(known, match.group(), text, met, has_these=bool(these)):
            continue
        return _completed(CatalogueQuestion(wanted, of=these, criteria=met), match)
    return None


def _is_of_papers(known: Rule, beginning: str, text: str, met: tuple[Criterion, ...], has_these: bool) -> bool:
    """Whether the papers of the library are surely what a question is for: with no criteria, and where it calls them by
    what may as well be in a paper (the studies of a review, the records of a court), it must say so."""
    if known is _WHAT:
        tells = any(criterion.is_sure and criterion.by != "venue" for criterion in met) or "publish" in text.lower()
        return bool(met) and tells and _PUBLISHED.holds(text)
    if met or has_these or known in (_MOST, _EACH):
        return True
    if known is _PAPERS:
        return _OF_LIBRARY.holds(text)
    return not _IN_PAPERS_TOO.holds(beginning) or _NAMES_LIBRARY.holds(text)


def going_on(text: str, before: CatalogueQuestion) -> CatalogueQuestion | None:
    """The question before, with the criteria that are left of another: "And by Bengio?"."""
    met = criteria(text)
    return with_criteria(before, met) if met else None


def with_criteria(before: CatalogueQuestion, met: tuple[Criterion, ...]) -> CatalogueQuestion:
    """A question with these criteria, each in the place of those of its kind."""
    kinds = {_kind(criterion) for criterion in met}
    stay = tuple(criterion for criterion in before.criteria if _kind(criterion) not in kinds)
    return replace(before, criteria=(*stay, *met))


def _kind(criterion: Criterion) -> str:
    return {"name": "authors"}.get(criterion.by, criterion.by)


def _completed(question: CatalogueQuestion, match: Match[str]) -> CatalogueQuestion:
    """The question with what its first words tell beside what is wanted: of which group, how many, which end."""
    word, number, way = group(match, "group"), group(match, "number"), group(match, "way") or ""
    return replace(
        question,
        wanted="oldest" if way.lower() in ("oldest", "earliest") else question.wanted,
        grouped=_GROUPS[word.lower()] if word else "authors" if question.wanted == "most" else None,
        number=None if number is None else _NUMBERS.get(number.lower()) or int(number),
    )
