"""Tagged formats by their structure: whatever the order of tags, the text around records and what a record lacks."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pytest

from rag.intake.readers import read_all
from rag.intake.readers.lines import RECORD_CHARS
from rag.intake.readers.tagged import labelled, medline, refer, refworks, ris, wos
from rag.records import Paper, Skipped
from tests.exports import papers, read

HISTORY = "Database: PsycINFO <1806 to 2023>\nSearch Strategy:\n" + "-" * 60 + "\n"
HISTORY += (
    "\n".join(f"{n}     (grief adj{n} widow*).ti,ab. ({n * 7})" for n in range(1, 2_500)) + "\n\n" + "*" * 27 + "\n\n"
)


def read_file(tmp_path: Path, text: str) -> list[Paper | Skipped]:
    file = tmp_path / "export.txt"
    file.write_text(text, encoding="utf-8")
    return list(read_all([file]))


def both(found: list[Paper | Skipped]) -> list[tuple[str, tuple[str, ...], int | None, str]]:
    assert all(isinstance(one, Paper) for one in found), found
    return [(one.title, one.authors, one.year, one.abstract) for one in found if isinstance(one, Paper)]


TWO = [
    ("Kelp under ice", ("Aas, Bo",), 2001, "Kelp grew under ice. It was thin."),
    ("Eels in drains", ("Dahl, Eva", "Aas, Bo"), 2002, "Eels lived in drains. They were fat."),
]
RIS = """TY  - JOUR
TI  - Kelp under ice
AU  - Aas, Bo
PY  - 2001
AB  - Kelp grew under ice. It was thin.
ER  - 

TY  - CHAP
TI  - Eels in drains
AU  - Dahl, Eva
AU  - Aas, Bo
PY  - 2002
AB  - Eels lived in drains. They were fat.
ER  - 
"""
MEDLINE = """PMID- 31000001
DP  - 2001 May
TI  - Kelp under ice
AB  - Kelp grew under ice.
      It was thin.
FAU - Aas, Bo
AU  - Aas B
JT  - Kelp

PMID- 31000002
DP  - 2002
TI  - Eels in drains
AB  - Eels lived in drains.
      They were fat.
FAU - Dahl, Eva
AU  - Dahl E
FAU - Aas, Bo
AU  - Aas B
"""
ERIC = """OWN - ERIC
TI  - Kelp under ice
AU  - Aas, Bo
JT  - Journal of Kelp
OID - EJ100001
DP  - 2001
AB  - Kelp grew under ice. It was thin.

