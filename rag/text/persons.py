"""An author's name, as lists of references and of databases write it -> its parts.

"Family, Given", "Given Family" and "Family GI" are the ways in which a name is written. nameparser, pybtex and
bibtexparser know the first two: all of them take "Griffin DK" for Mr DK, and BibTeX's rule makes a particle of the
"Ortega y" in "Ortega y Gasset, José". So the parts are told here, for all readers; what a source says of them itself
(braces, fields of their own) its reader goes by.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.records import Group, Name, Person
from rag.text.groups import is_group
from rag.text.rules import rule

_OTHERS = rule(
    "person: stands for the rest of a list",
    r"^(?:and )?(?:others|et\.?\s+al\.?|…|\.\.\.)$",
    matches=["others", "and others", "et al.", "Et. al", "…", "..."],
    misses=["Others, Ann", "Smith et al.", "Al"],
)
_AND_OTHERS = rule(
    "person: the rest of a list behind a name",
    r"(?:\bet\.?\s+al\.?|\band others|\.\.\.|…)$",
    matches=["Smith J, et al.", "Smith et al", "Smith J...", "Smith, …", "Smith, J. and others"],
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
    r"^(?:jr|sr|jnr|snr|esq|ii|iii|iv|2nd|3rd|4th)\.?$",
    matches=["Jr.", "JR", "III", "3rd", "Esq."],
    misses=["Junior", "I", "Smith Jr."],
)
_PATRONYMIC = rule(
    "person: a patronymic, which stands behind the given name",
    r"(?:ович|евич|ьич|овна|евна|ична|івна)$",
    matches=["Иванович", "Сергеевна", "Ильич"],
    misses=["Иванов", "Анна"],
)
_TITLE = rule(
    "person: a title before the name",
    r"^(?:(?:dr|prof|professor|sir|dame)\.?\s+)+(?=\S+\s+\S)",
    matches=["Dr. Ada Okafor", "Prof. Dr. Jan Berg"],
    misses=["Dre Okafor", "Dr Okafor", "Okafor, Dr. Ada"],
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
_FAMILY_FIRST = rule(
    "person: characters of languages in which the family name stands first",
    r"^[\s·・\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+$",
    matches=["王 伟", "山田 太郎", "김 철수"],
    misses=["Wang 伟", "Иван Иванов"],
)
_JOINS = frozenset("y e i".split())  # between two family names, in Spanish, Portuguese and Catalan
_GLUED = 3  # initials in one word; more are a name in capitals


def read_name(text: str) -> Name:
    """The parts of a name on one line, or the group that it is.

    Capitals behind a word, as in "Smith JA", are initials; "Jian LI" is read so too, for nothing tells the two apart.
    What is longer than a name can be is a group's.
    """
    text = text.strip()
    if len(text) > LONGEST_NAME:
        return Group(text)
    name = _TITLE.sub("", without_others(text) or text)
    if is_group(name):
        return Group(text)
    before, *behind = (part.strip() for part in name.split(","))
    behind = list(filter(None, behind))
    suffix = _suffix_of(before, behind)
    if suffix in behind:
        behind.remove(suffix)
    if not behind:
        return _straight(text, before, suffix)
    family, of_family = _without_suffix(before.split())
    given, of_given = _without_suffix(", ".join(behind).split())
    return _person(text, family, " ".join(given), suffix or of_family or of_given)


def person(family: str, given: str = "", particle: str = "", suffix: str = "", text: str = "") -> Name:
    """A person in the parts that a source gives, and the whole name where it gives that too.

    One part of several words is a whole name in the wrong place, a group's maybe, and read as one.
    Words in small letters before the family name are its particle, and a "Jr." behind a part is the suffix, where the
    source tells of none.
    """
    family, given, particle, suffix = (part.strip() for part in (family, given, particle, suffix))
    if not (family and given) and not (particle or suffix) and " " in family + given:
        return read_name(family + given)
    if not family:
        family, given = given, ""
    if not suffix:
        family, of_family = _suffix_behind(family)
        given, of_given = _suffix_behind(given, initials=2)
        suffix = of_family or of_given
    if not particle:
        particle, family = _particle_of(family)
    elif particle.endswith(("'", "’", "-")):  # "de l'" and "Hospital"
        particle, _, elided = f" {particle}".rpartition(" ")
        particle, family = particle.strip(), elided + family
    made = Person("", family, given, particle, suffix)
    return replace(made, text=text or ", ".join(filter(None, (made.surname, f"{given} {suffix}".strip()))))


def unparted(text: str) -> Name:
    """A name that its source calls one that has no parts: a group's, but where it has a person's initials."""
    name = read_name(text)
    return name if has_initials(name) else Group(name.text)


def are_initials(text: str, most: int = 4) -> bool:
    """Whether a text is capitals alone, at most so many: "J", "J.-P.", "JA", "J. A."."""
    return text.isupper() and _INITIALS.holds(text) and sum(map(str.isalpha, text)) <= most


def has_initials(name: Name) -> bool:
    """Whether a name is surely a person's, for it has initials: "Smith, Jane A.", "Smith JA", "J. Smith"."""
    return isinstance(name, Person) and any(map(are_initials, name.given.split()))


