"""A checked manuscript -> Markdown, and HTML of one file: sentences at the left, evidence at the right.

The HTML has no script, loads nothing, and says so to the browser (Content-Security-Policy); every text in it is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

from rag.checks.manuscript.report import Borne, CheckedSentence, Place, Report, Suggestion, Uncited
from rag.export.blocks import VERDICTS
from rag.records import Paper
from rag.text.markdown import escape_block_start, escape_line
from rag.text.wording import counted

_HEADINGS = {
    "unknown": "In no library",
    "retracted": "Retracted",
    "ambiguous": "Several papers may be meant",
    "without_abstract": "Without an abstract here",
}


def verdict_words(verdict: str) -> str:
    """A verdict as people read it."""
    return {**VERDICTS, "supported": "Supported", "unchecked": "Unchecked"}.get(verdict, verdict)


def in_short(report: Report) -> str:
    """What it came to, on one line."""
    n = report.counts
    parts = [f"{counted(n['sentences'], 'sentence')}, {n['citing']:,} with {counted(n['citations'], 'citation')}"]
    parts += [
        f"{n[name]:,} {name}"
        for name in ("contradicted", "unsupported", "partial", "unchecked", "supported")
        if n[name]
    ]
    parts += [f"{n['unknown_keys']:,} not in the library"] if n["unknown_keys"] else []
    parts += [f"{n['retracted']:,} retracted"] if n["retracted"] else []
    parts += [f"{counted(n['uncited'], 'finding')} without a source"] if n["uncited"] else []
    return "; ".join(parts)


def place_lists(report: Report) -> list[tuple[str, Sequence[Place]]]:
    """The lists of keys that are to be looked at, under their headings."""
    found = [(heading, getattr(report, name)) for name, heading in _HEADINGS.items()]
    return [(heading, places) for heading, places in found if places]


def report_markdown(report: Report) -> Iterator[str]:
    """A document: what is worst first, each sentence with the sentences of what it cites."""
    yield f"# {escape_line(report.manuscript)}\n\n{escape_line(in_short(report))}.\n\n"
    yield from (f"> Note: {escape_line(line)}\n\n" for line in report.told)
    for heading, places in place_lists(report):
        yield f"## {heading}\n\n"
        yield from (f"- {escape_line(_place_line(place))}\n" for place in places)
        yield "\n"
    if report.doubles:
        yield "## Two keys for one work\n\n"
        yield from (f"- {escape_line(', '.join(double.keys))}\n" for double in report.doubles)
        yield "\n"
    if report.unread:
        yield "## Not read\n\n"
        yield from (f"- {escape_line(f'{one.source}, {one.position}: {one.reason}')}\n" for one in report.unread)
        yield "\n"
    if report.sentences:
        yield "## What is cited\n\n"
    for one in report.worst_first:
        yield f"**{verdict_words(one.verdict)}**, line {one.line}: {escape_line(one.text or ', '.join(one.keys))}\n"
        yield f"*{escape_line(one.reason)}*\n\n"
        for paper in one.papers:
            yield f"- `{paper.key.replace('`', '')}` {escape_line(paper.paper.title)}: {_quoted(paper.quote)}\n"
        yield "\n" if one.papers else ""
    if report.uncited:
        yield "## Findings without a source\n\n"
    for lacking in report.uncited:
        yield f"{escape_block_start(escape_line(lacking.text))} (line {lacking.line})\n\n"
        for found in lacking.suggestions:
            yield f"- {found.score:.2f} `{found.paper.key.replace('`', '')}` {escape_line(found.paper.title)}: {_quoted(found.quote)}\n"
        yield "\n"


def report_html(report: Report) -> Iterator[str]:
    """One page that needs no other file."""
    style = files("rag.export").joinpath("manuscript.css").read_text("utf-8")
    title = escape(report.manuscript)
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
    )
    yield f"<header><h1>{title}</h1><p>{escape(in_short(report))}.</p>"
    yield "".join(f'<p class="note">{escape(line)}</p>' for line in report.told) + "</header>\n<main>\n"
    for heading, places in place_lists(report):
        items = "".join(f"<li>{escape(_place_line(place))}</li>" for place in places)
        yield f"<section><h2>{heading}</h2><ul>{items}</ul></section>\n"
    if report.doubles:
        items = "".join(f"<li>{escape(', '.join(double.keys))}</li>" for double in report.doubles)
        yield f"<section><h2>Two keys for one work</h2><ul>{items}</ul></section>\n"
    if report.unread:
        items = "".join(f"<li>{escape(f'{one.source}, {one.position}: {one.reason}')}</li>" for one in report.unread)
        yield f"<section><h2>Not read</h2><ul>{items}</ul></section>\n"
    if report.sentences:
        yield "<h2>What is cited</h2>\n"
        yield from map(_row, report.worst_first)
    if report.uncited:
        yield "<h2>Findings without a source</h2>\n"
        yield from map(_uncited_row, report.uncited)
    yield "</main>\n</body>\n</html>\n"


def _row(one: CheckedSentence) -> str:
    head = f'<p class="where"><b>{verdict_words(one.verdict)}</b> {escape(one.file)}, line {one.line}</p>'
    said = f"<p>{escape(one.text)}</p>" if one.text else ""
    keys = f'<p class="keys">{escape(", ".join(one.keys))}</p><p class="reason">{escape(one.reason)}</p>'
    evidence = "".join(map(_evidence, one.papers)) or "<p>None of it is in the library.</p>"
    return f'<article class="{one.verdict}"><div>{head}{said}{keys}</div><div>{evidence}</div></article>\n'


def _uncited_row(one: Uncited) -> str:
    head = f'<p class="where">{escape(one.file)}, line {one.line}</p>'
    evidence = "".join(map(_evidence, one.suggestions))
    return f'<article class="lacking"><div>{head}<p>{escape(one.text)}</p></div><div>{evidence}</div></article>\n'


def _evidence(one: Borne | Suggestion) -> str:
    key = one.key if isinstance(one, Borne) else one.paper.key
    quote = f"<blockquote>{escape(one.quote)}</blockquote>" if one.quote else "<p>It has no abstract here.</p>"
    return f"<div><p><code>{escape(key)}</code> {_titled(one.paper)}</p>{quote}</div>"


def _titled(paper: Paper) -> str:
    title = escape(paper.title or paper.key)
    marks = "".join(f" <b>{escape(remark)}</b>" for remark in paper.remarks)
    link = f'<a href="{escape(paper.link)}" rel="noreferrer">{title}</a>' if paper.link else title
    return f"{link}{f' ({paper.year})' if paper.year else ''}{marks}"


def _quoted(quote: str) -> str:
    return f"“{escape_line(quote)}”" if quote else "no abstract"


def _place_line(place: Place) -> str:
    return f"{place.key}, {place.file}, line {place.line}" + (f": {place.says}" if place.says else "")
