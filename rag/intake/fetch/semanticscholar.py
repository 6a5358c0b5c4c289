"""Semantic Scholar's relevance search: JSON, by offset (https://api.semanticscholar.org/api-docs/graph)."""

from __future__ import annotations

from rag.intake.fetch.parse import json_object, objects, whole
from rag.intake.fetch.service import Asks, Page, Service

_FIELDS = (
    "title,abstract,authors,year,venue,publicationVenue,journal,externalIds,url,publicationTypes,publicationDate,"
    "fieldsOfStudy"
)


def page(client: Asks, query: str, start: str, size: int) -> Page:
    """`size` papers of a search from number `start` on."""
    begin = int(start)

    def parse(body: bytes) -> Page:
        reply = json_object(body)
        found = whole(reply.get("total"), "number of results")
        data = objects(reply.get("data", []) if found == 0 else reply.get("data"), "papers")
        following = reply.get("next")
        return Page(body, len(data), found, str(whole(following, "next page")) if data and following else None)

    # By its documentation, words with a hyphen match nothing.
    params: dict[str, str | int] = {"query": query.replace("-", " "), "fields": _FIELDS, "offset": begin, "limit": size}
    return client.ask("paper/search", parse, params)


SERVICE = Service(
    name="Semantic Scholar",
    url="https://api.semanticscholar.org/graph/v1",
    interval=3.0,  # without a key all callers share 100 requests in five minutes
    with_key=1.0,
    page_size=100,
    most=999,  # 1,000 by its documentation, but offset and limit must stay below
    suffix="json",
    keys=("S2_API_KEY", "SEMANTIC_SCHOLAR_API_KEY"),
    header="x-api-key",
    page=page,
)
