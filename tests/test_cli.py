"""The command line as a program: its contract, its errors, its exit codes."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from inspect import unwrap
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from rag.cli import app
from rag.setup.settings import Settings
from tests import forks
from tests.conftest import Command
from tests.fakes import chat_server

QUESTION = "Which method lets a weak language model improve by playing against earlier copies of itself?"
PAPER = '{"id": "k1", "title": "Waggle dances", "abstract": "Honey bees dance. They tell where food is.", "year": 2019}'


def colloquy(
    home: Path, *words: str, stdin: str = "", cold: bool = False, **env: str
) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own, offline but for loopback.

    Args:
        cold: whether it is started as one starts it, in place of forked with its imports done.
    """
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("COLLOQUY_", "OPENAI_"))}
    blocked = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9", "no_proxy": "127.0.0.1"}
    return subprocess.run(
        [forks.COLD if cold else forks.python(), "-m", "rag", *words],
        env={**clean, **blocked, "COLLOQUY_HOME": str(home), **env},
        input=stdin, capture_output=True, text=True, timeout=100, cwd=home.parent,
    )  # fmt: skip


def output(done: subprocess.CompletedProcess[str]):
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def failed(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit 1, and at the end one line of error and one of hint; no traceback."""
    assert done.returncode == 1, (done.stdout, done.stderr)
    *before, error, hint = done.stderr.strip().splitlines()
    assert not any("Traceback" in line or line.startswith("error") for line in before)
    assert error.startswith("error: ") and hint.startswith("hint: ") and len(hint) > 10
    assert all(word in error for word in words), error


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(scope="module")
def sample_home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy for these tests: what they ask is kept in it."""
    return Path(shutil.copytree(sample_home, tmp_path_factory.mktemp("asked") / "home"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "papers.jsonl"
    path.write_text(f"{PAPER}\n{{broken\n")
    return path


def test_add_papers_search_remove(command: Command, home: Path, file: Path):
    report = output(command(home, "add", str(file), "--json"))
    skipped = [{"source": str(file), "position": "line 2", "reason": "not JSON"}]
    assert report == {
        "added": 1, "updated": 0, "unchanged": 0, "merged": 0, "skipped": skipped, "total": 1,
        "joined": 0, "removed": 0, "kept": [], "merges": [], "left_out": [], "unused": [],
        "files": [
            {"source": str(file), "records": 2, "added": 1, "merged": 0, "unchanged": 0, "updated": 0, "skipped": 1,
             "reasons": {"not JSON": 1}},
        ],
    }  # fmt: skip
    again = command(home, "add", str(file))
    assert "Nothing changed" in again.stdout and "line 2: not JSON" in again.stdout
    (paper,) = output(command(home, "papers", "--json", "--where", "year>=2019"))
    assert (paper["key"], paper["abstract"], paper["arxiv_id"]) == (
        "k1",
        "Honey bees dance. They tell where food is.",
        None,
    )
    assert output(command(home, "papers", "--json", "--where", "year>2019")) == []
    found = output(command(home, "search", "bees", "--json"))
    assert found["results"][0]["paper"]["key"] == "k1" and found["results"][0]["score"] > 0 and found["ms"] > 0
    assert output(command(home, "remove", "k1", "k2", "--json")) == {
        "removed": [paper["id"]],
        "missing": ["k2"],
        "ambiguous": {},
    }
    assert output(command(home, "papers", "--json")) == []


def test_add_explains_merges_and_split_undoes_them(command: Command, home: Path, tmp_path: Path):
    bees = {"id": "bees", "title": "Waggle dances", "abstract": "Bees dance.", "doi": "10.1000/bees"}
    other = bees | {
        "id": "hive",
        "title": "Waggle dances of bees",
        "doi": "https://doi.org/10.1000/BEES",
        "pmid": "3.70E+07",
    }
    file = tmp_path / "bees.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in (bees, other | {"title": "Waggle dances"})))
    added = output(command(home, "add", str(file), "--json"))
    assert [(m["record"]["key"], m["by"], Path(m["source"]).name) for m in added["merges"]] == [
        ("hive", "doi", "bees.jsonl")
    ]
    assert [left["reason"] for left in added["left_out"]] == ["no PMID: 3.70E+07"]
    told = command(home, "add", str(file), "--explain")
    assert "No record was merged" in told.stdout and "no PMID: 3.70E+07" in told.stdout
    done = output(command(home, "split", "hive", "nobody", "--json"))
    assert len(done["split"][0]["papers"]) == 2 and done["missing"] == ["nobody"]
    assert len(output(command(home, "papers", "--json"))) == 2
    again = command(home, "add", str(file), "--explain")
    assert "2 records there already" in again.stdout
    assert "made of one record" in command(home, "split", "hive").stdout


def test_ask_json_is_the_answer_of_the_contract(own_sample: Path):
    answer = output(colloquy(own_sample, "ask", "--json", QUESTION, cold=True))
    fields = "question standalone kind text abstained citations claims sources table model usage timings warnings scope thinking"
    assert answer.keys() == set(fields.split())
    assert answer["kind"] == "answer" and answer["model"] is None and answer["abstained"] is None
    for citation in answer["citations"]:
        assert citation.keys() == {"n", "paper", "quote", "start", "end"}
        assert citation["paper"]["title"].startswith("Self-Play Fine-Tuning")
        assert citation["paper"]["abstract"][citation["start"] : citation["end"]] == citation["quote"]
        assert f"[{citation['n']}]" in answer["text"]
    for claim in answer["claims"]:
        assert claim.keys() == {"text", "start", "end", "citations", "verdict", "by", "reason", "closest", "part"}
        assert claim["by"] == "verbatim" and answer["text"][claim["start"] : claim["end"]] == claim["text"]
    assert answer["sources"][0].keys() == {"paper", "score", "cited"}
    assert answer["usage"] == {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": None, "estimated": False}
    assert answer["timings"].keys() == {"retrieve_ms", "first_token_ms", "total_ms"}


def test_batches_answer_each_line_in_order_and_name_the_bad_ones(command: Command, sample_home: Path, tmp_path: Path):
    lines = tmp_path / "questions.jsonl"
    lines.write_text(
        '{"id": "a", "question": "What is NeuRBF?"}\n'
        '{"id": "b", "question": "And PGI?", "history": [{"role": "user", "content": "What is YOLOv9?"}]}\n'
        '{"id": "c"}\n'
        "nonsense\n"
        '{"id": "d", "question": "What?", "history": [{"role": "robot", "content": "x"}]}\n'
        '{"id": "e", "question": ""}\n'
        '{"id": "f", "question": "What is tpSGD\\ud800\\u0000?"}\n'
        '{"id": "g", "question": "And that?", "standalone": "What is SPIN?"}\n'
    )
    done = command(sample_home, "ask", "--json", "--batch", str(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [a["id"] for a in answers] == ["a", "b", "c", None, "d", "e", "f", "g"]
    assert [bool(a.get("error")) for a in answers] == [False, False, True, True, True, True, False, False]
    assert (
        answers[1]["standalone"]
        == "On “YOLOv9: Learning What You Want to Learn Using Programmable Gradient Information”: And PGI?"
    )
    assert (answers[7]["question"], answers[7]["standalone"]) == ("And that?", "What is SPIN?")
    failed(done, "4 of the lines")
    found = command(sample_home, "search", "--json", "-k", "3", "--batch", "-", stdin='{"id": 1, "text": "reward"}\n')
    result = output(found)
    assert result["id"] == 1 and len(result["results"]) == 3


def test_ask_for_people_shows_text_and_cited_sentences(command: Command, own_sample: Path):
    done = command(own_sample, "ask", QUESTION)
    assert done.returncode == 0
    assert "[1] Self-Play Fine-Tuning" in done.stdout and done.stdout.count("“") == done.stdout.count("\n[") > 0


def test_chat_keeps_the_conversation(own_sample: Path):
    done = colloquy(own_sample, "chat", stdin="What is YOLOv9?\nAnd what problem does it solve?\n\n")
    assert done.returncode == 0, done.stderr
    assert (
        "searched as: On “YOLOv9: Learning What You Want to Learn Using Programmable Gradient Information”: And what problem does it solve?"
        in done.stdout
    )


def test_the_sample_goes_in_with_one_word(command: Command, home: Path):
    assert output(command(home, "add", "--sample", "--json"))["total"] == 47
    assert len(output(command(home, "papers", "--json"))) == 47


def test_doctor_tells_what_is_there(command: Command, sample_home: Path):
    report = output(command(sample_home, "doctor", "--json"))
    details = {check["name"]: check["detail"] for check in report["checks"]}
    assert report["ok"] and "47 papers" in details["library"] and "none set" in details["model"]
    assert "wordllama" in details["embedder"] and "in step" in details["index"]


def test_doctor_names_a_model_that_does_not_answer(command: Command, sample_home: Path):
    done = command(
        sample_home, "doctor", "--json",
        COLLOQUY_MODEL="m", COLLOQUY_BASE_URL="http://127.0.0.1:9/v1", COLLOQUY_RETRIES="0",
    )  # fmt: skip
    failed(done, "model")
    (bad,) = [check for check in json.loads(done.stdout)["checks"] if not check["ok"]]
    assert bad["name"] == "model" and "does not answer" in bad["detail"] and bad["hint"]


def test_ask_with_a_model_over_the_environment(own_sample: Path):
    with chat_server("SPIN plays against itself [1].") as server:
        done = colloquy(own_sample, "ask", "--json", QUESTION, COLLOQUY_MODEL="m", COLLOQUY_BASE_URL=server.url)
    answer = output(done)
    assert "HTTP Request" not in done.stderr
    assert (answer["text"], answer["model"], answer["usage"]["calls"]) == ("SPIN plays against itself [1].", "m", 1)


def test_an_empty_library_says_what_to_do(command: Command, home: Path):
    done = command(home, "ask", QUESTION)
    failed(done, "empty")
    assert "colloquy add" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["ask", ""], "empty"),
        (["ask", "   "], "empty"),
        (["ask", "x" * 100_000], "100,000 characters"),
        (["search", ""], "empty"),
        (["papers", "--where", "colour=red"], "colour=red"),
        (["papers", "--where", "year>=soon"], "soon"),
        (["add", "missing.jsonl"], "no such file"),
        (["ask", "--batch", "missing.jsonl"], "missing.jsonl"),
    ],
)
def test_bad_input_is_one_clear_line(command: Command, sample_home: Path, words: list[str], told: str):
    failed(command(sample_home, *words), told)


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({"COLLOQUY_MODEL": "no-such-model"}, "no-such-model"),
        ({"COLLOQUY_MODEL": "openai:gpt-5-mini"}, "openai:gpt-5-mini"),
        ({"COLLOQUY_MODEL": "openai:gpt-5-mini", "COLLOQUY_TIMEOUT": "soon"}, "timeout"),
        ({"COLLOQUY_EMBEDDING": "openai:text-embedding-3-small"}, "wordllama"),
        ({"COLLOQUY_HOME": "/dev/null/home"}, "/dev/null/home"),
    ],
)
def test_bad_settings_are_one_clear_line(command: Command, own_sample: Path, env: dict[str, str], told: str):
    failed(command(own_sample, "ask", QUESTION, **env), told)


def test_a_file_that_cannot_be_read_loses_nothing(command: Command, home: Path, file: Path, tmp_path: Path):
    output(command(home, "add", str(file), "--json"))
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b"\x00\x01\x02" * 1_000)
    failed(command(home, "add", str(binary)), "binary.jsonl", "is not text")
    report = output(command(home, "add", str(file), str(binary), "--json"))
    assert (report["unchanged"], report["total"]) == (1, 1)
    assert [entry["reason"] for entry in report["skipped"]] == ["not JSON", "is not text"]
    assert len(output(command(home, "papers", "--json"))) == 1


