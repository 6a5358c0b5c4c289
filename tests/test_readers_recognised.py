"""Which files are read as what: the whole head tells, and raw records of no known format never become papers."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from rag.errors import InputError
from rag.intake.readers import read_all
from rag.records import Paper, Skipped

KELP = (
    "Kelp was measured in forty bays of the north for nine years by divers who went down each month. It grew by a third in"
    " cold years, and by a tenth in warm ones. Urchins ate more of it where there were no cod. We think that cod should be"
    " left to live in the bays where kelp is wanted."
)
EELS = (
    "Eels were counted in the drains of a town by pupils of nine schools in each of the four seasons. There were twice as many"
    " of them in spring as in autumn, and none at all where the drains had been cleaned with lime. The town now cleans its"
    " drains with water alone, and the eels have come back."
)


def read(tmp_path: Path, text: str | bytes) -> list[Paper | Skipped]:
    file = tmp_path / "file"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_all([file]))


def titles(found: list[Paper | Skipped]) -> list[str]:
    return [one.title for one in found if isinstance(one, Paper)]


def refusal(tmp_path: Path, text: str | bytes) -> str:
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    return error.value.message


RECORDS = [
    ("#*Kelp under ice\n#@Aas, Bo\n#t2001\n#!{k}\n\n#*Eels in drains\n#@Dahl, Eva\n#t2002\n#!{e}\n"),
    ("*TI* Kelp under ice\n*AU* Aas, Bo\n*AB* {k}\n\n*TI* Eels in drains\n*AU* Dahl, Eva\n*AB* {e}\n"),
    ("KTI = Kelp under ice\nKAU = Aas, Bo\nKAB = {k}\n\nKTI = Eels in drains\nKAU = Dahl, Eva\nKAB = {e}\n"),
    (
        "Naslov>> Kelp under ice\nPisec>> Aas, Bo\nObsah>> {k}\n\nNaslov>> Eels in drains\nPisec>> Dahl, Eva\nObsah>> {e}\n"
    ),
    ("NR 1\nTX Kelp under ice\nNA Aas, Bo\nKO {k}\n\nNR 2\nTX Eels in drains\nNA Dahl, Eva\nKO {e}\n"),
    (
        "Search: kelp\n\n"
        + "1  kelp\n2  eels\n" * 40
        + "\nXTI- Kelp\nXAU- Aas\nXAB- {k}\n\nXTI- Eels\nXAU- Dahl\nXAB- {e}\n"
    ),
]


@pytest.mark.parametrize("form", RECORDS)
def test_tagged_records_of_an_unknown_format_never_become_papers(form: str, tmp_path: Path):
    text = form.replace("{k}", KELP).replace("{e}", EELS)
    told = refusal(tmp_path, text)
    assert "looks like" in told


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (b"00714cam a2200205 a 4500001001300000\x1eKelp\x1f\x1d".replace(b"\x1e", b" "), "MARC"),
        (
            "=LDR  00714cam\n=245  10$aKelp under ice\n=520  $a"
            + KELP
            + "\n\n=LDR  00714cam\n=245  10$aEels\n=520  $a"
            + EELS,
            "MARC",
        ),
        ('<collection xmlns="http://www.loc.gov/MARC21/slim"><record/></collection>', "MARC XML"),
        ('<rdf:RDF xmlns:rdf="x"><bib:Article/></rdf:RDF>', "RDF"),
        ('<TEI xmlns="http://www.tei-c.org/ns/1.0"/>', "TEI"),
        ("<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'/>", "OAI-PMH"),
        ("<!DOCTYPE html>\n<html><body><p>" + KELP + "</p></body></html>", "HTML"),
        (
            f"references:\n- id: a\n  title: Kelp\n  abstract: {KELP}\n- id: b\n  title: Eels\n  abstract: {EELS}\n",
            "YAML",
        ),
        (
            "1. Aas B, Roe C. Kelp under ice. Kelp Lett. 2001;1:2. PMID: 123.\n\n2. Dahl E. Eels. 2002. PMID: 124.\n",
            "PubMed",
        ),
        (f"\\documentclass{{article}}\n\\title{{Kelp}}\n\n{KELP}\n", "LaTeX"),
        ("just a note\n", "1 lines of text"),
    ],
)
def test_a_format_that_is_not_read_is_refused_by_name(text: str | bytes, name: str, tmp_path: Path):
    assert name in refusal(tmp_path, text)


def test_a_search_history_before_prose_is_no_title(tmp_path: Path):
    text = f"{'*' * 27}\n\n{KELP}\n\n{'-' * 40}\n\n{EELS}\n"
    assert "is in no format" in refusal(tmp_path, text)


def test_a_page_of_abstracts_is_still_a_page(tmp_path: Path):
    text = f"Menu\n\nAbout\n\nKELP: a study of bays\n\n{KELP}\n\n[2024] Eels in drains\n\n{EELS}\n"
    assert refusal(tmp_path, text)  # a lone title of brackets is none
    text = text.replace("[2024] ", "")
    assert titles(read(tmp_path, text)) == ["KELP: a study of bays", "Eels in drains"]
    counted: Counter[str] = Counter()
    list(read_all([tmp_path / "file"], unused=lambda file, names: counted.update(names)))
    assert counted == {"lines that are no title and no abstract": 2}


ENTRY = "@article{{{key}, title = {{{title}}}, author = {{Aas, Bo}}, abstract = {{{text}}}}}\n"
KELP_ENTRY = ENTRY.format(key="aas", title="Kelp under ice", text=KELP)
EEL_ENTRY = ENTRY.format(key="dahl", title="Eels in drains", text=EELS)


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ("@article{Roe1999},\nauthor = {Roe, C.},\ntitle = {Cod},\nabstract = {Cod.}\n}\n\n", ["line 1 (Roe1999)"]),
        ("@inproceedings{Roe1999,}\ntitle = {Cod},\nabstract = {Cod.}\n}\n\n", ["line 1 (Roe1999)"]),
        ("@book{roe\n  title = {Cod}\n\n", ["line 1"]),
        ("@comment{made by hand}\n% and so on\n@string{k = {Kelp}}\n\n", []),
        ("@comment{{x}}\n" + "% a line\n" * 400, []),
        ("Library of Kelp\n===============\n\n" + "It is written anew each night by the machine. " * 60 + "\n\n", []),
        ('@preamble{"\\newcommand{\\kelp}{Kelp}"}\n\n', []),
        ("Query: kelp AND ice\nHits: 2\n\n" * 300, []),
    ],
)
def test_no_bibtex_file_is_refused_for_what_comes_first(first: str, told: list[str], tmp_path: Path):
    found = read(tmp_path, first + KELP_ENTRY + "\n" + EEL_ENTRY)
    assert titles(found) == ["Kelp under ice", "Eels in drains"]
    assert [one.position.split(",")[0][: len(told[0])] for one in found if isinstance(one, Skipped)] == told


@pytest.mark.parametrize(
    "key", [r"M{\"u}ller.2026", "Roe 1999 Cod in ice", "", "10.1000/cod:99", "DBLP:conf/x/Roe", "roe99a_b-c"]
)
def test_no_key_keeps_a_bibtex_file_from_being_read(key: str, tmp_path: Path):
    assert titles(read(tmp_path, ENTRY.format(key=key, title="Cod", text=KELP) + EEL_ENTRY)) == [
        "Cod",
        "Eels in drains",
    ]


def test_a_file_of_broken_entries_alone_is_read_and_each_is_told(tmp_path: Path):
    found = read(tmp_path, "@article{Roe1999},\nauthor = {Roe, C.},\ntitle = {Cod},\nabstract = {Cod.}\n}\n")
    assert [type(one) for one in found] == [Skipped] and found[0].position.startswith("line 1")


def test_bibtex_in_a_column_is_a_cell(tmp_path: Path):
    text = f'id,title,abstract,bibtex\n1,Kelp,"{KELP}","\n@article{{a, title = {{Cod}}, abstract = {{Cod.}}}}"\n'
    assert titles(read(tmp_path, text)) == ["Kelp"]


def test_one_entry_quoted_on_a_page_does_not_hide_the_page(tmp_path: Path):
    text = f"Kelp under ice\n\n{KELP}\n\nEels in drains\n\n{EELS}\n\nCite as\n\n@misc{{a, title = {{Page}}, year = 2020}}\n"
    assert titles(read(tmp_path, text)) == ["Kelp under ice", "Eels in drains"]


@pytest.mark.parametrize("sign", ["^", "~", "¦", "\x1f", "¤"])
def test_tables_with_odd_signs_between_cells(sign: str, tmp_path: Path):
    rows = [("id", "title", "authors", "abstract"), ("1", "Kelp", "Aas, Bo", KELP), ("2", "Eels", "Dahl, Eva", EELS)]
    found = read(tmp_path, "\n".join(sign.join(row) for row in rows) + "\n")
    assert titles(found) == ["Kelp", "Eels"]


def test_a_line_that_tells_excel_of_the_sign_is_no_row(tmp_path: Path):
    assert titles(read(tmp_path, f"sep=;\nid;title;abstract\n1;Kelp;{KELP}\n")) == ["Kelp"]


def test_objects_of_unknown_shape_are_told_and_are_no_papers(tmp_path: Path):
    lines = [json.dumps({"n": n, "body": KELP, "meta": {"title": "Kelp"}}) for n in range(3)]
    found = read(tmp_path, "\n".join(lines))
    assert [one.reason for one in found if isinstance(one, Skipped)] == ["no title"] * 3 and len(found) == 3


@pytest.mark.parametrize(
    "text",
    [
        f"<xml><records><record><rec-number>7</rec-number><ref-type name='Journal Article'>17</ref-type><contributors><authors>"
        "<author><style face='normal'>Aas, Bo</style></author></authors></contributors><titles><title><style>Kelp under "
        "</style><style face='italic'>ice</style></title><secondary-title>Kelp Letters</secondary-title></titles><dates><year>"
        f"<style>2001</style></year></dates><abstract><style>{KELP}</style></abstract></record></records></xml>",
        '<?xml version="1.0"?><modsCollection xmlns="http://www.loc.gov/mods/v3"><mods><titleInfo><title>Kelp under ice</title>'
        "</titleInfo><name type='personal'><namePart type='given'>Bo</namePart><namePart type='family'>Aas</namePart><role>"
        "<roleTerm>author</roleTerm></role></name><name><namePart>Roe, Ed</namePart><role><roleTerm>editor</roleTerm></role>"
        f"</name><originInfo><dateIssued>2001</dateIssued></originInfo><abstract>{KELP}</abstract><relatedItem type='host'>"
        "<titleInfo><title>Kelp Letters</title></titleInfo></relatedItem></mods></modsCollection>",
        f"<mods:mods xmlns:mods='http://www.loc.gov/mods/v3'><mods:titleInfo><mods:title>Kelp under ice</mods:title>"
        "</mods:titleInfo><mods:name><mods:namePart>Aas, Bo</mods:namePart></mods:name><mods:originInfo><mods:dateIssued>2001"
        f"</mods:dateIssued></mods:originInfo><mods:abstract>{KELP}</mods:abstract><mods:relatedItem type='host'><mods:titleInfo>"
        "<mods:title>Kelp Letters</mods:title></mods:titleInfo></mods:relatedItem></mods:mods>",
        "<article article-type='research-article' xmlns:xlink='http://www.w3.org/1999/xlink'><front><journal-meta><journal-title>"
        "Kelp Letters</journal-title></journal-meta><article-meta><title-group><article-title>Kelp under <italic>ice</italic>"
        "</article-title></title-group><contrib-group><contrib contrib-type='author'><name><surname>Aas</surname><given-names>Bo"
        "</given-names></name></contrib></contrib-group><pub-date><year>2001</year></pub-date>"
        f"<abstract><p>{KELP}</p></abstract><abstract abstract-type='graphical'><p>A picture.</p></abstract></article-meta></front>"
        "<body><p>The text.</p></body></article>",
    ],
    ids=["endnote", "mods", "mods with a prefix", "jats"],
)
def test_xml_of_reference_managers_catalogues_and_publishers(text: str, tmp_path: Path):
    (found,) = read(tmp_path, text)
    assert isinstance(found, Paper)
    assert (found.title, found.authors, found.year, found.venue) == (
        "Kelp under ice",
        ("Aas, Bo",),
        2001,
        "Kelp Letters",
    )
    assert found.abstract == KELP


PUBMED = f"""1. Kelp Lett. 2001 May;12(3):4-9. doi: 10.1000/kelp.1. Epub 2001
Apr 2.

