"""An answer's Markdown -> another markup: the walk over its blocks, which every such format shares."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence

from markdown_it.tree import SyntaxTreeNode

from rag.records import Answer, Claim, Span
from rag.text.markdown import tokens
from rag.text.marks import end_of_marks, groups

VERDICTS = {
    "partial": "in part not in the source",
    "contradicted": "contradicted",
    "unsupported": "not in the source",
    "uncited": "no source",
}


def doubts(answer: Answer) -> list[Claim]:
    """The claims that their sources are known not to support in full."""
    return [claim for claim in answer.claims if claim.is_in_doubt]


def marked(answer: Answer) -> str:
    """The answer's text, with a word in brackets behind each claim that its sources do not fully support."""
    return annotated(answer.text, [(claim, f" [{VERDICTS[claim.verdict]}]") for claim in doubts(answer)])


def annotated(text: str, notes: Iterable[tuple[Claim, str]]) -> str:
    """An answer's text with notes on its claims, each behind its claim and the citation marks that follow. On a claim that
    stands in no text there is none."""
    return with_insertions(
        text, [(end_with_marks(text, place), note) for claim, note in notes if (place := claim.place)]
    )


def with_insertions(text: str, inserted: Iterable[tuple[int, str]]) -> str:
    """The text with others put in, each at its place; those at one place as they come."""
    pieces, cut = [], 0
    for place, other in sorted(inserted, key=lambda one: one[0]):
        pieces += [text[cut:place], other]
        cut = place
    return "".join([*pieces, text[cut:]])


def end_with_marks(text: str, claim: Span) -> int:
    """Where a claim ends with the citation marks that follow it; in a row of a table before the bar that ends it."""
    words, end = claim.of(text), end_of_marks(text, claim.end)
    if words.startswith("|") or end == claim.end:  # else a bar at its end is a sign of its own, as in "of |x| [1]"
        end = end_of_marks(text, claim.start + len(words.rstrip("| \t")))
    return end


class Renderer(ABC):
    """Writes Markdown in another markup. Whatever is no known block or mark is text, and text is escaped.

    Args:
        numbers: the citations that the text may refer to.
    """

    def __init__(self, numbers: Collection[int]) -> None:
        self.numbers = numbers
        self.depth = 0

    def render(self, text: str) -> str:
        return self._blocks(SyntaxTreeNode(tokens(text)))

    @abstractmethod
    def text(self, text: str) -> str: ...

    @abstractmethod
    def marks(self, numbers: Sequence[int], before: str) -> str:
        """What is written so far, with the citations of these numbers behind it."""

    @abstractmethod
    def strong(self, inner: str) -> str: ...

    @abstractmethod
    def emphasis(self, inner: str) -> str: ...

    @abstractmethod
    def code(self, text: str) -> str: ...

    @abstractmethod
    def line_break(self) -> str: ...

    @abstractmethod
    def paragraph(self, inner: str) -> str: ...

    @abstractmethod
    def heading(self, level: int, inner: str) -> str: ...

    @abstractmethod
    def listing(self, items: Sequence[str], ordered: bool) -> str: ...

    @abstractmethod
    def quotation(self, inner: str) -> str: ...

    @abstractmethod
    def listed_code(self, text: str) -> str: ...

    @abstractmethod
    def table(self, rows: Sequence[Sequence[str]]) -> str:
        """A table of rendered cells; its first row is the head."""

    def _blocks(self, node: SyntaxTreeNode) -> str:
        self.depth += 1
        written = "\n\n".join(filter(None, map(self._block, node.children)))
        self.depth -= 1
        return written

    def _block(self, node: SyntaxTreeNode) -> str:
        match node.type:
            case "heading":
                return self.heading(int(node.tag[1]), self._inline(node))
            case "bullet_list" | "ordered_list":
                return self.listing([self._blocks(item) for item in node.children], node.type == "ordered_list")
            case "blockquote":
                return self.quotation(self._blocks(node))
            case "fence":
                return self.listed_code(node.content)
            case "table":
                rows = [row for part in node.children for row in part.children]
                return self.table([[self._inline(cell) for cell in row.children] for row in rows])
            case _:
                return self.paragraph(self._inline(node))

    def _inline(self, node: SyntaxTreeNode) -> str:
        written = ""
        for child in node.children:
            match child.type:
                case "inline":
                    written += self._inline(child)
                case "strong":
                    written += self.strong(self._inline(child))
                case "em":
                    written += self.emphasis(self._inline(child))
                case "code_inline":
                    written += self.code(child.content)
                case "softbreak":
                    written += " "
                case "hardbreak":
                    written += self.line_break()
                case "text":
                    written = self._with_marks(written, child.content)
                case _:
                    written += self.text(child.content)
        return written

    def _with_marks(self, written: str, text: str) -> str:
        at = 0
        for place, numbers in groups(text):
            if all(number in self.numbers for number in numbers):
                written = self.marks(numbers, written + self.text(text[at : place.start]))
                at = place.end
        return written + self.text(text[at:])
