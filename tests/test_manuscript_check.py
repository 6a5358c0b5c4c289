"""A manuscript against the library: which papers it cites, what letters say, what lacks a source, and how it is told."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.answer.write.judging.judge import Case
from rag.answer.write.judging.replies import Judgement
from rag.checks.manuscript.bearing import Bearers
from rag.checks.manuscript.check import check_manuscript
from rag.checks.manuscript.findings import states_finding
from rag.checks.manuscript.judging import leaves_machine
from rag.checks.manuscript.matching import matches
from rag.checks.manuscript.notes import Notes
from rag.checks.manuscript.reading import read_manuscript
from rag.checks.manuscript.report import Report, as_plain
from rag.checks.manuscript.uploads import read_uploads
from rag.errors import InputError, LibraryError
from rag.export.manuscript import report_html, report_markdown
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.setup.settings import load_settings
from tests.conftest import Command
from tests.fakes import chat_server
from tests.test_chain import trial_replies

FURTHER = [
    paper(key="bare", title="A study without an abstract", abstract="", authors=["C Ng"], year="2018"),
    paper(
        key="gone",
        title="Retracted: miracles of wax",
        abstract="Wax heals all burns within a day.",
        retracted=True,
        year="2015",
    ),
    paper(
        key="lind17a",
        title="Ants count their steps",
        abstract="Desert ants count steps to find home.",
        authors=["Bo Lind"],
        year="2017",
    ),
    paper(
        key="lind17b",
        title="Wasps know faces",
        abstract="Paper wasps tell faces of nest mates apart.",
        authors=["Bo Lind"],
        year="2017",
    ),
]


@pytest.fixture
def filled(library: Library, three_papers) -> Library:
    add(library, [*three_papers, *FURTHER])
    return library


def checked(library: Library, folder: Path, text: str, name: str = "draft.tex", **options) -> Report:
    (folder / name).write_text(text, "utf-8")
    return check_manuscript(library, read_manuscript(folder / name), **options)


BIB = """@article{x1, title={{Waggle} Dances of Honey Bees}, author={Karlsson, Ada}, year={2019}}
@article{x2, title={Another wording altogether}, doi={https://doi.org/10.1000/BEES}}
@article{bees, title={Something quite unlike it, on cars}, year={1999}}
@article{coral, title={The heat tolerance of corals}, year={2021}}
@misc{lost, title={A work that nobody has here}, year={2001}}
"""


def test_citations_are_found_by_identifier_title_and_key_and_the_bibliography_outweighs_the_key(
    filled: Library, tmp_path: Path
):
    (tmp_path / "refs.bib").write_text(BIB)
    text = "Bees \\cite{x1,x2,bees,coral,lost,ice,nobody,10.1000/bees}.\\bibliography{refs}"
    (tmp_path / "draft.tex").write_text(text)
    found = matches(filled, read_manuscript(tmp_path / "draft.tex"))
    assert {key: (match.by, [one.key for one in match.papers]) for key, match in found.items()} == {
        "x1": ("title", ["bees"]),
        "x2": ("identifier", ["bees"]),
        "bees": (None, []),
        "coral": ("key", ["coral"]),
        "lost": (None, []),
        "ice": ("key", ["ice"]),
        "nobody": (None, []),
        "10.1000/bees": ("key", ["bees"]),
    }


def test_author_and_year_are_found_and_several_that_have_both_are_told(filled: Library, tmp_path: Path):
    report = checked(
        filled,
        tmp_path,
        "Bees dance (Karlsson & Lind, 2019). Ants count steps (Lind, 2017). Oaks grow (Oak, 1990).",
        "a.txt",
    )
    assert [[one.paper.key for one in sentence.papers] for sentence in report.sentences] == [
        ["bees"],
        ["lind17a", "lind17b"],
        [],
    ]
    assert [place.key for place in report.ambiguous] == ["Lind 2017"] and "Wasps know faces" in report.ambiguous[0].says
    assert [(place.key, place.line) for place in report.unknown] == [("Oak 1990", 1)]


def test_an_entry_of_plain_text_is_found_by_its_title(filled: Library, tmp_path: Path):
    text = "Faces are known [1].\n\nReferences\n[1] Lind, B.: Wasps know faces. Journal of wasps 3, 2017.\n[2] Ng, C. Unused. 2000.\n"
    report = checked(filled, tmp_path, text, "a.txt")
    assert [one.paper.key for one in report.sentences[0].papers] == ["lind17b"] and not report.ambiguous


def test_each_sentence_has_its_papers_nearest_sentences_and_a_verdict(filled: Library, tmp_path: Path):
    text = (
        "Honey bees dance to tell where food is \\cite{bees}.\n\nIn trials, 75\\% of recruits found the feeder \\cite{bees}.\n\n"
        "Reef corals bleach in warm water \\cite{coral}, whereas mountain glaciers lose ice \\cite{ice}.\n\nBurns heal \\cite{gone,bare,no}."
    )
    report = checked(filled, tmp_path, text)
    assert [(one.verdict, one.by) for one in report.sentences] == [
        ("supported", "verbatim"),
        ("contradicted", "letters"),
        ("unchecked", "letters"),
        ("unchecked", "letters"),
    ]
    assert "75%" in report.sentences[1].reason and "81%" in report.sentences[1].reason
    assert [(one.key, one.quote, one.part) for one in report.sentences[2].papers] == [
        ("coral", "Reef corals bleach when the sea warms.", "Reef corals bleach in warm water"),
        ("ice", "Glaciers in the Alps lose ice.", "whereas mountain glaciers lose ice."),
    ]
    assert all(b.paper.abstract[b.start : b.end] == b.quote for one in report.sentences for b in one.papers)
    assert (
        [p.key for p in report.retracted],
        [p.key for p in report.without_abstract],
        [p.key for p in report.unknown],
    ) == (
        ["gone"],
        ["bare"],
        ["no"],
    )
    assert [one.verdict for one in report.worst_first] == ["contradicted", "unchecked", "unchecked", "supported"]
    assert report.fails


def test_a_figure_of_the_other_paper_is_told(filled: Library, tmp_path: Path):
    text = "Algae let colonies survive 81\\% more \\cite{coral}, and recruits of bees find the feeder \\cite{bees}."
    (one,) = checked(filled, tmp_path, text).sentences
    assert one.verdict == "unsupported" and "81%" in one.reason and "coral" in one.reason


def test_two_keys_for_one_work_are_told_in_the_library_and_in_the_list(filled: Library, tmp_path: Path):
    (tmp_path / "refs.bib").write_text(
        "@misc{k1, title={Oaks of the north}, doi={10.5/oak}}\n@misc{k2, title={Oaks}, doi={10.5/OAK}}\n"
    )
    text = "Bees dance \\cite{bees}, surely \\cite{10.1000/bees}. Oaks grow \\cite{k1,k2}.\\bibliography{refs}"
    report = checked(filled, tmp_path, text)
    assert [(one.keys, one.paper and one.paper.key) for one in report.doubles] == [
        (("bees", "10.1000/bees"), "bees"),
        (("k1", "k2"), None),
    ]


def test_a_finding_without_a_source_gets_the_papers_that_would_bear_it(filled: Library, tmp_path: Path):
    text = (
        "Colonies with heat-tolerant algae survived 2.5 degrees more than others.\n\nWe show that colonies with heat-tolerant algae survive.\n\n"
        "The tax reform of 1986 lowered rates for many firms.\n\nBees dance \\cite{bees}. In trials 81\\% of recruits found the feeder."
    )
    report = checked(filled, tmp_path, text)
    assert [(one.line, [s.paper.key for s in one.suggestions][:1]) for one in report.uncited] == [(1, ["coral"])]
    (first, *_) = report.uncited[0].suggestions
    assert (
        first.paper.abstract[first.start : first.end] == first.quote
        and "heat-tolerant" in first.quote
        and 0 < first.score <= 1
    )


FINDINGS = [
    ("Vaccination reduces transmission among household members.", True),
    ("Smoking is associated with a higher risk of stroke.", True),
    ("Larger parliaments have been shown to spend more.", True),
    ("Some 40 % of all voters stayed at home.", True),
    ("We found that vaccination reduces transmission among members.", False),
    ("This thesis shows how vaccination reduces transmission.", False),
    ("As Figure 3 shows, the effect increased in spring.", False),
    ("Does vaccination reduce transmission among household members?", False),
    ("Related work", False),
    ("The rest is organised as follows:", False),
]


@pytest.mark.parametrize(("text", "states"), FINDINGS)
def test_what_states_a_finding(text: str, states: bool):
    assert states_finding(text) is states


def test_what_bears_a_sentence_leans_on_names_and_on_the_paragraph(library: Library):
    texts = {
        "spin": ("SPIN: fine-tuning by self-play", "A model learns from its own play."),
        "other": ("Learning of models by play", "A model learns from play with others."),
        "reef": ("Counting what lives on a reef", "Divers counted fish over ten years."),
        "city": ("Counting what lives in a city", "Walkers counted birds over ten years."),
    }
    add(library, [paper(key=key, title=title, abstract=abstract) for key, (title, abstract) in texts.items()])
    bearers = Bearers(library)
    assert bearers.bearing("SPIN lets a model learn from play")[0].paper.key == "spin"
    assert (
        bearers.bearing("They were counted over ten years", ["Corals and fish live in the sea."])[0].paper.key == "reef"
    )
    assert bearers.bearing("They were counted over ten years", ["Streets and houses of a town."])[0].paper.key == "city"


def test_a_judge_is_asked_for_what_letters_leave_open_alone(filled: Library, tmp_path: Path):
    seen: list[Case] = []

    def judges(cases: Sequence[Case]) -> dict[int, Judgement]:
        seen.extend(cases)
        return {1: Judgement("unsupported", "nothing of the kind")}

    text = "Bees sing to tell where food is \\cite{bees}.\n\nIn trials 75\\% of recruits found the feeder \\cite{bees}.\n\nCorals like heat \\cite{coral}.\n\nOdd \\cite{no}."
    report = checked(filled, tmp_path, text, judges=judges, model="m")
    assert [case.claim for case in seen] == ["Bees sing to tell where food is.", "Corals like heat."]
    assert "Honey bees dance" in seen[0].evidence
    assert [(one.verdict, one.by) for one in report.sentences] == [
        ("unsupported", "model"),
        ("contradicted", "letters"),
        ("unchecked", "letters"),
        ("unchecked", "letters"),
    ]
    assert "nothing of the kind" in report.sentences[0].reason and "gave no verdict" in report.sentences[2].reason


def test_the_report_in_json_is_as_the_contract_has_it(filled: Library, tmp_path: Path):
    text = "Bees dance \\cite{bees,gone,no}.\n\nColonies with heat-tolerant algae survived 2.5 degrees more."
    plain = json.loads(json.dumps(as_plain(checked(filled, tmp_path, text))))
    assert {"sentences", "uncited", "unknown_keys", "retracted", "counts"} <= plain.keys()
    (one,) = plain["sentences"]
    assert {"text", "line", "keys", "verdict", "by", "papers", "reason"} <= one.keys() and one["keys"] == [
        "bees",
        "gone",
        "no",
    ]
    for borne in one["papers"]:
        assert borne["paper"]["abstract"][borne["start"] : borne["end"]] == borne["quote"]
    assert {"paper", "quote", "start", "end", "score"} <= plain["uncited"][0]["suggestions"][0].keys()
    assert {k: plain["unknown_keys"][0][k] for k in ("key", "line")} == {"key": "no", "line": 1}
    assert plain["retracted"][0]["key"] == "gone" and plain["counts"]["citing"] == 1


HOSTILE = 'Bees <script>alert(1)</script> & "dance" [x](http://example.org) <img src=x>'


def test_the_page_needs_no_other_file_and_shows_markup_as_text(filled: Library, tmp_path: Path):
    add(
        filled,
        [
            paper(
                key="<b>evil</b>",
                title="<script>t</script> of bees",
                abstract=f"{HOSTILE} daily.",
                url="https://example.org/<x>",
            )
        ],
    )
    report = checked(filled, tmp_path, f"{HOSTILE} [@bees; @{{<b>evil</b>}}].", "a.md")
    html = "".join(report_html(report))
    assert "<script" not in html and "<img" not in html and "<b>evil" not in html and "&lt;script&gt;" in html
    assert (
        not re.search(r"""(?:src|href)=["'](?!https://example\.org|https://doi\.org)""", html)
        and "default-src 'none'" in html
    )
    markdown = "".join(report_markdown(report))
    assert "<script" not in re.sub(r"\\<", "", markdown) and "](http" not in markdown.replace("\\[", "").replace(
        "\\]", ""
    )


def test_what_leaves_the_machine_is_said(tmp_path: Path):
    here = load_settings(home=tmp_path, model="m", base_url="http://127.0.0.1:9/v1")
    away = load_settings(home=tmp_path, model="openai:gpt-5-mini")
    assert leaves_machine(here, "wordllama", True) == [] and leaves_machine(away, "wordllama", False) == []
    (line,) = leaves_machine(away, "wordllama", True)
    assert "openai:gpt-5-mini at openai" in line
    (line,) = leaves_machine(load_settings(home=tmp_path), "openai:text-embedding-3-small", False)
    assert "openai:text-embedding-3-small" in line


def test_notes_are_kept_and_an_empty_one_is_taken_away(tmp_path: Path):
    notes = Notes(tmp_path)
    assert notes.all() == {}
    notes.put("a", " look again ")
    notes.put("b", "x")
    notes.put("b", "  ")
    assert Notes(tmp_path).all() == {"a": "look again"}
    (tmp_path / "manuscripts.json").write_text("[broken")
    with pytest.raises(LibraryError):
        notes.put("a", "x")
    assert (tmp_path / "manuscripts.json").read_text() == "[broken"


def test_of_files_that_are_dropped_the_one_that_begins_the_document_is_read():
    files = [
        ("ch/one.tex", b"One \\cite{a}."),
        ("refs.bib", BIB.encode()),
        ("../main.tex", b"\\documentclass{book}\\begin{document}\\input{one}\\bibliography{refs}"),
    ]
    manuscript = read_uploads(files)
    assert (manuscript.name, manuscript.sentences[0].text) == ("main.tex", "One.") and "x1" in manuscript.references
    with pytest.raises(InputError, match="no manuscript"):
        read_uploads([("refs.bib", b"")])


TEX = "In trials, 75\\% of recruits found the feeder \\cite{bees}.\n\nBees dance \\cite{nobody}."


@pytest.fixture
def home(tmp_path: Path, three_papers) -> Path:
    library = Library(load_settings(home=tmp_path / "home"))
    add(library, three_papers)
    library.close()
    (tmp_path / "draft.tex").write_text(TEX)
    (tmp_path / "good.tex").write_text("Bees dance \\cite{bees}.")
    return tmp_path / "home"


def test_the_command_prints_a_report_and_exits_as_strict_says(home: Path, command: Command):
    ended = command(home, "check", "draft.tex")
    assert ended.returncode == 0 and not ended.stderr
    assert ended.stdout.index("nobody (draft.tex, line 3)") < ended.stdout.index("contradicted, draft.tex, line 1")
    assert "“In our trials 81% of recruits found the feeder.”" in ended.stdout
    assert command(home, "check", "draft.tex", "--strict").returncode == 1
    assert command(home, "check", "good.tex", "--strict").returncode == 0


def test_the_command_writes_json_markdown_and_html(home: Path, command: Command):
    ended = command(home, "check", "draft.tex", "--json")
    assert json.loads(ended.stdout)["counts"]["contradicted"] == 1
    for name, begins in (("out.html", "<!doctype html>"), ("out.md", "# draft.tex"), ("out.json", '{"manuscript"')):
        ended = command(home, "check", "draft.tex", "-o", name)
        assert (home.parent / name).read_text().startswith(begins) and "written" in ended.stderr and not ended.stdout
    assert command(home, "check", "draft.tex", "-o", "out.md").returncode == 1
    assert command(home, "check", "draft.tex", "-o", "out.md", "--force").returncode == 0
    assert command(home, "check", "draft.tex", "--format", "md").stdout.startswith("# draft.tex")


@pytest.mark.parametrize(
    "words",
    [["draft.tex", "--batch", "-"], ["--batch", "-", "--strict"], ["draft.tex", "--json", "--format", "md"], []],
)
def test_the_command_says_what_does_not_go_together(home: Path, command: Command, words: list[str]):
    assert command(home, "check", *words, stdin="").returncode == 2


def test_the_command_tells_of_what_is_not_there(home: Path, command: Command):
    ended = command(home, "check", "none.tex")
    assert ended.returncode == 1 and ended.stderr.startswith("error: none.tex") and "hint:" in ended.stderr
    ended = command(home.parent / "new", "check", "draft.tex")
    assert ended.returncode == 1 and "the library is empty" in ended.stderr


def test_the_command_has_a_model_judge_that_has_passed(home: Path, command: Command):
    with chat_server(
        *trial_replies(), '{"claims": [{"claim": 1, "verdict": "supported", "reason": "it says so"}]}'
    ) as server:
        model = {"COLLOQUY_MODEL": "scripted", "COLLOQUY_BASE_URL": server.url}
        ended = command(home, "check", "good.tex", "--judge", "--json", **model)
    (one,) = json.loads(ended.stdout)["sentences"]
    assert (one["verdict"], one["by"]) == ("supported", "model") and json.loads(ended.stdout)["model"] == "scripted"


def test_the_command_does_without_a_model_that_has_not_passed_unless_it_is_asked_for(home: Path, command: Command):
    with chat_server(*trial_replies(lambda n, verdict: "supported")) as server:
        model = {"COLLOQUY_MODEL": "scripted", "COLLOQUY_BASE_URL": server.url}
        ended = command(home, "check", "good.tex", "--judge", **model)
        assert ended.returncode == 1 and "does not judge well enough" in ended.stderr
        ended = command(home, "check", "good.tex", COLLOQUY_JUDGE="true", **model)
    assert ended.returncode == 0 and "was not judged" in ended.stderr and "unchecked" in ended.stdout


def test_what_letters_miss_tells_nothing_where_not_all_is_here_or_nothing_is_close(filled: Library, tmp_path: Path):
    text = (
        "In trials 70 recruits found it \\cite{bees,no}.\n\nSome, such as BeeNet, follow other rules of thumb altogether \\cite{bees}.\n\n"
        "BeeNet recruits found the feeder in our trials \\cite{bees}."
    )
    report = checked(filled, tmp_path, text)
    assert [one.verdict for one in report.sentences] == ["unchecked", "unchecked", "unsupported"]
    assert ["70" in report.sentences[0].reason, "BeeNet" in report.sentences[1].reason] == [True, True]
