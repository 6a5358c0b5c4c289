"""How conversations are listed: their days and titles as words. Pure."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rag.text.markdown import escape_all


def label(title: str) -> str:
    """A title as the label of a button: only text to Markdown."""
    return escape_all(title) or "(no title)"


def runs_left(title: str) -> bool:
    """Whether a title is read from right to left, as its first letter is."""
    first = next((kind for kind in map(unicodedata.bidirectional, title) if kind in ("L", "R", "AL")), "L")
    return first != "L"


def day(asked: datetime, now: datetime, zone: str | None) -> str:
    """The day of a question where its reader is: Today, Yesterday, or such as 24 November 2026."""
    local = _zone(zone)
    on, today = asked.astimezone(local).date(), now.astimezone(local).date()
    near: dict[date, str] = {today: "Today", today - timedelta(days=1): "Yesterday"}
    return near.get(on) or f"{on.day} {on:%B %Y}"


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
