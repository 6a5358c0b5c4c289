"""A reply -> its lines by what they are: text, a row of a table, a heading, a lead-in of a list, or nothing that claims.

What reads as prose is no head of a table, no heading and no code, wherever it stands: neither is a place to hide a sentence
from being checked. In doubt a line counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from rag.records import Span
from rag.text.figures import figures
from rag.text.markdown import tokens
from rag.text.marks import end_of_marks, marks, without_marks
from rag.text.rules import rule

LIST_MARK = re.compile(r"\s*(?:[-*•#>]+|\d+[.)])\s+")
_LINE = re.compile(r"\r\n|\r|\n")  # as Markdown breaks lines
_OTHER_BREAK = re.compile(r"[\v\f\x1c-\x1e\x85\u2028\u2029]")
_WORDS = re.compile(r"[\w\s%'’.,;:-]*")
_EMPHASISED = re.compile(r"\s*(?:\*\*.+\*\*|__.+__)[\s:.]*")
_MARKUP = re.compile(r"[*_`#>]+")
_ENDED = rule(
    "reply: ends as a sentence does",
    r"[^\W\d_]{2}[.!?][\"'”’)*_]*$",
    matches=("Bees dance.", "Does the lake freeze?", "He wrote “The treaty holds!”", "**Bees dance.**"),
    misses=("for x in range(10):", "x = 1.", "return None", "| 3. | 4. |"),
)
_WORDS_IN_A_ROW = rule(
    "reply: holds five words in a row",  # code has fewer, mostly
    r"(?:[^\W_][\w%'’.-]*[,;:]?\s+){4,}[^\W_][\w%'’.-]*",
    matches=("Glaciers grew by 12.5% in summer", "the rate fell, slowly; then it rose"),
    misses=("y = bees(x) + wasps(x)", "Year | Cases | Deaths", "from the front of"),
)
_REFERENCES = rule(
    "reply: the heading of a list of references",
    r"^\W*(?:(?:list of |cited |used |key )?(?:references?|sources?|bibliography|literature|citations?|works)(?: cited| used| list)?"
    r"|(?:cited )?papers(?: cited)?|quellen(?:verzeichnis|angaben)?|literatur(?:verzeichnis)?|referenzen|références(?: bibliographiques)?"
    r"|bibliographie|referencias(?: bibliográficas)?|fuentes|bibliografía|riferimenti|fonti|bibliografia|referências|bronnen"
    r"|referenties|källor|źródła|литература|источники|参考文献|參考文獻|来源|來源|参考資料|참고문헌)\W*$",
    matches=("References:", "**Sources**", "## Works cited", "Quellen:", "Références", "参考文献："),
    misses=("Sources of error", "References to bees are rare.", "The literature", "Water sources dry up"),
)
_HEADING_WORDS = 12  # a heading has no more


class Role(Enum):
    TEXT = auto()
    ROW = auto()
    HEADING = auto()
    LEAD_IN = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line that may claim something, or whose marks are those of what it opens."""

    span: Span
    role: Role


def outline(text: str) -> Iterator[Line]:
    """The lines of a reply in their order; those that state nothing are left out: heads of tables, code, references."""
    lines = _split(text, Span(0, len(text)), _LINE)
    silent, rows, headings = _by_markup(text, lines)
    silent |= _references(text, lines)
    heard = [number for number in range(len(lines)) if number not in silent]
    behind = [""]  # of each that is heard, from the last on: the line with words that follows it
    for number in reversed(heard):
        behind.append(line if (line := lines[number].of(text)).strip() else behind[-1])
    for number, following in zip(heard, reversed(behind[:-1]), strict=True):
        if number in rows:
            yield Line(lines[number], Role.ROW)
            continue
        for part in _split(text, lines[number], _OTHER_BREAK):
            yield Line(part, _role(part.of(text), number in headings, following))


def _role(line: str, is_marked_as_heading: bool, following: str) -> Role:
    plain = without_marks(_MARKUP.sub("", line)).strip()
    has_figure = any(figure.text[0].isdigit() for figure in figures(plain))  # "two reasons" only count the list
    states = _ENDED.holds(plain) or (bool(marks(line)) and has_figure)
    if is_marked_as_heading and not states:
        return Role.HEADING
    is_short = len(plain.split()) <= _HEADING_WORDS
    if _EMPHASISED.fullmatch(without_marks(line)) and is_short and not states and following:
        return Role.HEADING
    if plain.endswith((":", "：")) and following and not states:
        return Role.LEAD_IN
    return Role.TEXT


def _by_markup(text: str, lines: Sequence[Span]) -> tuple[set[int], set[int], set[int]]:
    """The lines, by number, of code and heads of tables, of their rows, and of headings."""
    silent, rows, headings, head = set[int](), set[int](), set[int](), 0
    for token in tokens(text):
        first, end = token.map or (0, 0)
        if token.type == "thead_open":
            head = first
        elif token.type == "tbody_open":  # a table without rows has no head either
            rows |= set(range(first, end))
            if any(map(_states, lines[head].of(text).split("|"))):
                rows.add(head)
            else:
                silent.add(head)
        elif token.type == "heading_open":
            headings |= set(range(first, end))
        elif token.type == "fence":
            stated = _prose([line.of(text) for line in lines[first:end]])
            silent |= {line for line in range(first, end) if line - first not in stated}
    return silent, rows, headings


def _states(cell: str) -> bool:
    """Whether the head of a column reads as a claim rather than as a name."""
    return bool(marks(cell)) or _ENDED.holds(cell.strip()) or bool(_prose([cell]) and figures(cell))


def _references(text: str, lines: Sequence[Span]) -> set[int]:
    """The lines of a list of references that ends a reply: behind its heading, all open or end with a mark."""
    listed = set[int]()
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number].of(text)
        item = _MARKUP.sub("", line[found.end() :] if (found := LIST_MARK.match(line)) else line).strip()
        if any(not mark.is_known for mark in marks(item)):
            continue  # what refers to nothing is not hidden
        if not item or re.fullmatch(r"[-=\s]+", item):
            listed.add(number)
        elif _REFERENCES.holds(line):
            return {*listed, number}
        elif end_of_marks(item, 0) or (marks(item) and without_marks(item) == item[: item.rindex("[")].strip()):
            listed.add(number)
        else:
            break
    return set()


def _split(text: str, whole: Span, at: re.Pattern[str]) -> list[Span]:
    """The stretches of a part of a text between the matches of a pattern."""
    parts, start = [], whole.start
    for found in at.finditer(text, whole.start, whole.end):
        parts.append(Span(start, found.start()))
        start = found.end()
    return [*parts, Span(start, whole.end)]


def _prose(lines: Sequence[str]) -> set[int]:
    """Which of the lines end as a sentence does, or hold five words in a row, which may run over lines of words alone."""
    plain = [without_marks(line) for line in lines]
    stated = {number for number, line in enumerate(plain) if _ENDED.holds(line)}
    text = "\n".join(line if _WORDS.fullmatch(line) else f"\0{line}\0" for line in plain)
    for run in _WORDS_IN_A_ROW.finditer(text):
        stated |= set(range(text.count("\n", 0, run.start()), text.count("\n", 0, run.end()) + 1))
    return stated
