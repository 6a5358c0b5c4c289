"""Citations in running text as people write them, by author and year or by number -> a flow of text and citations."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rag.checks.manuscript.flow import Flow
from rag.text.forms import name_form
from rag.text.rules import rule

_PARTICLE = (
    r"(?:(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|ten|ter|al|el|bin|ibn|Van|Von|De|Del|La|Le)[ -]){0,3}"
)
_FAMILY = rf"{_PARTICLE}(?:[OD]['’])?[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*"
_INITIALS = r"(?:[A-Z]\.[ -]?){0,3}"
_ONE = rf"{_INITIALS}{_FAMILY}(?:(?: (?:of|for|on))?(?: the)? {_FAMILY}){{0,4}}"
_OTHERS = r",? et\.? al\.?|,? and (?:others|colleagues|co-?workers)| & al\."
_NAMES = rf"{_ONE}(?:(?:, {_ONE}){{0,20}}(?:,? (?:and|&|und|et|y|e) {_ONE}))?(?:{_OTHERS})?"
_YEAR = r"(?:1[6-9]|20)\d\d[a-z]?|in press|forthcoming|n\.d\."
_YEARS = rf"(?:{_YEAR})(?:(?:, ?|,? and |; ?)(?:(?:{_YEAR})|[a-z](?![\w.])))*"
_LOCATOR = r"(?:[,:] ?(?:pp?\.?|chap\.?|ch\.?|sec\.?|fig\.?|table|§|paras?\.?)? ?[\divxl–-]+)?"
_NAMED = rule(
    "manuscript: names with a year in brackets behind them",
    rf"(?<![\w-])(?P<names>{_NAMES})(?:['’]s?)? ?[(\[](?P<years>{_YEARS}){_LOCATOR}[)\]]",
    matches=(
        "Lind (2019) found it.",
        "as Lind and Karlsson (2019, 2021) say",
        "van der Berg et al. (2020a,b) disagree",
        "O'Neill & Ng [2018] hold",
        "Garcia-Lopez, Kim, and Wu (2001) saw it",
        "Lind's (2019) bees",
        "Lind et al. (2019, p. 4) say",
    ),
    misses=("in 2019", "the year (2019)", "we saw bees (2019)", "(Lind, 2019)", "Lind (1)"),
    flags=0,
)
_WORDS = (
    r"(?:(?:see|see also|e\.g\.|cf\.|i\.e\.|also|for example|for instance|reviewed (?:in|by)|as in|but see|compare|after|from"
    r"|adapted from|following|and|by|in|cited in|quoted in),? ?)*"
)
_ITEM = rf"{_WORDS}(?P<names>{_NAMES})(?:,|\s)? ?\(?(?P<years>{_YEARS})\)?{_LOCATOR}"
_IN_BRACKETS = rule(
    "manuscript: names and years in brackets",
    rf"[(\[](?P<inside>(?:[^()\[\]]|\([^()]*\)){{0,60}}?(?i:(?<![^\W\d_])){_NAMES},? ?\(?(?:{_YEAR})(?:[^()\[\]]|\([^()]*\)){{0,1500}})[)\]]",
    matches=(
        "dances (Lind, 2019)",
        "dances (Lind & Karlsson 2019; Ng et al., 2020a, 2021)",
        "dances (see e.g. van der Berg, 2018, p. 3)",
        "dances [Lind 2019]",
        "dances (reviewed in O’Neill, 2003)",
    ),
    misses=("(in 2019)", "(n = 2019)", "(Figure 3)", "(2019)", "Lind (2019)"),
    flags=0,
)
_PARSED = re.compile(_ITEM)
_SEVERAL = re.compile(rf"{_OTHERS}|,? (?:and|&|und|et) ")
_NUMBERS = rule(
    "manuscript: numbers of references in square brackets",
    r"\[(?P<numbers>(?:refs?\.? )?\d{1,4}(?:\]?\s?[,;–—-]\s?\[?\d{1,4}){0,60}(?:, ?(?:pp?|fig|sec|ch)\.? ?[\d–-]+)?)\](?![(:])",
    matches=("dances [3].", "dances [1-3, 7]", "dances [1,2]", "dances [12–15]", "[4, p. 12]", "[ref. 4]", "[1]–[3]"),
    misses=("[0.1, 0.5]", "[a]", "[-1, 1]", "[3](address)", "95% CI [1.2–3.4]"),
)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_RAISED = rule(
    "manuscript: raised numbers of references",
    r"(?<=[^\W\d_\s]|[.,;:)\]”\"’'%])(?P<numbers>[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:[,⁻–˒‚-][⁰¹²³⁴⁵⁶⁷⁸⁹]+)*)(?![\w])",
    matches=("dances.³", "dances,¹²", "dances¹⁻³ and", "dances¹,²."),
    misses=("10³ cells", "m ²", "bees", "10⁻³"),
)
_NO_NAME = frozenset(
    """January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct
    Nov Dec Spring Summer Autumn Fall Winter Monday Tuesday Wednesday Thursday Friday Saturday Sunday Since In On By From Until Between
    After Before During Through Around Figure Fig Figs Table Tables Section Chapter Equation Eq Appendix Version Part Volume Vol Issue
    Early Late Mid The This These Those It We As An Of For And Or But""".split()
)
_UNITS = re.compile(r"^(?:[kcmµμn]?m|dm|in|ft|km|s|K|J|N|h|L)$")


@dataclass(frozen=True, slots=True)
class Found:
    """A citation in a text: its keys, such as "Lind 2019" or "[3]", where it stands, and whether its words are the
    sentence's own."""

    keys: tuple[str, ...]
    start: int
    end: int
    is_word: bool


