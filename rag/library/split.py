"""Papers taken apart again, whose records were wrongly taken for one work's; they stay apart when they are read again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from rag.intake.report import Merge
from rag.intake.works.identifiers import called, identifiers, own_key
from rag.intake.works.merge import Work, content
from rag.intake.works.splits import told_apart
from rag.library.adding import embedding_run, entries
from rag.library.library import Library
from rag.records import Paper


@dataclass(frozen=True, slots=True)
class Apart:
    """A paper that was taken apart: its id, and the ids of the papers that its records make now, itself the first."""

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

    A name that only some of a paper's records have parts these from the others. By its id or its key, or a name that all
    of them have, a paper is parted into all of its records. Each part has the paper's tags.

    Args:
        say: told in a line that another process is writing, and what a paid embedder does.
    """
    apart: list[Apart] = []
    whole: dict[str, None] = {}
    missing = []
    with library.writing(say):
        for name in names:
            found = library.catalog.works_called(name)
            for work in found:
                if len(work.records) > 1:
                    apart.append(_take_apart(library, work, _called(work, name), say))
                else:
                    whole[work.id] = None
            if not found:
                missing.append(name)
        library.sync()
    return Split(tuple(apart), tuple(whole), tuple(missing))


def split_off(library: Library, merges: Sequence[Merge], say: Callable[[str], None] = lambda line: None) -> Split:
    """Take the records of merges out of the papers that they went into; where a paper has none of them any more, or no
    other, there is nothing to take apart."""
    by_paper: dict[str, list[Paper]] = {}
    for merge in merges:
        by_paper.setdefault(merge.paper, []).append(content(merge.record))
    apart, whole = [], []
    with library.writing(say):
        for paper_id, records in by_paper.items():
            for work in library.catalog.works_called(paper_id):
                leaving = [own for own in work.records if replace(content(own), abstract="") in records]
                if 0 < len(leaving) < len(work.records):
                    apart.append(_take_apart(library, work, leaving, say))
                else:
                    whole.append(work.id)
        library.sync()
    return Split(tuple(apart), tuple(whole), ())


def _called(work: Work, name: str) -> list[Paper]:
    """The records of a work that a name parts from the others; none where it names the paper."""
    paper = work.paper
    if name in (paper.id, paper.key):
        return []
    names = called(name) | {f"id:{name}", f"key:{name}"}
    own = [identifiers(record) | {f"id:{record.id}", f"key:{own_key(record)}"} for record in work.records]
    return [record for record, its in zip(work.records, own, strict=True) if names & its]


def _take_apart(library: Library, work: Work, leaving: Sequence[Paper], say: Callable[[str], None]) -> Apart:
    """Put the records that leave into a paper of their own, or each into one where these are all or none."""
    staying = [record for record in work.records if record not in leaving]
    sides = [staying, list(leaving)] if leaving and staying else [[record] for record in work.records]
    sides.sort(key=lambda side: work.records[0] not in side)
    parts = _with_ids(library, work.id, sides)
    tags = library.tags.of([work.id]).get(work.id, ())
    run = embedding_run(library, say)
    made = entries(library, [part.paper for part in parts], run, parts)
    library.catalog.write_parts(work.id, [replace(entry, tags=tags) for entry in made], told_apart(parts))
    if run:
        run.forget()
    return Apart(work.id, tuple(part.id for part in parts))


def _with_ids(library: Library, paper_id: str, sides: Iterable[Sequence[Paper]]) -> list[Work]:
    """Works of records, with ids: the first keeps the paper's, the others have their records' own where these are
    free."""
    parts: list[Work] = []
    for side in sides:
        record = side[0]
        made = sha256(repr(content(record)).encode(errors="surrogatepass")).hexdigest()[:12]
        is_free = record.id != paper_id and not library.catalog.get([record.id])
        is_free = is_free and record.id not in {part.id for part in parts}
        parts.append(Work(paper_id if not parts else record.id if is_free else made, tuple(side)))
    return parts
