"""RIS in the dialects of the programs that write it, and what a broken record costs."""

from __future__ import annotations

import pytest

from rag.intake.readers.lines import RECORD_CHARS
from rag.intake.readers.tagged import ris
from rag.records import Paper, Skipped
from tests.exports import counts, papers, read

WHOLE = """TY  - JOUR
ID  - 889
TI  - A title of one line
AU  - Boisvert, C.
AU  - World Health Organization
T2  - Anatomical Record
J2  - Anat. Rec.
AB  - BACKGROUND: First words.
 RESULTS: More words.
PY  - 2024/05/01/
VL  - 12
IS  - 3
SP  - 100
EP  - 110
PB  - Wiley
DO  - https://doi.org/10.1002/AR.25520
UR  - https://example.org/one
KW  - *Body Image
KW  - bones; teeth
AD  - An address, not read
XX  - an unknown tag
ER  - 
"""


def lines(*tags: str) -> str:
    return "\n".join(("TY  - JOUR", "TI  - T", "AB  - Words.", *tags, "ER  - ", ""))


def paper(*tags: str) -> Paper:
    (found,) = papers(ris, lines(*tags))
    return found


def test_a_record_with_every_field():
    (found,) = papers(ris, WHOLE)
    assert (found.key, found.title, found.year, found.venue) == (
        "889",
        "A title of one line",
        2024,
        "Anatomical Record",
    )
    assert found.authors == ("Boisvert, C.", "World Health Organization")
    assert found.abstract.split() == "BACKGROUND: First words. RESULTS: More words.".split()
    assert (found.volume, found.issue, found.pages, found.publisher) == ("12", "3", "100-110", "Wiley")
    assert (found.doi, found.url, found.pmid) == ("10.1002/ar.25520", "https://example.org/one", None)
    assert (found.keywords, found.type, found.retracted) == (("Body Image", "bones", "teeth"), "article-journal", False)


def test_ovid_numbers_records_and_writes_after_their_end():
    text = "1.\nTY  - JOUR\nID  - 2019-1\nT1  - One\nA1  - A, B\nY1  - 2019//\nN2  - Words.\nJF  - J\nSP  - No\nEP  - Specified\n"
    found = papers(
        ris, text + "ER  -\nNL  - Clin\n\nLink to the text: https://x.org\n\n" + "2." + text[2:].replace("One", "Two")
    )
    assert [(p.title, p.authors, p.year, p.abstract, p.pages) for p in found] == [
        ("One", ("A, B",), 2019, "Words.", None),
        ("Two", ("A, B",), 2019, "Words.", None),
    ]


def test_endnote_puts_keywords_and_paragraphs_on_lines_of_their_own():
    found = paper("KW  - article", "bones", "", "N1  - a note", "2024-06-24")
    assert found.keywords == ("article", "bones")
    (found,) = papers(ris, "TY  - JOUR\nTI  - A title\n goes on\nAB  - One.\n\nTwo.\nER  -")
    assert (found.title, found.abstract.split()) == ("A title goes on", ["One.", "Two."])


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("  - ", " - "),
        lambda text: "".join(line[:2].lower() + line[2:] for line in text.splitlines(keepends=True)),
        lambda text: text.replace("  - ", "  -"),
        lambda text: text.replace("  - ", "  -  "),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("ER  - \n", "ER\n"),
        lambda text: text.replace("ER  - \n", ""),
        lambda text: 'Provider: X\nContent: text/plain; charset="UTF-8"\n\nRecord 1 of 10\n' + text,
    ],
)
def test_the_line_grammar_is_wide(change):
    text = change(WHOLE + "\n" + WHOLE.replace("889", "890"))
    assert ris.sniff(text)
    one, two = papers(ris, text)
    (like,) = papers(ris, WHOLE)
    assert (one.key, two.key) == ("889", "890")
    assert (one.title, one.doi, one.authors, one.keywords, one.pages) == (
        like.title,
        like.doi,
        like.authors,
        like.keywords,
        like.pages,
    )
    assert one.abstract.lower().split() == like.abstract.lower().split() == two.abstract.lower().split()


def test_text_that_looks_like_a_loose_tag_is_text_in_a_strict_file():
    found = paper("AB  - Cells were grown", "is - as one says - not a tag.", "in - vitro.")
    assert "is - as one says - not a tag. in - vitro." in " ".join(found.abstract.split())


def test_a_record_without_end_or_type_costs_no_other():
    text = lines().replace("ER  - \n", "") + "\n2.\n" + lines() + lines().replace("TY  - JOUR\n", "") + lines()
    found = papers(ris, text)
    assert [(p.title, p.abstract) for p in found] == [("T", "Words.")] * 4
    assert [p.type for p in found] == ["article-journal", "article-journal", None, "article-journal"]


@pytest.mark.parametrize(
    ("tags", "pmid"),
    [
        (["DB  - Scopus", "C2  - 38531861"], "38531861"),
        (["C2  - 38531861"], None),
        (["DB  - PubMed", "AN  - 38531861"], "38531861"),
        (["DP  - NLM", "AN  - 38531861"], "38531861"),
        (["AN  - 38531861"], None),
        (["AN  - WOS:000221807500019"], None),
        (["AN  - MEDLINE:15170338"], "15170338"),
        (["N1  - PMID: 15170338"], "15170338"),
        (["C3  - PUBMED 15170338,EMBASE 623"], "15170338"),
        (["UR  - https://pubmed.ncbi.nlm.nih.gov/15170338/"], "15170338"),
        (["L2  - http://ovidsp.ovid.com/ovidweb.cgi?T=JS&D=med16&NEWS=N&AN=15170338"], "15170338"),
        (["PM  - 15170338"], "15170338"),
        (["DB  - Medline", "ID  - 12345"], None),
        (["DB  - PsycINFO", "ID  - 2019-65183-001"], None),
    ],
)
def test_a_pubmed_number_only_where_it_is_called_one(tags: list[str], pmid: str | None):
    assert paper(*tags).pmid == pmid


