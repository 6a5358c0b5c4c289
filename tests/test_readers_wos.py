"""Web of Science plain text."""

from __future__ import annotations

import pytest

from rag.intake.readers.lines import RECORD_CHARS
from rag.intake.readers.tagged import wos
from tests.exports import counts, papers, read

HEAD = "FN Clarivate Analytics Web of Science\nVR 1.0\n"
RECORD = """PT J
AU Parkes-Loach, PS
   Law, CJ
AF Parkes-Loach, Pamela S.
   Law, Christopher J.
TI Interactions stabilizing the structure of the core light
   complex (LHl)
SO BIOCHEMISTRY
LA English
DT Article; Retracted Publication
DE bacteria; energy
ID SYNTHESIZED POLYPEPTIDES; IN-VITRO
   RECONSTITUTION
AB Reconstitution experiments. They work.
C1 A place
CR An other paper, 2001
PU AMER CHEMICAL SOC
PY 2004
VL 43
IS 22
BP 7017
EP 7027
DI 10.1021/bi0497291
UT WOS:000221807500020
PM 15170339
ER

"""


def test_a_record_with_every_field():
    (found,) = papers(wos, HEAD + RECORD + "EF\n")
    assert found.title == "Interactions stabilizing the structure of the core light complex (LHl)"
    assert (found.key, found.pmid, found.doi) == ("WOS:000221807500020", "15170339", "10.1021/bi0497291")
    assert found.authors == ("Parkes-Loach, Pamela S.", "Law, Christopher J.")
    assert (found.abstract, found.venue, found.year) == ("Reconstitution experiments. They work.", "BIOCHEMISTRY", 2004)
    assert (found.volume, found.issue, found.pages, found.publisher) == ("43", "22", "7017-7027", "AMER CHEMICAL SOC")
    assert found.keywords == ("bacteria", "energy", "SYNTHESIZED POLYPEPTIDES", "IN-VITRO RECONSTITUTION")
    assert (found.type, found.retracted) == ("article-journal", True)


@pytest.mark.parametrize(
    ("change", "type_"),
    [
        (("PT J", "PT B"), "book"),
        (("Article;", "Article; Proceedings Paper;"), "paper-conference"),
        (("Article;", "Article; Book Chapter;"), "chapter"),
    ],
)
def test_types(change: tuple[str, str], type_: str):
    assert papers(wos, RECORD.replace(*change))[0].type == type_


def test_records_without_end_or_start_and_too_long_ones_cost_no_other():
    long = RECORD.replace("AB ", "AB " + "x" * RECORD_CHARS)
    found = read(wos, HEAD + RECORD.replace("ER\n", "") + long + RECORD.replace("PT J\n", "") + RECORD[:-40])
    assert [getattr(record, "title", "")[:12] for record in found] == [
        "Interactions",
        "",
        "Interactions",
        "Interactions",
    ]
    assert found[1].reason.startswith("longer than") and found[1].position.startswith("line ")


def test_a_record_without_abstract_is_told_with_its_line():
    (skipped,) = read(wos, HEAD + RECORD.replace("AB ", "XX "))
    assert (skipped.position, skipped.reason) == ("line 3 (WOS:000221807500020)", "no abstract")


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (HEAD + RECORD, True),
        (RECORD, True),
        (HEAD + "EF\n", True),
        ("PT\tAU\tTI\nJ\tA\tB\n", False),
        ("PT J is how it begins\n", False),
        ("FN is a journal\nand more\n", False),
        ("TY  - JOUR\nER  -\n", False),
    ],
)
def test_what_is_taken_for_web_of_science(head: str, is_one: bool):
    assert wos.sniff(head) is is_one


def test_a_real_export():
    assert counts(wos, "ris/rispy_wos.ris") in (None, (2, {}))
