"""Word documents as reference managers and people make them: the citations of each form, with what they say of the works."""

from __future__ import annotations

import base64
import json
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

from rag.checks.manuscript.manuscript import Manuscript
from rag.checks.manuscript.reading import read_manuscript
from rag.errors import InputError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LIND = {
    "id": 7,
    "type": "article-journal",
    "title": "Waggle dances of honey bees",
    "DOI": "10.1000/bees",
    "author": [{"family": "Lind", "given": "Bo"}],
    "issued": {"date-parts": [[2019]]},
}
NG = {
    "id": 8,
    "title": "Corals bleach",
    "author": [{"family": "Ng", "given": "C"}],
    "issued": {"date-parts": [["2020"]]},
}


def run(text: str, raised: bool = False) -> str:
    properties = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>' if raised else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(one if one.startswith('<') else run(one) for one in runs)}</w:p>"


def field(code: str, shown: str, data: str = "", pieces: int = 1) -> str:
    size = -(-len(code) // pieces) or 1
    parts = [code[n : n + size] for n in range(0, len(code), size)]
    codes = "".join(f'<w:r><w:instrText xml:space="preserve">{escape(part)}</w:instrText></w:r>' for part in parts)
    carried = f"<w:fldData>{data}</w:fldData>" if data else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{carried}</w:fldChar></w:r>{codes}'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def csl(*items: dict, **more: object) -> str:
    return json.dumps(
        {"citationID": "x", "citationItems": [{"id": one["id"], "itemData": one, **more} for one in items]}
    )


def control(tag: str, shown: str) -> str:
    return f"<w:sdt><w:sdtPr><w:tag w:val={quoteattr(tag)}/></w:sdtPr><w:sdtContent>{run(shown)}</w:sdtContent></w:sdt>"


def endnote(author: str, year: str, title: str) -> str:
    return (
        f"<EndNote><Cite><Author>{author}</Author><Year>{year}</Year><RecNum>3</RecNum><record><contributors><authors><author>{author}, Bo"
        f"</author></authors></contributors><titles><title><style>{title}</style></title></titles><dates><year>{year}</year></dates>"
        "<electronic-resource-num>10.1000/bees</electronic-resource-num></record></Cite></EndNote>"
    )


def docx(path: Path, *paragraphs: str, **parts: str) -> Path:
    body = f'<w:document xmlns:w="{W}"><w:body>{"".join(paragraphs)}</w:body></w:document>'
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("word/document.xml", body)
        for name, content in parts.items():
            file.writestr(name.replace("__", "/") + ".xml", content)
    return path


def notes(kind: str, *texts: str) -> str:
    inside = "".join(f'<w:{kind} w:id="{n}"><w:p>{text}</w:p></w:{kind}>' for n, text in enumerate(texts, start=1))
    return f'<w:{kind}s xmlns:w="{W}"><w:{kind} w:type="separator" w:id="0"><w:p/></w:{kind}>{inside}</w:{kind}s>'


def note(kind: str, number: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def coded(value: object, encoding: str = "utf-8") -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.b64encode(text.encode(encoding)).decode()


ZOTERO = "ADDIN ZOTERO_ITEM CSL_CITATION "
CITAVI = {"Entries": [{"Reference": {"Title": "Waggle dances of honey bees", "Year": "2019", "Doi": "10.1000/bees",
                                     "Authors": [{"LastName": "Lind", "FirstName": "Bo"}]}}]}  # fmt: skip
SOURCES = (
    '<b:Sources xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography"><b:Source><b:Tag>Lin19</b:Tag><b:Title>Waggle'
    " dances of honey bees</b:Title><b:Year>2019</b:Year><b:Author><b:Author><b:NameList><b:Person><b:Last>Lind</b:Last></b:Person>"
    "</b:NameList></b:Author></b:Author></b:Source></b:Sources>"
)
LIST = (paragraph("References"), paragraph("Lind, B. (2019). Waggle dances of honey bees. Apidologie."))
NUMBERED = (
    paragraph("References"),
    paragraph("1. Lind B. Waggle dances of honey bees. 2019."),
    paragraph("2. Ng C. Corals bleach. 2020."),
)

# A name -> paragraphs and parts, and the keys that the sentence "Bees dance." cites.
FORMS: dict[str, tuple[tuple[str, ...], dict[str, str], list[str]]] = {
    "Zotero": ((paragraph("Bees dance ", field(ZOTERO + csl(LIND), "(Lind 2019)"), "."),), {}, ["Lind 2019"]),
    "Zotero, its code in many runs": (
        (paragraph("Bees dance ", field(ZOTERO + csl(LIND, NG), "[1, 2]", pieces=9), "."),), {}, ["Lind 2019", "Ng 2020"]),
    "Zotero with Better BibTeX": (
        (paragraph("Bees dance ", field(ZOTERO + csl({**LIND, "citation-key": "lind19"}), "(Lind 2019)"), "."),), {}, ["lind19"]),
    "Zotero with prefix and page": (
        (paragraph("Bees dance ", field(ZOTERO + csl(LIND, prefix="see ", locator="3"), "(see Lind 2019, 3)"), "."),), {}, ["Lind 2019"]),
    "Zotero in a simple field": (
        (paragraph("Bees dance ", f"<w:fldSimple w:instr={quoteattr(ZOTERO + csl(LIND))}>{run('(Lind 2019)')}</w:fldSimple>", "."),),
        {}, ["Lind 2019"]),
    "Zotero in a footnote": (
        (paragraph("Bees dance.", note("footnote", 1)),),
        {"word__footnotes": notes("footnote", field(ZOTERO + csl(LIND), "Lind, Waggle dances, 2019.") + run("."))}, ["Lind 2019"]),
    "Zotero in an endnote": (
        (paragraph("Bees dance.", note("endnote", 1)),),
        {"word__endnotes": notes("endnote", run("See ") + field(ZOTERO + csl(LIND), "Lind 2019"))}, ["Lind 2019"]),
    "Zotero from LibreOffice": ((paragraph("Bees dance ", field("ZOTERO_ITEM CSL_CITATION " + csl(LIND), "¹"), "."),), {}, ["Lind 2019"]),
    "Zotero, inserted while changes were tracked": (
        (paragraph("Bees dance ", f"<w:ins>{field(ZOTERO + csl(LIND), '(Lind)')}</w:ins>",
                   f"<w:del>{field(ZOTERO + csl(NG), '(Ng)')}</w:del>", "."),), {}, ["Lind 2019"]),
    "Mendeley Desktop": (
        (paragraph("Bees dance ", field("ADDIN CSL_CITATION " + csl(LIND), "(Lind, 2019)"), "."),), {}, ["Lind 2019"]),
    "Mendeley Cite": (
        (paragraph("Bees dance ", control("MENDELEY_CITATION_v3_" + coded(json.loads(csl(LIND))), "(Lind, 2019)"), "."),), {}, ["Lind 2019"]),
    "EndNote": (
        (paragraph("Bees dance ", field("ADDIN EN.CITE " + endnote("Lind", "2019", "Waggle dances"), "[1]"), "."),), {}, ["Lind 2019"]),
    "EndNote, its data beside the code": (
        (paragraph("Bees dance ", field("ADDIN EN.CITE", "[1]", data=coded(endnote("Lind", "2019", "Waggle dances"))), "."),),
        {}, ["Lind 2019"]),
    "EndNote, a field in a field": (
        (paragraph("Bees dance ", '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>ADDIN EN.CITE </w:instrText></w:r>',
                   field("ADDIN EN.CITE.DATA", "", data=coded(endnote("Lind", "2019", "Waggle dances"))),
                   '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', run("(Lind)"), '<w:r><w:fldChar w:fldCharType="end"/></w:r>', "."),),
        {}, ["Lind 2019"]),
    "Word's own": (
        (paragraph("Bees dance ", field(" CITATION Lin19 \\l 1033 \\m Ng20 ", "(Lind, 2019; Ng, 2020)"), "."),),
        {"customXml__item1": SOURCES}, ["Lin19", "Ng20"]),
    "Citavi": (
        (paragraph("Bees dance ", field("ADDIN CitaviPlaceholder{" + coded(CITAVI) + "}", "(Lind 2019)"), "."),), {}, ["Lind 2019"]),
    "by author and year": ((paragraph("Bees dance (Lind, 2019)."), *LIST), {}, ["Lind 2019"]),
    "by author and year, in runs": ((paragraph("Bees dance", " (Lin", "d, 20", "19)."), *LIST), {}, ["Lind 2019"]),
    "by number": ((paragraph("Bees dance [1,2]."), *NUMBERED), {}, ["[1]", "[2]"]),
    "by a range of numbers": ((paragraph("Bees dance [1-2]."), *NUMBERED), {}, ["[1]", "[2]"]),
    "by raised numbers": ((paragraph("Bees dance.", run("1,2", raised=True)), *NUMBERED), {}, ["[1]", "[2]"]),
    "by a raised range in runs": (
        (paragraph("Bees dance", run("1", raised=True), run("–", raised=True), run("2", raised=True), "."), *NUMBERED), {}, ["[1]", "[2]"]),
    "in a table": ((f"<w:tbl><w:tr><w:tc>{paragraph('Bees dance (Lind, 2019).')}</w:tc></w:tr></w:tbl>", *LIST), {}, ["Lind 2019"]),
}  # fmt: skip


def read(path: Path, *paragraphs: str, **parts: str) -> Manuscript:
    return read_manuscript(docx(path / "draft.docx", *paragraphs, **parts))


@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_citation_is_read(tmp_path: Path, form: str):
    paragraphs, parts, cited = FORMS[form]
    manuscript = read(tmp_path, *paragraphs, **parts)
    (one,) = manuscript.sentences
    assert (one.text, list(one.keys), one.line) == ("Bees dance.", cited, 1)
    first = manuscript.references[cited[0]]
    assert first.paper.doi == "10.1000/bees" or "Waggle dances of honey bees" in (
        first.paper.title,
        *first.text.split(". "),
    )


def test_there_are_twenty_forms():
    assert len(FORMS) >= 20


def test_a_citation_that_is_a_word_stays_in_the_sentence(tmp_path: Path):
    manuscript = read(tmp_path, paragraph(field(ZOTERO + csl(LIND), "Lind (2019)"), " found that bees dance."))
    (one,) = manuscript.sentences
    assert (one.text, one.claim, one.keys) == (
        "Lind (2019) found that bees dance.",
        "found that bees dance.",
        ("Lind 2019",),
    )


def test_a_managers_list_of_references_is_no_text(tmp_path: Path):
    listed = paragraph(field("ADDIN ZOTERO_BIBL {} CSL_BIBLIOGRAPHY", "Lind, B. (2019). Waggle dances of honey bees."))
    manuscript = read(
        tmp_path, paragraph("Bees dance ", field(ZOTERO + csl(LIND), "(Lind)"), "."), listed, paragraph("They hum.")
    )
    assert [one.text for one in manuscript.sentences] == ["Bees dance.", "They hum."]


def test_a_note_that_says_more_is_a_sentence_of_its_own(tmp_path: Path):
    said = run("Wasps, however, never dance at all ") + field(ZOTERO + csl(NG), "(Ng)") + run(".")
    manuscript = read(
        tmp_path, paragraph("Bees dance", note("footnote", 1), "."), word__footnotes=notes("footnote", said)
    )
    assert [(one.text, one.keys) for one in manuscript.sentences] == [
        ("Bees dance.", ()),
        ("Wasps, however, never dance at all.", ("Ng 2020",)),
    ]


def test_other_fields_are_text_and_contents_are_not(tmp_path: Path):
    linked = field(' HYPERLINK "http://example.org" ', "dance")
    manuscript = read(tmp_path, paragraph(field(' TOC \\o "1-3" ', "Chapter one 3")), paragraph("Bees ", linked, "."))
    assert [one.text for one in manuscript.sentences] == ["Bees dance."]


@pytest.mark.parametrize(
    "content",
    [
        f'<!DOCTYPE w [<!ENTITY a "b">]><w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>',
        "<w:document",
        "",
    ],
)
def test_what_word_does_not_write_is_not_read(tmp_path: Path, content: str):
    with zipfile.ZipFile(tmp_path / "draft.docx", "w") as file:
        file.writestr("word/document.xml", content)
    with pytest.raises(InputError):
        read_manuscript(tmp_path / "draft.docx")


def test_what_is_no_word_document_says_so(tmp_path: Path):
    (tmp_path / "draft.docx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(InputError, match="no Word document"):
        read_manuscript(tmp_path / "draft.docx")


@pytest.mark.parametrize(
    "code",
    [ZOTERO + "{broken", ZOTERO + '{"citationItems": [3, {}]}', "ADDIN EN.CITE <EndNote><Cite>", "ADDIN EN.CITE"],
)
def test_a_code_that_cannot_be_read_leaves_its_text(tmp_path: Path, code: str):
    (one,) = read(tmp_path, paragraph("Bees dance ", field(code, "(Lind 2019)"), ".")).sentences
    assert one.keys == ("Lind 2019",)
