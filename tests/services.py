"""Services of papers on loopback, in the shapes that arXiv, OpenAlex, PubMed, Semantic Scholar and Crossref answer in.

The papers are made up; paper number n is always the same. Replies go wrong as scripted.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest

from rag.intake.fetch import SERVICES

Params = dict[str, str]
Answer = Callable[[str, Params], bytes | None]


@dataclass(frozen=True)
class Mishap:
    """How one request goes wrong: another status, another body, or a body that is cut off in the middle."""

    status: int = 200
    body: bytes | None = None
    type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    cut: bool = False


@dataclass(frozen=True)
class Asked:
    """A request as it arrived; `at` is in seconds of a steady clock."""

    path: str
    params: Params
    headers: Params
    at: float
    line: str


@dataclass
class PaperServer:
    """Answers each request, or goes through the mishaps, one a request; None is one that goes well."""

    answer: Answer
    mishaps: list[Mishap | None] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""


def title(n: int) -> str:
    return f"Waggle dances of honey bees, part {n}"


def abstract(n: int) -> str:
    """Every fifth paper has none."""
    return "" if n % 5 == 4 else f"Honey bees dance to tell where food is. In part {n} the angle gives the direction."


def arxiv(total: int) -> Answer:
    def answer(path: str, params: Params) -> bytes:
        start = int(params["start"])
        entries = "".join(
            f"<entry><id>http://arxiv.org/abs/2401.{n:05d}v1</id><title>{title(n)}</title><summary>{abstract(n)}"
            f"</summary><published>2024-01-02T00:00:00Z</published><author><name>Ada Bee</name></author></entry>"
            for n in range(start, min(start + int(params["max_results"]), total))
        )
        return feed(total, start, entries)

    return answer


def feed(total: int, start: int, entries: str) -> bytes:
    return (
        "<?xml version='1.0' encoding='UTF-8'?>"
        '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns="http://www.w3.org/2005/Atom">'
        f"<title>arXiv Query</title><opensearch:totalResults>{total}</opensearch:totalResults>"
        f"<opensearch:startIndex>{start}</opensearch:startIndex>{entries}</feed>"
    ).encode()


def openalex(total: int) -> Answer:
    def answer(path: str, params: Params) -> bytes:
        size = int(params["per_page"])
        cursor = params.get("cursor")
        start = (
            (int(params["page"]) - 1) * size if cursor is None else int(cursor.removeprefix("after-").strip("*") or 0)
        )
        results = [_work(n) for n in range(start, min(start + size, total))]
        meta = {"count": total, "per_page": size}
        meta |= (
            {"page": int(params["page"])} if cursor is None else {"next_cursor": results and f"after-{start + size}"}
        )
        return json.dumps({"meta": meta, "results": results}).encode()

    return answer


def _work(n: int) -> dict:
    words: dict[str, list[int]] = {}
    for place, word in enumerate(abstract(n).split()):
        words.setdefault(word, []).append(place)
    return {
        "id": f"https://openalex.org/W{n}", "doi": f"https://doi.org/10.1234/bee.{n}", "title": title(n),
        "display_name": title(n), "publication_year": 2024, "type": "article", "abstract_inverted_index": words or None,
        "authorships": [{"author": {"display_name": "Ada Bee"}}], "ids": {"openalex": f"https://openalex.org/W{n}"},
    }  # fmt: skip


def pubmed(total: int) -> Answer:
    def answer(path: str, params: Params) -> bytes:
        if path.endswith("esearch.fcgi"):
            start = int(params["retstart"])
            ids = [str(1000 + n) for n in range(start, min(start + int(params["retmax"]), total))]
            result = {"count": str(total), "retmax": str(len(ids)), "retstart": str(start), "idlist": ids}
            return json.dumps({"header": {"type": "esearch"}, "esearchresult": result}).encode()
        articles = "".join(_article(int(pmid) - 1000) for pmid in params["id"].split(","))
        return f'<?xml version="1.0" ?><PubmedArticleSet>{articles}</PubmedArticleSet>'.encode()

    return answer


def _article(n: int) -> str:
    text = f"<Abstract><AbstractText>{abstract(n)}</AbstractText></Abstract>" if abstract(n) else ""
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="1">{1000 + n}</PMID><Article><Journal><JournalIssue><PubDate>'
        f"<Year>2024</Year></PubDate></JournalIssue><Title>Bees</Title></Journal><ArticleTitle>{title(n)}</ArticleTitle>"
        f"{text}<AuthorList><Author><LastName>Bee</LastName><ForeName>Ada</ForeName></Author></AuthorList></Article>"
        "</MedlineCitation></PubmedArticle>"
    )


def semanticscholar(total: int) -> Answer:
    def answer(path: str, params: Params) -> bytes:
        start = int(params["offset"])
        end = min(start + int(params["limit"]), total)
        reply = {"total": total, "offset": start, "data": [_scholar_paper(n) for n in range(start, end)]}
        return json.dumps(reply | ({"next": end} if end < total else {})).encode()

    return answer


def _scholar_paper(n: int) -> dict:
    return {
        "paperId": f"{n:040x}", "externalIds": {"DOI": f"10.1234/BEE.{n}", "CorpusId": n}, "title": title(n),
        "abstract": abstract(n) or None, "year": 2024, "venue": "Bees", "authors": [{"authorId": "1", "name": "Ada Bee"}],
        "url": f"https://www.semanticscholar.org/paper/{n:040x}", "publicationTypes": ["JournalArticle"],
    }  # fmt: skip


def crossref(known: set[str]) -> Answer:
    """Crossref, which knows these DOIs, and writes them in capitals."""

    def answer(path: str, params: Params) -> bytes:
        asked = [value.removeprefix("doi:") for value in params["filter"].split(",")]
        items = [
            {
                "DOI": doi.upper(), "title": [f"{title(n)} ({doi})"], "type": "journal-article",
                "abstract": f"<jats:p>{abstract(0)}</jats:p>", "author": [{"given": "Ada", "family": "Bee"}],
                "issued": {"date-parts": [[2024]]}, "container-title": ["Bees"], "URL": f"https://doi.org/{doi}",
            }
            for n, doi in enumerate(asked) if doi in known
        ]  # fmt: skip
        message = {"total-results": len(items), "items": items[: int(params["rows"])]}
        return json.dumps({"status": "ok", "message-type": "work-list", "message": message}).encode()

    return answer


def without_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away the API keys and the proxy of whoever runs the tests."""
    for name in (name for service in SERVICES.values() for name in service.keys):
        monkeypatch.delenv(name, raising=False)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1")


@contextmanager
def paper_server(answer: Answer, *mishaps: Mishap | None) -> Iterator[PaperServer]:
    """A service on a free port."""
    state = PaperServer(answer, list(mishaps))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._reply(dict(parse_qsl(urlsplit(self.path).query)))

        def do_POST(self) -> None:
            self._reply(dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode())))

        def _reply(self, params: Params) -> None:
            path = urlsplit(self.path).path
            state.asked.append(Asked(path, params, dict(self.headers), time.monotonic(), self.path))
            mishap = (state.mishaps.pop(0) if state.mishaps else None) or Mishap()
            good = mishap.status == 200 and mishap.body is None
            body = state.answer(path, params) if good else mishap.body or b""
            xml = body.startswith(b"<?xml")
            self.send_response(mishap.status)
            self.send_header("Content-Type", "text/xml; charset=utf-8" if xml else mishap.type)
            self.send_header("Content-Length", str(len(body)))
            for name, value in mishap.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if mishap.cut else body)
            self.close_connection = mishap.cut

        def log_message(self, *_args) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
