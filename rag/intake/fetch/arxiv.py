"""arXiv's API: an Atom feed, one request every three seconds (https://info.arxiv.org/help/api/)."""

from __future__ import annotations

import re

from rag.errors import FetchError
from rag.intake.fetch.parse import whole, xml_root
from rag.intake.fetch.service import Asks, Page, Service, Unexpected
from rag.intake.identifiers import arxiv_id

_ATOM = "{http://www.w3.org/2005/Atom}"
_TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"
_VERSION = re.compile(r"v\d+(?=,?$)")
_SYNTAX = re.compile(r"\b(?:ti|au|abs|co|jr|cat|rn|id|all|submittedDate|lastUpdatedDate):|\b(?:AND|OR|ANDNOT)\b")

_EVERYWHERE = frozenset(("", *"a an and by for from in of on or the to with".split()))


def page(client: Asks, query: str, start: str, size: int) -> Page:
    """`size` papers of a search, or those of ids, from number `start` on."""
    begin = int(start)

    def parse(body: bytes) -> Page:
        feed = xml_root(body, f"{_ATOM}feed")
        entries = feed.findall(f"{_ATOM}entry")
        found = whole(feed.findtext(_TOTAL), "number of results")
        if entries and "/api/errors" in entries[0].findtext(f"{_ATOM}id", ""):
            said = " ".join(entries[0].findtext(f"{_ATOM}summary", "").split())[:200]
            raise FetchError(f"arXiv cannot use the query: {said}", "check the query")
        # arXiv now and then sends an empty page where there are results; the next try has them.
        if not entries and begin < found:
            raise Unexpected(f"no papers, where it has {found - begin:,} more")
        end = begin + len(entries)
        return Page(body, len(entries), found, str(end) if end < found else None)

    return client.ask("query", parse, {**_asked(query), "start": begin, "max_results": size})


def _asked(query: str) -> dict[str, str]:
    """Ids as such, a query in arXiv's own syntax as it is; of plain words, each must be there."""
    words = re.findall(r'"[^"]+"|\S+', query)
    ids = [id_ + "".join(_VERSION.findall(word)) for word in words if (id_ := arxiv_id(word))]
    if len(ids) == len(words):
        return {"id_list": ",".join(ids)}
    if not _SYNTAX.search(query):
        words = [stripped for word in words if (stripped := word.strip(",;")).lower() not in _EVERYWHERE] or words
        query = " AND ".join(f"all:{word}" for word in words)
    return {"search_query": query, "sortBy": "relevance", "sortOrder": "descending"}


SERVICE = Service(
    name="arXiv",
    url="https://export.arxiv.org/api",
    interval=3.0,
    page_size=100,
    most=30_000,
    suffix="xml",
    page=page,
)
