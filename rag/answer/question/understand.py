"""Question and conversation -> what is asked for: a question that stands alone, its kind, and the sides it compares."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.question.conditions import conditions
from rag.answer.question.sides import compares, sides
from rag.errors import InputError
from rag.records import Kind, Query, Turn
from rag.text.cleaning import clean
from rag.text.names import opens_with_name
from rag.text.words import has_topic

QUESTION_CHARS = 10_000
# A question that opens like this, or points back with such words, leans on what was said before it.
_OPENING = re.compile(
    r"^(?:ok(?:ay)?|and|but|so|also|then|what about|how about)\b|^(?:on|in|with|for|from|by|at|to) (?:which|what) \w+\W*$",
    re.I,
)
_POINTER = re.compile(
    r"\b(?:it|its|they|them|theirs?|(?:this|that|these|those) (?:ones?|papers?|methods?|approach(?:es)?|models?|works?|"
    r"results?|authors?)|(?:the|which) (?:same|others?|former|latter|first|second|third|ones?))\b"
    r"|\b(?:on|in|with|of|for|by|from|to|at|is|was|were|are|set|put) (?:that|this|those|these)\b|\b(?:that|this)\W*$",
    re.I,
)
_PAPERS = r"(?:papers|works|articles|studies|publications)"
_FEW = r"(?:a few|two|three|four|five|\d)(?:(?: or |-)(?:three|four|five|\d))?"
_SUMMARY = re.compile(
    rf"\b(?:summar\w+|sum up|overview|tl;? ?dr|{_FEW} (?:sentences|lines|words|paragraphs)\b(?! of)"
    r"|(?:in|to) (?:a|one) (?:sentence|line|paragraph)|(?:line|sentence) (?:or two|per|each)|in short|gist|outline|nutshell"
    r"|recap|boil\w* (?:it |them )?down|a paragraph (?:on|about)|main (?:ideas|points|contributions|findings)|digest"
    r"|short version|brief(?:ly| me)?\b|in (?:plain|simple) (?:words|terms)|take-?aways?"
    r"|(?:two|three|key) contributions|key (?:ideas|points|findings))\b",
    re.I,
)
# A list has several papers, and a verb in the plural: "which of these papers is" asks for one.
_LIST = re.compile(
    rf"^(?:(?:so |and )?(?:in )?(?:which|what) (?:\w+ ){{0,2}}{_PAPERS}\b(?! (?:is|has|does|was|(?!this)\w+[^\Ws]s)\b)"
    r"|how many (?:of (?:the|these|my) )?papers (?:are|deal|discuss|study|use|mention|cover|propose|do (?:i|we|you) have)\b"
    r"|papers\b|list\b|enumerate\b|pull up\b|(?:name|show me|show|find|give me) (?:all|every)\b"
    r"|everything\b|all (?:the )?[\w-]+(?: [\w-]+){0,4} papers\b|which ones\b)"
    # What authors do as a habit, and where a thing is met, is asked of all papers.
    r"|^who (?!is|has|does|was)\w+[^\Ws]s\b|^where (?:do|does|is|are)\b.* (?:come up|turn up|appear|occur|mentioned|used)\b"
    rf"|\ball of (?:them|these)(?:,? please)?\W*$|\b(?:full|complete) (?:list|set)\b|\bgive (?:me )?(?:the |all )?(?:titles|papers)\b"
    rf"|\blist (?:all|every|the|of)\b|\bwhat (?:do|have) (?:we|you|i) (?:have|got|hold)\b|\bwhat(?:'s| is) there(?: (?:on|about)\b|\W*$)"
    rf"|\b(?:all|every) (?:the )?{_PAPERS}\b|\bevery (?:paper|study|work)\b",
    re.I,
)
# Of a question for a list, the words that say so and nothing of what is to be on it.
_LISTING = re.compile(
    r"^(?:so |and )?(?:name|list|enumerate|pull up|show(?: me)?|find|give me)\b|\bname (?:them )?all\b|\ball of (?:them|these)\b"
    r"|\b(?:full|complete) (?:list|set)\b|\bgive (?:me )?(?:the |all )?(?:titles|papers)\b|\b(?:all|every|everything|please)\b",
    re.I,
)
_ORDINALS = {"first": 0, "former": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "latter": -1, "last": -1}
_ORDINAL = re.compile(rf"\bthe ({'|'.join(_ORDINALS)})(?: (?:one|paper|of (?:them|these|those)))?(?=[\s?.,]|$)", re.I)
_TITLE = re.compile(r"^(?:- )?\*\*(.+?)\*\*", re.M)
_CITED_TITLE = re.compile(r"\*\*(.+?)\*\*|\[([^\]]{15,})\]")


def checked(question: str) -> str:
    """The question without control characters and the white space around it.

    Raises:
        InputError: an empty question, or one over QUESTION_CHARS characters.
    """
    question = clean(question)
    if not question:
        raise InputError("the question is empty", 'ask something, for example: colloquy ask "What is self-play?"')
    if len(question) > QUESTION_CHARS:
        raise InputError(
            f"the question has {len(question):,} characters; at most {QUESTION_CHARS:,} can be searched for",
            "ask a shorter question; papers go in with: colloquy add PATH",
        )
    return question


def is_followup(question: str, history: Sequence[Turn]) -> bool:
    """Whether a question needs the conversation before it to be understood; one that turns to a name does not."""
    if not any(turn.role == "user" for turn in history):
        return False
    if opens_with_name(question):
        return False
    return bool(_OPENING.search(question) or _POINTER.search(question) or not has_topic(question))


def understand(
    question: str, history: Sequence[Turn] = (), standalone: str | None = None, leans: bool | None = None
) -> Query:
    """What is asked for, by rules: a follow-up is put behind the question that opened the topic.

    Args:
        standalone: what to search for instead, when the caller knows better; the conversation is then left aside.
        leans: whether the question is a follow-up, when the caller knows; its words tell otherwise.
    """
    if standalone is not None:
        return understand(standalone)
    standalone, recent = question, ()
    if is_followup(question, history) if leans is None else leans:
        asked = [i for i, turn in enumerate(history) if turn.role == "user"]
        opened = next((i for i in reversed(asked) if not is_followup(history[i].content, history[:i])), asked[0])
        standalone = f"{history[opened].content.strip()[:QUESTION_CHARS]} {question}"
        recent = _recent_titles(history)
    kind = _kind(question)
    standalone = _with_title(standalone, history)
    compared = sides(question) if kind == "compare" else ()
    return Query(standalone, question, kind, compared, conditions(standalone), recent)


def subject(question: Query) -> str:
    """What the papers are to be about: of a list, without the words that ask for one."""
    return _LISTING.sub(" ", question.standalone) if question.kind == "list" else question.standalone


def _kind(question: str) -> Kind:
    if compares(question):
        return "compare"
    if _LIST.search(question):
        return "list"
    return "summary" if _SUMMARY.search(question) else "answer"


def _with_title(question: str, history: Sequence[Turn]) -> str:
    """The question with "the second one" replaced by the title that stands second in the answer before it."""
    match = _ORDINAL.search(question)
    answers = [turn.content for turn in history if turn.role == "assistant"]
    if not (match and answers):
        return question
    titles = _TITLE.findall(answers[-1])
    place = _ORDINALS[match[1].lower()]
    if not titles or place >= len(titles):
        return question
    return f"{question[: match.start()]}“{titles[place]}”{question[match.end() :]}"


def _recent_titles(history: Sequence[Turn]) -> tuple[str, ...]:
    """What the last answer names as titles: in bold, as our answers do, or in brackets."""
    answers = [turn.content for turn in history if turn.role == "assistant"]
    return tuple(bold or cited for bold, cited in _CITED_TITLE.findall(answers[-1])) if answers else ()
