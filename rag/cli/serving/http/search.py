"""/v1/search: a query -> ranked papers."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from rag.answer.question.understand import checked
from rag.cli.serving.http.service import Service, json_bytes, scope_from, service_of
from rag.cli.serving.http.shapes import MOST_RESULTS, ConditionText, SearchReply, SearchRequest
from rag.records import as_json
from rag.search.retrieve import retrieve
from rag.search.scope import bounds, known

router = APIRouter(tags=["papers"], responses={200: {"model": SearchReply}})


@router.get("/v1/search", summary="Ranked papers, by an address alone")
async def search(
    request: Request,
    q: Annotated[str, Query(description="What to look for.", examples=["reef corals"])],
    k: Annotated[int, Query(ge=1, le=MOST_RESULTS, description="How many papers.")] = 10,
    where: Annotated[list[ConditionText] | None, Query(max_length=50, description='Such as "year>=2023".')] = None,
    only: Annotated[list[str] | None, Query(max_length=1_000, description="Only these papers.")] = None,
) -> Response:
    """Ranks the papers for a query, best first."""
    return await _searched(request, SearchRequest(query=q, k=k, where=where or [], only=only or []))


@router.post("/v1/search", summary="Ranked papers")
async def search_by_body(request: Request, asked: SearchRequest) -> Response:
    """Ranks the papers for a query, best first."""
    return await _searched(request, asked)


async def _searched(request: Request, asked: SearchRequest) -> Response:
    service = service_of(request)
    return Response(await service.quickly(lambda: _found(service, asked)), media_type="application/json")


def _found(service: Service, asked: SearchRequest) -> bytes:
    started = time.perf_counter()
    scope = scope_from(asked.where, asked.only)
    among = bounds(service.library, known(service.library, scope)).papers if asked.only else None
    hits = retrieve(service.library, checked(asked.query), asked.k, scope.where, among)
    results = [{"paper": as_json(hit.paper), "score": round(hit.score, 4)} for hit in hits]
    return json_bytes({"results": results, "ms": round((time.perf_counter() - started) * 1000, 2)})
