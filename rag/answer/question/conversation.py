"""Whether a question leans on the conversation before it, and what it points to there.

A question may point back ("What are its limitations?"), or only go on ("And in winter?"). What it points to are the
papers of the last answer; `rag.answer.question.reference` tells which of these are here and speak to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from rag.records import Turn
from rag.text.names import opens_with_name
from rag.text.rules import rule
from rag.text.stems import stems
from rag.text.words import ANY_PAPER, PAPER, PAPERS, has_topic, is_general

_OPENS = rule(
    "conversation: goes on from what was said",
    r"^(?:ok(?:ay)?|and|but|so|also|then|what about|how about)\b|^(?:on|in|with|for|from|by|at|to) (?:which|what) \w+\W*$",
    matches=("And in winter?", "what about the queen bee", "In which month?", "ok, and in Roman law?"),
    misses=("Which corals survive?", "In which month do glaciers melt?", "Android malware"),
)
_THESE = rf"(?:ones?|{ANY_PAPER}|methods?|approach(?:es)?|models?|results?|authors?)"
_POINTS = rule(
    "conversation: points at what was said",
    rf"\b(?:(?:this|that|these|those) {_THESE}|(?:the|which) (?:same|others?|ones?))\b"
    r"|\b(?:on|in|with|of|for|by|from|to|at|is|was|were|are|set|put) (?:that|this|those|these)\b|\b(?:that|this)\W*$",
    matches=(
        "Do those authors agree?",
        "Is the other better?",
        "What is known of that?",
        "Why is this?",
        "those experiments",
    ),
    misses=("Do bees dance?", "What did judges hold that year?", "Is it known that oaks grow slowly?"),
)
_THE_ONE = rule(
    "conversation: the study that was spoken of, by no name",
    rf"\bthe (?:methods?|approach(?:es)?|techniques?|algorithms?|systems?|authors?|researchers?|{ANY_PAPER})"
    r"(?=\s*(?:[?.,;:!]|$)| (?:is|are|was|were|does|do|did|has|have|had|can|could|will|would|works?|needs?|uses?d?|costs?"
    r"|say|says|find|finds|found|show|shows|conclude|concludes|themselves|itself|better|worse|new)\b)",
    matches=(
        "How fast is the method?",
        "What do the authors conclude?",
        "Is the trial new?",
    ),
    misses=("What is the method of least squares?", "How does the review board work?", "Which methods date bones?"),
)
_ORDINALS = {
    "first": 0, "former": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "latter": -1, "last": -1,
}  # fmt: skip
_ORDINAL_WORD = rf"(?P<ordinal>{'|'.join(_ORDINALS)})"
# Behind it comes no noun of its own: "the second law" is no second paper.
_GOES_ON = (
    r"\s*(?:[?.,;:!]|$)| (?:is|are|was|were|does|do|did|has|have|had|can|could|will|would|says?|uses?|shows?|finds?"
    r"|claims?|differs?|agrees?|reports?|proposes?|better|worse|best|also|too|not)\b"
)
_AND_ONE = rf" (?:and|or|with|to|from|vs\.?|versus) (?:the )?(?:{'|'.join(_ORDINALS)})(?: one)?(?={_GOES_ON})"
_NO_NOUN = rf"(?: one\b| {PAPER}\b| of (?:them|these|those)\b|(?={_GOES_ON}|{_AND_ONE}))"
_ORDINAL = rule(
    "conversation: one by its place in the answer before",
    rf"\b(?:the|which) {_ORDINAL_WORD}{_NO_NOUN}",
    matches=(
        "and the second one?",
        "What does the first paper say?",
        "Is the latter better?",
        "the third of them",
        "How do the first and the second differ?",
        "which last?",
    ),
    misses=(
        "What is the second law of thermodynamics?",
        "How did the First World War begin?",
        "the last glacial maximum",
        "Is the first trimester the riskiest?",
        "Who won the second Punic war?",
        "the first and second trimester",
    ),
)
_COUNT_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5}
_FEW = rule(
    "conversation: the first few of the answer before, or the last",
    rf"\b(?:the )?(?P<end>first|top|last) (?P<count>{'|'.join(_COUNT_WORDS)}|[2-5])\b{_NO_NOUN.replace('(?: one', '(?: ones|(?: of)? (?:them|these|those)').replace(PAPER, PAPERS)}",
    matches=("compare the first two", "How do the first 3 papers differ?", "the last two of them"),
    misses=("the first two trimesters", "the last three kings of Rome", "first two weeks"),
)
_AND_ANOTHER = rule(
    "conversation: another one by its place",
    rf"\b(?:and|or|with|to|from|vs\.?|versus|,) (?:the )?{_ORDINAL_WORD}{_NO_NOUN}",
    matches=("the first and the third", "the second with the last", "the first and second"),
    misses=("the first law and the second law", "the first and last trimester"),
)
_PRONOUN = rule(
    "conversation: a pronoun",
    r"\b(?P<own>its|theirs?)\b|\b(?:it|they|them)\b",
    matches=("How does it work?", "their hives", "Who paid them?"),
    misses=("The theme of the Iliad", "What holds a web by itself?", "How do items sell?"),
)
# "Is it true that bees dance?" and "how long does it take to ..." point at nothing.
_POINTS_AT_NOTHING = rule(
    "conversation: a pronoun for what follows",
    r"\bit(?: is| was|'s)? (?:ever |still |really )?(?:true|possible|known|clear|likely|necessary|safe|useful|better|worth|feasible|common"
    r"|important|easy|hard|legal|lawful|advisable)\b.*?\b(?:that|to|whether|if|how|for)\b|\bit takes? (?:\w+ ){0,2}?(?:to|for)\b"
    r"|\bit (?:rains?|snows?)\b|\bdoes it mean (?:to|that)\b",
    matches=(
        "Is it true that bees dance?",
        "How long does it take to train a falcon?",
        "Is it lawful to enclose land?",
    ),
    misses=("Is it true?", "How long does it take?", "What does it mean?"),
)
_NEW_CLAUSE = rule(
    "conversation: a clause ends",
    r"[,;:.?!]|\b(?:and|but|or|because|when|while|if|that|which|who|where|since|as|so|than|after|before|until|whether|how"
    r"|why|what)\b",
    matches=("What is estoppel, really", "Bees dance when fed", "moss or fern"),
    misses=("Do oaks grow", "the fall of Rome"),
)
# What such a beginning holds is where or when something is so, not the thing itself.
_ASIDE = rule(
    "conversation: a beginning that only says where or when",
    r"^(?:in|on|for|with|at|by|from|under|after|before|during|given|compared|according|apart|besides|if|when|while|suppose"
    r"|assuming|unlike|despite)\b[^,]*,",
    matches=("In winter, how do they survive?", "If I have no camera, can it count?", "For long texts, is it quick?"),
    misses=("How do bees survive, and where?", "Infants, do they dream?"),
)
_ASKS_TO_KNOW = rule(
    "conversation: words that ask to know something",
    r"\b(?:know|think|believe|mean|understand|remember|wonder|guess|sure|clear|sum up)\b",
    matches=("Do you know what sets it off?", "are you sure that it holds"),
    misses=("Why do bees dance when it rains?", "the meaning of estoppel"),
)
# How a study was done, of whom, and what it cost: words that name no topic where a study was just spoken of.
_OF_ANY_STUDY = """participants participant people patients subjects animals samples sample size cohort group groups take
    took part train training run last long large big old many money price conclude recommend funded funding paid published
    ethics"""
_OF_THEM = rule(
    "conversation: which or how many of those that were named",
    rf"^(?:and |but |so )?(?P<any>do|does|did|are|is|were|was) any of (?:them|these|those)(?: {PAPERS})?\b"
    rf"|\b(?P<which>which|what|how many|any|all|none|some|each|most|both|only those)(?: of (?:them|these|those)\b(?! (?:the\b|{PAPERS}\b))| ones\b)"
    r"|^(?:(?:and|but|so|now|ok(?:ay)?)[\s,]+)*(?:(?P<only>(?:only|just|keep|show(?: me)?)(?: only| just)? (?:those|these|the ones|ones))|which one)(?: (?:that|which))?(?P<be> (?:from|in|on|with|without|about|by|at|since|before|after|of)\b)?",
    matches=(
        "which of them are trials",
        "how many of those use bees",
        "do any of these use bees",
        "and all of these",
        "which ones film coral",
        "only those from China",
        "which one is new",
    ),
    misses=("which of these papers", "one of them", "which paper is new", "most bees", "only bees"),
)
_OF_THE_LIBRARY = rule(
    "conversation: asks for papers, which are those of the library",
    rf"^(?:which|what|how many|list|name|show(?: me)?|find(?: me)?)(?: of)?(?: all)?(?: the| my)? {ANY_PAPER}\b(?! (?:is|was) (?:it|that)\b)",
    matches=("Which papers introduce a dataset?", "How many studies are randomised?", "list all the trials"),
    misses=("Which paper is that?", "What limits has the paper?", "Who paid for the study?"),
)
_FULL_QUESTION = rule(
    "conversation: a whole question behind words that go on",
    r"^(?:(?:ok(?:ay)?|and|but|so|also|then)\b[\s,]*)+(?:what|which|who|whose|where|when|why|how|is|are|was|were|do|does|did|can"
    r"|could|has|have|had|will|would|should)\b(?! about\b)(?=(?: \S+){3})",
    matches=("And how do corals survive heat?", "ok, but who painted the ceiling?", "So does aspirin thin blood?"),
    misses=("And in winter?", "what about oral promises?", "and the queen bee in her hive", "And how about wasps?"),
)
_TITLE = rule(
    "conversation: the title of an item in an answer",
    r"^(?:- |\| )?\*\*(.+?)\*\*",
    matches=("**Bees dance**\n\nThey do.", "- **On estoppel**: it holds.", "| **Roman roads** | Berg |"),
    misses=("They **dance** a lot.", "Bees dance."),
    flags=re.M,
)
_ITEM = rule(
    "conversation: an item of a list or a table in an answer",
    r"^(?:- |\| )\*\*",
    matches=("- **On estoppel**: it holds.", "| **Roman roads** | Berg |"),
    misses=("**Bees dance**", "- They dance."),
    flags=re.M,
)
_MARK = re.compile(r"\[\d+\]")  # of a citation
_CITED_TITLE = rule(
    "conversation: a title that an answer names",
    r"\*\*(.+?)\*\*|\[([^\]]{15,})\]",
    matches=("They **dance** a lot.", "as in [The dances of honey bees]"),
    misses=("Bees dance [1].", "[see there]"),
    flags=0,
)


def with_papers_named(question: str, history: Sequence[Turn]) -> str:
    """The question with "of them" said as "of these papers", behind an answer that named some."""
    if not recent_titles(history) or not (match := _OF_THEM.search(question)):
        return question
    be = match["be"] or ""
    if match["any"]:
        be = {"are": " are", "is": " are", "were": " were", "was": " were"}.get(match["any"].lower(), "")
    elif match["only"] and be:
        be = f" are{be}"
    return f"{question[: match.start()]}{match['which'] or 'which'} of these papers{be}{question[match.end() :]}"


def leans(question: str, history: Sequence[Turn]) -> bool:
    """Whether a question needs the conversation before it to be understood; one that turns to a name does not."""
    if not any(turn.role == "user" for turn in history) or opens_with_name(question):
        return False
    return _OPENS.holds(question) or points_back(question)


def points_back(question: str) -> bool:
    """Whether a question behind others points to what was said: by its words, or by naming nothing of its own."""
    return (
        _POINTS.holds(question)
        or _THE_ONE.holds(question)
        or _ORDINAL.holds(question)
        or _FEW.holds(question)
        or _has_open_pronoun(question)
        or (names_nothing(question) and not _OF_THE_LIBRARY.holds(question))
    )


def names_nothing(question: str) -> bool:
    """Whether a question names nothing but what any study has: its limits, its data, how many took part."""
    return is_general(" ".join(word for word in stems(question) if word not in _of_any_study()))


def is_whole(question: str) -> bool:
    """Whether a question that goes on could be asked by itself: "And how do corals survive heat?"."""
    return _FULL_QUESTION.holds(question) or not _OPENS.holds(question)


def with_title(question: str, history: Sequence[Turn]) -> str:
    """The question with "the second one" replaced by the title that stands second in the answer before it."""
    match, title = _ORDINAL.search(question), _title_at(question, history)
    return f"{question[: match.start()]}“{title}”{question[match.end() :]}" if match and title else question


def recent_titles(history: Sequence[Turn]) -> tuple[str, ...]:
    """What the last answer names as titles: in bold, as our answers do, or in brackets."""
    found = (title[1] or title[2] for title in _CITED_TITLE.finditer(_last_answer(history) or ""))
    return tuple(dict.fromkeys(found))


def titles_meant(question: str, history: Sequence[Turn]) -> tuple[str, ...]:
    """Those of the last answer's titles that a follow-up may mean: the second of "the second one"; of an answer that is
    no list, the one that leads it, where the question names nothing that could tell another."""
    if titles := titles_at(question, history):
        return titles
    titles = recent_titles(history)
    is_list = sum(1 for _ in _ITEM.finditer(_last_answer(history) or "")) > 1
    return titles[:1] if names_nothing(question) and not is_list else titles


def titles_at(question: str, history: Sequence[Turn]) -> tuple[str, ...]:
    """The titles that a question means by their places in the last answer: "the first two", "the second and the last"."""
    titles = _titles(history)
    if match := _FEW.search(question):
        count = _COUNT_WORDS.get(match["count"].lower()) or int(match["count"])
        return titles[-count:] if match["end"].lower() == "last" else titles[:count]
    first = _ORDINAL.search(question)
    if not first:
        return ()
    words = [first["ordinal"], *(more["ordinal"] for more in _AND_ANOTHER.finditer(question))]
    places = dict.fromkeys(_ORDINALS[word.lower()] for word in words)
    return tuple(dict.fromkeys(titles[place] for place in places if titles and place < len(titles)))


def _titles(history: Sequence[Turn]) -> tuple[str, ...]:
    """The titles of the last answer's items, in their order."""
    return tuple(title[1] for title in _TITLE.finditer(_last_answer(history) or ""))


