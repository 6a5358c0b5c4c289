"""On what terms the library is served: names, origins, keys, sizes, rates; and how the command holds to them."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import httpx
import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from rag.cli.serving.http.app import application
from rag.cli.serving.http.gate import Rate
from rag.cli.serving.http.terms import JSON_BYTES, Terms
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Paper
from tests.browser.conftest import free_port
from tests.conftest import Command
from tests.running import running
from tests.serving import KEY

BEARER = {"Authorization": f"Bearer {KEY}"}


def client(library: Library, **terms: object) -> TestClient:
    return TestClient(application(library, Terms(**terms)), "http://127.0.0.1:8601", raise_server_exceptions=False)


@pytest.mark.parametrize(
    "given",
    ["", "Bearer", "Bearer x", f"Bearer {KEY}x", f"Bearer {KEY[:-1]}", f"Basic {KEY}", KEY, "Bearer \xe9\xff"],
)
def test_without_the_key_nothing_is_told(sample_library: Library, given: str):
    headers = {"Authorization": given.encode("latin-1")} if given else {}
    asking = client(sample_library, key=KEY)
    for path in ("/v1/search?q=bees", "/v1/papers", "/metrics", "/v1/models", "/nowhere"):
        refused = asking.get(path, headers=headers)
        assert refused.status_code == 401 and refused.headers["www-authenticate"] == "Bearer"
        assert "Bearer KEY" in refused.json()["error"]["hint"] and KEY not in refused.text


def test_with_the_key_it_is(sample_library: Library):
    asking = client(sample_library, key=KEY)
    assert asking.get("/v1/papers", headers=BEARER).status_code == 200
    assert asking.get("/v1/papers", headers={"Authorization": f"bearer  {KEY}"}).status_code == 200
    assert [asking.get(path).status_code for path in ("/health", "/docs", "/openapi.json")] == [200] * 3


@pytest.mark.parametrize(
    "name", ["localhost", "LOCALHOST:8601", "127.0.0.1", "127.0.0.1:80", "[::1]:8601", "papers.example:443"]
)
def test_names_of_its_own_are_answered_to(sample_library: Library, name: str):
    asking = client(sample_library, names=frozenset({"papers.example"}))
    assert asking.get("/health", headers={"Host": name}).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "evil.example",
        "evil.example:8601",
        "127.0.0.1.evil.example",
        "8.8.8.8",
        "localhost@evil.example",
        "evil/localhost",
        "",
    ],
)
def test_a_page_that_calls_this_machine_by_its_own_name_gets_nothing(sample_library: Library, name: str):
    refused = client(sample_library).get("/v1/papers", headers={"Host": name})
    assert refused.status_code == 403 and "papers" not in refused.json()


def test_where_others_reach_it_a_number_is_a_name():
    terms = Terms(host="192.0.2.1", key=KEY)
    assert terms.is_called("192.168.1.7") and not terms.is_called("evil.example")


def test_pages_of_others_may_not_ask(sample_library: Library):
    closed, opened = client(sample_library), client(sample_library, origins=("https://chat.example",))
    origin = {"Origin": "https://chat.example"}
    assert closed.post("/v1/search", json={"query": "x"}, headers=origin).status_code == 403
    assert "access-control-allow-origin" not in closed.get("/health", headers=origin).headers
    assert closed.get("/health", headers={"Origin": "http://127.0.0.1:8601"}).status_code == 200
    asked = origin | {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,x-stainless-os",
    }
    assert opened.options("/v1/search", headers=asked).headers["access-control-allow-origin"] == "https://chat.example"
    assert opened.post("/v1/search", json={"query": "x"}, headers=origin).status_code == 200
    assert opened.post("/v1/search", json={"query": "x"}, headers={"Origin": "https://evil.example"}).status_code == 403


def test_what_is_too_large_is_not_read(sample_library: Library):
    asking = client(sample_library, upload_bytes=2_000)
    body = b'{"query": "' + b"x" * JSON_BYTES + b'"}'
    json_type = {"Content-Type": "application/json"}
    pieces = (body[start : start + 100_000] for start in range(0, len(body), 100_000))
    for content in (body, pieces):  # with its length told, and without
        refused = asking.post("/v1/search", content=content, headers=json_type)
        assert refused.status_code == 413 and "larger than" in refused.json()["error"]["message"]
    refused = asking.post("/v1/check", files={"files": ("a.tex", b"x" * 3_000)})
    assert refused.status_code == 413 and "--max-upload" in refused.json()["error"]["hint"]


def test_a_rate_is_kept_to(sample_library: Library):
    asking = client(sample_library, rate=3)
    assert [asking.get("/health").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = asking.get("/v1/models")
    assert int(refused.headers["retry-after"]) >= 1 and refused.json()["error"]["code"] == "rate_limit_exceeded"


def test_a_rate_fills_up_evenly_and_is_own_to_each_address():
    rate = Rate(60)
    assert [rate.wait("a", 100.0) for _ in range(60)] == [0.0] * 60
    assert rate.wait("a", 100.0) == pytest.approx(1.0) and rate.wait("b", 100.0) == 0.0
    assert rate.wait("a", 100.5) == pytest.approx(0.5) and rate.wait("a", 101.0) == 0.0


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", "/v1/ask", 405), ("DELETE", "/v1/papers", 405), ("POST", "/v1/search", 422)],
)
def test_every_error_is_json(sample_library: Library, method: str, path: str, status: int):
    told = client(sample_library).request(method, path)
    assert told.status_code == status and set(told.json()["error"]) == {"message", "hint"}


def test_a_body_of_another_kind_is_not_read(sample_library: Library):
    for kind in ({}, {"Content-Type": "text/plain"}):  # what a page can send without being asked first
        for path in ("/v1/search", "/v1/check", "/v1/chat/completions"):
            refused = client(sample_library).post(path, content=b'{"query": "x", "claim": "x"}', headers=kind)
            assert refused.status_code in (400, 415, 422)


def test_the_documentation_loads_nothing(sample_library: Library):
    page = client(sample_library).get("/docs")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "<script" not in page.text and "<link" not in page.text and "src=" not in page.text
    for path in client(sample_library).get("/openapi.json").json()["paths"]:
        assert path in page.text


def test_it_holds_to_its_description(library: Library, three_papers: list[Paper]):
    """What is sent is drawn from the description, sound and unsound; what comes back has to be what the description says."""
    add(library, three_papers)
    app = application(library, Terms(names=frozenset({"testserver"})))
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    drawn = settings(
        max_examples=4, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()

        @drawn
        @given(case=operation.as_strategy())
        def holds(case: schemathesis.Case) -> None:
            response = case.call()
            # What is of the right shape may still name no paper, or hold no word.
            case.validate_response(response, excluded_checks=[positive_data_acceptance])

        holds()
        tried += 1
    assert tried >= 10


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_the_command_serves_until_it_is_told_to_end(sample_home: Path, by: signal.Signals):
    port = free_port()
    with running("serve", "--port", str(port), "--home", str(sample_home)) as serving:
        serving.line("serving 47 papers")
        url = f"http://127.0.0.1:{port}"
        found = httpx.Client(transport=httpx.HTTPTransport(retries=20), trust_env=False).get(
            f"{url}/v1/search?q=rewards"
        )
        assert len(found.json()["results"]) == 10
        assert serving.end(by) == (0, "stopped serving")


def test_what_others_could_reach_wants_a_key(command: Command, sample_home: Path):
    for words in (
        ["--host", "192.0.2.1"],
        ["--write"],
        ["--allow-host", "a.example"],
        ["--key", "short"],
        ["--key", "a key with blanks in it"],
    ):
        ended = command(sample_home, "serve", *words)
        assert ended.returncode == 1 and "COLLOQUY_SERVE_KEY" in ended.stderr


def test_what_is_missing_is_said_in_a_line(command: Command, sample_home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "fastapi", None)
    ended = command(sample_home, "serve")
    assert ended.returncode == 1 and "pip install 'colloquy[serve]'" in ended.stderr
