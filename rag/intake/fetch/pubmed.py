"""PubMed: esearch for ids, efetch for their XML (https://www.ncbi.nlm.nih.gov/books/NBK25499/)."""

from __future__ import annotations

from typing import Any

from rag.errors import FetchError
from rag.intake.fetch.parse import json_object, whole, xml_root
from rag.intake.fetch.service import Asks, Page, Service, Unexpected


def page(client: Asks, query: str, start: str, size: int) -> Page:
    """`size` papers of a search from number `start` on: their ids first, then their records."""
    begin = int(start)
    # In the body of a request, not in an address: addresses are written into logs, and are short.
    caller: dict[str, str | int] = {"tool": "colloquy", "db": "pubmed"}
    caller |= {name: value for name, value in (("email", client.email), ("api_key", client.key)) if value}
    search = caller | {"term": query, "retstart": begin, "retmax": size, "retmode": "json", "sort": "relevance"}
    found, ids = client.ask("esearch.fcgi", lambda body: _ids(body, begin), form=search)
    if not ids:
        return Page(b"", 0, found, None)

    def parse(body: bytes) -> Page:
        records = len(xml_root(body, "PubmedArticleSet"))
        if not records:
            raise Unexpected(f"no papers for {len(ids):,} ids")
        end = begin + len(ids)
        return Page(body, records, found, str(end) if end < found else None)

    return client.ask("efetch.fcgi", parse, form=caller | {"id": ",".join(ids), "retmode": "xml"})


def _ids(body: bytes, begin: int) -> tuple[int, list[str]]:
    """How many papers a search found in all, and the ids of this page."""
    result: Any = json_object(body).get("esearchresult")
    if not isinstance(result, dict):
        raise Unexpected("no result of the search")
    if said := result.get("ERROR"):
        raise FetchError(
            f"PubMed cannot use the query: {' '.join(str(said).split())[:200]}", "check the query, or try again later"
        )
    ids = result.get("idlist")
    if not isinstance(ids, list) or not all(isinstance(pmid, str) and pmid.isdecimal() for pmid in ids):
        raise Unexpected("no list of ids")
    found = whole(result.get("count"), "number of results")
    if not ids and begin < found:
        raise Unexpected(f"no ids, where it has {found - begin:,} more")
    return found, ids


SERVICE = Service(
    name="PubMed",
    url="https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
    interval=0.34,
    with_key=0.11,
    page_size=200,
    most=9_999,
    suffix="xml",
    keys=("NCBI_API_KEY",),
    page=page,
)
