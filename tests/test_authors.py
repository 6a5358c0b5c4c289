"""Lists of authors in one field: parted where they surely are several, and in the readers that meet them."""

from __future__ import annotations

import pytest

from rag.intake.readers import bibtex, objects, table
from rag.intake.readers.authors import each_author, listed, split_names, surely_parted
from rag.intake.readers.record import paper
from rag.intake.readers.tagged import medline, ris, wos
from rag.intake.readers.xml import pubmed
from rag.records import Group, Person
from tests import exports

ONE = [
    "Smith, Jane",
    "García Márquez, Gabriel José",
    "King, Martin, Jr.",
    "King, Jr., Martin",
    "van den Berg, Jan Piet",
    "Okafor, Ada, MD",
    "José Ortega y Gasset",
    "Barnes and Noble",
    "Johnson & Johnson",
    "Ford Motor Company, Inc.",
    "Cochrane Pain, Palliative and Supportive Care Group",
    "Brazil, Russia, India, China, South Africa Group",
    "Institute of Electrical and Electronics Engineers",
    "Writing Committee for the REMAP-CAP Investigators",
    "Food and Agriculture Organization",
    "Centre for Ageing, Memory and Sleep",
]
SEVERAL = [
    ("Roe, Ada B.; Lind, Bo; Berg, Eva", ["Roe, Ada B.", "Lind, Bo", "Berg, Eva"]),
    ("Roe AB, Lind B", ["Roe AB", "Lind B"]),
    ("A. B. Roe, B. Lind", ["A. B. Roe", "B. Lind"]),
    ("Roe, A.B., Lind, B., Berg, E.", ["Roe, A.B.", "Lind, B.", "Berg, E."]),
    ("Roe, Ada B., Lind, Bo, van den Berg, Eva", ["Roe, Ada B.", "Lind, Bo", "van den Berg, Eva"]),
    ("Ada Roe, Bo Lind, Eva Berg", ["Ada Roe", "Bo Lind", "Eva Berg"]),
    ("Roe, Ada and Lind, Bo and Berg, Eva", ["Roe, Ada", "Lind, Bo", "Berg, Eva"]),
    ("Roe, AB, Lind, B, and Berg, E", ["Roe, AB", "Lind, B", "Berg, E"]),
    ("Roe, Ada, Lind, Bo, and Berg, Eva", ["Roe, Ada", "Lind, Bo", "Berg, Eva"]),
    ("Roe, Ada, Bo Lind, and Eva Berg", ["Roe, Ada", "Bo Lind", "Eva Berg"]),
    ("Ada Roe and Bo Lind", ["Ada Roe", "Bo Lind"]),
    ("Ada Roe with Bo Lind", ["Ada Roe", "Bo Lind"]),
    ("A. Roe & B. Lind", ["A. Roe", "B. Lind"]),
    ("Roe A | Lind B", ["Roe A", "Lind B"]),
    ("Roe A / Lind B", ["Roe A", "Lind B"]),
    ("Roe A\nLind B", ["Roe A", "Lind B"]),
    ("Roe A, Lind B, for the BEES Investigators", ["Roe A", "Lind B", "BEES Investigators"]),
    ("Roe A and the BEES Study Group", ["Roe A", "BEES Study Group"]),
    ("Roe, A., Lind, B., et al.", ["Roe, A.", "Lind, B."]),
    ("李伟；王芳", ["李伟", "王芳"]),
]


@pytest.mark.parametrize("text", ONE)
def test_what_may_be_one_name_stays_one(text: str):
    assert surely_parted(text) == [text]


@pytest.mark.parametrize(("text", "names"), SEVERAL)
def test_what_surely_is_several_is_parted_in_a_line_and_in_a_cell(text: str, names: list[str]):
    assert surely_parted(text) == names == split_names(text)


def test_a_cell_is_parted_where_a_line_is_not():
    assert split_names("Roe and Lind") == ["Roe", "Lind"] and surely_parted("Roe and Lind") == ["Roe and Lind"]
    assert split_names("Roe, Lind, and Berg") == ["Roe", "Lind", "Berg"]
    assert split_names("Institute of Electrical and Electronics Engineers") == [ONE[12]]


