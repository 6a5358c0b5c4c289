"""Fetching: how the services are asked, what is kept, and how it goes on, from real servers on loopback."""

from __future__ import annotations

import socket
from itertools import pairwise
from pathlib import Path

import pytest

from rag.errors import FetchError, InputError
from rag.intake.fetch import SERVICES, Fetched, fetch, request
from rag.intake.fetch.dois import dois, dois_of_file
from rag.intake.readers import read_all
from rag.records import Paper
from rag.setup.settings import Settings, load_settings
from tests import exports, services
from tests.services import Mishap, PaperServer, paper_server

BUSY = Mishap(429, headers=(("Retry-After", "0"),))
DOWN = Mishap(500)
WEB_PAGE = Mishap(body=b"<html><body>Log in to the guest network</body></html>", type="text/html; charset=utf-8")


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    services.without_surroundings(monkeypatch)


def bring(server: PaperServer, settings: Settings, text: str, limit: int | None = 100, **options) -> Fetched:
    quick = {"interval": 0.0, "backoff": 0.0, "address": server.url}
    return fetch(request(text), limit, settings, **quick | options)


def bodies(come: Fetched) -> list[bytes]:
    return [file.read_bytes() for file in come.files]


def starts(server: PaperServer, name: str) -> list[str]:
    return [asked.params[name] for asked in server.asked if name in asked.params]


# how each service is asked


def test_arxiv_pages_by_offset_up_to_the_limit(settings: Settings):
    with paper_server(services.arxiv(1_000)) as server:
        come = bring(server, settings, "arxiv: honey bees", 250)
        assert [(a.path, a.params["start"], a.params["max_results"]) for a in server.asked] == [
            ("/query", "0", "100"),
            ("/query", "100", "100"),
            ("/query", "200", "50"),
        ]
        assert bodies(come)[1] == server.answer("/query", {"start": "100", "max_results": "100"})
    assert (come.state.found, come.state.records, len(come.files)) == (1_000, 250, 3)
    assert all(file.parent.parent == settings.home / "fetched" for file in come.files)


@pytest.mark.parametrize(
    ("words", "params"),
    [
        ('the honey, and "waggle dance"', {"search_query": 'all:honey AND all:"waggle dance"'}),
        ("ti:honey OR au:frisch", {"search_query": "ti:honey OR au:frisch"}),
        ("1706.03762 hep-th/9901001v2, arXiv:2401.00001", {"id_list": "1706.03762,hep-th/9901001v2,2401.00001"}),
    ],
)
def test_arxiv_takes_words_its_own_syntax_and_ids(settings: Settings, words: str, params: dict[str, str]):
    with paper_server(services.arxiv(3)) as server:
        bring(server, settings, f"arxiv: {words}")
        assert params.items() <= server.asked[0].params.items()


def test_openalex_pages_by_number_without_a_key(settings: Settings):
    with paper_server(services.openalex(230)) as server:
        come = bring(server, settings, "openalex: bees", 500)
        assert starts(server, "page") == ["1", "2", "3"] and not starts(server, "cursor")
        assert "Authorization" not in server.asked[0].headers
    assert (come.state.found, come.state.records, come.state.next) == (230, 230, None)


