"""Doctor: what is installed, set and reachable, what the library holds, and what to do about each failure."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import filelock

from rag.answer.write.judging.trial import in_force
from rag.answer.write.prompt import templates
from rag.checks.connection import embedder_answers, expected, model_answers
from rag.errors import ColloquyError, InputError
from rag.library.backup import CATALOGUE_FILE
from rag.library.library import Library
from rag.library.mending import as_of, broken
from rag.library.repair import faults
from rag.library.snapshots import backups
from rag.setup.private import is_private
from rag.setup.servers.discovery import keys_at_hand, local_servers
from rag.setup.servers.failure import listed
from rag.setup.settings import Settings, load_settings, settings_without_stored
from rag.text.tokens import vocabulary

_SPACE = 500_000_000  # bytes below which a library of some size may not be written
_PACKAGES = ("langchain", "chromadb", "streamlit", "tantivy", "wordllama")


@dataclass(frozen=True, slots=True)
class Check:
    """One finding; `hint` says what to do where `ok` is False."""

    name: str
    ok: bool
    detail: str
    hint: str | None = None


def examine(
    given: Settings | Path | None, answers: Callable[[Library], str], opened: Library | None = None
) -> Iterator[Check]:
    """The checks, one by one as they are made; those of a model or embedder make one call to it.

    Args:
        given: the settings, or the folder whose settings hold; None is the one that is set.
        answers: what is to be said of those that are kept, such as `rag.conversations.mending.kept`; it raises what is wrong.
        opened: the library, where it is open already; it stays open.
    """
    yield Check("python", True, platform.python_version())
    try:
        settings = given if isinstance(given, Settings) else load_settings(home=given)
    except InputError as error:
        settings = settings_without_stored(home=given)
        yield Check("settings", False, error.message, f"{error.hint}; colloquy doctor --repair sets it aside")
    yield _packages()
    yield checked("prompts", lambda: f"{len(templates())} in order")
    try:
        library = opened or Library(settings)
    except ColloquyError as error:
        yield Check("library", False, error.message, error.hint)
    else:
        yield (counted := checked("library", lambda: _counted(library)))
        yield (files := checked("files", lambda: _sound(library)))
        if files.ok:
            yield checked("answers", lambda: answers(library))
        yield _disk(library)
        yield _rights(library)
        if counted.ok:
            yield checked("index", lambda: _indexed(library))
            yield checked("embedder", lambda: embedder_answers(library))
        if not opened:
            library.close()
    yield checked("model", lambda: model_answers(settings))
    if settings.model:
        yield Check("judge", True, f"{settings.model} {in_force(settings)}")
    yield at_hand(settings)
    yield Check(
        "tokens", True, "counted by tiktoken" if vocabulary() else "estimated: tiktoken's vocabulary is not here"
    )


def checked(name: str, find: Callable[[], str]) -> Check:
    """What `find` says is well, or the error that it met."""
    try:
        return Check(name, True, find())
    except ColloquyError as error:
        return Check(name, False, error.message, error.hint)


def at_hand(settings: Settings) -> Check:
    """What could answer: servers of models on this machine, and keys in the environment. None of it is used."""
    found = [f"{one.name} at {one.address} has {listed(list(one.models))}" for one in local_servers()]
    for key in keys_at_hand():
        provider = key.provider
        takes = expected(settings.model_copy(update={"model": provider.model, "base_url": None}))
        how = takes if key.is_usable else f"with pip install {provider.package}"
        found.append(f"{key.variable} is set, for models such as {provider.model}" + (f": {how}" if how else ""))
    if not found:
        return Check("at hand", True, "no server of models on this machine, no key of one in the environment")
    hint = "to have one answer, set COLLOQUY_MODEL, and for a server COLLOQUY_BASE_URL; nothing is used before that"
    return Check("at hand", True, "; ".join(found), None if settings.model else hint)


def _packages() -> Check:
    installed, missing = [], []
    for name in _PACKAGES:
        try:
            installed.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return Check("packages", False, f"missing: {', '.join(missing)}", "install Colloquy again: pip install .")
    return Check("packages", True, ", ".join(installed))


def _counted(library: Library) -> str:
    library.check()
    papers = len(library)
    return f"{papers:,} papers in {library.place}" + ("" if papers else "; add some: colloquy add PATH")


def _sound(library: Library) -> str:
    """Of the files beside the catalogue."""
    found = [one for one in broken(library.home) if one.path.name != CATALOGUE_FILE]
    if found:
        raise ColloquyError(
            "; ".join(map(str, found)),
            "; ".join(f"{one.path.name}: {one.remedy}" for one in found) + " by colloquy doctor --repair",
        )
    newest = next(iter(backups(library.home / CATALOGUE_FILE)), None)
    return "what is kept beside the papers can be read; " + (
        f"the newest backup is as of {as_of(newest)}" if newest else "there is no backup of the papers yet"
    )


def _indexed(library: Library) -> str:
    if library.is_read_only:
        return "the library is read-only: it is searched without Chroma"
    try:
        with library.writing(wait=False):
            found = faults(library)
    except filelock.Timeout:
        raise ColloquyError(
            "another process is writing just now", "wait until it has finished, then ask again"
        ) from None
    if found:
        reasons = "; ".join(f"the {fault.index} index {fault.reason}" for fault in found)
        raise ColloquyError(reasons, "build it anew from the catalogue: colloquy doctor --repair")
    at = f", Chroma's on {library.dense_place}" if library.dense_place else ""
    return f"chroma and lexical in step at change {library.generation()}, and whole{at}"


def _rights(library: Library) -> Check:
    if is_private(library.home):
        return Check("rights", True, "nobody else may read what you keep in it")
    detail = "others who use this machine may read the library: its disk keeps no rights"
    return Check("rights", False, detail, "move its folder to a disk that does, if anybody else uses this machine")


def _disk(library: Library) -> Check:
    free = shutil.disk_usage(library.home).free
    detail = f"{free / 1e9:,.1f} GB free"
    if free < _SPACE:
        return Check("disk", False, detail, "make room: papers that come in may not fit")
    return Check("disk", True, detail)
