"""A judge's reply -> its verdicts, in whatever form it writes them. Pure.

JSON whole or cut, in a fence or line by line; lines, bullets, headings and rows of tables that begin with a claim's number; and
the words of several fields for a verdict: entailed, refuted, neutral, not enough information, yes, no.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rag.answer.write.json_values import json_values
from rag.records import Verdict
from rag.text.rules import rule

_REASON_CHARS = 300
_VERDICT_WORDS = 4  # a verdict alone has no more
_PARTIAL = rule(
    "judge's reply: a part is supported",
    r"\b(?:not (?:fully|entirely|completely|wholly|quite)|partial(?:ly)?|part(?:ly)?|in part|only some\w*|mixed|mostly|somewhat"
    r"|incomplete(?:ly)?|overstat\w+|over[- ]?general\w+|exaggerat\w+)\b",
    matches=("partially supported", "Not fully entailed", "overstated"),
    misses=("supported", "a party", "not supported"),
)
_UNSUPPORTED = rule(
    "judge's reply: not supported",
    r"\b(?:un-?supported|(?:is |are )?not (?:\w+ly )?(?:supported|support|entailed|stated|mentioned|found|verifi\w+|backed|grounded|enough|given"
    r"|confirmed|true|present|addressed|attributable)|no (?:support|evidence|mention|information)|neutral|neither|unverifi\w+|unknown|unrelated"
    r"|irrelevant|insufficient|inconclusive|NEI|non[- ]?entail\w+|(?:does|do|can)(?:n['’]t| ?not) (?:\w+ )?(?:support|entail|state|say|mention"
    r"|be (?:verified|supported))|extrapolatory|baseless|hallucinat\w+|fabricated)\b",
    matches=(
        "Not supported",
        "unsupported",
        "NOT ENOUGH INFO",
        "neutral",
        "The abstract does not mention it.",
        "no evidence",
    ),
    misses=("supported", "contradicted", "noted"),
)
_CONTRADICTED = rule(
    "judge's reply: contradicted",
    r"\b(?:contradict\w*|refut\w+|conflict\w*|false|incorrect|inaccurate|wrong|disprove[dn]?|opposed|opposite|inconsistent|untrue)\b",
    matches=("contradicted", "REFUTES", "False", "This is incorrect."),
    misses=("supported", "consistent", "not supported"),
)
_SUPPORTED = rule(
    "judge's reply: supported",
    r"\b(?:(?:fully |well |directly )?support(?:s|ed)?|entail(?:s|ed|ment)?|true|correct|accurate|verified|confirmed|faithful|consistent"
    r"|attributable|grounded)\b",
    matches=("Supported", "ENTAILMENT", "true", "It is correct."),
    misses=("unsupported", "untrue", "incorrect", "verify"),
)
_BARE = rule(
    "judge's reply: yes or no as the whole verdict",
    r"^\W*(?:(?P<yes>yes|y|ja|oui|sí|✓|✔|✅|pass)|(?P<no>no|n|nein|non|✗|✘|❌|fail))(?![\w'’])",
    matches=("Yes.", "no, it does not", "✓"),
    misses=("None", "not supported", "yesterday"),
)
_NEITHER = rule(
    "judge's reply: does not contradict, which says nothing yet",
    r"\b(?:not|n['’]t|nor|never|without)(?: \w+){0,2} (?:contradict\w*|refut\w+|conflict\w*|false|incorrect|inaccurate|wrong|inconsistent)\b",
    matches=("not contradicted", "It does not directly contradict it."),
    misses=("contradicted", "not supported"),
)
_NUMBERED = rule(
    "judge's reply: opens with a claim's number",
    r"^[\s|>*_#\[(`\"'•–-]*(?:(?:claim|statement|sentence|item|no\.?|number|aussage|n)[\s*_:#.=-]*)?(?P<n>\d{1,3})(?![\w%/]|[.,]\d)"
    r"(?!\s*(?:of|out of|claims?|are|were)\b)[\s|>*_\])`\"'.:=–—-]*",
    matches=(
        "1: supported",
        "| 2 | no |",
        "**Claim 3** - Not supported",
        "- [4] entailed",
        "## Claim 12",
        "7) partial",
        "(5) yes",
    ),
    misses=("It is supported.", "12 of 30 claims hold", "3.5 points", "95% of them"),
)
_LABELLED = rule(
    "judge's reply: the verdict's own label",
    r"\b(?:verdict|label|judge?ment|answer|status|result|classification|decision|rating|conclusion)\b[\s*_\"'`]*[:=–-]+[\s*_\"'`]*",
    matches=("Verdict: supported", "**Label** = no", "judgement: partial"),
    misses=("the result is", "answers the question"),
)
_NUMBER_KEYS = frozenset("claim id n number index claim_id claim_number claim_no no nr claimid item statement".split())
_VERDICT_KEYS = (
    "verdict",
    "label",
    "judgement",
    "judgment",
    "status",
    "result",
    "classification",
    "decision",
    "answer",
    "supported",
)
_REASON_KEYS = ("reason", "explanation", "rationale", "why", "comment", "justification", "evidence")
_CHOICE = re.compile(r"\w[|/]\w+[|/]\w")  # "supported|partial|...": the choices, not one of them


@dataclass(frozen=True, slots=True)
class Judgement:
    verdict: Verdict
    reason: str


def judgements(reply: str, claims: Sequence[str]) -> dict[int, Judgement]:
    """The verdicts of a reply on claims, which are numbered from 1; where one has several, the last. What cannot be read is
    none, and a claim that the reply repeats is not read as a verdict."""
    found = dict(_in_json(reply))
    if not found:
        for claim in claims:
            reply = reply.replace(claim, "").replace(claim.rstrip(" ."), "")
        found = dict(_in_lines(reply)) or dict(_in_order(reply, len(claims)))
    return {n: judgement for n, judgement in found.items() if 1 <= n <= len(claims)}


def verdict_in(words: str) -> Verdict | None:
    """The verdict that words come to, by the first of them that tells one; None where none does."""
    if _CHOICE.search(words):
        return None
    if bare := _BARE.search(words):
        return "supported" if bare["yes"] else "unsupported"
    plain = _NEITHER.sub(" ", words)
    kinds: tuple[tuple[Verdict, Any], ...] = (
        ("partial", _PARTIAL),
        ("unsupported", _UNSUPPORTED),
        ("contradicted", _CONTRADICTED),
        ("supported", _SUPPORTED),
    )
    places = [
        (match.start(), order, kind)
        for order, (kind, words_of) in enumerate(kinds)
        if (match := words_of.search(plain))
    ]
    return min(places)[2] if places else None


def _in_json(reply: str) -> Iterator[tuple[int, Judgement]]:
    for value in json_values(reply):
        yield from _of_value(value)


def _of_value(value: Any, number: int | None = None) -> Iterator[tuple[int, Judgement]]:
    if isinstance(value, list):
        for place, entry in enumerate(value, start=1):
            yield from _of_value(entry, place)
    elif isinstance(value, str):
        if number is not None and (verdict := verdict_in(value)):
            yield number, Judgement(verdict, "")
    elif isinstance(value, dict):
        entry = {str(key).strip().lower(): inner for key, inner in value.items()}
        if given := next((entry[key] for key in _VERDICT_KEYS if isinstance(entry.get(key), (str, bool))), None):
            yield from _of_entry(entry, given, number)
        elif entry.get("supported") is False:
            yield from _of_entry(entry, False, number)
        else:
            for key, inner in entry.items():
                own = re.fullmatch(r"\D{0,10}(\d{1,3})", key)
                yield from _of_value(inner, int(own[1]) if own else None)


def _of_entry(entry: Mapping[str, Any], given: str | bool, number: int | None) -> Iterator[tuple[int, Judgement]]:
    numbers = [
        found for key in _NUMBER_KEYS & entry.keys() if (found := re.search(r"^\D{0,10}(\d{1,3})\b", str(entry[key])))
    ]
    n = int(numbers[0][1]) if numbers else number
    verdict = verdict_in(given) if isinstance(given, str) else "supported" if given else "unsupported"
    if n is not None and verdict:
        reason = next((entry[key] for key in _REASON_KEYS if isinstance(entry.get(key), str)), "")
        yield n, Judgement(verdict, _short(reason))


def _in_lines(reply: str) -> Iterator[tuple[int, Judgement]]:
    """A verdict behind a claim's number, on its line or on one of those that follow; a line that is labelled as the verdict
    outweighs the others."""
    number: int | None = None
    is_told = False
    for line in reply.splitlines():
        if opened := _NUMBERED.search(line):
            number, is_told, line = int(opened["n"]), False, line[opened.end() :]
        labelled = _LABELLED.search(line)
        if number is None or not line.strip() or (is_told and not labelled):
            continue
        words = line[labelled.end() :] if labelled else _cell(line)
        if verdict := verdict_in(words):
            is_told = True
            yield number, Judgement(verdict, _short(_behind(words)))


def _cell(line: str) -> str:
    """Of a row of a table, the verdict's cell and those behind it; any other line as it is."""
    cells = line.split("|")
    for place, cell in enumerate(cells):
        if len(cells) > 1 and len(cell.split()) <= _VERDICT_WORDS and verdict_in(cell):
            return "|".join(cells[place:])
    return line


def _in_order(reply: str, count: int) -> Iterator[tuple[int, Judgement]]:
    """One verdict a line, as many lines as claims, and no number on any."""
    told = [(verdict, line) for line in reply.splitlines() if line.strip() and (verdict := verdict_in(line))]
    if len(told) == count:
        yield from ((n, Judgement(verdict, _short(_behind(line)))) for n, (verdict, line) in enumerate(told, start=1))


def _behind(words: str) -> str:
    """The reason behind a verdict of a word or two."""
    first, *more = re.split(
        r"(?<!\s)(?:\s*[|.,:;–—]\s+|\s+-\s+|\s*\|\s*|\s*\((?=\w))", words.strip(" \t|*_`"), maxsplit=1
    )
    return more[0].strip(" \t|*_`") if more and len(first.split()) <= _VERDICT_WORDS else words.strip(" \t|*_`")


def _short(reason: str) -> str:
    return " ".join(reason.split())[:_REASON_CHARS]
