"""Settings that are stored with a library, written by the page, never with a key: `settings.json` in its folder, or a table
of the database that a group shares."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from rag.errors import InputError, LibraryError
from rag.setup.files import written_whole

FILE = "settings.json"
# Neither the key nor the folder; the embedder is the library's own, and changes by building the vectors anew.
NAMES = ("model", "base_url", "timeout", "judge", "budget", "evidence_papers", "answer_tokens")


def read(home: Path, database: str | None = None) -> dict[str, object]:
    """What is stored, by the settings' names; nothing when there is no file.

    Args:
        database: the address of a group's database, where the library is in one.

    Raises:
        InputError: the file cannot be read.
        LibraryError: the database cannot be used.
    """
    if database:
        from rag.setup import group

        return _known(group.read(database))
    path = home.expanduser() / FILE
    try:
        values = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):  # what is wrong with the folder is told when it is opened
        return {}
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", "check its name and its rights") from None
    except ValueError as error:
        raise InputError(f"{path} cannot be read: {error}", "correct it, or delete it to begin anew") from None
    if not isinstance(values, dict):
        raise InputError(f"{path} holds no settings", "correct it, or delete it to begin anew")
    return _known(values)


def write(home: Path, values: Mapping[str, object], database: str | None = None) -> None:
    """Store these, and no others; at once or not at all, for nobody else on the machine to read.

    Raises:
        LibraryError: the folder cannot be written, or the database not be used.
    """
    path, chosen = home.expanduser() / FILE, _known(values)
    if database:
        from rag.setup import group

        group.write(database, chosen)
        return
    try:
        with written_whole(path, private=True) as file:
            file.write(json.dumps(chosen, indent=2).encode())
    except OSError as error:
        raise LibraryError(f"{path} cannot be written: {error.strerror}", "check the folder's rights") from None


def set_aside(home: Path, database: str | None = None) -> None:
    """Begin anew: what is stored, readable or not, goes to `settings.json.old`; of a database it is taken away.

    Raises:
        LibraryError: the folder cannot be written, or the database not be used.
    """
    if database:
        write(home, {}, database)
        return
    path = home.expanduser() / FILE
    try:
        path.replace(path.with_name(f"{FILE}.old"))
    except OSError as error:
        raise LibraryError(f"{path} cannot be moved: {error.strerror}", "check the folder's rights") from None


def _known(values: Mapping[str, object]) -> dict[str, object]:
    return {name: values[name] for name in NAMES if values.get(name) is not None}
