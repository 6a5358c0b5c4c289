"""The command that gives papers and answers back, in the formats of other programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.options import Home, Only, To, Where, Write, library_at
from rag.cli.output import say
from rag.errors import InputError, LibraryError
from rag.export import TEXTS, Format
from rag.text.wording import counted

if TYPE_CHECKING:
    from rag.library.citation_keys import Keys
    from rag.library.library import Library
    from rag.records import Paper

_BY_SUFFIX = {f".{format}": format for format in Format} | {".json": Format.csl, ".markdown": Format.md}
_NOTES_SHOWN = 20


def export(
    format: Annotated[
        Format | None,
        typer.Option(
            "--format", "-f", help="md and tex are of the last answer.", show_default="by FILE's suffix; bib; or md"
        ),
    ] = None,
    answer: Annotated[bool, typer.Option("--answer", help="The last answer, or the papers that it cites.")] = False,
    table: Annotated[bool, typer.Option("--table", help="The last answer's comparison: csv, md or tex.")] = False,
    conversation: Annotated[bool, typer.Option("--conversation", help="The last conversation: md.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="A .tex gets its .bib beside it.", show_default="print it"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    to: To = None,
    write: Write = False,
    where: Where = None,
    only: Only = None,
    home: Home = None,
) -> None:
    """Give back the library, or the last answer with the papers that it cites."""
    from rag.export.output import check_writable

    if to is not None:
        if not answer or table or conversation or format or output or where or only:
            raise typer.BadParameter("a note in Zotero is of the last answer: --answer --to PLACE, and --write")
        with library_at(home) as library:
            print(_note_in_zotero(library, to, write))
        return
    if write:
        raise typer.BadParameter("--write is for --to")
    format = format or (output and _BY_SUFFIX.get(output.suffix.lower())) or None
    of_answer = answer or table or conversation or format in TEXTS
    format = format or (Format.csv if table else Format.md if of_answer else Format.bib)
    if answer + table + conversation > 1:
        raise typer.BadParameter("give one of --answer, --table and --conversation")
    if conversation and format != Format.md:
        raise typer.BadParameter("a conversation is exported as md")
    if table and format not in (Format.csv, *TEXTS):
        raise typer.BadParameter("a comparison is exported as csv, md or tex")
    if of_answer and (where or only):
        raise typer.BadParameter("--where and --only choose papers of the library, not of an answer")
    for path in filter(None, (output, _bibliography(output, format))):
        check_writable(path, force)
    with library_at(home) as library:
        if conversation:
            _export_conversation(library, output)
        elif of_answer:
            _export_answer(library, format, table, output)
        else:
            _export_library(library, format, where or (), only or (), output)


def _bibliography(output: Path | None, format: Format) -> Path | None:
    """The .bib that a .tex cites from: beside it, under its name."""
    return output.with_suffix(".bib") if output and format == Format.tex else None


def _export_library(
    library: Library, format: Format, where: Sequence[str], only: Sequence[str], output: Path | None
) -> None:
    from rag.export.formats import KEYED, keys_for, papers_in
    from rag.export.output import write_out
    from rag.library.citation_keys import Keys
    from rag.library.conditions import conditions
    from rag.records import Scope
    from rag.search.scope import known

    if not len(library):
        raise LibraryError("the library is empty", "add papers: colloquy add PATH, or colloquy add --sample")
    wanted, written = library.named(known(library, Scope(only=tuple(only))).only)[0], list[str]()
    papers = library.each(conditions(where))

    def chosen() -> Iterator[Paper]:
        for paper in papers:
            if not only or paper.id in wanted:
                written.append(paper.id)
                yield paper

    keys = keys_for(format, library) if format in KEYED else Keys()
    write_out(papers_in(format, chosen(), keys), output)
    if not written:
        say("note: no paper meets the conditions")
    _tell(written, keys, output)


def _export_answer(library: Library, format: Format, table: bool, output: Path | None) -> None:
    from rag.conversations import Conversations
    from rag.export.formats import answer_in, cited, keys_for, papers_in, table_in
    from rag.export.output import write_out

    with closing(Conversations(library.databases)) as conversations:
        answer = conversations.last_answer()
    if answer is None:
        raise _nothing_yet("answer")
    if (table or format == Format.csv) and not answer.table:
        raise InputError(
            "the last answer has no comparison table",
            'ask for one, such as "How do X and Y differ?"; or colloquy export --answer for its text',
        )
    papers = cited(answer)
    if not papers and format not in TEXTS:
        raise InputError("the last answer cites no paper", "colloquy export --answer gives its text")
    keys = keys_for(format, library, papers)
    bibliography = _bibliography(output, format)
    if bibliography and papers:
        write_out(papers_in(Format.bib, papers, keys), bibliography)
    write = table_in if table else answer_in
    write_out(write(format, answer, keys, bibliography.stem if bibliography else "references"), output)
    _tell([paper.id for paper in papers], keys, output, bibliography if papers else None)


def _note_in_zotero(library: Library, to: str, write: bool) -> str:
    from rag.cli.zotero import write_note
    from rag.conversations import Conversations
    from rag.export.formats import cited, keys_for
    from rag.export.zotero import note_html

    with closing(Conversations(library.databases)) as conversations:
        answer = conversations.last_answer()
    if answer is None:
        raise _nothing_yet("answer")
    return write_note(library, note_html(answer, keys_for(Format.md, library, cited(answer)).of), to, write, say)


def _export_conversation(library: Library, output: Path | None) -> None:
    from rag.conversations import Conversations
    from rag.export.formats import cited, keys_for
    from rag.export.markdown import conversation_markdown
    from rag.export.output import write_out

    with closing(Conversations(library.databases)) as conversations:
        conversation = conversations.last()
    if conversation is None:
        raise _nothing_yet("conversation")
    if conversation.unreadable:
        say(f"note: left out, as it cannot be read: {counted(conversation.unreadable, 'answer')}; colloquy doctor")
    papers = [paper for answer in conversation.answers for paper in cited(answer)]
    keys = keys_for(Format.md, library, papers)
    write_out(conversation_markdown(conversation, keys.of), output)
    _tell([paper.id for paper in papers], keys, output)


def _nothing_yet(what: str) -> LibraryError:
    return LibraryError(f"there is no {what} yet", "ask first: colloquy ask QUESTION, or colloquy chat")


def _tell(papers: Sequence[str], keys: Keys, *files: Path | None) -> None:
    """Which keys are not what came in, and where the export is; on standard error, for standard output may hold it."""
    notes = [keys.notes[paper] for paper in dict.fromkeys(papers) if paper in keys.notes]
    for note in notes[:_NOTES_SHOWN]:
        say(f"note: {note}")
    if (more := len(notes) - _NOTES_SHOWN) > 0:
        say(f"note: {more:,} more keys are written otherwise")
    for path in filter(None, files):
        say(f"written: {path}")
