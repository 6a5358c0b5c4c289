"""Papers by their records: which, how many, the newest; and by whom, where and when the most are."""

from __future__ import annotations

from collections.abc import Iterable

from rag.answer.catalogue.chosen import Chosen
from rag.answer.catalogue.records import Records
from rag.answer.catalogue.wording import NOUNS, FromRecords, few_authors, joined, papers_table, table, title
from rag.answer.question.catalogue.asked import CatalogueQuestion, Group, RecordField
from rag.records import Paper
from rag.text.markdown import escape_line
from rag.text.namesakes import by_person
from rag.text.venues import venue_form, venue_name
from rag.text.wording import counted

LISTED = 50  # papers on a list
_WITH_A_COUNT = 10  # papers that are listed beside their number
_GROUPS_SHOWN = 10
_ALL_GROUPS = 100  # of a question for how many each has
_SOUGHT = (
    "authors",
    "name",
    "venue",
    "year",
    "tag",
    "publisher",
)  # that no paper has a DOI, or was retracted, is an answer
_TIED = 5  # that are named where several have the most


def listed(asked: CatalogueQuestion, found: Chosen, records: Records) -> FromRecords:
    """How many papers there are, and which."""
    count, most = len(found.ids), LISTED if asked.wanted == "papers" else _WITH_A_COUNT
    papers = records.newest_first(found.ids, most) if asked.wanted == "papers" or count <= most else []
    if not found.said:
        line = f"{'The library holds' if records.is_whole else 'The question is asked of'} {counted(count)}."
        papers = papers if asked.wanted == "papers" else []
    else:
        number = f"{count:,}" if count else "None"
        line = f"{number} of {records.all_of_them} {'is' if count < 2 else 'are'}{found.where}."
    if papers and len(papers) < count:
        line += (
            f" These are the {len(papers)} newest:" if records.having("year") else f" These are {len(papers)} of them:"
        )
    parts = (line, " ".join(found.notes), papers_table(papers) if papers else "")
    is_sought = asked.wanted == "papers" and any(criterion.by in _SOUGHT for criterion in asked.criteria)
    return FromRecords(_text(parts), tuple(papers), is_missing=is_sought and not count)


def extreme(asked: CatalogueQuestion, found: Chosen, records: Records) -> FromRecords:
    """The newest or oldest of the papers, all of their year where no number of them is wanted."""
    dated = {i: year for i, year in records.years.items() if i in found.ids}
    if not dated:
        what = (
            f"None of {records.all_of_them} is{found.where}."
            if found.said and not found.ids
            else untold("year", records)
        )
        return FromRecords(_text((what, " ".join(found.notes))), is_missing=True)
    newest = asked.wanted == "newest"
    end = max(dated.values()) if newest else min(dated.values())
    in_order = sorted(dated, key=lambda i: -dated[i] if newest else dated[i])
    ids = in_order[: asked.number] if asked.number else [i for i in in_order if dated[i] == end]
    got = records.library.get(ids[: LISTED if asked.number else _WITH_A_COUNT])
    papers = [got[i] for i in ids if i in got]
    where = found.where + (" in the library" if records.is_whole else "")
    lacking = len(found.ids) - len(dated)
    note = (
        f"{counted(lacking)} of these {len(found.ids):,} {'has' if lacking == 1 else 'have'} no year on record."
        if lacking
        else ""
    )
    if len(ids) == 1:
        return FromRecords(_text((f"The {asked.wanted} paper{where} is {_described(papers[0])}.", note)), tuple(papers))
    line = f"The {asked.wanted} papers{where} are of {end}: {counted(len(ids))}."
    if asked.number:
        line = f"The {len(ids)} {asked.wanted} papers{where}:"
    elif len(papers) < len(ids):
        line += f" {len(papers)} of them:"
    return FromRecords(_text((line, papers_table(papers), note)), tuple(papers))


