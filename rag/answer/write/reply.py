"""A model's reply as it streams: its text without what it thinks, what it used, and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rag.answer.write.thinking import Parted, thought_of
from rag.errors import ModelError
from rag.records import Usage
from rag.setup.servers.failure import call_failed
from rag.text.tokens import count_tokens

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage

# Why a reply ends, as providers name it; under "" what is told of one that they do not name.
_WELL = frozenset("stop end end_turn stop_sequence eos eos_token complete completed finished load".split(" "))
_LIMIT, _REFUSED = "it reached the length limit, COLLOQUY_ANSWER_TOKENS", "the model refused"
_ENDS = (
    (_LIMIT, "length max_tokens max_output_tokens model_length incomplete"),
    (
        "its server's content filter stopped it",
        "content_filter safety prohibited_content recitation blocklist spii sensitive",
    ),
    ("its server's content filter stopped it", "guardrail_intervened content_filtered"),
    (_REFUSED, "refusal"),
    (
        "the model called a tool in place of an answer",
        "tool_calls tool_call function_call tool_use malformed_function_call",
    ),
    ("its server broke off with an error", "error"),
)
_TOLD = {name: told for told, names in _ENDS for name in names.split(" ")}
_REASONS = ("finish_reason", "stop_reason", "done_reason", "stopReason")
_REFUSAL_CHARS = 200
_MORE_TOKENS = "raise COLLOQUY_ANSWER_TOKENS, which thinking counts towards, or have the model think less"
# A token is some 4.3 characters of English, and fewer of most languages: a server that counts fewer tokens than one for
# so many characters did not read all of the prompt.
_MOST_CHARS, _COMMON_CHARS = 6.5, 4.3
_LEAST_WINDOW = 256  # tokens: a server that says fewer does not count in earnest, for no model's context is so short


class Anew(str):
    """A piece with which the reply begins anew: what came before it was thinking."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Window:
    """How many tokens of a prompt the server read, of those that it was sent."""

    tokens: int
    sent: int

    def __str__(self) -> str:
        return f"read {self.tokens:,} of some {self.sent:,} tokens of the prompt"


class Reply:
    """A streaming reply: iterate it for the text, then read `usage`, `thinking`, `problem`, `window` and
    whether it `thinks_first`.

    `problem` is why the stream ended early, or None; what came before it has been given out.

    Args:
        prompt: what was sent.
        thinks_first: whether the model's replies are known to begin with thinking that no mark begins.
    """

    def __init__(self, chunks: Iterator[AIMessage], prompt: Callable[[], str], thinks_first: bool = False) -> None:
        self._chunks = chunks
        self._prompt = prompt
        self._parted = Parted(thinks_first)
        self.thinks_first = thinks_first
        self._counted = Usage(calls=1)
        self._refusal = ""
        self._reason: str | None = None
        self.problem: str | None = None

    @property
    def thinking(self) -> str:
        """What the model has thought so far."""
        return self._parted.thinking.strip()

    @property
    def usage(self) -> Usage:
        """What the call has used, as the server counts it; where it does not, as it is counted here."""
        counted, written = self._counted, self._parted.said or self._parted.thinking
        if counted.input_tokens or not written:
            return counted
        tokens = count_tokens(self._parted.said) + count_tokens(self._parted.thinking)
        return Usage(counted.calls, count_tokens(self._prompt()), max(counted.output_tokens, tokens), estimated=True)

    @property
    def window(self) -> Window | None:
        """What the server read of the prompt, where it cut it in silence; None where it read all, or does not count."""
        read, chars = self._counted.input_tokens, len(self._prompt())
        return Window(read, round(chars / _COMMON_CHARS)) if _LEAST_WINDOW <= read < chars / _MOST_CHARS else None

    def __iter__(self) -> Generator[str]:
        """The text as it comes.

        Raises:
            ModelError: the call fails before the first text, or gives none.
        """
        try:
            for chunk in self._chunks:
                piece = self._read(chunk)
                if piece or isinstance(piece, Anew):
                    yield piece
        except Exception as error:  # each provider's package raises its own
            failed = call_failed(error)
            if not self._parted.said.strip():
                raise failed from None
            if self._reason is None:
                self.problem = failed.message
        finally:  # a reader who stops stops the model too, however long this reply is kept
            if isinstance(self._chunks, Generator):
                self._chunks.close()
        yield self._parted.finish(is_cut=self._reason not in (*_WELL, None) or self.problem is not None)
        if self._refusal:
            self.problem = f"{_REFUSED}: {' '.join(self._refusal.split())[:_REFUSAL_CHARS]}"
        elif self._reason and self._reason not in _WELL:
            self.problem = _TOLD.get(self._reason, f"it ended with “{self._reason}”")
        if not self._parted.said.strip():
            raise self._nothing_said()

    def _read(self, chunk: AIMessage) -> str:
        self._counted = counted(self._counted, chunk)
        self._reason = _reason(chunk.response_metadata) or self._reason
        self._refusal += _text(chunk.additional_kwargs.get("refusal"))
        self._parted.think(thought_of(chunk))
        piece = self._parted.feed(chunk.text) if chunk.text else ""
        if chunk.text and self._parted.retracted:
            self.thinks_first = True
            return Anew(piece)
        return piece

    def _nothing_said(self) -> ModelError:
        if self.problem and self.problem != _LIMIT:
            return ModelError(self.problem, "ask in other words, or another model")
        if self.thinking:
            limit = " before the limit of COLLOQUY_ANSWER_TOKENS" if self.problem else ""
            return ModelError(f"the model thought and wrote no answer{limit}", _MORE_TOKENS)
        if self.problem:
            return ModelError("it reached COLLOQUY_ANSWER_TOKENS without a word of an answer", _MORE_TOKENS)
        return ModelError("the model gave an empty reply", "try another model")


def counted(usage: Usage, message: AIMessage) -> Usage:
    """The usage with what a message, or a chunk of one, adds to it."""
    counts = message.usage_metadata
    if not counts:
        return usage
    return replace(
        usage,
        input_tokens=usage.input_tokens + counts["input_tokens"],
        output_tokens=usage.output_tokens + counts["output_tokens"],
    )


def _reason(metadata: dict[str, Any]) -> str | None:
    """Why a reply ends, in the words of its provider; None where a chunk does not tell."""
    for name in _REASONS:
        if isinstance(reason := metadata.get(name), str) and reason.strip():
            return reason.strip().lower().removeprefix("finish_reason_")
    return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
