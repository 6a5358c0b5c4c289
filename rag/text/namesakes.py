"""Names of persons held against each other: whether two may be one person's, and whose they are together.

"Hinton", "G. Hinton", "Geoffrey E. Hinton" and "HINTON GE" may all be one; "Samy Bengio" is not "Yoshua Bengio".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rag.records import Group, Name
from rag.text.forms import name_form
from rag.text.persons import are_initials, surname

_SHORTENED = 3  # letters of a given name that a longer one begins with: "Matt" and "Matthew"
_GLUED = 4  # initials in one word


def may_be(asked: Name, name: Name) -> bool:
    """Whether a name that is asked for, in as few parts as it may have, may be another's."""
    if isinstance(asked, Group) or isinstance(name, Group):
        return _whole(asked) == _whole(name)
    if _family(asked) in (_family(name), name_form(name.family)):
        return _fit(_given(asked), _given(name))
    return len(_whole(asked)) > 1 and _whole(asked) == _whole(name)  # family and given names in each other's place


def straight(name: Name) -> str:
    """A name as it is said: "Geoffrey E. Hinton"."""
    if isinstance(name, Group):
        return name.name
    return " ".join(filter(None, (name.given, name.surname, name.suffix)))


def by_person(bylines: Iterable[tuple[str, Sequence[Name]]]) -> list[tuple[str, frozenset[str]]]:
    """Each person, in the fullest of their names, and the ids of their papers, those with most papers first.

    Initials alone are of the one person of that family name whom they fit; where they fit several, of one of their own.
    """
    named: dict[Name, set[str]] = {}
    for paper_id, names in bylines:
        for name in names:
            named.setdefault(name, set()).add(paper_id)
    papers: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    spelt: dict[tuple[str, tuple[str, ...]], dict[str, int]] = {}
    for name, ids in named.items():
        form = (_family(name), _given(name))
        papers.setdefault(form, set()).update(ids)
        spelt.setdefault(form, {})[straight(name)] = len(ids)
    families: dict[str, list[tuple[str, ...]]] = {}
    for family, given in papers:
        families.setdefault(family, []).append(given)
    found = []
    for family, forms in families.items():
        for together in _persons(forms):
            own = frozenset().union(*(papers[family, given] for given in together))
            found.append((_fullest([spelt[family, given] for given in together]), own))
    return sorted(found, key=lambda person: (-len(person[1]), person[0].casefold()))


def _persons(forms: Sequence[tuple[str, ...]]) -> list[list[tuple[str, ...]]]:
    """The given names of one family name, put together by whose they are."""
    persons: dict[str, list[tuple[str, ...]]] = {}
    initials = []
    for given in forms:
        if given and len(given[0]) > 1:
            persons.setdefault(given[0], []).append(given)
        else:
            initials.append(given)
    full = list(persons.values())
    for given in initials:
        fitting = [person for person in full if given and any(_fit(given, other) for other in person)]
        key = given[0] if given else ""
        (fitting[0] if len(fitting) == 1 else persons.setdefault(key, [])).append(given)
    return list(persons.values())


def _fullest(spelt: Sequence[Mapping[str, int]]) -> str:
    """The longest way to write a name, not in capitals alone where there is another; of ways as long, the commonest."""
    ways = {way: count for each in spelt for way, count in each.items()}
    return max(ways, key=lambda way: (not way.isupper(), len(way), ways[way], way)) if len(ways) > 1 else min(ways)


def _fit(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether given names may be the same person's: initials fit names, and fewer fit more."""
    return all(map(_same, one[:2], other[:2]))


def _same(one: str, other: str) -> bool:
    if 1 in (len(one), len(other)):
        return one[0] == other[0]
    shorter, longer = sorted((one, other), key=len)
    return longer == shorter or (len(shorter) >= _SHORTENED and longer.startswith(shorter))


@lru_cache(maxsize=65_536)
def _family(name: Name) -> str:
    """The family name with its particle, which in some lists stands behind the given names: "Oord, Aaron van den"."""
    if isinstance(name, Group):
        return name_form(name.name)
    words = name.given.split()
    return name_form(" ".join((*words[_given_words(words) :], surname(name))))


@lru_cache(maxsize=65_536)
def _given(name: Name) -> tuple[str, ...]:
    """The words of the given names, initials each by itself."""
    if isinstance(name, Group):
        return ()
    found: list[str] = []
    words = name.given.split()
    for word in words[: _given_words(words)]:
        form = name_form(word).split()
        found += "".join(form) if are_initials(word, _GLUED) else form
    return tuple(found)


def _given_words(words: Sequence[str]) -> int:
    """How many words there are before the particle that stands behind them."""
    count = len(words)
    while count > 1 and words[count - 1].islower():
        count -= 1
    return count


def _whole(name: Name) -> frozenset[str]:
    return frozenset((*_family(name).split(), *_given(name))) - {"the"}
