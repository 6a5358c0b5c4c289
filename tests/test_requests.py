"""What is done with an answer, as the question that it comes to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.conversations import Exchange
from rag.library.conditions import conditions
from rag.records import Scope
from tests.answers import BEES, ICE, answer
from ui.answer.act import Act
from ui.conversation.requests import Context, Request, again, edited, requested

SCOPE = Scope(pin=("p",), exclude=("x", BEES.id), where=conditions(("year>=2020",)))
TURN = Exchange(
    turn=5,
    parent=3,
    versions=(5,),
    question="What do bees do?",
    scope=SCOPE,
    standalone="bees",
    answer=answer("They dance [1][2].", BEES, ICE),
    ended=True,
    has_heartbeat=False,
    problem=None,
    thumb=None,
    comment="",
)
CHOSEN = Scope(only=("a",))
CONTEXT = Context(offered="big", model="small", scope=CHOSEN, leaf=9)


@pytest.mark.parametrize(
    ("act", "question", "scope"),
    [
        (Act("more", BEES.id), f"What does “{BEES.title}” show?", replace(CHOSEN, pin=(BEES.id,))),
        (
            Act("compare", BEES.id, ICE.id),
            f"Compare “{BEES.title}” and “{ICE.title}”",
            replace(CHOSEN, pin=(BEES.id, ICE.id)),
        ),
        (Act("ask", BEES.id, text="And wasps?"), "And wasps?", replace(CHOSEN, pin=(BEES.id,))),
        (Act("ask", text="And wasps?"), "And wasps?", CHOSEN),
    ],
)
def test_new_questions_follow_the_last_turn(act: Act, question: str, scope: Scope):
    assert requested(act, TURN, CONTEXT) == Request(question, "small", 9, scope)


@pytest.mark.parametrize(
    ("act", "pin", "exclude"),
    [
        (Act("pin", BEES.id), ("p", BEES.id), ("x",)),
        (Act("pin", "p"), ("p",), ("x", BEES.id)),
        (Act("exclude", "p"), (), ("x", BEES.id, "p")),
    ],
)
def test_the_same_question_is_asked_in_its_place_with_a_paper_pinned_or_left_out(act: Act, pin, exclude):
    scope = Scope(pin, exclude, where=conditions(("year>=2020",)))
    assert requested(act, TURN, CONTEXT) == Request(TURN.question, "small", 3, scope, "bees")


def test_what_is_searched_for_can_be_said_otherwise_and_goes_with_an_edit():
    rephrased = requested(Act("rephrase", text="bee dances"), TURN, CONTEXT)
    assert rephrased == Request(TURN.question, "small", 3, SCOPE, "bee dances")
    assert again(TURN, None) == Request(TURN.question, None, 3, SCOPE, "bees")
    assert edited(TURN, "And wasps?", "small") == Request("And wasps?", "small", 3, SCOPE)
    assert requested(Act("open", BEES.id), TURN, CONTEXT) is None
