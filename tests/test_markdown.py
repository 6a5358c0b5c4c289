"""Text that is to be no Markdown, for each of its readers."""

import pytest
from markdown_it import MarkdownIt

from rag.text.markdown import escape_abstract, escape_all, escape_block_start, escape_line, escape_links, tokens

HOSTILE = [
    "![x](http://example.org/x.png) and [a](b) and <b>bold</b>",
    "*a* **b** _c_ `d` ~~e~~ $x^2$ | &copy; &#65;",
    "# no heading",
    "- no item",
    "12. no item",
    "> no quotation",
    "a_b and _c_ and d_",
]


def shown(text: str) -> str:
    """What a renderer of Markdown with everything it knows shows as plain text; "" where it makes more than a paragraph."""
    blocks = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(text)
    if [block.type for block in blocks] != ["paragraph_open", "inline", "paragraph_close"]:
        return ""
    return "".join(
        child.content if child.type in ("text", "text_special") else f"<{child.type}>"
        for child in blocks[1].children or []
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_a_line_is_only_text_to_any_renderer(text: str):
    assert shown(escape_block_start(escape_line(text))) == text
    assert escape_line("two\n\n lines") == "two lines"


@pytest.mark.parametrize("text", HOSTILE)
def test_all_is_escaped_for_streamlit(text: str):
    assert shown(escape_all(text)) == text
    assert escape_all(":red[x]") == r"\:red\[x\]"


@pytest.mark.parametrize("text", [*HOSTILE, "see [1] and [2, 3] and [7?]"])
def test_an_abstract_is_only_text_to_our_reader(text: str):
    (_, inline, _) = tokens(escape_abstract(text))
    assert "".join(child.content for child in inline.children or []) == text
    assert not {child.type for child in inline.children or []} - {"text", "text_special"}


def test_ordinary_prose_of_an_abstract_is_left_as_it_is():
    text = "It gains 1.5% (p < 0.05) on R_{d}^k, mathcal{O}(d^2) and [MASK]; see snake_case."
    assert escape_abstract(text) == text


def test_streaming_text_holds_no_link_picture_or_formula():
    assert escape_links("![x](http://example.org) [1] for $5 to $9") == (
        "!\\[x](http://example.org) \\[1] for \\$5 to \\$9"
    )
