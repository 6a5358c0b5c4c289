"""A checked manuscript as text for a terminal: what is worst first, and no more than can be read."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from rag.checks.manuscript.report import CheckedSentence, Place, Report, Uncited
from rag.export.manuscript import in_short, place_lists, verdict_words

_WIDTH = 100
_LISTED = 20  # of each list of keys, and of the sentences that are unchecked
_QUOTED = 4  # papers of a sentence


def report_lines(report: Report) -> Iterator[str]:
    """The report, with how to see the rest where it is long."""
    yield f"{report.manuscript}: {in_short(report)}."
    for heading, places in place_lists(report):
        yield f"\n{heading}:"
        yield from _some([_place(place) for place in places])
    if report.doubles:
        yield "\nTwo keys for one work:"
        yield from _some([f"  {', '.join(double.keys)}" for double in report.doubles])
    if report.unread:
        yield "\nNot read:"
        yield from _some([f"  {one.source}, {one.position}: {one.reason}" for one in report.unread])
    in_doubt = [one for one in report.worst_first if one.verdict not in ("unchecked", "supported")]
    for one in in_doubt:
        yield from _sentence(one)
    unchecked = [one for one in report.worst_first if one.verdict == "unchecked" and any(p.quote for p in one.papers)]
    for one in unchecked[:_LISTED]:
        yield from _sentence(one)
    if (more := len(unchecked) - _LISTED) > 0:
        yield f"\nunchecked: {more:,} more; --format html -o report.html shows them all beside what they cite"
    if report.uncited:
        yield "\nFindings without a source, with papers that would bear them:"
    for lacking in report.uncited[:_LISTED]:
        yield from _uncited(lacking)
    if (more := len(report.uncited) - _LISTED) > 0:
        yield f"  and {more:,} more"


def _some(lines: list[str]) -> Iterator[str]:
    yield from lines[:_LISTED]
    if (more := len(lines) - _LISTED) > 0:
        yield f"  and {more:,} more; --json lists them all"


def _place(place: Place) -> str:
    says = f": {textwrap.shorten(place.says, _WIDTH, placeholder=' …')}" if place.says else ""
    return f"  {place.key} ({place.file}, line {place.line}){says}"


def _sentence(one: CheckedSentence) -> Iterator[str]:
    yield f"\n{verdict_words(one.verdict).lower()}, {one.file}, line {one.line}: {one.reason}"
    yield _filled(one.text or ", ".join(one.keys), "  ")
    for paper in one.papers[:_QUOTED]:
        yield _filled(f"[{paper.key}] " + (f"“{paper.quote}”" if paper.quote else "has no abstract here"), "      ")
    if (more := len(one.papers) - _QUOTED) > 0:
        yield f"      and {more} more that it cites"


def _uncited(one: Uncited) -> Iterator[str]:
    yield f"\n{one.file}, line {one.line}"
    yield _filled(one.text, "  ")
    for paper in one.suggestions:
        yield _filled(f"{paper.score:.2f} {paper.paper.key} “{paper.quote}”", "      ")


def _filled(text: str, indent: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False)
