"""Passages -> vectors, in a run that may be long and cost money: announced, in batches, and resumed where it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from rag.errors import ModelError
from rag.library.tables.pending import Pending, digest
from rag.records import Paper, Passage
from rag.setup.embedders import EMBEDDED, Embedder
from rag.setup.prices import PRICED, embedding_price
from rag.setup.settings import Settings
from rag.text.tokens import count_tokens

_COUNTED = 300  # texts whose tokens are counted, to tell how many all have
_SETTLED = 1.0  # seconds after which the pace of a run is known


def text_of(paper: Paper, passage: Passage) -> str:
    """What is embedded of a passage: the title tells what it is about."""
    return f"{paper.title}\n{passage.text}"


class EmbeddingRun:
    """One run of an embedder. Each batch is kept as `pending` as soon as it is there, and taken from there next time.

    Args:
        say: told what the run will cost before its first batch, and soon after that how long it will take.
        progress: called with the number of texts embedded so far.
        dimensions: the length that vectors must have; None is that of the first.
    """

    def __init__(
        self,
        embedder: Embedder,
        pending: Pending,
        say: Callable[[str], None] = lambda line: None,
        progress: Callable[[int], None] = lambda done: None,
        dimensions: int | None = None,
    ) -> None:
        self._embedder = embedder
        self._pending = pending
        self._say = say
        self._progress = progress
        self._dimensions = dimensions
        self._to_do = 0
        self._started = 0.0
        self._foretold = False
        self.done = 0

    def announce(self, texts: Sequence[str], settings: Settings) -> None:
        """Say what embedding these texts will cost."""
        made = self._pending.digests()
        missing = [text for text in texts if digest(text) not in made]
        self._to_do = len(missing)
        if missing and self._embedder.name != EMBEDDED:
            self._say(_cost(self._embedder.name, missing, settings))
        if len(missing) < len(texts):
            self._say(f"{len(texts) - len(missing):,} are there from an earlier run")

    def forget(self) -> None:
        """Let go of what was kept, once it is in use."""
        self._pending.forget()

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors, float32 of shape (texts, dimensions).

        Raises:
            ModelError: the embedder fails; what it gave so far is kept.
        """
        digests = [digest(text) for text in texts]
        found = self._pending.get(digests)
        missing = [(d, text) for d, text in dict(zip(digests, texts, strict=True)).items() if d not in found]
        for start in range(0, len(missing), self._embedder.batch):
            batch = missing[start : start + self._embedder.batch]
            found |= self._embedded(dict(batch))
        return self._checked([found[d] for d in digests])

    def _embedded(self, texts: dict[str, str]) -> dict[str, np.ndarray]:
        self._started = self._started or time.monotonic()
        try:
            given = self._embedder.embed(list(texts.values()))
        except ModelError as error:
            hint = f"{error.hint}; then run the same command again: it goes on where it stopped"
            raise ModelError(error.message, hint) from None
        rows = self._checked(list(given))
        vectors = dict(zip(texts, rows, strict=True))
        self._pending.keep(vectors)
        self.done += len(texts)
        self._progress(self.done)
        spent, left = time.monotonic() - self._started, self._to_do - self.done
        if not self._foretold and left > 0 and spent > _SETTLED:
            self._foretold = True
            self._say(f"embedding the other {left:,} will take {_duration(spent / self.done * left)}")
        return vectors

    def _checked(self, rows: Sequence[np.ndarray]) -> np.ndarray:
        """The rows as one matrix. All must have the same length; otherwise what is kept cannot be trusted either."""
        for row in rows:
            self._dimensions = self._dimensions or len(row)
            if len(row) != self._dimensions:
                self._pending.forget()
                raise ModelError(
                    f"the embedder {self._embedder.name} gave a vector of {len(row)} numbers after one of "
                    f"{self._dimensions}",
                    "check which model its server runs, then run the command again: it starts from the beginning",
                )
        return np.array(rows)


def _cost(name: str, texts: Sequence[str], settings: Settings) -> str:
    sample = texts[:: len(texts) // _COUNTED + 1]
    tokens = sum(map(count_tokens, sample)) * sum(map(len, texts)) / max(sum(map(len, sample)), 1)
    line = f"embedding {len(texts):,} passages with {name}: about {tokens:,.0f} tokens"
    price = embedding_price(name, settings)
    if price is None:
        return f"{line}, price not known"
    dollars = tokens * price / 1e6
    return f"{line}, {f'${dollars:,.2f}' if dollars >= 0.005 else 'less than $0.01'} at the prices of {PRICED}"


def _duration(seconds: float) -> str:
    if seconds < 10:
        return "a few seconds"
    if seconds < 100:
        return f"about {seconds:.0f} seconds"
    if seconds < 6_000:
        return f"about {seconds / 60:.0f} minutes"
    return f"about {seconds / 3600:.0f} hours"
