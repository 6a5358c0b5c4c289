"""Conversations as they are listed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ui.conversation.headings import day, label, runs_left
from ui.file_name import file_name

NOW = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)


def test_days_are_those_of_the_reader():
    assert day(NOW, NOW, "Europe/Berlin") == "Today"
    assert day(NOW - timedelta(hours=2), NOW, "Europe/Berlin") == "Today"  # half past twelve there
    assert day(NOW - timedelta(hours=2), NOW, "UTC") == "Yesterday"
    assert day(NOW - timedelta(days=23), NOW, "America/New_York") == "31 October 2026"
    assert day(NOW, NOW, "No/Such_Zone") == day(NOW, NOW, None) == "Today"


def test_a_title_is_only_text():
    assert label("![x](http://a.example/b.png) :red[*y*]") == r"\!\[x\]\(http\://a\.example/b\.png\) \:red\[\*y\*\]"
    assert label("") == r"(no title)" and label("What are bees?") == "What are bees?"


def test_a_title_names_a_file_on_any_system():
    assert file_name("What is “YOLOv9”: a/b\\c?", "md") == "what-is-yolov9-a-b-c.md"
    assert file_name("../../etc", "bib") == "etc.bib" and file_name("???", "ris") == "conversation.ris"
    assert len(file_name("bees " * 40, "md")) <= 63


def test_titles_that_run_from_right_to_left_are_known_by_their_first_letter():
    assert [runs_left(title) for title in ("(2) אבג abc", "ما", "abc אבג", "12", "")] == [
        True,
        True,
        False,
        False,
        False,
    ]
