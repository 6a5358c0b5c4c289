"""Citation keys that Better BibTeX has for items, asked by its JSON-RPC where it is installed.

Newer versions of Zotero have a field for them; where the key stands there, or pinned in Extra, it is not asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.intake.readers.values import objects, text
from rag.intake.zotero.api import Api, NotThere, Refused
from rag.intake.zotero.place import Place

_PATH = "better-bibtex/json-rpc"
_LOT = 500  # keys asked for at once


class CitationKeys:
    """Better BibTeX's keys of the items of one library."""

    def __init__(self, api: Api, place: Place) -> None:
        self._api, self._place = api, place
        self._before: str | None = None  # what stands before an item's key there; None where there is no Better BibTeX
        self._asked = False

    def of(self, keys: Sequence[str]) -> dict[str, str]:
        """The citation keys by the keys of items; none of those that have none, nor where there is no Better BibTeX."""
        if not keys:
            return {}
        if not self._asked:
            self._before, self._asked = self._prefix(), True
        if self._before is None:
            return {}
        found: dict[str, str] = {}
        for start in range(0, len(keys), _LOT):
            reply = self._call("item.citationkey", [[self._before + key for key in keys[start : start + _LOT]]])
            if isinstance(reply, dict):
                found |= {name.rpartition(":")[2]: key for name, key in reply.items() if isinstance(key, str) and key}
        return found

    def _prefix(self) -> str | None:
        """Better BibTeX names a group's library by a number of this machine's own."""
        if not self._place.group:
            return "" if self._call("api.ready", []) else None
        groups = objects(self._call("user.groups", []))
        number = next((text(own, "id") for own in groups if text(own, "name") == self._place.group), "")
        return f"{number}:" if number else None

    def _call(self, method: str, params: Sequence[Any]) -> Any:
        """What it gives back; None where there is no Better BibTeX, or it cannot tell."""
        asked = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        try:
            reply = self._api.sent("POST", f"{self._api.url}/{_PATH}", json=asked).json()
        except (NotThere, Refused, ValueError):
            return None
        return reply.get("result") if isinstance(reply, dict) else None
