"""What a model thinks on its way to an answer, parted from the answer: told by tags, channels, blocks and fields.

Models mark it in many ways, and their servers take the marks away in whole, by half or not at all. A mark counts where
a model would set it: at the beginning of a line, or behind a sentence. Within a sentence, and within code, it is what
the answer speaks of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.text.rules import rule

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

_NAME = r"(?:think(?:ing)?|reasoning|thoughts?|reflection|analysis|scratchpad)"
_CHANNEL = r"(?:<\|start\|>\s*\w+\s*)?<\|channel\|>\s*"
_HEADER = r"(?:[^<\[◁]|<\|constrain\|>){0,80}"
_MESSAGE = rf"{_HEADER}<\|message\|>"
_OPENS = rule(
    "thinking: begins",
    rf"<{_NAME}>|\[THINK\]|◁think▷|<\|begin_of_thought\|>|{_CHANNEL}(?!final\b)\w+{_MESSAGE}",
    matches=(
        "<think>First,",
        "<Reasoning> the",
        "[THINK]",
        "<|channel|>analysis<|message|>We",
        "<|start|>assistant<|channel|>commentary to=x <|constrain|>json<|message|>",
    ),
    misses=("<thinker>", "[THINKING]", "</think>", "<|channel|>final<|message|>", "I think <b>so</b>"),
)
_CLOSES = rule(
    "thinking: ends, and the answer begins",
    rf"</{_NAME}>|\[/THINK\]|◁/think▷|<\|end_of_thought\|>|<\|begin_of_solution\|>|{_CHANNEL}final{_MESSAGE}",
    matches=("so.</think>", "</Thinking>", "[/THINK]", "<|start|>assistant<|channel|>final<|message|>It"),
    misses=("<think>", "<|channel|>analysis<|message|>", "</thinker>", "the end"),
)
_ENDS = rule(
    "thinking: what is thought or said ends",
    r"<\|(?:end|return|call|end_of_solution)\|>",
    matches=("so.<|end|>", "SPIN.<|return|>"),
    misses=("<|im_end|>", "<|endoftext|>"),
)
_MARK = rule(
    "thinking: any mark of it",
    rf"(?P<opens>{_OPENS.pattern.pattern})|(?P<closes>{_CLOSES.pattern.pattern})|(?P<ends>{_ENDS.pattern.pattern})",
    matches=("<think>", "</think>", "<|return|>"),
    misses=("think", "<answer>"),
)
_BEGINNING = rule(
    "thinking: what may be the beginning of a mark",
    rf"(?:</?\w{{0,12}}|<\|\w{{0,20}}\|?|\[/?\w{{0,5}}|◁/?\w{{0,6}}|<\|start\|>\s*\w{{0,20}}\s*(?:<(?:\|(?:\w{{0,8}}\|?)?)?)?"
    rf"|{_CHANNEL}{_HEADER}(?:<(?:\|(?:\w{{0,10}}\|?)?)?)?)\Z",
    matches=(
        "so </thi",
        "<",
        "<|channel|>analy",
        "<|channel|>analysis<|mess",
        "as in [T",
        "<|sta",
        "<|start|>assistant",
    ),
    misses=("a < b", "SPIN [1]", "it is <b>", "<|channel|>analysis<|message|>"),
)
_BEFORE = rule(
    "thinking: what stands before a mark that counts, of its line",
    r"(?:^|[.!?。！？…\])\"”’»*])\s*\Z",
    matches=("", "  ", "It is so. ", "It is so [1].", "说。", "so [2] "),
    misses=("models write ", "the tags `", "between (", "the token is: ", "| "),
)
# What is left of gpt-oss's channels where a server takes their signs away: "analysisWe need ... assistantfinalSPIN is".
_BARE_OPENS, _BARE_CLOSES = "analysis", "assistantfinal"
_FENCE = "```"


class Parted:
    """A reply that comes in pieces, parted into what is thought and what is said.

    `thinking` is what has been thought so far, `said` what has been given out as the answer. Where what was given out
    turns out to have been thinking, whose beginning the server had taken away, `retracted` is True until the next piece
    is fed: the answer begins anew then.

    Args:
        thinks_first: whether a reply is taken to begin with thinking, though no mark says so; where none ends it, it is
            what is said.
    """

    def __init__(self, thinks_first: bool = False) -> None:
        self.thinking = ""
        self.said = ""
        self.retracted = False
        self._rest = ""  # what may be the beginning of a mark
        self._is_thinking = self._is_supposed = thinks_first
        self._is_bare = False  # thinks in a channel without signs

    def feed(self, piece: str) -> str:
        """What of the reply is surely said by now, and was not given out before."""
        self.retracted = False
        self._rest += piece
        said = self._read()
        cut = len(self._rest) - self._held()
        said += self._take(self._rest[:cut])
        self._rest = self._rest[cut:]
        return said

    def finish(self, is_cut: bool = False) -> str:
        """The same of what was held back, when the reply is at its end.

        Args:
            is_cut: it has not come to its own end, so that thinking may have gone on.
        """
        self.retracted = False
        rest, self._rest = self._rest, ""
        if self._is_supposed and not is_cut:
            self._is_thinking = self._is_supposed = False
            rest, self.thinking = self.thinking + rest, ""
        return self._take(rest)

    def think(self, text: str) -> None:
        """Take in what the server itself tells to be thinking; then nothing else is taken for it without a mark."""
        if text and self._is_supposed:
            self._is_thinking = self._is_supposed = False
        self.thinking += text

    def _read(self) -> str:
        """Read up to the last whole mark; what is said by then."""
        given, at = "", 0
        self._begin()
        while mark := _MARK.search(self._rest, at):
            before = self._rest[: mark.start()]
            if self._is_thinking:
                self._is_thinking = self._is_bare or bool(mark["opens"])
                self._is_supposed = False
                self.thinking += self._rest[: mark.end()] if self._is_thinking else before
            elif not self._counts(before, mark[0]):
                at = mark.end()
                continue
            elif mark["closes"] and (self.said + before).strip():
                self.thinking += self.said + before
                self.said, given, self.retracted = "", "", True
            else:
                given += self._take(before)
                self._is_thinking = bool(mark["opens"])
            self._rest, at = self._rest[mark.end() :], 0
            self._begin()
        return given

    def _begin(self) -> None:
        """Read what marks thinking at the beginning of a reply, and that alone, and where such thinking ends."""
        if not (self.said or self._is_thinking):
            self._rest = self._rest.lstrip()
        begun = self._rest.removeprefix(_BARE_OPENS)
        if not (self.said or self.thinking or self._is_thinking) and begun != self._rest and begun[:1].isupper():
            self._is_thinking = self._is_bare = True
            self._rest = begun
        if self._is_bare and _BARE_CLOSES in self._rest:
            thought, _, rest = self._rest.partition(_BARE_CLOSES)
            self._rest = rest.lstrip()
            self.thinking += thought
            self._is_thinking = self._is_bare = False

    def _held(self) -> int:
        """How many characters at the end may be the beginning of a mark."""
        if self._is_bare:
            return max((n for n in range(len(_BARE_CLOSES)) if self._rest.endswith(_BARE_CLOSES[:n])), default=0)
        if not (self.said or self.thinking or self._is_thinking) and self._rest and _BARE_OPENS.startswith(self._rest):
            return len(self._rest)
        beginning = _BEGINNING.search(self._rest)
        return len(self._rest) - beginning.start() if beginning else 0

    def _take(self, text: str) -> str:
        """Text without a mark that counts: thought, or else said; an answer does not begin with white space."""
        if self._is_thinking:
            self.thinking += text
            return ""
        text = text if self.said else text.lstrip()
        self.said += text
        return text

    def _counts(self, before: str, mark: str) -> bool:
        """Whether a mark is one, and is not spoken of."""
        said = self.said + before
        line = said[said.rfind("\n") + 1 :]
        if said.count(_FENCE) % 2 or line.count("`") % 2:
            return False
        return "|" in mark or _BEFORE.holds(line)


def without_thinking(text: str) -> str:
    """What a whole reply says, without what it thinks."""
    parted = Parted()
    parted.feed(text)
    parted.finish()
    return parted.said.strip()


def thought_of(message: BaseMessage) -> str:
    """What a message or a chunk of one thinks by itself: in blocks of its content, or in a field of its own."""
    for name in ("reasoning_content", "reasoning"):
        if thought := _words(message.additional_kwargs.get(name)):
            return thought
    blocks = message.content if isinstance(message.content, list) else []
    return "".join(_words(block) for block in blocks if isinstance(block, dict) and _is_thought(block))


def _is_thought(block: dict[str, Any]) -> bool:
    return str(block.get("type", "")).startswith(("thinking", "reasoning"))


def _words(value: Any) -> str:
    """The words of a thought, in whatever they are wrapped."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(map(_words, value))
    if isinstance(value, dict):
        names = ("thinking", "reasoning", "reasoning_content", "summary", "text", "content")
        return next((words for name in names if (words := _words(value.get(name)))), "")
    return ""
