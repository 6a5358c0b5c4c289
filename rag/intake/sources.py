"""Named files and folders, read file by file: what came from where is remembered by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import InputError
from rag.intake.readers import read_all
from rag.intake.readers.files import files_below
from rag.records import Paper, Skipped


@dataclass(frozen=True, slots=True)
class Source:
    """A file or folder that was named, by its absolute path, and the records of each of its files, to be read once."""

    path: str
    files: tuple[tuple[str, Iterator[Paper | Skipped]], ...]


def sources(paths: Sequence[Path], title_only: bool = False, told: bool = False) -> list[Source]:
    """Every file is opened and recognised before the first record is given out.

    Args:
        told: where nothing that is named can be read, that is told as skipped too.

    Raises:
        InputError: a named path is missing, or nothing that is named can be read.
    """
    refused: list[InputError] = []
    found = [_source(path, title_only, refused) for path in paths]
    if not told and refused and len(refused) == sum(len(source.files) for source in found):
        raise refused[0]
    return found


def _source(path: Path, title_only: bool, refused: list[InputError]) -> Source:
    """A source; of a named file that cannot be read, the error goes to `refused` too."""
    if path.is_dir():
        files = [(file, _records(file, title_only)) for file in files_below(path)]
        files = [(file, _told(file, r) if isinstance(r, InputError) else r) for file, r in files]
    else:
        records = _records(path, title_only)
        if isinstance(records, InputError):
            if not path.exists():
                raise records
            refused.append(records)
            records = _told(path, records)
        files = [(path, records)]
    return Source(str(path.absolute()), tuple((str(file.absolute()), records) for file, records in files))


def _records(file: Path, title_only: bool) -> Iterator[Paper | Skipped] | InputError:
    try:
        return read_all([file], title_only)
    except InputError as error:
        return error


def _told(file: Path, error: InputError) -> Iterator[Skipped]:
    return iter([Skipped(str(file), "file", error.message.removeprefix(f"{file}: "))])