def grouped(asked: CatalogueQuestion, found: Chosen, records: Records) -> FromRecords:
    """By whom, where or when the papers are: how many each has, those with most first; of years, in their order."""
    group = asked.grouped or "authors"
    counts = _counts(group, found.ids, records)
    if not counts:
        none = (
            f"None of {records.all_of_them} is{found.where}."
            if found.said and not found.ids
            else untold(group, records)
        )
        return FromRecords(none, is_missing=True)
    noun = {"authors": "author", "venue": "venue", "year": "year", "tags": "tag", "publisher": "publisher"}[group]
    most = max(map(len, counts.values()))
    first = [name for name, ids in counts.items() if len(ids) == most]
    whole = f"{len(found.ids):,} papers{found.where}" + (" in the library" if records.is_whole else "")
    if asked.wanted == "most":
        line = _most(first, most, noun, whole, bool(found.said), records)
    else:
        have, of = ("have", "by") if group in ("authors", "tags") else ("are of", "of")
        line = f"The {whole} {have} {counted(len(counts), noun)}{_span(group, counts)}; most are {of} {_tied(first)} ({most:,})."
    are_years = group == "year" and asked.wanted != "most"
    shown = asked.number or (_ALL_GROUPS if asked.wanted == "each" or are_years else _GROUPS_SHOWN)
    names = sorted(counts) if are_years else list(counts)
    rows = [(escape_line(name), f"{len(counts[name]):,}") for name in names[:shown]]
    if len(names) > shown:
        line += f" The first {shown}:"
    lacking = len(found.ids) - len(frozenset().union(*counts.values()))
    note = f"{counted(lacking)} of them {'has' if lacking == 1 else 'have'} no {noun} on record." if lacking else ""
    papers = records.newest_first(counts[first[0]], _WITH_A_COUNT)
    return FromRecords(
        _text((line, table((noun.capitalize(), "Papers"), rows), note, " ".join(found.notes))), tuple(papers)
    )


def untold(field: RecordField, records: Records) -> str:
    """That nothing can be told, for no record has the field."""
    return f"That cannot be told: none of {records.all_of_them} has {NOUNS[field][0]} on record."


def _counts(group: Group, ids: frozenset[str], records: Records) -> dict[str, frozenset[str]]:
    """The papers of each, those with most first."""
    if group == "authors":
        return _by_name(
            (name, own) for name, own in by_person((i, names) for i, names in records.authors() if i in ids)
        )
    if group == "tags":
        values = [(i, tag) for i, tags in records.library.tags.by_paper().items() for tag in tags]
    elif group == "year":
        values = [(i, str(year)) for i, year in records.years.items()]
    else:
        own = records.venues if group == "venue" else records.publishers
        values = list(own.items())
    as_written: dict[str, set[str]] = {}
    for paper_id, value in values:
        if paper_id in ids:
            as_written.setdefault(value, set()).add(paper_id)
    papers: dict[str, frozenset[str]] = {}
    spelt: dict[str, str] = {}  # the commonest way to write each
    for value in sorted(as_written, key=lambda value: (-len(as_written[value]), value)):
        name = spelt.setdefault(venue_form(value), venue_name(value) if group == "venue" else value)
        papers[name] = papers.get(name, frozenset()) | as_written[value]
    return dict(sorted(papers.items(), key=lambda one: (-len(one[1]), one[0].casefold())))


def _by_name(persons: Iterable[tuple[str, frozenset[str]]]) -> dict[str, frozenset[str]]:
    """Persons by their names, of which one may be parted in two ways: "Chen Change Loy"."""
    found: dict[str, frozenset[str]] = {}
    for name, ids in persons:
        found[name] = found.get(name, frozenset()) | ids
    return dict(sorted(found.items(), key=lambda person: -len(person[1])))


def _most(first: list[str], most: int, noun: str, whole: str, is_narrowed: bool, records: Records) -> str:
    if most == 1:
        return f"No {noun} has more than one of the {whole}."
    has, each = ("has", "") if len(first) == 1 else ("have", " each")
    return f"{_tied(first)} {has} the most of the {whole}: {most:,}{each}."


def _tied(names: list[str]) -> str:
    more = [f"{len(names) - _TIED} more"] if len(names) > _TIED else []
    return joined([*map(escape_line, names[:_TIED]), *more])


def _span(group: Group, counts: dict[str, frozenset[str]]) -> str:
    return f", {min(counts)} to {max(counts)}" if group == "year" and len(counts) > 1 else ""


def _described(paper: Paper) -> str:
    about = ", ".join(str(part) for part in (paper.venue, paper.year) if part)
    by = f" by {escape_line(few_authors(paper))}" if paper.names else ""
    return f"{title(paper)}{by} ({escape_line(about)})"


def _text(parts: Iterable[str]) -> str:
    return "\n\n".join(filter(None, parts))