def _title_at(question: str, history: Sequence[Turn]) -> str:
    """The title that a question means by its place in the last answer; "" without one."""
    match = _ORDINAL.search(question)
    if not match:
        return ""
    titles = _titles(history)
    place = _ORDINALS[match["ordinal"].lower()]
    return titles[place] if titles and place < len(titles) else ""


def _last_answer(history: Sequence[Turn]) -> str | None:
    """The last answer that speaks of papers: one that says no more than that none does it leaves those before it meant."""
    answers = [turn.content for turn in reversed(history) if turn.role == "assistant"]
    speaking = (answer for answer in answers if _CITED_TITLE.holds(answer) or _MARK.search(answer))
    return next(speaking, answers[0] if answers else None)


def _has_open_pronoun(question: str) -> bool:
    """Whether a pronoun stands for nothing that the question itself names."""
    for match in _PRONOUN.finditer(question.lower()):
        before = _ASKS_TO_KNOW.sub("", _ASIDE.sub("", question[: match.start()]))
        if not match["own"]:  # its own clause can hold its possessive, but not what it stands for itself
            ends = [end.start() for end in _NEW_CLAUSE.finditer(before)]
            before = before[: ends[-1]] if ends else ""
        names_something = has_topic(before) and not is_general(before)
        if not names_something and not _POINTS_AT_NOTHING.holds(question[match.start() :]):
            return True
    return False


@cache
def _of_any_study() -> frozenset[str]:
    return frozenset(stems(_OF_ANY_STUDY))
