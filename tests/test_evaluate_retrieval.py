"""Figures of rankings, of a labelled set, and of a library without labels."""

from __future__ import annotations

import gzip
import json
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag.checks.evaluate_library import evaluate_library
from rag.checks.evaluate_retrieval import Search, evaluate_set, figures
from rag.checks.labelled import read_set
from rag.checks.metrics import ndcg, recall, reciprocal_rank, success
from rag.checks.planted import invented_names, off_topic
from rag.checks.report import figure_lines
from rag.errors import InputError, LibraryError
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Paper
from rag.setup.settings import Settings
from tests.conftest import Command
from tests.test_cli import colloquy, failed, output

GRADES = {"a": 3.0, "b": 1.0}
RANKING = ["x", "b", "a"]
QUERIES = [
    {"id": "q1", "text": "dances of honey bees"},
    {"id": 2, "text": "how much ice did glaciers lose"},
    {"id": "q3", "text": "why the sea is salt"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\tbees\t1\nq1\tice\t0\n2\tice\t2\n2\tgone\t1\nq3\tcoral\t0\nq9\tbees\t1\n"


@contextmanager
def quiet(what: str):
    yield lambda done: None


@pytest.fixture
def folder(tmp_path: Path, three_papers: list[Paper]) -> Path:
    """A labelled set: one query found, one found by half, one without a relevant paper, and one line that is broken."""
    folder = tmp_path / "set"
    folder.mkdir()
    records = [{"id": p.key, "title": p.title, "abstract": p.abstract} for p in three_papers]
    corpus = "".join(json.dumps(record) + "\n" for record in records) + "{broken\n"
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress(corpus.encode()))
    (folder / "queries.jsonl").write_text("".join(json.dumps(query) + "\n" for query in QUERIES))
    (folder / "qrels.tsv").write_text(QRELS)
    return folder


@pytest.mark.parametrize(
    ("metric", "k", "value"),
    [
        (ndcg, 3, (1 / 1.58496 + 7 / 2) / (7 / 1 + 1 / 1.58496)),  # gains 0, 1, 7 over log2 of 2, 3, 4; best 7, 1
        (ndcg, 2, (1 / 1.58496) / (7 / 1 + 1 / 1.58496)),
        (ndcg, 1, 0),
        (recall, 1, 0),
        (recall, 2, 1 / 2),
        (recall, 10, 1),
        (reciprocal_rank, 10, 1 / 2),
        (reciprocal_rank, 1, 0),
        (success, 1, 0),
        (success, 2, 1),
    ],
)
def test_metrics_by_hand(metric, k: int, value: float):
    assert metric(RANKING, GRADES, k) == pytest.approx(value, abs=1e-5)


def test_the_best_ranking_scores_1_even_where_more_is_relevant_than_counts():
    assert ndcg(["a", "b"], GRADES, 10) == ndcg(["a", "b"], GRADES, 1) == 1
    assert recall(["a", "b"], GRADES, 1) == 1 / 2


def test_nothing_found_scores_0():
    assert [metric([], GRADES, 10) for metric in (ndcg, recall, reciprocal_rank, success)] == [0, 0, 0, 0]


def test_figures_are_means_over_the_queries_and_quantiles_of_their_times():
    searches = [Search(("a", "b"), GRADES, 1.0), Search(("x", "b"), {"b": 2.0}, 2.0), Search((), GRADES, 3.0)]
    found = figures(searches)
    assert found == {"queries": 3, "ndcg@10": round((1 + 1 / 1.58496) / 3, 4), "recall@10": 0.6667, "recall@20": 0.6667,
                     "mrr@10": 0.5, "success@1": 0.3333, "p50_ms": 2.0, "p95_ms": 3.8}  # fmt: skip
    assert figures(searches[:1])["p95_ms"] == 1.0
    assert figures([]) == {"queries": 0}


def test_a_labelled_set_by_command_line(command: Command, folder: Path, tmp_path: Path):
    spare = tmp_path / "spare"
    spare.mkdir()
    run = output(colloquy(tmp_path / "home", "eval", str(folder), "--json", TMPDIR=str(spare)))
    assert not (tmp_path / "home").exists() and not list(spare.iterdir())
    # The second query finds the one of its two papers that is there, with gain 3 of 3 + 1 / log2(3).
    assert (run["papers"], run["queries"], run["ndcg@10"]) == (3, 2, round((1 + 3 / (3 + 1 / 1.58496)) / 2, 4))
    assert (run["recall@10"], run["recall@20"], run["mrr@10"], run["success@1"]) == (0.75, 0.75, 1, 1)
    assert 0 < run["p50_ms"] <= run["p95_ms"] and run["papers_per_s"] > 0
    assert run["notes"] == [
        "queries without a relevant paper in qrels.tsv, left out: 1, such as q3",
        "queries in qrels.tsv that are not in queries.jsonl, left out: 1, such as q9",
        "relevant papers that are not in the corpus, counted as not found: 1, such as gone",
        "records of the corpus that cannot be read, left out: 1, such as line 4: not JSON",
    ]
    earlier = tmp_path / "run.json"
    earlier.write_text(json.dumps(run | {"recall@10": 0.5}))
    table = command(tmp_path / "home", "eval", str(folder), "--against", str(earlier)).stdout.splitlines()
    assert ["recall@10", "0.75", "(+0.25)"] in map(str.split, table) and f"notes: {run['notes'][0]}" in table
    failed(command(tmp_path / "home", "eval", "--against", str(earlier)), "run.json", "earlier run")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("corpus.jsonl.gz", None, "holds no corpus.jsonl"),
        ("queries.jsonl", None, "holds no queries.jsonl"),
        ("qrels.tsv", None, "holds no qrels.tsv"),
        ("queries.jsonl", '{"id": "q1", "text": "bees"}\n{"id": "q2"}\n', "queries.jsonl, line 2"),
        ("queries.jsonl", '{"id": "q1", "text": " "}\n', "queries.jsonl, line 1"),
        ("queries.jsonl", "[]\n", "queries.jsonl, line 1"),
        ("queries.jsonl", '{"id": "q7", "text": "bees"}\n', "no query"),
        ("queries.jsonl", b"\xff\xfe\n", "cannot be read"),
        ("qrels.tsv", "q1 bees 1\n", "qrels.tsv, line 1"),
        ("qrels.tsv", "q1\tbees\t1\nq1\tice\tmuch\n", "qrels.tsv, line 2"),
        ("qrels.tsv", "q1\tbees\tnan\n", "qrels.tsv, line 1"),
        ("qrels.tsv", "q1\tbees\t0\n", "no query"),
    ],
)
def test_a_folder_that_is_no_labelled_set_is_one_clear_error(folder: Path, name: str, content, words: str):
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError, match=words) as error:
        read_set(folder)
    assert str(folder) in error.value.message and "\n" not in error.value.message