def test_openalex_pages_by_cursor_with_a_key(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENALEX_API_KEY", "secret-key")
    with paper_server(services.openalex(230)) as server:
        come = bring(server, settings, "openalex: bees", 500)
        assert starts(server, "cursor") == ["*", "after-100", "after-200"]
        assert {asked.headers["Authorization"] for asked in server.asked} == {"Bearer secret-key"}
    assert come.state.records == 230


def test_pubmed_searches_then_fetches_each_page(settings: Settings):
    with paper_server(services.pubmed(260)) as server:
        come = bring(server, settings, "pubmed: bees", 250)
        assert [asked.path for asked in server.asked] == ["/esearch.fcgi", "/efetch.fcgi"] * 2
        assert starts(server, "retstart") == ["0", "200"] and starts(server, "retmax") == ["200", "50"]
        assert server.asked[0].params["term"] == "bees" and server.asked[0].params["tool"] == "colloquy"
    assert (come.state.found, come.state.records) == (260, 250) and b"<PMID" in bodies(come)[0]


def test_semanticscholar_pages_by_offset_with_words_instead_of_hyphens(settings: Settings):
    with paper_server(services.semanticscholar(120)) as server:
        come = bring(server, settings, "SemanticScholar: honey-bee dances", 500)
        assert starts(server, "offset") == ["0", "100"] and server.asked[0].path == "/paper/search"
        assert server.asked[0].params["query"] == "honey bee dances" and "abstract" in server.asked[0].params["fields"]
    assert (come.state.records, come.state.next) == (120, None)


def test_crossref_is_asked_for_lots_of_dois_and_those_it_lacks_are_named(settings: Settings):
    wanted = [f"10.1234/bee.{n}" for n in range(50)] + ["10.1234/a,b"]
    with paper_server(services.crossref(set(wanted[:45]))) as server:
        come = bring(server, settings, "doi: " + " ".join(wanted), None)
        assert [len(asked.params["filter"].split(",")) for asked in server.asked] == [40, 10]
        assert server.asked[0].params["filter"].startswith("doi:10.1234/bee.0,doi:10.1234/bee.1,")
    assert come.state.records == 45 and come.state.missing == tuple(wanted[45:])


def test_a_search_that_finds_nothing(settings: Settings):
    for scheme in ("arxiv", "openalex", "pubmed", "semanticscholar"):
        with paper_server(getattr(services, scheme)(0)) as server:
            come = bring(server, settings, f"{scheme}: no such thing")
            said: list[str] = []
            assert bring(server, settings, f"{scheme}: no such thing", say=said.append) == come
            assert len(server.asked) == 1 and "--again" in said[0]
        assert (come.state.found, come.state.records, come.state.next) == (0, 0, None)


REPLIES = [
    ("arxiv: testing", "arxiv-atom/arxiv_q_testing_10.xml", 214_881, 10),
    ("arxiv: 0000.0000", "arxiv-atom/arxiv_empty_result.xml", 0, 0),
    ("openalex: attention", "openalex/openalex_search.json", 4_013_744, 3),
    ("semanticscholar: turing", "semantic-scholar/s2_search_paper.json", 70_499, 100),
    ("pubmed: cryopreservation", "pubmed-xml/biopython_pubmed2.xml", 2, 2),
]


def test_replies_that_real_services_gave(settings: Settings):
    for text, file, found, records in REPLIES:
        if (exports.FORMATS / file).exists():
            check_reply(settings, text, (exports.FORMATS / file).read_bytes(), found, records)


def check_reply(settings: Settings, text: str, recorded: bytes, found: int, records: int) -> None:
    search = services.pubmed(2)

    def answer(path: str, params: services.Params) -> bytes:
        return search(path, params) if path.endswith("esearch.fcgi") else recorded

    with paper_server(answer) as server:
        come = bring(server, settings, text, max(records, 1))
    assert (come.state.found, come.state.records) == (found, records)
    read = list(read_all(list(come.files)))
    assert len(read) == records and all(isinstance(record, Paper) or record.paper for record in read)


# politeness


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
def test_documented_limits_are_kept(service):
    seconds = {"arXiv": 3, "PubMed": 1 / 3, "Semantic Scholar": 1, "Crossref": 1, "OpenAlex": 0.1}[service.name]
    assert service.interval >= seconds
    assert (service.with_key or seconds) >= {"PubMed": 0.1}.get(service.name, seconds)
    assert (service.with_email or seconds) >= {"Crossref": 1 / 3}.get(service.name, seconds)


def test_requests_are_spaced_also_those_of_the_next_run_and_after_a_failure(settings: Settings):
    with paper_server(services.arxiv(250), None, DOWN) as server:
        bring(server, settings, "arxiv: bees", 200, interval=0.15)
        bring(server, settings, "arxiv: bees", 250, interval=0.15)
        times = [asked.at for asked in server.asked]
    assert len(times) == 4 and all(later - earlier >= 0.14 for earlier, later in pairwise(times))


def test_requests_name_colloquy_and_the_email_that_is_set(settings: Settings):
    with paper_server(services.pubmed(1)) as server:
        bring(server, settings, "pubmed: bees")
        named = load_settings(home=settings.home, email="ada@bees.example")
        bring(server, named, "pubmed: wasps")
        first, *_, last = server.asked
    assert first.headers["User-Agent"].startswith("Colloquy/") and "mailto" not in first.headers["User-Agent"]
    assert "(mailto:ada@bees.example)" in last.headers["User-Agent"] and last.params["email"] == "ada@bees.example"


def test_an_email_that_is_none_is_refused():
    with pytest.raises(InputError, match="email"):
        load_settings(email="ada@bees.example\r\nX-Evil: 1")


def test_busy_and_broken_services_are_asked_again_as_they_ask(settings: Settings):
    said: list[str] = []
    with paper_server(services.arxiv(3), Mishap(503, headers=(("Retry-After", "1"),)), DOWN) as server:
        come = bring(server, settings, "arxiv: bees", say=said.append)
        first, second, third = (asked.at for asked in server.asked)
    assert second - first >= 1 and third - second < 1
    assert said[0] == "arXiv answers 503 Service Unavailable: trying again in 1 s" and "500" in said[1]
    assert come.state.records == 3


def test_a_body_that_is_cut_off_is_asked_for_again(settings: Settings):
    half = services.arxiv(3)("", {"start": "0", "max_results": "3"})[:300]
    with paper_server(services.arxiv(3), Mishap(cut=True), Mishap(body=half)) as server:
        assert bring(server, settings, "arxiv: bees").state.records == 3
        assert len(server.asked) == 3


def test_an_empty_page_of_arxiv_is_asked_for_again_a_few_times(settings: Settings):
    empty = Mishap(body=services.feed(150, 100, ""))
    with paper_server(services.arxiv(150), None, *[empty] * 3) as server:
        with pytest.raises(FetchError, match="no papers, where it has 50 more"):
            bring(server, settings, "arxiv: bees", 150)
        server.mishaps = [empty]
        assert bring(server, settings, "arxiv: bees", 150).state.records == 150
        assert starts(server, "start") == ["0", *["100"] * 5]


@pytest.mark.parametrize(
    ("mishap", "words", "tries"),
    [
        (BUSY, "429 Too Many Requests", 3),
        (Mishap(429, headers=(("Retry-After", "7200"),)), "429", 1),
        (Mishap(503, headers=(("Retry-After", "Fri, 31 Dec 2094 23:59:59 GMT"),)), "503", 1),
        (DOWN, "500", 3),
        (Mishap(400, b'{"error": "Invalid \x1b[31mfilter"}'), '400 Bad Request: "error": "Invalid 31mfilter"', 1),
        (Mishap(403), "403", 1),
        (WEB_PAGE, "a web page in place of data", 1),
        (Mishap(body=b"  "), "an empty reply", 3),
        (Mishap(body=b'{"meta": {"count": 9'), "only a part of it", 3),
        (Mishap(body=b'{"detail": "moved"}'), "no results", 3),
        (Mishap(body=b"[" * 100_000), "not JSON", 3),
        (Mishap(302, headers=(("Location", "/works"),)), "in circles", 20),
    ],
)
def test_a_service_that_fails_gives_one_error_after_few_tries(
    settings: Settings, mishap: Mishap, words: str, tries: int
):
    with paper_server(services.openalex(9), *[mishap] * 30) as server:
        with pytest.raises(FetchError) as raised:
            bring(server, settings, "openalex: bees")
        assert len(server.asked) >= tries if mishap.status == 302 else len(server.asked) == tries
    assert words in raised.value.message and "OpenAlex" in raised.value.message and raised.value.hint
    assert not list((settings.home / "fetched").glob("*/*"))


@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY f SYSTEM "file://{secret}">',
        "".join(f'<!ENTITY f{n or ""} "{f"&f{n + 1};" * 10}">' for n in range(9)) + '<!ENTITY f9 "x">',
    ],
    ids=["file", "bomb"],
)
def test_xml_with_entities_of_its_own_is_refused(settings: Settings, tmp_path: Path, entities: str):
    secret = tmp_path / "secret"
    secret.write_text("hidden words")
    entry = "<entry><id>http://arxiv.org/api/errors#bad</id><summary>bad field &f;</summary></entry>"
    kinds = f"<!DOCTYPE feed [{entities.format(secret=secret)}]><feed"
    body = services.feed(1, 0, entry).decode().replace("<feed", kinds).encode()
    with paper_server(services.arxiv(3), *[Mishap(body=body)] * 3) as server:
        with pytest.raises(FetchError, match="XML with entities of its own"):
            bring(server, settings, "arxiv: xx:bees")


