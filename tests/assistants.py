"""An assistant that reaches a library by the Model Context Protocol, as the SDK's own client does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TextIO, TypeVar

import anyio
from mcp import Client, MCPError, StdioServerParameters, stdio_client
from mcp.types import CallToolResult

from tests import forks
from tests.browser.conftest import free_port
from tests.running import running

T = TypeVar("T")
SECONDS = 60  # for an answer, on a busy machine
TRANSPORTS = ("stdio", "http")


@asynccontextmanager
async def assistant(server: Any, mode: str = "auto") -> AsyncIterator[Client]:
    """Connected to a server: its address, its process, or one in this process.

    Args:
        mode: "legacy" is the protocol as it was until 2025, with its handshake.
    """
    with anyio.fail_after(SECONDS):
        async with Client(server, mode=mode) as client:
            yield client


@contextmanager
def served(transport: str, home: Path, errors: TextIO, **env: str) -> Iterator[Any]:
    """A process that serves the library; what a client is given to reach it. HTTP takes the settings of this process."""
    if transport == "stdio":
        words = ["-m", "rag", "mcp", "--home", str(home)]
        yield stdio_client(StdioServerParameters(command=forks.python(), args=words, env=env), errors)
    else:
        port = free_port()
        with running("mcp", "--http", "--port", str(port), "--home", str(home)) as command:
            command.line(f"http://127.0.0.1:{port}/mcp")
            yield f"http://127.0.0.1:{port}/mcp"


def told(server: Any, use: Callable[[Client], Awaitable[T]], mode: str = "auto") -> T:
    """What a use of a connected assistant gives.

    Raises:
        MCPError: it was refused, and did not catch it.
    """

    async def connected() -> T | MCPError:
        async with assistant(server, mode) as client:
            try:
                return await use(client)
            except MCPError as error:  # raised in here, it would be one of a group
                return error

    found = anyio.run(connected)
    if isinstance(found, MCPError):
        raise found
    return found


def text(result: CallToolResult) -> str:
    return "\n".join(block.text for block in result.content)
