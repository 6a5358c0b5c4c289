"""Items as Zotero's API gives them -> records, and what Zotero says of them beside."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rag.intake.readers.objects.shapes import zotero as shape
from rag.intake.readers.record import parted, record
from rag.intake.readers.values import objects, text, texts
from rag.records import Paper, Skipped

_PASSING = ("version", "dateModified")  # fields that tell when, not what
_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"</(?:p|div|h\d|li|blockquote|pre)>|<br\s*/?>", re.I)
_LONGEST_TITLE = 120
_MANUAL = ("", "0")  # types of tags that people gave; others came with the record


@dataclass(frozen=True, slots=True)
class Item:
    """An item of Zotero: `origin` names it as the source of a record, `records` are what a reader makes of it, and the
    rest is what Zotero says of it: the paths of its collections, the tags that people gave it, the titles of its notes."""

    origin: str
    records: tuple[Paper | Skipped, ...]
    collections: tuple[str, ...]
    tags: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside items: the paths of collections by their keys, the titles of notes by the key of their item, and
    citation keys by that of theirs. `group` is the name of the group that the library is."""

    paths: Mapping[str, str]
    notes: Mapping[str, Sequence[str]]
    keys: Mapping[str, str]
    group: str = ""


def key_of(given: Mapping[str, Any]) -> str:
    return text(given, "key") or text(given, "data", "key")


def parent_of(given: Mapping[str, Any]) -> str:
    """The key of the item that a note or a file hangs on; "" where it stands alone."""
    return text(given, "data", "parentItem")


def has_citation_key(given: Mapping[str, Any]) -> bool:
    return bool(shape.citation_key(given.get("data") or {}))


def is_paper(given: dict[str, Any]) -> bool:
    """Whether an item may be a paper: no file, note or annotation."""
    return shape.fits(given) and shape.is_paper(given)


def item(
    given: dict[str, Any], origin: str, address: str, source: str, beside: Beside, title_only: bool
) -> Item | None:
    """An item with its records; None for what is no paper.

    Args:
        address: that of the item in Zotero.
        source: the name of the place that it was found in.
        title_only: a record that lacks nothing but its abstract is a paper too.
    """
    fields = shape.fields(given) if shape.fits(given) else None
    if fields is None:
        return None
    key = key_of(given)
    fields["key"] = beside.keys.get(key) or shape.citation_key(given["data"]) or fields["key"]
    found = parted(record(source, f"item {key}", aliases=[address], **fields))
    records = tuple(r.paper if title_only and isinstance(r, Skipped) and r.paper else r for r in found)
    return Item(origin, records, _collections(given, beside), _tags(given), tuple(beside.notes.get(key, ())))


def digest(given: Mapping[str, Any], beside: Beside) -> bytes:
    """What tells whether an item, or what stands beside it, is another than it was."""
    key, data = key_of(given), {n: v for n, v in (given.get("data") or {}).items() if n not in _PASSING}
    said = [data, _collections(given, beside), list(beside.notes.get(key, ())), beside.keys.get(key)]
    return hashlib.blake2b(json.dumps(said, sort_keys=True).encode(), digest_size=16).digest()


def note_titles(notes: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """Notes on items -> the key of each, that of its item, and its title: its first line, as Zotero shows it."""
    return {key_of(note): (parent_of(note), _title(text(note, "data", "note"))) for note in notes if parent_of(note)}


def by_parent(notes: Mapping[str, tuple[str, str]]) -> dict[str, list[str]]:
    """The titles of notes by the key of their item."""
    found: dict[str, list[str]] = {}
    for _, (parent, title) in sorted(notes.items()):
        if title:
            found.setdefault(parent, []).append(title)
    return found


def _title(note: str) -> str:
    lines = (html.unescape(_TAG.sub("", part)) for part in _BLOCK_END.split(note))
    return next((" ".join(line.split())[:_LONGEST_TITLE] for line in lines if line.strip()), "")


def _collections(given: Mapping[str, Any], beside: Beside) -> tuple[str, ...]:
    """The paths of an item's collections; in a group's library its name is the outermost."""
    own = sorted(beside.paths[key] for key in texts(given, "data", "collections") if key in beside.paths)
    if not beside.group:
        return tuple(own)
    return tuple(f"{beside.group}/{path}" for path in own) or (beside.group,)


def _tags(given: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(text(tag, "tag") for tag in objects(given, "data", "tags") if text(tag, "type") in _MANUAL)
