"""What the commands share: options, and how they open a library and print."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rag.library.library import Library
    from rag.setup.settings import Settings

Home = Annotated[Path | None, typer.Option(help="Folder of the library.", show_default="the user data folder")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Batch = Annotated[
    str | None, typer.Option(help="File of JSON lines, or - for standard input: one JSON line back for each.")
]


def settings_at(home: Path | None) -> Settings:
    from rag.setup.settings import load_settings

    return load_settings(home=home)


@contextmanager
def library_at(home: Path | None) -> Iterator[Library]:
    from rag.library.library import Library

    library = Library(settings_at(home))
    try:
        yield library
    finally:
        library.close()


def put_out(as_json: bool, value: Any, lines: Iterable[str]) -> None:
    if as_json:
        print(json.dumps(value, ensure_ascii=False))
    else:
        for line in lines:
            print(line)
