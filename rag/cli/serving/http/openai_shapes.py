"""OpenAI's shapes, as far as they are read and given here; what else a client sends is let be."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rag.cli.serving.http.shapes import Shape
from rag.cli.serving.records import CitationRecord


class Message(BaseModel):
    """Of the content only texts are read. Instructions of the system are not: an answer is made of abstracts alone."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[dict[str, Any]] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            parts = (part.get("text") for part in self.content if part.get("type") in ("text", "input_text"))
            return "\n".join(part for part in parts if isinstance(part, str))
        return self.content or ""


class StreamOptions(BaseModel):
    include_usage: bool | None = False


class CompletionRequest(BaseModel):
    model: str = Field(examples=["colloquy"])
    messages: list[Message] = Field(min_length=1, examples=[[{"role": "user", "content": "How do bees dance?"}]])
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: int | None = Field(1, ge=1, le=1, description="One answer.")


class UrlCitation(Shape):
    url: str
    title: str
    start_index: int
    end_index: int


class Annotation(Shape):
    """Where a number stands in the content, and, under `citation`, the sentence that it stands for."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation
    citation: CitationRecord


class CompletionUsage(Shape):
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ReplyMessage(Shape):
    role: Literal["assistant"]
    content: str
    refusal: None = None
    annotations: list[Annotation]


class Choice(Shape):
    index: int
    message: ReplyMessage
    finish_reason: Literal["stop"]
    logprobs: None = None


class About(Shape):
    """What OpenAI's shape has no place for."""

    kind: str
    abstained: str | None
    standalone: str
    warnings: list[str]


class CompletionReply(Shape):
    model_config = ConfigDict(extra="allow")

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[Choice]
    usage: CompletionUsage
    colloquy: About


class ModelShape(Shape):
    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelsReply(Shape):
    object: Literal["list"]
    data: list[ModelShape]


class OpenAiProblem(Shape):
    message: str
    type: str
    param: str | None
    code: str | None
    hint: str


class OpenAiError(Shape):
    error: OpenAiProblem