def test_a_query_that_arxiv_cannot_use(settings: Settings):
    entry = "<entry><id>http://arxiv.org/api/errors#bad</id><summary>bad field: xx</summary></entry>"
    with paper_server(services.arxiv(3), Mishap(body=services.feed(1, 0, entry))) as server:
        with pytest.raises(FetchError, match="arXiv cannot use the query: bad field: xx"):
            bring(server, settings, "arxiv: xx:bees")


def test_offline_fails_at_once(settings: Settings):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(FetchError, match="arXiv cannot be reached") as raised:
            fetch(request("arxiv: bees"), 10, settings, address=url, backoff=60)
    assert "network" in raised.value.hint


def test_keys_go_in_headers_and_bodies_and_nowhere_else(settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog):
    caplog.set_level("DEBUG")
    for name in ("OPENALEX_API_KEY", "NCBI_API_KEY", "SEMANTIC_SCHOLAR_API_KEY"):
        monkeypatch.setenv(name, "secret-key")
    said: list[str] = []
    for scheme in ("openalex", "pubmed", "semanticscholar"):
        refused = Mishap(403, b"the key secret-key is not good")
        with paper_server(getattr(services, scheme)(3), DOWN, *[None] * (1 + (scheme == "pubmed")), refused) as server:
            bring(server, settings, f"{scheme}: bees", say=said.append)
            with pytest.raises(FetchError) as raised:
                bring(server, settings, f"{scheme}: wasps", say=said.append)
            assert all("secret" in f"{asked.params}{asked.headers}" for asked in server.asked)
            assert not any("secret" in asked.line for asked in server.asked)
        assert "secret" not in f"{raised.value.message}{raised.value.hint}"
        assert "_API_KEY" in raised.value.hint
    files = [file for file in settings.home.rglob("*") if file.is_file()]
    assert files and not any(b"secret" in file.read_bytes() or "secret" in file.name for file in files)
    assert "secret" not in caplog.text and "secret" not in "".join(said)


