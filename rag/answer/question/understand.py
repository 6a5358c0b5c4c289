"""Question and conversation -> a Question: one that stands alone, and all that its words tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answer.question.catalogue.asked import CatalogueQuestion
from rag.answer.question.catalogue.grouping import grouping_asked
from rag.answer.question.catalogue.recognise import catalogue_question
from rag.answer.question.conditions import conditions
from rag.answer.question.conversation import (
    is_whole,
    leans,
    names_nothing,
    points_back,
    titles_meant,
    with_papers_named,
)
from rag.answer.question.kinds import is_of_several, is_theme, kind_of, topic_of, without_summing
from rag.answer.question.listing import beside_of
from rag.answer.question.places import recent_titles, titles_at, with_title
from rag.answer.question.predicate import predicate_of
from rag.answer.question.premise import premise_of
from rag.answer.question.question import Mention, Question
from rag.answer.question.sides import asked_of_side, is_of_each, shared_by_sides, sides_of, without_comparing
from rag.answer.question.things import things_of
from rag.answer.question.wanted import asked
from rag.errors import InputError
from rag.records import Turn
from rag.text.cleaning import clean
from rag.text.descriptions import described
from rag.text.names import acronyms, names
from rag.text.rules import rule
from rag.text.words import has_topic, is_general

QUESTION_CHARS = 10_000
_BEFORE = 100  # characters in which the word before a name is looked for
COMPARED = 4  # papers of the last answer that are compared, where the question does not say which
_KEY = rule(
    "question: a word that may be a citation key",
    # Letters and figures, too long for a word.
    r"(?<![\w:-])(?=[\w:-]*[A-Za-z])(?=[\w:-]*\d)[\w:-]{6,}(?![\w:-])",
    matches=("What does nichani2023provable say?", "DBLP:conf/x19 and smith-1999"),
    misses=("How do bees dance in 2019?", "GPT-2", "estoppel"),
)


def checked(question: str) -> str:
    """The question without control characters, halves of characters and the white space around it.

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


def understand(
    question: str, history: Sequence[Turn] = (), standalone: str | None = None, is_followup: bool | None = None
) -> Question:
    """What is asked for, by rules: a follow-up is put behind the question that opened the topic.

    Args:
        standalone: what to search for instead, when the caller knows better; the conversation is then left aside.
        is_followup: whether the question is one, when the caller knows; its words tell otherwise.
    """
    if standalone is not None:
        return understand(standalone)
    if to_group := grouping_asked(question, history):
        papers = understand(to_group.papers, history, is_followup=is_followup)
        if to_group.wants_topics:
            return replace(papers, catalogue=CatalogueQuestion("topics"))
        return replace(papers, grouping=to_group.grouping)
    question = with_papers_named(question, history)
    is_followup = leans(question, history) if is_followup is None else is_followup
    text = with_title(f"{_opening(history)} {question}" if is_followup else question, history)
    kind = kind_of(question)
    of_each = is_followup and kind == "compare" and is_of_each(question) and bool(recent_titles(history))
    kind = "list" if of_each else kind
    things = things_of(question) if kind == "list" else ""
    if things and is_followup and not of_each:  # it asks for those of the paper that was spoken of
        kind, things = "answer", ""
    beside = beside_of(question) if kind == "list" and not things else ""
    to_catalogue = catalogue_question(question, history)
    of_last = is_followup or (to_catalogue and to_catalogue.of and to_catalogue.of.points)
    named, described_papers = acronyms(question), described(question)
    understood = Question(
        text,
        asked(question),
        kind,
        topic=topic_of(text.replace(beside, " ") if beside else text, kind),
        has_topic=has_topic(text),
        is_general=names_nothing(without_summing(question)) if history else is_general(question),
        things=things,
        predicate=predicate_of(question) if kind == "list" and not things else None,
        beside=asked(beside) if beside else None,
        is_of_each=of_each,
        is_of_several=is_of_several(question),
        is_theme=not described_papers and (is_theme(question) or (kind == "summary" and is_of_several(question))),
        mentions=_mentions(question),
        names=named,
        described=described_papers,
        keys=tuple(match.group() for match in _KEY.finditer(text)),
        conditions=conditions(text),
        premise=premise_of(question),
        leans=is_followup,
        recent=recent_titles(history) if of_last else (),
        opening=_opening(history) if is_followup else "",
        points_back=is_followup and points_back(question),
        is_whole=is_whole(question),
        meant=titles_meant(question, history) if is_followup else (),
        catalogue=to_catalogue,
    )
    if kind != "compare":
        return understood
    return comparing(
        understood, sides_of(question) if not understood.points_back else _sides_meant(understood, history)
    )


def _sides_meant(question: Question, history: Sequence[Turn]) -> tuple[str, ...]:
    """The sides of a comparison that points back: papers of the last answer by their places in it, or those that it names;
    where it names none, the first of the last answer."""
    text = question.asked.text
    placed = titles_at(text, history)
    if len(placed) > 1:
        return placed
    return sides_of(text) or (question.meant[:COMPARED] if names_nothing(without_comparing(text)) else ())


def comparing(question: Question, sides: Sequence[str]) -> Question:
    """The question as a comparison of these sides, in words of its own or of the conversation; of none apart where
    there are none."""
    text, sides = question.asked.text, tuple(sides)
    of_sides = tuple(asked(asked_of_side(text, sides, side)) for side in range(len(sides)))
    return replace(question, kind="compare", sides=sides, of_sides=of_sides, shared=shared_by_sides(text, sides))


def as_single(question: Question) -> Question:
    """The same question, to be answered by the one paper that speaks to it."""
    return replace(question, kind="answer" if question.things else question.kind, things="", is_theme=False)


def in_words_of(question: Question, text: str) -> Question:
    """The same question, to be searched for in other words: those of a model that made it stand alone."""
    keys = tuple(match.group() for match in _KEY.finditer(text))
    return replace(
        question, text=text, topic=topic_of(text, question.kind), has_topic=has_topic(text), keys=keys, leans=False
    )


def _mentions(question: str) -> tuple[Mention, ...]:
    return tuple(Mention(name, _word_before(name, question)) for name in names(question))


def _word_before(name: str, question: str) -> str:
    for found in re.finditer(rf"(?<=\s){re.escape(name)}", question):
        if before := re.search(r"\w+$", question[max(found.start() - _BEFORE, 0) : found.start()].rstrip()):
            return before.group()
    return ""


def _opening(history: Sequence[Turn]) -> str:
    """The question that opened the topic of a conversation."""
    asked_at = [i for i, turn in enumerate(history) if turn.role == "user"]
    opened = next((i for i in reversed(asked_at) if not leans(history[i].content, history[:i])), asked_at[0])
    return history[opened].content.strip()[:QUESTION_CHARS]
