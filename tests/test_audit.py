"""The pins are asked for once, a hole is told, and a database that cannot be reached is said to be so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.audit import Unreachable, behind, holes, pins
from tests.fakes import Scripted, chat_server

LOCK = Path(__file__).parent.parent / "requirements.lock"
SHORT = 'a-b==1.0 \\\n    --hash=sha256:0\n    # via c\nc==2.0rc1 ; sys_platform == "win32"\n'


def test_pins_are_read_with_hashes_and_markers():
    assert pins(SHORT) == [("a-b", "1.0"), ("c", "2.0rc1")]
    assert behind(pins(SHORT), [("a-b", "1.1"), ("c", "2.0rc1")]) == ["a-b 1.0 -> 1.1"]


def test_a_hole_is_told_and_silence_too():
    with chat_server(Scripted(raw=json.dumps({"results": [{}, {"vulns": [{"id": "CVE-1"}]}]}))) as server:
        assert holes(pins(SHORT), server.url) == {"c 2.0rc1": ["CVE-1"]}
        assert len(server.requests[0]["queries"]) == 2
    with pytest.raises(Unreachable):
        holes(pins(SHORT), server.url)
    with chat_server(Scripted(raw="<html>")) as other, pytest.raises(Unreachable):
        holes(pins(SHORT), other.url)


def test_each_pin_has_a_hash_and_no_address_stands_in_the_lock():
    lock = LOCK.read_text("utf-8")
    assert len(pins(lock)) > 100 and "://" not in lock
    parts = [part for part in lock.split("\n") if part and not part.startswith((" ", "#"))]
    assert [part for part in parts if not part.endswith("\\")] == []
