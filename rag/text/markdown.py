"""An answer's Markdown as it is read everywhere, by the page and by every export; and text that is to be none.

What must be escaped depends on who reads: our own parser, which knows no links and no HTML, Streamlit, which has
additions of its own, or any renderer there is.
"""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from rag.text.marks import escape_marks

_OURS = re.compile(r"[\\`*]|(?<!\w)_|(?<=\d)\](?=\W|$)")
_OUR_BLOCK_START = re.compile(r"^(\d*)([#>+.)-])")
_ANY = re.compile(r"[\\`*\[\]<~$|]|(?<![^\W_])_|_(?![^\W_])|&(?=[#\w])")
_ANY_BLOCK_START = re.compile(r"^(?:[#>+=-]|\d{1,9}(?=[.)])[.)]?)")
_LINKS = re.compile(r"[\[$]")
_ALL = re.compile(r"[\\`*_{}\[\]<>()#+\-.!|~$:^=&]")


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


def escape_abstract(text: str) -> str:
    """Text of a paper as it stands in an answer's Markdown: nothing in it is markup, or looks like a citation."""
    return _OUR_BLOCK_START.sub(r"\1\\\2", escape_marks(_OURS.sub(r"\\\g<0>", text)))


def escape_line(text: str) -> str:
    """Text on one line as any Markdown renderer shows it: no markup, no HTML, no link, no picture, no formula."""
    return _ANY.sub(r"\\\g<0>", " ".join(text.split()))


def escape_block_start(text: str) -> str:
    """A paragraph of Markdown whose first characters start no heading, list or quotation for any renderer."""
    return _ANY_BLOCK_START.sub(lambda match: f"{match.group()[:-1]}\\{match.group()[-1]}", text)


def escape_links(text: str) -> str:
    """Markdown for Streamlit, finished or not, without images, which the browser would load, links in brackets, or
    formulas, which a finished answer does not have either."""
    return _LINKS.sub(r"\\\g<0>", text)


def escape_all(text: str) -> str:
    """Text that is only text to Streamlit's Markdown and its own additions."""
    return _ALL.sub(r"\\\g<0>", text)
