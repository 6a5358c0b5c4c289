"""What a derived index remembers in its folder: the generation of the catalogue that it has reached."""

from __future__ import annotations

import shutil
from pathlib import Path

_MARKER = "GENERATION"


def reached(folder: Path) -> int:
    """The generation that the derived index in a folder has reached; 0 when there is none that could be read."""
    try:
        return int((folder / _MARKER).read_text())
    except (OSError, ValueError):
        return 0


def set_reached(folder: Path, generation: int) -> None:
    """Note what a derived index has reached. Done last: a crash before it repeats work, which changes nothing."""
    following = folder / f"{_MARKER}-following"  # of one name: a crash leaves one at the most
    following.write_text(str(generation))
    following.replace(folder / _MARKER)


def unset_reached(folder: Path) -> None:
    """Have a derived index start over when it is next brought in step."""
    clear(folder / _MARKER if folder.is_dir() else folder)


def clear(path: Path) -> None:
    """Remove what stands at a path, whatever it is."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