def test_lists_as_programs_print_them_are_lists_and_an_empty_one_is_nobody():
    for text in ("['Roe, Ada', \"O'Neil, B.\"]", '["Roe, Ada", "O\'Neil, B."]', "['Roe, Ada' \"O'Neil, B.\"]"):
        assert listed(text) == ["Roe, Ada", "O'Neil, B."] == split_names(text) == list(each_author([text]))
    for text in ("[]", "[ ]", "[No author name available]"):
        assert split_names(text) == [] == list(each_author([text]))


def test_a_comma_behind_a_line_makes_a_group_as_in_endnote():
    assert list(each_author(["Max Planck,", "Ford Motor Company,, Inc.", "Roe, A.,"])) == [
        *(Group("Max Planck,"), Group("Ford Motor Company, Inc."), "Roe, A.")
    ]
    made = paper(title="T", abstract="x", authors=each_author(["Max Planck,", "Roe, A.,"]))
    assert made.names == (Group("Max Planck"), Person("", "Roe", "A."))


def test_initials_stick_to_family_names_only_where_they_do_to_all():
    assert paper(title="T", abstract="x", authors=["SmithJA", "O'NeilB"]).names == (
        *(Person("", "Smith", "J. A."), Person("", "O'Neil", "B.")),
    )
    assert paper(title="T", abstract="x", authors=["OpenAI"]).authors == ("OpenAI",)
    assert paper(title="T", abstract="x", authors=["OpenAI", "Ada Roe"]).authors == ("OpenAI", "Ada Roe")


PLANCK, BERG = Group("Max Planck"), Person("", "Berg", "Jan", "van der", "Jr.")


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (bibtex, "@misc{k, title={T}, abstract={Words.}, author={{Max Planck} and van der Berg, Jr., Jan}}"),
        (bibtex, "@misc{k, title={T}, abstract={Words.}, author={{Max Planck} and family=Berg, given=Jan, prefix=van der, suffix={Jr.}}}"),
        (ris, "TY  - JOUR\nTI  - T\nAB  - Words.\nA1  - Max Planck,\nAU  - van der Berg, Jan, Jr.\nER  - \n"),
        (wos, "FN X\nVR 1.0\nPT J\nAF van der Berg, Jan, Jr.\nCA Max Planck\nTI T\nAB Words.\nER\n\nEF"),
        (medline, "PMID- 1\nTI  - T\nAB  - Words.\nFAU - van der Berg, Jan Jr\nCN  - Max Planck\n"),
        (pubmed, "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>T</ArticleTitle>"
            "<Abstract><AbstractText>Words.</AbstractText></Abstract><AuthorList><Author><CollectiveName>Max Planck"
            "</CollectiveName></Author><Author><LastName>van der Berg</LastName><ForeName>Jan</ForeName><Suffix>Jr.</Suffix>"
            "</Author></AuthorList></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"),
        (objects, '[{"title": "T", "abstract": "Words.", "author": [{"literal": "Max Planck"}, {"family": "Berg", '
            '"given": "Jan", "non-dropping-particle": "van der", "suffix": "Jr."}]}]'),
        (objects, '[{"itemType": "book", "title": "T", "abstractNote": "Words.", "creators": [{"creatorType": "author", '
            '"name": "Max Planck"}, {"creatorType": "author", "firstName": "Jan, Jr.", "lastName": "van der Berg"}]}]'),
        (objects, '{"title": "T", "abstract": "Words.", "authors": ["Max Planck", {"family": "Berg", "given": "Jan", '
            '"particle": "van der", "suffix": "Jr."}], "names": [{"name": "Max Planck"}, null]}'),
        (table, 'title,abstract,authors,names\nT,Words.,"Max Planck; van der Berg, Jan, Jr.","[{""name"": ""Max Planck""}, {}]"\n'),
    ],
)  # fmt: skip
def test_readers_go_by_what_their_sources_say_of_groups_and_parts(reader, text: str):
    (found,) = exports.papers(reader, text)
    assert set(found.names) - {Person("", "Berg", "Jan", "van der", "Jr")} <= {PLANCK, BERG} and len(found.names) == 2


def test_two_authors_of_one_name_stay_two():
    text = "TY  - JOUR\nTI  - T\nAB  - Words.\nAU  - Wang, Wei\nAU  - Wang, Wei\nER  - \n"
    assert exports.papers(ris, text)[0].authors == ("Wang, Wei", "Wang, Wei")
    twice = text.replace("ER  -", "A1  - Wang, Wei\nA1  - Wang, Wei\nER  -")
    assert exports.papers(ris, twice)[0].authors == ("Wang, Wei", "Wang, Wei")
