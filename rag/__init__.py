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

From Python, as docs/python.md tells:

    with Library.open("my-library") as library:
        add(library, read_all([Path("papers.bib")]))
        answer = Assistant(library).ask("Which papers speak of rewards?")
"""

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.answer.assistant import Assistant
    from rag.answer.langchain import AssistantRunnable
    from rag.answer.message import answer_message
    from rag.answer.tool import ask_library
    from rag.errors import ColloquyError, InputError, LibraryError, ModelError
    from rag.intake.readers import read_all
    from rag.intake.readers.record import paper
    from rag.intake.sample import sample_papers
    from rag.library.adding import add, remove
    from rag.library.conditions import condition
    from rag.library.library import Library
    from rag.records import Answer, Citation, Claim, Condition, Hit, Paper, Scope, Turn, as_json
    from rag.search.langchain import PaperEmbeddings, PaperRetriever
    from rag.search.retrieve import retrieve
    from rag.setup.settings import Settings, load_settings

# Loaded when first asked for: the command line is there at once because nothing heavy is imported before it is used.
_HOMES = {
    "Answer": "rag.records",
    "Assistant": "rag.answer.assistant",
    "AssistantRunnable": "rag.answer.langchain",
    "Citation": "rag.records",
    "Claim": "rag.records",
    "ColloquyError": "rag.errors",
    "Condition": "rag.records",
    "Hit": "rag.records",
    "InputError": "rag.errors",
    "Library": "rag.library.library",
    "LibraryError": "rag.errors",
    "ModelError": "rag.errors",
    "Paper": "rag.records",
    "PaperEmbeddings": "rag.search.langchain",
    "PaperRetriever": "rag.search.langchain",
    "Scope": "rag.records",
    "Settings": "rag.setup.settings",
    "Turn": "rag.records",
    "add": "rag.library.adding",
    "answer_message": "rag.answer.message",
    "as_json": "rag.records",
    "ask_library": "rag.answer.tool",
    "condition": "rag.library.conditions",
    "load_settings": "rag.setup.settings",
    "paper": "rag.intake.readers.record",
    "read_all": "rag.intake.readers",
    "remove": "rag.library.adding",
    "retrieve": "rag.search.retrieve",
    "sample_papers": "rag.intake.sample",
}
__all__ = [
    "Answer",
    "Assistant",
    "AssistantRunnable",
    "Citation",
    "Claim",
    "ColloquyError",
    "Condition",
    "Hit",
    "InputError",
    "Library",
    "LibraryError",
    "ModelError",
    "Paper",
    "PaperEmbeddings",
    "PaperRetriever",
    "Scope",
    "Settings",
    "Turn",
    "add",
    "answer_message",
    "as_json",
    "ask_library",
    "condition",
    "load_settings",
    "paper",
    "read_all",
    "remove",
    "retrieve",
    "sample_papers",
]
# What is logged is shown where the program shows it, and nowhere else.
logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
