"""The library over HTTP: what the commands give, as JSON and as events; and what goes in by it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest
from openai._streaming import SSEDecoder

from rag.cli.serving.http.terms import Terms
from rag.intake.readers.record import paper
from rag.library.adding import add, remove
from rag.library.conditions import condition
from rag.library.library import Library
from rag.records import Paper, as_json
from rag.search.retrieve import retrieve
from rag.setup.settings import load_settings
from tests.conftest import Open
from tests.fakes import Scripted, chat_server
from tests.serving import KEY, SECONDS, Served, served

QUESTION = "Which method lets a weak language model improve by playing against earlier copies of itself?"
SLOW = Scripted("SPIN plays against itself [1]. " * 400, pause=0.02)
BEES = (
    b'{"id": "bees", "title": "Waggle dances", "abstract": "Honey bees dance to tell where food is.", "year": 2019}\n'
)


@pytest.fixture(scope="module")
def sample(sample_library: Library) -> Iterator[Served]:
    with served(sample_library) as server:
        yield server


@pytest.fixture
def own(library: Library, three_papers: list[Paper]) -> Iterator[Served]:
    """Three papers, to which files may be added."""
    add(library, three_papers)
    with served(library, Terms(key=KEY, may_write=True)) as server:
        yield server


def events_of(response: httpx.Response) -> list[tuple[str | None, dict]]:
    return [(event.event, json.loads(event.data)) for event in SSEDecoder().iter_bytes(response.iter_bytes())]


def test_an_answer_is_what_the_command_gives(sample: Served):
    answer = sample.client.post("/v1/ask", json={"question": QUESTION}).json()
    assert answer["kind"] == "answer" and answer["citations"] and answer["abstained"] is None
    for citation in answer["citations"]:
        assert citation["paper"]["abstract"][citation["start"] : citation["end"]] == citation["quote"]
        assert f"[{citation['n']}]" in answer["text"]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Compare YOLOv9 and NeuRBF.", "compare"),
        ("How do methods of self-play differ from those of fine-tuning?", "compare"),
        ("Summarise the papers on self-play.", "summary"),
        ("Which papers are about diffusion models?", "list"),
        ("Which papers introduce a dataset, grouped by year?", "list"),
        ("How many papers are there?", "catalogue"),
        ("What can you do?", "help"),
    ],
)
def test_every_kind_of_answer_is_given(sample: Served, question: str, kind: str):
    reply = sample.client.post("/v1/ask", json={"question": question})
    assert (reply.status_code, reply.json().get("kind")) == (200, kind), reply.text


def test_an_answer_comes_in_pieces_and_then_whole(sample: Served):
    with sample.client.stream("POST", "/v1/ask", json={"question": QUESTION, "stream": True}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        events = events_of(response)
    *pieces, (last, answer) = events
    assert {name for name, _ in pieces} == {"piece"} and last == "answer"
    assert "".join(piece["text"] for _, piece in pieces) == answer["text"]


def test_events_are_sent_to_who_accepts_them_alone(sample: Served):
    headers = {"Accept": "text/event-stream"}
    with sample.client.stream("POST", "/v1/ask", json={"question": QUESTION}, headers=headers) as response:
        assert events_of(response)[-1][0] == "answer"


def test_an_error_of_a_stream_is_its_last_event(library: Library):
    with served(library) as server:
        with server.client.stream("POST", "/v1/ask", json={"question": "Do bees dance?", "stream": True}) as response:
            ((name, told),) = events_of(response)
        assert name == "error" and told["error"]["message"] == "the library is empty"


def test_a_question_keeps_to_its_scope_and_its_history(own: Served):
    asked = {"question": "What do they tell?", "only": ["bees"], "where": ["year>=2019"]}
    history = [{"role": "user", "content": "Why do honey bees dance?"}, {"role": "assistant", "content": "To tell."}]
    answer = own.client.post("/v1/ask", json=asked | {"history": history}).json()
    assert answer["scope"] == {"pin": [], "exclude": [], "only": ["bees"], "where": ["year>=2019"]}
    assert {source["paper"]["key"] for source in answer["sources"]} == {"bees"}
    assert answer["standalone"] != asked["question"]


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ({"question": " "}, 422, "the question is empty"),
        ({"question": "Do bees dance?", "only": ["wasps"]}, 404, "not in the library: wasps"),
        ({"question": "Do bees dance?", "where": ["colour>2"]}, 422, "cannot be read"),
        ({}, 422, "question: Field required"),
        ({"question": "Do bees dance?", "history": [{"role": "system", "content": "x"}]}, 422, "history.0.role"),
        ([1], 422, "valid"),
    ],
)
def test_what_cannot_be_asked_is_told(own: Served, asked: object, status: int, told: str):
    response = own.client.post("/v1/ask", json=asked)
    assert response.status_code == status
    assert told in response.json()["error"]["message"] and response.json()["error"]["hint"]


def test_a_search_ranks_as_the_command_does(sample: Served, sample_library: Library):
    hits = retrieve(sample_library, "reward models", 5)
    expected = [{"paper": as_json(hit.paper), "score": round(hit.score, 4)} for hit in hits]
    by_address = sample.client.get("/v1/search", params={"q": "reward models", "k": 5}).json()
    by_body = sample.client.post("/v1/search", json={"query": "reward models", "k": 5}).json()
    assert by_address["results"] == by_body["results"] == expected and by_body["ms"] > 0


def test_a_search_meets_conditions(own: Served):
    def keys(**asked: object) -> list[str]:
        found = own.client.get("/v1/search", params={"q": "ice, bees and corals", **asked}).json()["results"]
        return sorted(result["paper"]["key"] for result in found)

    assert keys() == ["bees", "coral", "ice"]
    assert keys(where="year>=2020") == ["coral"]
    assert keys(where=["year>=2019", "year<2021"]) == ["bees"]
    assert keys(only=["ice", "bees"]) == ["bees", "ice"]


def test_papers_come_a_page_at_a_time_whatever_happens_meanwhile(own: Served, library: Library):
    first = own.client.get("/v1/papers", params={"limit": 2}).json()
    assert [paper["key"] for paper in first["papers"]] == ["bees", "coral"] and first["total"] == 3
    assert "abstract" not in first["papers"][0]
    remove(library, ["bees"])
    rest = own.client.get("/v1/papers", params={"limit": 2, "after": first["next"], "abstracts": True}).json()
    assert [paper["key"] for paper in rest["papers"]] == ["ice"] and rest["next"] is None and rest["total"] == 2
    assert rest["papers"][0]["abstract"].startswith("Glaciers")
    assert own.client.get("/v1/papers", params={"where": "title~coral"}).json()["total"] == 1


@pytest.mark.parametrize("name", ["bees", "10.1000/bees", "https://doi.org/10.1000/bees"])
def test_a_paper_is_found_by_its_names(own: Served, name: str):
    paper = own.client.get(f"/v1/papers/{name}").json()
    assert paper["key"] == "bees" and paper["abstract"].startswith("Honey bees dance")


def test_a_paper_that_is_not_there_or_twice_is_told(own: Served, library: Library, three_papers: list[Paper]):
    assert own.client.get("/v1/papers/wasps").status_code == 404
    add(library, [paper(key="twice", title=title, abstract=f"{title} sing.") for title in ("Larks", "Whales")])
    response = own.client.get("/v1/papers/twice")
    assert response.status_code == 409 and "2 papers" in response.json()["error"]["message"]


def test_a_claim_is_checked(own: Served):
    ice = {"claim": "Between 2000 and 2020 the loss doubled, mostly in summer.", "papers": ["ice"], "id": 7}
    told = own.client.post("/v1/check", json=ice).json()
    assert (told["id"], told["verdict"], told["by"]) == (7, "supported", "verbatim") and told["paper"]
    wrong = {"claim": "The loss tripled by 2031.", "evidence": "Between 2000 and 2020 the loss doubled."}
    both = own.client.post("/v1/check", json={"claims": [ice, wrong, {"claim": "x", "papers": ["wasps"]}]}).json()
    verdicts = [one.get("verdict") for one in both["results"]]
    assert verdicts[0] == "supported" and verdicts[1] in ("contradicted", "unsupported") and verdicts[2] is None
    assert "wasps" in both["results"][2]["error"]


def test_a_manuscript_is_checked(own: Served):
    text = "Bees dance to tell where food is \\cite{bees}. Nobody knows \\cite{wasps}."
    tex = f"\\documentclass{{article}}\\begin{{document}}{text}\\end{{document}}"
    report = own.client.post("/v1/check", files={"files": ("draft.tex", tex)}).json()
    assert [sentence["keys"] for sentence in report["sentences"]] == [["bees"], ["wasps"]]
    assert [one["key"] for one in report["unknown_keys"]] == ["wasps"]
    for name, told in (("cat.gif", "manuscript"), ("..", "manuscript"), (f"{'x' * 300}.tex", "no file can be named")):
        refused = own.client.post("/v1/check", files={"files": (name, b"GIF89a")})
        assert refused.status_code == 422 and told in refused.json()["error"]["message"]
    both = [("files", ("draft.tex", tex)), ("files", ("..", b"x"))]
    assert own.client.post("/v1/check", files=both).status_code == 422


def test_files_are_added_and_found_at_once(own: Served):
    wasps = BEES.replace(b"bees", b"wasps").replace(b"dance", b"build")
    report = own.client.post(
        "/v1/papers", files=[("files", ("w.jsonl", wasps)), ("files", ("x.txt", b"no papers"))]
    ).json()
    assert report["added"] == 1 and report["total"] == 4 and report["skipped"][0]["source"] == "x.txt"
    found = own.client.get("/v1/search", params={"q": "what do wasps build", "k": 1}).json()["results"]
    assert found[0]["paper"]["key"] == "wasps"


def test_files_are_added_only_where_that_is_allowed(sample: Served):
    response = sample.client.post("/v1/papers", files={"files": ("b.jsonl", BEES)})
    assert response.status_code == 403 and "--write" in response.json()["error"]["hint"]


def test_what_another_process_adds_is_found(own: Served, open_library: Open):
    other = open_library()
    add(other, [paper(key="owls", title="Owls", abstract="Owls hunt by ear at night.")])
    assert (
        own.client.get("/v1/search", params={"q": "owls at night", "k": 1}).json()["results"][0]["paper"]["key"]
        == "owls"
    )
    assert own.client.get("/health").json() == {"status": "ok", "papers": 4}


def test_a_reader_who_goes_away_stops_the_model(own_sample: Path):
    with chat_server(SLOW) as model:
        library = Library(load_settings(home=own_sample, model="scripted", base_url=model.url, judge=False))
        with served(library) as server:
            asked = {"question": QUESTION, "stream": True}
            with server.client.stream("POST", "/v1/ask", json=asked) as response:
                next(response.iter_bytes())
            assert model.left.wait(SECONDS)
            assert server.figure("colloquy_answers_stopped_total") == 1
        library.close()


def test_who_waits_for_the_whole_and_goes_away_stops_the_model_too(own_sample: Path):
    with chat_server(SLOW) as model:
        library = Library(load_settings(home=own_sample, model="scripted", base_url=model.url, judge=False))
        with served(library) as server:
            waiting = HTTPConnection(server.url.removeprefix("http://"))
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"}
            waiting.request("POST", "/v1/ask", json.dumps({"question": QUESTION}), headers)
            deadline = time.monotonic() + SECONDS
            while not model.requests and time.monotonic() < deadline:
                time.sleep(0.01)
            waiting.close()
            assert model.left.wait(SECONDS)
        library.close()


def test_what_takes_too_long_is_given_up(own_sample: Path):
    with chat_server(SLOW) as model:
        library = Library(load_settings(home=own_sample, model="scripted", base_url=model.url, judge=False))
        with served(library, Terms(key=KEY, seconds=0.5)) as server:
            response = server.client.post("/v1/ask", json={"question": QUESTION})
            assert response.status_code == 504 and "0.5 seconds" in response.json()["error"]["message"]
        library.close()


def test_figures_are_counted(library: Library, three_papers: list[Paper]):
    add(library, three_papers)
    with served(library) as server:
        server.client.get("/v1/search", params={"q": "bees"})
        server.client.get("/v1/papers/wasps")
        server.client.get("/nowhere/at/all")
        server.client.post("/v1/ask", json={"question": "Why do honey bees dance?"})
        assert server.figure("colloquy_requests_total", path="/v1/search", status="200") == 1
        assert server.figure("colloquy_requests_total", path="/v1/papers/{name:path}", status="404") == 1
        assert server.figure("colloquy_requests_total", path="other", status="404") == 1
        assert server.figure("colloquy_request_seconds_count", path="/v1/ask") == 1
        assert server.figure("colloquy_answers_total", kind="answer") == 1
        assert server.figure("colloquy_papers") == 3
        assert server.figure("process_resident_memory_bytes") > 1e6


def test_words_are_looked_up_in_whatever_thread(library: Library):
    vectors = library.word_vectors
    first = vectors.of(("bee", "coral", "bee")).copy()
    for start in range(0, 9_000, 1_500):  # the matrix grows
        vectors.of([f"word{n}" for n in range(start, start + 1_500)])
    assert (vectors.of(("bee", "coral", "bee")) == first).all() and (first[0] == first[2]).all()
    assert (vectors.of(["word8999"])[0] == library.words.embed(["word8999"])[0]).all()


def test_papers_at_even_distances_are_those_of_now(library: Library, three_papers: list[Paper]):
    add(library, three_papers[:2])
    assert [paper.key for paper in library.spread(10)] == ["bees", "coral"]
    add(library, three_papers[2:])
    assert [paper.key for paper in library.spread(10)] == ["bees", "coral", "ice"]


def test_a_page_ends_where_the_papers_end(library: Library, three_papers: list[Paper]):
    add(library, three_papers)
    page = library.page([condition("year>=2000")], 2)
    assert ([paper.key for paper in page.papers], page.total, page.next) == (["bees", "coral"], 2, None)
    assert library.page([], 3).next is None and library.page([], 2).next is not None


def test_many_ask_at_once(own: Served):
    words = ["bees", "corals", "glaciers", "summer", "dance", "sea"] * 10
    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda word: own.client.get("/v1/search", params={"q": word}).json()["results"], words))
    alone = {word: own.client.get("/v1/search", params={"q": word}).json()["results"] for word in set(words)}
    assert found == [alone[word] for word in words]
