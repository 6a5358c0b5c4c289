"""A paper -> what its own page draws of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from rag.conversations import Citing
from rag.records import Group, Name, Paper
from rag.text.persons import surname
from rag.text.titles import short_name
from ui.mathematics import readable

_NOWHERE: dict[str, Any] = {"doi": None, "arxiv_id": None, "pmid": None, "url": None}
_LONGEST_GROUP = 40  # characters of a group's name in a short reference
_PLACES = {"doi": "DOI", "arxiv_id": "arXiv", "pmid": "PubMed", "url": "Web page"}


def paper_drawn(
    paper: Paper,
    tags: Sequence[str],
    neighbours: Iterable[Paper],
    answers: Iterable[Citing],
    collections: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> dict[str, Any]:
    """Everything that a paper's own page draws: plain text, and addresses over http, into Zotero or of this page."""
    key = shown_key(paper)
    return {
        "title": readable(paper.title) or "(no title)",
        "authors": "; ".join(paper.authors),
        "about": " · ".join(str(part) for part in (paper.venue, paper.year, key and f"key {key}") if part),
        "remarks": list(paper.remarks),
        "tags": list(tags),
        "links": links(paper),
        "abstract": readable(paper.abstract),
        "keywords": ", ".join(paper.keywords),
        "collections": "; ".join(collections),
        "notes": list(notes),
        "neighbours": [
            {"id": near.id, "title": readable(near.title) or "(no title)", "about": _short(near)} for near in neighbours
        ],
        "answers": [
            {
                "question": answer.question,
                "when": f"{answer.asked.day} {answer.asked:%B %Y}",
                "address": f"/?conversation={quote(answer.conversation)}",
            }
            for answer in answers
        ],
    }


def short_reference(paper: Paper) -> str:
    """Who wrote a paper, and when: "Karlsson and Lind 2019"; "" where its record does not say who."""
    who = _authors(paper)
    return f"{who} {paper.year or ''}".rstrip() if who else ""


def saying(paper: Paper) -> tuple[str, str]:
    """A paper as the one who speaks, and the verb: ("DistillSpec", "says"), ("Karlsson and Lind (2019)", "say")."""
    if name := short_name(paper.title):
        return name, "says"
    if who := _authors(paper):
        return f"{who} ({paper.year})" if paper.year else who, "says" if len(paper.names) == 1 else "say"
    return f"“{paper.title}”", "says"


def _authors(paper: Paper) -> str:
    first, *others = [_family(name) for name in paper.names] or [""]
    if len(others) > 1:
        return f"{first} et al."
    return " and ".join([first, *others])


def _family(name: Name) -> str:
    if isinstance(name, Group) and len(name.name) > _LONGEST_GROUP:
        return f"{name.name[: _LONGEST_GROUP - 1].rstrip()}…"
    return surname(name)


def links(paper: Paper) -> list[dict[str, str]]:
    """Each place where the paper is, with its name; Zotero last, for who has it there."""
    nowhere = replace(paper, **_NOWHERE)
    addresses = {name: replace(nowhere, **{field: getattr(paper, field)}).link for field, name in _PLACES.items()}
    first_names = {address: name for name, address in reversed(addresses.items()) if address}
    found = [
        {"name": name, "address": address}
        for name, address in addresses.items()
        if address and first_names[address] == name
    ]
    return [*found, {"name": "Zotero", "address": paper.zotero}] if paper.zotero else found


def shown_key(paper: Paper) -> str | None:
    """The key that a paper came with; one that came without has its id there, which says nothing to people."""
    return paper.key if paper.key != paper.id else None


def _short(paper: Paper) -> str:
    first = paper.authors[0] + (" et al." if len(paper.authors) > 1 else "") if paper.authors else ""
    return " · ".join(str(part) for part in (*paper.remarks, first, paper.venue, paper.year) if part)
