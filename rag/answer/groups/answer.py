"""Groups of papers in the words of an answer: how many there are of each first, then each with its papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answer.catalogue.answer import from_records, selected
from rag.answer.catalogue.wording import joined, table
from rag.answer.extract.compose import Composer
from rag.answer.extract.extract import head_of_list, rows_of_list, table_of_list
from rag.answer.groups.groups import Groups, by_records, by_topic, members
from rag.answer.groups.stated import GROUPED_BY, READ, by_abstracts
from rag.answer.question.catalogue.asked import Group
from rag.answer.question.catalogue.grouping import GroupedBy, Grouping
from rag.answer.question.question import Question
from rag.answer.scorer import Scorer
from rag.library.library import Library
from rag.records import Abstained, Draft, Hit, Kind, Paper, Sentence
from rag.search.scope import Bounds
from rag.text.forms import title_form
from rag.text.markdown import escape_line
from rag.text.wording import counted

SHOWN = 200  # papers up to which each is named under its group
_SAID = 8  # groups that are counted in the first line; of more, the largest of them
_COUNTED = 300  # groups of a table
# What a count of the records is by.
_EACH: dict[GroupedBy, Group] = {
    "authors": "authors",
    "venue": "venue",
    "year": "year",
    "tags": "tags",
    "publisher": "publisher",
}
_Says = Callable[[Paper], Sequence[Sentence]]


def grouped_selection(
    question: Question, library: Library, bounds: Bounds, scorer: Scorer
) -> tuple[Draft, tuple[Paper, ...], Kind] | None:
    """The papers of the last answer, of the whole library, or those that records tell, in groups, with these papers and
    the kind of answer: from records alone it is one of the catalogue. None where the question means no paper."""
    grouping, found = question.grouping, selected(question, library, bounds, scorer)
    if found and not found.ids and question.catalogue and question.catalogue.of:  # none was so: they are meant still
        of_all = replace(question, catalogue=replace(question.catalogue, criteria=()))
        found = selected(of_all, library, bounds, scorer)
    if grouping is None or found is None or not (found.ids or found.untold):
        return None
    asked, by = question.catalogue, _EACH.get(grouping.by)
    if asked and (found.untold or (len(found.ids) > SHOWN and by)):
        counts = replace(question, grouping=None, catalogue=replace(asked, wanted="each", grouped=by))
        told = from_records(counts, library, bounds, scorer)
        if told is None:
            return None
        return Draft(told.text, (), (), "not_in_library" if told.is_missing else None), told.papers, told.kind
    papers = sorted(library.get(sorted(found.ids)).values(), key=lambda p: (-(p.year or 0), p.title.casefold()))
    if question.recent:
        places = {title_form(title): place for place, title in enumerate(question.recent)}
        papers.sort(key=lambda paper: places.get(title_form(paper.title), len(places)))
    composer = Composer()
    groups = _groups(grouping, papers, library, scorer)
    which = f"{counted(len(papers))}{found.where}"
    _write(composer, grouping, groups, papers, which, lambda paper: [])
    if grouping.by in ("abstract", "topic"):
        return composer.draft(), tuple(papers), "list"
    missing: Abstained | None = None if groups and groups.named else "not_in_library"
    return composer.draft(missing), tuple(papers), "catalogue"


def grouped_list(question: Question, hits: Sequence[Hit], library: Library, scorer: Scorer) -> Draft:
    """A list of papers in groups, each paper with the sentences that it has on a list."""
    composer, rows = Composer(), rows_of_list(question, hits, scorer)
    composer.lead(head_of_list(question, hits, scorer))
    if question.grouping and hits:
        papers = [hit.paper for hit in hits]
        says = {paper.id: tuple(filter(None, own)) for paper, own in rows}
        groups = _groups(question.grouping, papers, library, scorer)
        _write(composer, question.grouping, groups, papers, counted(len(papers)), lambda paper: says[paper.id])
    table_of_list(composer, question, rows)
    return composer.draft(None if hits else "not_in_abstracts")


def _groups(grouping: Grouping, papers: Sequence[Paper], library: Library, scorer: Scorer) -> Groups | None:
    if grouping.by == "topic":
        return by_topic(papers, library)
    if grouping.by != "abstract":
        return by_records(papers, grouping, library)
    return by_abstracts(papers, grouping, scorer) if len(papers) <= READ else None


def _write(
    composer: Composer, grouping: Grouping, groups: Groups | None, papers: Sequence[Paper], which: str, says: _Says
) -> None:
    if groups is None:
        composer.lead(_cannot(grouping, papers, which))
        _lines(composer, papers, says)
        return
    composer.lead(_counted(grouping, groups, which))
    if len(papers) > SHOWN:
        rows = [(escape_line(name), f"{len(own):,}") for name, own in members(groups)]
        more = f"\n\nThe first {_COUNTED} of {len(rows):,} are shown." if len(rows) > _COUNTED else ""
        composer.lead(table((grouping.words.capitalize(), "Papers"), rows[:_COUNTED]) + more)
        return
    for name, own in members(groups):
        composer.lead(f"*{escape_line(name)}* ({counted(len(own))})")
        _lines(composer, own, lambda paper: [*says(paper), *filter(None, (groups.stating.get(paper.id),))])


def _lines(composer: Composer, papers: Sequence[Paper], says: _Says) -> None:
    for paper in papers:
        sentences = list(dict.fromkeys(says(paper)))
        composer.line(paper, sentences, is_quoted=bool(sentences))


def _counted(grouping: Grouping, groups: Groups, which: str) -> str:
    """ "12 papers by year: 2017 (4), 2018 (6) and no year on record (2)."."""
    of_each = [(escape_line(name), len(own)) for name, own in members(groups)]
    number = len(groups.named)
    if not number:
        return f"{which[0].upper()}{which[1:]} by {escape_line(grouping.words)}: nothing can be told, {groups.lack} ({len(groups.without):,})."
    said, rest = of_each[:number], of_each[number:]
    if number > _SAID:
        said = sorted(said, key=lambda one: -one[1])[:_SAID]
    counts = [f"{name} ({size:,})" for name, size in said]
    more = [f"{number - len(said)} more"] if number > len(said) else []
    more += [f"{name} ({size:,})" for name, size in rest]
    many = f", {counted(number, 'group')}, the largest" if number > len(said) else ""
    text = f"{which} by {escape_line(grouping.words)}{many}: {joined([*counts, *more])}."
    text = text[0].upper() + text[1:]
    return f"{text} A paper with several stands in each of them." if groups.overlap else text


def _cannot(grouping: Grouping, papers: Sequence[Paper], which: str) -> str:
    by = escape_line(grouping.words)
    why = f"no rule reads the {by} from an abstract in a word or two"
    if len(papers) > READ:
        why = f"abstracts are read for at most {READ:,} papers at once"
    return (
        f"{which[0].upper()}{which[1:]} cannot be grouped by {by} here: {why}. What can be: year, decade, venue, author, first author, "
        f"tag, keyword, publisher, type of publication and topic; of what abstracts state, {GROUPED_BY}. "
        f"A table puts any question to each paper: colloquy table “{by[:1].upper()}{by[1:]}?”."
    )
