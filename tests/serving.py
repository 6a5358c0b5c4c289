"""A library served over HTTP by this process, in a thread of its own, on a free port of loopback."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import uvicorn
from prometheus_client.parser import text_string_to_metric_families

from rag.cli.serving.http.app import application
from rag.cli.serving.http.terms import Terms
from rag.library.library import Library

KEY = "a-key-of-the-tests-0123"
SECONDS = 30  # for a server to begin or to end, on a busy machine


@dataclass
class Served:
    """A server's address, and a client for it."""

    url: str
    client: httpx.Client

    def figure(self, name: str, **labels: str) -> float:
        """What /metrics tells under a name, added up over the other labels."""
        families = text_string_to_metric_families(self.client.get("/metrics").text)
        samples = [sample for family in families for sample in family.samples if sample.name == name]
        return sum(sample.value for sample in samples if labels.items() <= sample.labels.items())


@contextmanager
def served(library: Library, terms: Terms | None = None) -> Iterator[Served]:
    terms = terms or Terms(key=KEY)
    config = uvicorn.Config(
        application(library, terms), port=0, log_level="error", access_log=False, timeout_graceful_shutdown=1, ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + SECONDS
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.01)
    url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    headers = {"Authorization": f"Bearer {terms.key}"} if terms.key else {}
    try:
        with httpx.Client(base_url=url, headers=headers, timeout=SECONDS, trust_env=False) as client:
            yield Served(url, client)
    finally:
        server.should_exit = True
        thread.join(SECONDS)
