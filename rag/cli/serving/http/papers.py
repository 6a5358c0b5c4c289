"""/v1/papers: the library's papers, a page at a time or one by its name; and files of papers into it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile

from rag.cli.serving.http.errors import Refused
from rag.cli.serving.http.service import Service, json_reply, scope_from, service_of
from rag.cli.serving.http.shapes import AddedReply, ConditionText, PapersReply
from rag.cli.serving.records import PaperRecord
from rag.library.uploads import Upload, add_uploads
from rag.records import Paper, as_json
from rag.text.cleaning import plain_text

router = APIRouter(tags=["papers"])
_MOST = 500  # papers of a page


@router.get("/v1/papers", summary="The papers, a page at a time", responses={200: {"model": PapersReply}})
async def papers(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="At most so many.")] = 50,
    after: Annotated[int, Query(ge=0, le=2**62, description="`next` of the page before.")] = 0,
    where: Annotated[
        list[ConditionText] | None, Query(max_length=50, description='Such as "year>=2023"; all hold.')
    ] = None,
    abstracts: Annotated[bool, Query(description="Give the abstracts too.")] = False,
) -> Response:
    """Lists papers in the order in which they came in. What comes in or goes meanwhile moves no paper to another page."""
    service = service_of(request)

    def listed() -> dict[str, Any]:
        page = service.library.page(scope_from(where or []).where, limit, after)
        shown = [_with_abstract(paper) if abstracts else as_json(paper) for paper in page.papers]
        return {"papers": shown, "total": page.total, "next": page.next}

    return json_reply(await service.quickly(listed))


@router.get("/v1/papers/{name:path}", summary="One paper", responses={200: {"model": PaperRecord}})
async def paper(request: Request, name: str) -> Response:
    """The paper with this id, key, DOI, arXiv id or PubMed number, and its abstract."""
    service = service_of(request)
    return json_reply(await service.quickly(lambda: _with_abstract(_one(service, plain_text(name)))))


@router.post("/v1/papers", summary="Add files of papers", responses={200: {"model": AddedReply}})
async def add(
    request: Request,
    files: Annotated[list[UploadFile], File(description="Files of every kind that `colloquy add` reads.")],
    title_only: Annotated[bool, Form(description="Keep records without an abstract, by their titles.")] = False,
) -> Response:
    """Reads files of papers into the library: where it is served with `--write`."""
    service = service_of(request)
    if not service.terms.may_write:
        raise Refused(403, "nothing may be added here", "serve with --write, and a key")
    notes: list[str] = []
    uploads = [Upload(file.filename or "a file without a name", file.file) for file in files]
    report = await service.slowly(lambda: add_uploads(service.library, uploads, title_only, say=notes.append))
    return json_reply(as_json(report) | {"notes": notes})


def _one(service: Service, name: str) -> Paper:
    """
    Raises:
        Refused: there is none of that name, or several.
    """
    service.library.refresh()
    found = service.library.find([name])
    if not found:
        raise Refused(404, f"not in the library: {name}", "GET /v1/papers lists keys and ids")
    if len(found) > 1:
        ids = ", ".join(paper.id for paper in found)
        raise Refused(409, f"{name} names {len(found):,} papers", f"say which by id: {ids}")
    return found[0]


def _with_abstract(paper: Paper) -> dict[str, Any]:
    plain: dict[str, Any] = as_json(paper)
    return plain | {"abstract": paper.abstract}
