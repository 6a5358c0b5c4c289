"""An answer -> the HTML of a note in Zotero."""

from __future__ import annotations

from collections.abc import Mapping

from rag.export.markdown import answer_markdown
from rag.records import Answer


def note_html(answer: Answer, keys: Mapping[str, str]) -> str:
    """The answer with its references, each with its address in Zotero. The note's title is the question.

    Args:
        keys: the citation key of each cited paper by its id.
    """
    from markdown_it import MarkdownIt

    # Without HTML of its own: what is written in an abstract, or by a model, stays text.
    renderer = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    html: str = renderer.render("".join(answer_markdown(answer, keys)))
    return html.strip()
