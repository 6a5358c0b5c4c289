"""What is exported, in the format that is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from rag.conversations import Conversation
from rag.export import Format, bibtex, csl, latex, markdown, ris, tables
from rag.library.citation_keys import Keys, citation_keys
from rag.library.library import Library
from rag.records import Answer, Paper

KEYED = frozenset((Format.bib, Format.csl))  # formats of papers in which each must have a key


def keys_for(format: Format, library: Library, cited: Iterable[Paper] = ()) -> Keys:
    """The citation keys of the library's papers, and of cited ones that are no longer in it, as the format holds them.

    They are of the whole library, whatever part of it is written: a paper has the same key in every export.
    """
    seen: set[str] = set()

    def all_papers() -> Iterator[Paper]:
        for paper in chain(library.each(), cited):
            if paper.id not in seen:
                seen.add(paper.id)
                yield paper

    return citation_keys(all_papers(), latex=format != Format.csl)


def papers_in(format: Format, papers: Iterable[Paper], keys: Keys) -> Iterator[str]:
    """Papers as bib, ris, csv, jsonl or csl."""
    match format:
        case Format.bib:
            return bibtex.bibtex(papers, keys.of)
        case Format.csl:
            return csl.csl(papers, keys.of)
        case Format.ris:
            return ris.ris(papers)
        case Format.csv:
            return tables.papers_csv(papers)
        case Format.jsonl:
            return tables.jsonl(papers)
    raise ValueError(f"papers cannot be written as {format}")


def answer_in(format: Format, answer: Answer, keys: Keys, bibliography: str) -> Iterator[str]:
    """An answer as md or tex, the papers that it cites in a format of papers; csv is its table, which it must have."""
    match format:
        case Format.md:
            return markdown.answer_markdown(answer, keys.of)
        case Format.tex:
            return latex.answer_latex(answer, keys.of, bibliography)
        case Format.csv:
            return tables.comparison_csv(answer, keys.of)
    return papers_in(format, cited(answer), keys)


def conversation_in(format: Format, conversation: Conversation, library: Library) -> Iterator[str]:
    """A conversation as md, or the papers that its answers cite in a format of papers."""
    papers = list({paper.id: paper for answer in conversation.answers for paper in cited(answer)}.values())
    keys = keys_for(format, library, papers)
    if format == Format.md:
        return markdown.conversation_markdown(conversation, keys.of)
    return papers_in(format, papers, keys)


def table_in(format: Format, answer: Answer, keys: Keys, bibliography: str) -> Iterator[str]:
    """The table of an answer that has one, as csv, md or tex."""
    match format:
        case Format.md:
            return markdown.table_markdown(answer, keys.of)
        case Format.tex:
            return latex.table_latex(answer, keys.of, bibliography)
    return tables.comparison_csv(answer, keys.of)


def cited(answer: Answer) -> list[Paper]:
    """The papers that an answer cites, each once, in the order of their numbers; then those of its table."""
    papers = [citation.paper for citation in answer.citations]
    papers += [row.paper for row in answer.table.rows] if answer.table else []
    return list({paper.id: paper for paper in papers}.values())
