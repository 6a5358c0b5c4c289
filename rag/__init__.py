"""Colloquy: ask paper abstracts, get answers whose every claim carries a citation that can be checked.

The route, one module a step, in order:

    readers -> chunk -> library (catalog, vectors, lexical) -> retrieve -> understand -> extract or chain
            -> cite -> verify -> assistant; cli and ui show what it gives

    assistant = Assistant(load_settings())
    answer = assistant.ask("Which papers speak of rewards?")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.answer.assistant import Assistant
    from rag.intake.readers import read_all
    from rag.library.library import Library
    from rag.search.langchain import PaperRetriever
    from rag.setup.settings import load_settings

# Loaded when first asked for: the command line is there at once because nothing heavy is imported before it is used.
_HOMES = {
    "Assistant": "rag.answer.assistant",
    "Library": "rag.library.library",
    "PaperRetriever": "rag.search.langchain",
    "load_settings": "rag.setup.settings",
    "read_all": "rag.intake.readers",
}
__all__ = ["Assistant", "Library", "PaperRetriever", "load_settings", "read_all"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
