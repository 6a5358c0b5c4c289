"""Texts that mean harm, as `hostile.jsonl` has them with the reason of each: in a paper, in a question, in a model's reply.

Each goes through the command line, the page, every export and the prompt, and stays text.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from rag.answer.assistant import Assistant
from rag.answer.columns.column import Cell
from rag.answer.columns.table import PaperTable, TableRow
from rag.answer.columns.understand import column_of
from rag.export import Format
from rag.export.formats import answer_in, cited, keys_for, papers_in
from rag.export.sheets import table_csv, table_markdown, table_xlsx
from rag.intake.readers import read_all
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Answer, Paper, Scope
from rag.setup.settings import load_settings
from rag.text.cleaning import plain_text
from tests.conftest import Command
from tests.fakes import Scripted, chat_server
from tests.nodes import flat
from tests.test_cli import output
from ui.answer.view import drawn
from ui.file_name import file_name

TEXTS = {one["name"]: one["text"] for one in map(json.loads, (Path(__file__).parent / "hostile.jsonl").open())}
SIGNS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
TAGS = re.compile("(?<!\U0001f3f4)(?:(?<=[^\U000e0020-\U000e007f])|^)[\U000e0000-\U000e007f]")
FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
SENTENCE = re.compile(r"\[\d+[a-z]+\] ")


def hostile(number: int, text: str) -> Paper:
    return paper(
        key=f"k{number}", title=f"{text} on walls", abstract=f"Moss cools walls. {text} Lichen, {text}, grows.",
        authors=[text[:40], "Ada Karlsson"], venue=text[:60], year="2020", doi=f"10.1000/w{number}", keywords=[text[:30]],
    )  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = Library(load_settings(home=tmp_path_factory.mktemp("hostile") / "home"))
    add(opened, [hostile(number, text) for number, text in enumerate(TEXTS.values())])
    assert len(opened) == len(TEXTS) >= 60
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def asked(library: Library) -> dict[str, tuple[Answer, dict]]:
    """Of each text: the answer of a model that says it, and what the model was sent."""
    found = {}
    with chat_server("-") as server:
        settings = {"model": "scripted", "base_url": server.url, "retries": 0, "timeout": 5, "judge": False}
        assistant = Assistant(load_settings(home=library.home, **settings), library)
        for number, (name, text) in enumerate(TEXTS.items()):
            said = text.encode("utf-8", "replace").decode()
            server.replies[:] = [Scripted(f"Moss cools walls [1a]. {said} is what lichen does [1b].")]
            own = Scope(only=(library.find([f"k{number}"])[0].id,))
            answer = assistant.ask(f"What is said of moss and {text}?", scope=own)
            found[name] = answer, server.requests[-1]
    return found


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a value of lists and dictionaries, their names too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from (name, *texts_in(inner))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner)


def signs(text: str) -> str:
    return "".join(SIGNS.findall(text) + TAGS.findall(text)).encode("unicode_escape").decode()


def wrong(found: dict[str, str]) -> dict[str, str]:
    return {name: told for name, told in found.items() if told}


def test_each_text_has_its_reason():
    lines = [json.loads(line) for line in (Path(__file__).parent / "hostile.jsonl").open()]
    assert len({one["name"] for one in lines}) == len({one["text"] for one in lines}) == len(lines) >= 60
    assert all(one["reason"] for one in lines)


def test_no_control_sign_reaches_a_paper_a_question_or_an_answer(library: Library, asked):
    assert (
        wrong(
            {
                paper.key: signs("".join(texts_in([paper.title, paper.abstract, *paper.authors])))
                for paper in library.papers()
            }
        )
        == {}
    )
    assert wrong({name: signs(answer.text + answer.question) for name, (answer, _) in asked.items()}) == {}


def test_no_text_begins_a_line_of_the_prompt_or_closes_its_tags(asked):
    def ours(sent: dict) -> list[str]:
        """What our own lines begin with; a paper without authors has one fewer."""
        lines = "\n".join(message["content"] for message in sent["messages"]).splitlines()
        return [re.split(r"[ :=]", line)[0] for line in lines if not SENTENCE.match(line)]

    expected = ours(asked["emoji"][1])
    assert wrong({name: "" if ours(sent) == expected else str(ours(sent)) for name, (_, sent) in asked.items()}) == {}
    sent = {name: "\n".join(message["content"] for message in own["messages"]) for name, (_, own) in asked.items()}
    assert wrong({name: signs(text) for name, text in sent.items()}) == {}
    assert len({(text.count("<"), text.count(">")) for text in sent.values()}) == 1


def test_every_citation_is_what_the_abstract_says(asked):
    for answer, _ in asked.values():
        assert answer.citations
        assert all(c.paper.abstract[c.start : c.end] == c.quote for c in answer.citations)


def test_the_page_draws_text_alone(asked):
    for name, (answer, _) in asked.items():
        shown = drawn(answer)
        assert not signs("".join(texts_in(shown))), name
        flat(shown["blocks"])  # no other tags, links of http alone
        links = [text for text in texts_in(shown) if re.match(r"(?:javascript|data|vbscript|file):", text, re.I)]
        assert not [link for link in links if link not in (answer.text, *TEXTS.values())], name
        json.dumps(shown, allow_nan=False).encode()


def test_markdown_has_no_html_no_image_and_no_link_of_theirs(library: Library, asked):
    found = {}
    for name, (answer, _) in asked.items():
        written = "".join(answer_in(Format.md, answer, keys_for(Format.md, library, cited(answer)), "x"))
        tokens = [
            t
            for block in MarkdownIt("commonmark").enable("table").parse(written)
            for t in (block, *(block.children or ()))
        ]
        kinds = {t.type for t in tokens}
        links = [str(t.attrs["href"]) for t in tokens if t.type == "link_open"]
        bad = sorted(kinds & {"html_block", "html_inline", "image"}) + [
            a for a in links if not a.startswith("https://doi.org/10.1000/w")
        ]
        found[name] = ", ".join(bad) or signs(written)
    assert wrong(found) == {}


def test_latex_has_no_command_of_theirs(library: Library, asked):
    found = {}
    for name, (answer, _) in asked.items():
        written = "".join(answer_in(Format.tex, answer, keys_for(Format.bib, library, cited(answer)), "x"))
        commands = re.findall(r"^[^%\n]*\\(?:input|write|openin|end\{document|cite\{k\})", written, re.M)
        found[name] = ", ".join(commands) or signs(written)
        typeset = "".join(line for line in written.splitlines(True) if not line.startswith("%"))
        assert typeset.count("{") == typeset.count("}"), name
    assert wrong(found) == {}


FORMATS = ("bib", "ris", "csv", "jsonl", "csl")


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_exported_reads_back_as_the_same_papers(name: str, library: Library, tmp_path: Path):
    format, papers = Format(name), library.papers()
    written = "".join(papers_in(format, papers, keys_for(format, library)))
    path = tmp_path / f"papers.{name}"
    path.write_text(written, encoding="utf-8")
    read = [one for one in read_all([path]) if isinstance(one, Paper)]
    assert [one.doi for one in read] == [one.doi for one in papers]
    assert {one.doi: one.title for one in read} == {one.doi: one.title for one in papers}
    words = lambda text: re.sub(r"\W+", "", text)  # noqa: E731
    assert {one.doi: words(one.abstract) for one in read} == {one.doi: words(one.abstract) for one in papers}
    assert not signs(written)


def test_no_cell_of_a_spreadsheet_is_a_formula(library: Library):
    papers = library.papers()
    column = column_of("What cools walls?")
    rows = tuple(TableRow(p, (Cell("stated", p.abstract, 0, len(p.abstract)),)) for p in papers)
    keys = keys_for(Format.csv, library).of
    for written in (
        papers_in(Format.csv, papers, keys_for(Format.csv, library)),
        table_csv(PaperTable((column,), rows), keys),
    ):
        cells = [cell for row in csv.reader(io.StringIO("".join(written))) for cell in row]
        assert [cell for cell in cells if FORMULA.match(cell)] == []
    with zipfile.ZipFile(io.BytesIO(table_xlsx(PaperTable((column,), rows), keys))) as book:
        sheets = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "<f>" not in sheets and "<hyperlink" not in sheets
    assert not signs("".join(table_markdown(PaperTable((column,), rows))))


def test_no_name_of_a_file_leads_anywhere():
    names = [file_name(plain_text(text), "md") for text in TEXTS.values()]
    assert [name for name in names if not re.fullmatch(r"[\w-]{1,60}\.md", name)] == []


def test_the_command_line_prints_none_of_it(command: Command, library: Library, tmp_path: Path):
    lines = [{"id": name, "question": f"What of moss and {text}?"} for name, text in TEXTS.items()]
    (tmp_path / "questions.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    run = partial(command, library.home)
    done = run("ask", "--batch", str(tmp_path / "questions.jsonl"), "--json")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in answers] == list(TEXTS)
    assert [one["error"] for one in answers if "error" in one] == []
    printed = [
        done,
        run("papers"),
        run("search", "moss on walls", "-k", "70"),
        run("tag", "\x1b[2Jred\u202e", "k1"),
        run("tags"),
    ]
    printed += [run("ask", f"What of moss and {TEXTS['turned']}?"), run("remove", TEXTS["escape"].replace("\x00", ""))]
    assert [signs(one.stdout + one.stderr) for one in printed] == [""] * len(printed)
    assert output(run("papers", "--json", "--limit", "1"))
