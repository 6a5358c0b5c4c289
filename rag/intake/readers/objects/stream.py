"""JSON of any size -> its objects one by one: a line each, in a list, in a reply around a list, or alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count
from typing import Any, TextIO

from rag.intake.readers.decoding import LINE_LIMIT, LineTooLong

# Where the replies of APIs and the exports of programs keep their list of records, and what may lie around it.
LISTS = ("items", "results", "data", "works", "papers", "references", "documents", "records")
AROUND = "message"
CHUNK = 262_144
_NEARLY = 16
_SPACE = re.compile(r"[\s\ufeff]*")
_SPACE_AND_COMMAS = re.compile(r"[\s\ufeff,]*")
_A_LIST = re.compile(rf'"(?:{"|".join(LISTS)})"\s*:\s*\[')
_MOST_AROUND = 3  # replies in one another
_MOST_DIGITS = 400


def _whole_number(digits: str) -> int | str:
    """A number; one of more digits than anybody counts with stays the text that it is, for Python refuses it."""
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


_DECODER = json.JSONDecoder(strict=False, parse_int=_whole_number)

# A place for people, and the object there or the reason why there is none.
Item = tuple[str, dict[str, Any] | str]


def items(stream: TextIO) -> Iterator[Item]:
    """The objects of the file in order; one record is in memory at a time."""
    number, first = 1, stream.readline(LINE_LIMIT)
    while first.isspace():
        number, first = number + 1, stream.readline(LINE_LIMIT)
    if not first.startswith("[", _end(_SPACE, first, 0)):
        if isinstance(_line_value(first), dict):
            return (yield from _lines(_numbered(stream, number, first)))
        if len(first) == LINE_LIMIT and not _A_LIST.search(first):
            yield f"line {number}", f"longer than {LINE_LIMIT:,} characters"
            while first and not first.endswith("\n"):
                first = stream.readline(LINE_LIMIT)
            return (yield from _lines(_numbered(stream, number + 1)))
        second = stream.readline(LINE_LIMIT) if first.endswith("\n") else ""
        if second.lstrip().startswith("{"):
            return (yield from _lines(_numbered(stream, number, first, second)))
        first += second
    yield from _whole(_Text(stream, first))


def _numbered(stream: TextIO, number: int, *begun: str) -> Iterator[tuple[int, str | LineTooLong]]:
    yield from enumerate(begun, start=number)
    for later in count(number + len(begun)):
        try:
            if not (line := stream.readline()):
                return
            yield later, line
        except LineTooLong as error:
            yield later, error


def _lines(lines: Iterator[tuple[int, str | LineTooLong]]) -> Iterator[Item]:
    for number, line in lines:
        if isinstance(line, LineTooLong):
            yield f"line {number}", str(line)
        elif not line.isspace():
            yield from _unwrapped(f"line {number}", _line_value(line))


def _line_value(line: str) -> Any:
    try:
        return _DECODER.decode(line.strip("\ufeff \t\n"))
    except json.JSONDecodeError:
        return "not JSON"
    except RecursionError:
        return "nested too deep"


def _unwrapped(position: str, value: Any, around: int = 0) -> Iterator[Item]:
    """The object, or the objects in the list of it where it is a reply around one."""
    if isinstance(value, dict) and "title" not in value:
        if isinstance(value.get(AROUND), dict) and around < _MOST_AROUND:
            return (yield from _unwrapped(position, value[AROUND], around + 1))
        found = next((value[name] for name in LISTS if isinstance(value.get(name), list)), None)
        if found is not None:
            for number, item in enumerate(found, start=1):
                yield f"{position}, record {number}", item if isinstance(item, dict) else "not a JSON object"
            return
    yield position, value if isinstance(value, dict | str) else "not a JSON object"


class _Text:
    """JSON text that is read as far as it is needed."""

    def __init__(self, stream: TextIO, start: str) -> None:
        self._stream, self._text, self._at = stream, start, 0
        self._dropped = 0

    def taken(self) -> int:
        """How many characters lie behind."""
        return self._dropped + self._at

    def peek(self, over: re.Pattern[str] = _SPACE) -> str:
        """The next character after white space; nothing at the end."""
        while (at := _end(over, self._text, self._at)) == len(self._text):
            self._at = at
            if not self._fill():
                return ""
        self._at = at
        return self._text[at]

    def skip(self) -> None:
        self._at += 1

    def value(self) -> Any:
        """The value that begins here.

        Raises:
            ValueError: it is no JSON, ends before its time, or is longer than LINE_LIMIT.
        """
        ended = False
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise ValueError("nested too deep") from None
            except json.JSONDecodeError as error:
                if ended:
                    raise ValueError("is cut short") from None
                if not error.msg.startswith("Unterminated") and error.pos + _NEARLY < len(self._text):
                    raise ValueError(f"not JSON: {error.msg.lower()}") from None
            else:
                if ended or end < len(self._text):
                    self._at = end
                    return value
            if len(self._text) - self._at > LINE_LIMIT:
                raise LineTooLong(f"longer than {LINE_LIMIT:,} characters")
            ended = not self._fill()

    def resume(self) -> bool:
        """Goes on at the next line that begins an object as deep as the one that begins here, if there is one."""
        line = self._text.rfind("\n", 0, self._at) + 1
        indent = self._text[line : self._at]
        if not indent.strip():
            following = re.compile(rf"\n{indent}(?=\{{)")
            self._at += 1
            while self._at < len(self._text):
                if found := following.search(self._text, self._at):
                    self._at = found.end()
                    return True
                self._at = max(self._at, len(self._text) - len(indent) - 2)
                if not self._fill():
                    break
        return False

    def _fill(self) -> bool:
        rest = self._text[self._at :]
        more = self._stream.read(max(CHUNK, len(rest)))
        self._dropped += self._at
        self._text, self._at = rest + more, 0
        return bool(more)


def _end(over: re.Pattern[str], text: str, at: int) -> int:
    """Where the next character stands that is none of those to be passed over."""
    found = over.match(text, at)
    return found.end() if found else at


def _whole(text: _Text) -> Iterator[Item]:
    """The objects of a file that is one list or object, or several, one after the other."""
    numbers = count(1)
    try:
        while sign := text.peek(_SPACE_AND_COMMAS):
            if sign == "{":
                yield from _object(text, numbers)
            elif sign == "[":
                yield from _list(text, numbers)
            else:
                raise ValueError("not JSON")
    except ValueError as error:
        yield "rest of the file", str(error)


def _list(text: _Text, numbers: Iterator[int]) -> Iterator[Item]:
    text.skip()
    while (sign := text.peek(_SPACE_AND_COMMAS)) != "]":
        if not sign:
            raise ValueError("is cut short")
        position = f"record {next(numbers)}"
        try:
            value = text.value()
        except ValueError as error:
            yield position, str(error)
            if not text.resume():
                raise ValueError("cannot be read after that") from None
        else:
            yield from _unwrapped(position, value)
    text.skip()


def _object(text: _Text, numbers: Iterator[int], around: int = 0) -> Iterator[Item]:
    """The records in the list of a reply; where there is none, the object itself."""
    start, listed = text.taken(), False
    members: dict[str, Any] = {}
    text.skip()
    while (sign := text.peek(_SPACE_AND_COMMAS)) != "}":
        if sign != '"':
            raise ValueError("not JSON" if sign else "is cut short")
        name = text.value()
        if text.peek() != ":":
            raise ValueError("not JSON")
        text.skip()
        begins = text.peek()
        if begins == "[" and name in LISTS and "title" not in members:
            listed = True
            yield from _list(text, numbers)
        elif begins == "{" and name == AROUND and around < _MOST_AROUND:
            listed = True
            yield from _object(text, numbers, around + 1)
        else:
            members[name] = text.value()
            if not listed and text.taken() - start > LINE_LIMIT:
                raise LineTooLong(f"an object is longer than {LINE_LIMIT:,} characters")
    text.skip()
    if not listed:
        yield f"record {next(numbers)}", members
