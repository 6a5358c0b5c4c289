"""Crossref: JSON for a list of DOIs (https://www.crossref.org/documentation/retrieve-metadata/rest-api/)."""

from __future__ import annotations

from rag.intake.fetch.parse import json_object, objects
from rag.intake.fetch.service import Asks, Page, Service


def page(client: Asks, query: str, start: str, size: int) -> Page:
    """The DOIs of `query`, divided by blanks, from number `start` on."""
    asked = query.split()
    begin = int(start)
    lot = asked[begin : begin + size]
    end = begin + len(lot)
    following = str(end) if end < len(asked) else None
    # A comma ends a value of a filter, so a DOI that holds one cannot be asked for.
    wanted = [doi for doi in lot if "," not in doi]
    if not wanted:
        return Page(b"", 0, len(asked), following, tuple(lot))

    def parse(body: bytes) -> Page:
        message = json_object(body).get("message")
        items = objects(message.get("items") if isinstance(message, dict) else None, "works")
        known = {str(item.get("DOI")).lower() for item in items}
        return Page(body, len(items), len(asked), following, tuple(doi for doi in lot if doi not in known))

    # The values of one filter are alternatives.
    filters = ",".join(f"doi:{doi}" for doi in wanted)
    return client.ask("works", parse, {"filter": filters, "rows": len(wanted)})


SERVICE = Service(
    name="Crossref",
    url="https://api.crossref.org",
    interval=1.0,
    with_email=0.34,
    page_size=40,
    suffix="json",
    page=page,
)