OWN - ERIC
TI  - Eels in drains
AU  - Dahl, Eva
AU  - Aas, Bo
OID - ED100002
DP  - 2002
AB  - Eels lived in drains. They were fat.
"""
WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Aas, Bo
TI Kelp under ice
AB Kelp grew under ice.
   It was thin.
PY 2001
ER

PT J
AU Dahl, Eva
   Aas, Bo
TI Eels in drains
AB Eels lived in drains.
   They were fat.
PY 2002
ER

EF
"""
REFER = """%0 Journal Article
%T Kelp under ice
%A Aas, Bo
%D 2001
%X Kelp grew under ice. It was thin.

%0 Book Section
%T Eels in drains
%A Dahl, Eva
%A Aas, Bo
%D 2002
%X Eels lived in drains. They were fat.
"""
REFWORKS = """RT Journal Article
SR Electronic(1)
A1 Aas, Bo
T1 Kelp under ice
YR 2001
AB Kelp grew under ice. It was thin.

RT Book, Section
A1 Dahl, Eva
A1 Aas, Bo
T1 Eels in drains
YR 2002
AB Eels lived in drains. They were fat.
"""
INSPEC = """Record 1 of 2

Accession number: 1
Title: Kelp under ice
Authors: Aas, Bo
Publication year: 2001
Abstract: Kelp grew under ice. It was thin.

Record 2 of 2

Accession number: 2
Title: Eels in drains
Authors: Dahl, Eva; Aas, Bo
Publication year: 2002
Abstract: Eels lived in drains. They were fat.
"""
CSA = """TI: Title
    of no use

"""
NOTEEXPRESS = """{Reference Type}: Journal Article
{Title}: Kelp under ice
{Author}: Aas, Bo
{Year}: 2001
{Abstract}: Kelp grew under ice. It was thin.

{Reference Type}: Journal Article
{Title}: Eels in drains
{Author}: Dahl, Eva; Aas, Bo
{Year}: 2002
{Abstract}: Eels lived in drains. They were fat.
"""
SILVERPLATTER = """TI: Kelp under ice
AU: Aas, Bo
PY: 2001
AB: Kelp grew under ice. It was thin.
AN: 1

TI: Eels in drains
AU: Dahl, Eva; Aas, Bo
PY: 2002
AB: Eels lived in drains. They were fat.
AN: 2
"""
OVID = """<1>
Accession Number
  2031
Author
  Aas, Bo
Title
  Kelp under ice
Source
  Kelp Letters. 12 (3) (pp 4-9), 2001. Date of Publication: May 2001.
Abstract
  Kelp grew under ice.
  It was thin.

<2>
Accession Number
  2032
Author
  Dahl, Eva; Aas, Bo
Title
  Eels in drains
Source
  Drains. 7:1-2, 2002.
Abstract
  Eels lived in drains. They were fat.
"""
MEDLARS = """<1>
UI  - 31000001
AU  - Aas, Bo
TI  - Kelp under ice
SO  - Kelp Letters. 12(3):4-9, 2001 May
AB  - Kelp grew under ice. It was thin.

<2>
UI  - 31000002
AU  - Dahl, Eva
AU  - Aas, Bo
TI  - Eels in drains
SO  - Drains. 7:1-2, 2002
AB  - Eels lived in drains. They were fat.
"""
EVERY = {
    "ris": RIS,
    "medline": MEDLINE,
    "eric": ERIC,
    "wos": WOS,
    "refer": REFER,
    "refworks": REFWORKS,
    "inspec": INSPEC,
    "noteexpress": NOTEEXPRESS,
    "silverplatter": SILVERPLATTER,
    "ovid": OVID,
    "medlars": MEDLARS,
}
EACH = pytest.mark.parametrize("name", EVERY)


@EACH
def test_two_records(name: str, tmp_path: Path):
    assert both(read_file(tmp_path, EVERY[name])) == TWO


@EACH
@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_and_marks_of_encodings(name: str, line_end: str, tmp_path: Path):
    file = tmp_path / "export.txt"
    file.write_bytes(b"\xef\xbb\xbf" + EVERY[name].replace("\n", line_end).encode())
    assert both(list(read_all([file]))) == TWO


@EACH
def test_a_search_history_of_any_length_stands_before_the_records(name: str, tmp_path: Path):
    assert both(read_file(tmp_path, HISTORY + EVERY[name])) == TWO


@EACH
def test_prose_stands_before_the_records(name: str, tmp_path: Path):
    prose = "This file was made by the library on Monday for the group that writes on kelp and on eels. " * 6
    assert both(read_file(tmp_path, f"Results\n\n{prose}\n\n{prose}\n\n{EVERY[name]}")) == TWO


@EACH
def test_files_put_together(name: str, tmp_path: Path):
    found = both(read_file(tmp_path, EVERY[name] + "\n\f\ufeff" + EVERY[name]))
    assert found == TWO + TWO


@EACH
def test_the_rest_of_a_cut_file_is_read_as_far_as_it_goes(name: str, tmp_path: Path):
    whole = EVERY[name]
    found = both(read_file(tmp_path, whole[: whole.rindex("drains.") + len("drains.")]))
    assert found[0] == TWO[0] and found[1][3] == "Eels lived in drains."


