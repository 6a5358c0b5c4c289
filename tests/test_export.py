"""Exports: read by other libraries, read back as they were, harmless, and the same keys everywhere."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from markdown_it import MarkdownIt

from rag.conversations import Conversation, Conversations
from rag.export import Format
from rag.export.formats import answer_in, cited, papers_in, table_in
from rag.export.markdown import conversation_markdown
from rag.intake.readers import read_all
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.citation_keys import citation_keys
from rag.library.library import Library
from rag.records import Paper
from rag.text.persons import read_name
from tests import exports
from tests.answers import BEES, EVIL, HOSTILE, ICE, answer, claims_in, comparison
from tests.conftest import Command
from tests.test_cli import QUESTION, failed

FORMATS = [Format.bib, Format.ris, Format.csv, Format.jsonl, Format.csl]
ODD = replace(
    paper(
        key="doi:10.1/x(3)+y",
        title="@Deep: what {b_v}, C&A and 3D R tell of mRNA -- 5% more",
        abstract="BACKGROUND: One \\alpha, two.\nMETHODS: Then 3^2 ~ 9 and {all}.\nER  - \nTY  - JOUR",
        authors=[
            "Smith and Sons",
            "van der Berg, Jan",
            "O'Neil, B.",
            "World Health Organization, The, of, All",
            "ATLAS Collaboration",
        ],
        venue="arXiv preprint",
        arxiv_id="1706.03762",
        pmid="123",
        type="article-journal",
        pages="7-7",
        keywords=["x; y", "z"],
        retracted=True,
    ),
    aliases=("arxiv:2001.00001", "doi:10.1/other_x"),
)
ALL = [
    BEES,
    ICE,
    EVIL,
    ODD,
    paper(title="Ice again", abstract="Ice melts.", type="article"),
    paper(key="note", title="On ice", abstract="It is withdrawn.", type="article", kinds=["Retraction of Publication"]),
    paper(key="units", title="On more ice", abstract="It melts.", type="article", kinds=["Erratum"]),
    paper(key="untitled", title="", abstract="An abstract of a collection without titles."),
    replace(ICE, id="i2", key="i2"),
]


def written(papers: list[Paper], format: Format) -> str:
    return "".join(papers_in(format, papers, citation_keys(papers, latex=format != Format.csl)))


def read_back(text: str, format: Format, folder: Path) -> list[Paper]:
    file = folder / f"export.{format}"
    file.write_text(text, "utf-8")
    return list(read_all([file]))


# keys


def test_keys_that_came_in_stay_byte_for_byte_and_others_are_made_of_author_year_and_word():
    came = [
        replace(ICE, id=str(n), key=key) for n, key in enumerate(["ISI:0001/x+y", "Müller_2020", "a'b(1)=@", "ice"])
    ]
    keys = citation_keys([*came, ICE])
    assert [keys.of[p.id] for p in came] == [p.key for p in came] and not keys.notes
    assert keys.of[ICE.id] == "vanderberg2021melting"


@pytest.mark.parametrize(
    ("authors", "year", "title", "key"),
    [
        (["Ashish Vaswani", "Noam Shazeer"], "2017", "Attention Is All You Need", "vaswani2017attention"),
        (["Vaswani, Ashish"], "2017", "The Attention", "vaswani2017attention"),
        (["Martin Luther King Jr."], "1963", "A Letter", "king1963letter"),
        (["Łukasz Kaiser"], "", "Über-Größe", "kaiseruber"),
        (["王 伟"], "2020", "深度学习 model", "wang2020shenduxuexi"),
        ([], "", "YOLOv9: Learning", "yolov9"),
        ([], "", "The", "the"),
        (["World Health Organization"], "2020", "Bees of the world", "worldhealthorganization2020bees"),
        (["Griffin DK", "Larkin DM"], "2021", "Dinosaurs", "griffin2021dinosaurs"),
        (["Cruz Jr., J. B."], "1972", "Feedback", "cruz1972feedback"),
    ],
)
def test_keys_are_made_the_better_bibtex_way(authors: list[str], year: str, title: str, key: str):
    made = paper(title=title, abstract="x", authors=authors, year=year)
    assert citation_keys([made]).of == {made.id: key}


def test_a_made_key_does_not_change_when_papers_are_added():
    same = [replace(ICE, id=f"i{n}", key=f"i{n}") for n in range(30)]
    keys = citation_keys(same).of
    assert [keys[f"i{n}"] for n in (0, 1, 2, 27)] == [f"vanderberg2021melting{s}" for s in ("", "a", "b", "aa")]
    for n in range(1, 30):
        assert citation_keys(same[:n]).of.items() <= keys.items()
    assert citation_keys([*same, BEES]).of.items() >= keys.items()


def test_keys_that_are_there_twice_or_cannot_be_written_are_told():
    papers = [replace(BEES, id=n, key=k) for n, k in (("1", "x"), ("2", "x"), ("3", "a b,{c}%"), ("4", "xa"))]
    keys = citation_keys(papers)
    assert keys.of == {"1": "x", "2": "xb", "3": "a-b--c--", "4": "xa"}
    assert "'x' belongs to an earlier paper" in keys.notes["2"] and "'xb'" in keys.notes["2"]
    assert "cannot be written" in keys.notes["3"] and len(keys.notes) == 2
    assert citation_keys(papers, latex=False).of["3"] == "a b,{c}%"


# papers


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_written_reads_back_as_the_same_papers(format: Format, tmp_path: Path):
    papers = ALL[:-1]
    keys = citation_keys(papers, latex=format != Format.csl)
    for given, back in zip(papers, read_back(written(papers, format), format, tmp_path), strict=True):
        if given.key == given.id and format in (Format.bib, Format.csl):
            given = replace(given, key=keys.of[given.id])
        if format == Format.ris:
            given = replace(given, keywords=tuple(w for k in given.keywords for w in k.split("; ")))
        if format in (Format.csv, Format.bib):
            given = replace(given, keywords=tuple(w for k in given.keywords for w in k.split("; ")))
        assert back == given


@pytest.mark.parametrize("format", FORMATS)
def test_real_exports_read_back_as_the_same_papers(format: Format, tmp_path: Path):
    for source in ("bibtex/zotero_betterbib.bib", "ris/pubmed.ris", "zotero/zotero_export_cs.csv"):
        if not (exports.FORMATS / source).exists():
            continue
        papers = {p.id: p for p in read_all([exports.FORMATS / source]) if isinstance(p, Paper)}
        keys = citation_keys(papers.values(), latex=format != Format.csl)
        back = read_back(written(list(papers.values()), format), format, tmp_path)
        assert len(back) == len(papers) > 40
        for given, found in zip(papers.values(), back, strict=True):
            assert found == (given if given.key != given.id else replace(given, key=found.key))
            assert found.key in (given.key, keys.of[given.id])


def test_bibtex_parses_in_pybtex_too():
    from pybtex.database import parse_string

    text = written(ALL, Format.bib)
    entries = parse_string(text, "bibtex").entries
    assert list(entries) == [
        "bees",
        "vanderberg2021melting",
        "evil",
        ODD.key,
        "ice",
        "note",
        "units",
        "untitled",
        "vanderberg2021meltinga",
    ]
    bees = entries["bees"]
    assert bees.type == "article" and bees.fields["title"] == "Waggle dances of {YOLOv9} bees"
    assert bees.fields["journal"] == r"Apidologie \& Insects" and bees.fields["pages"] == "11--19"
    assert bees.fields["doi"] == "10.1000/bees_1" and bees.fields["url"] == "https://example.org/a_b%20c"
    assert [str(name) for name in bees.persons["author"]] == ["Karlsson, Ada", "Lind, Bo"]
    assert entries[ODD.key].persons["author"][-1].last_names == ["{ATLAS Collaboration}"]
    assert len(entries[ODD.key].persons["author"]) == 5 and entries[ODD.key].fields["note"] == "Retracted"


def test_nothing_in_bibtex_is_a_command_but_those_that_stand_for_characters():
    commands = set(re.findall(r"\\([A-Za-z]+|.)", written(ALL, Format.bib)))
    assert commands <= {"textbackslash", "textbraceleft", "textbraceright", "textasciitilde", "textasciicircum",
                        "ensuremath", "alpha", "beta", "leq", "%", "&", "_", "#", "$"}  # fmt: skip
    title = re.search("title = {(.*)},", written([EVIL], Format.bib))[1]
    assert r"\textbackslash{}input\textbraceleft{}/etc/passwd\textbraceright{}" in title
    assert title.count("{") == title.count("}") and "\\{" not in title


def test_ris_parses_in_rispy_and_a_value_opens_no_record():
    import rispy

    records = rispy.loads(written([EVIL, ODD, BEES], Format.ris))
    assert [r["id"] for r in records] == ["evil", ODD.key, "bees"]
    assert records[2]["authors"] == ["Karlsson, Ada", "Lind, Bo"] and records[2]["end_page"] == "19"
    assert "TY  - JOUR" not in written([ODD], Format.ris).split("\n", 1)[1]


def test_csl_json_is_formatted_by_citeproc(tmp_path: Path):
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    items = json.loads(written([BEES, ICE], Format.csl))
    assert items[1]["author"] == [{"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"}]
    source = CiteProcJSON([{k: v for k, v in item.items() if k != "custom"} for item in items])
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    bibliography.register(Citation([CitationItem("bees"), CitationItem("vanderberg2021melting")]))
    shown = " ".join(map(str, bibliography.bibliography()))
    assert "Karlsson" in shown and "Waggle dances" in shown and "2019" in shown
    assert json.loads(written([], Format.csl)) == []


def test_names_in_csl_json_have_their_parts_and_read_back_as_they_came(tmp_path: Path):
    authors = ("Griffin DK", "King, Martin Luther, Jr.", "Bo Lind", "ATLAS Collaboration", "Karlsson, Ada")
    text = written([replace(BEES, names=tuple(map(read_name, authors)))], Format.csl)
    assert json.loads(text)[0]["author"] == [
        {"family": "Griffin", "given": "D. K."},
        {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
        {"family": "Lind", "given": "Bo"},
        {"literal": "ATLAS Collaboration"},
        {"family": "Karlsson", "given": "Ada"},
    ]
    (back,) = read_back(text, Format.csl, tmp_path)
    assert back.authors == authors


FORMULA = "=+-@＝＋－＠"  # some spreadsheets read the wide signs as the others


def test_a_table_of_papers_holds_no_formula_and_reads_back_the_same(tmp_path: Path):
    papers = [paper(key=f"{sign}key", title=f"{sign}SUM(A1)", abstract="Is text.", venue="'=x") for sign in FORMULA]
    text = written(papers, Format.csv)
    for row in csv.reader(io.StringIO(text)):
        assert not any(cell.startswith((*FORMULA, "\t", "\r")) for cell in row)
    assert read_back(text, Format.csv, tmp_path) == papers


def test_json_lines_hold_the_fields_that_a_paper_has():
    bees, ice = map(json.loads, written([BEES, ICE], Format.jsonl).splitlines())
    assert bees["key"] == "bees" and bees["authors"] == ["Karlsson, Ada", "Bo Lind"] and bees["year"] == 2019
    assert ice == {"title": "On the melting of ice", "abstract": "Glaciers melt.", "authors": ["Jan van der Berg"],
                   "year": 2021}  # fmt: skip


# answers


def exported(given, format: Format, write=answer_in) -> str:
    return "".join(write(format, given, citation_keys(cited(given)), "refs"))


def test_markdown_has_text_references_and_quotes_under_their_numbers():
    shown = exported(answer("**Dances** tell it [1][2].", BEES, ICE, warnings=("Cut off.",)), Format.md)
    assert shown.startswith("# What do bees do?\n\n**Dances** tell it [1][2].")
    assert "> Note: Cut off." in shown
    assert (
        "- Karlsson, Ada; Bo Lind. **Waggle dances of YOLOv9 bees.** Apidologie & Insects 12(3), 11-19, 2019. "
        "<https://doi.org/10.1000/bees_1> `bees`\n  - [1] “Honey bee”\n" in shown
    )
    assert "`vanderberg2021melting`\n  - [2] “Glaciers ”" in shown.replace("“Glaciers”", "“Glaciers ”")


def test_claims_that_are_not_supported_are_marked_in_the_text_and_listed():
    text = "Bees dance [1]. Bees sing [1]. Bees fly home."
    claims = claims_in(
        text,
        ("Bees dance [1].", (1,), "supported", "ok"),
        ("Bees sing [1].", (1,), "contradicted", "it says “dance”"),
        ("Bees fly home.", (), "uncited", "no source is given"),
    )
    given = answer(text, BEES, claims=claims)
    shown = exported(given, Format.md)
    assert r"Bees dance [1]. Bees sing [1]. \[contradicted\] Bees fly home. \[no source\]" in shown
    assert "- **contradicted**: Bees sing. (it says “dance”)" in shown
    snippet = exported(given, Format.tex)
    assert r"Bees sing~\cite{bees}. {[}contradicted{]} Bees fly home. {[}no source{]}" in snippet
    assert "% To check, contradicted: Bees sing. (it says “dance”)\n" in snippet


def test_the_row_and_the_repeated_sentence_that_are_in_doubt_are_marked_where_they_stand():
    text = "Bees sing. [1] Bees sing.\n\n| Who | What |\n|---|---|\n| Bees | sing [1] |\n| Ants | sing |"
    claims = claims_in(
        text,
        ("Bees sing.", (1,), "supported", ""),
        ("Bees sing.", (), "uncited", ""),
        ("| Ants | sing |", (), "uncited", ""),
    )
    shown = exported(answer(text, BEES, claims=claims), Format.md)
    assert r"Bees sing. [1] Bees sing. \[no source\]" in shown
    assert "| Bees | sing [1] |\n| Ants | sing \\[no source\\] |" in shown
    snippet = exported(answer(text, BEES, claims=claims), Format.tex)
    assert "Bees & sing~\\cite{bees} \\\\\nAnts & sing {[}no source{]} \\\\" in snippet


@pytest.mark.parametrize("why", ["not_in_library", "not_in_abstracts"])
def test_an_answer_that_declines_says_so_in_every_text(why: str):
    given = answer("Nothing here speaks to it.", abstained=why)
    assert exported(given, Format.md).endswith("Nothing here speaks to it.\n\n")
    assert "**No answer:" in exported(given, Format.md)
    assert "% No answer was found" in exported(given, Format.tex) and "Nothing here" in exported(given, Format.tex)


def test_latex_cites_keys_and_the_bib_has_only_those(tmp_path: Path):
    given = answer("Both [1] [2]. One, as Lind et al. [1] say. Unknown [7] and [3?].", BEES, ICE)
    snippet = exported(given, Format.tex)
    assert "\nBoth~\\cite{bees,vanderberg2021melting}. One, as Lind et al.~\\cite{bees} say." in snippet
    assert "Unknown {[}7{]} and {[}3?{]}." in snippet and r"\bibliography{refs}" in snippet
    assert exported(given, Format.bib).count("\n@") + 1 == 2
    used = {key for keys in re.findall(r"\\cite{([^}]*)}", snippet) for key in keys.split(",")}
    assert used == {p.key for p in read_back(exported(given, Format.bib), Format.bib, tmp_path)}


def test_latex_of_hostile_text_has_no_command_of_its_own():
    deep = "".join(f"{'  ' * n}- {HOSTILE} {n}\n" for n in range(7))
    text = f"{HOSTILE} [2]\n\n# {HOSTILE}\n\n{deep}\n> > > > > > q\n\n```\n\\end{{quote}} \\input{{x}}\n\n[o]\n```\n`{HOSTILE}`"
    given = replace(comparison(), text=text, question=f"Why\n{HOSTILE}?")
    snippet = exported(given, Format.tex)
    body = "\n".join(line for line in snippet.splitlines() if not line.startswith("%"))
    ours = set(
        "textbackslash textbraceleft textbraceright textasciitilde textasciicircum textless textgreater textquotedbl "
        "ensuremath alpha beta leq cite textbf texttt paragraph begin end item quote ttfamily mbox small caption "
        "linewidth toprule midrule bottomrule".split()
    )
    assert set(re.findall(r"\\([A-Za-z]+)", body)) <= ours
    assert set(re.findall(r"\\(?:begin|end){(\w+)}", body)) <= {"itemize", "quote", "table", "tabular"}
    assert body.count(r"\begin{itemize}") == body.count(r"\end{itemize}") == 4
    assert body.count("{") == body.count("}") and not re.search(r"(?<!\\)[%$#]", body)


def test_markdown_of_hostile_text_shows_it_and_nothing_else():
    text = f"{HOSTILE} [2]\n\n- {HOSTILE}\n\n[1]: http://evil.example\n\n[1](http://evil.example) [2]{{.x}}\n\n| a | b |\n|---|---|\n| `x` | {HOSTILE} |"
    given = replace(comparison(), text=text, question=f"# {HOSTILE}\n- q")
    for shown in (exported(given, Format.md), exported(given, Format.md, table_in)):
        page = MarkdownIt("commonmark", {"html": True}).enable("table").render(shown)
        assert "<script" not in page and "<img" not in page and "javascript:x)" in page
        assert set(re.findall(r'href="([^"]*)"', page)) == {"https://doi.org/10.1000/bees_1"}
        assert set(re.findall(r"<(\w+)", page)) <= set(
            "h1 h2 h4 p strong em ul ol li a code table thead tbody tr th td".split()
        )
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and r"\input{/etc/passwd}" in page


def test_a_comparison_is_a_table_in_csv_markdown_and_latex():
    given = comparison()
    rows = list(csv.reader(io.StringIO(exported(given, Format.csv))))
    assert rows[0] == ["key", "title", "Problem", "Result & more"]
    assert rows[1] == ["bees", BEES.title, "Where food is. [bees]", "The abstract does not state it."]
    assert rows[2][0] == "evil" and rows[2][2].startswith("'=1+1") and rows[2][3] == "So it is. [evil]"
    table = exported(given, Format.md, table_in)
    assert "| Problem | Where food is. [1] | =1+1 \\| " in table and "## References" in table
    snippet = exported(given, Format.tex, table_in)
    assert r"Problem & Where food is~\cite{bees}. & =1+1 | " in snippet and r"Result \& more & The abstract" in snippet


def test_a_conversation_is_one_document_with_the_references_of_each_answer():
    from datetime import UTC, datetime

    answers = (answer("One [1].", BEES), answer("Two [1].", ICE, question="And *ice*?"))
    talk = Conversation("c", "What do bees do?", datetime(2026, 11, 24, 9, 5, tzinfo=UTC), answers)
    keys = citation_keys([BEES, ICE])
    shown = "".join(conversation_markdown(talk, keys.of))
    assert shown.startswith("# What do bees do?\n\n*2026-11-24 09:05 UTC*\n\n## What do bees do?\n\nOne [1].\n\n")
    assert "## And \\*ice\\*?\n\nTwo [1].\n\n" in shown and shown.count("### References") == 2


# the command


@pytest.fixture
def home(tmp_path: Path, three_papers: list[Paper]) -> Path:
    from rag.setup.settings import load_settings

    library = Library(load_settings(home=tmp_path / "home"))
    add(library, [*three_papers, replace(ICE, key=ICE.id)])
    library.close()
    return tmp_path / "home"


def test_the_library_is_exported_whole_or_in_part(command: Command, home: Path):
    bib = command(home, "export")
    assert bib.returncode == 0 and bib.stdout.count("@") == 4 and not bib.stderr
    some = command(home, "export", "--format", "ris", "--where", "year>=2019", "--where", "title~reef")
    assert some.stdout.count("TY  - ") == 1 and "coral" in some.stdout
    none = command(home, "export", "--format", "csl", "--where", "year>=2100")
    assert json.loads(none.stdout) == [] and "no paper meets" in none.stderr
    one = command(home, "export", "--format", "jsonl", "--only", "bees", "--only", ICE.id)
    assert [json.loads(line)["title"] for line in one.stdout.splitlines()] == ["Waggle dances of honey bees", ICE.title]
    failed(command(home, "export", "--only", "bees", "--only", "wasps"), "not in the library: wasps")
    failed(command(home, "export", "--where", "colour=red"), "colour=red")


def test_a_paper_that_is_updated_keeps_its_place_and_the_keys_of_others(library: Library):
    twin = replace(ICE, id="twin", key="twin", doi="10.1/twin")
    first = replace(ICE, key=ICE.id)
    add(library, [first, replace(twin, key="twin")])
    before = citation_keys(library.catalog.each()).of
    add(library, [replace(first, abstract="Glaciers melt faster.", keywords=("ice",))])
    assert [p.id for p in library.catalog.each()] == [p.id for p in library.papers()]
    assert citation_keys(library.catalog.each()).of == before


def test_a_file_is_written_whole_and_not_replaced_unasked(command: Command, home: Path, tmp_path: Path):
    file = tmp_path / "refs.json"
    assert "written" in command(home, "export", "--output", str(file)).stderr
    assert {item["id"] for item in json.loads(file.read_text("utf-8"))} >= {"bees", "coral", "ice"}
    failed(command(home, "export", "-f", "csv", "--output", str(file)), "there is such a file")
    assert command(home, "export", "-f", "csv", "--force", "--output", str(file)).returncode == 0
    assert file.read_text("utf-8").startswith("key,title,abstract") and os.listdir(tmp_path).count("refs.json") == 1
    failed(command(home, "export", "--output", str(tmp_path / "no" / "refs.bib")), "no such folder")
    failed(command(home, "export", "--output", str(tmp_path)), "is no file")
    assert sorted(os.listdir(tmp_path)) == ["home", "refs.json"]


def test_what_is_not_there_yet_is_said(command: Command, home: Path, tmp_path: Path):
    failed(command(home, "export", "--answer"), "no answer yet")
    failed(command(home, "export", "--conversation"), "no conversation yet")
    failed(command(tmp_path / "empty", "export"), "library is empty")
    kept = Conversations(home)
    kept.save(answer("Nothing."))
    kept.close()
    failed(command(home, "export", "--table"), "no comparison table")
    failed(command(home, "export", "--answer", "--format", "bib"), "cites no paper")


@pytest.mark.parametrize(
    "words",
    [["--answer", "--table"], ["--conversation", "-f", "bib"], ["--table", "-f", "ris"], ["-f", "tex", "--only", "x"],
     ["-f", "doc"]],
)  # fmt: skip
def test_what_does_not_go_together_is_bad_usage(command: Command, home: Path, words: list[str]):
    assert command(home, "export", *words).returncode == 2


def test_the_last_answer_is_exported_with_the_keys_of_the_library(command: Command, sample_home: Path, tmp_path: Path):
    home = tmp_path / "home"
    copytree(sample_home, home)
    command(home, "ask", QUESTION)
    library_keys = set(re.findall(r"@misc{([^,]*),", command(home, "export").stdout))
    done = command(home, "export", "--output", str(tmp_path / "answer.tex"))
    assert done.returncode == 0 and "answer.bib" in done.stderr
    used = {
        k for keys in re.findall(r"\\cite{([^}]*)}", (tmp_path / "answer.tex").read_text()) for k in keys.split(",")
    }
    bib = set(re.findall(r"@misc{([^,]*),", (tmp_path / "answer.bib").read_text()))
    assert used == bib and used <= library_keys and r"\bibliography{answer}" in (tmp_path / "answer.tex").read_text()
    assert command(home, "export", "--conversation").stdout.startswith(f"# {QUESTION}")
    failed(command(home, "export", "-f", "tex", "--output", str(tmp_path / "answer.tex")), "there is such a file")
