"""A question to the catalogue -> its answer from records, where they have one."""

from __future__ import annotations

from dataclasses import replace

from rag.answer.catalogue.chosen import Chosen, chosen
from rag.answer.catalogue.fields import of_papers
from rag.answer.catalogue.help import export_text, help_text
from rag.answer.catalogue.meant import LISTED, papers_meant
from rag.answer.catalogue.records import Records
from rag.answer.catalogue.selections import extreme, grouped, listed, untold
from rag.answer.catalogue.topics import topics
from rag.answer.catalogue.wording import FromRecords
from rag.answer.question.catalogue.asked import CatalogueQuestion, PaperReference
from rag.answer.question.gather import Gatherer
from rag.answer.question.question import Question
from rag.answer.question.understand import understand
from rag.answer.scorer import Scorer
from rag.answer.topicality import is_on_topic
from rag.library.library import Library
from rag.search.scope import Bounds
from rag.text.markdown import escape_line


def from_records(question: Question, library: Library, bounds: Bounds, scorer: Scorer) -> FromRecords | None:
    """The answer to a question to the catalogue; None where it is none after all, for nothing in the library is called
    what it asks about: then abstracts are to answer it."""
    asked = question.catalogue
    if asked is None:
        return None
    if asked.wanted == "help":
        return help_text(len(library))
    if asked.wanted == "export":
        return export_text()
    records = Records(library, bounds)
    if asked.wanted == "topics":
        return topics(records)
    if asked.wanted == "fields":
        return _fields(asked, question, records, scorer)
    selection = _selected(asked, question, records, scorer)
    if selection is None:
        return None
    found, records = selection
    if found.untold:
        return FromRecords(untold(found.untold, records), is_missing=True)
    if asked.wanted in ("count", "papers"):
        return listed(asked, found, records)
    return extreme(asked, found, records) if asked.wanted in ("newest", "oldest") else grouped(asked, found, records)


def selected(question: Question, library: Library, bounds: Bounds, scorer: Scorer) -> Chosen | None:
    """The papers that a question to the catalogue selects; None where it selects none, or nothing here is called so."""
    if question.catalogue is None:
        return None
    selection = _selected(question.catalogue, question, Records(library, bounds), scorer)
    return selection[0] if selection else None


def _selected(
    asked: CatalogueQuestion, question: Question, records: Records, scorer: Scorer
) -> tuple[Chosen, Records] | None:
    """The papers that meet what is asked, and the records that were looked at: of the last answer's papers theirs alone."""
    found_before = _found_before(asked, question, records, scorer)
    if found_before is not None and not found_before:
        return None
    if asked.of and found_before:
        records = Records(records.library, replace(records.bounds, papers=found_before))
    found = chosen(asked.criteria, records, found_before)
    return (found, records) if found else None


def _fields(asked: CatalogueQuestion, question: Question, records: Records, scorer: Scorer) -> FromRecords | None:
    of = asked.of or PaperReference("it", "one")
    papers = papers_meant(of, question.recent, records, scorer)
    if papers:
        return of_papers(asked.fields, papers[:LISTED], records)
    if of.points or not of.is_paper:
        return None
    where = "in the library" if records.is_whole else "among the papers that are asked"
    return FromRecords(f"No paper {where} is surely what “{escape_line(of.text)}” means.", is_missing=True)


def _found_before(
    asked: CatalogueQuestion, question: Question, records: Records, scorer: Scorer
) -> frozenset[str] | None:
    """The papers to choose from: those of the last answer, or those on a topic; None where these are all."""
    if asked.of:
        return frozenset(p.id for p in papers_meant(asked.of, question.recent, records, scorer))
    topic = next((criterion.value for criterion in asked.criteria if criterion.by == "topic"), "")
    if not topic:
        return None
    gathered = Gatherer(records.library, scorer, understand(f"papers on {topic}"), records.bounds).gather(1)
    hits = gathered.hits[: gathered.spoken]
    return frozenset(hit.paper.id for hit in hits) if is_on_topic(scorer, topic, hits) else frozenset()
