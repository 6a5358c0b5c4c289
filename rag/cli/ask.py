"""Commands that answer: one question, a batch, or a conversation."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.options import Batch, Home, Json, Judging, Only, Where, library_at, text_or_batch
from rag.cli.output import json_line, print_lines, say
from rag.errors import InputError, LibraryError

if TYPE_CHECKING:
    from rag.answer.assistant import Assistant
    from rag.answer.run import Run
    from rag.conversations.store import Asked
    from rag.conversations.writing import Writing
    from rag.library.library import Library
    from rag.records import Answer, Scope
    from rag.setup.settings import Settings


def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    pin: Annotated[list[str] | None, typer.Option(metavar="ID", help="Speak of this paper; repeat for more.")] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Leave out this paper; repeat for more.")
    ] = None,
    only: Only = None,
    where: Where = None,
    standalone: Annotated[str | None, typer.Option(help="What to search for in place of the question.")] = None,
    judge: Judging = None,
    batch: Batch = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Answer a question with citations."""
    from rag.answer.assistant import Assistant
    from rag.cli.show import show_text, source_lines
    from rag.library.conditions import conditions
    from rag.records import Scope
    from rag.records import as_json as plain
    from rag.search.scope import known

    if batch and standalone:
        raise typer.BadParameter("--standalone belongs to one question; in a batch write it into the line")
    given = text_or_batch(question, batch)
    scope = Scope(tuple(pin or ()), tuple(exclude or ()), tuple(only or ()), conditions(where or ()))
    with library_at(home) as library:
        assistant = Assistant(_judging(library.settings, judge), library)
        scope = known(library, scope)
        if isinstance(given, Path):
            _ask_each(assistant, given, scope)
        elif as_json:
            answer = assistant.ask(given, scope=scope, standalone=standalone)
            _store(library, answer)
            print(json_line(plain(answer)))
        else:
            answer = show_text(assistant.begin(given, scope=scope, standalone=standalone))
            _store(library, answer)
            print_lines(source_lines(answer))


def chat(home: Home = None) -> None:
    """Converse in the terminal; an empty line or Ctrl-D ends it."""
    from rag.answer.assistant import Assistant
    from rag.cli.show import show_text, source_lines
    from rag.records import Turn

    with library_at(home) as library:
        assistant = Assistant(library.settings, library)
        history: list[Turn] = []
        asked: Asked | None = None
        print(f"{len(library):,} papers. Ask; an empty line ends.")
        while question := _input("\n> "):
            try:
                run = assistant.begin(question, history)
            except InputError as error:
                print_lines([f"{error.message}; {error.hint}"])
                continue
            stored, asked = _stored_as_written(library, run, question, asked)
            answer = show_text(stored)
            print_lines(source_lines(answer))
            history += [Turn("user", question), Turn("assistant", answer.text)]


def _judging(settings: Settings, judge: bool | None) -> Settings:
    """The settings, with or without judging where that is asked for."""
    return settings if judge is None else settings.model_copy(update={"judge": judge})


def _ask_each(assistant: Assistant, batch: Path, scope: Scope) -> None:
    """Answer a batch; a line's own scope stands in for the one that all are asked in."""
    from rag.cli.batch import Line, history_of, run_batch, scope_of, standalone_of, text_of
    from rag.records import as_json as plain
    from rag.search.scope import known

    def answered(line: Line) -> Line:
        answer: Line = plain(
            assistant.ask(
                text_of(line, "question"),
                history_of(line),
                scope=known(assistant.library, scope_of(line, scope)),
                standalone=standalone_of(line),
            )
        )
        return answer

    run_batch(batch, answered)


def _store(library: Library, answer: Answer) -> None:
    """Store an answer for `export`. It is shown already: where it cannot be stored, a line on standard error says so."""
    from rag.conversations import Conversations

    try:
        library.check_writable()
        with closing(Conversations(library.databases)) as conversations:
            conversations.save(answer)
    except LibraryError as error:
        _say_not_stored(error)


def _stored_as_written(
    library: Library, run: Run, question: str, after: Asked | None
) -> tuple[Run | Writing, Asked | None]:
    """A run whose question is stored, and its answer as it is written; where that cannot be, the run as it is."""
    from rag.conversations import Conversations
    from rag.conversations.writing import Writing

    try:
        library.check_writable()
        conversations = Conversations(library.databases)
        asked = conversations.ask(question, after.conversation if after else None, after.turn if after else None)
    except LibraryError as error:
        _say_not_stored(error)
        return run, after
    return Writing(run, conversations, asked.turn), asked


def _say_not_stored(error: LibraryError) -> None:
    say(f"this answer was not kept for colloquy export: {error.message}")


def _input(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except EOFError:
        return ""
