"""Identifiers out of what people have of them: one parser each, and what can be none is told."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from rag.intake import identifiers
from rag.intake.readers import read_all
from rag.records import LeftOut, Paper, Skipped

DOIS = [
    ("10.1186/2047-783X-99-24.", "10.1186/2047-783x-99-24"),
    ("%doi:10.1186/2047-783x-99-27", "10.1186/2047-783x-99-27"),
    ("https://doi-org.ezproxy.library.edu/10.1186/2047-783X-99-25", "10.1186/2047-783x-99-25"),
    ("http://dx.doi.org/10.1186/2047-783X-99-26?utm_source=feed", "10.1186/2047-783x-99-26"),
    (
        "10.1002/%28SICI%291097-4636%28199823%2943%3A4%3C422%3A%3AAID-JBM9%3E3.0.CO%3B2-X",
        "10.1002/(sici)1097-4636(199823)43:4<422::aid-jbm9>3.0.co;2-x",
    ),
    (
        "10.1002/(SICI)1097-4636(199823)43:4$<$422::AID-JBM10$>$3.0.CO;2-X",
        "10.1002/(sici)1097-4636(199823)43:4<422::aid-jbm10>3.0.co;2-x",
    ),
    (
        "10.1002/(SICI)1097-4636(199823)43:4{\\textless}422::AID-JBM10{\\textgreater}3.0.CO;2-X",
        "10.1002/(sici)1097-4636(199823)43:4<422::aid-jbm10>3.0.co;2-x",
    ),
    (
        "10.1002/(SICI)1097-4636(199823)43:4&lt;422::AID-JBM10&gt;3.0.CO;2-X",
        "10.1002/(sici)1097-4636(199823)43:4<422::aid-jbm10>3.0.co;2-x",
    ),
    (
        "10.1002/(SICI)1097-4636(199823)43:4&amp;lt;422::AID-JBM10&amp;gt;3.0.CO;2-X",
        "10.1002/(sici)1097-4636(199823)43:4<422::aid-jbm10>3.0.co;2-x",
    ),
    ("DOI: 10.1186/2047-783X-99-27 [doi]", "10.1186/2047-783x-99-27"),
    ("10.1186/2047-783X-99-27[doi]", "10.1186/2047-783x-99-27"),
    ("10.3389/fpls.2014.99028/full", "10.3389/fpls.2014.99028"),
    ("10.1186/2047‐783X–99‐29", "10.1186/2047-783x-99-29"),
    ('=HYPERLINK("https://doi.org/10.1000/abc.1","10.1000/abc.1")', "10.1000/abc.1"),
    ("10.1007/978-3-030-1\\_12", "10.1007/978-3-030-1_12"),
    ("10.1007/978-3-030-1{\\_}12", "10.1007/978-3-030-1_12"),
    ("10.1007/978-3-030-1\\textunderscore{}12", "10.1007/978-3-030-1_12"),
    ("10.1007/978-3-030-1$\\_$12", "10.1007/978-3-030-1_12"),
    ("https://onlinelibrary.wiley.com/doi/pdf/10.1002/abc.123", "10.1002/abc.123"),
    ("https://onlinelibrary.wiley.com/doi/10.1002/abc.123/epdf", "10.1002/abc.123"),
    ("https://link.springer.com/content/pdf/10.1007/s00265-004-0814-5.pdf", "10.1007/s00265-004-0814-5"),
    (
        "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0000001&type=printable",
        "10.1371/journal.pone.0000001",
    ),
    ("https://www.biorxiv.org/content/10.1101/2020.01.02.123456v2.full.pdf+html", "10.1101/2020.01.02.123456v2"),
    ("https://www.frontiersin.org/articles/10.3389/fpls.2014.99028/full#B12", "10.3389/fpls.2014.99028"),
    ("10.1000/a;10.1000/b", "10.1000/a"),
    ("10.1000/a, 10.1000/b", "10.1000/a"),
    ("10.1000/a; https://doi.org/10.1000/b", "10.1000/a"),
    ("10.1007/s00265-004-0814-5 (print)", "10.1007/s00265-004-0814-5"),
    ("(10.1000/x)", "10.1000/x"),
    ("<a href='x'>10.1000/x</a>", "10.1000/x"),
    ("doi10.1000/x", "10.1000/x"),
    ("DOI 10.1000/x", "10.1000/x"),
    ("info:doi/10.1000/x", "10.1000/x"),
    ("10.1038 / nature14539", "10.1038/nature14539"),
    ("10.1/bees", "10.1/bees"),
    ("10.1007", ""),
    ("10.1007/", ""),
    ("n/a", ""),
    ("see 3.10.12/4", ""),
    ("Vol. 10.2/3", ""),
    ("pp. 110.1000/3", ""),
    ("10.1016/S0140-6736(20)30183-5", "10.1016/s0140-6736(20)30183-5"),
    ("(doi:10.1016/S0140-6736(20)30183-5).", "10.1016/s0140-6736(20)30183-5"),
    ("10.1021/acs.abstract/x", "10.1021/acs.abstract/x"),
    ("１０.１０３８／nature14539", "10.1038/nature14539"),
    ("10.1038/na\xadture\u200b14539", "10.1038/nature14539"),
    ("10.1000.10/123", "10.1000.10/123"),
    ("https://hdl.handle.net/10.1000/xyz", "10.1000/xyz"),
    ("https://www.tandfonline.com/doi/full/10.1080/123?casa_token=x", "10.1080/123"),
    ("10.1080/123.abstract", "10.1080/123"),
    ("urn:doi:10.1080/123", "10.1080/123"),
    ("10.1186%252F2047", "10.1186/2047"),
    ("<https://doi.org/10.1000/x>", "10.1000/x"),
    ("https://www.science.org/doi/epdf/10.1126/science.1", "10.1126/science.1"),
    ("https://dl.acm.org/doi/pdf/10.1145/3292500.3330701", "10.1145/3292500.3330701"),
    ("10.48550/arXiv.1706.03762v3", "10.48550/arxiv.1706.03762v3"),
    ("10.1051/0004-6361/201629272", "10.1051/0004-6361/201629272"),
    ("10.1002/14651858.CD000001.pub2", "10.1002/14651858.cd000001.pub2"),
]
PMIDS = [
    ("31452104", "31452104"),
    ("PMID: 31452104", "31452104"),
    ("pmid31452104", "31452104"),
    ("PMC7012345", ""),
    ("3.70E+07", ""),
    ("3.7012345E+07", "37012345"),
    ("3.7012345E7", "37012345"),
    ("31452104.0", "31452104"),
    ("https://pubmed.ncbi.nlm.nih.gov/31452104/", "31452104"),
    ("http://www.ncbi.nlm.nih.gov/pubmed/31452104?dopt=Abstract", "31452104"),
    ("MEDLINE:31452104", "31452104"),
    ("31452104 [PMID]", "31452104"),
    ("31452104[uid]", "31452104"),
    ("00123", "123"),
    ("0", ""),
    ("2019 Jan 3", ""),
    ("12 monkeys", ""),
    ("123456789", ""),
    ("'31452104", "31452104"),
    ('=HYPERLINK("https://pubmed.ncbi.nlm.nih.gov/31452104","31452104")', "31452104"),
    ("31452104; 31452105", "31452104"),
    ("L39999156", ""),
    ("WOS:000123456", ""),
    ("3,7E+07", ""),
    ("37.000.001", ""),
    ("\ufeff31452104", "31452104"),
    ("PubMed ID: 31452104", "31452104"),
    ("PMID: 31452104; PMCID: PMC7012345", "31452104"),
    ("31452104 (PubMed)", "31452104"),
    ("EJ1234567", ""),
    ("10.1000/123", ""),
    ("4E7", ""),
    ("PMID - 31452104", "31452104"),
]
PMCIDS = [
    ("PMC7012345", "PMC7012345"),
    ("pmc 7012345", "PMC7012345"),
    ("PMCID: PMC7012345", "PMC7012345"),
    ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC7012345/", "PMC7012345"),
    ("https://pmc.ncbi.nlm.nih.gov/articles/PMC7012345", "PMC7012345"),
    ("7012345", ""),
    ("PMC", ""),
    ("BMC12345", ""),
    ("PMC7012345.1", "PMC7012345"),
]
ARXIV_IDS = [
    ("1706.03762", "1706.03762"),
    ("arXiv:1706.03762v5 [cs.CL]", "1706.03762"),
    ("http://arxiv.org/abs/1706.03762v1", "1706.03762"),
    ("https://arxiv.org/pdf/1706.03762.pdf", "1706.03762"),
    ("https://arxiv.org/pdf/1706.03762v2.pdf", "1706.03762"),
    ("10.48550/arXiv.1706.03762", "1706.03762"),
    ("https://doi.org/10.48550/arXiv.1706.03762", "1706.03762"),
    ("oai:arXiv.org:1706.03762", "1706.03762"),
    ("hep-th/9711200v3", "hep-th/9711200"),
    ("math.GT/0309136", "math/0309136"),
    ("arXiv:hep-th/9711200", "hep-th/9711200"),
    ("https://arxiv.org/abs/hep-th/9711200", "hep-th/9711200"),
    ("1706.0376", ""),
    ("1713.03762", ""),
    ("0704.0001", "0704.0001"),
    ("2020.12345", ""),
    ("0000.0000", ""),
    ("abs/1706.03762", "1706.03762"),
    ("arXiv preprint arXiv:1706.03762", "1706.03762"),
    ("CoRR abs/1706.03762", "1706.03762"),
    ("12.3 pages 1706.03762", ""),
    ("https://ar5iv.labs.arxiv.org/html/1706.03762", "1706.03762"),
    ("foo/9711200", ""),
    ("1706.03762v2", "1706.03762"),
    ("arXiv: 1706.03762, 2017", "1706.03762"),
    ("1706.037621", ""),
    ("ARXIV:1706.03762", "1706.03762"),
    ("cs/0108005", "cs/0108005"),
    ("arXiv.org:1706.03762", "1706.03762"),
]
ISBNS = [
    ("978-3-16-148410-0", "9783161484100"),
    ("0-306-40615-2", "9780306406157"),
    ("ISBN 0306406152", "9780306406157"),
    ("080442957X", "9780804429573"),
    ("978-3-16-148410-1", ""),
    ("9.78E+12", ""),
    ("9783161484100 (pbk)", "9783161484100"),
    ("1234567890", ""),
    ("9783161484100; 0306406152", "9783161484100"),
    ("ISSN 1234-5679", ""),
    ("978‐3‐16‐148410‐0", "9783161484100"),
    ("978 3 16 148410 0", "9783161484100"),
]


@pytest.mark.parametrize(("text", "doi"), DOIS)
def test_a_doi_out_of_what_people_have_of_it(text: str, doi: str):
    assert identifiers.doi(text) == doi
    assert identifiers.doi(doi) == doi


@pytest.mark.parametrize(("text", "pmid"), PMIDS)
def test_a_pmid_is_all_of_a_field_and_never_its_first_digits(text: str, pmid: str):
    assert identifiers.pmid(text) == pmid


@pytest.mark.parametrize(("text", "pmcid"), PMCIDS)
def test_a_pmcid_has_its_letters(text: str, pmcid: str):
    assert identifiers.pmcid(text) == pmcid


@pytest.mark.parametrize(("text", "arxiv_id"), ARXIV_IDS)
def test_an_arxiv_id_has_a_month_and_as_many_digits_as_its_year_gives(text: str, arxiv_id: str):
    assert identifiers.arxiv_id(text) == arxiv_id


@pytest.mark.parametrize(("text", "isbn"), ISBNS)
def test_an_isbn_has_the_right_check_digit(text: str, isbn: str):
    assert identifiers.isbn(text) == isbn


@pytest.mark.parametrize(
    ("text", "pmid"),
    [
        ("Cited by 12. PMID: 31452104; in process", "31452104"),
        ("PubMed 31452104", "31452104"),
        ("31452104", ""),
        ("PMID: PMC7012345", ""),
        ("PMIDs of 12.5 thousand", ""),
    ],
)
def test_a_pmid_in_a_note_stands_behind_its_name(text: str, pmid: str):
    assert identifiers.pmid_in_text(text) == pmid


@pytest.mark.parametrize(
    "unit", ["10.1000/", "10.1000/a)", "(", "PMID ", "arXiv:", "9", "978-", "%25", "&amp;", "/pdf", "{\\_", " "]
)
def test_a_long_text_takes_no_long_time(unit: str):
    text = unit * (50_000 // len(unit))
    started = time.process_time()
    for parser in (identifiers.doi, identifiers.pmid, identifiers.pmcid, identifiers.arxiv_id, identifiers.isbn):
        parser(text)
    assert time.process_time() - started < 5  # a fraction of one, mostly; what is quadratic takes minutes


def read(tmp_path: Path, name: str, text: str, title_only: bool = False) -> list[Paper | Skipped]:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return list(read_all([file], title_only))


HEADER = "PMID,DOI,arXiv ID,Title,Authors,Year,Abstract\n"


def test_what_can_be_no_identifier_is_left_out_of_the_paper_and_told(tmp_path: Path):
    row = '3.10E+07,10.1016,1713.00001,Naps of bus drivers,"Oduya T",2021,"Naps were offered to drivers of night buses."\n'
    found, told = read(tmp_path, "a.csv", HEADER + row)
    assert isinstance(found, Paper) and (found.pmid, found.doi, found.arxiv_id) == (None, None, None)
    assert isinstance(told, LeftOut) and told.paper is None
    assert (told.position, told.reason) == ("line 2", "no DOI: 10.1016; no PMID: 3.10E+07; no arXiv id: 1713.00001")


@pytest.mark.parametrize("nothing", ["", "0", "NA", "n/a", "-", "None", "nan", "#N/A"])
def test_a_field_that_says_nothing_is_nothing_to_tell_of(tmp_path: Path, nothing: str):
    row = f'{nothing},{nothing},{nothing},Naps of bus drivers,"Oduya T",2021,"Naps were offered to drivers."\n'
    (found,) = read(tmp_path, "a.csv", HEADER + row)
    assert isinstance(found, Paper) and (found.pmid, found.doi, found.arxiv_id) == (None, None, None)


def test_a_number_of_pubmed_central_is_no_pmid_and_is_kept(tmp_path: Path):
    row = 'PMC7654321,,,Naps of bus drivers,"Oduya T",2021,"Naps were offered to drivers."\n'
    (found,) = read(tmp_path, "a.csv", HEADER + row)
    assert isinstance(found, Paper) and (found.pmid, found.aliases) == (None, ("pmcid:PMC7654321",))


def test_a_record_without_an_abstract_is_skipped_and_what_was_left_out_is_told_beside(tmp_path: Path):
    row = (
        '3.10E+07,,,Naps of bus drivers,"Oduya T",2021,\n3.10E+07,,,Beds that tilt,"Oduya T",2021,"Beds were tilted."\n'
    )
    skipped, told, found, _ = read(tmp_path, "a.csv", HEADER + row)
    assert isinstance(skipped, Skipped) and (skipped.reason, bool(skipped.paper)) == ("no abstract", True)
    assert isinstance(told, LeftOut) and isinstance(found, Paper)
    bare, told, *_ = read(tmp_path, "a.csv", HEADER + row, title_only=True)
    assert isinstance(bare, Paper) and isinstance(told, LeftOut)


def test_an_isbn_is_kept_of_a_book_alone(tmp_path: Path):
    book = {"type": "book", "title": "Wells", "ISBN": "978-3-16-148410-0", "abstract": "On wells.", "issued": "2019"}
    chapter = book | {"type": "chapter", "title": "Ditches"}
    one, other = read(tmp_path, "a.json", json.dumps([book, chapter]))
    assert (one.aliases, other.aliases) == (("isbn:9783161484100",), ())


def test_bibtex_tells_of_an_eprint_that_arxiv_cannot_have(tmp_path: Path):
    entry = "@article{a, title={Wells}, abstract={On wells.}, eprint={2113.1}, archiveprefix={arXiv}, doi={10.1000/a{\\_}b}}"
    found, told = read(tmp_path, "a.bib", entry)
    assert (found.doi, found.arxiv_id, told.reason) == ("10.1000/a_b", None, "no arXiv id: 2113.1")