@pytest.mark.parametrize("reader", ["ris", "medline", "wos", "refer", "refworks"])
def test_a_record_that_is_too_long_costs_no_other(reader: str):
    module = {"ris": ris, "medline": medline, "wos": wos, "refer": refer, "refworks": refworks}[reader]
    text = EVERY[reader]
    long = text.replace("It was thin.", "thin " * (RECORD_CHARS // 5))
    first, second = read(module, long)
    assert isinstance(first, Skipped) and first.reason.startswith("longer than")
    assert isinstance(second, Paper) and second.title == "Eels in drains"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("TY  - JOUR\nTI  - Kelp under ice\n", "TI  - Kelp under ice\nTY  - JOUR\n"),
        lambda text: text.replace("TY  - CHAP\n", "ID  - 7\nDB  - Koedoe\nTY  - CHAP\n"),
        lambda text: text.replace("TY  - CHAP\n", "").replace("PY  - 2002\n", "PY  - 2002\nTY  - CHAP\n"),
        lambda text: text.replace("TY  - JOUR\n", "").replace("TY  - CHAP\n", ""),
        lambda text: text.replace("TY  - CHAP\n", ""),
        lambda text: text.replace("ER  - \n", ""),
        lambda text: text.replace("ER  - \n", "").replace("\n\n", "\n"),
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.replace("TY  - ", "1.\nTY  - "),
        lambda text: text.replace("TY  - ", "[12]\n\nTY  - "),
        lambda text: text.replace("\n\n", "\n" + "=" * 40 + "\n"),
        lambda text: text.replace("ER  - \n", "ER  - \n\nLink to the full text: https://example.org/?AN=1\n\n"),
        lambda text: text.replace("AB  - Kelp grew under ice. ", "AB  - Kelp grew under ice.\n"),
        lambda text: text.replace("AB  - Eels lived in drains. ", "AB  - Eels lived in drains.\n  "),
        lambda text: text.replace("AU  -", "A1  -"),
        lambda text: text.replace("AU  - Dahl", "A1  - Dahl"),
        lambda text: text.replace("AB  -", "N2  -").replace("TI  -", "T1  -").replace("PY  -", "Y1  -"),
        lambda text: "\ufeff" + text + "\x1a",
    ],
)
def test_ris_in_any_order_and_lacking_anything(change):
    text = change(RIS)
    assert text != RIS and ris.sniff(text)
    assert both(read(ris, text)) == TWO


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("PMID- 31000002\n", ""),
        lambda text: text.replace("PMID- 31000002\nDP  - 2002\n", "DP  - 2002\nPMID- 31000002\n"),
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("      It", "It").replace("      They", "They"),
        lambda text: text.replace("\n      ", "\n\t"),
        lambda text: text.replace("PMID- ", "OWN - NLM\nPMID- "),
    ],
)
def test_medline_in_any_order(change):
    text = change(MEDLINE)
    assert text != MEDLINE and medline.sniff(text)
    assert both(read(medline, text)) == TWO


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n   ", "\n"),
        lambda text: text.replace("PT J\nAU Dahl", "AU Dahl"),
        lambda text: text.replace("ER\n", ""),
        lambda text: text.removeprefix("FN Clarivate Analytics Web of Science\nVR 1.0\n").removesuffix("EF\n"),
        lambda text: text.replace("PT J", "PT Journal"),
        lambda text: text.replace("\nPT J\nAU Dahl", "PT J\nAU Dahl"),
    ],
)
def test_web_of_science_with_and_without_indents(change):
    text = change(WOS)
    assert text != WOS and wos.sniff(text)
    assert both(read(wos, text)) == TWO


def test_lines_without_indents_that_look_like_tags_are_text():
    text = WOS.replace("   It was thin.\n", "CT scans were read, and\nBP was 120.\nIS is rare; PM 10 too.\n")
    text = text.replace("\n   ", "\n").replace("PY 2001", "PY 2001\nBP 7\nEP 9")
    first, _ = papers(wos, text)
    assert first.abstract == "Kelp grew under ice. CT scans were read, and BP was 120. IS is rare; PM 10 too."
    assert (first.year, first.pages) == (2001, "7-9")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(
            "%0 Journal Article\n%T Kelp under ice\n", "%T Kelp under ice\n%0 Journal Article\n"
        ).replace("%0 Book Section\n%T Eels in drains\n", "%T Eels in drains\n%0 Book Section\n"),
        lambda text: text.replace("%0 Journal Article\n", "").replace("%0 Book Section\n", ""),
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("%X Kelp grew under ice. ", "%X Kelp grew under ice.\n\n"),
    ],
)
def test_refer_with_its_kind_first_last_or_nowhere(change):
    text = change(REFER)
    assert text != REFER and refer.sniff(text)
    found = [(t, a, y, " ".join(w.split())) for t, a, y, w in both(read(refer, text))]
    assert found == TWO


def test_abstracts_in_paragraphs_stay_in_paragraphs():
    (found,) = papers(
        ris, "TY  - JOUR\nTI  - T\nAB  - Kelp grew.\n\nEels swam.\n\n2.\n\nBoth died.\nKW  - kelp\nER  - \n"
    )
    assert found.abstract.split() == "Kelp grew. Eels swam. 2. Both died.".split() and found.keywords == ("kelp",)