def citations(text: str, listed: Collection[str] = ()) -> list[Found]:
    """The citations of a text in their order; of two that overlap, the one that begins first.

    Args:
        listed: the keys of the list of references. Where there is one, a raised number, or one name with a year behind it,
            that is not in it is no citation.
    """
    forms = frozenset(map(name_form, listed))
    found = sorted(_all(text, forms), key=lambda one: (one.start, -one.end))
    apart: list[Found] = []
    for one in found:
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    return apart


def cite_plain(text: str, file: str, line: int, flow: Flow, listed: Collection[str]) -> None:
    """Put a text into the flow with the citations that it holds; `listed` as in `citations`."""
    at = 0
    for one in citations(text, listed):
        flow.text(text[at : one.start], file, line + text[:at].count("\n"))
        shown = " ".join(text[one.start : one.end].split()) if one.is_word else None
        flow.cite(one.keys, file, line + text[: one.start].count("\n"), shown)
        at = one.end
    flow.text(text[at:], file, line + text[:at].count("\n"))


def numbers(text: str) -> list[int]:
    """The numbers of "1-3, 7"; a range that runs backwards, or over a hundred, is its two ends."""
    found: list[int] = []
    for part in re.split(r"\s?[,;]\s?", re.sub(r"(?:, ?)?(?:pp?|fig|sec|ch)\.? ?[\d–-]+$", "", text, flags=re.I)):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        found += range(ends[0], ends[1] + 1) if len(ends) == 2 and ends[0] < ends[1] <= ends[0] + 100 else ends
    return found


def _all(text: str, listed: frozenset[str]) -> Iterator[Found]:
    plain = _one_spaced(text)
    for named in _NAMED.finditer(plain):
        keys = _keys(named["names"], named["years"])
        if keys and (_SEVERAL.search(named["names"]) or not listed or name_form(keys[0]) in listed):
            yield Found(keys, named.start("names") + _lost(named["names"]), named.end(), is_word=True)
    for group in _IN_BRACKETS.finditer(plain):
        parsed = [key for item in _PARSED.finditer(group["inside"]) for key in _keys(item["names"], item["years"])]
        if parsed:
            yield Found(tuple(dict.fromkeys(parsed)), group.start(), group.end(), is_word=False)
    for numbered in _NUMBERS.finditer(text):
        yield Found(_numbered(numbered["numbers"]), *numbered.span(), is_word=False)
    for raised in _RAISED.finditer(text):
        keys = _numbered(raised["numbers"].translate(_SUPERSCRIPT))
        if keys and name_form(keys[0]) in listed and not _UNITS.match(re.split(r"\s", text[: raised.start()])[-1]):
            yield Found(keys, *raised.span(), is_word=False)


def _one_spaced(text: str) -> str:
    """The text with line ends as blanks, at the same places."""
    return re.sub(r"\s", " ", text)


def _numbered(text: str) -> tuple[str, ...]:
    return tuple(f"[{n}]" for n in dict.fromkeys(numbers(text)))


def _lost(names: str) -> int:
    """How many characters of what precedes a year are no name: "In Lind" is "Lind"."""
    lost = 0
    while (word := re.match(r"[^\W\d_]+\.?,? ", names[lost:])) and word.group().strip(" .,") in _NO_NAME:
        lost += word.end()
    return lost


def _keys(names: str, years: str) -> tuple[str, ...]:
    """A key of family name and year for each year; none where the words are no name."""
    names = names[_lost(names) :]
    first = re.split(r",| (?:and|&|und|et|y|e) ", re.sub(_OTHERS, "", names))[0].strip()
    first = re.sub(rf"^{_INITIALS}|['’]s?$", "", first).strip()
    if not first or first.split()[0] in _NO_NAME:
        return ()
    found: list[str] = []
    for year in re.findall(rf"{_YEAR}|(?<=[, ])[a-z](?![\w.])", years):
        if len(year) == 1 and found:
            year = found[-1].split()[-1][:4] + year
        found.append(f"{first} {year}")
    return tuple(found)
