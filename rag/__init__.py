"""Colloquy: ask paper abstracts, get answers whose every claim carries a citation that can be checked.

The route, a folder a step, each using only what stands above it; `records` pass between the steps:

    text, setup      language and typography; settings, and the models that they name
    intake           files and services -> records -> which of them are of one work
    library          works -> one catalogue, and the indexes derived from it
    search           a question -> ranked papers
    answer           a question -> an Answer: what is asked, declined or not, quoted or written, cited, verified
    conversations    what was asked and answered; beside it checks: is it well, is it good
    export           papers and answers -> other programs
    cli, ui          show it: the command line, and the page (the folder `ui` beside this one)

From Python:

    library = Library(load_settings())
    add(library, read_all([Path("papers.bib")]))
    answer = Assistant(library.settings, library).ask("Which papers speak of rewards?")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.answer.assistant import Assistant
    from rag.errors import ColloquyError
    from rag.intake.readers import read_all
    from rag.intake.readers.record import paper
    from rag.intake.sample import sample_papers
    from rag.library.adding import add
    from rag.library.library import Library
    from rag.records import Scope, Turn
    from rag.search.langchain import PaperRetriever
    from rag.setup.settings import load_settings

# Loaded when first asked for: the command line is there at once because nothing heavy is imported before it is used.
_HOMES = {
    "Assistant": "rag.answer.assistant",
    "ColloquyError": "rag.errors",
    "Library": "rag.library.library",
    "PaperRetriever": "rag.search.langchain",
    "Scope": "rag.records",
    "Turn": "rag.records",
    "add": "rag.library.adding",
    "load_settings": "rag.setup.settings",
    "paper": "rag.intake.readers.record",
    "read_all": "rag.intake.readers",
    "sample_papers": "rag.intake.sample",
}
__all__ = [
    "Assistant",
    "ColloquyError",
    "Library",
    "PaperRetriever",
    "Scope",
    "Turn",
    "add",
    "load_settings",
    "paper",
    "read_all",
    "sample_papers",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
