"""Papers and how they are to be grouped -> groups, of which none leaves a paper out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rag.answer.catalogue.wording import NO
from rag.answer.question.catalogue.asked import RecordField
from rag.answer.question.catalogue.grouping import GroupedBy, Grouping
from rag.library.library import Library
from rag.records import Paper, Sentence
from rag.text.forms import title_form
from rag.text.namesakes import by_person, straight
from rag.text.venues import venue_form, venue_name

_LACKED: dict[GroupedBy, RecordField] = {
    "year": "year", "decade": "year", "venue": "venue", "authors": "authors", "first author": "authors",
    "tags": "tags", "publisher": "publisher", "keywords": "keywords",
}  # fmt: skip
_IN_ORDER: tuple[GroupedBy, ...] = ("year", "decade")


@dataclass(frozen=True, slots=True)
class Groups:
    """`named` are the names of groups and the papers of each, in the order in which they are shown; `without` are the papers
    that tell of none, and `lack` says so: "no year on record". `stating` is the sentence of each paper, by its id, that
    states its group, where that was read from its abstract."""

    named: tuple[tuple[str, tuple[Paper, ...]], ...]
    without: tuple[Paper, ...]
    lack: str
    stating: Mapping[str, Sentence] = field(default_factory=dict)

    @property
    def overlap(self) -> bool:
        """Whether a paper stands in several of them."""
        placed = [paper.id for _, papers in self.named for paper in papers]
        return len(placed) > len(set(placed))


def by_values(
    papers: Sequence[Paper], values: Sequence[Sequence[str]], lack: str, stating: Mapping[str, Sentence] | None = None
) -> Groups:
    """Groups by the values that each paper has, the largest first; how a value is spelt does not count."""
    spelt: dict[str, str] = {}
    placed: dict[str, list[Paper]] = {}
    for paper, own in zip(papers, values, strict=True):
        for form in dict.fromkeys(spelt.setdefault(_form(value), value) and _form(value) for value in own if value):
            placed.setdefault(form, []).append(paper)
    named = sorted(((spelt[form], tuple(own)) for form, own in placed.items()), key=lambda one: -len(one[1]))
    without = tuple(paper for paper, own in zip(papers, values, strict=True) if not any(own))
    return Groups(tuple(named), without, lack, stating or {})


def by_records(papers: Sequence[Paper], grouping: Grouping, library: Library) -> Groups:
    """Groups by a field of records; years in their order."""
    by = grouping.by
    if by == "authors":
        return _by_author(papers)
    if by == "first author":
        papers = sorted(papers, key=lambda paper: paper.names[0].text.casefold() if paper.names else "")
    tags = library.tags.of([paper.id for paper in papers]) if by == "tags" else {}
    lack = f"no {NO[_LACKED[by]]} on record" if by in _LACKED else f"no {grouping.words} on record"
    groups = by_values(papers, [_values(by, paper, tags) for paper in papers], lack)
    named = sorted(groups.named) if by in _IN_ORDER else groups.named
    return Groups(tuple(named), groups.without, lack)


def by_topic(papers: Sequence[Paper], library: Library) -> Groups:
    """Groups by the topics of the library's map."""
    from rag.search.atlas import atlas_of  # what makes the map is needed for this alone

    atlas = atlas_of(library)
    topic = {paper_id: atlas.names[number] for paper_id, number in zip(atlas.paper_ids, atlas.topics, strict=True)}
    values = [[topic[paper.id]] if paper.id in topic and paper.abstract else [] for paper in papers]
    return by_values(papers, values, "no abstract to tell the topic by")


def _values(by: GroupedBy, paper: Paper, tags: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """What a record has in a field, as it is shown."""
    match by:
        case "year":
            return [str(paper.year or "")]
        case "decade":
            return [f"{paper.year // 10 * 10}s"] if paper.year else []
        case "venue":
            return [venue_name(paper.venue or "")]
        case "first author":
            return [straight(paper.names[0])] if paper.names else []
        case "tags":
            return tags.get(paper.id, ())
        case "keywords":
            return paper.keywords
        case "publisher":
            return [paper.publisher or ""]
        case _:
            return [(paper.type or "").replace("-", " ")]


def _by_author(papers: Sequence[Paper]) -> Groups:
    own = {paper.id: paper for paper in papers}
    persons = by_person((paper.id, paper.names) for paper in papers)
    named = [(name, tuple(paper for paper_id, paper in own.items() if paper_id in ids)) for name, ids in persons]
    without = tuple(paper for paper in papers if not paper.names)
    return Groups(tuple(named), without, f"no {NO['authors']} on record")


def _form(value: str) -> str:
    return venue_form(value) or title_form(value) or value


def members(groups: Groups) -> Iterable[tuple[str, Sequence[Paper]]]:
    """The groups, and last the papers that are in none."""
    yield from groups.named
    if groups.without:
        yield groups.lack, groups.without
