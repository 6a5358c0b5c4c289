"""What a tool is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rag.cli.serving.mcp.arguments import Arguments
from rag.cli.serving.mcp.call import Call
from rag.cli.serving.mcp.served import ServedLibrary


@dataclass(frozen=True, slots=True)
class Told:
    """A result twice: in text for a model, and as JSON for a program."""

    text: str
    structured: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tool:
    """`result` is the type of what is given as JSON. `may_call_out` tells that a chat model may be asked, which may run on
    another machine. None changes the library."""

    name: str
    title: str
    description: str
    arguments: type[Arguments]
    result: type
    run: Callable[[ServedLibrary, Any, Call], Told]
    may_call_out: bool = False
