"""A model's reply -> values, each with the sentence that states it, in whatever form it writes them.

Lines that begin with two numbers and rows of a table; JSON whole or cut, flat or by paper and question. A sentence is named
by its label, which makes the quotation exact, or by its own words, which must then stand in the abstract letter for letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rag.answer.columns.column import NOT_STATED, Cell, Column
from rag.answer.write.json_values import json_values
from rag.answer.write.labels.grammar import CONTENT
from rag.answer.write.labels.label import Label, Labels
from rag.answer.write.labels.reader import LabelReader
from rag.answer.write.selection import Evidence
from rag.records import Sentence, Span
from rag.text.absence import is_empty, says_absent
from rag.text.amounts.comparing import same
from rag.text.amounts.reading import amounts
from rag.text.rules import rule

_PAPER_KEYS = ("paper", "paper_id", "paper_number", "p", "document", "doc")
_QUESTION_KEYS = ("question", "question_id", "question_number", "q", "column", "field")
_VALUE_KEYS = ("value", "answer", "response", "result", "text")
_QUOTE_KEYS = ("label", "quote", "evidence", "span", "quotation", "sentence", "source", "support", "citation")
_VALUE_CHARS = 200
_NUMBERED = rule(
    "table's reply: opens with the numbers of a paper and a question",
    r"^[\s|>*_#\[(`-]*(?:paper\s*)?(?P<paper>\d{1,3})\s*[|.,:/\])-]+\s*[\[(]?(?:question\s*|q)?(?P<question>\d{1,2})(?!\d)[\s|.:)\]*_-]+(?P<rest>\S.*)$",
    matches=("1.2: 40 mice [1c]", "| 1 | 2 | 40 mice | Forty mice |", "[3][1] yes", "Paper 2, question 1: no"),
    misses=("40 mice were fed.", "1. yes", "12 of 30"),
)
_ANY_NUMBER = re.compile(r"\d{1,3}")
_QUOTED = re.compile(r"[\"“„«](?P<quote>[^\"”“»]{2,})[\"”»]")
_YES_NO = rule(
    "table's reply: yes or no",
    r"^\W*(yes|no)\b",
    matches=("Yes, it is.", "no"),
    misses=("unclear", "none", "not stated"),
)
_LABEL = rule(
    "table's reply: a cell that is a sentence's label alone",
    r"^\W*\d{1,3}[a-z]{1,3}\W*$",
    matches=("[1a]", "2bc", "`3d`"),
    misses=("40", "[1]", "5 mg", "1a and more", "–"),
)
_LIKE = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "−": "-", "‹": "<", "›": ">", "\u00a0": " "}
)
_BRACKETS = " []()【】`*"
_AROUND = " \t\n\"'“”‘’.…`*"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a reply says in a cell: a value, the words that it says the paper has, and the sentences that it points at."""

    value: str
    quote: str = ""
    labels: tuple[Label, ...] = ()


def given(reply: str, shown: Sequence[Evidence], questions: int) -> dict[tuple[int, int], Entry]:
    """The entries of a reply by the numbers of paper and question, from 1; where there are several, the last."""
    found = dict(_in_json(reply)) or dict(_in_lines(reply))
    return {
        at: _pointing(entry, shown)
        for at, entry in found.items()
        if 1 <= at[0] <= len(shown) and 1 <= at[1] <= questions
    }


def cell_of(entry: Entry, number: int, evidence: Evidence, column: Column) -> Cell:
    """The cell that an entry makes of the paper of that number, whose sentences are the evidence.

    It is stated where a sentence of the paper bears it: the one that the entry points at or quotes; if that lacks a figure
    of the value, or the entry has none, another that holds the value. Of a column that wants yes or no the value is one.
    """
    nothing = replace(NOT_STATED, by="model")
    value = " ".join(entry.value.split())[:_VALUE_CHARS].strip(_AROUND)
    if is_empty(value) or says_absent(value):
        return nothing
    plain = ""
    if column.kind == "yes_no":
        told = _YES_NO.search(value)
        if not told:
            return nothing
        plain = told[1].lower()
    abstract = evidence.paper.abstract
    place = _named(entry, number, evidence)
    if place is None or not _bears(value, place.of(abstract)):
        place = None if plain else _holding(value, evidence.sentences)
    if place is None:
        return nothing
    return Cell("stated", value, place.start, place.end, place.of(abstract), plain or _number(value, column), "model")


def _named(entry: Entry, number: int, evidence: Evidence) -> Span | None:
    """Where the sentence stands that an entry points at, or the words that it quotes."""
    for label in entry.labels:
        if label.paper == number and 0 <= label.index < len(evidence.sentences):
            return evidence.sentences[label.index].span
    return place_of(entry.quote, evidence.paper.abstract)


def _bears(value: str, quote: str) -> bool:
    """Whether the figures of a value are the quote's."""
    quoted = amounts(quote)
    return all(one.may_count or any(same(one, other) for other in quoted) for one in amounts(value))


