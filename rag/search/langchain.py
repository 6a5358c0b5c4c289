"""The library for LangChain: its papers as a retriever, and its embedder for whoever opens its Chroma collection."""

from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import run_in_executor
from pydantic import Field

from rag.errors import InputError
from rag.library.library import Library
from rag.records import EVERYTHING, Hit, Scope, as_json
from rag.search.retrieve import retrieve
from rag.search.scope import bounds
from rag.text.cleaning import plain_text


class PaperRetriever(BaseRetriever):
    """The k best papers for a query, best first, as documents.

    A document's text is the abstract, which the offsets of citations count in; of a paper that has none, the title. Its
    metadata is the paper as an answer's JSON has it, with "score", comparable within one query alone.

    `k` and `scope` may be given to `invoke` too, for that query. Pinned papers are among the k, first.

    Raises (on being invoked):
        InputError: a k below 1, or a scope that leaves no paper.
        ModelError: the embedder does not answer.
    """

    library: Any  # a rag.library.library.Library; pydantic cannot describe it
    k: int = Field(10, ge=1)
    scope: Scope = EVERYTHING

    def __init__(self, library: Library, **fields: Any) -> None:
        super().__init__(**fields | {"library": library})

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        k: int | None = None,
        scope: Scope | None = None,
    ) -> list[Document]:
        k, scope = self.k if k is None else k, self.scope if scope is None else scope
        if k < 1:
            raise InputError(f"{k} papers cannot be found", "give a k of at least 1")
        return [_document(hit) for hit in within(self.library, plain_text(query), k, scope)]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, **given: Any
    ) -> list[Document]:
        return await run_in_executor(
            None, self._get_relevant_documents, query, run_manager=run_manager.get_sync(), **given
        )


class PaperEmbeddings(Embeddings):
    """The embedder of a library, with which its collection opens in `langchain_chroma.Chroma`.

    Raises (on being called):
        ModelError: the embedder does not answer.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def embed_query(self, text: str) -> list[float]:
        """A unit vector of the library's dimensions."""
        vector: list[float] = self._library.embed(plain_text(text)).tolist()
        return vector

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A unit vector a text."""
        vectors: list[list[float]] = self._library.embedder.embed(list(map(plain_text, texts))).tolist()
        return vectors


def within(library: Library, query: str, k: int, scope: Scope) -> list[Hit]:
    """The k best papers of a scope, those first that it pins.

    Raises:
        InputError: it leaves no paper.
        ModelError: the embedder does not answer.
    """
    allowed = bounds(library, scope)
    pinned = retrieve(library, query, len(allowed.pinned), among=allowed.pinned) if allowed.pinned else ()
    beside = allowed.excluded | allowed.pinned
    found = retrieve(library, query, k + len(beside), among=allowed.papers)
    return [*pinned, *(hit for hit in found if hit.paper.id not in beside)][:k]


def _document(hit: Hit) -> Document:
    paper = hit.paper
    return Document(
        id=paper.id, page_content=paper.abstract or paper.title, metadata=as_json(paper) | {"score": hit.score}
    )
