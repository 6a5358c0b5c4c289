"""Works of OpenAlex, whose abstracts come as an index: word -> where it stands."""

from __future__ import annotations

from typing import Any

from rag.intake.readers.item_types import csl_type
from rag.intake.readers.values import at, first, objects, pages, text

MAX_CHARS = 2_000_000
_ADDRESS = "https://openalex.org/"


def fits(item: dict[str, Any]) -> bool:
    return text(item, "id").startswith(f"{_ADDRESS}W") or "abstract_inverted_index" in item


def fields(item: dict[str, Any]) -> dict[str, Any]:
    place = at(item, "primary_location") or {}
    kind = first(item, "type")
    return dict(
        key=text(item, "id").removeprefix(_ADDRESS),
        title=first(item, "title", "display_name"),
        abstract=abstract(item.get("abstract_inverted_index")) or text(item, "abstract"),
        authors=[
            text(author, "author", "display_name") or text(author, "raw_author_name")
            for author in objects(item, "authorships")
        ],
        year=first(item, "publication_year", "publication_date"),
        venue=text(place, "source", "display_name") or text(item, "host_venue", "display_name"),
        doi=text(item, "doi") or text(item, "ids", "doi"),
        pmid=text(item, "ids", "pmid"),
        url=text(place, "landing_page_url"),
        keywords=[text(keyword, "display_name") for keyword in objects(item, "keywords")],
        type=csl_type(kind),
        volume=text(item, "biblio", "volume"),
        issue=text(item, "biblio", "issue"),
        pages=pages(text(item, "biblio", "first_page"), text(item, "biblio", "last_page")),
        publisher=text(place, "source", "host_organization_name"),
        retracted=item.get("is_retracted") is True and kind != "retraction",  # the notice is marked so too
        kinds=[kind],
    )


def abstract(index: Any) -> str:
    """The text of an inverted index, {"word": [positions]}: the words by their positions, a space between.

    Raises:
        ValueError: the text would be longer than any abstract.
    """
    if not isinstance(index, dict):
        return ""
    if sum(len(word) * len(positions) for word, positions in index.items() if isinstance(positions, list)) > MAX_CHARS:
        raise ValueError(f"the index of its abstract makes more than {MAX_CHARS:,} characters")
    placed = [
        (position, word)
        for word, positions in index.items()
        if isinstance(positions, list)
        for position in positions
        if isinstance(position, int)
    ]
    return " ".join(word for _, word in sorted(placed))
