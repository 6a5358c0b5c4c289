"""What a place in Zotero holds, and what changed there since the last look.

Of Zotero 10 and later the version of a library tells each change. Earlier ones number what was synchronised alone: there
the items that were changed last are looked at, and from time to time all of them.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rag.errors import FetchError
from rag.intake.readers.values import text
from rag.intake.zotero.api import Api, NotThere, Reply
from rag.intake.zotero.citation_keys import CitationKeys
from rag.intake.zotero.items import (
    Beside,
    Item,
    by_parent,
    digest,
    has_citation_key,
    is_paper,
    item,
    key_of,
    note_titles,
    parent_of,
)
from rag.intake.zotero.place import Place, collection_paths, with_inner
from rag.records import Skipped

_TRIES = 5  # readings of a library that changes while it is read
_LOT = 50  # items asked for by their keys: as many as the API promises
_NEWEST: dict[str, str | int] = {"sort": "dateModified", "direction": "desc", "limit": 25}
_IN_ORDER = {"sort": "dateAdded", "direction": "asc"}  # what is edited meanwhile stays where it is
_NOTES = {"itemType": "note"}
_WHOLE_AGAIN = 600.0  # seconds after which a Zotero that does not number its changes is read whole


class _Changed(Exception):
    """The library is another than it was when its reading began."""


@dataclass(frozen=True, slots=True)
class _State:
    """A library as it was looked at: its version, its collections, where the place's items are asked for page by page,
    and the keys of all that is there. `newest` is what tells of changes where the version does not."""

    version: int
    paths: dict[str, str]
    asked: tuple[str, ...]
    listed: frozenset[str]
    newest: object


class Contents:
    """The items of a place.

    Args:
        title_only: items that lack nothing but their abstract are papers too.
    """

    def __init__(self, api: Api, place: Place, title_only: bool = False) -> None:
        self._api, self.place, self._title_only = api, place, title_only
        self._seen: dict[str, bytes] = {}  # digests of the items, by their keys
        self._notes: dict[str, tuple[str, str]] = {}
        self._state: _State | None = None
        self._began: _State | None = None  # what the last whole reading was of
        self._whole_at = 0.0
        self._strays = 0
        self._citation_keys = CitationKeys(api, place)
        self.complete = False

    @property
    def path(self) -> str:
        """What the origins of all its items begin with: the database, where it has a name, and the place in it."""
        return self._path(self._api.server or "")

    @property
    def unnamed_path(self) -> str:
        """The same as a Zotero gave it that had no name for its database."""
        return self._path("")

    @property
    def present(self) -> frozenset[str]:
        """The origins of all that was there at the last look."""
        return frozenset(map(self._origin, self._state.listed)) if self._state else frozenset()

    def look(self) -> bool:
        """Whether there is anything to read: the first time, and wherever something has changed since.

        Raises:
            FetchError: Zotero does not answer; the place may be there no more.
        """
        before = self._api.server
        self._api.meet()
        if self._state and before != self._api.server:
            raise FetchError(
                "another Zotero is open now, with a database of its own", "open the one that is watched, or watch anew"
            )
        if self._state and self.complete and not self._has_changed(self._state):
            return False
        self._began, self._state = self._state if self.complete else None, self._listed()
        return True

    def read(self) -> Iterator[Item | Skipped]:
        """The items that are new or changed since the last reading, after a `look`; `complete` tells then whether all of
        them came. Where Zotero breaks off, the last one tells it."""
        self.complete = False
        try:
            for _ in range(_TRIES):
                try:
                    yield from self._read(self._state or self._listed())
                    break
                except _Changed:
                    self._state = self._listed()
            else:
                why = "its library changed while it was read, again and again: is it being synchronised?"
                yield Skipped(self.place.name, "rest of the place", why)
                return
        except FetchError as error:
            yield Skipped(self.place.name, "rest of the place", error.message)
            return
        self.complete = True
        self._seen = {key: own for key, own in self._seen.items() if self._state and key in self._state.listed}
        if self._strays:
            what = "files and notes, which are no papers of their own"
            yield Skipped(self.place.name, f"{self._strays:,} items", what)
            self._strays = 0

    def _path(self, server: str) -> str:
        within = f"/{self.place.key}" if self.place.key else ""
        return f"zotero:{server}/{self.place.library}/{self.place.kind}{within}"

    def _origin(self, key: str) -> str:
        return f"{self.path}/{key}"

    # looking

    def _has_changed(self, state: _State) -> bool:
        if self._api.server:
            return self._api.ask(f"{self.place.library}/collections", unless=state.version) is not None
        return time.monotonic() - self._whole_at > _WHOLE_AGAIN or self._newest(state.asked) != state.newest

    def _newest(self, asked: Sequence[str]) -> object:
        """What a Zotero that does not number its changes tells of the last ones: how many items there are, and which were
        changed last, and when."""
        replies = [self._api.all_of(path, _NEWEST) for path in asked or (self._search,)]
        return [
            (r.version, r.total, [(key_of(o), text(o, "data", "dateModified")) for o in r.objects]) for r in replies
        ]

    def _listed(self) -> _State:
        """The library as it is now; its collections and what the place holds are of one version."""
        for _ in range(_TRIES):
            tree = self._api.all_of(f"{self.place.library}/collections")
            asked = self._asked(tree)
            # First: what changes behind it is found at the next look.
            newest = None if self._api.server else self._newest(asked)
            listed, versions = self._searched() if not asked else (set[str](), set[int]())
            for path in asked:
                reply = self._api.all_of(path, {"format": "keys"})
                listed.update(reply.keys)
                versions.add(reply.version)
            if versions == {tree.version}:
                return _State(tree.version, collection_paths(tree.objects), asked, frozenset(listed), newest)
        raise FetchError("Zotero's library changes all the time", "try again when it is synchronised")

    def _asked(self, tree: Reply) -> tuple[str, ...]:
        """Where the items of the place are asked for; nowhere those of a search, which come by their keys."""
        library, key = self.place.library, self.place.key
        if self.place.kind == "search":
            return ()
        if self.place.kind == "library":
            return (f"{library}/items/top",)
        inner = with_inner(key, tree.objects)
        if not inner:
            raise NotThere(
                f"{self.place.name}: Zotero has that collection no more", "look whether it was deleted there"
            )
        return tuple(f"{library}/collections/{own}/items/top" for own in inner)

    @property
    def _search(self) -> str:
        return f"{self.place.library}/searches/{self.place.key}/items"

    def _searched(self) -> tuple[set[str], set[int]]:
        """The keys of the items that a saved search finds, and the versions that the replies are of. It finds notes and
        files too: a match in one of them is a match of the item that it hangs on."""
        reply = self._api.all_of(self._search)
        found, versions, top, met = reply.objects, {reply.version}, set[str](), set[str]()
        while found:
            met |= set(map(key_of, found))
            top |= {key_of(given) for given in found if not parent_of(given)}
            above, found = sorted({parent_of(given) for given in found} - met - {""}), []
            for start in range(0, len(above), _LOT):
                lot = above[start : start + _LOT]
                reply = self._api.all_of(f"{self.place.library}/items", {"itemKey": ",".join(lot)})
                found += [given for given in reply.objects if key_of(given) in lot]  # their children come too
                versions.add(reply.version)
        return top, versions

    # reading

    def _read(self, state: _State) -> Iterator[Item]:
        """What is new, all of it of one version.

        Raises:
            _Changed: the library is changed meanwhile.
        """
        began = self._began
        can_tell = self._api.server and began and self.place.kind != "search" and began.paths == state.paths
        since = began.version if can_tell and began else None
        notes = self._notes_now(state, since)
        again = {parent for key in notes.keys() ^ self._notes.keys() for parent in _parents(key, notes, self._notes)}
        again |= {own[0] for key, own in notes.items() if self._notes.get(key, own) != own}
        self._notes = notes
        read = set[str]()
        for path in state.asked:
            params = _IN_ORDER if since is None else {**_IN_ORDER, "since": since}
            for page in self._pages(path, params, state):
                yield from self._new(page, state, read)
        wanted = state.listed - read - (set() if since is None else self._seen.keys() - again)
        found = set[str]()
        for page in self._by_key(sorted(wanted), state):
            found |= set(map(key_of, page))
            yield from self._new(page, state, read)
        if wanted - found:
            raise _Changed
        if since is None:
            self._whole_at = time.monotonic()

    def _notes_now(self, state: _State, since: int | None) -> dict[str, tuple[str, str]]:
        """All notes on items, by their keys; those that did not change since are not read again."""
        path = f"{self.place.library}/items"
        if since is None:
            return note_titles(one for page in self._pages(path, _NOTES, state) for one in page)
        changed = note_titles(one for page in self._pages(path, {**_NOTES, "since": since}, state) for one in page)
        there = self._api.all_of(path, {**_NOTES, "format": "keys"})
        self._same(there, state)
        return {key: own for key, own in (self._notes | changed).items() if key in set(there.keys)}

    def _pages(self, path: str, params: dict[str, Any], state: _State) -> Iterator[list[dict[str, Any]]]:
        for reply in self._api.pages(path, params):
            self._same(reply, state)
            yield reply.objects

    def _by_key(self, keys: Sequence[str], state: _State) -> Iterator[list[dict[str, Any]]]:
        for start in range(0, len(keys), _LOT):
            params = {"itemKey": ",".join(keys[start : start + _LOT])}
            yield from self._pages(f"{self.place.library}/items/top", params, state)

    def _same(self, reply: Reply, state: _State) -> None:
        if reply.version != state.version:
            raise _Changed

    def _new(self, page: Iterable[dict[str, Any]], state: _State, read: set[str]) -> Iterator[Item]:
        """Those of a page that are not as they were, or were not there."""
        fresh = [given for given in page if key_of(given) not in read]
        read |= set(map(key_of, fresh))
        keys = self._citation_keys.of([key_of(g) for g in fresh if is_paper(g) and not has_citation_key(g)])
        beside = Beside(state.paths, by_parent(self._notes), keys, self.place.group)
        for given in fresh:
            key, now = key_of(given), digest(given, beside)
            if self._seen.get(key) == now:
                continue
            is_first = key not in self._seen
            self._seen[key] = now
            made = item(given, self._origin(key), self.place.item(key), self.place.name, beside, self._title_only)
            if made:
                yield made
            elif is_first and not parent_of(given):
                self._strays += 1


def _parents(key: str, *notes: dict[str, tuple[str, str]]) -> list[str]:
    return [own[key][0] for own in notes if key in own]
