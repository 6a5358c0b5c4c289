"""When a server that failed is to be asked again."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST_WAIT = 60.0  # seconds between two tries
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


def may_pass(error: BaseException) -> bool:
    """Whether a call that failed so may go well when it is tried again.

    Known by what the providers' errors have in common: a `status_code`, and a `code`.
    """
    status = getattr(error, "status_code", None)
    passing = not isinstance(status, int) or status >= 500 or status in (408, 409, 429)
    return passing and isinstance(error, Exception) and getattr(error, "code", None) != "insufficient_quota"


def pause(error: BaseException | None, tried: int) -> float:
    """Seconds before the next try after `tried`: what the server asks for in its `response`, or else more each time."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    asked = seconds_to_wait(headers.get("retry-after"))
    return min(0.5 * 2 ** (tried - 1) if asked is None else asked, _LONGEST_WAIT)
