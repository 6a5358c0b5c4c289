"""A place in Zotero taken up: its items are papers' sources, each by itself, as files are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from rag.errors import InputError
from rag.intake.report import ImportReport
from rag.intake.zotero.contents import Contents
from rag.intake.zotero.items import Item
from rag.library.adding import Adding
from rag.library.library import Library
from rag.library.mirror import Mirror
from rag.library.tables.holdings import Said
from rag.library.tables.tags import named
from rag.records import Paper, Skipped
from rag.text.wording import counted

_FEW = 20  # items that may go at once, whatever part of the place they are


def take_up(
    library: Library,
    contents: Contents,
    progress: Callable[[int], None] = lambda done: None,
    say: Callable[[str], None] = lambda line: None,
    mirror: bool = False,
) -> ImportReport:
    """Put the items in that are new or changed, after a `look` at the place, with their collections, tags and notes.

    Args:
        mirror: take out the papers that came from the place before, are not there any more, and that no other source
            holds. Nothing is taken out where the reading broke off; nor is anything taken in or out where nothing of
            what came from there is there now, or a great part is missing: that is an empty place, another Zotero, or one
            that is being filled anew.
    """
    with library.writing(say):
        origins = library.catalog.origins
        before = origins.files_under(contents.path)
        if mirror and (why := _doubt(before, contents.present)):
            kept = (Skipped(contents.place.name, "place", why),)
            return ImportReport(0, 0, 0, 0, (), len(library), kept=kept)
        reading = Mirror(origins, origins.next_reading())
        taken = _Taken(contents)
        try:
            report = Adding(library, say, reading, lambda _: contents.place.name).add(taken.read(), progress)
        finally:
            _note(library, taken)
        origins.forget_files(taken.unnamed())
        if not mirror:
            return report
        if not contents.complete:
            return replace(report, kept=(Skipped(contents.place.name, "place", "was not read to its end"),))
        missing = (before | taken.said.keys()) - contents.present  # what came may have gone meanwhile
        gone = set(origins.forget_files(missing))
        library.holdings.put({origin: () for origin in missing})
        gone.update(origins.forget_files(taken.said, reading.reading))  # items that are another work now
        if gone:
            library.catalog.write(remove=sorted(gone))
            library.sync()
        return replace(report, removed=len(gone), total=len(library))


@dataclass
class _Taken:
    """The items of a reading as they go by, and what each says beside its record."""

    contents: Contents
    said: dict[str, set[Said]] = field(default_factory=dict)

    def read(self) -> Iterator[tuple[str, Paper | Skipped]]:
        for found in self.contents.read():
            if not isinstance(found, Item):
                yield self.contents.path, found
                continue
            own: set[Said] = {("collection", path) for path in found.collections}
            own |= {("note", title) for title in found.notes} | {("tag", tag) for tag in found.tags}
            self.said[found.origin] = own
            yield from ((found.origin, record) for record in found.records)

    def unnamed(self) -> list[str]:
        """The origins that the same items had while Zotero had no name for its database; none where it has none yet."""
        path, unnamed = self.contents.path, self.contents.unnamed_path
        return [] if path == unnamed else [unnamed + origin.removeprefix(path) for origin in self.said]


def _note(library: Library, taken: _Taken) -> None:
    """Keep what items say beside their records. Of a tag that an item has got or lost, so does its paper; a tag that
    somebody has given to the paper, or taken from it, stays as it is."""
    if not taken.said:
        return
    files = list(taken.said)
    before, papers = library.holdings.said(files), library.catalog.origins.papers_of(files)
    library.holdings.put(taken.said)
    added, lost = dict[str, list[str]](), dict[str, set[str]]()
    for file, now in taken.said.items():
        earlier, ids = before.get(file, set()), papers.get(file, set())
        for tag in _tags(now - earlier):
            for paper_id in ids:
                added.setdefault(paper_id, []).append(tag)
        for tag in _tags(earlier - now):
            lost.setdefault(tag, set()).update(ids)
    still = library.holdings.of("tag", sorted(set().union(*lost.values())))  # of another item that the paper is
    for tag, ids in lost.items():
        library.tags.remove(tag, sorted(i for i in ids if tag not in still.get(i, ())))
    library.tags.add_each(added)


def _tags(said: set[Said]) -> list[str]:
    return sorted(text for kind, text in said if kind == "tag" and _fits(text))


def _fits(tag: str) -> bool:
    """Whether a tag of Zotero can be one here; one that cannot is a keyword of its paper all the same."""
    try:
        return bool(named(tag))
    except InputError:
        return False


def _doubt(before: set[str], present: frozenset[str]) -> str:
    """Why what came from a place before and is not there now may not be gone; "" where nothing speaks for that."""
    missing = len(before - present)
    if before and missing == len(before):
        return "nothing that came from there is there now: it is empty, or another Zotero"
    if missing > max(_FEW, len(before) // 2):
        return f"{missing:,} of {counted(len(before), 'item')} are not there now: is it being synchronised?"
    return ""
