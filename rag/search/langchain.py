"""Retrieval as a LangChain retriever, for chains and agents of one's own."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from rag.library.library import Library
from rag.records import as_json
from rag.search.retrieve import retrieve
from rag.text.cleaning import plain_text


class PaperRetriever(BaseRetriever):
    """The k best papers for a query, as documents: the abstract as text, the paper's fields and score as metadata."""

    library: Any  # a rag.library.library.Library; pydantic cannot describe it
    k: int = 10

    def __init__(self, library: Library, **fields: Any) -> None:
        super().__init__(**fields | {"library": library})

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [
            Document(
                id=hit.paper.id,
                page_content=hit.paper.abstract,
                metadata=as_json(hit.paper) | {"score": hit.score},
            )
            for hit in retrieve(self.library, plain_text(query), self.k)
        ]