def surname(name: Name) -> str:
    """What an author is sorted and cited by: the family name with its particle, the whole name of a group."""
    return name.name if isinstance(name, Group) else name.surname


def credited(names: Sequence[Name]) -> str:
    """Who a work is by, as it is cited: "Chen", "Chen and Li", "Chen et al."; "" without authors."""
    families = [surname(name) for name in names[:2]]
    return f"{families[0]} et al." if len(names) > 2 else " and ".join(families)


def initials(name: Person) -> str:
    """Those of the given names, as references write them, with the particles behind them: "J.-P. A.", "A. de"."""
    found = []
    for word in re.sub(r"\.(?=\w)", ". ", name.given).split():
        if word[0].islower():
            found.append(word)
        elif are_initials(word, _GLUED) and not (name.family.isupper() and len(word) > 2):
            found.append(_parted([word]))
        else:
            found.append("-".join(f"{part[0]}." for part in word.split("-") if part))
    return " ".join(found)


def is_suffix(text: str) -> bool:
    """Whether a part of a name is "Jr.", "III" and the like."""
    return _SUFFIX.holds(text)


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
    if "," not in name or len(name) > LONGEST_NAME:
        return name
    return _DEGREES.sub("", _AMBIGUOUS_DEGREES.sub(r"\1", name))


def _suffix_of(before: str, behind: list[str]) -> str:
    """The suffix with a comma on each side, or behind the last; alone behind a family name it would be the initials."""
    if len(behind) == 1 and (" " not in before or are_initials(behind[0])):
        return ""
    return next(filter(_SUFFIX.holds, behind), "")


def _straight(text: str, name: str, suffix: str) -> Person:
    """ "Given Family", or "Family GI" where what stands last are initials and what stands first are none."""
    words, behind = _without_suffix(name.split(), before_capitals=2)
    suffix = suffix or behind
    if len(words) > 1 and not name.isascii():
        if _FAMILY_FIRST.holds(name):
            return _person(text, words[:1], " ".join(words[1:]), suffix)
        if _PATRONYMIC.holds(words[-1]):
            return _person(text, words[:-2] or words[:1], " ".join(words[-2:] if words[:-2] else words[1:]), suffix)
    end = len(words)
    while end > 1 and are_initials(words[end - 1], _GLUED):
        end -= 1
    if end < len(words) and not _is_surely_given(words[0]):
        return _person(text, words[:end], _parted(words[end:]), suffix)
    start = _family_at(words)
    return _person(text, words[start:], " ".join(words[:start]), suffix)


def _family_at(words: list[str]) -> int:
    """Where the family name begins behind the given ones: at its particle, one word before "y", or with the last."""
    last = max(len(words) - 1, 0)
    if all(map(str.islower, words)):
        return last
    for place, word in enumerate(words[:last]):
        if word[0].islower():
            return max(place - 1, 0) if word in _JOINS else place
    return last


def _person(text: str, family: list[str], given: str, suffix: str) -> Person:
    particle, name = _particle_of(" ".join(family))
    return Person(text, name, given, particle, suffix)


def _particle_of(family: str) -> tuple[str, str]:
    """The words in small letters before a family name, and the name; one in small letters has none."""
    if not family[:1].islower():
        return "", family
    words = family.split()
    start = next((place for place, word in enumerate(words) if not (word.isalpha() and word[0].islower())), 0)
    return ("", family) if words[start].islower() else (" ".join(words[:start]), " ".join(words[start:]))


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


def _suffix_behind(part: str, initials: int = 0) -> tuple[str, str]:
    """A part of a name without the suffix that stands behind it, and that; so many capitals would be initials."""
    words = part.split()
    if len(words) < 2 or not _SUFFIX.holds(words[-1]) or are_initials(words[-1], initials):
        return part, ""
    return " ".join(words[:-1]).rstrip(","), words[-1]


def _is_surely_given(word: str) -> bool:
    """Whether a name's first word is an initial: "J.", "J"."""
    return are_initials(word) and (len(word) == 1 or word.endswith("."))


def _parted(letters: list[str]) -> str:
    """ "JA" and "J.A." as "J. A.", "J-P" as "J.-P."."""
    found = re.findall(r"-?[^\W\d_]", " ".join(letters))
    return " ".join(f"{letter}." for letter in found).replace(" -", "-")
