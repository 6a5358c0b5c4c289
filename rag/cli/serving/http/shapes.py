"""What goes in and comes out, as the documentation describes it. Replies are those of the command line's --json."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from rag.cli.serving.records import PaperRecord
from rag.records import JudgedBy, Verdict

MOST_RESULTS = 1_000
MOST_CLAIMS = 200

Names = Annotated[list[str], Field(max_length=1_000, description="Papers, by id, key, DOI, arXiv id or PubMed number.")]
_CONDITION = r"^\s*(year\s*(>=|<=|!=|=|>|<)\s*[0-9]+|(tag|collection)\s*(=|!=|~)\s*\S.*|(venue|title|authors|keywords|doi|key)\s*(>=|<=|!=|=|>|<|~)\s*\S.*)\s*$"
ConditionText = Annotated[str, Field(json_schema_extra={"pattern": _CONDITION})]
Where = Annotated[
    list[ConditionText],
    Field(
        max_length=50, description='Conditions that papers must meet, such as "year>=2023".', examples=[["year>=2023"]]
    ),
]


class TurnShape(BaseModel):
    role: Literal["user", "assistant"]
    content: str


class AskRequest(BaseModel):
    question: str = Field(
        json_schema_extra={"minLength": 1, "maxLength": 10_000}, examples=["How do honey bees tell where food is?"]
    )
    history: list[TurnShape] = Field([], description="What was said before, oldest first.")
    pin: Names = []
    exclude: Names = []
    only: Names = []
    where: Where = []
    standalone: str | None = Field(None, description="What to search for in place of the question.")
    judge: bool | None = Field(None, description="Whether the model judges the meaning of the claims.")
    stream: bool = Field(False, description="Send events: pieces as they are written, then the whole answer.")


class SearchRequest(BaseModel):
    query: str = Field(
        json_schema_extra={"minLength": 1, "maxLength": 10_000},
        validation_alias=AliasChoices("query", "text", "q"),
        examples=["reef corals"],
    )
    k: int = Field(10, ge=1, le=MOST_RESULTS, description="How many papers.")
    only: Names = []
    where: Where = []


class ClaimRequest(BaseModel):
    claim: str
    evidence: str | None = Field(None, description="A text of your own.")
    papers: Names | None = Field(None, description="Or papers of the library, whose abstracts are the evidence.")
    question: str | None = Field(None, description="What the claim answers.")
    id: str | int | None = Field(None, description="Given back with the verdict.")


class CheckRequest(ClaimRequest):
    """One claim, or several under `claims`."""

    claim: str = ""
    claims: list[ClaimRequest] = Field([], max_length=MOST_CLAIMS)
    judge: bool = Field(False, description="Whether the model judges the meaning where letters leave it open.")


class Shape(BaseModel):
    model_config = ConfigDict(extra="allow")  # what is added later breaks nobody who checks replies


class ProblemShape(Shape):
    message: str
    hint: str


class ErrorReply(Shape):
    error: ProblemShape


class ResultShape(Shape):
    paper: PaperRecord
    score: float


class SearchReply(Shape):
    results: list[ResultShape]
    ms: float


class PapersReply(Shape):
    papers: list[PaperRecord]
    total: int = Field(description="How many papers meet the conditions.")
    next: int | None = Field(description="What to give as `after` for the next page; null at the end.")


class VerdictReply(Shape):
    id: str | int | None
    verdict: Verdict
    by: JudgedBy
    score: float
    quote: str
    reason: str
    paper: str | None
    start: int
    end: int


class ClaimErrorShape(Shape):
    """A claim that could not be checked, in its place."""

    id: str | int | None
    error: str
    hint: str


class VerdictsReply(Shape):
    results: list[VerdictReply | ClaimErrorShape]


class ManuscriptReply(Shape):
    """What `colloquy check --json` prints."""

    manuscript: str
    sentences: list[dict[str, Any]]
    uncited: list[dict[str, Any]]
    unknown_keys: list[dict[str, Any]]
    retracted: list[dict[str, Any]]
    counts: dict[str, int]
    model: str | None
    notes: list[str]


class AddedReply(Shape):
    """What `colloquy add --json` prints, and what a paid embedder was going to cost."""

    added: int
    updated: int
    unchanged: int
    merged: int
    joined: int
    removed: int
    skipped: list[dict[str, Any]]
    total: int
    notes: list[str]


class HealthReply(Shape):
    status: Literal["ok"]
    papers: int
