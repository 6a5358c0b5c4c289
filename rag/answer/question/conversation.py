"""Whether a question leans on the conversation before it, and what it points to there.

A question may point back ("What are its limitations?"), or only go on ("And in winter?"). What it points to are the
papers of the last answer; `rag.answer.question.reference` tells which of these are here and speak to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from rag.answer.question.places import last_answer, points_to_place, recent_titles, titles_at
from rag.records import Turn
from rag.text.names import opens_with_name
from rag.text.rules import rule
from rag.text.stems import stems
from rag.text.words import ANY_PAPER, PAPERS, has_topic, is_general

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
    r"|^(?:(?:and|but|so|now|ok(?:ay)?)[\s,]+)*(?:(?P<only>(?:only|just|keep|show(?: me)?)(?: only| just)? (?:those|these|the ones|ones))|which one(?= (?:is|was|came|appeared)\b))(?: (?:that|which))?(?P<be> (?:from|in|on|with|without|about|by|at|since|before|after|of)\b)?",
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
_HOW_MANY_ARE = rule(
    "conversation: how many are so, of what was listed",
    r"^(?P<begins>(?:(?:and|but|so|now|ok(?:ay)?)[\s,]+)*how many )(?:are|were)\b (?!there\b|they\b|these\b|those\b)",
    matches=("how many are randomised?", "and how many were blinded"),
    misses=("how many are there", "how many hives are old", "how many of them are old"),
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
_ITEM = rule(
    "conversation: an item of a list or a table in an answer",
    r"^(?:- |\| )\*\*",
    matches=("- **On estoppel**: it holds.", "| **Roman roads** | Berg |"),
    misses=("**Bees dance**", "- They dance."),
    flags=re.M,
)


def with_papers_named(question: str, history: Sequence[Turn]) -> str:
    """The question with "of them" said as "of these papers", behind an answer that named some."""
    if not recent_titles(history):
        return question
    if _is_list(history) and (count := _HOW_MANY_ARE.search(question)):
        return f"how many of these papers {question[count.end('begins') :]}"
    if not (match := _OF_THEM.search(question)):
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
        or points_to_place(question)
        or _has_open_pronoun(question)
        or (names_nothing(question) and not _OF_THE_LIBRARY.holds(question))
    )


def names_nothing(question: str) -> bool:
    """Whether a question names nothing but what any study has: its limits, its data, how many took part."""
    return is_general(" ".join(word for word in stems(question) if word not in _of_any_study()))


def is_whole(question: str) -> bool:
    """Whether a question that goes on could be asked by itself: "And how do corals survive heat?"."""
    return _FULL_QUESTION.holds(question) or not _OPENS.holds(question)


def titles_meant(question: str, history: Sequence[Turn]) -> tuple[str, ...]:
    """Those of the last answer's titles that a follow-up may mean: the second of "the second one"; of an answer that is
    no list, the one that leads it, where the question names nothing that could tell another."""
    if titles := titles_at(question, history):
        return titles
    titles = recent_titles(history)
    return titles[:1] if names_nothing(question) and not _is_list(history) else titles


def _is_list(history: Sequence[Turn]) -> bool:
    """Whether the last answer lists several papers."""
    return sum(1 for _ in _ITEM.finditer(last_answer(history) or "")) > 1


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
