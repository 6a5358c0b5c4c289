"""What the papers of a list are to be grouped by: "group them by year", "..., grouped by data set", "and by country?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from re import Match
from typing import Literal

from rag.answer.question.catalogue.bare import bare
from rag.answer.question.catalogue.selections import selection_asked
from rag.answer.question.kinds import kind_of
from rag.answer.question.things import things_of
from rag.records import Turn
from rag.text.rules import Rule, rule
from rag.text.words import PAPERS

GroupedBy = Literal[
    "year", "decade", "venue", "first author", "authors", "tags", "publisher", "type", "keywords", "topic", "abstract",
]  # fmt: skip

_OF_RECORDS: dict[GroupedBy, str] = {
    "year": r"(?:publication |release )?(?:years?|dates?)(?: of (?:publication|release|appearance))?|when (?:they|each|it) (?:was|were|came|appeared)\b.*",
    "decade": "decades?",
    "venue": r"(?:publication )?(?:venues?|journals?|conferences?|outlets?|proceedings)|where (?:they|each|it) (?:was|were|came|appeared)\b.*",
    "first author": r"(?:first|lead) authors?",
    "authors": r"(?:co-?)?authors?(?:s? names?)?|researchers?|writers?|who wrote (?:them|it)",
    "tags": "(?:my )?(?:tags?|labels?)",
    "publisher": "publishers?",
    "type": "(?:(?:document|publication|record|item|paper|article) )?types?|(?:types?|kinds?) of (?:document|publication|record|item)s?",
    "keywords": "keywords?|key words?",
    "topic": "(?:(?:research|main|broad|their|general) )?(?:topics?|themes?|subjects?(?: areas?| matter)?|areas?|directions?|clusters?)",
}  # fmt: skip
_OF_RECORD = "|".join(_OF_RECORDS.values())
# What abstracts state and papers are often told apart by: behind "and by" these are no author's name.
_OF_ABSTRACTS = (
    r"(?:countr(?:y|ies)|continents?|regions?|languages?|methods?|approach(?:es)?|techniques?|models?|architectures?|data ?sets?|benchmarks?|tasks?"
    r"|populations?|participants?|patients?|species|organisms?|diseases?|conditions?|drugs?|treatments?|interventions?|outcomes?|(?:study )?designs?|(?:study |trial |research )types?"
    r"|types? of (?:study|trial|research|evidence)|sample sizes?|metrics?|fields?|domains?|settings?|results?|findings?|size|availability)"
)
_HOW = r"(?:by|into|according to|in terms of|along|based on|on the basis of|per)"
_DO = (
    r"(?:(?:re-?)?(?:group|sort|order|arrang|organi[sz]|split|divid|cluster|classify|categori[sz]|bucket|partition|separat|rank|tabulat|bin|list|show|break|structure?)"
    r"(?:e|es)?)"
)
_DONE = r"(?:(?:re-?)?(?:grouped|sorted|ordered|arranged|organi[sz]ed|split|divided|clustered|classified|categori[sz]ed|partitioned|separated|ranked|tabulated|binned|broken|structured))"
_PARTICLE = r"(?: (?:up|down|out|again|instead|now))*"
_NUMBER = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_POINTING = rf"(?:(?:all |each )?(?:of )?(?:them|these|those|it|this|that)|(?:all )?(?:the|these|those|this|that)(?: {_NUMBER})? (?:{PAPERS}|lists?|results?|ones|hits|answers?|table|titles?|entries))"
_LIBRARY = (
    rf"(?:(?:all )?(?:of )?(?:my|our|your|the (?:whole|entire)|everything in (?:my|the))(?: (?:whole|entire))? (?:library|collection|{PAPERS})|all (?:the )?{PAPERS}|the library|everything"
    rf"|{PAPERS}(?: in (?:my|the|this) (?:library|collection))?)"
)
_WHAT = r"(?P<what>[^?.!;:,]+)"
_MAY_ASK = rule(
    "grouping: a word that all that ask for groups have",
    r"\b(?:by|into|per|each|every|according|terms|along|based|basis)\b",
    matches=("group them by year", "papers on moss per year", "in terms of design"),
    misses=("Which papers introduce a dataset?", "group them"),
)
_ASKS = rule(
    "grouping: asks for it",
    r"^(?:(?:can|could|would|will) (?:you|we|i) (?:please )?|i(?:'d| would) (?:like|want) (?:to|you to) |let's |let us )",
    matches=("can you group them", "could we please sort these"),
    misses=("group them", "can bees sort by colour"),
)
_OF_THESE = rule(
    "grouping: of the papers of the last answer",
    rf"^(?:(?P<verb>{_DO})(?: {_POINTING})?|{_POINTING}|the same|again){_PARTICLE},? (?:but )?(?:(?P<done>{_DONE}) )?{_HOW} {_WHAT}$",
    matches=(
        "group them by year",
        "sort these by method",
        "split them up by data set used",
        "order the three papers by journal",
        "the same by venue",
        "these papers by author",
    ),
    misses=("group the patients by age", "these bees by day dance", "Do courts sort them", "group my library by year"),
)
_OF_LIBRARY = rule(
    "grouping: of all papers",
    rf"^(?:(?P<verb>{_DO}) )?{_LIBRARY}{_PARTICLE},? (?:(?P<done>{_DONE}) )?{_HOW} {_WHAT}$",
    matches=("group my library by year", "sort all papers by venue", "my papers by author", "papers by decade"),
    misses=("group them by year", "papers on moss by year", "my paper by year"),
)
_OF_SOME = rule(
    "grouping: of the papers that are asked for in the same words",
    rf"^{_DO} (?:me )?(?P<papers>(?:(?:all|the|my|every) )*(?:[\w-]+ )?{PAPERS} (?:on|about|that|which|with|from|of|in|since|by|using) .+?),? (?:{_DONE} )?{_HOW} {_WHAT}$",
    matches=("group the papers on moss by year", "sort trials that tested aspirin by sample size"),
    misses=("group them by year", "group patients with gout by age", "list the papers on moss"),
)
# Without a comma before it, or a word for the papers, it may be said of what papers are about: "cohorts grouped by age".
_BEHIND = rule(
    "grouping: behind a question for a list",
    rf"^(?P<papers>.+?)(?:[,;:.?!–—-] ?| and | then ){{1,9}}(?:(?:and|then|please|but|also|can you|could you|i want them|show them|list them) ){{0,9}}(?:{_DONE}|{_DO}(?: {_POINTING})?){_PARTICLE} {_HOW} {_WHAT}$",
    matches=(
        "which papers introduce a dataset, grouped by task",
        "list the trials of aspirin and group them by year",
        "Which papers film coral? Sort them by data set used",
        "papers on moss - split up by country",
    ),
    misses=("Which papers study cohorts grouped by age", "group them by year", "Bread, butter and salt by weight"),
)
_BEHIND_AT_ONCE = rule(
    "grouping: behind a question for a list, by what records say",
    rf"^(?P<papers>.+?),? (?:{_DONE}{_PARTICLE} (?:by|into|according to)|by|per|for each|in each|for every) (?:the |their )?(?P<what>{_OF_RECORD})$",
    matches=(
        "papers on moss by year",
        "how many papers study gout per year",
        "the reviews on bees grouped by publication year",
    ),
    misses=("papers by Devlin", "cohorts grouped by age", "papers on moss"),
)
_GOES_ON = rule(
    "grouping: goes on from another one",
    rf"^(?:{_HOW}|(?:{_DONE}|(?:and|now|then|what about|how about)){_PARTICLE} {_HOW}) (?:the |their )?(?P<what>.+)$",
    matches=("by year", "grouped by country", "what about by venue", "per decade"),
    misses=("who wrote them", "in which year"),
)
_SETTLED = rule(
    "grouping: what papers are told apart by",
    rf"^(?:the |their |its )?(?:{_OF_RECORD}|{_OF_ABSTRACTS})(?: (?:used|reported|studied|they \w+(?: \w+)?|of each))?$",
    matches=("year", "the journal", "data set used", "country", "type of study"),
    misses=("Bengio", "van der Berg", "whom", "hand"),
)
_DETERMINER = rule(
    "grouping: words before what papers are grouped by",
    r"^(?:(?:the|their|its|a|each|which|what|kinds? of(?= data| method| model))\s+)+",
    matches=("the year", "their method", "which data set"),
    misses=("year", "theme"),
)
_ENDING = rule(
    "grouping: words behind what papers are grouped by",
    r"(?:,? (?:that |which )?(?:(?:they|each(?: paper| study)?|it|is|are|was|were)\s)*(?:used?|uses|published|reported|reports?|studied|given|investigated|considered|of each(?: paper)?))+$",
    matches=("data set used", "method they use", "species that each studied"),
    misses=("data set", "case study", "uses"),
)


def _called(by: GroupedBy, matches: tuple[str, ...], misses: tuple[str, ...]) -> Rule:
    return rule(f"grouping: by {by}", rf"^(?:{_OF_RECORDS[by]})$", matches=matches, misses=misses)


_CALLED: dict[GroupedBy, Rule] = {
    "year": _called(
        "year", ("publication year", "year of publication", "when they were published"), ("light year", "age")
    ),
    "decade": _called("decade", ("decade",), ("year",)),
    "venue": _called("venue", ("journal", "where they appeared"), ("site",)),
    "first author": _called("first author", ("lead author",), ("author",)),
    "authors": _called("authors", ("author", "researchers"), ("authority",)),
    "tags": _called("tags", ("my tags", "tag"), ("tagger",)),
    "publisher": _called("publisher", ("publisher",), ("public",)),
    "type": _called("type", ("type", "document type", "type of publication"), ("study type", "type of diabetes")),
    "keywords": _called("keywords", ("keyword",), ("key",)),
    "topic": _called("topic", ("theme", "research area"), ("area of the lake", "subjects studied")),
}


@dataclass(frozen=True, slots=True)
class Grouping:
    """What papers are grouped `by`: a field of records, the topics of the library's map, or what their abstracts state of
    something; `words` are what the question calls it: "data set"."""

    by: GroupedBy
    words: str


@dataclass(frozen=True, slots=True)
class ToGroup:
    """A question that wants papers grouped: how, and the rest of it, which asks for the `papers`. `is_of_library` tells that
    these are all."""

    grouping: Grouping
    papers: str
    is_of_library: bool = False

    @property
    def wants_topics(self) -> bool:
        """Whether that asks what the library is about."""
        return self.is_of_library and self.grouping.by == "topic"


_LAST, _ALL = (
    "which of these papers",
    "all my papers",
)  # how the papers are asked for, where the question only points to them


def grouping_asked(question: str, history: Sequence[Turn] = ()) -> ToGroup | None:
    """How a question wants papers grouped, and which; None where it wants nothing grouped."""
    if not _MAY_ASK.holds(question):  # most questions, for which the rules below need not be read
        return None
    words = _ASKS.sub("", bare(question.replace("’", "'")))
    counted = selection_asked(words)
    if counted and counted.wanted == "each":  # how many papers there are of each is a count
        return None
    if (match := _OF_LIBRARY.search(words)) and _is_grouped(match):
        return ToGroup(_grouping(match["what"]), _ALL, is_of_library=True)
    if (match := _OF_THESE.search(words)) and _is_grouped(match):
        return ToGroup(_grouping(match["what"]), _LAST if history else _ALL, is_of_library=not history)
    match = _OF_SOME.search(words) or _BEHIND.search(words) or _BEHIND_AT_ONCE.search(words)
    if match and _asks_for_papers(match["papers"]):
        return ToGroup(_grouping(match["what"]), match["papers"])
    match = _GOES_ON.search(words) if history else None
    if match and (_SETTLED.holds(match["what"]) or (match["what"].islower() and _grouped_before(history))):
        return ToGroup(_grouping(match["what"]), _LAST)
    return None


def _is_grouped(match: Match[str]) -> bool:
    """Whether it is said that papers are to be grouped, or "by" can mean nothing else: of "these papers by Berg" it can."""
    return bool(match["verb"] or match["done"] or _SETTLED.holds(match["what"]))


def _grouping(what: str) -> Grouping:
    words = _ENDING.sub("", _DETERMINER.sub("", what.strip())).strip() or what.strip()
    by: GroupedBy = next((field for field, called in _CALLED.items() if called.holds(words)), "abstract")
    return Grouping(by, words)


def _asks_for_papers(text: str) -> bool:
    """Whether a question is one for a list of papers, by their records or by what they say."""
    selection = selection_asked(text)
    is_of_records = selection is not None and selection.wanted in ("papers", "count")
    return is_of_records or (kind_of(text) == "list" and not things_of(text))


def _grouped_before(history: Sequence[Turn]) -> bool:
    """Whether the question before wanted papers grouped."""
    asked = [place for place, turn in enumerate(history) if turn.role == "user"]
    return bool(asked) and grouping_asked(history[asked[-1]].content, history[: asked[-1]]) is not None
