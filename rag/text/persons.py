"""An author's name, as lists of references and of databases write it -> its parts, read once for all who need them.

"Family, Given", "Given Family" and "Family GI" are the ways in which a name is written. What else stands in lists of
authors is told here too: groups, and the words that say that a list goes on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.text.rules import rule

_GROUP = rule(
    "person: is a group",
    r"\b(?:collaborations?|collaborators|consortium|groups?|committee|investigators|network|team|organi[sz]ation|agency|"
    r"association|society|institute|university|ministry|council|foundation|commission|department|panel|task force)\b",
    matches=["ATLAS Collaboration", "World Health Organisation", "RECOVERY Collaborative Group", "University of Oslo"],
    misses=["Ada Okafor", "Grouper, Ann", "Temple Grandin"],
)
_OTHERS = rule(
    "person: stands for the rest of a list",
    r"^(?:and )?(?:others|et\.?\s+al\.?|…|\.\.\.)$",
    matches=["others", "and others", "et al.", "Et. al", "…", "..."],
    misses=["Others, Ann", "Smith et al.", "Al"],
)
_AND_OTHERS = rule(
    "person: the rest of a list behind a name",
    r"(?:\bet\.?\s+al\.?|\.\.\.|…)$",
    matches=["Smith J, et al.", "Smith et al", "Smith J...", "Smith, …"],
    misses=["et al. Smith", "Cadet Al", "Smith J."],
)
_INITIALS = rule(
    "person: initials of given names",
    r"^(?:[^\W\d_]\.?[\s-]?)+$",  # of capitals alone
    matches=["J", "J.-P.", "JA", "J. A.", "И.И."],
    misses=["3M", "O'", ".", ""],
    flags=0,
)
_SUFFIX = rule(
    "person: a suffix behind the name",
    r"^(?:jr|sr|ii|iii|iv|2nd|3rd|4th)\.?$",
    matches=["Jr.", "JR", "III", "3rd"],
    misses=["Junior", "I", "Smith Jr."],
)
_PARTICLE = rule(
    "person: a particle before the family name",
    r"^[^\W\d]\w*$",  # that begins with no capital
    matches=["van", "de", "von"],
    misses=["J.", "d'", "2nd"],
    flags=0,
)
_DEGREE_ALONE = rule(
    "person: a degree behind a name without a comma",
    r"^(?:ph\.?d|md)\.?$",
    matches=["PhD", "Ph.D.", "MD"],
    misses=["Mba", "M.", "D"],
)
_DEGREE = (
    r"(?:ph\.?\s?d|m\.?\s?sc|b\.?\s?sc|d\.?\s?sc|d\.?\s?phil|m\.?p\.?h|pharm\.?d|dr\.?p\.?h|f\.?r\.?c\.?[sp]|f\.?a\.?c\.?[sp]"
    r"|d\.?v\.?m|m\.?b\.?b\.?s|m\.?b\.?a|m\.?eng)\.?"
)
_DEGREES = rule(
    "person: degrees behind a comma",
    rf"(?:,\s*{_DEGREE})+$",
    matches=["Ada Okafor, PhD", "Okafor, Ada, M.Sc., Ph.D."],
    misses=["Okafor, Ada", "Okafor, MD", "Phillips, D"],
)
# Some degrees may be initials: they are degrees only behind a given name.
_AMBIGUOUS_DEGREES = rule(
    "person: degrees behind a given name",
    rf"(?<=,)([^,]*[^\W\d_][^,]*)(?:,\s*(?:(?i:{_DEGREE})|M\.?\s?[DSA]\.?|R\.?N\.?|D\.?O\.?|B\.?[AS]\.?))+$",
    matches=["Okafor, Ada, MD", "Okafor, Ada, R.N., PhD"],
    misses=["Okafor, MD", "Okafor, Ada", "Ada Okafor, RN"],
    flags=0,
)
LONGEST_NAME = 1_000  # characters
_GLUED = 3  # initials in one word; more are a name in capitals


@dataclass(frozen=True, slots=True)
class Person:
    """A name in its parts; `text` is all of it, as it is written.

    `family` has the particles before it ("van der Berg") and no suffix, and is a group's whole name; `given` are the
    given names or their initials; `suffix` is "Jr.", "III". What a name does not have is empty.
    """

    text: str
    family: str
    given: str = ""
    suffix: str = ""
    is_group: bool = False

    @property
    def initials(self) -> str:
        """Those of the given names, as references write them: "J.-P. A."."""
        words = re.sub(r"\.(?=\w)", ". ", self.given).split()
        return " ".join("-".join(f"{part[0]}." for part in word.split("-") if part) for word in words)


def person(text: str) -> Person:
    """The parts of a name on one line.

    Capitals behind a word, as in "Smith JA", are initials; "Jian LI" is read so too, for nothing tells the two apart.
    What is longer than a name can be is a group's.
    """
    text = text.strip()
    if len(text) > LONGEST_NAME:
        return Person(text, text, is_group=True)
    name = without_others(text) or text
    before, *behind = (part.strip() for part in name.split(","))
    behind = list(filter(None, behind))
    if "," not in name and _GROUP.holds(name):
        return Person(text, name, is_group=True)
    suffix = _suffix_of(before, behind)
    if suffix in behind:
        behind.remove(suffix)
    if not behind:
        return _straight(text, before, suffix)
    family, of_family = _without_suffix(before.split())
    given, of_given = _without_suffix(", ".join(behind).split())
    return Person(text, " ".join(family), " ".join(given), suffix or of_family or of_given)


def are_initials(text: str, most: int = 4) -> bool:
    """Whether a text is capitals alone, at most so many: "J", "J.-P.", "JA", "J. A."."""
    return text.isupper() and _INITIALS.holds(text) and sum(map(str.isalpha, text)) <= most


def is_others(text: str) -> bool:
    """Whether a text in a list of authors stands for those that are not named: "others", "et al."."""
    return _OTHERS.holds(text.strip())


def without_others(name: str) -> str:
    """A name without what says that the list goes on behind it: "Smith J, et al." is "Smith J"."""
    found = _AND_OTHERS.search(name)
    return name[: found.start()].rstrip(" ,") if found else name


def without_degrees(name: str) -> str:
    """A name without the academic degrees behind its comma.

    "M.D." and the like go only behind a given name, for "Smith, MD" may be a name with its initials.
    """
    return _DEGREES.sub("", _AMBIGUOUS_DEGREES.sub(r"\1", name)) if "," in name else name


def _suffix_of(before: str, behind: list[str]) -> str:
    """The suffix with a comma on each side, or behind the last; alone behind a family name it would be the initials."""
    if len(behind) == 1 and (" " not in before or are_initials(behind[0])):
        return ""
    return next(filter(_SUFFIX.holds, behind), "")


def _straight(text: str, name: str, suffix: str) -> Person:
    """ "Given Family", or "Family GI" where what stands last are initials and what stands first are none."""
    words, behind = _without_suffix(name.split(), before_capitals=2)
    end = len(words)
    while end > 1 and are_initials(words[end - 1], _GLUED):
        end -= 1
    if end < len(words) and not _is_surely_given(words[0]):
        return Person(text, " ".join(words[:end]), _parted(words[end:]), suffix or behind)
    start = max(len(words) - 1, 0)
    while start > 1 and _is_particle(words[start - 1]):
        start -= 1
    return Person(text, " ".join(words[start:]), " ".join(words[:start]), suffix or behind)


def _without_suffix(words: list[str], before_capitals: int = 1) -> tuple[list[str], str]:
    """The words of a name without suffix and degrees behind them, and the suffix. In capitals alone these may be
    initials: then there must be so many words before them."""
    suffix = ""
    while len(words) > 1:
        *before, last = words
        if len(before) < before_capitals and are_initials(last):
            break
        if _SUFFIX.holds(last):
            suffix = last
        elif not _DEGREE_ALONE.holds(last):
            break
        words = before
    return words, suffix


def _is_surely_given(word: str) -> bool:
    """Whether a name's first word is an initial: "J.", "J"."""
    return are_initials(word) and (len(word) == 1 or word.endswith("."))


def _parted(initials: list[str]) -> str:
    """ "JA" and "J.A." as "J. A.", "J-P" as "J.-P."."""
    letters = re.findall(r"-?[^\W\d_]", " ".join(initials))
    return " ".join(f"{letter}." for letter in letters).replace(" -", "-")


def _is_particle(word: str) -> bool:
    return _PARTICLE.holds(word) and not word[0].isupper()
