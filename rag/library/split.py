"""Papers taken apart again, whose records were wrongly taken for one work's; they stay apart when they are read again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from rag.intake.works.identifiers import called, identifiers, own_key
from rag.intake.works.merge import Work, content
from rag.intake.works.splits import told_apart
from rag.library.adding import embedding_run, entries
from rag.library.library import Library
from rag.records import Paper


@dataclass(frozen=True, slots=True)
class Apart:
    """A paper that was taken apart: its id, and the ids of the papers that its records make now, itself among them."""

    paper: str
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """What was taken apart, the ids of the papers that are made of one record alone, and the names that no paper has."""

    split: tuple[Apart, ...]
    whole: tuple[str, ...]
    missing: tuple[str, ...]


def split(library: Library, names: Sequence[str], say: Callable[[str], None] = lambda line: None) -> Split:
    """Take papers apart, by id, key, alias or identifier.

    A name that some of a paper's records have parts these from the others; by its id or its key, or a name that all of
    them have, a paper is parted into all of its records. Each part has the paper's tags.

    Args:
        say: told in a line that another process is writing, and what a paid embedder will cost.
    """
    apart: dict[str, tuple[str, ...]] = {}
    whole: dict[str, None] = {}
    missing = []
    with library.writing(say):
        for name in names:
            found = library.catalog.works_called(name)
            if not found:
                missing.append(name)
            for work in found:
                parts = _parts(work, name)
                if len(parts) < 2:
                    whole[work.id] = None
                    continue
                parts = _with_ids(library, work, parts)
                _write(library, work, parts, say)
                apart[work.id] = tuple(part.id for part in parts)
        if apart:
            library.sync()
    return Split(tuple(Apart(*item) for item in apart.items()), tuple(whole), tuple(missing))


def _parts(work: Work, name: str) -> list[Work]:
    """The records of a work as a name parts them."""
    paper = work.paper
    names = called(name) | {f"id:{name}", f"key:{name}"}
    leaving = [record for record in work.records if names & _names(record)]
    if name in (paper.id, paper.key) or len(leaving) in (0, len(work.records)):
        return [Work("", (record,)) for record in work.records]
    staying = tuple(record for record in work.records if record not in leaving)
    parts = [Work("", staying), Work("", tuple(leaving))]
    return parts if staying[0] is work.records[0] else parts[::-1]


def _names(record: Paper) -> frozenset[str]:
    return identifiers(record) | {f"id:{record.id}", f"key:{own_key(record)}"}


def _with_ids(library: Library, work: Work, parts: Sequence[Work]) -> list[Work]:
    """The parts with ids: the first keeps the paper's."""
    first, *others = parts
    taken = {work.id, *library.catalog.get([record.id for part in others for record in part.records])}
    named = [replace(first, id=work.id)]
    for part in others:
        record = part.records[0]
        free = record.id if record.id not in taken else sha256(repr(content(record)).encode()).hexdigest()[:12]
        taken.add(free)
        named.append(replace(part, id=free))
    return named


def _write(library: Library, work: Work, parts: Sequence[Work], say: Callable[[str], None]) -> None:
    tags = library.tags.of([work.id]).get(work.id, ())
    run = embedding_run(library, say)
    made = entries(library, [part.paper for part in parts], run, parts)
    library.catalog.write_parts(work.id, [replace(entry, tags=tags) for entry in made], told_apart(parts))
    if run:
        run.forget()