@pytest.mark.parametrize(
    ("tags", "doi"),
    [
        (["DO  - doi:10.1000/A"], "10.1000/a"),
        (["M3  - 10.1000/a"], "10.1000/a"),
        (["M3  - Article"], None),
        (["UR  - http://dx.doi.org/10.1000/a"], "10.1000/a"),
        (["L1  - https://dx.doi.org/10.1000/a"], "10.1000/a"),
        (["L3  - 10.1000/a"], "10.1000/a"),
        (["UR  - https://example.org/10.1000/a"], None),
    ],
)
def test_a_doi_wherever_programs_put_it(tags: list[str], doi: str | None):
    assert paper(*tags).doi == doi


def test_an_arxiv_id_among_several_addresses():
    found = paper("UR  - https://lens.org/190-777", "L2  - http://arxiv.org/abs/2111.09920v2")
    assert (found.arxiv_id, found.url) == ("2111.09920", "https://lens.org/190-777")


@pytest.mark.parametrize(
    ("tags", "venue"),
    [
        (["JO  - Abbr", "JF  - Full"], "Full"),
        (["JA  - Abbr"], "Abbr"),
        (["JO  - Procedia Computer Science", "T2  - Selected papers of a meeting"], "Procedia Computer Science"),
        (["JO  - Dtsch Arztebl Int", "T2  - Deutsches Ärzteblatt international"], "Deutsches Ärzteblatt international"),
        (["JO  - Anat Rec", "T2  - The Anatomical Record"], "The Anatomical Record"),
        (["T2  - Series", "BT  - The book"], "The book"),
        (["T2  - T"], None),
        (["C3  - A university", "JI  - Sci Rep"], "Sci Rep"),
    ],
)
def test_venues(tags: list[str], venue: str | None):
    assert paper(*tags).venue == venue


def test_titles_that_stand_in_for_a_missing_one():
    assert papers(ris, lines().replace("TI  -", "CT  -"))[0].title == "T"
    assert papers(ris, lines().replace("TI  -", "ST  -"))[0].title == "T"
    assert paper("ST  - Short").title == "T"


def test_values_given_twice_are_kept_once_each():
    found = paper("AB  - Words.", "AB  - Other things.", "KW  - a", "KW  - a", "PB  - One", "PB  - Two")
    assert (found.abstract.split(), found.keywords, found.publisher) == (["Words.", "Other", "things."], ("a",), "One")


def test_ebsco_s_notice_is_no_part_of_the_abstract():
    notice = "AB  - Copyright of PLoS ONE is the property of Public Library of Science and may not be copied."
    assert paper(notice).abstract == "Words."


@pytest.mark.parametrize(
    ("tags", "retracted"),
    [
        (["M3  - Retracted"], True),
        (["N1  - Retracted Publication"], True),
        (["M3  - Retraction of Publication"], False),
        (["N1  - Retracted papers were left out of the review"], False),
    ],
)
def test_retracted(tags: list[str], retracted: bool):
    assert paper(*tags).retracted is retracted


@pytest.mark.parametrize(
    ("title", "retracted"), [("RETRACTED: T", True), ("Retracted Article: T", True), ("[Retracted] T", True)]
)
def test_retracted_by_title(title: str, retracted: bool):
    assert papers(ris, lines().replace("TI  - T", f"TI  - {title}"))[0].retracted is retracted
    assert not papers(ris, lines().replace("TI  - T", "TI  - RETRACTED PAPERS AND THEIR CITATIONS"))[0].retracted


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("CPAPER", "paper-conference"),
        ("CHAP", "chapter"),
        ("THES", "thesis"),
        ("Journal Article", "article-journal"),
        ("GEN", None),
    ],
)
def test_types(kind: str, type_: str | None):
    assert papers(ris, lines().replace("JOUR", kind))[0].type == type_


def test_what_is_no_paper_is_told_with_its_line():
    empty, title_only, long, good = read(
        ris,
        "TY  - JOUR\nER  - \n\n"
        + WHOLE.replace("AB  -", "XB  -").replace("\n RESULTS", "\nXB  - ")
        + "TY  - JOUR\nAB  - "
        + "x" * RECORD_CHARS
        + "\nTI  - Long\nER  - \n"
        + lines(),
    )
    assert (empty.position, empty.reason) == ("line 1", "neither title nor abstract")
    assert (title_only.position, title_only.reason) == ("line 4 (889)", "no abstract")
    assert title_only.paper.title == "A title of one line"
    assert isinstance(long, Skipped) and long.reason.startswith("longer than")
    assert good.title == "T"


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (WHOLE, True),
        ("TY  - JOUR\n", True),
        ("PMID- 1\nTI  - T\n", False),
        ("FN Clarivate\nVR 1.0\nPT J\nTI T\n", False),
        ("A page that tells of TY  - JOUR\nand more\n", False),
        ("TY  - JOUR\nis how a record of RIS begins, says this page\n", False),
        ("", False),
    ],
)
def test_what_is_taken_for_ris(head: str, is_one: bool):
    assert ris.sniff(head) is is_one


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("scopus", (10, {})),
        ("zotero", (8, {"no abstract": 2})),
        ("endnote", (8, {"no abstract": 2})),
        ("ovid_psycinfo", (6, {})),
        ("rispy_utf", (1, {})),
        ("rispy_bom", (0, {"neither title nor abstract": 1})),
    ],
)
def test_real_exports(name: str, found: tuple[int, dict[str, int]]):
    assert counts(ris, f"ris/{name}.ris") in (None, found)
