"""Named files and folders, read file by file: what came from where is remembered by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import InputError
from rag.intake.readers import read_all
from rag.intake.readers.files import files_below
from rag.intake.report import UnusedField
from rag.records import Paper, Skipped


@dataclass(frozen=True, slots=True)
class Source:
    """A file or folder that was named, by its absolute path, and the records of each of its files, to be read once.

    `unused` counts, as they are read, the records that have a field which no reader uses, by file and field.
    """

    path: str
    files: tuple[tuple[str, Iterator[Paper | Skipped]], ...]
    unused: Counter[tuple[str, str]] = field(default_factory=Counter)


def sources(paths: Sequence[Path], title_only: bool = False, refused_as_skipped: bool = False) -> list[Source]:
    """Every file is opened and recognised before the first record is given out.

    Args:
        refused_as_skipped: where nothing that is named can be read, that is reported as skipped too.

    Raises:
        InputError: a named path is missing, or nothing that is named can be read.
    """
    refused: list[InputError] = []
    found = [_source(path, title_only, refused) for path in paths]
    if not refused_as_skipped and refused and len(refused) == sum(len(source.files) for source in found):
        raise refused[0]
    return found


def unused_fields(sources: Iterable[Source]) -> tuple[UnusedField, ...]:
    """What was not used of the records of sources that have been read; file by file, what most have first."""
    return tuple(
        UnusedField(file, name, records)
        for source in sources
        for (file, name), records in sorted(source.unused.items(), key=lambda counted: (counted[0][0], -counted[1]))
    )


def _source(path: Path, title_only: bool, refused: list[InputError]) -> Source:
    """A source; of a named file that cannot be read, the error goes to `refused` too."""
    is_folder, files, unused = path.is_dir(), [], Counter[tuple[str, str]]()

    def count(name: str, fields: Iterable[str]) -> None:
        unused.update((name, field_) for field_ in fields)

    for file in files_below(path) if is_folder else [path]:
        records, error = _records(file, title_only, count)
        if error and not is_folder:
            if not path.exists():
                raise error
            refused.append(error)
        files.append((str(file.absolute()), records))
    return Source(str(path.absolute()), tuple(files), unused)


def _records(
    file: Path, title_only: bool, unused: Callable[[str, Iterable[str]], None]
) -> tuple[Iterator[Paper | Skipped], InputError | None]:
    """The records of a file; of one that cannot be read, the reason in their place, and the error."""
    try:
        return read_all([file], title_only, unused), None
    except InputError as error:
        return iter([Skipped(str(file), "file", error.message.removeprefix(f"{file}: "))]), error
