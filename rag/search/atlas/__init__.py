"""The library as a picture: each paper's place in the plane, by meaning, and the topics that its papers make up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from zlib import crc32

import numpy as np

from rag.library.library import Library
from rag.records import Paper
from rag.search.atlas.atlas import Atlas, read_atlas, write_atlas
from rag.search.atlas.layout import LANDMARKS, Landmarks, landmarks
from rag.search.atlas.names import topic_names

__all__ = ["Atlas", "atlas_of"]

_READ_FOR_NAMES = 6_000  # papers whose words tell the topics apart
_REPORTED = 20  # papers read for names from one word of progress to the next
_GROWN = 0.25  # of the papers laid out: with so many more, or less, there is a new layout
_LAID_OUT, _PLACED = 0.6, 0.75  # shares of the work that are done by then


def atlas_of(library: Library, progress: Callable[[float], None] = lambda share: None) -> Atlas:
    """The library's atlas as it is now; made, and written into its folder, where that is behind.

    A layout that is made anew follows from the library's papers alone, however they came there. It stands while the
    library changes by less than a quarter, so that papers stay where they are known to be: new ones are placed among
    those that are there. What is shown meanwhile depends on what was there before.

    Args:
        progress: called with the share that is done.
    """
    atlas = read_atlas(library.indexes)
    if atlas and (atlas.generation, atlas.embedding) == (library.generation(), library.embedding):
        return atlas
    library.refresh()
    papers = _Papers.of(library)
    continued = atlas and atlas.embedding == papers.embedding and _continued(atlas, papers)
    atlas = continued or _laid_out(library, papers, progress)
    write_atlas(library.indexes, atlas)
    progress(1.0)
    return atlas


@dataclass(frozen=True, slots=True)
class _Papers:
    """The papers of one generation: each one's id, heading and vector."""

    generation: int
    embedding: str
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    years: np.ndarray
    vectors: np.ndarray
    prints: np.ndarray

    @classmethod
    def of(cls, library: Library) -> _Papers:
        matrix, embedding = library.matrix, library.embedding
        headings = {paper.id: paper for paper in library.headings() if paper.id in matrix}
        ids = tuple(sorted(headings, key=_mixed))
        vectors = matrix.first(ids) if ids else np.zeros((0, 1), np.float32)
        return cls(
            matrix.generation,
            embedding,
            ids,
            tuple(headings[i].title for i in ids),
            np.array([_year(headings[i]) for i in ids], np.uint16),
            vectors,
            np.array([crc32(vector.tobytes()) for vector in vectors], np.uint32),
        )

    def atlas(self, **rest: Any) -> Atlas:
        return Atlas(self.generation, self.embedding, self.ids, self.titles, self.years, self.prints, **rest)


def _mixed(paper_id: str) -> bytes:
    """Papers in an order that has nothing to do with them: the first of it stand for all."""
    return blake2b(paper_id.encode(errors="replace"), digest_size=8).digest()


def _year(paper: Paper) -> int:
    return paper.year if paper.year and 0 < paper.year < 10_000 else 0


def _laid_out(library: Library, papers: _Papers, progress: Callable[[float], None]) -> Atlas:
    count = len(papers.ids)
    first = landmarks(papers.vectors[:LANDMARKS], count, lambda share: progress(share * _LAID_OUT))
    places, topics = first.among(papers.vectors[LANDMARKS:])
    topics = _by_size(np.concatenate([first.topics, topics]))
    progress(_PLACED)
    return papers.atlas(
        places=np.concatenate([first.places, places]),
        topics=topics,
        names=tuple(_names(library, papers.ids[:_READ_FOR_NAMES], topics, progress)),
        landmark=np.arange(count) < LANDMARKS,
        laid_out=count,
    )


def _by_size(topics: np.ndarray) -> np.ndarray:
    """The same topics, numbered anew: the largest first, and none without papers."""
    found, places, sizes = np.unique(topics, return_inverse=True, return_counts=True)
    number = np.empty(len(found), np.uint16)
    number[np.argsort(-sizes, kind="stable")] = np.arange(len(found))
    return number[places]


def _names(library: Library, ids: Sequence[str], topics: np.ndarray, progress: Callable[[float], None]) -> list[str]:
    papers = library.get(ids)

    def read() -> Iterator[tuple[Paper, int]]:
        for number, (paper_id, topic) in enumerate(zip(ids, topics, strict=False)):
            if number % _REPORTED == 0:
                progress(_PLACED + (1 - _PLACED) * number / len(ids))
            if paper_id in papers:
                yield papers[paper_id], topic

    return topic_names(read(), len(np.unique(topics)))


def _continued(atlas: Atlas, papers: _Papers) -> Atlas | None:
    """The same layout with the papers that there are now; None where too much has changed for it."""
    if abs(len(papers.ids) - atlas.laid_out) > _GROWN * atlas.laid_out or not atlas.laid_out:
        return None
    rows = {paper_id: row for row, paper_id in enumerate(atlas.paper_ids)}
    before = np.array([rows.get(paper_id, -1) for paper_id in papers.ids], int)
    stays = (before >= 0) & (atlas.prints[before] == papers.prints)
    landmark = stays & atlas.landmark[before]
    if landmark.sum() < (1 - _GROWN) * min(atlas.laid_out, LANDMARKS):
        return None
    places, topics = atlas.places[before], atlas.topics[before]
    if not stays.all():
        standing = Landmarks.standing(papers.vectors[landmark], places[landmark], topics[landmark])
        places[~stays], topics[~stays] = standing.among(papers.vectors[~stays])
    return papers.atlas(places=places, topics=topics, names=atlas.names, landmark=landmark, laid_out=atlas.laid_out)
