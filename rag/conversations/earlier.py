"""Answers as earlier versions stored them -> as this one reads them: what they lack is worked out here, once."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rag.library.conditions import condition
from rag.records import JudgedBy
from rag.text.markdown import escape_abstract
from rag.text.marks import between_marks
from rag.text.persons import read_name

_BY_MODEL = "the model's judgement"  # what a reason began with where the model had judged

Stored = dict[str, Any]


def upgraded(answer: Stored) -> Stored:
    """A stored answer with the fields of this version. One that this version stored comes back as it is.

    Raises:
        InputError, KeyError, TypeError: it is no answer.
    """
    scope = answer["scope"]
    where = [asdict(condition(c)) if isinstance(c, str) else c for c in scope["where"]]  # conditions were texts
    for part in (*answer["citations"], *answer["sources"], *((answer["table"] or {}).get("rows", ()))):
        _give_names(part["paper"])
    return answer | {"scope": scope | {"where": where}, "claims": _claims(answer)}


def _give_names(paper: Stored) -> None:
    """Authors were texts alone."""
    if "authors" in paper:
        paper["names"] = [asdict(read_name(text)) for text in paper.pop("authors")]


def _claims(answer: Stored) -> list[Stored]:
    """The claims with their places and who judged them, which they did not know.

    Each is looked for behind the one before it, as it is written or as the text of an abstract is escaped. One that is
    not found has no place.
    """
    claims: list[Stored] = answer["claims"]
    if all("by" in claim for claim in claims):
        return claims
    offsets = [i for span in between_marks(answer["text"]) for i in range(span.start, span.end)]
    plain = "".join(answer["text"][i] for i in offsets)
    quotes = {citation["n"]: citation["quote"] for citation in answer["citations"]}
    placed, at = [], 0
    for claim in claims:
        start = end = None
        for words in (claim["text"], escape_abstract(claim["text"])):
            if words and (first := plain.find(words, at)) >= 0:
                at = first + len(words)
                start, end = offsets[first], offsets[at - 1] + 1
                break
        placed.append(claim | {"start": start, "end": end, "by": _judged_by(claim, quotes)})
    return placed


def _judged_by(claim: Stored, quotes: dict[int, str]) -> JudgedBy:
    if str(claim["reason"]).startswith(_BY_MODEL):
        return "model"
    return "verbatim" if [quotes.get(n) for n in claim["citations"]] == [claim["text"]] else "letters"
