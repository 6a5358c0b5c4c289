"""Notes and tags into Zotero 10 and later, which asks its user whether a program may write; earlier ones can be read alone."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from rag.errors import FetchError
from rag.intake.readers.values import at, objects, text
from rag.intake.zotero.api import Api, NotThere, Refused
from rag.intake.zotero.items import key_of
from rag.setup.files import written_whole

FILE = "zotero.json"  # in the library's folder: leave to write that is remembered, by the name of the database
_LOT = 50  # objects of one request
_ASKED = 300.0  # seconds that a user has to answer
_UNAUTHORIZED, _CHANGED = 401, 412
_MAY_NOT = "allow it in Zotero when it asks"


class Writing:
    """Writes to one Zotero.

    Args:
        home: the folder where leave that is remembered is kept.
        say: told in a line that Zotero asks its user.

    Raises:
        FetchError: it can only be read.
    """

    def __init__(self, api: Api, home: Path, say: Callable[[str], None]) -> None:
        api.meet()
        if api.server is None:
            raise FetchError("this Zotero can only be read", "install Zotero 10 or a later version to write to it")
        self._api, self._server, self._file, self._say = api, api.server, home / FILE, say
        self._key = self._remembered().get(self._server, "")

    def note(self, library: str, html: str, collection: str = "", parent: str = "") -> str:
        """The key of a new note: in a collection, on an item, or by itself."""
        given: dict[str, Any] = {"itemType": "note", "note": html, "tags": [{"tag": "Colloquy"}]}
        given |= {"parentItem": parent} if parent else {"collections": [collection] if collection else []}
        (made,) = self._post(library, [given])
        return made

    def tag(self, library: str, keys: Sequence[str], tag: str, remove: bool = False) -> list[str]:
        """Give items a tag, or take it from them; the keys of those that were changed. What is changed in Zotero
        meanwhile is not overwritten."""
        changed: list[str] = []
        for start in range(0, len(keys), _LOT):
            lot = ",".join(keys[start : start + _LOT])
            there = self._api.all_of(f"{library}/items/top", {"itemKey": lot}).objects
            wanted = [given for item in there if (given := _tagged(item, tag, remove))]
            changed += self._post(library, wanted) if wanted else []
        return changed

    def _post(self, library: str, given: Sequence[Mapping[str, Any]]) -> list[str]:
        """The keys of what was written.

        Raises:
            FetchError: the user does not allow it, or any of it was refused.
        """
        token = secrets.token_hex(16)  # so that what is asked twice is written once
        try:
            reply = self._asked(library, given, token)
        except Refused as error:
            if error.status != _UNAUTHORIZED:
                raise
            self._key = self._leave()
            reply = self._asked(library, given, token)
        failed = at(reply, "failed")
        for one in failed.values() if isinstance(failed, dict) else ():
            if text(one, "code") == str(_CHANGED):
                raise FetchError("an item was changed in Zotero meanwhile: nothing was written over it", "try again")
            raise FetchError(f"Zotero does not take it: {text(one, 'message')}", "look at the item in Zotero")
        written = at(reply, "successful")
        return [key_of(one) for one in written.values()] if isinstance(written, dict) else []

    def _asked(self, library: str, given: Sequence[Mapping[str, Any]], token: str) -> Any:
        headers = {"Zotero-Server-ID": self._server, "Zotero-API-Key": self._key, "Zotero-Write-Token": token}
        return self._api.sent("POST", f"{self._api.url}/api/{library}/items", json=list(given), headers=headers).json()

    def _leave(self) -> str:
        """A key to write with, asked of Zotero's user. One for a single change is not remembered."""
        self._say("Zotero asks whether Colloquy may write: answer there")
        try:
            reply = self._api.sent(
                "POST",
                f"{self._api.url}/api/local/authorize",
                json={"appName": "Colloquy"},
                headers={"Zotero-Server-ID": self._server},
                timeout=httpx.Timeout(_ASKED),
            ).json()
        except NotThere:
            raise FetchError("this Zotero can only be read", "install a later version to write to it") from None
        except Refused as error:
            if "denied" in error.message:
                raise FetchError("writing was not allowed in Zotero: nothing was written", _MAY_NOT) from None
            raise
        key = text(reply, "key")
        known = {name: own for name, own in self._remembered().items() if name != self._server}
        self._remember(known | ({self._server: key} if at(reply, "remember") is True else {}))
        return key

    def _remembered(self) -> dict[str, str]:
        try:
            known = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}

    def _remember(self, known: Mapping[str, str]) -> None:
        if known or self._file.exists():
            with written_whole(self._file, private=True) as file:
                file.write(json.dumps(known).encode())


def _tagged(item: Mapping[str, Any], tag: str, remove: bool) -> dict[str, Any] | None:
    """What to write of an item so that it has a tag, or has it no more; None where that is so already."""
    tags = objects(item, "data", "tags")
    others = [own for own in tags if text(own, "tag").casefold() != tag.casefold()]
    if remove == (len(others) < len(tags)):
        wanted: Iterable[Mapping[str, Any]] = others if remove else [*tags, {"tag": tag}]
        return {"key": key_of(item), "version": item.get("version"), "tags": list(wanted)}
    return None
