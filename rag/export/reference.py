"""A paper as one line of a list of references, in the manner of APA: plain text."""

from __future__ import annotations

from collections.abc import Sequence

from rag.export.escape import one_line
from rag.records import Group, Name, Paper
from rag.text.persons import initials

_NAMED = 20  # authors; of more, the first and the last are named
_BEFORE_LAST = 19


def reference(paper: Paper) -> str:
    """Authors (year). Title. Venue, volume(issue), pages. Address.

    What a paper does not have is left out; one that was retracted says so behind its title.
    """
    number = (paper.volume or "") + (f"({paper.issue})" if paper.issue else "")
    where = ", ".join(filter(None, (paper.venue or paper.publisher, number, (paper.pages or "").replace("-", "–"))))
    title = _ended(paper.title or "Untitled") + (" [Retracted]." if paper.retracted else "")
    names = f"{_authors(paper.names)} ({paper.year or 'n.d.'})."
    # Without authors the title comes first.
    head = (names, title) if paper.names else (title, names.lstrip())
    return one_line(" ".join(filter(None, (*head, _ended(where), paper.link))))


def _authors(authors: Sequence[Name]) -> str:
    names = list(map(_name, authors))
    if len(names) > _NAMED:
        return f"{', '.join(names[:_BEFORE_LAST])}, … {names[-1]}"
    return f"{', '.join(names[:-1])}, & {names[-1]}" if len(names) > 1 else "".join(names)


def _name(name: Name) -> str:
    """Family, initials of the given names, and suffix: "van der Berg, J.-P., Jr."; a group's whole name."""
    if isinstance(name, Group):
        return name.name
    return ", ".join(filter(None, (name.surname, initials(name), name.suffix)))


def _ended(text: str) -> str:
    return f"{text}." if text and text[-1] not in ".?!" else text
