"""A library's map, and the file in its folder that it is kept in. That file may be deleted: it is made anew."""

from __future__ import annotations

import logging
import os
import zipfile
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np

_log = logging.getLogger(__name__)

_FILE = "map.npz"
_FORMAT = 1  # another one where maps of before can be read no more, or would come out otherwise now


@dataclass(frozen=True, slots=True)
class Atlas:
    """Where the papers of one generation of a library are on its map.

    `places` are float32 of shape (papers, 2) between -1 and 1; `topics` and `prints` (of the papers' vectors) have an
    entry a paper, and `names` one a topic, the largest first. `landmark` tells which papers others are placed by, and
    `laid_out` how many papers the layout was made of.
    """

    generation: int
    embedding: str
    paper_ids: tuple[str, ...]
    prints: np.ndarray
    places: np.ndarray
    topics: np.ndarray
    names: tuple[str, ...]
    landmark: np.ndarray
    laid_out: int

    def __len__(self) -> int:
        return len(self.paper_ids)

    @classmethod
    def empty(cls) -> Atlas:
        none = np.zeros(0, np.uint16)
        return cls(-1, "", (), none, np.zeros((0, 2), np.float32), none, (), none.astype(bool), 0)

    def only(self, here: np.ndarray) -> Atlas:
        """The map of those papers alone for which `here`, an entry a paper, is true."""
        if here.all():
            return self
        papers = tuple(paper_id for paper_id, is_here in zip(self.paper_ids, here, strict=True) if is_here)
        arrays = {name: getattr(self, name)[here] for name in ("prints", "places", "topics", "landmark")}
        return replace(self, paper_ids=papers, **arrays)

    def at(self, generation: int, embedding: str) -> Atlas:
        return replace(self, generation=generation, embedding=embedding)


def kept_atlas(home: Path) -> Atlas | None:
    """The map in a library's folder, whether or not it is behind; None where there is none that can be read."""
    try:
        with np.load(home / _FILE, allow_pickle=False) as stored:
            if int(stored["format"]) != _FORMAT:
                return None
            return _checked(Atlas(**{field.name: _read(stored[field.name], field.type) for field in fields(Atlas)}))
    except FileNotFoundError:
        return None
    except (OSError, EOFError, KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        _log.info("the map cannot be read, and is made anew: %s", error)
        return None


def keep(home: Path, atlas: Atlas) -> None:
    """Write the map whole, or not at all. A folder that cannot be written keeps none."""
    written = home / f"{_FILE}.{os.getpid()}"
    try:
        with written.open("wb") as file:
            np.savez(file, format=_FORMAT, **{f.name: _stored(getattr(atlas, f.name)) for f in fields(Atlas)})
        written.replace(home / _FILE)
    except OSError as error:
        _log.warning("the map cannot be kept: %s", error)
        written.unlink(missing_ok=True)


def _stored(value: object) -> np.ndarray:
    return np.array(value, dtype=str) if isinstance(value, tuple) else np.asarray(value)


def _read(stored: np.ndarray, kind: str) -> object:
    """A field's value: numbers, words and tuples as Python's own."""
    if kind.startswith("tuple"):
        return tuple(stored.tolist())
    return stored if kind == "np.ndarray" else stored.item()


def _checked(atlas: Atlas) -> Atlas:
    papers = (len(atlas),)
    shapes = [atlas.prints.shape, atlas.topics.shape, atlas.landmark.shape, atlas.places.shape[:1]]
    if shapes != [papers] * 4 or atlas.places.shape != (*papers, 2) or not np.isfinite(atlas.places).all():
        raise ValueError("its parts do not fit together")
    if len(atlas) and int(atlas.topics.max()) >= len(atlas.names):
        raise ValueError("it has topics without names")
    return atlas
