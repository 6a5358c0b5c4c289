"""/v1/check: claims against evidence, and a manuscript against what it cites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from rag.checks.claims import Judge, checked_claim
from rag.cli.check import claim_judge, manuscript_judging
from rag.cli.serving.http.errors import Refused
from rag.cli.serving.http.service import Service, json_reply, service_of
from rag.cli.serving.http.shapes import CheckRequest, ClaimRequest, ManuscriptReply, VerdictReply, VerdictsReply
from rag.errors import ColloquyError, InputError, LibraryError
from rag.records import Paper, Scope, as_json
from rag.search.scope import known
from rag.text.cleaning import plain_text

if TYPE_CHECKING:
    from rag.checks.manuscript.report import Report

router = APIRouter(tags=["checks"])
_UPLOAD = {
    "type": "object",
    "required": ["files"],
    "properties": {
        "files": {
            "type": "array",
            "items": {"type": "string", "format": "binary"},
            "description": "A manuscript, .tex, .md, .qmd, .docx or .txt, with its chapters and .bib files.",
        },
        "judge": {"type": "boolean", "description": "Whether the model judges the meaning of its sentences."},
    },
}
_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": {"$ref": "#/components/schemas/CheckRequest"}},
        "multipart/form-data": {"schema": _UPLOAD},
    },
}


@router.post(
    "/v1/check",
    summary="Claims, or a manuscript",
    responses={200: {"model": VerdictReply | VerdictsReply | ManuscriptReply}},
    openapi_extra={"requestBody": _BODY},
)
async def check(request: Request) -> Response:
    """As JSON: a `claim` against `evidence`, or against the abstracts of `papers`; or several as `claims`.

    As an upload (multipart/form-data, `files`): a manuscript against the papers that it cites, as `colloquy check` does it.
    """
    service = service_of(request)
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        async with request.form() as form:
            files = [
                (file.filename or "", await file.read())
                for file in form.getlist("files")
                if isinstance(file, UploadFile)
            ]
            judge = {"": None, "true": True, "1": True}.get(str(form.get("judge") or "").lower(), False)
        return json_reply(await service.slowly(lambda: _manuscript(service, files, judge)))
    asked = _read(await request.body(), request.headers.get("content-type", ""))
    if asked.claims:
        return json_reply(await service.slowly(lambda: {"results": _verdicts(service, asked)}))
    return json_reply(await service.slowly(lambda: _verdict(service, asked, _judge(service, asked))))


def _read(body: bytes, kind: str) -> CheckRequest:
    """
    Raises:
        Refused, InputError: it is no JSON, or not of this shape.
    """
    if not kind.lower().startswith("application/json"):
        raise Refused(415, f"{kind or 'a body without a Content-Type'} is not read here",
                      "send application/json with claims, or multipart/form-data with files")  # fmt: skip
    try:
        return CheckRequest.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(f"{place}: {first['msg']}" if place else first["msg"], "/docs tells what goes in") from None


def _judge(service: Service, asked: CheckRequest) -> Judge | None:
    """
    Raises:
        InputError: there is no model that could judge.
        ModelError: it does not answer, or has not passed its trial.
    """
    if not asked.judge:
        return None
    if not service.library.settings.model:
        raise InputError("no model is set here that could judge", "leave judge out, or serve with COLLOQUY_MODEL")
    return claim_judge(service.library.settings)


def _verdicts(service: Service, asked: CheckRequest) -> list[dict[str, Any]]:
    """A verdict for each claim; one that cannot be checked is told of in its place."""
    judge, results = _judge(service, asked), []
    for claim in asked.claims:
        try:
            results.append(_verdict(service, claim, judge))
        except ColloquyError as error:
            results.append({"id": claim.id, "error": error.message, "hint": error.hint})
    return results


def _verdict(service: Service, claim: ClaimRequest, judge: Judge | None) -> dict[str, Any]:
    question = None if claim.question is None else plain_text(claim.question)
    found = checked_claim(plain_text(claim.claim), _evidence(service, claim), question, judge)
    told: dict[str, Any] = as_json(found)
    return {"id": claim.id} | told | {"paper": found.paper.id or None}


def _evidence(service: Service, claim: ClaimRequest) -> list[Paper]:
    if claim.papers is None:
        return [Paper(id="", key="", title="", abstract=plain_text(claim.evidence or ""))]
    names = known(service.library, Scope(only=tuple(map(plain_text, claim.papers)))).only
    return service.library.find(names)


def _manuscript(service: Service, files: Sequence[tuple[str, bytes]], judge: bool | None) -> dict[str, Any]:
    from rag.checks.manuscript.report import as_plain
    from rag.checks.manuscript.uploads import read_uploads

    manuscript = read_uploads(files)
    if not len(service.library):
        raise LibraryError("the library is empty", "add the papers that the manuscript cites")
    return as_plain(_report(service, manuscript, judge))


def _report(service: Service, manuscript: Any, judge: bool | None) -> Report:
    from rag.checks.manuscript.check import check_manuscript
    from rag.checks.manuscript.judging import leaves_machine

    settings = service.library.settings
    judges = settings.judges if judge is None else judge
    told = list(leaves_machine(settings, service.library.embedding, judges))
    judging, why = manuscript_judging(settings, is_asked=bool(judge)) if judges else (None, [])
    told += why
    return check_manuscript(service.library, manuscript, judging, settings.model if judging else None, told=told)
