"""What a place in Zotero lists: the keys of its items, all of one version, and whether that has changed since.

Of Zotero 10 and later the version of a library tells each change. Earlier ones number what was synchronised alone: there
the items that were changed last are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.errors import FetchError
from rag.intake.readers.values import text
from rag.intake.zotero.api import Api, NotThere, Reply
from rag.intake.zotero.items import key_of, parent_of
from rag.intake.zotero.place import Place, collection_paths, with_inner

TRIES = 5  # readings of a library that changes while it is read
LOT = 50  # items asked for by their keys: as many as the API promises
_NEWEST: dict[str, str | int] = {"sort": "dateModified", "direction": "desc", "limit": 25}


@dataclass(frozen=True, slots=True)
class Listing:
    """A library as it was looked at: its version, the paths of its collections by their keys, where the place's items are
    asked for page by page, and the keys of all that is there. `newest` tells of changes where the version does not."""

    version: int
    paths: dict[str, str]
    asked: tuple[str, ...]
    keys: frozenset[str]
    newest: object


class Lister:
    """Lists one place."""

    def __init__(self, api: Api, place: Place) -> None:
        self._api, self._place = api, place

    def has_changed(self, listing: Listing) -> bool:
        """Whether the library is another than it was; before Zotero 10, what a date of change tells of that."""
        if self._api.server:
            return self._api.ask(f"{self._place.library}/collections", unless=listing.version) is not None
        return self._newest(listing.asked) != listing.newest

    def listed(self) -> Listing:
        """The library as it is now.

        Raises:
            FetchError: it is never the same from one request to the next, or the place is there no more.
        """
        for _ in range(TRIES):
            tree = self._api.all_of(f"{self._place.library}/collections")
            asked = self._asked(tree)
            # First: what changes behind it is found at the next look.
            newest = None if self._api.server else self._newest(asked)
            listed, versions = self._searched() if not asked else (set[str](), set[int]())
            for path in asked:
                reply = self._api.all_of(path, {"format": "keys"})
                listed.update(reply.keys)
                versions.add(reply.version)
            if versions == {tree.version}:
                return Listing(tree.version, collection_paths(tree.objects), asked, frozenset(listed), newest)
        raise FetchError("Zotero's library changes all the time", "try again when it is synchronised")

    def _newest(self, asked: Sequence[str]) -> object:
        """How many items there are, which of them were changed last, and when."""
        replies = [self._api.all_of(path, _NEWEST) for path in asked or (self._search,)]
        return [
            (r.version, r.total, [(key_of(o), text(o, "data", "dateModified")) for o in r.objects]) for r in replies
        ]

    def _asked(self, tree: Reply) -> tuple[str, ...]:
        """Where the items of the place are asked for; nowhere those of a search, which come by their keys."""
        library, key = self._place.library, self._place.key
        if self._place.kind == "search":
            return ()
        if self._place.kind == "library":
            return (f"{library}/items/top",)
        inner = with_inner(key, tree.objects)
        if not inner:
            raise NotThere(
                f"{self._place.name}: Zotero has that collection no more", "look whether it was deleted there"
            )
        return tuple(f"{library}/collections/{own}/items/top" for own in inner)

    @property
    def _search(self) -> str:
        return f"{self._place.library}/searches/{self._place.key}/items"

    def _searched(self) -> tuple[set[str], set[int]]:
        """The keys of the items that a saved search finds, and the versions that the replies are of. It finds notes and
        files too: a match in one of them is a match of the item that it hangs on."""
        reply = self._api.all_of(self._search)
        found, versions, top, met = reply.objects, {reply.version}, set[str](), set[str]()
        while found:
            met |= set(map(key_of, found))
            top |= {key_of(given) for given in found if not parent_of(given)}
            above, found = sorted({parent_of(given) for given in found} - met - {""}), []
            for start in range(0, len(above), LOT):
                lot = above[start : start + LOT]
                reply = self._api.all_of(f"{self._place.library}/items", {"itemKey": ",".join(lot)})
                found += [given for given in reply.objects if key_of(given) in lot]  # their children come too
                versions.add(reply.version)
        return top, versions
