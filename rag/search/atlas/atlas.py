"""A library's atlas, and the file in its folder that holds it. That file may be deleted: it is made anew."""

from __future__ import annotations

import json
import logging
import zipfile
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from rag.setup.files import written_whole

_log = logging.getLogger(__name__)

_FILE = "map.npz"
_FORMAT = 2  # another one where those of before can be read no more, or would come out otherwise now


@dataclass(frozen=True, slots=True)
class Atlas:
    """Where the papers of one generation of a library are in the plane, and what their topics are called.

    `places` are float32 of shape (papers, 2) between -1 and 1; `titles`, `years` (0 where it is not known), `topics`
    and `prints` (of the papers' vectors) have an entry a paper, and `names` one a topic, the largest first. `landmark`
    tells which papers others are placed by, and `laid_out` how many papers the layout was made of.
    """

    generation: int
    embedding: str
    paper_ids: tuple[str, ...]
    titles: tuple[str, ...]
    years: np.ndarray
    prints: np.ndarray
    places: np.ndarray
    topics: np.ndarray
    names: tuple[str, ...]
    landmark: np.ndarray
    laid_out: int

    def __len__(self) -> int:
        return len(self.paper_ids)


def read_atlas(home: Path) -> Atlas | None:
    """The atlas in a library's folder, whether or not it is behind; None where there is none that can be read."""
    try:
        with np.load(home / _FILE, allow_pickle=False) as stored:
            if int(stored["format"]) != _FORMAT:
                return None
            return _checked(Atlas(**{f.name: _value(stored[f.name], str(f.type)) for f in fields(Atlas)}))
    except FileNotFoundError:
        return None
    except (OSError, EOFError, KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        _log.info("the atlas cannot be read, and is made anew: %s", error)
        return None


def write_atlas(home: Path, atlas: Atlas) -> None:
    """Write it whole, or not at all. A folder that cannot be written holds none."""
    parts: dict[str, Any] = {f.name: _stored(getattr(atlas, f.name)) for f in fields(Atlas)}
    try:
        with written_whole(home / _FILE) as file:
            np.savez(file, format=_FORMAT, **parts)
    except OSError as error:
        _log.warning("the atlas cannot be written: %s", error)


def _stored(value: object) -> np.ndarray:
    """Words as JSON: as an array each would take the room of the longest."""
    return np.frombuffer(json.dumps(value).encode(), np.uint8) if isinstance(value, tuple) else np.asarray(value)


def _value(stored: np.ndarray, kind: str) -> Any:
    if kind.startswith("tuple"):
        return tuple(json.loads(stored.tobytes()))
    return stored if kind == "np.ndarray" else stored.item()


def _checked(atlas: Atlas) -> Atlas:
    count = len(atlas)
    arrays = (atlas.years, atlas.prints, atlas.topics, atlas.landmark)
    fitting = len(atlas.titles) == count and all(array.shape == (count,) for array in arrays)
    if not fitting or atlas.places.shape != (count, 2) or not np.isfinite(atlas.places).all():
        raise ValueError("its parts do not fit together")
    if count and int(atlas.topics.max()) >= len(atlas.names):
        raise ValueError("it has topics without names")
    return atlas
