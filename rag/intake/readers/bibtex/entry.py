"""A block of BibTeX -> its key and fields as text: strings put in, concatenations joined, enclosing taken away."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass

from rag.intake.readers.bibtex.allowance import Allowance
from rag.intake.readers.bibtex.blocks import Block

MONTHS = {
    name[:3].lower(): name
    for name in (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    )
}

LONGEST_STRING = 10_000
"""The longest text that a name may stand for: names of journals and places have some hundred characters at most."""

_SILENT = logging.NullHandler()
"""bibtexparser logs what it also returns; broken entries are told as skipped records instead."""

_HEAD = re.compile(r"@[ \t]*[A-Za-z]+\s*[{(]")
_NO_KEY = re.compile(r"\s*[A-Za-z][\w-]*\s*=\s*[\"{]")
_LINE_START_AT = re.compile(r"\n(?=[^\S\n]*@)")
_BACKSLASHES = re.compile(r"\\\\(?=[{}])")
_DELIMITER = re.compile(r"\\.|[{}\"]", re.S)
_JOINT = re.compile(r"\\.|[{}\"#]", re.S)
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: the number of its first line, its kind, its key byte for byte, and its fields by lower-case name.

    Values hold LaTeX as it came, the braces inside included. `left_out` is what could not be used of it, for people.
    """

    line: int
    kind: str
    key: str
    fields: Mapping[str, str]
    left_out: str = ""


class Strings:
    """The texts that a file has given names to, and the months, to be put where their names stand."""

    def __init__(self, allowance: Allowance) -> None:
        self._texts = dict(MONTHS)
        self._allowance = allowance

    def put(self, name: str, text: str) -> None:
        self._texts[name] = text

    def text_of(self, name: str) -> str:
        """The text of a name; one that is not known stands for itself.

        Raises:
            ValueError: the file repeats too much of itself.
        """
        text = self._texts.get(name.lower(), name)
        if not self._allowance.takes(len(text)):
            raise ValueError("strings make too much text of it")
        return text


def key_of(block: Block) -> str:
    """The key as it stands before the first comma, without the white space around it; "" when there is none."""
    return _split_head(block)[0]


def entry(block: Block, strings: Strings) -> Entry:
    """The entry of a block; of a field that is given twice, the first value that holds something.

    Raises:
        ValueError: the block is broken, or its strings make too much of it; tells how.
    """
    from bibtexparser.model import Entry as Parsed

    if block.problem:
        raise ValueError(block.problem)
    key, body = _split_head(block)
    parsed = _parse(f"@{block.kind}{{key,{body}}}")
    if not isinstance(parsed, Parsed):
        raise ValueError("broken BibTeX")
    fields: dict[str, str] = {}
    for given in parsed.fields:
        name = given.key.lower()
        if name == "doi" and "/" not in fields.get(name, "/"):
            del fields[name]
        if not fields.get(name):
            fields[name] = _value(given.value, strings)
    return Entry(block.line, block.kind, key, fields)


def string(block: Block, strings: Strings) -> tuple[str, str]:
    """(name in lower case, text) of a @string block.

    Raises:
        ValueError: the block is broken, or the strings in it make too much of it; tells how.
    """
    from bibtexparser.model import String

    if block.problem:
        raise ValueError(block.problem)
    parsed = _parse(f"@string{{{_behind_head(block)[:-1]}}}")
    if not isinstance(parsed, String):
        raise ValueError("broken BibTeX")
    text = _value(parsed.value, strings)
    if len(text) > LONGEST_STRING:
        raise ValueError(f"a string of more than {LONGEST_STRING:,} characters is not put into entries")
    return parsed.key.lower(), text


def _split_head(block: Block) -> tuple[str, str]:
    """The key of an entry, and the fields after it without the closing sign."""
    rest = _behind_head(block).removesuffix(block.closer)
    if _NO_KEY.match(rest):
        return "", rest
    key, _, body = rest.partition(",")
    return key.strip(), body


def _behind_head(block: Block) -> str:
    return _HEAD.sub("", block.text, count=1)


def _parse(text: str) -> object:
    """The one block of a text, by bibtexparser.

    Cut out and balanced as it is, no line in it can begin another; and two backslashes are a line break of LaTeX,
    not the escape of the brace after them.
    """
    from bibtexparser.model import DuplicateFieldKeyBlock, ParsingFailedBlock
    from bibtexparser.splitter import Splitter

    logging.getLogger("bibtexparser").addHandler(_SILENT)
    found = Splitter(_BACKSLASHES.sub(r"\\\\ ", _LINE_START_AT.sub(" ", text))).split().blocks
    first: object = found[0]
    if isinstance(first, DuplicateFieldKeyBlock):
        first = first.ignore_error_block
    if len(found) > 1:
        raise ValueError("broken BibTeX: a quotation mark or brace closes too early")
    if isinstance(first, ParsingFailedBlock):
        raise ValueError(f"broken BibTeX: {getattr(first.error, 'abort_reason', str(first.error)).strip().rstrip('.')}")
    return first


def _value(raw: str, strings: Strings) -> str:
    """The text of a value: `{...}`, `"..."`, a number, the name of a string, or several of them joined by #."""
    raw = raw.strip()
    parts = _concatenated(raw) if "#" in raw else [raw]
    return "".join(_part(part.strip(), strings) for part in parts).strip()


def _part(part: str, strings: Strings) -> str:
    if part[:1] not in ("{", '"'):
        return strings.text_of(part)
    depth = 0
    for found in _DELIMITER.finditer(part):
        sign, last = found.group(), found.end() == len(part)
        depth += (sign == "{") - (sign == "}")
        closes = depth == 0 and sign == ("}" if part[0] == "{" else '"') and found.start() > 0
        if closes and not last:
            raise ValueError(f"broken BibTeX: no comma or # before {' '.join(part[found.end() :].split())[:_SHOWN]!r}")
        if closes:
            return part[1:-1]
    raise ValueError(f"broken BibTeX: {part[0]} is not closed")


def _concatenated(raw: str) -> list[str]:
    parts, start, depth, quoted = [], 0, 0, False
    for found in _JOINT.finditer(raw):
        sign = found.group()
        depth += (sign == "{") - (sign == "}")
        quoted ^= sign == '"' and depth == 0
        if sign == "#" and depth == 0 and not quoted:
            parts.append(raw[start : found.start()])
            start = found.end()
    return [*parts, raw[start:]]
