"""Add and watch a place in Zotero, and write notes and tags back to it where that is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module

from rag.cli.show import change_line
from rag.cli.signals import end_asked_for
from rag.errors import FetchError, InputError
from rag.intake.report import ImportReport
from rag.intake.zotero.api import Api, NotThere
from rag.intake.zotero.contents import Contents
from rag.intake.zotero.place import placed
from rag.intake.zotero.writing import Writing
from rag.library.adding import entries
from rag.library.library import Library
from rag.library.zotero import take_up
from rag.records import Paper
from rag.text.wording import counted

_ITEM = re.compile(r"zotero://select/(?P<library>library|groups/\d+)/items/(?P<key>\w+)")


def add(
    library: Library,
    place: str,
    title_only: bool,
    mirror: bool,
    progress: Callable[[int], None],
    say: Callable[[str], None],
) -> ImportReport:
    """Put in what a place holds.

    Raises:
        FetchError: Zotero is not open, or its local API is off.
        InputError: it has no such place.
    """
    with _contents(library, place, title_only) as contents:
        contents.look()
        return take_up(library, contents, progress, say, mirror)


def watch(
    library: Library,
    place: str,
    title_only: bool,
    mirror: bool,
    interval: float,
    tell: Callable[[str], None],
    say: Callable[[str], None],
) -> None:
    """Put in what a place holds, then what changes there, until Ctrl-C or SIGTERM. A Zotero that is closed is waited for.

    Args:
        interval: seconds between two looks.
        tell: given a line for each change.

    Raises:
        FetchError: Zotero is not open at the start.
        InputError: it has no such place.
        KeyboardInterrupt: it is to stop while it reads.
    """
    with end_asked_for() as ending, _contents(library, place, title_only) as contents:

        def progress(_records: int) -> None:
            """Behind each batch, which is then in the catalogue."""
            if ending.is_set():
                library.sync()
                raise KeyboardInterrupt

        contents.look()
        report = take_up(library, contents, progress, say, mirror)
        _warm_up(library)
        tell(change_line(place, report))
        told = ""
        while not ending.wait(interval):
            try:
                if contents.look():
                    report, told = take_up(library, contents, progress, say, mirror), ""
                    if _has_news(report):
                        tell(change_line(place, report))
                    elif report.unchanged:
                        tell(f"{place}: collections, tags or notes of {counted(report.unchanged)}")
            except NotThere:
                raise
            except FetchError as error:
                if error.message != told:
                    tell(f"{place}: waiting: {error.message}; nothing was removed for that")
                told = error.message


def write_note(library: Library, html: str, to: str, write: bool, say: Callable[[str], None]) -> str:
    """Put a note by itself into a library, into a collection, or on an item; what was done, or would be, in a line.

    Args:
        to: a place in Zotero, or the address of an item there.
        write: without it nothing is written.

    Raises:
        FetchError: Zotero is not open, can only be read, or does not take it.
        InputError: it has no such place.
    """
    with Api(library.settings.zotero_url, library.settings.timeout) as api:
        api.meet()
        item = _ITEM.fullmatch(to)
        place = placed(api, "zotero:" if item else to)
        where, parent = (_library_of(item["library"]), item["key"]) if item else (place.library, "")
        if place.kind == "search":
            raise InputError(
                f"{to}: a search holds no notes", "give zotero:, a collection, a group or an item's address"
            )
        if not write:
            return f"a note would be written to {to}; --write writes it"
        key = Writing(api, library.home, say).note(where, html, place.key, parent)
        return f"written: {_address(where, key)}"


def write_tag(
    library: Library, tag: str, papers: Sequence[Paper], to: str, remove: bool, write: bool, say: Callable[[str], None]
) -> Iterator[str]:
    """Give the items of papers a tag in Zotero, or take it from them; lines on what was done, or would be.

    Raises:
        FetchError: Zotero is not open, can only be read, or does not take it.
        InputError: it has no such place.
    """
    with Api(library.settings.zotero_url, library.settings.timeout) as api:
        api.meet()
        place = placed(api, to)
        begins = f"{place.select}/items/"
        own = [alias for paper in papers for alias in paper.aliases if alias.startswith(begins)]
        keys = list(dict.fromkeys(alias.removeprefix(begins) for alias in own))
        for paper in papers:
            if not any(alias.startswith(begins) for alias in paper.aliases):
                yield f"not of {to}: {paper.key}"
        done = Writing(api, library.home, say).tag(place.library, keys, tag, remove) if write and keys else []
        for key in done if write else keys:
            what = "taken from" if remove else "given to"
            yield f"{what} {begins}{key}" if write else f"would be {what} {begins}{key}; --write writes it"


def _library_of(selected: str) -> str:
    """Where the library of an address in Zotero is asked for."""
    return "users/0" if selected == "library" else selected


def _address(library: str, key: str) -> str:
    return f"zotero://select/{library if library.startswith('groups') else 'library'}/items/{key}"


@contextmanager
def _contents(library: Library, place: str, title_only: bool) -> Iterator[Contents]:
    with Api(library.settings.zotero_url, library.settings.timeout) as api:
        api.meet()
        yield Contents(api, placed(api, place), title_only)


def _warm_up(library: Library) -> None:
    """Load what the first change would wait for, as nothing may have been written yet: the embedder, and Chroma."""
    import_module("chromadb")
    entries(library, library.papers(1))


def _has_news(report: ImportReport) -> bool:
    return bool(report.added or report.updated or report.merged or report.removed or report.skipped or report.kept)
