"""What a place in Zotero holds, and what changed there since the last look."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rag.errors import FetchError
from rag.intake.zotero.api import Api, Reply
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
from rag.intake.zotero.listing import LOT, TRIES, Lister, Listing
from rag.intake.zotero.place import Place
from rag.records import Skipped

_IN_ORDER = {"sort": "dateAdded", "direction": "asc"}  # what is edited meanwhile stays where it is
_NOTES = {"itemType": "note"}
_WHOLE_AGAIN = 600.0


class _Changed(Exception):
    """The library is another than it was when its reading began."""


class Contents:
    """The items of a place.

    Args:
        title_only: items that lack nothing but their abstract are papers too.
        whole_again: seconds after which a Zotero that does not number its changes is read whole.
    """

    def __init__(self, api: Api, place: Place, title_only: bool = False, whole_again: float = _WHOLE_AGAIN) -> None:
        self._api, self.place, self._title_only, self._whole_again = api, place, title_only, whole_again
        self._lister, self._citation_keys = Lister(api, place), CitationKeys(api, place)
        self._server: str | None = None
        self._now: Listing | None = None  # as of the last look
        self._read_at: Listing | None = None  # as of the last reading that came to its end
        self._is_broken = False  # whether the last one did not
        self._whole_at = 0.0
        self._seen: dict[str, bytes] = {}  # digests of the items, by their keys
        self._notes: dict[str, tuple[str, str]] = {}  # as of the last reading that came to its end
        self._strays = 0

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
        return frozenset(map(self._origin, self._now.keys)) if self._now else frozenset()

    @property
    def complete(self) -> bool:
        """Whether the last reading came to its end."""
        return self._read_at is not None and not self._is_broken

    def look(self) -> bool:
        """Whether there is anything to read: the first time, wherever something has changed since the last look, and where
        the last reading broke off.

        Raises:
            FetchError: Zotero does not answer; the place may be there no more.
        """
        self._api.meet()
        if self._now is None:
            self._server = self._api.server
        elif self._server != self._api.server:
            raise FetchError(
                "another Zotero is open now, with a database of its own", "open the one that is watched, or watch anew"
            )
        elif not self._is_broken and not self._is_due() and not self._lister.has_changed(self._now):
            return False
        self._now = self._lister.listed()
        return True

    def read(self) -> Iterator[Item | Skipped]:
        """The items that are new or changed since the last reading, after a `look`; `complete` tells then whether all of
        them came. Where Zotero breaks off, the last one tells it."""
        self._is_broken = True
        try:
            for _ in range(TRIES):
                self._now = self._now or self._lister.listed()
                try:
                    yield from self._read(self._now)
                    break
                except _Changed:
                    self._now = self._lister.listed()
            else:
                why = "its library changed while it was read, again and again: is it being synchronised?"
                yield Skipped(self.place.name, "rest of the place", why)
                return
        except FetchError as error:
            yield Skipped(self.place.name, "rest of the place", error.message)
            return
        self._is_broken, self._read_at = False, self._now
        self._seen = {key: own for key, own in self._seen.items() if key in self._now.keys}
        if self._strays:
            what = "files and notes, which are no papers of their own"
            yield Skipped(self.place.name, f"{self._strays:,} items", what)
            self._strays = 0

    def _path(self, server: str) -> str:
        within = f"/{self.place.key}" if self.place.key else ""
        return f"zotero:{server}/{self.place.library}/{self.place.kind}{within}"

    def _origin(self, key: str) -> str:
        return f"{self.path}/{key}"

    def _is_due(self) -> bool:
        """Whether a Zotero that does not number its changes is to be read whole again."""
        return not self._server and time.monotonic() - self._whole_at > self._whole_again

    # reading

    def _read(self, now: Listing) -> Iterator[Item]:
        """What is new, all of it of one version.

        Raises:
            _Changed: the library is changed meanwhile.
        """
        last = self._read_at
        is_counted = self._server and self.place.kind != "search" and last and last.paths == now.paths
        since = last.version if last and is_counted else None
        notes = self._notes_now(now, since)
        other = {key for key in notes.keys() | self._notes.keys() if notes.get(key) != self._notes.get(key)}
        again = {own[key][0] for own in (notes, self._notes) for key in other & own.keys()}
        titles, read = by_parent(notes), set[str]()
        for path in now.asked:
            params = _IN_ORDER if since is None else {**_IN_ORDER, "since": since}
            for page in self._pages(path, params, now):
                yield from self._new(page, now, titles, read)
        wanted = now.keys - read - (set() if since is None else self._seen.keys() - again)
        for start in range(0, len(keys := sorted(wanted)), LOT):
            params = {"itemKey": ",".join(keys[start : start + LOT])}
            for page in self._pages(f"{self.place.library}/items/top", params, now):
                yield from self._new(page, now, titles, read)
        self._notes = notes
        if since is None:
            self._whole_at = time.monotonic()

    def _notes_now(self, now: Listing, since: int | None) -> dict[str, tuple[str, str]]:
        """All notes on items, by their keys; those that did not change since are not read again."""
        path = f"{self.place.library}/items"
        if since is None:
            return note_titles(one for page in self._pages(path, _NOTES, now) for one in page)
        changed = note_titles(one for page in self._pages(path, {**_NOTES, "since": since}, now) for one in page)
        there = self._api.all_of(path, {**_NOTES, "format": "keys"})
        self._same(there, now)
        keys = set(there.keys)
        return {key: own for key, own in (self._notes | changed).items() if key in keys}

    def _pages(self, path: str, params: dict[str, Any], now: Listing) -> Iterator[list[dict[str, Any]]]:
        for reply in self._api.pages(path, params):
            self._same(reply, now)
            yield reply.objects

    def _same(self, reply: Reply, now: Listing) -> None:
        if reply.version != now.version:
            raise _Changed

    def _new(
        self, page: Iterable[dict[str, Any]], now: Listing, titles: Mapping[str, Sequence[str]], read: set[str]
    ) -> Iterator[Item]:
        """Those of a page that are not as they were, or were not there."""
        fresh = [given for given in page if key_of(given) not in read]
        read |= set(map(key_of, fresh))
        keys = self._citation_keys.of([key_of(g) for g in fresh if is_paper(g) and not has_citation_key(g)])
        beside = Beside(now.paths, titles, keys, self.place.group)
        for given in fresh:
            key, said = key_of(given), digest(given, beside)
            if self._seen.get(key) == said:
                continue
            is_first = key not in self._seen
            self._seen[key] = said
            made = item(given, self._origin(key), self.place.item(key), self.place.name, beside, self._title_only)
            if made:
                yield made
            elif is_first and not parent_of(given):
                self._strays += 1
