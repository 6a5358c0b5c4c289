"""The tools that find papers and hand them over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.cli.serving.mcp.arguments import MOST_EXPORTED, ExportReferences, GetPaper, SearchPapers
from rag.cli.serving.mcp.call import Call
from rag.cli.serving.mcp.served import ServedLibrary
from rag.cli.serving.mcp.told import joined, paper_lines, search_lines, uri_of
from rag.cli.serving.mcp.tool import Told
from rag.errors import InputError

if TYPE_CHECKING:
    from rag.library.library import Library
    from rag.records import Paper


def search_papers(served: ServedLibrary, given: SearchPapers, _call: Call) -> Told:
    from rag.answer.question.understand import checked
    from rag.library.conditions import conditions
    from rag.records import Scope, as_json
    from rag.search.retrieve import retrieve
    from rag.search.scope import bounds, known

    library = served.filled()
    among = bounds(library, known(library, Scope(only=tuple(given.only)))).papers if given.only else None
    hits = retrieve(library, checked(given.query), given.k, conditions(given.where), among)
    results = []
    for hit in hits:
        paper = as_json(hit.paper) | ({"abstract": hit.paper.abstract} if given.abstracts else {})
        results.append({"paper": paper, "score": round(hit.score, 4), "uri": uri_of(hit.paper)})
    total = len(library)
    return Told(joined(search_lines(hits, total, given.abstracts)), {"results": results, "total": total})


def get_paper(served: ServedLibrary, given: GetPaper, _call: Call) -> Told:
    from rag.records import as_json

    library = served.filled()
    paper, tags = with_tags(library, given.id)
    whole = {
        "paper": as_json(paper) | {"abstract": paper.abstract},
        "uri": uri_of(paper),
        "link": paper.link,
        "tags": list(tags),
    }
    return Told(joined(paper_lines(paper, tags)), whole)


def with_tags(library: Library, name: str) -> tuple[Paper, tuple[str, ...]]:
    """The one paper with this id, key or identifier, and its tags.

    Raises:
        InputError: no paper has it, or several have.
    """
    found = library.find([name])
    if not found:
        raise InputError(f"not in the library: {name}", "search_papers finds papers, with their ids")
    if len(found) > 1:
        ids = ", ".join(paper.id for paper in found)
        raise InputError(f"{name} names {len(found)} papers: {ids}", "give one of these ids")
    return found[0], library.tags.of([found[0].id]).get(found[0].id, ())


def export_references(served: ServedLibrary, given: ExportReferences, _call: Call) -> Told:
    from rag.export import Format
    from rag.export.formats import KEYED, keys_for, papers_in
    from rag.library.citation_keys import Keys

    library, format = served.filled(), Format(given.format)
    papers = _chosen(library, given.papers, given.where)
    keys = keys_for(format, library) if format in KEYED else Keys()
    text = "".join(papers_in(format, papers, keys))
    notes = [keys.notes[paper.id] for paper in papers if paper.id in keys.notes]
    exported = {"format": given.format, "text": text, "papers": [paper.id for paper in papers], "notes": notes}
    return Told("\n".join([text, *(f"Note: {note}" for note in notes)]), exported)


def _chosen(library: Library, names: Sequence[str], where: Sequence[str]) -> list[Paper]:
    """The papers with these names, in their order, or all; of them those that meet the conditions.

    Raises:
        InputError: neither is given, a name that no paper has, no paper, or too many.
    """
    from rag.library.conditions import conditions
    from rag.records import Scope
    from rag.search.scope import known

    if not names and not where:
        raise InputError("nothing says which papers to export", 'give papers, or where such as ["year>=2023"]')
    known(library, Scope(only=tuple(names)))
    called = library.called(names)
    ids = list(dict.fromkeys(i for name in names for i in sorted(called[name])))
    if where:
        meeting = library.meeting(conditions(where))
        ids = [i for i in ids if i in meeting] if names else sorted(meeting)
    if not ids:
        raise InputError("no paper meets the conditions", "give others, or the ids of papers")
    if len(ids) > MOST_EXPORTED:
        raise InputError(
            f"these are {len(ids):,} papers; at most {MOST_EXPORTED} are exported at once",
            "give narrower conditions; colloquy export writes the whole library to a file",
        )
    found = library.get(ids)
    return [found[i] for i in ids if i in found]
