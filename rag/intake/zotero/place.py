"""A place in Zotero as people write it -> where it is asked for: the library, a collection, a group, a saved search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rag.errors import InputError
from rag.intake.readers.values import text
from rag.intake.zotero.api import Api

SCHEME = "zotero:"
_KINDS = ("collection", "group", "search")
_HOW = "write zotero:, zotero:collection/NAME, zotero:group/NAME or zotero:search/NAME"
_SHOWN = 12  # names, where one is not found


@dataclass(frozen=True, slots=True)
class Place:
    """A place in Zotero.

    `name` is how it was written; `library` where its library is asked for, such as users/0 or groups/123, and `group` the
    name of that group, "" for one's own; `key` is that of a collection or a saved search.
    """

    name: str
    library: str
    group: str = ""
    kind: Literal["library", "collection", "search"] = "library"
    key: str = ""

    @property
    def select(self) -> str:
        """What addresses of its library in Zotero begin with."""
        return f"zotero://select/{self.library if self.group else 'library'}"

    def item(self, key: str) -> str:
        """The address that opens an item in Zotero."""
        return f"{self.select}/items/{key}"


def placed(api: Api, name: str) -> Place:
    """The place of that name.

    Raises:
        InputError: there is none, or several have the name.
    """
    kind, _, rest = name.removeprefix(SCHEME).partition("/")
    if not kind and not rest:
        return Place(name, "users/0")
    if kind not in _KINDS or not rest.strip():
        raise InputError(f"{name}: is no place in Zotero", _HOW)
    library, group = "users/0", ""
    if kind == "group":
        library, group, rest = _group(api, name, rest)
        if not rest:
            return Place(name, library, group)
        kind, _, rest = rest.partition("/")
        if kind not in ("collection", "search") or not rest.strip():
            raise InputError(f"{name}: is no place in Zotero", f"{_HOW}; or zotero:group/NAME/collection/NAME")
    if kind == "search":
        key = _chosen(name, rest, {own["key"]: [_name(own)] for own in api.all_of(f"{library}/searches").objects})
        return Place(name, library, group, "search", key)
    paths = collection_paths(api.all_of(f"{library}/collections").objects)
    key = _chosen(name, rest, {key: [path, path.rpartition("/")[2]] for key, path in paths.items()})
    return Place(name, library, group, "collection", key)


def collection_paths(collections: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The path of each collection by its key, such as "Thesis/Chapter 2"; those in the trash left out."""
    there = {str(one["key"]): one["data"] for one in collections if not one.get("data", {}).get("deleted")}
    return {key: "/".join(reversed([text(there[above], "name") for above in _upwards(key, there)])) for key in there}


def with_inner(key: str, collections: Iterable[Mapping[str, Any]]) -> list[str]:
    """The keys of a collection and of all collections in it, whatever depth; none where it is not there."""
    there = {str(one["key"]): one["data"] for one in collections if not one.get("data", {}).get("deleted")}
    return [own for own in there if key in _upwards(own, there)]


def _upwards(key: str, there: Mapping[str, Any]) -> list[str]:
    """The keys of a collection and of those that it is in, from inner to outer."""
    found: list[str] = []
    while key in there and key not in found:
        found.append(key)
        key = text(there[key], "parentCollection")
    return found


def _group(api: Api, name: str, rest: str) -> tuple[str, str, str]:
    """Where the group is asked for, what it is called, and what stands behind its name; a name may have slashes."""
    groups = {str(one["id"]): _name(one) for one in api.all_of("users/0/groups").objects}
    words = rest.split("/")
    for end in range(len(words), 0, -1):
        wanted = "/".join(words[:end])
        if _matching(wanted, {key: [own] for key, own in groups.items()}):
            key = _chosen(name, wanted, {key: [own] for key, own in groups.items()})
            return f"groups/{key}", groups[key], "/".join(words[end:])
    raise _none(name, groups.values())


def _name(thing: Mapping[str, Any]) -> str:
    return text(thing, "data", "name") or text(thing, "name")


def _chosen(name: str, wanted: str, named: Mapping[str, list[str]]) -> str:
    """The key of the one thing with a name; of a collection its whole path is one too."""
    found = _matching(wanted, named)
    if not found:
        raise _none(name, (names[0] for names in named.values()))
    if len(found) > 1:
        ways = [f"{key} ({named[key][0]})" for key in found]
        raise InputError(f"{name}: several have that name: {', '.join(ways)}", "give the whole path, or the key")
    return found[0]


def _matching(wanted: str, named: Mapping[str, list[str]]) -> list[str]:
    """The keys of what is called so, in full or else in part; case does not count."""
    form = _form(wanted)
    if wanted in named:
        return [wanted]
    whole = [key for key, names in named.items() if _form(names[0]) == form]
    return whole or [key for key, names in named.items() if form in map(_form, names)]


def _form(name: str) -> str:
    return " ".join(name.casefold().split())


def _none(name: str, there: Iterable[str]) -> InputError:
    names = sorted(there, key=str.casefold)
    listed = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else "")
    return InputError(f"{name}: Zotero has none of that name", f"it has: {listed}" if names else "it has none at all")
