"""The lexical index: BM25 over the stems of titles and abstracts, with tantivy."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

import tantivy

from rag.errors import LibraryError, one_line
from rag.library.catalog import Catalog
from rag.library.generation import clear, reached, set_reached, unset_reached
from rag.library.tables.entries import Changes
from rag.records import Paper
from rag.text.stems import analyzer, stems

_ANALYZER = "stems"
_HEAP_BYTES = 64_000_000
_MANY = 0.07  # of the papers: where conditions leave more, they are applied after the search
_FIRST = 1_000  # papers looked at first, where one of many will do
_TOLD = 1_000  # papers between two words of progress
_FIELDS = ("title", "abstract")


@dataclass(frozen=True, slots=True)
class FieldWeights:
    """What a word counts in each field of a paper. They belong to the ranking and are fitted with its weights; see
    rag/search/weights.py."""

    title: float
    abstract: float = 1.0


FIELDS = FieldWeights(title=0.5)


class Lexical:
    """BM25 search over one library."""

    def __init__(self, folder: Path, catalog: Catalog, fields: FieldWeights = FIELDS) -> None:
        self._folder = folder
        self._catalog = catalog
        self._fields = {"title": fields.title, "abstract": fields.abstract}
        self._index: tantivy.Index | None = None
        self._searcher = tantivy.Index(_schema()).searcher()  # finds nothing
        self._loaded = -1

    # searching

    def refresh(self) -> None:
        """Take up what the index has reached, whether this process or another brought it there."""
        now = self.generation()
        if now and now != self._loaded:
            with _in_words():
                self._index = None  # another process may have made it anew
                self._searcher = self._open().searcher()
            self._loaded = now

    def search(self, query: str, k: int, among: Collection[str] | None = None) -> dict[str, float]:
        """The k best papers -> BM25 score; empty when no word of the query is known. `among` are the ids allowed."""
        if among is None:
            return self._scores(self._words(query), k)
        share = len(among) / max(self._searcher.num_docs, 1)
        if share < _MANY:
            return self.scores(query, list(among), k)
        # Most papers are allowed: a deeper search costs less than to look each of them up.
        found = self._scores(self._words(query), int(2 * k / share))
        return dict(islice(((i, score) for i, score in found.items() if i in among), k))

    def scores(self, query: str, paper_ids: Sequence[str], k: int | None = None) -> dict[str, float]:
        """BM25 scores of the papers named, or the k best of them; those that share no word with the query are left out."""
        if not paper_ids:
            return {}
        return self._scores(_of(self._words(query), paper_ids), k or len(paper_ids))

    def document_frequency(self, stem: str) -> int:
        """How many papers hold the stem in title or abstract (at least; the larger of the two counts)."""
        return max(self._searcher.doc_freq(field, stem) for field in _FIELDS)

    def has(self, stem: str, among: frozenset[str] | None = None) -> bool:
        """Whether any paper, or any of those named, holds the stem in title or abstract."""
        frequency = self.document_frequency(stem)
        if not frequency or among is None:
            return frequency > 0
        fields = [(tantivy.Occur.Should, tantivy.Query.term_query(_schema(), field, stem)) for field in _FIELDS]
        having = tantivy.Query.boolean_query(fields)
        if len(among) < _MANY * self._searcher.num_docs:
            return bool(self._scores(_of(having, list(among)), 1))
        # Of a word that many papers have, one of the first most likely is allowed.
        return any(not among.isdisjoint(self._scores(having, k)) for k in (_FIRST, len(_FIELDS) * frequency))

    def _scores(self, query: tantivy.Query, k: int) -> dict[str, float]:
        searcher = self._searcher  # another thread may put a new one in its place
        with _in_words():
            found = searcher.search(query, k, count=False).hits
            return {searcher.doc(address)["id"][0]: score for score, address in found}

    def _words(self, query: str) -> tantivy.Query:
        schema = _schema()
        words = list(dict.fromkeys(stems(query)))
        should = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(tantivy.Query.term_query(schema, field, word), weight))
            for word in words
            for field, weight in self._fields.items()
        ]
        return tantivy.Query.boolean_query(should) if should else tantivy.Query.empty_query()

    # keeping in step

    def generation(self) -> int:
        """The catalogue's generation that the index has reached; 0 when there is no index."""
        return reached(self._folder)

    def sync(
        self,
        changes_since: Callable[[int], Changes] | None = None,
        progress: Callable[[int], None] = lambda done: None,
    ) -> None:
        """Bring the index up to the catalogue. Safe to repeat, and after a crash at any point.

        Args:
            changes_since: reads the catalogue's changes, where another index is to have them too; else only what this one
                holds is read, as it is written.
            progress: called with the number of papers written so far.
        """
        since, now = self.generation(), self._catalog.generation()
        if since == now:
            return
        with _in_words():
            if not 0 < since < now:  # never built, or of another catalogue
                since, self._index = 0, None
                clear(self._folder)
            if changes_since:
                changes = changes_since(since)
                papers = [entry.paper for entry in changes.entries]
                outdated = {*changes.removed_papers, *(paper.id for paper in papers)} if since else set()
                self._write(changes.generation, outdated, papers, progress)
                return
            with self._catalog.papers_since(since) as new:
                few = list(new.papers) if since else []  # what a new index gets may be more than fits into memory
                outdated = {*new.removed, *(paper.id for paper in few)} if since else set()
                self._write(new.generation, outdated, few or new.papers, progress)

    def start_over(self) -> None:
        """Have the index made anew from the catalogue when it is next brought in step."""
        unset_reached(self._folder)

    def _write(
        self, generation: int, outdated: Iterable[str], papers: Iterable[Paper], progress: Callable[[int], None]
    ) -> None:
        writer = self._open().writer(heap_size=_HEAP_BYTES, num_threads=1)
        for paper_id in outdated:
            writer.delete_documents_by_term("id", paper_id)
        for done, paper in enumerate(papers, start=1):
            document = tantivy.Document()
            document.add_text("id", paper.id)
            document.add_text("title", paper.title)
            document.add_text("abstract", paper.abstract)
            writer.add_document(document)
            if done % _TOLD == 0:
                progress(done)
        writer.commit()
        writer.wait_merging_threads()
        set_reached(self._folder, generation)

    def _open(self) -> tantivy.Index:
        if self._index is None:
            if self.generation():
                self._index = tantivy.Index.open(str(self._folder))
            else:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._index = tantivy.Index(_schema(), path=str(self._folder))
            self._index.register_tokenizer(_ANALYZER, analyzer())
        return self._index


