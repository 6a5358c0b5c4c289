"""Tables: dialects, the names of columns in many exports, and rows that are broken."""

import csv
import io
from pathlib import Path

import pytest

from rag.intake.readers import read_all, table
from rag.intake.readers.authors import split_names
from rag.records import Paper, Skipped
from tests.exports import check_counts


def read(text: str) -> tuple[list[Paper], list[Skipped]]:
    assert table.sniff(text[:65_536])
    records = list(table.read(io.StringIO(text), "table.csv"))
    return [r for r in records if isinstance(r, Paper)], [r for r in records if isinstance(r, Skipped)]


def written(header: list[str], *rows: list[str], delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_the_dialect_is_found(delimiter: str, quoting: int):
    text = written(
        ["Title", "ABSTRACT", "Year", "Authors"],
        ["On, the; one|hand", 'First line, "quoted";\nsecond | line.', "2020", "Smith, J.; Doe, A."],
        ["Plain", "Words.", "2021", "Roe, B."],
        delimiter=delimiter,
        quoting=quoting,
    )
    papers, skipped = read(text)
    assert [p.title for p in papers] == ["On, the; one|hand", "Plain"] and not skipped
    assert "".join(papers[0].abstract.split()) == 'Firstline,"quoted";second|line.'
    assert papers[0].authors == ("Smith, J.", "Doe, A.")


# name of the program -> its header, a row, and what must come of it
DIALECTS = {
    "zotero": (
        ["Key", "Item Type", "Publication Year", "Author", "Title", "Publication Title", "DOI", "Url", "Abstract Note"]
        + ["Date", "Pages", "Issue", "Volume", "Publisher", "Type", "Extra", "Manual Tags"],
        [
            "AB12CD34",
            "conferencePaper",
            "2019",
            "Li, Wei; van den Berg, Jan",
            "A title",
            "Proc. X",
            "",
            "https://x.org/1",
        ]
        + ["An abstract.", "2019-05-01", "1-9", "2", "7", "ACM", "", "PMID: 123\narXiv: 1901.00001v2", "one; two"],
        dict(key="AB12CD34", type="paper-conference", year=2019, authors=("Li, Wei", "van den Berg, Jan"), pmid="123")
        | dict(venue="Proc. X", arxiv_id="1901.00001", pages="1-9", issue="2", volume="7", keywords=("one", "two")),
    ),
    "scopus": (
        ["Authors", "Author full names", "Author(s) ID", "Title", "Year", "Source title", "Volume", "Issue", "Art. No."]
        + [
            "Page start",
            "Page end",
            "DOI",
            "Link",
            "Abstract",
            "Author Keywords",
            "PubMed ID",
            "Document Type",
            "Source",
        ]
        + ["EID"],
        ["Li W.; Berg J.", "Li, Wei (123); Berg, Jan (456)", "123; 456", "A title", "2020", "Journal", "3", "4", "e7"]
        + ["", "", "10.1/ABC", "https://x", "An abstract.", "a; b", "77", "Conference paper", "Scopus", "2-s2.0-1"],
        dict(key="2-s2.0-1", authors=("Li, Wei", "Berg, Jan"), doi="10.1/abc", venue="Journal", pages="e7", pmid="77")
        | dict(type="paper-conference", keywords=("a", "b")),
    ),
    "lens": (
        ["Lens ID", "Title", "Date Published", "Publication Year", "Publication Type", "Source Title", "Author/s"]
        + ["Abstract", "Issue Number", "Start Page", "End Page", "Source URLs", "PMID", "DOI"],
        ["000-1", "A title", "2020-11-22", "2020", "journal article", "Journal", "Wei Li; Jan Berg", "An abstract."]
        + ["2", "11", "12", "https://a https://b", "NA", "10.1/x"],
        dict(key="000-1", type="article-journal", year=2020, pages="11-12", url="https://a", pmid=None, issue="2"),
    ),
    "rayyan": (
        ["key", "title", "year", "journal", "authors", "abstract", "doi", "pubmed_id"],
        ["rayyan-1", "A title", "2021", "J", "Li, W. and Berg, J.", "An abstract.", "10.1/x   LK  - https://y", "0"],
        dict(key="rayyan-1", authors=("Li, W.", "Berg, J."), doi="10.1/x", pmid=None, venue="J"),
    ),
    "openalex": (
        ["id", "display_name", "abstract", "authorships.author.display_name", "primary_location.source.display_name"]
        + ["publication_year", "ids.pmid", "is_retracted", "type", "biblio.first_page", "biblio.last_page"],
        ["https://openalex.org/W7", "A title", "An abstract.", "Wei Li|Jan Berg", "Journal", "2022"]
        + ["https://pubmed.ncbi.nlm.nih.gov/9", "True", "article", "1", "5"],
        dict(key="W7", authors=("Wei Li", "Jan Berg"), pmid="9", retracted=True, type="article-journal", pages="1-5"),
    ),
    "web of science": (
        ["PT", "AU", "AF", "TI", "SO", "DT", "DE", "ID", "AB", "PY", "VL", "IS", "BP", "EP", "DI", "UT", "PM", "PU"],
        ["J", "Li, W; Berg, J", "Li, Wei; Berg, Jan", "A title", "JOURNAL", "Article", "a; b", "C; D", "An abstract."]
        + ["2018", "1", "2", "3", "9", "10.1/x", "WOS:0001", "5", "ELSEVIER"],
        dict(key="WOS:0001", authors=("Li, Wei", "Berg, Jan"), keywords=("a", "b"), venue="JOURNAL", pages="3-9")
        | dict(publisher="ELSEVIER", pmid="5"),
    ),
    "dimensions": (
        ["Rank", "Publication ID", "DOI", "PMID", "Title", "Abstract", "Source title", "PubYear", "Pagination"]
        + ["Publication Type", "Authors"],
        [
            "1",
            "pub.1",
            "10.1/x",
            "4",
            "A title",
            "An abstract.",
            "Journal",
            "2017",
            "1-2",
            "Article",
            "Li, Wei; Berg, Jan",
        ],
        dict(key="pub.1", year=2017, pages="1-2", authors=("Li, Wei", "Berg, Jan"), pmid="4", venue="Journal"),
    ),
    "ebsco": (
        [
            "Article Title",
            "Author",
            "Journal Title",
            "Publication Date",
            "First Page",
            "Accession Number",
            "DOI",
            "Doctype",
        ]
        + ["Keywords", "Abstract", "PLink"],
        ["A title", "Li, Wei; Berg, Jan", "Journal", "Jun2023", "924", "163", "10.1/x", "Article", "a; b"]
        + ["An abstract.", "https://x"],
        dict(key="163", year=2023, pages="924", url="https://x", venue="Journal", authors=("Li, Wei", "Berg, Jan")),
    ),
    "ieee": (
        [
            "Document Title",
            "Authors",
            "Publication Title",
            "Publication Year",
            "Start Page",
            "End Page",
            "Abstract",
            "DOI",
        ],
        ["A title", "W. Li; J. Berg", "Conf", "2016", "1", "4", "An abstract.", "10.1/x"],
        dict(authors=("W. Li", "J. Berg"), venue="Conf", pages="1-4"),
    ),
    "embase": (
        ["Title", "Author Names", "Source", "Source title", "Publication Year", "First Page", "Last Page", "Abstract"]
        + ["Medline PMID", "PUI", "DOI", "Full Text Link", "Book Publisher"],
        ["A title", "Li W., Berg J.", "Journal (2024) 15:1", "Journal", "2024", "307", "356", "An abstract."]
        + ["38771085", "L644327397", "10.1/x", "http://dx.doi.org/10.1/x", "Press"],
        dict(key="L644327397", authors=("Li W.", "Berg J."), venue="Journal", pmid="38771085", publisher="Press")
        | dict(pages="307-356", url="http://dx.doi.org/10.1/x"),
    ),
    "cochrane": (
        ["CENTRAL ID", "Author(s)", "Title", "Source", "Year", "Abstract", "PubMed ID", "Publication Type", "DOI"],
        [
            "CN-1",
            "Li, W; Berg, J",
            "A title",
            "Trials",
            "2011",
            "An abstract.",
            "PUBMED 213",
            "Journal article",
            "10.1/x",
        ],
        dict(key="CN-1", authors=("Li, W", "Berg, J"), venue="Trials", pmid="213", type="article-journal"),
    ),
    "covidence": (
        ["Title", "Authors", "Abstract", "Published Year", "Journal", "DOI", "Covidence #", "Tags"],
        ["A title", "Li, W.; Berg, J.", "An abstract.", "2024", "Journal", "10.1/x", "#1", ""],
        dict(authors=("Li, W.", "Berg, J."), year=2024, venue="Journal"),
    ),
    "refworks": (
        ["Reference Type", "Authors, Primary", "Title Primary", "Periodical Full", "Pub Year", "Abstract", "DOI", ""],
        ["Journal Article", "van den Berg, Jan;Li,Wei", "A title", "Journal", "2014", "An abstract.", "10.1/x", ""],
        dict(authors=("van den Berg, Jan", "Li,Wei"), year=2014, venue="Journal"),
    ),
    "french": (
        ["Titre", "Résumé", "Auteurs", "Année", "Revue", "Mots-clés"],
        ["A title", "An abstract.", "Li, Wei", "2015", "Journal", "a, b"],
        dict(authors=("Li, Wei",), year=2015, venue="Journal", keywords=("a", "b")),
    ),
    "chinese": (
        ["题名", "摘要", "作者", "年份"],
        ["A title", "An abstract.", "李伟；王芳", "2014"],
        dict(authors=("李伟", "王芳"), year=2014),
    ),
}


@pytest.mark.parametrize("program", DIALECTS)
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_the_columns_of_a_program_are_known(program: str, delimiter: str):
    header, row, expected = DIALECTS[program]
    row = [cell.replace("\n", " ") if delimiter == "\t" and program != "zotero" else cell for cell in row]
    (paper,), skipped = read(written(header, row, delimiter=delimiter))
    assert (paper.title, paper.abstract) == ("A title", "An abstract.") and not skipped
    assert {name: getattr(paper, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Smith J., Doe A.", ["Smith J.", "Doe A."]),
        ("Smith, J., Doe, A.B.", ["Smith, J.", "Doe, A.B."]),
        ("Griffin DK, Larkin DM, O'Connor RE.", ["Griffin DK", "Larkin DM", "O'Connor RE"]),
        ("Smith, Jane", ["Smith, Jane"]),
        ("Müller, Jörg; Roe, Zoë K.", ["Müller, Jörg", "Roe, Zoë K."]),
        ("M&uuml;ller, J; Garc&#237;a, M", ["Müller, J", "García, M"]),
        ("van den Berg, Jan", ["van den Berg, Jan"]),
        ("Jane Smith, Ann Doe", ["Jane Smith", "Ann Doe"]),
        ("Jane Smith, Ann Doe and Max Roe", ["Jane Smith", "Ann Doe", "Max Roe"]),
        ("Smith, Jane and Doe, Ann", ["Smith, Jane", "Doe, Ann"]),
        ("Yang, Z.\n and Jiang, B.\n", ["Yang, Z.", "Jiang, B."]),
        ("Smith, Jane; Doe, Ann; ", ["Smith, Jane", "Doe, Ann"]),
        ("Jane Smith|Ann Doe", ["Jane Smith", "Ann Doe"]),
        ("['Marx, Karl', 'Doe, Ann']", ["Marx, Karl", "Doe, Ann"]),
        ("Smith J, Doe A, et al.", ["Smith J", "Doe A"]),
        ("[No author name available]", []),
        ("World Health Organization", ["World Health Organization"]),
        ("", []),
    ],
)
def test_a_cell_of_authors_is_parted_into_persons(cell: str, names: list[str]):
    assert split_names(cell) == names


def test_lines_before_the_header_are_left_out():
    text = 'sep=;\n"About the data: exported on 1 May"\n\ntitle;abstract;year\nA title;Words.;2020\n'
    (paper,), skipped = read(text)
    assert (paper.title, paper.year) == ("A title", 2020) and not skipped


def test_excels_guarded_cells_are_read():
    (paper,), skipped = read('Title,ISSN,Date,Abstract\n"A title",="0012",="May 1, 2020","Words."\n')
    assert (paper.title, paper.abstract, paper.year) == ("A title", "Words.", 2020) and not skipped


def test_rows_that_r_has_named():
    header, rest = '"title"\t"abstract"\t"year"\n', '"2"\t"B"\t"More."\t2021\n'
    papers, skipped = read(header + '"1"\t"A"\t"Words."\t2020\n' + rest)
    assert [(p.title, p.abstract, p.year) for p in papers] == [
        ("A", "Words.", 2020),
        ("B", "More.", 2021),
    ] and not skipped
    papers, skipped = read("title,abstract,year\nA,Words.,2020,\nB,More.,2021,\n")
    assert [(p.title, p.abstract, p.year) for p in papers] == [
        ("A", "Words.", 2020),
        ("B", "More.", 2021),
    ] and not skipped


def test_keywords_of_a_printed_list_keep_their_commas():
    (paper,), _ = read("title;abstract;keywords\nA;Words.;\"['one', 'two, too']\"\n")
    assert paper.keywords == ("one", "two, too")


def test_backslashes_before_quotes_and_quotes_in_unquoted_tabs():
    (paper,), _ = read('title,abstract,year\n"A \\"good\\" title","Words, more.",2020\n')
    assert (paper.title, paper.abstract) == ('A "good" title', "Words, more.")
    papers, _ = read('PT\tTI\tAB\tPY\nJ\t"Smart cities and more\tWords.\t2020\nJ\tAnother"\tMore words.\t2021\n')
    assert [p.title for p in papers] == ['"Smart cities and more', 'Another"']
    papers, _ = read('Title\tAbstract\tYear\n"Smart" cities\tWords.\t2020\n"More\tMore words.\t2021\n')
    assert [p.title for p in papers] == ['"Smart" cities', '"More']
    papers, _ = read('Title\tAbstract\tYear\n"""Smart"" cities"\t"Words.\n""So"" they say."\t2020\n')
    assert [(p.title, p.abstract) for p in papers] == [('"Smart" cities', 'Words. "So" they say.')]


def test_ragged_rows_duplicate_headers_and_controls():
    text = "title,abstract,abstract,year\nA,,Words.,2020\nB,More.\nC,One,Two,2020,five\nD\x00E,Last\x07.,,,,\n"
    papers, skipped = read(text)
    assert [(p.title, p.abstract) for p in papers] == [("A", "Words."), ("B", "More."), ("D E", "Last .")]
    assert [(s.position, s.reason) for s in skipped] == [("line 4", "has 5 cells, the header 4")]


def test_a_huge_cell_is_read():
    (paper,), _ = read(f"title,abstract,affiliations\nA,Words.,{'x' * 1_000_000}\n")
    assert paper.abstract == "Words."


def test_a_quotation_mark_that_is_never_closed_costs_its_own_row_only():
    rows = "".join(f"Title {i},Abstract {i}.,2020\n" for i in range(50))
    papers, skipped = read(f'title,abstract,year\n{rows}Bad,"no end,2020\n{rows}')
    assert len(papers) == 100
    assert [(s.position, s.reason) for s in skipped] == [("line 52", "a quotation mark is not closed")]


def test_a_table_cut_short_in_a_cell_tells_so_and_invents_nothing():
    for quote in '"', "":
        row = f"{quote}A{quote},Words.,2020\n{quote}B{quote}"
        papers, skipped = read(f'title,abstract,year\n{row},"First line,\nsecond, line, of prose\nthi')
        assert [p.title for p in papers] == ["A"]
        assert [(s.position, s.reason) for s in skipped] == [("line 3", "a quotation mark is not closed")]


def test_missing_columns_are_told_once_with_those_that_are_there():
    papers, skipped = read("name,value,doi\nA,B,10.1/x\nC,D,10.1/y\n")
    assert not papers and [(s.position, s.reason) for s in skipped] == [
        ("header", "no column of titles among the columns: name, value, doi")
    ]
    papers, skipped = read("PMID,Title,DOI\n1,A title,10.1/x\n2,Another,10.1/y\n")
    assert not papers and [(s.position, s.reason, s.paper is not None) for s in skipped] == [
        ("line 2", "no abstract: no column of abstracts among the columns: PMID, Title, DOI", True),
        ("line 3", "no abstract", True),
    ]


@pytest.mark.parametrize("row", [",,\n", " , ,\t\n", "\n"])
def test_many_empty_rows_are_one_line_of_the_report(row: str):
    papers, skipped = read(f"title,abstract,year\nA,Words.,2020\n{row * 100_000}B,More.,2021\n")
    assert [p.title for p in papers] == ["A", "B"]
    assert [(s.position, s.reason) for s in skipped] == [("100,000 rows", "are empty")]


def test_a_line_too_long_costs_its_own_row_only(tmp_path: Path):
    file = tmp_path / "table.csv"
    file.write_text(f'title,abstract,year\nA,Words.,2020\nB,"{"x" * 9_000_000}",2020\nC,More.,2021\n')
    first, long, last = read_all([file])
    assert (first.title, long.position, long.reason) == ("A", "line 3", "longer than 8,000,000 characters")
    assert last.title == "C"


@pytest.mark.parametrize("text", ["A note, with commas.\nAnother, and more, of them.\nEnd.\n", "one\ntwo\n", "{}", ""])
def test_prose_is_no_table(text: str):
    assert not table.sniff(text)


def test_real_exports_have_the_records_that_they_are_known_to_have():
    # The index takes rows of duplicate_records.csv that hold neither title nor abstract for records with abstracts.
    check_counts("csv-other", "zotero", "openalex", suffix=".csv", skip=("duplicate_records.csv",))
