"""`colloquy check --batch`: a verdict for any claim and evidence."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Command
from tests.fakes import chat_server
from tests.test_chain import trial_replies

ICE = "Between 2000 and 2020 the loss of ice doubled. Most of it melted in summer. Rock fell rarely."


def lines(*given: dict) -> str:
    return "".join(json.dumps({"id": str(n), **one}) + "\n" for n, one in enumerate(given))


def told(output: str) -> list[dict]:
    return [json.loads(line) for line in output.splitlines()]


def test_claims_are_checked_against_the_evidence_of_their_line(command: Command, tmp_path: Path):
    given = lines(
        {"claim": "Most of it melted in summer.", "evidence": ICE},
        {"claim": "In summer most of the ice melted.", "evidence": ICE, "label": "further keys are left"},
        {"claim": "Most of it melted in winter, in 1990.", "evidence": ICE},
        {"claim": "- The loss of ice doubled [1].\n- All of it melted in summer [1].", "evidence": ICE},
    )
    ended = command(tmp_path / "home", "check", "--batch", "-", stdin=given)
    found = told(ended.stdout)
    assert [(one["id"], one["verdict"], one["by"]) for one in found] == [
        ("0", "supported", "verbatim"),
        ("1", "unchecked", "letters"),
        ("2", "unsupported", "letters"),
        ("3", "unsupported", "letters"),
    ]
    assert all(ICE[one["start"] : one["end"]] == one["quote"] for one in found)
    assert (
        found[1]["quote"] == "Most of it melted in summer."
        and "1990" in found[2]["reason"]
        and "All" in found[3]["reason"]
    )
    assert 1 == found[0]["score"] > found[1]["score"] > 0.5 > found[2]["score"] >= 0
    assert ended.returncode == 0


def test_papers_are_named_by_their_ids_and_one_that_is_not_here_is_told(command: Command, own_sample: Path):
    command(own_sample, "papers", "--json")
    given = lines(
        {"claim": "SPIN beats DPO on 99 games.", "papers": ["nobody"]},
        {"claim": "It is so.", "evidence": ""},
        {"claim": "x"},
    )
    ended = command(own_sample, "check", "--batch", "-", stdin=given)
    assert ["error" in one for one in told(ended.stdout)] == [True, True, True] and ended.returncode == 1
    listed = command(own_sample, "search", "SPIN self-play", "-k", "1", "--json")
    paper = json.loads(listed.stdout)["results"][0]["paper"]["id"]
    ended = command(
        own_sample, "check", "--batch", "-", stdin=lines({"claim": "SPIN won 99 games.", "papers": [paper]})
    )
    (one,) = told(ended.stdout)
    assert (one["verdict"], one["paper"]) == ("unsupported", paper) and "99" in one["reason"]


def test_a_judge_that_has_passed_says_what_letters_cannot(command: Command, tmp_path: Path):
    given = lines(
        {"claim": "In summer most of the ice melted.", "evidence": ICE}, {"claim": "Glaciers sing.", "evidence": ICE}
    )
    with chat_server(*trial_replies(), "1: supported", "1: unsupported, nothing sings") as server:
        model = {"COLLOQUY_MODEL": "scripted", "COLLOQUY_BASE_URL": server.url}
        (tmp_path / "home").mkdir()
        ended = command(tmp_path / "home", "check", "--batch", "-", "--judge", stdin=given, **model)
    found = told(ended.stdout)
    assert [(one["verdict"], one["by"]) for one in found] == [("supported", "model"), ("unsupported", "model")]
    assert found[1]["reason"] == "nothing sings"


def test_a_judge_that_has_not_passed_is_an_error(command: Command, tmp_path: Path):
    (tmp_path / "home").mkdir()
    with chat_server(*trial_replies(lambda n, verdict: "supported")) as server:
        model = {"COLLOQUY_MODEL": "scripted", "COLLOQUY_BASE_URL": server.url}
        ended = command(
            tmp_path / "home", "check", "--batch", "-", "--judge", stdin=lines({"claim": "x", "evidence": ICE}), **model
        )
    assert ended.returncode == 1 and "does not judge well enough" in ended.stderr and not ended.stdout


def test_without_a_batch_it_says_what_it_needs(command: Command, tmp_path: Path):
    ended = command(tmp_path / "home", "check")
    assert ended.returncode == 2 and "--batch" in ended.stderr
