"""A Chroma server as the settings name it: asked for a little without chromadb, and for the rest with its client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from rag.setup.settings import Settings

if TYPE_CHECKING:
    import httpx
    from chromadb.api import ClientAPI

CLOUD = "api.trychroma.com"
GENERATION = "generation"  # of a collection's metadata: that of the catalogue which it has reached
_CONNECTING, _ASKED, _ANSWERING = 5.0, 10.0, 120.0  # seconds: to be reached, to tell a little, to do much
_TENANT, _DATABASE = "default_tenant", "default_database"  # of every Chroma server
_NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class Server:
    """A Chroma server as the settings name it; `address` is as people are told, the rest may be secret."""

    address: str
    key: str | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    tenant: str | None = None
    database: str | None = None

    @classmethod
    def of(cls, settings: Settings) -> Server | None:
        if settings.chroma is None:
            return None
        key = settings.chroma_key.get_secret_value() if settings.chroma_key else None
        headers = {name: value.get_secret_value() for name, value in settings.chroma_headers.items()}
        return cls(settings.chroma.rstrip("/"), key, headers, settings.chroma_tenant, settings.chroma_database)

    @property
    def is_cloud(self) -> bool:
        return urlsplit(self.address).hostname == CLOUD

    def generation_of(self, name: str) -> int:
        """The generation that the metadata of a collection tell; 0 where it is not there. Asked without chromadb, whose
        import takes a second, and whose client waits for ever for a server that is not there."""
        tenant, database = self._where()
        found = self._get(f"tenants/{quote(tenant)}/databases/{quote(database)}/collections/{name}")
        if found.status_code == _NOT_FOUND:
            return 0
        return int((found.raise_for_status().json().get("metadata") or {}).get(GENERATION, 0))

    def _where(self) -> tuple[str, str]:
        """The tenant and the database: those of the key on Chroma Cloud, where they are not set."""
        if self.is_cloud and not (self.tenant and self.database):
            own = self._get("auth/identity").raise_for_status().json()
            return self.tenant or own["tenant"], self.database or own["databases"][0]
        return self.tenant or _TENANT, self.database or _DATABASE

    def _get(self, path: str) -> httpx.Response:
        return _session().get(f"{self.address}/api/v2/{path}", headers=self._sent())

    def _sent(self) -> dict[str, str]:
        return {**self.headers, **({"X-Chroma-Token": self.key} if self.key else {})}

    def client(self) -> ClientAPI:
        """A client of it, after it was seen to be there."""
        import chromadb
        from chromadb.config import Settings as Options

        self._get("heartbeat").raise_for_status()
        options = Options(anonymized_telemetry=False)
        if self.is_cloud:
            return _bounded(chromadb.CloudClient(self.tenant, self.database, self.key, options))
        url = urlsplit(self.address)
        is_safe = url.scheme == "https"
        return _bounded(
            chromadb.HttpClient(
                host=self.address,
                port=url.port or (443 if is_safe else 80),
                ssl=is_safe,
                headers=self._sent(),
                settings=options,
                tenant=self.tenant or _TENANT,
                database=self.database or _DATABASE,
            )
        )


@cache
def _session() -> httpx.Client:
    """What asks servers a little: to make one takes longer than to ask."""
    import httpx

    return httpx.Client(timeout=httpx.Timeout(_ASKED, connect=_CONNECTING))


def _bounded(client: ClientAPI) -> ClientAPI:
    """A client that waits for no answer for ever: chromadb has no setting for it."""
    import httpx

    session = getattr(getattr(client, "_server", None), "_session", None)
    if isinstance(session, httpx.Client):
        session.timeout = httpx.Timeout(_ANSWERING, connect=_CONNECTING)
    return client