def _holding(value: str, sentences: Sequence[Sentence]) -> Span | None:
    """The first sentence that holds a value letter for letter, or that has all of its figures."""
    has_figures = any(not one.may_count for one in amounts(value))
    for sentence in sentences:
        if place_of(value, sentence.text) or (has_figures and _bears(value, sentence.text)):
            return sentence.span
    return None


def place_of(quote: str, abstract: str) -> Span | None:
    """Where a quote stands in an abstract, letter for letter; white space, and the kinds of quotation marks and dashes, do
    not count, nor what stands around the quote. None where it does not."""
    wanted = " ".join(quote.strip(_AROUND).translate(_LIKE).split())
    if len(wanted) < 2 and not wanted.isdigit():
        return None
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(abstract.translate(_LIKE)):
        if letter.isspace():
            if letters and letters[-1] == " ":
                continue
            letter = " "
        letters.append(letter)
        places.append(place)
    text = "".join(letters)
    at = text.find(wanted)
    while at >= 0:
        before, behind = text[at - 1 : at], text[at + len(wanted) : at + len(wanted) + 1]
        if not (before.isalnum() and wanted[0].isalnum()) and not (behind.isalnum() and wanted[-1].isalnum()):
            return Span(places[at], places[at + len(wanted) - 1] + 1)
        at = text.find(wanted, at + 1)
    return None


def _number(value: str, column: Column) -> str:
    """The number of a value where a number is wanted, in digits."""
    if column.kind != "number":
        return ""
    found = amounts(value)
    return f"{found[0].number:.15g}" if len(found) == 1 and not found[0].dimension else ""


def _in_json(reply: str) -> Iterator[tuple[tuple[int, int], Entry]]:
    for value in json_values(reply):
        yield from _of_value(value, None, None)


def _of_value(value: Any, paper: int | None, question: int | None) -> Iterator[tuple[tuple[int, int], Entry]]:
    if isinstance(value, list):
        for inner in value:
            yield from _of_value(inner, paper, question)
    elif isinstance(value, dict):
        entry = {str(key).strip().lower(): inner for key, inner in value.items()}
        paper = _numbered(entry, _PAPER_KEYS, paper)
        question = _numbered(entry, _QUESTION_KEYS, question)
        told = next((entry[key] for key in _VALUE_KEYS if isinstance(entry.get(key), (str, int, float, bool))), None)
        if told is not None and paper is not None and question is not None:
            quote = next((entry[key] for key in _QUOTE_KEYS if isinstance(entry.get(key), str)), "")
            yield (paper, question), Entry(_plain(told), quote)
            return
        for key, inner in entry.items():
            if isinstance(inner, (list, dict)):
                number = re.fullmatch(r"\D{0,12}(\d{1,3})", key)
                own = int(number[1]) if number else None
                yield from _of_value(
                    inner,
                    paper if own is None or paper is not None else own,
                    own if paper is not None and own is not None else question,
                )


def _numbered(entry: Mapping[str, Any], keys: tuple[str, ...], known: int | None) -> int | None:
    for key in keys:
        if isinstance(told := entry.get(key), (str, int)) and (found := _ANY_NUMBER.search(str(told))):
            return int(found.group())
    return known


def _plain(value: str | float | bool) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _in_lines(reply: str) -> Iterator[tuple[tuple[int, int], Entry]]:
    """Lines such as "1.2: 40 mice [1c]" and "1.2: 40 mice - “Forty mice were fed”", and rows of a table."""
    for line in reply.splitlines():
        if not (opened := _NUMBERED.search(line)):
            continue
        at, rest = (int(opened["paper"]), int(opened["question"])), opened["rest"]
        cells = [cell.strip() for cell in rest.strip("| ").split("|")]
        if len(cells) >= 2:
            is_turned = _LABEL.holds(cells[0]) and not _LABEL.holds(cells[1])
            yield at, Entry(*(reversed(cells[:2]) if is_turned else cells[:2]))
        elif quoted := _QUOTED.search(rest):
            yield at, Entry(rest[: quoted.start()].strip(" \t:-–—(*"), quoted["quote"])
        else:
            yield at, Entry(rest.strip("| "))


def _pointing(entry: Entry, shown: Sequence[Evidence]) -> Entry:
    """An entry with the labels that stand in its quote or in its value, which is left without them."""
    sentences = [len(one.sentences) for one in shown]
    content = entry.quote.strip(_BRACKETS)
    if CONTENT.holds(content):
        pieces = _read(f"[{content}]", sentences)
        return Entry(entry.value, "", tuple(label for one in pieces if isinstance(one, Labels) for label in one.labels))
    pieces = _read(entry.value, sentences)
    labels = tuple(label for one in pieces if isinstance(one, Labels) for label in one.labels)
    value = "".join(one for one in pieces if isinstance(one, str)) if labels else entry.value
    return Entry(value.strip(_AROUND), entry.quote, labels)


def _read(text: str, sentences: Sequence[int]) -> list[str | Labels]:
    reader = LabelReader(sentences, ())
    return [*reader.feed(text), *reader.finish()]
