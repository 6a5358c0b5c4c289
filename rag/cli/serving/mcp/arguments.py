"""What the tools take. Descriptions are for the model that fills them in; bounds are told in the schemas."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from rag.errors import InputError

_QUESTION_CHARS = 10_000  # as many as can be searched for
MOST_CLAIMS = 50
MOST_EXPORTED = 500


def _as_list(value: Any) -> Any:
    """Some clients write a list as a text of JSON, or one of its texts alone."""
    if not isinstance(value, str):
        return value
    try:
        read = json.loads(value)
    except (ValueError, RecursionError):
        return [value]
    return read if isinstance(read, list) else [value]


Question = Annotated[str, StringConstraints(min_length=1, max_length=_QUESTION_CHARS)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Where = Annotated[
    list[Annotated[str, StringConstraints(max_length=500)]],
    BeforeValidator(_as_list),
    Field(
        max_length=20,
        description='Only papers that meet all of these, such as "year>=2023", "venue=ICLR", "tag=to read", '
        '"authors~Chen", "title~diffusion". Fields: year, venue, title, authors, keywords, doi, key, tag; '
        "operators: = != < <= > >= and ~ (holds the words).",
    ),
]
Only = Annotated[
    list[Name],
    BeforeValidator(_as_list),
    Field(max_length=1000, description="Only these papers, each by id, citation key or DOI."),
]


class Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SearchPapers(Arguments):
    query: Annotated[Question, Field(description="What to look for: words, a question or a title.")]
    k: Annotated[int, Field(ge=1, le=100, description="How many papers at most.")] = 10
    abstracts: Annotated[bool, Field(description="Whether each paper comes with its abstract.")] = False
    where: Where = []
    only: Only = []


class Turn(Arguments):
    role: Literal["user", "assistant"]
    content: Annotated[str, StringConstraints(max_length=50_000)]


class Ask(Arguments):
    question: Annotated[
        Question,
        Field(
            description="A question to the papers, a comparison, a summary, a list (“which papers ...”), or a "
            "question to their records (who, when, how many)."
        ),
    ]
    history: Annotated[
        list[Turn],
        BeforeValidator(_as_list),
        Field(max_length=50, description="The conversation before, where the question leans on it."),
    ] = []
    pin: Annotated[
        list[Name],
        BeforeValidator(_as_list),
        Field(max_length=50, description="Papers that the answer has to speak of, each by id, key or DOI."),
    ] = []
    exclude: Annotated[
        list[Name], BeforeValidator(_as_list), Field(max_length=1000, description="Papers to leave out.")
    ] = []
    where: Where = []
    only: Only = []


class Compare(Arguments):
    papers: Annotated[
        list[Name],
        BeforeValidator(_as_list),
        Field(max_length=8, description="Two to eight papers, each by id, key or DOI; or give things."),
    ] = []
    things: Annotated[
        list[Annotated[str, StringConstraints(min_length=1, max_length=200)]],
        BeforeValidator(_as_list),
        Field(
            max_length=6,
            description="Two to six methods, treatments, names or topics, for each of which a paper is looked for; "
            "or give papers.",
        ),
    ] = []
    aspect: Annotated[
        str, StringConstraints(max_length=500), Field(description="What they are compared in, such as “sample size”.")
    ] = ""


class GetPaper(Arguments):
    id: Annotated[Name, Field(description="Its id, citation key, DOI, arXiv id or PubMed number.")]


class Claim(Arguments):
    text: Annotated[str, StringConstraints(min_length=1, max_length=5_000), Field(description="The claim.")]
    papers: Annotated[
        list[Name],
        BeforeValidator(_as_list),
        Field(max_length=20, description="The papers that it cites; without them, the five that fit best."),
    ] = []
    evidence: Annotated[
        str | None,
        Field(max_length=50_000, description="A text to check it against, in place of papers."),
    ] = None


class CheckClaims(Arguments):
    claims: Annotated[list[Claim], BeforeValidator(_as_list), Field(min_length=1, max_length=MOST_CLAIMS)]
    judge: Annotated[
        bool, Field(description="Whether the library's chat model judges what letters leave open, a call a claim.")
    ] = False


class ExportReferences(Arguments):
    format: Annotated[
        Literal["bib", "ris", "csl", "csv", "jsonl"],
        Field(description="bib is BibTeX, csl is CSL-JSON; csv and jsonl have the abstracts too."),
    ] = "bib"
    papers: Annotated[
        list[Name],
        BeforeValidator(_as_list),
        Field(max_length=MOST_EXPORTED, description="The papers, each by id, key or DOI; or give where."),
    ] = []
    where: Where = []


def read(kind: type[Arguments], given: dict[str, Any] | None) -> Arguments:
    """The arguments of a call.

    Raises:
        InputError: they do not fit; the first of what does not is named.
    """
    try:
        return kind.model_validate(given or {})
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        first = problems[0]
        more = f", and {len(problems) - 1} more" if len(problems) > 1 else ""
        place = ".".join(map(str, first["loc"])) or "the arguments"
        raise InputError(f"{place}: {first['msg']}{more}", "the tool's input schema says what it takes") from None
