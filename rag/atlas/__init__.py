"""The library as a picture: each paper's place in the plane, by meaning, and the topics that its papers make up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from zlib import crc32

import numpy as np

from rag.atlas.kept import Atlas, keep, kept_atlas
from rag.atlas.layout import LANDMARKS, Landmarks, landmarks, topics_for
from rag.atlas.names import topic_names
from rag.library import Library

__all__ = ["Atlas", "atlas_of"]

_READ_FOR_NAMES = 6_000  # papers whose words tell the topics apart
_GROWN = 0.25  # of the papers laid out: with so many more, or less, there is a new layout
_LAID_OUT, _PLACED = 0.6, 0.75  # shares of the work that are done by then


def atlas_of(library: Library, progress: Callable[[float], None] = lambda share: None) -> Atlas:
    """The library's map as it is now; made, and kept in its folder, where that is behind.

    A layout that is made anew follows from the library's papers alone, however they came there. It stands while the
    library changes by less than a quarter, so that papers stay where they are known to be: new ones are placed among
    those that are there. What is shown meanwhile depends on what was there before.

    Args:
        progress: called with the share that is done.
    """
    library.refresh()
    matrix = library.vectors.matrix
    embedding = library.embedding
    ids = sorted(set(matrix.paper_ids), key=_mixed)
    vectors = matrix.first(ids) if ids else np.zeros((0, 1), np.float32)
    prints = np.array([crc32(vector.tobytes()) for vector in vectors], np.uint32)
    atlas = kept_atlas(library.home)
    if atlas and (atlas.generation, atlas.embedding, atlas.paper_ids) == (matrix.generation, embedding, tuple(ids)):
        return atlas
    going_on = atlas and atlas.embedding == embedding and _continued(atlas, ids, vectors, prints)
    atlas = going_on or _laid_out(library, ids, vectors, prints, progress)
    atlas = atlas.at(matrix.generation, embedding)
    keep(library.home, atlas)
    progress(1.0)
    return atlas


def _mixed(paper_id: str) -> bytes:
    """Papers in an order that has nothing to do with them: the first of it stand for all."""
    return blake2b(paper_id.encode(errors="replace"), digest_size=8).digest()


def _laid_out(
    library: Library, ids: Sequence[str], vectors: np.ndarray, prints: np.ndarray, progress: Callable[[float], None]
) -> Atlas:
    if not ids:
        return Atlas.empty()
    first = landmarks(vectors[:LANDMARKS], len(ids), lambda share: progress(share * _LAID_OUT))
    places, topics = first.among(vectors[LANDMARKS:])
    places, topics = np.concatenate([first.places, places]), np.concatenate([first.topics, topics])
    sizes = np.bincount(topics, minlength=topics_for(len(ids)))
    topics = np.argsort(np.argsort(-sizes, kind="stable"))[topics].astype(np.uint16)  # the largest first
    progress(_PLACED)
    read = list(ids[:_READ_FOR_NAMES])
    papers = library.catalog.get(read)
    known = [(papers[i], topic) for i, topic in zip(read, topics, strict=False) if i in papers]
    names = topic_names([paper for paper, _ in known], [int(topic) for _, topic in known], len(sizes))
    landmark = np.arange(len(ids)) < LANDMARKS
    return Atlas(-1, "", tuple(ids), prints, places, topics, tuple(names), landmark, len(ids))


def _continued(atlas: Atlas, ids: Sequence[str], vectors: np.ndarray, prints: np.ndarray) -> Atlas | None:
    """The same layout with the papers that there are now; None where too much has changed for it."""
    if abs(len(ids) - atlas.laid_out) > _GROWN * atlas.laid_out:
        return None
    rows = {paper_id: row for row, paper_id in enumerate(atlas.paper_ids)}
    before = np.array([rows.get(paper_id, -1) for paper_id in ids], int)
    stays = (before >= 0) & (atlas.prints[before] == prints)
    landmark = stays & atlas.landmark[before]
    if landmark.sum() < (1 - _GROWN) * min(atlas.laid_out, LANDMARKS):
        return None
    places = np.where(stays[:, None], atlas.places[before], np.float32(0))
    topics = np.where(stays, atlas.topics[before], np.uint16(0))
    if not stays.all():
        there = Landmarks.standing(vectors[landmark], places[landmark], topics[landmark])
        places[~stays], topics[~stays] = there.among(vectors[~stays])
    return Atlas(-1, "", tuple(ids), prints, places, topics, atlas.names, landmark, atlas.laid_out)
