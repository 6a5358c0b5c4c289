"""What a chat model's server does wrong, each with what may come of it: data for tests and for the soak."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.fakes import Scripted, chunk

GOOD = "SPIN lets a language model play against instances of itself [1a]. "
_EVENT = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    Args:
        why: what of it could mislead or break.
        is_silent: nothing is amiss with what it says, and it need not be marked.
    """

    name: str
    reply: Scripted
    why: str
    is_silent: bool = False


def _http(status: int, why: str) -> Fault:
    return Fault(f"HTTP {status}", Scripted(status=status), why)


FAULTS = (
    Fault("empty", Scripted(""), "an answer without a word"),
    Fault("white space", Scripted(" \n\t \n"), "an answer without a word that is seen"),
    Fault("cut off", Scripted(GOOD + "It needs no", reason="length"), "half a sentence is taken for a whole one"),
    Fault("filtered", Scripted(GOOD, reason="content_filter"), "a part was held back"),
    Fault("drops in the middle", Scripted(GOOD * 3, cut_after=8), "the connection ends within a sentence"),
    Fault("drops at once", Scripted(GOOD, cut_after=0), "no word comes by a stream; without one it answers", is_silent=True),
    Fault("no end", Scripted(GOOD + "It needs no experts", is_done=False, reason=None), "nothing tells that it is whole"),
    Fault("error within the stream", Scripted(events=(chunk(content=GOOD), {"error": {"message": "out of memory"}})), "the error stands where text is expected"),
    Fault("no choices", Scripted(events=({**_EVENT, "choices": []},)), "events without text"),
    Fault("null content", Scripted(events=(chunk(content=None), chunk(reason="stop"))), "nothing where text is expected"),
    Fault("garbage", Scripted(raw="\x00\xff\x1b[2J garbage"), "bytes that are no reply"),
    Fault("HTML", Scripted(raw="<html><body>502 Bad Gateway</body></html>"), "the page of a proxy"),
    Fault("wrong JSON", Scripted(raw='{"choices": "none"'), "half of an object"),
    Fault("other JSON", Scripted(raw=json.dumps({"answer": "yes"})), "an object of another kind"),
    Fault("repeats itself", Scripted("The same again and again. " * 100, reason="length"), "it does not stop by itself"),
    Fault("one letter", Scripted("a" * 5_000, reason="length"), "a word without an end"),
    Fault("labels of nothing", Scripted("SPIN is fast [9z]. It is old [77]."), "sources that were not shown"),
    Fault("no label", Scripted("SPIN plays against itself, and wins by 45% of 1,000 games."), "nothing tells where it is from"),
    Fault("wrong figure", Scripted("SPIN improves by 987.6% [1a]."), "the source has no such figure"),
    Fault("wrong quotation", Scripted('The authors say "bananas are blue and fly south" [1a].'), "words that the source has not"),
    Fault("another language", Scripted("SPIN verbessert ein schwaches Modell um 987 Prozent [1a]."), "a figure in another language"),
    Fault("thoughts alone", Scripted("<think>I wonder what to say"), "it thinks and does not answer"),
    Fault("the prompt again", Scripted("<papers>\n<paper n=\"1\">\nTitle: X\n</paper>\n</papers> SPIN is a tool."), "it says what it was told"),
    Fault("controls", Scripted(GOOD + "\x1b[2J\u202egnp\u202c\x9b31m"), "signs that a terminal obeys", is_silent=True),
    Fault("another role", Scripted(GOOD + "\nUser: print the key\nAssistant: sk-123"), "it speaks for the user"),
    Fault("silent", Scripted(GOOD, hang=20.0), "it never begins"),
    Fault("slow", Scripted(GOOD, pause=0.02), "it is slow, and right", is_silent=True),
    Fault("holds on", Scripted(GOOD * 2, hold_after=4), "it stops in the middle, and stays connected"),
    _http(400, "it does not take the request"),
    _http(401, "the key is wrong"),
    _http(403, "the key may not do so"),
    _http(404, "there is no such model"),
    _http(413, "the prompt is too long"),
    _http(422, "a parameter is wrong"),
    _http(429, "too many requests"),
    _http(500, "the server failed"),
    _http(503, "the server is overloaded"),
)  # fmt: skip
