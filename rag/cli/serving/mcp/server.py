"""What the protocol asks for -> tools and papers of a served library."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from typing import Any, TypeVar
from urllib.parse import unquote

from mcp import MCPError
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextContent,
    TextResourceContents,
    ToolAnnotations,
)
from mcp.types import Tool as ListedTool
from pydantic import TypeAdapter

from rag.cli.output import defect
from rag.cli.serving.mcp.arguments import read
from rag.cli.serving.mcp.call import Call, answered
from rag.cli.serving.mcp.finding import with_tags
from rag.cli.serving.mcp.served import ServedLibrary
from rag.cli.serving.mcp.told import PAPER_URI, joined, library_lines, paper_lines
from rag.cli.serving.mcp.tool import Told, Tool
from rag.cli.serving.mcp.tools import INSTRUCTIONS, TOOLS
from rag.errors import ColloquyError

T = TypeVar("T")
Context = ServerRequestContext[dict[str, Any], Any]
_LIBRARY_URI = "colloquy://library"
_AT_ONCE = 8  # calls; more wait
_TEXT = "text/plain"


def server_of(served: ServedLibrary) -> Server[dict[str, Any]]:
    """A server of the tools and papers of a library, for any transport."""
    handlers = _Handlers(served)
    return Server(
        "colloquy",
        version=version("colloquy"),
        title="Colloquy",
        instructions=INSTRUCTIONS,
        on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call_tool,
        on_list_resources=handlers.list_resources,
        on_list_resource_templates=handlers.list_resource_templates,
        on_read_resource=handlers.read_resource,
    )


class _Handlers:
    """What answers each request of the protocol."""

    def __init__(self, served: ServedLibrary) -> None:
        self._served = served
        self._at_once = asyncio.Semaphore(_AT_ONCE)

    async def list_tools(self, _context: Context, _params: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[_listed(tool) for tool in TOOLS.values()])

    async def call_tool(self, context: Context, params: CallToolRequestParams) -> CallToolResult:
        tool = TOOLS.get(params.name)
        if tool is None:
            raise MCPError(INVALID_PARAMS, f"there is no tool {params.name!r}; there are {', '.join(TOOLS)}")
        try:
            given = read(tool.arguments, params.arguments)
            return _result(await self._in_turn(context, partial(tool.run, self._served, given)))
        except ColloquyError as error:
            return _failure(error)
        except Exception as error:  # the last net of one call
            return _failure(defect(error))

    async def list_resources(self, _context: Context, _params: PaginatedRequestParams | None) -> ListResourcesResult:
        about = Resource(
            uri=_LIBRARY_URI,
            name="library",
            title="The library",
            description="How many papers there are, of which years, and their tags.",
            mime_type=_TEXT,
        )
        return ListResourcesResult(resources=[about])  # the papers are too many to be listed

    async def list_resource_templates(
        self, _context: Context, _params: PaginatedRequestParams | None
    ) -> ListResourceTemplatesResult:
        paper = ResourceTemplate(
            uri_template=f"{PAPER_URI}{{id}}",
            name="paper",
            title="A paper",
            description="A paper's record and abstract, by its id, citation key or DOI.",
            mime_type=_TEXT,
        )
        return ListResourceTemplatesResult(resource_templates=[paper])

    async def read_resource(self, context: Context, params: ReadResourceRequestParams) -> ReadResourceResult:
        try:
            text = await self._in_turn(context, lambda _call: _resource(self._served, params.uri))
        except ColloquyError as error:
            raise _refusal(params.uri, error) from None
        except Exception as error:  # the last net of one call
            raise _refusal(params.uri, defect(error)) from None
        return ReadResourceResult(contents=[TextResourceContents(uri=params.uri, text=text, mime_type=_TEXT)])

    async def _in_turn(self, context: Context, work: Callable[[Call], T]) -> T:
        async with self._at_once:
            return await answered(work, context.session.report_progress)


def _listed(tool: Tool) -> ListedTool:
    return ListedTool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.arguments.model_json_schema(),
        output_schema=TypeAdapter(tool.result).json_schema(mode="serialization"),
        annotations=ToolAnnotations(
            title=tool.title,
            read_only_hint=True,
            destructive_hint=False,
            idempotent_hint=True,
            open_world_hint=tool.may_call_out,
        ),
    )


def _result(told: Told) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=told.text)], structured_content=told.structured)


def _failure(error: ColloquyError) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=_in_words(error))], is_error=True)


def _refusal(uri: str, error: ColloquyError) -> MCPError:
    return MCPError(INVALID_PARAMS, _in_words(error), {"uri": uri})


def _in_words(error: ColloquyError) -> str:
    """One line, and one line on what to do."""
    return joined([f"error: {' '.join(error.message.split())}", f"hint: {' '.join(error.hint.split())}"])


def _resource(served: ServedLibrary, uri: str) -> str:
    """The text of a resource.

    Raises:
        ColloquyError: there is none of this address, or the library cannot be read.
    """
    library = served.filled()
    if uri == _LIBRARY_URI:
        return joined(library_lines(library))
    name = unquote(uri.removeprefix(PAPER_URI))
    if not uri.startswith(PAPER_URI) or not name:
        raise ColloquyError(f"there is no resource {uri}", f"papers are {PAPER_URI}ID")
    return joined(paper_lines(*with_tags(library, name)))