def test_what_stands_twice_stays_twice():
    text = "Ten eels swam in May.\nNone died.\nTen swam in June.\nNone died."
    (found,) = papers(ris, f"TY  - JOUR\nTI  - T\nAU  - Li, Wei\nAU  - Li, Wei\nAB  - {text}\nER  - \n")
    assert found.abstract.count("None died.") == 2 and found.authors == ("Li, Wei", "Li, Wei")
    (found,) = papers(
        medline, "PMID- 1\nTI  - T\nFAU - Li, Wei\nAU  - Li W\nFAU - Li, Wei\nAU  - Li W\nAB  - None died. None died.\n"
    )
    assert found.abstract.count("None died.") == 2 and found.authors == ("Li, Wei", "Li, Wei")
    (found,) = papers(wos, "PT J\nAU Li, W\n   Li, W\nTI T\nAB None died. None died.\nER\n")
    assert found.abstract.count("None died.") == 2 and found.authors == ("Li, W", "Li, W")


@pytest.mark.parametrize(
    ("tags", "authors"),
    [
        (["A1  - Roy, A", "AU  - Sen, B", "A1  - Das, C"], ("Roy, A", "Sen, B", "Das, C")),
        (["AU  - Roy, A", "AU  - Sen, B", "A1  - Roy, A"], ("Roy, A", "Sen, B")),
        (["A1  - Roy, A", "A1  - Sen, B", "AU  - Roy, A", "AU  - Sen, B"], ("Roy, A", "Sen, B")),
        (["A1  - Roy, A", "A2  - Editor, E", "ED  - Editor, F"], ("Roy, A",)),
        (["AU  - Roy, A", "Sen, B", "PY  - 2000"], ("Roy, A", "Sen, B")),
        (["AU  - ['Roy, A', \"O'Sen, B\"]"], ("Roy, A", "O'Sen, B")),
        (["AU  - []"], ()),
    ],
)
def test_authors_under_whichever_tag_in_their_order(tags: list[str], authors: tuple[str, ...]):
    (found,) = papers(ris, "\n".join(["TY  - JOUR", "TI  - T", *tags, "AB  - Words.", "ER  - "]))
    assert found.authors == authors


def test_medline_takes_persons_by_their_full_names_and_groups_where_they_stand():
    text = "PMID- 1\nTI  - T\nAB  - W.\nFAU - Roy, Ann\nAU  - Roy A\nAUID- ORCID: 1\nCN  - Kelp Group\nAU  - Sen B\nAU  - Das C\n"
    assert papers(medline, text)[0].authors == ("Roy, Ann", "Kelp Group", "Sen B", "Das C")


@pytest.mark.parametrize(
    ("tags", "pmid"),
    [
        (["C5  - 4999318", "DB  - Embase"], "4999318"),
        (["C5  - 36912346"], "36912346"),
        (["C5  - 20230115"], None),
        (["C5  - Accepted in May"], None),
        (["PM  - 36912345 [https://www.ncbi.nlm.nih.gov/pubmed/?term=36912345]"], "36912345"),
    ],
)
def test_pubmed_numbers_under_other_tags(tags: list[str], pmid: str | None):
    (found,) = papers(ris, "\n".join(["TY  - JOUR", "TI  - T", *tags, "AB  - Words.", "ER  - "]))
    assert found.pmid == pmid


ENGLISH = "We measured the growth of kelp in forty bays for nine years. The growth was slower in warm years."
SPANISH = "Se midió el crecimiento de las algas en cuarenta bahías. El crecimiento fue menor en los años cálidos."
GERMAN = "Das Wachstum von Tang wurde in vierzig Buchten gemessen. Es war in den warmen Jahren nicht so stark."
FRENCH = "La croissance des algues a été mesurée dans quarante baies. Elle est plus lente dans les années chaudes."


