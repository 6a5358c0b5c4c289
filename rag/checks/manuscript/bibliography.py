"""Files of references beside a manuscript -> its references by key."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rag.checks.manuscript.files import Folder
from rag.checks.manuscript.manuscript import Reference
from rag.errors import InputError
from rag.intake.readers import read_all
from rag.records import Group, Name, Paper, Person
from rag.text.persons import surname

_NAMED_IN_FULL = 2  # authors


def references_in(paths: Iterable[Path], folder: Folder) -> dict[str, Reference]:
    """What files in any format that papers are added from say of works, the first of each key."""
    found: dict[str, Reference] = {}
    for path in paths:
        try:
            for record in read_all([path], title_only=True):
                if isinstance(record, Paper):
                    for key in (record.key, *(a.removeprefix("key:") for a in record.aliases if a.startswith("key:"))):
                        found.setdefault(key, Reference(record))
        except InputError as error:
            folder.left(folder.named(path), 1, error.message)
    return found


def names_of(names: tuple[Name, ...]) -> str:
    """Authors as a sentence speaks of them: "Lind", "Lind and Karlsson", "Lind et al."; "" of none."""
    shown = [name.name if isinstance(name, Group) else surname(name) for name in names]
    return " and ".join(shown) if len(shown) <= _NAMED_IN_FULL else f"{shown[0]} et al."


def unnamed(key: str, families: tuple[str, ...] = (), year: int | None = None, **known: str | None) -> Paper:
    """What is known of a work whose record is no more than a line: no title, and no abstract."""
    names = tuple(Person(family, family) for family in families)
    return Paper(id="", key=key, title="", abstract="", names=names, year=year, doi=known.get("doi") or None,
                 arxiv_id=known.get("arxiv_id") or None, pmid=known.get("pmid") or None)  # fmt: skip