def test_a_port_in_use_is_an_error(sample_home: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        failed(colloquy(sample_home, "ui", "--port", str(taken.getsockname()[1])), "cannot be served")


@pytest.mark.parametrize("words", [["ask"], ["add"], ["remove"], ["nonsense"], ["papers", "--limit", "0"]])
def test_bad_usage_is_exit_code_2(command: Command, home: Path, words: list[str]):
    done = command(home, *words)
    assert done.returncode == 2 and "Traceback" not in done.stderr


def test_help_needs_no_heavy_import():
    script = (
        "import sys\nfrom rag import cli\ntry: cli.app(['--help'])\nexcept SystemExit: pass\n"
        "heavy = ('langchain', 'chromadb', 'streamlit', 'wordllama', 'sqlalchemy', 'pydantic', 'numpy', 'tantivy',"
        " 'mcp', 'uvicorn')\n"
        "sys.exit(any(m.partition('.')[0].startswith(heavy) for m in sys.modules))"
    )
    assert subprocess.run([forks.COLD, "-c", script], capture_output=True, timeout=60).returncode == 0


def test_retracted_papers_are_told_wherever_they_are_shown(command: Command, home: Path, tmp_path: Path):
    file = tmp_path / "papers.jsonl"
    abstract = "Zorbly bees dance for nine minutes. They tell where food is."
    file.write_text(
        json.dumps({"id": "zorb", "title": "RETRACTED: Zorbly bees and their dances", "abstract": abstract})
    )
    assert output(command(home, "add", str(file), "--json"))["added"] == 1
    assert command(home, "papers").stdout == "zorb  RETRACTED: Zorbly bees and their dances [retracted]\n"
    assert output(command(home, "papers", "--json"))[0]["retracted"] is True
    answer = output(command(home, "ask", "How long do zorbly bees dance?", "--json"))
    assert answer["citations"]
    assert answer["warnings"] == ["“RETRACTED: Zorbly bees and their dances” has been retracted."]


def test_what_was_not_used_of_records_is_listed_when_asked(command: Command, home: Path, tmp_path: Path):
    file = tmp_path / "export.ris"
    record = "TY  - JOUR\nTI  - {}\nAD  - A barn\nCY  - Oslo\nAB  - Bees dance for nine minutes in barns.\nER  - \n"
    file.write_text(record.format("Bees in barns and their dances") + record.format("Ants").replace("CY  - Oslo\n", ""))
    done = command(home, "add", str(file), "--explain")
    assert f"not used of {file}: AD (2), CY (1)\n" in done.stdout
    assert "not used" not in command(home, "add", str(file)).stdout
    assert output(command(home, "add", str(file), "--json"))["unused"] == [
        {"source": str(file), "field": "AD", "records": 2},
        {"source": str(file), "field": "CY", "records": 1},
    ]


def test_the_report_of_a_mirror_that_could_not_read_its_source(command: Command, home: Path, file: Path):
    folder = file.parent
    command(home, "add", str(file))
    file.write_text("")
    done = command(home, "add", str(folder), "--mirror")
    assert f"nothing was removed for {file}, file: is empty" in done.stdout
    report = output(command(home, "add", str(folder), "--mirror", "--json"))
    assert (report["removed"], report["kept"][0]["reason"]) == (0, "is empty")


@pytest.mark.parametrize(
    "words",
    [
        ["ask", "What is SPIN\udcff?", "--json"],
        ["ask", "What is SPIN?", "--pin", "\udcff"],
        ["ask", "What is SPIN?", "--standalone", "What is SPIN\udcff?"],
        ["ask", "What is SPIN?", "--where", "tag=\udcff"],
        ["search", "SPIN\udcff", "--only", "\udcff"],
        ["papers", "--where", "title~\udcff"],
        ["remove", "\udcff"],
        ["tag", "a\udcff", "\udcff"],
        ["tag", "a\udcff", "x", "--remove"],
        ["export", "--only", "\udcff"],
        ["fetch", "nothing\udcff: x"],
        ["ui", "--host", "\udcff"],
    ],
)
def test_bytes_that_are_no_text_are_no_defect(command: Command, sample_home: Path, words: list[str]):
    done = command(sample_home, *words)
    assert done.returncode in (0, 1) and "defect" not in done.stderr, done.stderr
    if done.returncode:
        failed(done)


def test_a_file_is_found_whatever_bytes_name_it(command: Command, home: Path, tmp_path: Path):
    odd = tmp_path / "questions\udcff.jsonl"
    odd.write_text('{"id": 1, "text": "bees"}\n')
    papers = tmp_path / "papers\udcff.jsonl"
    papers.write_text(f"{PAPER}\n")
    counts = tmp_path / "counts.csv"
    assert output(command(home, "add", str(papers), "--counts", str(counts), "--json"))["added"] == 1
    assert "papers?.jsonl,1,1" in counts.read_text("utf-8")
    assert output(command(home, "search", "--batch", str(odd)))["results"]
    assert output(command(home, "add", str(papers), "--mirror", "--json"))["unchanged"] == 1
    papers.write_text(PAPER.replace("k1", "k2").replace("Waggle", "Round").replace("Honey", "Stingless") + "\n")
    report = output(command(home, "add", str(papers), "--mirror", "--json"))
    assert (report["added"], report["removed"], report["total"]) == (1, 1, 1)
    assert command(home, "export", "-o", str(tmp_path / "out\udcff.bib")).returncode == 0
    assert (tmp_path / "out\udcff.bib").exists()


def test_half_of_a_character_from_a_model_is_shown_stored_and_no_more(command: Command, home: Path, tmp_path: Path):
    file = tmp_path / "papers.jsonl"
    file.write_text(f"{PAPER}\n")
    output(command(home, "add", str(file), "--json"))
    # Seven characters a piece: the first of two halves that belong together ends one.
    with chat_server("Bee \ud83d \ud83d\ude00 dance \udc00 [1].") as server:
        model = {"COLLOQUY_MODEL": "m", "COLLOQUY_BASE_URL": server.url}
        answer = output(done := command(home, "ask", "--json", "Where is food for honey bees?", **model))
    assert "not kept" not in done.stderr
    assert answer["text"] == "Bee \ufffd \U0001f600 dance \ufffd [1]." and answer["model"] == "m"
    exported = command(home, "export", "--answer", "--format", "md")
    assert exported.returncode == 0 and "\U0001f600 dance" in exported.stdout


def test_a_defect_is_named_with_what_to_do(home: Path):
    script = (
        "import sys\nfrom rag import cli\n"
        "@cli.app.command('broken')\ndef broken(): print(()[0])\n"
        "sys.argv = ['colloquy', 'broken']\ncli.main()\n"
    )
    done = subprocess.run([forks.python(), "-c", script], capture_output=True, text=True, timeout=60)
    failed(done, "IndexError: tuple index out of range")
    assert "report this line" in done.stderr and "as it was before" not in done.stderr


def test_certificates_that_cannot_be_read_are_named(sample_home: Path, tmp_path: Path):
    model = {"COLLOQUY_MODEL": "m", "COLLOQUY_BASE_URL": "http://127.0.0.1:1/v1"}
    (tmp_path / "empty.pem").write_text("")
    for file in ("none.pem", "empty.pem"):
        done = colloquy(sample_home, "ask", "What is SPIN?", SSL_CERT_FILE=str(tmp_path / file), **model)
        failed(done, str(tmp_path / file), "cannot be read")
        assert "SSL_CERT_FILE" in done.stderr


def test_what_cannot_be_printed_is_no_defect(sample_home: Path):
    words = [forks.python(), "-m", "rag", "papers", "--json", "--home", str(sample_home)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 1 and "No space left on device" in done.stderr and "defect" not in done.stderr


def test_streams_that_were_closed_lead_nowhere(home: Path):
    """What is printed would go into the next file that is opened, which has the number of the stream."""
    command = f"{forks.COLD} -m rag add --sample --home {home} && {forks.COLD} -m rag chat --home {home}"
    done = subprocess.run(["sh", "-c", f"({command}) <&- >&-"], stderr=subprocess.PIPE, text=True, timeout=100)
    assert (done.returncode, done.stderr) == (0, "")
    assert "whole" in colloquy(home, "doctor").stdout


def test_every_number_has_its_bounds():
    """One that no database or clock can hold ended in a defect."""
    open_ended = [
        (command.callback.__name__, name)
        for command in app.registered_commands
        for name, hint in get_type_hints(unwrap(command.callback), include_extras=True).items()
        for option in getattr(hint, "__metadata__", ())
        if {int, float} & {hint.__origin__, *get_args(hint.__origin__)} and None in (option.min, option.max)
    ]
    fields = [
        name
        for name, told in Settings.model_json_schema()["properties"].items()
        for kind in told.get("anyOf", [told])
        if kind.get("type") in ("integer", "number") and "maximum" not in kind
    ]
    assert (open_ended, fields) == ([], [])


def test_what_was_typed_in_wrongly_is_shown_and_not_obeyed(command: Command, sample_home: Path):
    for words in (
        ["search", "moss", "\x1b[2J\u202e"],
        ["papers", "--\x9b1"],
        ["\x1b[31m"],
        ["ask", "--\u202e"],
    ):
        done = command(sample_home, *words)
        assert done.returncode == 2 and not set("\x1b\x9b\u202e") & set(done.stderr), words
        assert "\\" in done.stderr


def test_what_is_piped_in_is_added(home: Path):
    assert output(colloquy(home, "add", "-", "--json", stdin=PAPER))["added"] == 1
    os.mkfifo(home.parent / "pipe")
    for piped in ("-", "/dev/stdin", "pipe"):
        assert colloquy(home, "add", piped, "--mirror", stdin=PAPER).returncode == 2


def test_a_home_that_can_be_none_is_named(command: Command, tmp_path: Path):
    (tmp_path / "file").write_text("")
    failed(command(tmp_path / "file", "add", "--sample"), "file", "it is a file")
    failed(command(tmp_path / ("x" * 300), "add", "--sample"), "File name too long")


def test_names_of_files_do_not_speak_to_the_terminal(tmp_path: Path):
    name = tmp_path / "a\x1b[2J\x9b31m\u202efdp.bib"
    name.write_text("@article{x, title={Bees}, abstract={Bees dance.}}\n@article{y, title={}}")
    for words in (["add", str(name)], ["add", str(name), "--json"], ["add", str(name) + "x"]):
        done = colloquy(tmp_path / "home", *words)
        assert not set("\x1b\x9b\u202e") & set(done.stdout + done.stderr), words
        assert "\\u001b" in done.stdout + done.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.org", ""])  # noqa: S104  refused
def test_the_page_is_for_this_machine_alone_unless_that_is_insisted_on(tmp_path: Path, host: str):
    done = colloquy(tmp_path / "home", "ui", "--host", host, "--port", "1")
    failed(done, "no log-in")
    assert "--insecure" in done.stderr and "ssh -L" in done.stderr
