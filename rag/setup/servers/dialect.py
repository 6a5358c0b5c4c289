"""What a server is known not to take, for each of its models: learnt from its refusals, and kept with the library."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Set
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from rag.setup.files import written_whole
from rag.setup.keys import server_of
from rag.setup.settings import Settings

FILE = "servers.json"
SYSTEM, STREAM = "system", "stream"  # the role of a message, and a reply in pieces: all else is a parameter's name
_CEILINGS = ("max_tokens", "max_completion_tokens")
_REFUSES = (400, 405, 415, 422, 500, 501)
# Chat templates of models that know no such role, and servers that check it, say it so.
_NO_SYSTEM = re.compile(
    r"\b(?:system|developer)\b.{0,40}\b(?:roles?|messages?|prompts?|instructions?)\b|\broles?\b.{0,80}\b(?:system|developer)\b"
    r"|\broles? must alternate\b|\bonly user and assistant\b",
    re.I | re.S,
)
_NO_STREAM = re.compile(r"\bstream(?:ing|ed)?\b(?!_)", re.I)
_JSON, _NO_JSON = "response_format", re.compile(r"\bjson(?:_object|_schema)?\b|\bgrammars?\b", re.I)
# A context that has no room for so long a reply behind the prompt, in words that do not name the ceiling.
_NO_ROOM = re.compile(r"\b(?:in|for) the (?:completion|output|reply)\b|\bor (?:the )?completion\b", re.I)
# A refusal that does not name what it refuses.
_PART = r"(?:inputs?|fields?|param\w*|arguments?|propert\w+|keys?|options?)"
_SOMETHING = re.compile(
    rf"\b(?:extra|unknown|unsupported|unexpected|unrecogni[sz]ed|additional|invalid)\b.{{0,30}}\b{_PART}\b"
    rf"|\b{_PART}\b.{{0,30}}\bnot (?:permitted|allowed|supported|known)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What is known of a server's model: names in `refused` are not sent; `window` is how many tokens it reads of a
    prompt, where it was seen to read fewer than it was sent; `first_word` the seconds to its first word, and `prompt` the
    tokens that it read before that, as last tried. `thinks_first`: its replies begin with thinking, whose beginning the
    server takes away."""

    refused: frozenset[str] = frozenset()
    window: int | None = None
    first_word: float | None = None
    prompt: int | None = None
    thinks_first: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A model at a server, as a library knows it."""

    home: Path
    server: str
    model: str


_known: dict[Place, Dialect] = {}  # of this process


def place_of(settings: Settings) -> Place:
    return Place(settings.home, server_of(settings.model, settings.base_url), settings.model or "")


def known(place: Place) -> Dialect:
    """What is known of a server's model, from this process or an earlier one."""
    if place not in _known:
        _known[place] = _read(_file(place.home).get(place.server, {}).get(place.model, {}))
    return _known[place]


def learn(place: Place, **fields: Any) -> None:
    """Note that. Where the folder cannot be written, this process alone knows it."""
    dialect = _known[place] = replace(known(place), **fields)
    values = {name: value for name, value in asdict(dialect).items() if value} | {"refused": sorted(dialect.refused)}
    kept = _file(place.home)
    kept.setdefault(place.server, {})[place.model] = values
    with suppress(OSError), written_whole(place.home.expanduser() / FILE, private=True) as file:
        file.write(json.dumps(kept, indent=2).encode())


def forget(place: Place) -> None:
    """Begin anew with a server's model: it may take today what it did not, and read more."""
    if known(place).refused or known(place).window:
        learn(place, refused=frozenset(), window=None)


def refused(status: int, said: str, param: str | None, sent: Set[str]) -> str | None:
    """What of a request a server refuses, by its status, its words and the parameter that it names; None where it is
    nothing that can be left out.

    Args:
        sent: the names of the parameters that were sent, with SYSTEM and STREAM where these were.
    """
    if status not in _REFUSES:
        return None
    if status < 500:
        named = [param] if param in sent and param != STREAM else []
        named += [name for name in sorted(sent - {SYSTEM, STREAM}, key=len, reverse=True) if _names(said, name)]
        if named:
            return named[0]
        if _NO_ROOM.search(said) and (ceiling := next((name for name in _CEILINGS if name in sent), None)):
            return ceiling
    if _JSON in sent and _NO_JSON.search(said):
        return _JSON
    if SYSTEM in sent and _NO_SYSTEM.search(said):
        return SYSTEM
    if STREAM in sent and status in (400, 405, 422, 501) and (param == STREAM or _NO_STREAM.search(said)):
        return STREAM
    if status in (400, 422) and _SOMETHING.search(said):
        return next((name for name in ("stream_options", *_CEILINGS) if name in sent), None)
    return None


def spoken(payload: dict[str, Any], refused: Collection[str], is_openai: bool) -> dict[str, Any]:
    """A request's payload without what its server refuses.

    Args:
        is_openai: OpenAI itself has the newer name of the ceiling of a reply; others know the older one.
    """
    payload = dict(payload)
    ceiling = next((payload.pop(name) for name in _CEILINGS if name in payload), None)
    names = reversed(_CEILINGS) if is_openai else _CEILINGS
    name = next((name for name in names if name not in refused), None)
    if ceiling is not None and name:
        payload[name] = ceiling
    payload = {name: value for name, value in payload.items() if name not in refused or name == STREAM}
    if SYSTEM in refused and "messages" in payload:
        payload["messages"] = _without_system(payload["messages"])
    return payload


def sent_names(payload: dict[str, Any]) -> set[str]:
    """The names in a payload that a server may refuse."""
    names = set(payload) - {"model", "messages", "input", STREAM}
    if any(message.get("role") in ("system", "developer") for message in payload.get("messages", ())):
        names.add(SYSTEM)
    return names | ({STREAM} if payload.get(STREAM) else set())


def _names(said: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said) is not None


def _without_system(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The messages with what the system says in front of the first of the user's."""
    said = [str(message["content"]) for message in messages if message["role"] in ("system", "developer")]
    others = [message for message in messages if message["role"] not in ("system", "developer")]
    if not said or not others:
        return messages
    return [others[0] | {"content": "\n\n".join([*said, str(others[0]["content"])])}, *others[1:]]


def _file(home: Path) -> dict[str, dict[str, dict[str, Any]]]:
    try:
        kept = json.loads((home.expanduser() / FILE).read_text("utf-8"))
    except (OSError, ValueError):  # what is not known is learnt again
        return {}
    if not isinstance(kept, dict) or not all(isinstance(models, dict) for models in kept.values()):
        return {}
    return kept


def _read(values: Any) -> Dialect:
    if not isinstance(values, dict):
        return Dialect()
    names = values.get("refused")
    refused = frozenset(n for n in names if isinstance(n, str)) if isinstance(names, list) else frozenset()
    window, first_word, prompt = (_positive(values.get(name)) for name in ("window", "first_word", "prompt"))
    thinks_first = values.get("thinks_first") is True
    return Dialect(refused, int(window) if window else None, first_word, int(prompt) if prompt else None, thinks_first)


def _positive(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and value > 0 else None
