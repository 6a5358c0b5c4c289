"""An answer's Markdown, as it is read everywhere: by the page and by every export."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token


def tokens(text: str) -> list[Token]:
    """Markdown -> tokens. HTML, links, images and entities are none: they are the characters that they are written in.

    Without text_join an escaped bracket stays apart from the number behind it, and is no citation mark.
    """
    return _parser().parse(text)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    # What would hide text or reach out of the page is left as it is written.
    return parser.disable(
        [
            "image",
            "link",
            "autolink",
            "reference",
            "html_block",
            "html_inline",
            "entity",
            "text_join",
            "code",
            "lheading",
            "hr",
        ]
    )
