"""Question and conversation -> a question that stands alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.errors import InputError
from rag.evidence import has_topic
from rag.readers.record import clean
from rag.records import Query, Turn

QUESTION_CHARS = 10_000
# A question that opens like this, or points back with such words, leans on what was said before it.
_OPENING = re.compile(r"^(?:ok(?:ay)?|and|but|so|also|then|what about|how about)\b", re.I)
_POINTER = re.compile(
    r"\b(?:it|its|they|them|theirs?|(?:this|that|these|those) (?:ones?|papers?|methods?|approach(?:es)?|models?|works?|"
    r"results?|authors?)|(?:the|which) (?:same|others?|former|latter|first|second|third|ones?))\b",
    re.I,
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
    """Whether a question needs the conversation before it to be understood."""
    if not any(turn.role == "user" for turn in history):
        return False
    return bool(_OPENING.search(question) or _POINTER.search(question) or not has_topic(question))


def understand(question: str, history: Sequence[Turn] = ()) -> Query:
    """The question made to stand alone by rules: a follow-up is put behind the question that opened the topic."""
    if not is_followup(question, history):
        return Query(question, question)
    asked = [i for i, turn in enumerate(history) if turn.role == "user"]
    opened = next((i for i in reversed(asked) if not is_followup(history[i].content, history[:i])), asked[0])
    return Query(f"{history[opened].content.strip()[:QUESTION_CHARS]} {question}", question)
