"""What the commands share: options, the texts that they are given, and how they open a library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rag.library.library import Library
    from rag.setup.settings import Settings

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
    from rag.library.library import Library

    with Library(settings_at(home)) as library:
        if library.is_behind():
            _take_up(library)
        yield library


def _take_up(library: Library) -> None:
    """Take up what others have changed: on a group's new machine that is the whole library, and takes its time."""
    from rag.cli.output import progress_line

    with progress_line("taking up papers on this machine") as progress:
        library.follow(library.generation(), progress)
