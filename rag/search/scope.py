"""A scope -> the papers that a question is asked of, and the scope in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.errors import InputError, NoPaperError
from rag.library.conditions import condition as as_condition
from rag.library.library import Library
from rag.records import Condition, Scope
from rag.text.wording import counted

_CALLED = {"tag": "papers tagged", "collection": "papers in", "venue": "papers of"}


@dataclass(frozen=True, slots=True)
class Bounds:
    """The ids of a scope's papers: those to speak of, those to leave out, and those that may be found at all, None
    where these are all. `gone` tells in sentences of papers that are named and are not in the library."""

    pinned: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    papers: frozenset[str] | None = None
    gone: tuple[str, ...] = ()


def known(library: Library, scope: Scope) -> Scope:
    """The scope, whose names are all of papers that are here.

    Raises:
        NoPaperError: no paper has one of its names.
    """
    library.refresh()
    missing = library.named((*scope.pin, *scope.exclude, *scope.only))[1]
    if missing:
        raise NoPaperError(
            f"not in the library: {', '.join(dict.fromkeys(missing))}", "colloquy papers lists keys and titles"
        )
    return scope


def scope_of(values: Mapping[str, Sequence[str | Condition]]) -> Scope:
    """The scope that plain values describe, as an answer's JSON has it: lists of names under "pin", "exclude" and
    "only", and of conditions such as "year>=2023" under "where".

    Raises:
        InputError: another name, or a condition that cannot be read.
    """
    if others := [name for name in values if name not in ("pin", "exclude", "only", "where")]:
        raise InputError(f"a scope has no {others[0]!r}", "give pin, exclude, only or where")
    if lone := [name for name, value in values.items() if isinstance(value, str)]:
        raise InputError(f"{lone[0]} of a scope is no list", f'give a list, such as {{"{lone[0]}": [...]}}')
    pin, exclude, only = (tuple(map(str, values.get(name, ()))) for name in ("pin", "exclude", "only"))
    where = tuple(one if isinstance(one, Condition) else as_condition(one) for one in values.get("where", ()))
    return Scope(pin, exclude, only, where)


def bounds(library: Library, scope: Scope) -> Bounds:
    """
    Raises:
        NoPaperError: no paper is left to be asked.
    """
    library.refresh()
    pinned, lost = library.named(scope.pin)
    excluded, left = library.named(scope.exclude)
    chosen, missing = library.named(scope.only)
    sets = ((lost, scope.pin, "pinned"), (left, scope.exclude, "excluded"), (missing, scope.only, "chosen"))
    gone = tuple(_gone(len(names), len(all_), what) for names, all_, what in sets if names)
    if not scope.only and not scope.where:
        return Bounds(pinned, excluded, gone=gone)
    if scope.only and not chosen:
        raise NoPaperError(
            f"{_these(len(scope.only))} in the library any more", "choose other papers, or ask all of them"
        )
    meeting = library.meeting(scope.where) if scope.where else chosen
    papers = (meeting & chosen if scope.only else meeting) - excluded
    if not papers:
        raise NoPaperError(
            f"no paper is left to be asked: {in_words(scope, library)}", "choose more papers, or ask all"
        )
    return Bounds(pinned, excluded, papers, gone)


def in_words(scope: Scope, library: Library) -> str:
    """Which papers a scope allows, short and plain; "" for the whole library.

    "1 paper: “Title”", "12 chosen papers", "papers tagged to read and 2020 to 2023".
    """
    parts = [_chosen(scope.only, library)] if scope.only else []
    years, others = _years(scope.where)
    for field, called in _CALLED.items():
        if values := [condition.value for condition in others if (condition.field, condition.operator) == (field, "=")]:
            parts.append(f"{called} {_listed(values)}")
    parts += [years] if years else []
    if plain := [str(condition) for condition in others if condition.operator != "=" or condition.field not in _CALLED]:
        parts.append(f"papers with {_listed(plain)}")
    if scope.pin:
        parts.append(f"{counted(len(scope.pin))} pinned")
    if scope.exclude:
        parts.append(f"{counted(len(scope.exclude))} left out")
    return _listed(parts)


def _chosen(names: Sequence[str], library: Library) -> str:
    if len(names) > 1:
        return f"{len(names):,} chosen papers"
    found = library.find(names)
    return f"1 paper: “{found[0].title or found[0].key}”" if found else "1 paper that is not in the library any more"


def _years(conditions: Iterable[Condition]) -> tuple[str, list[Condition]]:
    """The first and the last year that conditions set, in words, and the other conditions."""
    first: int | None = None
    last: int | None = None
    others: list[Condition] = []
    for condition in conditions:
        if condition.field != "year" or condition.operator not in ("=", ">=", "<="):
            others.append(condition)
            continue
        year = int(condition.value)
        first = max(first or year, year) if condition.operator != "<=" else first
        last = min(last or year, year) if condition.operator != ">=" else last
    if first == last:
        return (str(first) if first else ""), others
    if first is None or last is None:
        return (f"since {first}" if first else f"until {last}"), others
    return f"{first} to {last}", others


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def _gone(count: int, of: int, what: str) -> str:
    return (
        f"{count:,} of the {counted(of, f'{what} paper')} {'is' if count == 1 else 'are'} not in the library any more."
    )


def _these(count: int) -> str:
    return "the chosen paper is not" if count == 1 else f"none of the {count:,} chosen papers is"
