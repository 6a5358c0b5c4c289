"""What the commands share: options, the texts that they are given, and how they open a library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.errors import ColloquyError

if TYPE_CHECKING:
    from rag.library.library import Library
    from rag.setup.settings import Settings

MOST = 1_000_000_000  # of anything that is counted: any number that a database can hold
DAY = 86_400  # seconds
Home = Annotated[Path | None, typer.Option(help="Folder of the library.", show_default="the user data folder")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Batch = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="File of JSON lines, or - for standard input: one JSON line back for each."),
]
Where = Annotated[list[str] | None, typer.Option(help='Only some, such as "year>=2023"; repeat for more conditions.')]
Judging = Annotated[
    bool | None,
    typer.Option("--judge/--no-judge", help="Let the model judge the meaning of claims.", show_default=False),
]
To = Annotated[
    str | None, typer.Option("--to", metavar="PLACE", help="Where in Zotero, such as zotero:collection/NAME.")
]
Write = Annotated[bool, typer.Option("--write", help="Write to Zotero; without it, only say what would be written.")]
Only = Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this paper; repeat for more.")]


def with_plain_texts(command: Callable[..., None]) -> Callable[..., None]:
    """The command, given plain texts: a shell hands over any bytes. Paths keep theirs, to be found."""

    @wraps(command)
    def run(**given: Any) -> None:
        from rag.text.cleaning import plain_text

        def mended(value: Any) -> Any:
            if isinstance(value, list):
                return [mended(item) for item in value]
            return plain_text(value) if type(value) is str else value

        command(**{name: mended(value) for name, value in given.items()})

    return run


def backed_up(command: Callable[..., None]) -> Callable[..., None]:
    """The command, and behind it a backup of what it has changed, where that is due."""

    @wraps(command)
    def run(**given: Any) -> None:
        try:
            command(**given)
        finally:
            keep_backups(given.get("home"))

    return run


def keep_backups(home: Path | None) -> None:
    """Back up what has changed of a library, where that is due."""
    from rag.cli.output import say
    from rag.library.snapshots import keep
    from rag.setup.settings import settings_without_stored

    with suppress(ColloquyError):  # which the command has told
        keep(settings_without_stored(home=home).home, say)


def text_or_batch(text: str | None, batch: Path | None) -> str | Path:
    """The one of the two that is given.

    Raises:
        typer.BadParameter: both are, or none.
    """
    if text is not None and batch is None:
        return text
    if batch is not None and text is None:
        return batch
    raise typer.BadParameter("give either a text or --batch")


def settings_at(home: Path | None) -> Settings:
    from rag.setup.settings import load_settings

    return load_settings(home=home)


@contextmanager
def library_at(home: Path | None) -> Iterator[Library]:
    from rag.cli.output import say
    from rag.library.library import Library
    from rag.text.wording import counted

    with Library(settings_at(home)) as library:
        if library.is_behind():
            _take_up(library)
        yield library
        if damaged := library.damaged():
            say(f"note: left out, as they are damaged on disk: {counted(len(damaged))}; colloquy doctor --repair")


def _take_up(library: Library) -> None:
    """Take up what others have changed: on a group's new machine that is the whole library, and takes its time."""
    from rag.cli.output import progress_line

    with progress_line("taking up papers on this machine") as progress:
        library.follow(library.generation(), progress)
