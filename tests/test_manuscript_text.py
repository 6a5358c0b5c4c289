"""Manuscripts in Markdown, Quarto and plain text: their citations, their lines, and their lists of references."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.checks.manuscript.manuscript import Manuscript
from rag.checks.manuscript.plain.citations import citations
from rag.checks.manuscript.reading import read_manuscript
from rag.errors import InputError

BIB = "@article{lind19, title={Dances}, author={Lind, Bo and Ng, C}, year={2019}}\n@book{a:b.c, title={Corals}, author={Wu, D}, year={2020}}"


def read(folder: Path, text: str, name: str = "draft.md") -> Manuscript:
    (folder / name).write_text(text, "utf-8")
    return read_manuscript(folder / name)


PANDOC = [
    ("Bees dance [@lind19].", "Bees dance.", "lind19"),
    ("Bees dance [see @lind19, p. 3; also @a:b.c, chap. 2].", "Bees dance.", "lind19 a:b.c"),
    ("Bees dance [-@lind19].", "Bees dance.", "lind19"),
    ("Bees dance [@{https://example.org/x}].", "Bees dance.", "https://example.org/x"),
    ("As @lind19 say, bees dance.", "As Lind and Ng say, bees dance.", "lind19"),
    ("As @lind19 [p. 33] say, bees dance.", "As Lind and Ng say, bees dance.", "lind19"),
    ("As -@lind19 says, bees dance.", "As Lind and Ng says, bees dance.", "lind19"),
    ("Bees dance[@lind19; @x_1].", "Bees dance.", "lind19 x_1"),
    ("*Bees* **dance** [@lind19].", "Bees dance.", "lind19"),
    ("Bees [dance](http://example.org/@no) [@lind19].", "Bees dance.", "lind19"),
    ("Bees dance.[^1] [@lind19]\n\n[^1]: A note.", "Bees dance.", "lind19"),
]


@pytest.mark.parametrize(("text", "left", "cited"), PANDOC)
def test_pandocs_citations(tmp_path: Path, text: str, left: str, cited: str):
    (tmp_path / "refs.bib").write_text(BIB)
    one = read(tmp_path, f"---\ntitle: A\nbibliography: refs.bib\n---\n\n{text}\n").sentences[0]
    assert (one.text, one.keys, one.line) == (left, tuple(cited.split()), 6)


@pytest.mark.parametrize(
    "text", ["Write to lind@example.org [@x].", "See @fig-bees and @tbl-x [@x].", "`@code` is one [@x].", "```\n@code\n```\n\nBees [@x].",
             "<!-- @hidden -->\n\nBees [@x].", "Bees \\@no [@x]."],
)  # fmt: skip
def test_what_is_no_citation_in_markdown(tmp_path: Path, text: str):
    assert [key for one in read(tmp_path, text, "draft.qmd").sentences for key in one.keys] == ["x"]


@pytest.mark.parametrize(
    "named", ["refs.bib", "'refs.bib'", "[refs.bib, more.bib]", "\n  - refs.bib\n  - more.bib", "refs"]
)
def test_bibliographies_are_named_in_the_head(tmp_path: Path, named: str):
    (tmp_path / "refs.bib").write_text(BIB)
    (tmp_path / "more.bib").write_text("@misc{z, title={Zebras}}")
    manuscript = read(tmp_path, f"---\nbibliography: {named}\n---\nBees dance [@lind19].")
    assert "lind19" in manuscript.references and ("z" in manuscript.references) == ("more" in named)


def test_a_draft_in_markdown_may_cite_as_plain_text_does(tmp_path: Path):
    text = "# On bees\n\nBees dance (Lind & Ng, 2019).\n\n## References\n\n- Lind, B., & Ng, C. (2019). Dances. *Apidologie*.\n"
    manuscript = read(tmp_path, text)
    assert [(one.text, one.keys, one.line) for one in manuscript.sentences] == [
        ("On bees", (), 1),
        ("Bees dance.", ("Lind 2019",), 3),
    ]
    assert manuscript.references["Lind 2019"].text.startswith("Lind, B., & Ng, C. (2019). Dances.")


PLAIN = [
    ("Bees dance (Lind, 2019).", "Lind 2019"),
    ("Bees dance (Lind 2019).", "Lind 2019"),
    ("Bees dance (Lind & Ng, 2019; Wu et al., 2020a).", "Lind 2019|Wu 2020a"),
    ("Bees dance (see e.g. van der Berg, 2018, p. 3).", "van der Berg 2018"),
    ("Bees dance (Lind, Ng, & Wu, 2010, 2012).", "Lind 2010|Lind 2012"),
    ("Bees dance (reviewed in O’Neill, 2003; Smith 2001a, b).", "O’Neill 2003|Smith 2001a|Smith 2001b"),
    ("Bees dance [Lind 2019].", "Lind 2019"),
    ("Bees dance (World Health Organization, 2020).", "World Health Organization 2020"),
    ("Bees dance (WHO, 2020: 14).", "WHO 2020"),
    ("Bees dance [3].", "[3]"),
    ("Bees dance [1-3, 7].", "[1]|[2]|[3]|[7]"),
    ("Bees dance [1]–[3].", "[1]|[2]|[3]"),
    ("Bees dance [4, p. 12].", "[4]"),
    ("Lind (2019) saw bees dance.", "Lind 2019"),
    ("Lind's (2019) bees dance.", "Lind 2019"),
    ("Lind and Ng (2019, 2021) saw it.", "Lind 2019|Lind 2021"),
    ("Garcia-Lopez et al. (2020a,b) saw it.", "Garcia-Lopez 2020a|Garcia-Lopez 2020b"),
    ("In Lind et al. [12] bees dance.", "[12]"),
    ("According to Müller et al (2011), bees dance.", "Müller 2011"),
    ("Bees danced (in 2019).", ""),
    ("Bees danced in May (2019).", ""),
    ("Bees (n = 2019) danced.", ""),
    ("Bees danced [0.1, 0.5] times.", ""),
    ("Bees dance (Figure 3).", ""),
    ("Bees dance for 10³ s.", ""),
]


@pytest.mark.parametrize(("text", "cited"), PLAIN)
def test_citations_of_plain_text(text: str, cited: str):
    found = [key for one in citations(text) for key in one.keys]
    assert "|".join(found) == cited


def test_with_a_list_of_references_one_name_and_year_counts_only_if_it_is_there():
    text = "In the Treaty of Rome (1957) they met, as Lind (2019) says.²"
    assert [one.keys for one in citations(text, ("Lind 2019", "[2]"))] == [("Lind 2019",), ("[2]",)]


REFERENCES = {
    "by number in brackets": "[1] B. Lind, Dances of bees, Apidologie 3 (2019), doi:10.1000/bees.\n[2] C. Ng, Corals bleach,\n    Reefs, 2020.\n",
    "by number": "1. Lind B. Dances of bees. Apidologie 2019. doi:10.1000/bees\n2. Ng C. Corals bleach. Reefs 2020.\n",
    "by author": "Lind, B. (2019). Dances of bees. Apidologie. https://doi.org/10.1000/bees\nNg, C. (2020). Corals bleach.\n  Reefs.\n",
    "parted by blank lines": "Lind, Bo. 2019. Dances of bees. https://doi.org/10.1000/bees.\n\nNg, Cai. 2020. Corals bleach. Reefs.\n",
}


@pytest.mark.parametrize("kind", REFERENCES)
@pytest.mark.parametrize("heading", ["References", "REFERENCES", "Bibliography\n", "7. Works cited"])
def test_the_list_at_the_end_is_references_by_number_and_by_author(tmp_path: Path, kind: str, heading: str):
    manuscript = read(
        tmp_path, f"Bees dance [1], corals bleach (Ng, 2020).\n\n{heading}\n{REFERENCES[kind]}", "draft.txt"
    )
    assert [one.keys for one in manuscript.sentences] == [("[1]", "Ng 2020")]
    first, second = manuscript.references["[1]"], manuscript.references["[2]"]
    assert (first.paper.doi, first.paper.year, first.paper.names[0].text) == ("10.1000/bees", 2019, "Lind")
    assert second == manuscript.references["Ng 2020"] and "Corals bleach" in second.text and "Reefs" in second.text


def test_lines_of_plain_text_are_those_of_the_file(tmp_path: Path):
    text = "On bees\n\n\nBees dance\n(Lind, 2019). They\nhum (Ng, 2020).\n"
    found = [(one.text, one.line) for one in read(tmp_path, text, "draft.txt").sentences]
    assert found == [("On bees", 1), ("Bees dance.", 4), ("They hum.", 5)]


@pytest.mark.parametrize(
    ("name", "content"), [("a.md", b""), ("a.pdf", b"%PDF-1.4"), ("a.txt", b"\x00\x01\x02" * 50), ("a.tex", b"% x\n")]
)
def test_what_is_no_manuscript_says_so(tmp_path: Path, name: str, content: bytes):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError):
        read_manuscript(tmp_path / name)


def test_the_content_tells_latex_from_text_where_the_name_does_not(tmp_path: Path):
    assert read(tmp_path, "Bees dance \\citep{lind}.", "draft").sentences[0].keys == ("lind",)
    assert read(tmp_path, "Bees dance (Lind, 2019).", "draft").sentences[0].keys == ("Lind 2019",)
