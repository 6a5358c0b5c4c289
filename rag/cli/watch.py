"""Watch: a folder's papers are taken up as its files change."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path

from rag.cli.show import change_line
from rag.cli.signals import end_asked_for
from rag.errors import InputError
from rag.intake.readers.files import files_below
from rag.intake.report import ImportReport
from rag.intake.sources import Source, sources
from rag.library.adding import add_files
from rag.library.library import Library

_WAKE_MS = 500  # between looks at whether to stop
_LONGEST_SETTLES = 20  # quiet spells after which a file that changes on and on is read all the same
_NAMED = 3  # files named on a line


def watch(
    library: Library,
    folder: Path,
    title_only: bool,
    mirror: bool,
    interval: float,
    tell: Callable[[str], None],
    say: Callable[[str], None] = lambda line: None,
) -> None:
    """Add what is in a folder, then what changes in it, until Ctrl-C or SIGTERM; what is being written then is finished.

    A file is read when nothing has changed for `interval` seconds; what cannot be read then is told, and read when it
    changes again.

    Args:
        tell: given a line for each change.

    Raises:
        InputError: the folder is missing, or is taken away.
        KeyboardInterrupt: it is to stop, with more still to be read; or is told so twice.
    """
    from watchfiles import watch as changes

    logging.getLogger("watchfiles").setLevel(logging.WARNING)  # it tells of each change too
    folder = folder.absolute()
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder", "give a folder")
    settle = int(interval * 1000)
    with end_asked_for() as ending:

        def progress(_records: int) -> None:
            """Behind each batch, which is then in the catalogue."""
            if ending.is_set():
                library.sync()
                raise KeyboardInterrupt

        def add(found: list[Source]) -> ImportReport:
            return add_files(library, found, progress, say, mirror)

        batches = changes(
            folder,
            step=settle,
            debounce=_LONGEST_SETTLES * settle,
            rust_timeout=_WAKE_MS,
            yield_on_timeout=True,
            stop_event=ending,
        )
        next(batches, None)  # from here on changes are noted: none falls between reading and watching
        tell(change_line(str(folder), add(sources([folder], title_only))))
        for batch in batches:
            paths = [path for _, name in batch if not (path := Path(name)).is_relative_to(library.home)]
            if not folder.is_dir():
                raise InputError(f"{folder}: is no longer there; nothing was removed for that", "give a folder")
            if changed := _changed(folder, paths, title_only, mirror):
                report = add(changed)
                if _has_news(report):
                    tell(change_line(_named(folder, changed), report))


def _changed(folder: Path, paths: Iterable[Path], title_only: bool, mirror: bool) -> list[Source]:
    """What is to be read again, and, to be mirrored, what is no longer there."""
    paths = set(paths)
    present = [file for file in files_below(folder) if paths & {file, *file.parents}]
    gone = [Source(str(path), ()) for path in sorted(paths) if mirror and not path.exists()]
    return [source for file in present for source in _readable(file, title_only)] + gone


def _readable(file: Path, title_only: bool) -> list[Source]:
    try:
        return sources([file], title_only, refused_as_skipped=True)
    except InputError:
        return []  # taken away since: that is the next change


def _has_news(report: ImportReport) -> bool:
    return bool(report.added or report.updated or report.merged or report.removed or report.skipped or report.kept)


def _named(folder: Path, changed: list[Source]) -> str:
    names = [str(Path(source.path).relative_to(folder)) for source in changed]
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
