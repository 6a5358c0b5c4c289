"""OpenAlex: JSON, paged by cursor with a key and by number without (https://developers.openalex.org)."""

from __future__ import annotations

from rag.intake.fetch.parse import json_object, objects, whole
from rag.intake.fetch.service import Asks, Page, Service

_SIZE = 100
_NUMBERED = 10_000  # results that pages with numbers reach


def page(client: Asks, query: str, start: str, size: int) -> Page:
    """Always a page of the full size: pages with numbers must be alike, and a small one costs the same."""
    numbered = start.isdecimal() or (start == SERVICE.first and client.key is None)
    number = int(start) if start.isdecimal() else 1

    def parse(body: bytes) -> Page:
        reply = json_object(body)
        meta = reply.get("meta")
        meta = meta if isinstance(meta, dict) else {}
        results = objects(reply.get("results"), "results")
        found = whole(meta.get("count"), "number of results")
        given = whole(meta.get("per_page"), "size of a page")
        following = str(number + 1) if numbered else meta.get("next_cursor")
        ended = len(results) < given or (numbered and number * given >= min(found, _NUMBERED))
        following = None if ended or not isinstance(following, str) else following
        return Page(body, len(results), found, following)

    where = {"page": number} if numbered else {"cursor": start}
    return client.ask("works", parse, {"search": query, "per_page": _SIZE, **where})


SERVICE = Service(
    name="OpenAlex",
    url="https://api.openalex.org",
    interval=0.1,
    page_size=_SIZE,
    suffix="json",
    first="*",
    keys=("OPENALEX_API_KEY",),
    header="Authorization",
    scheme="Bearer ",
    page=page,
)