@pytest.mark.parametrize(
    ("lines", "abstract"),
    [
        (["LA  - en", f"AB  - {SPANISH}", f"AB  - {ENGLISH}"], f"{ENGLISH}\n\n{SPANISH}"),
        (["LA  - ger", f"AB  - {ENGLISH}", f"AB  - {GERMAN}"], f"{GERMAN}\n\n{ENGLISH}"),
        (["LA  - French", f"N2  - {ENGLISH}", f"AB  - {FRENCH}"], f"{FRENCH}\n\n{ENGLISH}"),
        ([f"AB  - {GERMAN}", f"AB  - {ENGLISH}"], f"{ENGLISH}\n\n{GERMAN}"),
        (["T2  - Bay Notes", "AB  - Bay Notes, 12(3), 44-51", f"AB  - {ENGLISH}"], ENGLISH),
        (["T2  - Bay Notes", "AB  - Vol 4 No 2 (2019): Bay Notes", f"AB  - {ENGLISH}"], ENGLISH),
        (["JO  - Bay Notes", f"AB  - {ENGLISH}", "N2  - Working papers in kelp, 2019-07"], ENGLISH),
        ([f"AB  - {ENGLISH}", f"N2  - {ENGLISH}"], ENGLISH),
        ([f"AB  - {ENGLISH[:61]}", f"N2  - {ENGLISH}"], ENGLISH),
    ],
)
def test_of_several_abstracts_that_in_the_papers_language_is_first(lines: list[str], abstract: str):
    (found,) = papers(ris, "\n".join(["TY  - JOUR", "TI  - The growth of kelp in the bays", *lines, "ER  - "]))
    assert found.abstract == abstract


def test_a_line_of_the_series_alone_is_no_abstract():
    (found,) = read(ris, "TY  - JOUR\nTI  - T\nT2  - Bay Notes\nAB  - Bay Notes, 12(3), B10\nER  - \n")
    assert isinstance(found, Skipped) and found.reason == "no abstract"


@pytest.mark.parametrize(
    ("lines", "abstract"),
    [
        ("OAB - Le varech.\nOABL- fre\nOAB - The kelp grew in the bay.\nOABL- eng\n", "The kelp grew in the bay."),
        ("OAB - Le varech pousse dans la baie.\nOABL- fre\n", "Le varech pousse dans la baie."),
        ("AB  - The kelp.\nOAB - Le varech.\nOABL- fre\n", "The kelp."),
    ],
)
def test_what_others_wrote_stands_in_for_an_abstract(lines: str, abstract: str):
    (found,) = papers(medline, "PMID- 1\nTI  - [The growth of the kelp].\n" + lines)
    assert found.abstract == abstract


def test_eric_ovid_and_others_give_what_a_citation_needs():
    first, second = papers(medline, ERIC)
    assert (first.key, first.venue, first.pmid, second.key) == ("EJ100001", "Journal of Kelp", None, "ED100002")
    first, second = papers(labelled, OVID)
    assert (first.key, first.venue, first.volume, first.issue, first.pages) == (
        "2031",
        "Kelp Letters",
        "12",
        "3",
        "4-9",
    )
    assert (second.venue, second.volume, second.issue, second.pages) == ("Drains", "7", None, "1-2")
    first, _ = papers(medline, MEDLARS)
    assert (first.key, first.venue, first.volume, first.issue, first.pages) == (
        "31000001",
        "Kelp Letters",
        "12",
        "3",
        "4-9",
    )
    first, _ = papers(labelled, INSPEC)
    assert first.key == "1"


def test_sections_of_an_abstract_are_no_fields():
    text = INSPEC.replace(
        "It was thin.", "\nSubjects: Forty kelps.\nMethods: By eye.\nSource: The bay.\nDOI: 10.1000/k"
    )
    first, _ = papers(labelled, text)
    assert "Subjects: Forty kelps." in first.abstract and "Source: The bay." in first.abstract
    assert (first.doi, first.keywords, first.venue) == ("10.1000/k", (), None)


def test_what_is_not_used_is_counted():
    counted: Counter[str] = Counter()
    list(
        ris.read(
            io.StringIO("Search: kelp\n\n" + RIS.replace("PY  -", "AD  - Oslo\nXX  - 1\nPY  -")), "f", counted.update
        )
    )
    assert counted == {"AD": 2, "XX": 2, "lines outside of records": 1}
    counted.clear()
    list(wos.read(io.StringIO(WOS.replace("PY 2001", "PY 2001\nCR Roe, 1999\nNR 1")), "f", counted.update))
    assert counted == {"CR": 1, "NR": 1}
