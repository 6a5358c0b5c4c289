"""When a server that failed is to be asked again."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_NUMBER = re.compile(r"\s*\d+(?:\.\d+)?\s*")


def seconds_to_wait(retry_after: str | None) -> float | None:
    """The Retry-After header, a number of seconds or a date, as seconds from now, at least 0.

    None where there is no such header, or none that can be read.
    """
    if retry_after is None:
        return None
    if _NUMBER.fullmatch(retry_after):
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max((moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds(), 0.0)
