"""Doctor: what is installed, set and reachable, what the library holds, and what to do about each failure."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import filelock

from rag.errors import ColloquyError
from rag.library import Library
from rag.models import EMBEDDED, call_failed, chat_model
from rag.prompt import templates, vocabulary
from rag.repair import faults
from rag.settings import Settings

_PACKAGES = ("langchain", "chromadb", "streamlit", "tantivy", "wordllama")


@dataclass(frozen=True, slots=True)
class Check:
    """One finding; `hint` says what to do where `ok` is False."""

    name: str
    ok: bool
    detail: str
    hint: str | None = None


def examine(settings: Settings) -> Iterator[Check]:
    """The checks, one by one as they are made; those of a model or embedder make one call to it."""
    yield Check("python", True, platform.python_version())
    yield _packages()
    yield _checked("prompts", lambda: f"{len(templates())} in order")
    try:
        library = Library(settings)
    except ColloquyError as error:
        yield Check("library", False, error.message, error.hint)
    else:
        yield (counted := _checked("library", lambda: _counted(library)))
        if counted.ok:
            yield _checked("index", lambda: _indexed(library))
            yield _checked("embedder", lambda: _embedded(library))
        library.close()
    yield _checked("model", lambda: _answered(settings))
    yield Check(
        "tokens", True, "counted by tiktoken" if vocabulary() else "estimated: tiktoken's vocabulary is not here"
    )


def _checked(name: str, find: Callable[[], str]) -> Check:
    try:
        return Check(name, True, find())
    except ColloquyError as error:
        return Check(name, False, error.message, error.hint)


def _packages() -> Check:
    found, missing = [], []
    for name in _PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return Check("packages", False, f"missing: {', '.join(missing)}", "install Colloquy again: pip install .")
    return Check("packages", True, ", ".join(found))


def _counted(library: Library) -> str:
    library.catalog.check()
    papers = len(library)
    return f"{papers:,} papers in {library.home}" + ("" if papers else "; add some: colloquy add PATH")


def _indexed(library: Library) -> str:
    try:
        with library.writing(wait=False):
            found = faults(library)
    except filelock.Timeout:
        raise ColloquyError(
            "another process is writing just now", "wait until it has finished, then ask again"
        ) from None
    if found:
        told = "; ".join(f"the {fault.index} index {fault.reason}" for fault in found)
        raise ColloquyError(told, "build it anew from the catalogue: colloquy doctor --repair")
    return f"chroma and lexical in step at change {library.catalog.generation()}, and whole"


def _embedded(library: Library) -> str:
    vector = library.embed("test")
    return f"{library.embedder.name}, {len(vector)} dimensions" + (
        ", on this machine" if library.embedder.name == EMBEDDED else ""
    )


def _answered(settings: Settings) -> str:
    if not settings.model:
        return "none set: answers are extracts; COLLOQUY_MODEL=openai:... or a local server gives written ones"
    model = chat_model(settings)
    try:
        reply = model.invoke("Reply with the word: yes")
    except Exception as error:  # each provider's package raises its own
        failure = call_failed(error)
        raise ColloquyError(f"{settings.model} does not answer: {failure.message}", failure.hint) from None
    return (
        f"{settings.model} answers"
        + (f" at {settings.base_url}" if settings.base_url else "")
        + ("" if reply.text else ", but with an empty reply")
    )
