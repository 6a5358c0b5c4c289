"""The command that takes a library to a group's servers, or back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.options import Home, Json, library_at, settings_at
from rag.cli.output import print_result, progress_line, say
from rag.text.wording import counted

if TYPE_CHECKING:
    from rag.library.moving import Part
    from rag.setup.settings import Settings


def move(
    to: Annotated[str, typer.Option(metavar="PLACE", help="Address of a PostgreSQL database, or a new folder.")],
    chroma: Annotated[
        str | None, typer.Option(metavar="URL", help="Address of a Chroma server for its vectors.")
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Take the library with its conversations to a group's database, or back to a folder; it stays where it is, too."""
    from rag.library.library import Library
    from rag.library.moving import move as take
    from rag.library.tables.database import Databases
    from rag.records import as_json as plain
    from rag.setup import stored

    there = _settings_there(to, chroma, settings_at(home))
    with library_at(home) as library:
        with progress_line("copying rows") as progress:
            moved = take(library, Databases.of(there), parts(), progress, say)
        here = library.settings
        stored.write(there.home, stored.read(here.home, here.shared_database), there.shared_database)
    with closing(Library(there)) as taken, progress_line("putting in passages") as progress, taken.writing(say):
        taken.sync(progress)
    print_result(
        as_json,
        plain(moved),
        [
            f"{counted(moved.papers)} and what was asked of them are at {moved.place} too, {len(moved.tables)} tables with "
            "the same counts and digests.",
            "The library stays where it was; what it is called from now on says COLLOQUY_DATABASE"
            + (" and COLLOQUY_CHROMA." if chroma else ".")
            if there.database
            else f"The library stays where it was; open the new one with --home {there.home}.",
        ],
    )


def _settings_there(to: str, chroma: str | None, here: Settings) -> Settings:
    """The settings that hold where the library goes."""
    from rag.setup.settings import load_settings

    if "://" in to:
        return load_settings(home=here.home, database=to, chroma=chroma)
    folder = Path(to).expanduser().absolute()
    given = load_settings(home=folder, chroma=chroma) if chroma else here
    return given.model_copy(update={"home": folder, "database": None, "chroma": given.chroma if chroma else None})


def parts() -> list[Part]:
    """All of a library's databases; the catalogue last: whatever an answer cites is then in it."""
    from rag.answer.spending import SPENDING
    from rag.answer.spending import metadata as spending
    from rag.conversations.sheets.schema import TABLES
    from rag.conversations.sheets.schema import metadata as sheets
    from rag.conversations.tables import metadata as conversations
    from rag.conversations.versions import CONVERSATIONS
    from rag.library.moving import CATALOGUE_PART, Part

    return [
        Part("spending", spending, SPENDING),
        Part("conversations", conversations, CONVERSATIONS),
        Part("tables", sheets, TABLES),
        CATALOGUE_PART,
    ]
