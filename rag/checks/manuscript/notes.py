"""What people note on findings in their manuscripts: a file in the library's folder."""

from __future__ import annotations

import json
from pathlib import Path

import filelock

from rag.errors import LibraryError
from rag.setup.files import written_whole

FILE = "manuscripts.json"
LONGEST = 5_000  # characters of a note
_PATIENCE = 10.0  # seconds that another process may take to write


class Notes:
    """Notes by the finding that they are on: the same sentence with the same keys has the same, whatever file it is in. Any
    number of threads and processes may write.

    Raises (whenever it is used):
        LibraryError: the file cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def all(self) -> dict[str, str]:
        """Every note, by its finding's id."""
        try:
            found = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise self._unusable(error) from None
        if not isinstance(found, dict):
            raise self._unusable("it holds no notes")
        return {str(key): str(note) for key, note in found.items()}

    def put(self, finding: str, note: str) -> None:
        """Keep a note; an empty one is taken away."""
        try:
            with filelock.FileLock(f"{self._path}.lock", timeout=_PATIENCE):
                notes = self.all()
                notes.pop(finding, None)
                if note.strip():
                    notes[finding] = note.strip()[:LONGEST]
                with written_whole(self._path, private=True) as file:
                    file.write(json.dumps(notes, ensure_ascii=False, indent=1).encode(errors="replace"))
        except (OSError, filelock.Timeout) as error:
            raise self._unusable(error) from None

    def _unusable(self, reason: object) -> LibraryError:
        return LibraryError(
            f"{self._path}: cannot be read or written: {reason}",
            "check the folder's rights; moved away, it is made anew",
        )
