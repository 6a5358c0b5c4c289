"""What is at hand for written answers: servers of models on this machine, and keys in the environment.

Nothing is asked beyond this machine, and nothing is used: what is found is offered.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from importlib.util import find_spec
from threading import Thread

HOST = "127.0.0.1"
# The servers that people run, and the ports that they have unless told otherwise.
SERVERS = (("Ollama", 11434), ("LM Studio", 1234), ("llama.cpp", 8080), ("vLLM", 8000))
PATIENCE = 0.3  # seconds for all of them
_MOST_BYTES = 1_000_000  # of a list of models
_NO_CHAT = re.compile(r"embed|rerank|whisper|\bbge\b|\be5\b", re.I)  # models that answer nothing


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A server on this machine, the address to set, and the models that it says it has, those for chat first."""

    name: str
    address: str
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Provider:
    """Who sells models: LangChain's name, the variables that hold its keys, and a model of it to begin with."""

    name: str
    prefix: str
    variables: tuple[str, ...]
    example: str

    @property
    def model(self) -> str:
        return f"{self.prefix}:{self.example}"

    @property
    def package(self) -> str:
        return f"langchain-{self.prefix.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class KeyAtHand:
    """A key in the environment, and whether the package that uses it is installed."""

    provider: Provider
    variable: str
    is_usable: bool


_PROVIDERS = (
    Provider("OpenAI", "openai", ("OPENAI_API_KEY",), "gpt-5-mini"),
    Provider("Anthropic", "anthropic", ("ANTHROPIC_API_KEY",), "claude-sonnet-4-5"),
    Provider("Google", "google_genai", ("GOOGLE_API_KEY", "GEMINI_API_KEY"), "gemini-2.5-flash"),
    Provider("Mistral", "mistralai", ("MISTRAL_API_KEY",), "mistral-small-latest"),
    Provider("Groq", "groq", ("GROQ_API_KEY",), "llama-3.3-70b-versatile"),
    Provider("DeepSeek", "deepseek", ("DEEPSEEK_API_KEY",), "deepseek-chat"),
    Provider("xAI", "xai", ("XAI_API_KEY",), "grok-4"),
    Provider("Cohere", "cohere", ("COHERE_API_KEY", "CO_API_KEY"), "command-a"),
)


def local_servers(servers: Sequence[tuple[str, int]] = SERVERS, patience: float = PATIENCE) -> tuple[LocalServer, ...]:
    """The servers that answer on this machine with a list of models, all asked at once.

    Args:
        servers: names and ports.
        patience: seconds after which those that have not answered are left out.
    """
    until = time.monotonic() + patience
    found: dict[int, list[str]] = {}

    def look(port: int) -> None:
        if (names := _models(port, until)) is not None:
            found[port] = names

    threads = [Thread(target=look, args=(port,), name=f"look-{port}", daemon=True) for _, port in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(until - time.monotonic(), 0))
    return tuple(
        LocalServer(name, f"http://{HOST}:{port}/v1", tuple(sorted(found[port], key=_is_no_chat)))
        for name, port in servers
        if found.get(port)
    )


def keys_at_hand() -> tuple[KeyAtHand, ...]:
    """The keys of known providers that the environment holds."""
    return tuple(
        KeyAtHand(provider, variable, find_spec(f"langchain_{provider.prefix}") is not None)
        for provider in _PROVIDERS
        if (variable := next((name for name in provider.variables if os.environ.get(name, "").strip()), None))
    )


def _models(port: int, until: float) -> list[str] | None:
    """The models of a server that speaks OpenAI's protocol at that port; None where there is none."""
    connection = HTTPConnection(HOST, port, timeout=max(until - time.monotonic(), 0.01))
    try:
        connection.request("GET", "/v1/models", headers={"Accept": "application/json"})
        reply = connection.getresponse()
        listed = json.loads(reply.read(_MOST_BYTES)) if reply.status == 200 else None
        return [model["id"] for model in listed["data"] if isinstance(model["id"], str)] if listed else None
    except (OSError, HTTPException, ValueError, KeyError, TypeError):  # something else lives there
        return None
    finally:
        connection.close()


def _is_no_chat(name: str) -> bool:
    return _NO_CHAT.search(name) is not None
