"""A Zotero on loopback: its local API as Zotero 10 documents it, or as Zotero 7 to 9 had it, and Better BibTeX's.

Items, collections and notes are made up, in the shapes that the API gives them. What goes wrong is scripted.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

Object = dict[str, Any]


@dataclass
class Shelf:
    """One library of a Zotero: one's own, or a group's."""

    name: str = ""
    version: int = 1
    items: dict[str, Object] = field(default_factory=dict)
    collections: dict[str, Object] = field(default_factory=dict)
    searches: dict[str, tuple[str, Callable[[Object], bool]]] = field(default_factory=dict)
    trash: set[str] = field(default_factory=set)


@dataclass
class FakeZotero:
    """Answers as Zotero does.

    `server` is the name of its database, None for a Zotero before 10; `before` is called before each reply with its path
    and may change things, or return False to break off. `citation_keys` are Better BibTeX's, None where that is not
    installed. `denies` is what its user answers when asked for leave to write.
    """

    server: str | None = "DB1"
    enabled: bool = True
    shelves: dict[str, Shelf] = field(default_factory=lambda: {"users/0": Shelf()})
    citation_keys: dict[str, str] | None = None
    before: Callable[[str], bool | None] = lambda path: None
    asked: list[str] = field(default_factory=list)
    keys: dict[str, bool] = field(default_factory=dict)
    remembers: bool = False
    denies: bool = False
    written: list[Object] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    url: str = ""

    def put(self, key: str, data: Object, library: str = "users/0") -> None:
        """Add an item, or change one. Zotero 10 counts that; before, only synchronising did."""
        shelf = self.shelves[library]
        self.tick(library)
        old = shelf.items.get(key, {"data": {}})["data"]
        clock = f"2026-01-01T00:00:{len(self.asked):02d}.{shelf.version + len(shelf.items):06d}Z"
        given = {"collections": [], "tags": [], "itemType": "journalArticle", "dateAdded": clock, **old, **data}
        given |= {"key": key, "dateModified": f"{clock}-{sum(map(len, map(str, given.values())))}"}
        version = shelf.version if self.server else old.get("version", 0)
        shelf.items[key] = {
            "key": key,
            "version": version,
            "library": {"type": "user", "id": 0, "name": "My Library", "links": {}},
            "links": {"self": {"href": f"{self.url}/api/{library}/items/{key}", "type": "application/json"}},
            "meta": {"numChildren": 0},
            "data": given | {"version": version},
        }

    def move(self, key: str, *collections: str, library: str = "users/0") -> None:
        """Have an item in other collections: no date tells that."""
        self.tick(library)
        item = self.shelves[library].items[key]
        item["data"]["collections"] = list(collections)
        if self.server:
            item["version"] = item["data"]["version"] = self.shelves[library].version

    def drop(self, key: str, library: str = "users/0") -> None:
        self.tick(library)
        del self.shelves[library].items[key]

    def bin(self, key: str, library: str = "users/0") -> None:
        self.tick(library)
        self.shelves[library].trash.add(key)

    def collect(self, key: str, name: str, within: str | bool = False, library: str = "users/0") -> None:
        self.tick(library)
        shelf = self.shelves[library]
        data = {"key": key, "version": shelf.version, "name": name, "parentCollection": within, "relations": {}}
        shelf.collections[key] = {"key": key, "version": shelf.version, "meta": {}, "data": data}

    def tick(self, library: str) -> None:
        if self.server:
            self.shelves[library].version += 1


class _Handler(BaseHTTPRequestHandler):
    zotero: FakeZotero
    protocol_version = "HTTP/1.1"

    def log_message(self, *_words: object) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        zotero, params = self.zotero, {name: values[-1] for name, values in parse_qs(parts.query).items()}
        zotero.asked.append(self.path)
        if zotero.before(self.path) is False:
            self.close_connection = True
            self.connection.close()
            return None
        if not parts.path.startswith("/api/"):
            return self._send(404, "No endpoint found")
        if not zotero.enabled:
            return self._send(403, "Local API is not enabled")
        if parts.path == "/api/":
            return self._send(200, "Nothing to see here.")
        words = parts.path.removeprefix("/api/").split("/")
        library, rest = "/".join(words[:2]), words[2:]
        shelf = zotero.shelves.get(library)
        if shelf is None:
            return self._send(404, "Not found")
        if rest == ["groups"]:
            groups = [(name, own) for name, own in zotero.shelves.items() if name != "users/0"]
            return self._list([_group(int(n.partition("/")[2]), s.name) for n, s in groups], shelf, params, parts.path)
        found = self._found(shelf, rest, params)
        if found is None:
            return self._send(404, "Not found")
        return self._list(found, shelf, params, parts.path)

    def _found(self, shelf: Shelf, rest: list[str], params: dict[str, str]) -> list[Object] | None:
        there = [item for key, item in shelf.items.items() if key not in shelf.trash]
        match rest:
            case ["collections"]:
                return list(shelf.collections.values())
            case ["searches"]:
                return [{"key": k, "data": {"key": k, "name": n}} for k, (n, _) in shelf.searches.items()]
            case ["items", "top"]:
                found = [item for item in there if not item["data"].get("parentItem")]
            case ["items"]:
                found = there
            case ["items", key]:
                return [shelf.items[key]] if key in shelf.items else None
            case ["collections", key, "items", "top"]:
                if key not in shelf.collections:
                    return None
                found = [item for item in there if key in item["data"].get("collections", ())]
            case ["searches", key, "items"]:
                if key not in shelf.searches:
                    return None
                found = [item for item in there if shelf.searches[key][1](item["data"])]
            case _:
                return None
        if "itemKey" in params:
            wanted = params["itemKey"].split(",")
            found = [item for item in found if item["key"] in wanted]
        if "itemType" in params:
            found = [item for item in found if item["data"]["itemType"] == params["itemType"]]
        return found

    def _list(self, found: list[Object], shelf: Shelf, params: dict[str, str], path: str) -> None:
        if since := int(params.get("since", 0)):
            found = [one for one in found if one["version"] > since]
        if sort := params.get("sort"):
            is_down = params.get("direction", "desc") == "desc"
            found = sorted(found, key=lambda one: one["data"].get(sort, ""), reverse=is_down)
        total, start = len(found), int(params.get("start", 0))
        limit = int(params.get("limit", 0)) or total - start
        page = found[start : start + limit]
        headers = {"Total-Results": str(total), "Last-Modified-Version": str(shelf.version)}
        if start + limit < total:
            query = urlencode(params | {"start": start + limit})
            headers["Link"] = f'<http://{self.headers["Host"]}{path}?{query}>; rel="next"'
        unless = int(self.headers.get("If-Modified-Since-Version", 0))
        if unless and shelf.version <= unless:
            return self._send(304, "", headers)
        if params.get("format") == "keys":
            return self._send(200, "\n".join(one["key"] for one in page), headers)
        return self._send(200, json.dumps(page, indent=4), headers | {"Content-Type": "application/json"})

    def do_POST(self) -> None:
        zotero = self.zotero
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        zotero.asked.append(self.path)
        if zotero.before(self.path) is False:
            self.close_connection = True
            self.connection.close()
            return None
        if self.path == "/better-bibtex/json-rpc":
            return self._better_bibtex(body)
        if not zotero.enabled:
            return self._send(403, "Local API is not enabled")
        if zotero.server is None:
            return self._send(400, "Endpoint does not support method\n")
        if (named := self.headers.get("Zotero-Server-ID")) != zotero.server:
            return self._send(412 if named else 428, "Zotero-Server-ID does not match")
        if self.path == "/api/local/authorize":
            if zotero.denies:
                return self._send(403, json.dumps({"denied": True}))
            key = f"{len(zotero.keys):032d}"
            zotero.keys[key] = zotero.remembers
            return self._send(200, json.dumps({"key": key, "remember": zotero.remembers}))
        key = self.headers.get("Zotero-API-Key", "")
        if key not in zotero.keys:
            return self._send(401, "Invalid or expired API key")
        if not zotero.keys[key]:
            del zotero.keys[key]
        return self._write(body)

    def _write(self, body: list[Object]) -> None:
        token, library = (
            self.headers.get("Zotero-Write-Token", ""),
            self.path.removeprefix("/api/").removesuffix("/items"),
        )
        if token in self.zotero.tokens:
            return self._send(412, "Write token already used")
        self.zotero.tokens.add(token)
        shelf, done, failed = self.zotero.shelves[library], {}, {}
        for place, given in enumerate(body):
            old = shelf.items.get(given.get("key", ""))
            if old and given.get("version") not in (None, old["version"]):
                failed[str(place)] = {"key": given["key"], "code": 412, "message": "item version mismatch"}
                continue
            key = given.get("key") or f"NEW{len(shelf.items):05d}"
            self.zotero.put(key, {name: value for name, value in given.items() if name != "version"}, library)
            self.zotero.written.append(given)
            done[str(place)] = shelf.items[key]
        reply = {
            "successful": done,
            "success": {n: o["key"] for n, o in done.items()},
            "unchanged": {},
            "failed": failed,
        }
        self._send(200, json.dumps(reply), {"Last-Modified-Version": str(shelf.version)})
        return None

    def _better_bibtex(self, body: Object) -> None:
        known = self.zotero.citation_keys
        if known is None:
            return self._send(404, "No endpoint found")
        if body["method"] == "api.ready":
            result: object = {"zotero": "7.0.30", "betterbibtex": "7.0.50"}
        elif body["method"] == "user.groups":
            named = [
                (1, "My Library"),
                *((10 + n, own.name) for n, own in enumerate(self.zotero.shelves.values()) if n),
            ]
            result = [{"id": number, "name": name} for number, name in named]
        else:
            result = {name: known.get(name) for name in body["params"][0]}
        self._send(200, json.dumps({"jsonrpc": "2.0", "id": body["id"], "result": result}))
        return None

    def _send(self, status: int, text: str, headers: dict[str, str] | None = None) -> None:
        body = b"" if status == 304 else text.encode()
        self.send_response(status)
        sent = {
            "Content-Type": "text/plain",
            "Zotero-API-Version": "3",
            "Zotero-Schema-Version": "39",
            **(headers or {}),
        }
        if self.zotero.server:
            sent["Zotero-Server-ID"] = self.zotero.server
        for name, value in sent.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _group(number: int, name: str) -> Object:
    return {
        "id": number,
        "version": 3,
        "meta": {},
        "data": {"id": number, "version": 3, "name": name, "type": "Private"},
    }


@contextmanager
def opened(zotero: FakeZotero, port: int = 0) -> Iterator[FakeZotero]:
    """A Zotero that answers as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", port), type("Handler", (_Handler,), {"zotero": zotero}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    zotero.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield zotero
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
