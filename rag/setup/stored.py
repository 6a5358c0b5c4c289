"""Settings that are kept with a library: `settings.json` in its folder, written by the page, never with a key."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

from rag.errors import InputError, LibraryError

FILE = "settings.json"
# Neither the key nor the folder; the embedder is the library's own, and changes by building the vectors anew.
NAMES = ("model", "base_url", "timeout", "judge", "budget", "evidence_papers", "answer_tokens")


def read(home: Path) -> dict[str, object]:
    """What is kept, by the settings' names; nothing when there is no file.

    Raises:
        InputError: the file cannot be read.
    """
    path = home.expanduser() / FILE
    try:
        found = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):  # what is wrong with the folder is told when it is opened
        return {}
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}", "correct it, or delete it to begin anew") from None
    if not isinstance(found, dict):
        raise InputError(f"{path} holds no settings", "correct it, or delete it to begin anew")
    return {name: found[name] for name in NAMES if found.get(name) is not None}


def write(home: Path, values: Mapping[str, object]) -> None:
    """Keep these, and no others; at once or not at all, for nobody else on the machine to read.

    Raises:
        LibraryError: the folder cannot be written.
    """
    path = home.expanduser() / FILE
    try:
        with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=".settings-", delete=False) as file:
            json.dump({name: values[name] for name in NAMES if values.get(name) is not None}, file, indent=2)
        os.replace(file.name, path)  # a temporary file has mode 600
    except OSError as error:
        raise LibraryError(f"{path} cannot be written: {error.strerror}", "check the folder's rights") from None


def set_aside(home: Path) -> None:
    """Begin anew: what is kept, readable or not, goes to `settings.json.old`.

    Raises:
        LibraryError: the folder cannot be written.
    """
    path = home.expanduser() / FILE
    try:
        path.replace(path.with_name(f"{FILE}.old"))
    except OSError as error:
        raise LibraryError(f"{path} cannot be moved: {error.strerror}", "check the folder's rights") from None
