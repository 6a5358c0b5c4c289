"""What a model thinks, parted from what it says: every way of marking it, in pieces of every length."""

from __future__ import annotations

import pytest
from langchain_core.messages import AIMessageChunk

from rag.answer.write.thinking import Parted, thought_of, without_thinking

FINAL = "<|channel|>final<|message|>"
MARKED = [
    ("<think>Bees dance.</think>\n\nThey do [1].", "Bees dance.", "They do [1]."),
    ("<thinking>\nHm.\n</thinking>They do.", "\nHm.\n", "They do."),
    ("<reasoning>a < b</reasoning>They do.", "a < b", "They do."),
    ("<thought>x</thought> They do.", "x", "They do."),
    ("[THINK]x [1] y[/THINK]They do.", "x [1] y", "They do."),
    (f"<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant{FINAL}They do.<|return|>", "Hm.", "They do."),
    (f"<|channel|>analysis<|message|>Hm.{FINAL}They do.", "Hm.", "They do."),
    (
        f"<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>commentary<|message|>b<|end|>{FINAL}They do.",
        "ab",
        "They do.",
    ),
    ("analysisWe need a source.assistantfinalThey do.", "We need a source.", "They do."),
    ("<|begin_of_thought|>x<|end_of_thought|>\n<|begin_of_solution|>They do.<|end_of_solution|>", "x", "They do."),
    ("They dance. <think>Really?</think> They do.", "Really?", "They dance.  They do."),
    ("They dance [2].\n<think>Really?</think>\nThey do.", "Really?", "They dance [2].\n\nThey do."),
    ("<think>Bees dance, as", "Bees dance, as", ""),
    ("Bees dance.\n</think>\nThey do.", "Bees dance.\n", "They do."),
    (f"Hm.<|end|><|start|>assistant{FINAL}They do.", "Hm.", "They do."),
]
SPOKEN_OF = [
    "R1 writes <think> and </think> around it [1].",
    "The tag `<think>` opens it. And `</think>` closes it.",
    "```\n<think>\nx\n</think>\n```\nSo it is.",
    "analysis of variance shows it.",
    "| tag | means |\n| <think> | begins |",
    "a <b and c[1] < d",
    "<|im_end|>",
    "An unfinished <",
    "Take [T",
]


def in_pieces(reply: str, length: int) -> tuple[str, str]:
    """What is thought and what is said, as a page would show it: what is retracted goes."""
    parted, shown = Parted(), ""
    for start in range(0, len(reply), length):
        piece = parted.feed(reply[start : start + length])
        shown = piece if parted.retracted else shown + piece
    shown += parted.finish()
    assert shown == parted.said
    return parted.thinking, shown


@pytest.mark.parametrize("length", [1, 2, 3, 7, 10_000])
@pytest.mark.parametrize(("reply", "thought", "said"), MARKED)
def test_thinking_is_told_from_the_answer(reply: str, thought: str, said: str, length: int):
    assert in_pieces(reply, length) == (thought, said)


@pytest.mark.parametrize("length", [1, 3, 10_000])
@pytest.mark.parametrize("reply", SPOKEN_OF)
def test_a_tag_that_the_answer_speaks_of_stays(reply: str, length: int):
    assert in_pieces(reply, length) == ("", reply)


@pytest.mark.parametrize("length", [1, 5, 10_000])
def test_where_replies_begin_with_thinking_nothing_of_it_is_given_out(length: int):
    def read(reply: str, is_cut: bool) -> tuple[str, str]:
        parted = Parted(thinks_first=True)
        given = [parted.feed(reply[start : start + length]) for start in range(0, len(reply), length)]
        said = "".join([*given, parted.finish(is_cut)])
        return parted.thinking, said

    assert read("Hm. They may.\n</think>\n\nThey do.", False) == ("Hm. They may.\n", "They do.")
    assert read("They do.", False) == ("", "They do.")
    assert read("Hm. They may", True) == ("Hm. They may", "")


def test_where_the_server_tells_thinking_by_itself_none_is_supposed():
    parted = Parted(thinks_first=True)
    parted.think("Hm.")
    assert (parted.feed("They do."), parted.finish(), parted.thinking) == ("They do.", "", "Hm.")


def test_what_is_surely_said_is_not_held_back():
    assert Parted().feed("They dance in the dark") == "They dance in the dark"


def test_a_whole_reply_is_read_without_its_thinking():
    assert without_thinking("<think>x</think>\n 1: supported \n") == "1: supported"


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        ("", {"reasoning_content": "Hm."}),
        ("", {"reasoning": "Hm.", "reasoning_content": "Hm."}),
        ("", {"reasoning": {"summary": [{"type": "summary_text", "text": "Hm."}]}}),
        ([{"type": "thinking", "thinking": "Hm.", "index": 0}], {}),
        ([{"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}], {}),
        ([{"type": "reasoning", "summary": [{"text": "H"}, {"text": "m."}]}, {"type": "text", "text": "So."}], {}),
        ([{"type": "reasoning_content", "reasoning_content": {"text": "Hm."}}], {}),
    ],
)
def test_thinking_in_fields_and_blocks(content: str | list, fields: dict):
    assert thought_of(AIMessageChunk(content=content, additional_kwargs=fields)) == "Hm."


def test_a_plain_chunk_thinks_nothing():
    assert thought_of(AIMessageChunk(content=[{"type": "text", "text": "So."}])) == ""
