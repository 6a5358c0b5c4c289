"""MEDLINE text, as PubMed writes it."""

from __future__ import annotations

import pytest

from rag.intake.readers.lines import RECORD_CHARS
from rag.intake.readers.tagged import medline
from tests.exports import counts, papers, read

RECORD = """
PMID- 30689646
OWN - NLM
STAT- MEDLINE
IS  - 1932-6203 (Electronic)
VI  - 14
IP  - 1
DP  - 2019 Jan-Feb
TI  - Ecosystem services changes in the Loess Plateau, China: A 
      response to restoration.
PG  - e0209483
LID - e0209483 [pii]
LID - 10.1371/journal.pone.0209483 [doi]
AB  - BACKGROUND: The plateau is one of the most
      severe areas. METHODS: We
      looked.
FAU - Wu, Dan
AU  - Wu D
AUID- ORCID: 0000
AD  - An Institute,
      Nanjing, China.
FAU - Zou, Changxin
AU  - Zou C
CN  - Loess Group
LA  - eng
PT  - Journal Article
PT  - Retracted Publication
TA  - PLoS One
JT  - PloS one
MH  - Neoplasms/*genetics
OT  - a keyword that goes on over
      the line
AID - 10.1371/journal.pone.0209483 [doi]
SO  - PLoS One. 2019 Jan 28;14(1):e0209483.

"""


def test_a_record_with_every_field():
    (found,) = papers(medline, RECORD)
    assert (found.key, found.pmid, found.doi) == ("30689646", "30689646", "10.1371/journal.pone.0209483")
    assert found.title == "Ecosystem services changes in the Loess Plateau, China: A response to restoration."
    assert found.abstract == "BACKGROUND: The plateau is one of the most severe areas. METHODS: We looked."
    assert found.authors == ("Wu, Dan", "Zou, Changxin", "Loess Group")
    assert (found.year, found.venue, found.volume, found.issue, found.pages) == (
        2019,
        "PloS one",
        "14",
        "1",
        "e0209483",
    )
    assert found.keywords == ("a keyword that goes on over the line", "Neoplasms/genetics")
    assert (found.type, found.retracted) == ("article-journal", True)


def changed(*changes: tuple[str, str]):
    text = RECORD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (found,) = papers(medline, text)
    return found


def test_what_stands_in_for_what_is_missing():
    found = changed(("AB  -", "OAB -"), ("FAU -", "XX  -"), ("JT  - PloS one\n", ""), ("LID - 10.", "XX  - 10."))
    assert found.abstract.startswith("BACKGROUND") and found.authors[:2] == ("Wu D", "Zou C")
    assert (found.venue, found.doi) == ("PLoS One", "10.1371/journal.pone.0209483")


def test_books_and_preprints():
    book = changed(("TI  -", "BTI -"), ("JT  - PloS one\n", ""), ("TA  - PLoS One\n", "PB  - NCBI\n"))
    assert (book.title[:9], book.venue, book.type, book.publisher) == ("Ecosystem", None, "book", "NCBI")
    chapter = changed(("JT  - PloS one\n", "BTI - The book\n"), ("TA  - PLoS One\n", ""))
    assert (chapter.venue, chapter.type) == ("The book", "chapter")
    assert changed(("PT  - Journal Article", "PT  - Preprint")).type == "article"


def test_a_notice_of_retraction_is_not_retracted():
    assert not changed(("PT  - Retracted Publication", "PT  - Retraction of Publication")).retracted


def test_records_one_after_the_other_with_or_without_an_empty_line_or_a_number():
    text = RECORD.strip() + "\n" + RECORD.strip().replace("30689646", "2") + "\n\n"
    text += (
        RECORD.strip().replace("PMID- 30689646\nOWN - NLM\nSTAT- MEDLINE\n", "PMC - PMC3000001\n")
        + "\n\n"
        + RECORD[:-150]
    )
    found = papers(medline, text)
    assert [paper.pmid for paper in found] == ["30689646", "2", None, "30689646"]
    assert len({paper.abstract for paper in found}) == 1


def test_what_is_no_paper_is_told_with_its_line():
    long = RECORD.replace("AB  - ", "AB  - " + "x" * RECORD_CHARS)
    skipped, too_long, good = read(medline, RECORD.replace("AB  -", "XX  -") + long + RECORD)
    assert (skipped.position, skipped.reason) == ("line 2 (30689646)", "no abstract")
    assert too_long.reason.startswith("longer than") and good.pmid == "30689646"


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (RECORD, True),
        ("PMID- 1\nTI  - T\n", True),
        ("TY  - JOUR\nTI  - T\n", False),
        ("A page with\nPMID- 123\nin it\n", False),
        ("PMID: 123\n", False),
        ("", False),
    ],
)
def test_what_is_taken_for_medline(head: str, is_one: bool):
    assert medline.sniff(head) is is_one


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("nbib/restoration_pubmed.nbib", (96, {"no abstract": 8})),
        ("nbib/biopython_medline1.txt", (1, {})),
        ("ris/pubmed.ris", (49, {"no abstract": 1})),
    ],
)
def test_real_exports(name: str, found: tuple[int, dict[str, int]]):
    assert counts(medline, name) in (None, found)