def test_a_key_does_not_follow_to_another_address(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("S2_API_KEY", "secret-key")
    with paper_server(services.semanticscholar(3)) as other:
        away = Mishap(302, headers=(("Location", f"{other.url}/paper/search?offset=0&limit=3"),))
        with paper_server(services.semanticscholar(3), away) as server, pytest.raises(FetchError, match="302"):
            bring(server, settings, "semanticscholar: bees")
        assert other.asked == []


# going on


def test_what_broke_off_goes_on_without_asking_again_for_what_is_there(settings: Settings):
    with paper_server(services.arxiv(400), None, None, *[DOWN] * 3) as server:
        with pytest.raises(FetchError) as raised:
            bring(server, settings, "arxiv: bees", 400)
        assert "200 records that came are kept" in raised.value.hint
        said: list[str] = []
        come = bring(server, settings, "arxiv: bees", 400, say=said.append)
        assert starts(server, "start") == ["0", "100", "200", "200", "200", "200", "300"]
        assert "going on" in said[0] and come.state.records == 400
        assert [services.title(n).encode() in bodies(come)[n // 100] for n in range(400)] == [True] * 400


def test_a_cursor_goes_on_too(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENALEX_API_KEY", "secret-key")
    with paper_server(services.openalex(300), None, *[DOWN] * 3) as server:
        with pytest.raises(FetchError):
            bring(server, settings, "openalex: bees", 300)
        assert bring(server, settings, "openalex: bees", 300).state.records == 300
        assert starts(server, "cursor") == ["*", *["after-100"] * 4, "after-200"]


def test_a_finished_fetch_is_repeated_only_when_asked_to(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    with paper_server(services.arxiv(250)) as server:
        first = bring(server, settings, "arxiv: bees", 200)
        said: list[str] = []
        assert bring(server, settings, "arxiv:  bees ", 200, say=said.append) == first and "--again" in said[0]
        assert bring(server, settings, "arxiv: bees", 50).files == first.files
        assert len(server.asked) == 2
        bring(server, settings, "arxiv: bees", 250)
        assert starts(server, "start") == ["0", "100", "200"]
        monkeypatch.setenv("https_proxy", "nonsense://x")  # what is there needs no connection
        assert bring(server, settings, "arxiv: bees", 250).state.records == 250
        monkeypatch.delenv("https_proxy")
        again = bring(server, settings, "arxiv: bees", 100, again=True)
        assert len(again.files) == 1 and len(list(first.files[0].parent.glob("*.xml"))) == 1
        bring(server, settings, "arxiv: wasps", 100)
        assert starts(server, "start") == ["0", "100", "200", "0", "0"]


def test_asking_anew_in_vain_leaves_what_was_there(settings: Settings):
    with paper_server(services.arxiv(150), None, None, *[DOWN] * 3) as server:
        before = bring(server, settings, "arxiv: bees", 150)
        kept = bodies(before)
        with pytest.raises(FetchError):
            bring(server, settings, "arxiv: bees", 150, again=True)
        assert bodies(bring(server, settings, "arxiv: bees", 150)) == kept and len(server.asked) == 5


@pytest.mark.parametrize("harm", ["state", "page"])
def test_a_damaged_folder_is_fetched_anew(settings: Settings, harm: str):
    with paper_server(services.arxiv(150)) as server:
        come = bring(server, settings, "arxiv: bees", 150)
        if harm == "page":
            come.files[0].unlink()
        else:
            (come.files[0].parent / ".fetch.json").write_text('{"query": "bees"')
        assert bring(server, settings, "arxiv: bees", 150) == come and len(server.asked) == 4


def test_the_limit_of_a_service_is_told(settings: Settings):
    said: list[str] = []
    with paper_server(services.semanticscholar(5_000)) as server:
        come = bring(server, settings, "semanticscholar: bees", 2_000, say=said.append)
        assert max(int(a.params["offset"]) + int(a.params["limit"]) for a in server.asked) < 1_000
    assert come.state.records == 999 and said[0] == "Semantic Scholar gives at most 999 of one search"


# what can be asked


@pytest.mark.parametrize("text", ["bees", "scopus: bees", "arxiv:", "arxiv:  ", "pubmed: a\x1b[31m"])
def test_a_request_that_asks_nothing_of_anyone(text: str):
    with pytest.raises(InputError) as raised:
        request(text)
    assert "arxiv" in raised.value.hint or "pubmed" in raised.value.hint


def test_dois_of_words_and_of_a_file(tmp_path: Path):
    words = "10.1/x https://doi.org/10.1038/NATURE14539, doi:10.1000/182; 10.1038/nature14539"
    with pytest.raises(InputError, match="no DOI: 10.1/x"):
        dois(words)
    assert dois(words.removeprefix("10.1/x ")) == ["10.1038/nature14539", "10.1000/182"]
    file = tmp_path / "dois.txt"
    file.write_text(
        "\ufeff# read these\n10.1038/nature14539 10.1000/182.\n\nnone here\nhttps://doi.org/10.1000/a(b)c\n"
    )
    found, skipped = dois_of_file(file)
    assert found == ["10.1038/nature14539", "10.1000/182", "10.1000/a(b)c"]
    assert [(s.position, s.reason) for s in skipped] == [("line 4", "no DOI: none here")]
    file.write_bytes(b"\x00\xff nothing")
    with pytest.raises(InputError, match="no DOI in it"):
        dois_of_file(file)
    with pytest.raises(InputError, match="cannot be read"):
        dois_of_file(tmp_path / "missing")
