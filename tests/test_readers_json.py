"""JSON: objects in lines, lists and replies, and what their fields are called in each database."""

import io
import json
from typing import Any

import pytest

from rag.intake.readers import objects
from rag.intake.readers.decoding import LINE_LIMIT
from rag.intake.readers.objects.shapes.openalex import abstract
from rag.intake.readers.objects.stream import CHUNK, items
from rag.records import Paper, Skipped
from tests.exports import check_counts

GOOD = {"id": "a", "title": "A title", "abstract": "Words."}


def read(text: str) -> tuple[list[Paper], list[Skipped]]:
    assert objects.sniff(text[:65_536])
    records = list(objects.read(io.StringIO(text), "papers.json"))
    return [r for r in records if isinstance(r, Paper)], [r for r in records if isinstance(r, Skipped)]


CSL = {
    "id": "http://zotero.org/users/local/x/items/NXPE",
    "citation-key": "vanderberg2020",
    "type": "paper-conference",
    "title": "A title",
    "abstract": "Words.",
    "container-title": "Proc. X",
    "author": [{"family": "Berg", "non-dropping-particle": "van der", "given": "Jan"}, {"literal": "The Group"}],
    "issued": {"date-parts": [["2020", 8, 1]]},
    "DOI": "10.1/ABC",
    "page": "1-9",
    "keyword": "one; two",
    "note": "PMID: 12",
}
ZOTERO = {
    "key": "33TK9NH9",
    "version": 1,
    "data": {
        "key": "33TK9NH9",
        "itemType": "journalArticle",
        "title": "A title",
        "abstractNote": "Words.",
        "creators": [
            {"creatorType": "editor", "firstName": "Ed", "lastName": "Itor"},
            {"creatorType": "author", "firstName": "Wei", "lastName": "Li"},
            {"creatorType": "author", "name": "The Group"},
        ],
        "publicationTitle": "Journal",
        "date": "January 07, 2011",
        "DOI": "10.1/x",
        "extra": "Type: article\nPMID: 20664272\nCitation Key: li2011",
        "tags": [{"tag": "one", "type": 1}, {"tag": "two"}],
        "volume": "7",
        "issue": 6,
    },
}
NOTE = {"key": "N", "data": {"key": "N", "itemType": "note", "note": "<p>words</p>"}}
ATTACHMENT = {"key": "F", "data": {"key": "F", "itemType": "attachment", "title": "Full text"}}
OPENALEX = {
    "id": "https://openalex.org/W42",
    "doi": "https://doi.org/10.1/X",
    "display_name": "A title",
    "publication_year": 2021,
    "ids": {"pmid": "https://pubmed.ncbi.nlm.nih.gov/99"},
    "primary_location": {"landing_page_url": "https://x.org", "source": {"display_name": "Journal"}},
    "type": "article",
    "authorships": [{"author": {"display_name": "Wei Li"}}, {"author": None, "raw_author_name": "J. Berg"}],
    "biblio": {"volume": "4", "issue": None, "first_page": "48", "last_page": "62"},
    "is_retracted": True,
    "keywords": [{"display_name": "One", "score": 0.8}],
    "abstract_inverted_index": {"the": [1, 4], "In": [0], "end,": [2], "all": [3], "same.": [5]},
}
SEMANTIC_SCHOLAR = {
    "paperId": "7cbc",
    "externalIds": {"DOI": "10.1/x", "ArXiv": "1706.03762", "PubMed": "5", "CorpusId": 13756489},
    "title": "A title",
    "abstract": "Words.",
    "tldr": {"text": "Not the abstract."},
    "year": 2017,
    "venue": "NeurIPS",
    "journal": {"name": "ArXiv", "pages": "1-2", "volume": "abs/1706"},
    "authors": [{"authorId": "1", "name": "Wei Li"}],
    "publicationTypes": ["JournalArticle", "Conference"],
    "fieldsOfStudy": ["Computer Science"],
    "references": [{"paperId": "x", "title": "Another"}],
}
CROSSREF = {
    "DOI": "10.1/X",
    "title": ["A title"],
    "subtitle": ["And more"],
    "abstract": "Words.",
    "author": [{"given": "Wei", "family": "Li", "sequence": "first"}, {"name": "The Group"}],
    "container-title": ["Journal"],
    "issued": {"date-parts": [[None]]},
    "published": {"date-parts": [[2019, 3]]},
    "type": "proceedings-article",
    "page": "1-2",
    "updated-by": [{"type": "retraction", "DOI": "10.1/y"}],
}
MENDELEY = {
    "id": "d1-2",
    "type": "journal",
    "title": "A title",
    "abstract": "Words.",
    "authors": [{"first_name": "Wei", "last_name": "Li"}],
    "year": 2016,
    "source": "Journal",
    "identifiers": {"doi": "10.1/x", "pmid": "8", "arxiv": "1601.00001"},
    "keywords": ["one"],
}
ARXIV_DUMP = {
    "id": "0704.0001",
    "submitter": "P. N.",
    "authors": "C. Bal\\'azs, E. L. Berger",
    "title": "A\n  title",
    "journal-ref": "Phys.Rev.D76:013009,2007",
    "doi": "10.1/x",
    "categories": "hep-ph math.CO",
    "abstract": "  Words.\n",
    "versions": [{"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}],
    "update_date": "2008-11-26",
    "authors_parsed": [["Bal\u00e1zs", "C.", ""], ["Berger", "E. L.", "Jr"]],
}
S2ORC = {
    "paper_id": "18980380",
    "title": "A title",
    "abstract": "Words.",
    "authors": [{"first": "Wei", "middle": ["A."], "last": "Li", "suffix": ""}],
    "year": "2014",
    "journal": "Journal",
    "arxiv_id": None,
    "pubmed_id": "11",
    "is_retracted": False,
}
SHAPES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "csl": (
        CSL,
        dict(key="vanderberg2020", authors=("van der Berg, Jan", "The Group"), year=2020, doi="10.1/abc", pmid="12")
        | dict(type="paper-conference", venue="Proc. X", pages="1-9", keywords=("one", "two")),
    ),
    "zotero": (
        ZOTERO,
        dict(key="33TK9NH9", authors=("Li, Wei", "The Group"), year=2011, pmid="20664272", keywords=("one", "two"))
        | dict(type="article-journal", venue="Journal", volume="7", issue="6"),
    ),
    "zotero, bare": (ZOTERO["data"], dict(key="33TK9NH9", authors=("Li, Wei", "The Group"), year=2011)),
    "openalex": (
        OPENALEX,
        dict(key="W42", abstract="In the end, all the same.", authors=("Wei Li", "J. Berg"), doi="10.1/x", pmid="99")
        | dict(retracted=True, pages="48-62", venue="Journal", url="https://x.org", keywords=("One",), volume="4"),
    ),
    "semantic scholar": (
        SEMANTIC_SCHOLAR,
        dict(key="7cbc", doi="10.1/x", arxiv_id="1706.03762", pmid="5", venue="ArXiv", authors=("Wei Li",), year=2017)
        | dict(type="article-journal", keywords=("Computer Science",), abstract="Words."),
    ),
    "crossref": (
        CROSSREF,
        dict(key="10.1/X", title="A title: And more", year=2019, authors=("Li, Wei", "The Group"), retracted=True)
        | dict(type="paper-conference", venue="Journal", pages="1-2"),
    ),
    "mendeley": (
        MENDELEY,
        dict(
            key="d1-2", authors=("Li, Wei",), venue="Journal", arxiv_id="1601.00001", pmid="8", type="article-journal"
        ),
    ),
    "arxiv dump": (
        ARXIV_DUMP,
        dict(key="0704.0001", arxiv_id="0704.0001", year=2007, authors=("Bal\u00e1zs, C.", "Berger, E. L. Jr"))
        | dict(title="A title", abstract="Words.", keywords=("hep-ph", "math.CO"), type="article"),
    ),
    "s2orc": (S2ORC, dict(key="18980380", authors=("Li, Wei A.",), year=2014, pmid="11", venue="Journal")),
    "plain, in other words": (
        {
            "_id": 7,
            "Paper Title": "A title",
            "paperAbstract": "Words.",
            "author": "Li, W. and Berg, J.",
            "pub_year": 2001,
        },
        dict(key="7", authors=("Li, W.", "Berg, J."), year=2001),
    ),
    "plain, title and text": ({"_id": "d1", "title": "A title", "text": "Words."}, dict(key="d1", abstract="Words.")),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_fields_of_a_database_are_known(shape: str):
    item, expected = SHAPES[shape]
    (paper,), skipped = read(json.dumps(item))
    assert not skipped and paper.title.startswith("A title")
    assert {name: getattr(paper, name) for name in expected} == expected


def around(items: list[dict[str, Any]]) -> dict[str, str]:
    """The same objects as each kind of file holds them."""
    one_a_line = ",\n".join(json.dumps(item) for item in items)
    return {
        "lines": "\n\n".join(json.dumps(item) for item in items) + "\n",
        "list": json.dumps(items),
        "list, laid out": json.dumps(items, indent="\t"),
        "list, one a line": f"[\n{one_a_line}\n]\n",
        "items": json.dumps({"items": items}, indent=2),
        "works reply": json.dumps({"meta": {"count": 9, "x": None}, "results": items, "group_by": []}),
        "search reply": json.dumps({"total": 9, "offset": 0, "data": items}, indent=1),
        "crossref reply": json.dumps({"status": "ok", "message": {"facets": {}, "items": items}}, indent=1),
        "replies, one a line": json.dumps({"results": items[:2]}) + "\n" + json.dumps({"results": items[2:]}),
        "one after the other": "\n".join(json.dumps(item, indent=1) for item in items),
    }


@pytest.mark.parametrize("container", around([GOOD]))
@pytest.mark.parametrize("shape", ["csl", "openalex", "zotero", "semantic scholar"])
def test_objects_are_found_in_every_kind_of_file(container: str, shape: str):
    item = SHAPES[shape][0]
    papers, skipped = read(around([item, GOOD, item])[container])
    assert [p.title for p in papers] == ["A title"] * 3 and not skipped


def test_a_single_reply_of_crossref():
    (paper,), _ = read(json.dumps({"status": "ok", "message-type": "work", "message": CROSSREF}, indent=1))
    assert paper.doi == "10.1/x"


@pytest.mark.parametrize("text", ["[]", '{"results": []}', '{"total": 0, "data": []}', "[\n]\n"])
def test_a_reply_that_found_nothing_gives_nothing(text: str):
    assert read(text) == ([], [])


def test_attachments_and_notes_are_counted_in_one_line():
    papers, skipped = read(json.dumps([ZOTERO, NOTE, ATTACHMENT]))
    assert len(papers) == 1
    assert [(s.position, s.reason) for s in skipped] == [
        ("2 records", "attachments and notes, which are no papers of their own")
    ]


def test_positions_name_line_or_record():
    bare = {"id": "b", "title": "Bare"}
    _, skipped = read(json.dumps([GOOD, bare]))
    assert [s.position for s in skipped] == ["record 2 (b)"]
    _, skipped = read("\n" + json.dumps(GOOD) + "\n" + json.dumps(bare))
    assert [s.position for s in skipped] == ["line 3"]


@pytest.mark.parametrize("indent", [None, 1])
def test_a_list_cut_short_gives_what_it_has(indent: int | None):
    text = json.dumps([GOOD, GOOD | {"id": "b"}, GOOD | {"id": "c"}], indent=indent)
    papers, skipped = read(text[:-20])
    assert [p.key for p in papers] == ["a", "b"]
    assert next((s.position, s.reason) for s in skipped) == ("record 3", "is cut short")
    papers, skipped = read(text[:-1])
    assert len(papers) == 3 and [s.reason for s in skipped] == ["is cut short"]


def test_a_broken_object_of_a_list_with_one_a_line_costs_itself_only():
    text = json.dumps([GOOD, GOOD | {"id": "b"}, GOOD | {"id": "c"}], indent="\t")
    papers, skipped = read(text.replace('"b"', "b"))
    assert [p.key for p in papers] == ["a", "c"]
    assert [(s.position, s.reason) for s in skipped] == [("record 2", "not JSON: expecting value")]


def test_what_strict_parsers_refuse_is_read():
    (paper,), _ = read(
        '[{"title": "A\x07 title", "abstract": "Words.", "year": NaN, "volume": 123456789012345678901234}]'
    )
    assert (paper.title, paper.year, paper.volume) == ("A title", None, "123456789012345678901234")


def test_a_record_too_long_is_told_and_what_came_before_is_read():
    long = {"title": "x" * (3 * LINE_LIMIT)}
    for text in (json.dumps([GOOD, long]), json.dumps({"results": [GOOD, long]})):
        papers, skipped = read(text)
        assert len(papers) == 1 and skipped[0].reason == "longer than 8,000,000 characters"
    papers, skipped = read(json.dumps(long) + "\n" + json.dumps(GOOD))
    assert len(papers) == 1 and [(s.position, s.reason) for s in skipped] == [
        ("line 1", "longer than 8,000,000 characters")
    ]


def test_a_large_list_is_read_piece_by_piece():
    class Counted(io.StringIO):
        most = 0

        def read(self, size: int | None = -1, /) -> str:
            self.most = max(self.most, size or 0)
            return super().read(size)

    stream = Counted(json.dumps({"results": [GOOD] * 30_000}, indent=1))
    assert sum(1 for _ in items(stream)) == 30_000
    assert 0 < stream.most <= 2 * CHUNK


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, "[1, 2]", '["a"]', '[{"title": ["x"]}]', '{"title": 3}']
)
def test_json_of_anything_else_is_told(text: str):
    papers = [r for r in objects.read(io.StringIO(text), "x") if isinstance(r, Paper)]
    skipped = [r for r in objects.read(io.StringIO(text), "x") if isinstance(r, Skipped)]
    assert not papers and skipped


def test_an_inverted_index_is_put_together_exactly():
    assert abstract({"b": [1, 10**12], "a": [0, 3], "c": [2]}) == "a b c a b"
    assert abstract(None) == abstract({}) == abstract({"a": None, "b": ["x"]}) == abstract([1]) == ""


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("junk", [None, 7, "text", [], {}, [[]], [None], True])
def test_a_field_of_another_kind_breaks_nothing(shape: str, junk: Any):
    item, _ = SHAPES[shape]
    for name in item:
        assert len(list(objects.read(io.StringIO(json.dumps(item | {name: junk})), "x"))) <= 1


def test_real_exports_have_the_records_that_they_are_known_to_have():
    check_counts("zotero", "openalex", "semantic-scholar", suffix=".json")