Kelp under ice: forty bays,
nine years.

Aas B(1)(2), van der Roe CD(#)(2); Kelp Study Group.

Author information:
(1)Department of Kelp, Oslo.

Comment in
    Kelp Lett. 2002;1:1.

{KELP.replace(" in cold", chr(10) + "in cold")}

Copyright © 2001 Kelp Society.

DOI: 10.1000/kelp.1
PMCID: PMC7000001
PMID: 31000001 [Indexed for MEDLINE]


2. Drains. 2002;7(1):1-2.

[Eels in drains].

[Article in Norwegian]

[No authors listed]

BACKGROUND: Eels.
RESULTS: {EELS}

Retraction in
    Drains. 2003;8:1.

PMID: 31000002
"""


def test_pubmeds_text_with_abstracts(tmp_path: Path):
    first, second = read(tmp_path, PUBMED)
    assert isinstance(first, Paper) and isinstance(second, Paper)
    assert (first.title, first.year, first.venue) == ("Kelp under ice: forty bays, nine years.", 2001, "Kelp Lett")
    assert first.authors == ("Aas B", "van der Roe CD", "Kelp Study Group")
    assert (first.volume, first.issue, first.pages, first.doi, first.pmid) == (
        "12",
        "3",
        "4-9",
        "10.1000/kelp.1",
        "31000001",
    )
    assert first.abstract == KELP
    assert (second.title, second.authors, second.pmid, second.retracted) == ("[Eels in drains].", (), "31000002", True)
    assert second.abstract == f"BACKGROUND: Eels.\nRESULTS: {EELS}"


def test_pubmeds_text_behind_a_heading_and_with_numbers_in_abstracts(tmp_path: Path):
    text = PUBMED.replace("Kelp was measured in forty", "1. Kelp was measured in 2001. 2. In forty")
    found = read(tmp_path, "Search: kelp 2001\n\n" + text)
    assert len(titles(found)) == 2


PROQUEST = f"""{"_" * 60}

Document 1 of 2

Kelp under ice

Author: Aas, Bo

Publication info: Kelp Letters 12.3 (2001): 4-9.

Abstract: {KELP}

Title: Kelp under ice

Publication year: 2001

{"_" * 60}

Document 2 of 2

Eels in drains

Author: Dahl, Eva; Aas, Bo

Abstract: {EELS}

Title: Eels in drains

Publication year: 2002
"""


def test_labelled_records_with_empty_lines_within(tmp_path: Path):
    found = read(tmp_path, PROQUEST)
    assert [(p.title, p.authors, p.year, p.abstract) for p in found if isinstance(p, Paper)] == [
        ("Kelp under ice", ("Aas, Bo",), 2001, KELP),
        ("Eels in drains", ("Dahl, Eva", "Aas, Bo"), 2002, EELS),
    ]
    unknown = PROQUEST.replace("Title:", "Naslov:").replace("Abstract:", "Obsah:")
    assert "is in no format" in refusal(tmp_path, unknown)


def test_what_stands_in_the_cells_of_a_table_makes_it_nothing_else(tmp_path: Path):
    notes = [
        "Title: Cod\nAuthors: Roe\nAbstract: Cod swam.\nYear: 1999",
        "TY  - JOUR\nTI  - Cod\nAB  - Cod swam.\nER  - ",
        "PMID- 1\nTI  - Cod\nAB  - Cod swam.",
        "%0 Journal Article\n%T Cod\n%A Roe\n%X Cod swam.",
        "PT J\nTI Cod\nAB Cod swam.\nER",
    ]
    rows = "".join(f'{n},Paper {n},"{KELP}","\n{note}\n"\n' for n, note in enumerate(notes))
    assert titles(read(tmp_path, f"id,title,abstract,notes\n{rows}")) == [f"Paper {n}" for n in range(len(notes))]


def test_headings_of_markdown_are_titles(tmp_path: Path):
    assert titles(read(tmp_path, f"# Notes\n\n## Kelp under ice\n\n{KELP}\n\n## Eels in drains\n\n{EELS}\n")) == [
        "Kelp under ice",
        "Eels in drains",
    ]


@pytest.mark.parametrize(
    "before",
    ["Languages: English", "Aas B; Roe C", "Aas, B., Roe, C. and Dahl, E.", "Source: Kelp Letters 12(3), 2001", "12."],
)
def test_raw_records_by_paragraphs_are_no_page(before: str, tmp_path: Path):
    """As Dialog and others print them: the block before an abstract is no title there."""
    text = f"1/5/1\n\nKelp under ice.\n\n{before}\n\n{KELP}\n\n1/5/2\n\nEels in drains.\n\n{before}\n\n{EELS}\n"
    assert "is in no format" in refusal(tmp_path, text)


def test_an_abstract_without_a_title_is_told(tmp_path: Path):
    text = f"Kelp under ice\n\n{KELP}\n\nEels in drains\n\n{EELS}\n\nRoe C, Aas B\n\nCod. {KELP}\n"
    assert [one.reason for one in read(tmp_path, text) if isinstance(one, Skipped)] == [
        "no title stands before this text"
    ]


OTHERS = {
    "CSA": f"TI: Title\n    Kelp under ice\nAU: Author\n    Aas, B\nSO: Source\n    Kelp Letters, vol. 12, no. 3, pp. 4-9, 2001\n"
    f"AB: Abstract\n    {KELP}\n",
    "EBSCO": f"Record: 1\nTitle: Kelp under ice\nAuthors: Aas, B\nSource: Kelp Letters. May2001, Vol. 12 Issue 3, p4-9. 6p.\n"
    f"Abstract: {KELP}\n",
    "Cochrane": f"Record #1 of 1\nID: CN-1\nAU: Aas, B\nTI: Kelp under ice\nSO: Kelp Letters\nYR: 2001\nVL: 12\nNO: 3\nPG: 4-9\n"
    f"AB: {KELP}\n",
    "Ovid": f"1.\nTI - Kelp under ice\nAU - Aas, B\nSO - Kelp Letters 12(3):4-9, 2001\nAB - {KELP}\n",
    "Reference Manager": f"TY  - JOUR\nID  - 12\nT1  - Kelp under ice\nA1  - Aas,B\nY1  - 2001/05//\nRP  - NOT IN FILE\nSP  - 4\nEP  - 9\n"
    f"JF  - Kelp Letters\nVL  - 12\nIS  - 3\nN2  - {KELP}\nER  - \n",
    "the Astrophysics Data System": f"%T Kelp under ice\n%A Aas, B\n%J Kelp Letters, vol. 12, issue 3, pp. 4-9\n%D 05/2001\n%P 4-9\n"
    f"%N 3\n%B {KELP}\n",
}


@pytest.mark.parametrize("name", OTHERS)
def test_further_ways_to_write_the_same_record(name: str, tmp_path: Path):
    (found,) = read(tmp_path, OTHERS[name])
    assert isinstance(found, Paper) and (found.title, found.year, found.abstract) == ("Kelp under ice", 2001, KELP)
    assert (found.venue, found.volume, found.issue, found.pages) == ("Kelp Letters", "12", "3", "4-9")
    assert [str(author) for author in found.authors] == ["Aas, B"]


def test_names_of_fields_in_two_languages(tmp_path: Path):
    text = (
        f"Title-题名: Kelp under ice\nAuthor-作者: Aas B;Roe C;\nSummary-摘要: {KELP}\nPubTime-发表时间: 2001-05-01\n"
    )
    (found,) = read(tmp_path, text)
    assert isinstance(found, Paper) and (found.title, found.year, found.abstract) == ("Kelp under ice", 2001, KELP)


def test_arxivs_mail_is_refused_by_name(tmp_path: Path):
    text = f"\\\\\narXiv:2001.00001\n\nTitle: Kelp under ice\nAuthors: Bo Aas\nCategories: q-bio\n\\\\\n  {KELP}\n"
    assert "arXiv" in refusal(tmp_path, text)


@pytest.mark.parametrize(
    "form",
    [
        "Naslov: Kelp under ice\n\n{k}\n\nNaslov: Eels in drains\n\n{e}\n",
        "Zapis prvi\n\nNaslov>> Kelp\nPisec>> Aas, Bo\nObsah>> {k}\n\nZapis drugi\n\nNaslov>> Eels\nPisec>> Dahl, Eva\nObsah>> {e}\n",
    ],
)
def test_titles_with_one_name_and_blocks_of_tags_are_no_page(form: str, tmp_path: Path):
    assert refusal(tmp_path, form.replace("{k}", KELP).replace("{e}", EELS))


def test_a_page_whose_abstracts_are_called_so_or_some_of_whose_titles_begin_alike_is_a_page(tmp_path: Path):
    text = "".join(
        f"{title}\n\nAbstract: {KELP} {title}.\n\n" for title in ("KELP: ice", "KELP: bays", "Cod", "Eels", "Urchins")
    )
    assert titles(read(tmp_path, text)) == ["KELP: ice", "KELP: bays", "Cod", "Eels", "Urchins"]
