"""Add and watch a place in Zotero."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rag.cli.show import change_line
from rag.cli.signals import end_asked_for
from rag.errors import FetchError
from rag.intake.report import ImportReport
from rag.intake.zotero.api import Api, NotThere
from rag.intake.zotero.contents import Contents
from rag.intake.zotero.place import placed
from rag.library.library import Library
from rag.library.zotero import take_up
from rag.text.wording import counted


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
        tell(change_line(place, take_up(library, contents, progress, say, mirror)))
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


@contextmanager
def _contents(library: Library, place: str, title_only: bool) -> Iterator[Contents]:
    with Api(library.settings.zotero_url, library.settings.timeout) as api:
        api.meet()
        yield Contents(api, placed(api, place), title_only)


def _has_news(report: ImportReport) -> bool:
    return bool(report.added or report.updated or report.merged or report.removed or report.skipped or report.kept)