def _of(query: tantivy.Query, paper_ids: Sequence[str]) -> tantivy.Query:
    """The query, of these papers alone. They are looked up one by one, which takes half as long as a set of terms."""
    schema, should, must = _schema(), tantivy.Occur.Should, tantivy.Occur.Must
    named = [(should, tantivy.Query.term_query(schema, "id", paper_id, "basic")) for paper_id in paper_ids]
    chosen = tantivy.Query.const_score_query(tantivy.Query.boolean_query(named), 0.0)
    return tantivy.Query.boolean_query([(must, query), (must, chosen)])


@contextmanager
def _in_words() -> Iterator[None]:
    """What tantivy raises on damaged files -> an error for people."""
    try:
        yield
    except BaseException as error:
        if not is_fault(error):
            raise
        raise LibraryError(
            f"the lexical index cannot be read or written: {one_line(error)}",
            "rebuild it: colloquy doctor --repair",
        ) from None


def is_fault(error: BaseException) -> bool:
    """Whether tantivy raised this on a damaged file. Where it panics, that is no `Exception`, and its type has no name that
    could be imported."""
    return isinstance(error, ValueError | OSError) or type(error).__name__ == "PanicException"


@lru_cache(maxsize=1)
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in _FIELDS:
        builder.add_text_field(field, tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()
