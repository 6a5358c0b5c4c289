"""The records of an XML file one by one, each parsed by itself.

A record never sees the document type of its file: entities that are declared there, in bombs or for files elsewhere,
do not exist for it. A record that is no well-formed XML costs nothing but itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from itertools import pairwise
from typing import TextIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from rag.intake.readers.decoding import LINE_LIMIT, plain

CHUNK = 262_144
MATHML = "http://www.w3.org/1998/Math/MathML"
_LONGEST_TAG = 1_000
_MEANINGFUL = frozenset(("sup", "sub"))
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));", re.I)
# Blanks where none is meant, if a line ends in them: of a file laid out for the eye. Looked for from their first one on.
_INDENT = re.compile(r"(?<!\s)\s+(?=<su[bp]>)|(?<=[(\[])\s+")
_OF_XML = frozenset(("lt", "gt", "amp", "quot", "apos"))


def elements(stream: TextIO, names: tuple[str, ...], namespaces: dict[str, str]) -> Iterator[Element | str]:
    """The elements of these names, in order; a text in place of one is the reason why it cannot be read.

    `namespaces` are those that the root of such a file declares, by prefix.
    """
    declared = "".join(f' xmlns{":" if prefix else ""}{prefix}="{uri}"' for prefix, uri in namespaces.items())
    for piece in _pieces(stream, re.compile(rf"<({'|'.join(names)})(?=[\s>])")):
        yield _parsed(piece, declared) if piece else f"longer than {LINE_LIMIT:,} characters"


def _pieces(stream: TextIO, start: re.Pattern[str]) -> Iterator[str]:
    """From each start tag to the next; nothing in place of one that is too long."""
    begun = ""
    while more := stream.read(CHUNK):
        begun += more
        starts = [found.start() for found in start.finditer(begun)]
        yield from (begun[start:end] for start, end in pairwise(starts))
        begun = begun[starts[-1] :] if starts else begun[-_LONGEST_TAG:]
        if len(begun) > LINE_LIMIT:
            yield ""
            begun = ""
    if start.match(begun):
        yield begun


def _parsed(piece: str, declared: str) -> Element | str:
    name = re.split(r"[\s/>]", piece[1:], maxsplit=1)[0]
    ends = [found.end() for found in re.finditer(rf"</{name}\s*>", piece)]
    if not ends:
        return "is cut short"
    piece = piece[: ends[-1]]
    if "&" in piece:
        piece = _REFERENCE.sub(_resolved, piece)
        if unknown := next(
            (found for found in _REFERENCE.findall(piece) if found[2] and found[2] not in _OF_XML), None
        ):
            return f"holds an entity that is not read: &{unknown[2]};"
    try:
        return ElementTree.fromstring(plain(f"<r{declared}>{piece}</r>"))[0]
    except ElementTree.ParseError as error:
        return f"no well-formed XML: {str(error).split(': line')[0]}"


def _resolved(reference: re.Match[str]) -> str:
    """Entities of HTML as their characters, control characters as spaces; what nobody knows stays, for the parser."""
    decimal, hexadecimal, name = reference.groups()
    if name:
        known = html5.get(f"{name};") if name not in _OF_XML else None
        return escape(known) if known else reference.group()
    code = int(decimal or hexadecimal, 10 if decimal else 16)
    return reference.group() if code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF else " "


def flat(element: Element | None) -> str:
    """The text of an element in order, on one line; of its markup, what changes the meaning stays as tags."""
    text = _text(element) if element is not None else ""
    return " ".join(_INDENT.sub(lambda found: "" if "\n" in found[0] else found[0], text).split())


def _text(element: Element) -> str:
    """The text in an element of any depth: without recursion, and each piece of it once."""
    parts = [element.text or ""]
    below = [(child, False) for child in reversed(element)]
    while below:
        child, is_read = below.pop()
        tag = child.tag
        if tag.startswith(f"{{{MATHML}}}"):
            tag = f"mml:{tag.rpartition('}')[2]}"
        means_something = tag in _MEANINGFUL or tag.startswith("mml:")
        if is_read:
            parts += [f"</{tag}>" if means_something else "", child.tail or ""]
            continue
        parts += [f"<{tag}>" if means_something else "", child.text or ""]
        below.append((child, True))
        below += [(grandchild, False) for grandchild in reversed(child)]
    return "".join(parts)
