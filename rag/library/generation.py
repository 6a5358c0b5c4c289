"""What a derived index remembers in its folder: the generation of the catalogue that it has reached."""

from __future__ import annotations

from pathlib import Path

_MARKER = "GENERATION"


def reached(folder: Path) -> int:
    """The generation that the derived index in a folder has reached; 0 when there is none."""
    try:
        return int((folder / _MARKER).read_text())
    except (FileNotFoundError, ValueError):
        return 0


def set_reached(folder: Path, generation: int) -> None:
    """Note what a derived index has reached. Done last: a crash before it repeats work, which changes nothing."""
    (folder / _MARKER).write_text(str(generation))


def unset_reached(folder: Path) -> None:
    """Have a derived index start over when it is next brought in step."""
    (folder / _MARKER).unlink(missing_ok=True)