def test_a_corpus_without_papers_is_an_error(folder: Path, settings: Settings):
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress(b"{broken\n"))
    with pytest.raises(InputError, match=r"corpus\.jsonl\.gz: holds no paper"):
        evaluate_set(settings, read_set(folder), quiet)


def test_the_sample_library_without_labels(command: Command, sample_home: Path):
    run = output(command(sample_home, "eval", "--json"))
    assert run["papers"] == run["known_item"]["queries"] == 47 and run["notes"] == []
    assert run["known_item"]["success@1"] >= 0.95 and run["known_item"]["recall@10"] == 1
    assert run["off_topic"]["questions"] >= 40 and run["off_topic"]["declined"] >= 0.9
    assert run["invented_name"]["questions"] == run["answerable"]["questions"] == 47
    for kind in ("off_topic", "invented_name"):
        answered = len(run[kind]["answered_anyway"])
        assert run[kind]["declined"] == pytest.approx(1 - answered / run[kind]["questions"], abs=0.001)
    assert run["answerable"]["declined"] == 0 and run["answerable"]["declined_anyway"] == []
    assert run["usage"]["calls"] == 0


def test_titles_that_are_missing_or_shared_are_not_searched_for(library: Library, three_papers: list[Paper]):
    others = [paper(key="e1", title="Editorial", abstract="On wolves."), paper(key="n", title="", abstract="On foxes.")]
    add(library, [*three_papers, *others, paper(key="e2", title="EDITORIAL.", abstract="On bears.")])
    run = evaluate_library(library, quiet)
    assert (run["papers"], run["known_item"]["queries"], run["answerable"]["questions"]) == (6, 3, 3)
    assert run["notes"][0].startswith("papers without a title of their own, left out: 3")


def test_a_library_without_titles_has_figures_of_the_rest(library: Library):
    add(library, [paper(key="n", title="", abstract="Foxes dig their dens in spring.")])
    lines = [line.split() for line in figure_lines(evaluate_library(library, quiet))]
    assert lines[lines.index(["invented", "name"]) + 1 :][:2] == [["questions", "0"], ["declined", "-"]]


def test_an_empty_library_is_an_error(library: Library):
    with pytest.raises(LibraryError, match="empty"):
        evaluate_library(library, quiet)


def test_off_topic_questions_are_those_of_which_the_library_has_no_telling_word():
    everything = off_topic(lambda word: False)
    some = off_topic(lambda word: word == "Cremona")
    assert len(everything) >= 50 and not any("*" in question for question in everything)
    assert set(everything) - set(some) == {"Which varnish did the luthiers of Cremona use?"}
    assert not off_topic(lambda word: True)


def test_invented_names_are_unknown_and_the_same_in_every_run():
    tried: list[str] = []

    def is_known(name: str) -> bool:
        tried.append(name)
        return len(tried) <= 3

    (question,) = invented_names(["On bees"], is_known)
    assert "“On bees”" in question and tried[3] in question and not any(name in question for name in tried[:3])
    titles = [f"On {n} bees" for n in range(20)]
    assert invented_names(titles, lambda name: False) == invented_names(titles, lambda name: False)
