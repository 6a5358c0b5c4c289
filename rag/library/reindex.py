"""Reindex: the vectors of another embedder, made beside those in use, and put in their place at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rag.library.embedding import EmbeddingRun, text_of
from rag.library.library import Library
from rag.library.tables.pending import digest
from rag.setup.embedders import embedder

_LOT = 1_000


@dataclass(frozen=True, slots=True)
class Reindexed:
    """`passages` now have vectors of `dimensions` numbers; `embedded` of them were made in this run."""

    embedding: str
    passages: int
    embedded: int
    dimensions: int | None


def foretold(library: Library, embedding: str) -> list[str]:
    """What building all vectors anew with that embedder takes, in lines; it is not called.

    Raises:
        ModelError: it cannot be set up.
    """
    lines: list[str] = []
    texts = [text_of(paper, passage) for paper, passage in library.catalog.passages.all()]
    used = embedder(embedding, library.settings)
    EmbeddingRun(used, library.catalog.pending(embedding), lines.append).announce(texts, library.settings)
    return lines or [f"embedding {len(texts):,} passages with {embedding} on this machine: no cost"]


def reindex(
    library: Library,
    embedding: str,
    progress: Callable[[int], None] = lambda done: None,
    say: Callable[[str], None] = lambda line: None,
) -> Reindexed:
    """Build all vectors anew with the embedder of that name. Until the last moment those in use stay as they are, and
    are searched; an interrupted run keeps what it has, and goes on from there when it is run again.

    Raises:
        ModelError: the embedder cannot be set up, or does not answer.
    """
    with library.writing(say):
        pending = library.catalog.pending(embedding)
        run = EmbeddingRun(embedder(embedding, library.settings), pending, say, progress)
        texts = {passage.id: text_of(paper, passage) for paper, passage in library.catalog.passages.all()}
        waiting = list(texts.values())
        run.announce(waiting, library.settings)
        for start in range(0, len(waiting), _LOT):
            run.vectors(waiting[start : start + _LOT])
        library.dense.start_over()  # first: a crash in between costs time, not the vectors
        pending.use({passage: digest(text) for passage, text in texts.items()})
        say("the new vectors are in use; Chroma takes them up")
        library.sync(progress)
    library.refresh()
    return Reindexed(embedding, len(texts), run.done, library.catalog.passages.dimensions())
