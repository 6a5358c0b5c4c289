"""Question and conversation -> what is asked for: a question that stands alone, its kind, and the sides it compares."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.errors import InputError
from rag.evidence import has_topic
from rag.readers.record import clean
from rag.records import Kind, Query, Turn

QUESTION_CHARS = 10_000
# A question that opens like this, or points back with such words, leans on what was said before it.
_OPENING = re.compile(r"^(?:ok(?:ay)?|and|but|so|also|then|what about|how about)\b", re.I)
_POINTER = re.compile(
    r"\b(?:it|its|they|them|theirs?|(?:this|that|these|those) (?:ones?|papers?|methods?|approach(?:es)?|models?|works?|"
    r"results?|authors?)|(?:the|which) (?:same|others?|former|latter|first|second|third|ones?))\b",
    re.I,
)
_PAPERS = r"(?:papers?|works?|articles?|studies|publications?)"
_VIEWS = r"(?:takes|views|ways|approaches|routes|answers|methods|ideas|angles|attempts|accounts)"
_COMPARE = re.compile(
    r"\b(?:compar(?:e|es|ed|ing|ison)|contrast(?:s|ed|ing)?|versus|vs|differ(?:s|ences?)?|in common|similarit\w+"
    r"|as opposed to|(?:do|does|did|is|are) each \w+(?=\s*[?.,;]))\b"
    r"|\beach\b(?=\s*(?:[?,.]|one\b|paper|method|approach|of (?:them|these|the)|case|in turn"
    r"|(?:find|solve|target|look|optimi[sz]e|propose|claim|use|do|say|report)s?\b))"
    rf"|\b(?:the )?two (?:[\w-]+ ){{0,4}}{_PAPERS}\b|(?:^|[:.] )both\b|\bboth {_PAPERS}\b"
    r"|^(?:what|how) (?:do|are)\b.* (?P<on>on|in|of) .{3,60} and (?P=on) "
    r"|\bone\b.{3,80}\b(?:another|the other)\b"
    rf"|\b(?:two|three|both) (?:\w+ )?{_VIEWS} (?:on|to|of|for|at|in)\b",
    re.I,
)
_SUMMARY = re.compile(
    r"\b(?:summar\w+|sum up|overview|tl;? ?dr|in (?:a few|two|three|\d) sentences|in short|gist|outline)\b", re.I
)
_LIST = re.compile(
    rf"^(?:(?:so |and )?(?:which|what) (?:\w+ ){{0,2}}{_PAPERS}\b|papers\b|list\b|name (?:all|the|every)\b|show (?:me )?all\b)"
    rf"|\blist (?:all|every|the|of)\b|\bwhat (?:do|have) (?:we|you|i) (?:have|got)?\b|\b(?:all|every) (?:the )?{_PAPERS}\b",
    re.I,
)
# A paper by what it is about: "the visual recognition paper", "the image-based-rendering one".
_DESCRIBED = re.compile(
    r"\b(?:the|an?) ((?:(?!the |and )[^\s,.;:?!()]+ ){1,6}?)(?:papers?|one|approach|method|work|study|review)\b", re.I
)
_PAIR = re.compile(r"\b(?:the )?(?:two|both) ((?:[\w-]+ ){1,4}?)papers\b(?!,? one\b)", re.I)
_A_NAME = r"(?<![\w-])(?=[\w*-]*[A-Z0-9][\w*-]*[A-Z0-9*])[A-Za-z][\w*]*(?:-[\w*]+)*(?![\w-])"
_NAME = re.compile(_A_NAME)
_FULL_NAME = rf"(?:[A-Z][a-z]+ )?{_A_NAME}"
_NAMES = re.compile(rf"{_FULL_NAME}(?:(?:, |,? and |,? or ){_FULL_NAME})+")
_NAMES_SPOKEN_OF = re.compile(
    rf"(?:\b(?:do|does|are|were|have|can|could) {_NAMES.pattern})|{_NAMES.pattern}(?= (?:both|all|each|are|were|do)\b)"
)
_NEW_NAME = re.compile(rf"(?i:(?:ok(?:ay)?|and|but|so|now|then|what about|how about|for|,|\s)*){_A_NAME}\s*[:,]")
_STRETCH = r"[^.:;?!()]+?"
_SIDES = (
    re.compile(
        rf"\bone (?:paper |of them )?({_STRETCH}),? (?:and )?(?:another|the other|one)(?: one| paper)? ([^.:;?!]+)",
        re.I,
    ),
    re.compile(rf"(?:^|[(:.]\s*)({_STRETCH})\s+(?:vs\.?|versus)\s+((?:(?!\. )[^:;?!()])+)", re.I),
    re.compile(rf"\b(?:between|compar\w+|contrast\w*) ({_STRETCH}) (?:and|with|to|against) ([^.:;?!()]+)", re.I),
    re.compile(rf"\bhow (?:do|does|is|are) ({_STRETCH}) (?:and|from) ({_STRETCH}) (?:differ|compare)", re.I),
    re.compile(rf"\b{_VIEWS} [^:.?!]+: ({_STRETCH}),? (?:and|or) ([^.:;?!]+)", re.I),
    re.compile(rf"({_STRETCH}) as opposed to ([^.:;?!]+)", re.I),
    re.compile(
        rf"\b(?:on|in|of|for|by) ({_STRETCH}) and (?:on|in|of|for|by) ({_STRETCH})(?: (?:say|tell|show|find)\b|[?.:;]|$)",
        re.I,
    ),
)
_ORDINALS = {"first": 0, "former": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "latter": -1, "last": -1}
_ORDINAL = re.compile(rf"\bthe ({'|'.join(_ORDINALS)})(?: (?:one|paper|of (?:them|these|those)))?(?=[\s?.,]|$)", re.I)
_TITLE = re.compile(r"^(?:- )?\*\*(.+?)\*\*", re.M)
_YEARS = {
    **dict.fromkeys(("since", "from"), ">="),
    **dict.fromkeys(("after", "later than", "newer than"), ">"),
    **dict.fromkeys(("before", "older than", "earlier than"), "<"),
    **dict.fromkeys(("until", "up to"), "<="),
    **dict.fromkeys(("in", "of", "published in"), "="),
}
_YEAR = re.compile(rf"\b({'|'.join(_YEARS)}) ((?:19|20)\d\d)\b", re.I)
_BETWEEN = re.compile(r"\b(?:between|from) ((?:19|20)\d\d) (?:and|to) ((?:19|20)\d\d)\b", re.I)
_VENUE = re.compile(r"\b(?:at|published in|presented at) ([A-Z][A-Za-z]*[A-Z]\w*)\b")
_AUTHOR_YEAR = re.compile(r"\b([A-Z][a-z][\w'-]+)(?: et al\.?| and [A-Z]\w+)?,? \(?((?:19|20)\d\d)\b")
_AUTHOR = re.compile(
    r"\b(?:papers?|works?|written|studies|articles?) by ([A-Z][\w'-]+)|\b([A-Z][\w'-]+)(?: et al\.?|'s (?:paper|work))"
)


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
    if _NEW_NAME.match(question):
        return False
    return bool(_OPENING.search(question) or _POINTER.search(question) or not has_topic(question))


def understand(question: str, history: Sequence[Turn] = (), standalone: str | None = None) -> Query:
    """What is asked for, by rules: a follow-up is put behind the question that opened the topic.

    Args:
        standalone: what to search for instead, when the caller knows better; the conversation is then left aside.
    """
    if standalone is not None:
        return understand(standalone)
    standalone = question
    if is_followup(question, history):
        asked = [i for i, turn in enumerate(history) if turn.role == "user"]
        opened = next((i for i in reversed(asked) if not is_followup(history[i].content, history[:i])), asked[0])
        standalone = f"{history[opened].content.strip()[:QUESTION_CHARS]} {question}"
    kind = _kind(question)
    standalone = _with_title(standalone, history)
    sides = _sides(question) if kind == "compare" else ()
    return Query(standalone, question, kind, sides, _conditions(standalone))


def names_in(question: str) -> tuple[str, ...]:
    """The names that a question mentions: words with capitals or figures inside, but not "X-like" or whole phrases."""
    names = dict.fromkeys(_NAME.findall(question))
    return tuple(name for name in names if not name.endswith("-like") and name.count("-") < 3)


def _kind(question: str) -> Kind:
    if _COMPARE.search(question) or _NAMES_SPOKEN_OF.search(question) or len(_DESCRIBED.findall(question)) > 1:
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


def _conditions(question: str) -> tuple[str, ...]:
    """What a question asks of the papers' year, venue and authors, as the library's comparisons write it."""
    if match := _BETWEEN.search(question):
        return (f"year>={min(match.groups())}", f"year<={max(match.groups())}")
    found = [f"year{_YEARS[match[1].lower()]}{match[2]}" for match in _YEAR.finditer(question)]
    found += [f"venue~{match[1]}" for match in _VENUE.finditer(question)]
    found += [f"authors~{match[1] or match[2]}" for match in _AUTHOR.finditer(question)]
    for match in _AUTHOR_YEAR.finditer(question):
        found += [f"authors~{match[1]}", f"year={match[2]}"]
    return tuple(dict.fromkeys(found))


def _sides(question: str) -> tuple[str, ...]:
    """The things compared, as they are called in the question; empty where it names none of them apart."""
    if pair := _PAIR.search(question):
        return (pair[1].strip(), pair[1].strip())
    described = [match.strip() for match in _DESCRIBED.findall(question)]
    if len(described) > 1:
        return tuple(described)
    if names := _NAMES.search(question):
        return tuple(dict.fromkeys(_NAME.findall(names[0])))
    for pattern in _SIDES:
        if match := pattern.search(question):
            return tuple(
                part.strip(" ,") for side in match.groups() for part in re.split(r"\s(?:vs\.?|versus)\s", side)
            )
    names = tuple(dict.fromkeys(_NAME.findall(question)))
    return names if len(names) > 1 else ()
