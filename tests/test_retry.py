"""When a server is asked again: what its Retry-After says, and which failures may pass."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from rag.setup.retry import may_pass, seconds_to_wait


class Failure(Exception):
    def __init__(self, status_code: int | None = None, code: str | None = None) -> None:
        self.status_code, self.code = status_code, code


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("1.5", 1.5),
        ("Thu, 01 Jan 2026 00:00:00 GMT", 0.0),  # over already
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("nan", None),
        ("Thu, 99 Jan 2026 00:00:00 GMT", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(header: str | None, seconds: float | None):
    assert seconds_to_wait(header) == seconds


@pytest.mark.parametrize("zone", ["GMT", "-0000"])
def test_a_date_is_so_many_seconds_from_now(zone: str):
    header = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True).replace("GMT", zone)
    assert 3_500 < (seconds_to_wait(header) or 0) <= 3_600


def test_what_a_busy_server_or_a_bad_line_fails_with_may_pass_and_a_refusal_does_not():
    for error in (Failure(429), Failure(408), Failure(500), Failure(503), Failure(), ValueError("no list of vectors")):
        assert may_pass(error), error
    for error in (Failure(400), Failure(401), Failure(404), Failure(429, "insufficient_quota"), KeyboardInterrupt()):
        assert not may_pass(error), error
