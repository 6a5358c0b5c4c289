"""Markdown, Quarto and R Markdown -> running text: citations as Pandoc knows them, by markdown-it's blocks and lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.checks.manuscript.files import Folder, text_of
from rag.checks.manuscript.flow import Flow
from rag.checks.manuscript.manuscript import Reference
from rag.checks.manuscript.plain.citations import cite_plain
from rag.checks.manuscript.plain.references import parted, references_of

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# A key: letters, figures and _, with single signs inside; or anything in braces.
_KEY = r"@(?:\{(?P<braced>[^{}\s]+)\}|(?P<bare>[^\W]\w*(?:[:.#$%&+?<>~/-]+\w+)*))"
_CITED = re.compile(rf"(?<![\w@.\\])-?{_KEY}")
_GROUP = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\]){1,2000})\]")
_GROUPED = re.compile(rf"(?:^|[\s;(\"“-]){_KEY}")
_LOCATOR = re.compile(r"\s*\[(?![^\]]*@)[^\[\]]{0,200}\](?!\()")
_CROSS_REFERENCE = re.compile(
    r"(?:fig|tbl|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|tip|nte|wrn|imp|cau)-|ref\("
)
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_BIBLIOGRAPHY = re.compile(r"^bibliography:[ \t]*(?P<same>[^\n#]*)(?P<list>(?:\n[ \t]*-[ \t][^\n]*)*)", re.M)
_NOTE = re.compile(r"\[\^[^\]\s]+\]:?|\^\[")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_DIV = re.compile(r"^:{3,}.*$", re.M)
_AT = "\uff20"  # in place of an @ that cites nothing


def read_markdown(path: Path, folder: Folder, flow: Flow) -> dict[str, Reference]:
    """Put a file's text into the flow, and note its bibliographies.

    Citations are read as Pandoc has them; where there is none of these, as plain text has them, with its references.
    """
    text, file = text_of(path), folder.named(path)
    if front := _FRONT.match(text):
        _bibliographies(front[1], folder, file)
        text = "\n" * front.group().count("\n") + text[front.end() :]
    ended = text.rfind("-->") + len("-->")  # behind the last end, no beginning has one to be looked for
    text = _DIV.sub(_line_ends, _COMMENT.sub(_line_ends, text[:ended]) + text[ended:])
    blocks = [_block(token) for token in _parser().parse(text) if token.type == "inline"]
    references: dict[str, Reference] = {}
    is_pandoc = any(_is_citation(found) for block, _ in blocks for found in _CITED.finditer(block))
    if not is_pandoc:
        blocks, entries = parted(blocks)
        references = references_of(entries)
    for block, line in blocks:
        if is_pandoc:
            _cite(block, file, line, flow)
        else:
            cite_plain(block.replace(_AT, "@"), file, line, flow, references)
        flow.end()
    return references


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").disable(["reference", "text_join"])


def _line_ends(found: re.Match[str]) -> str:
    return "\n" * found.group().count("\n")


def _bibliographies(front: str, folder: Folder, file: str) -> None:
    for found in _BIBLIOGRAPHY.finditer(front):
        listed = re.findall(r"^[ \t]*-[ \t]+(.*?)[ \t]*$", found["list"], re.M)
        same = found["same"].strip()
        names = same.strip("[]").split(",") if same else listed
        for name in (name.strip().strip("\"'") for name in names):
            if name:
                line = front[: found.start()].count("\n") + 2
                folder.bibliography(name, ("", ".bib"), file, line)


def _block(block: Token) -> tuple[str, int]:
    """The text of a block with the line on which it begins; its emphasis, links and pictures are none, and its code cites
    nothing."""
    texts = [
        "\n"
        if child.type in ("softbreak", "hardbreak")
        else child.content.replace("@", _AT)
        if child.type in ("code_inline", "text_special")
        else child.content
        for child in block.children or ()
    ]
    return _NOTE.sub(" ", "".join(texts)), (block.map[0] if block.map else 0) + 1


def _cite(text: str, file: str, line: int, flow: Flow) -> None:
    """Put a block into the flow with its citations, in brackets or as words of the sentence."""
    at = 0
    for start, end, keys, is_named in _citations(text):
        flow.text(text[at:start].replace(_AT, "@"), file, line + text.count("\n", 0, at))
        flow.cite(keys, file, line + text.count("\n", 0, start), is_named=is_named)
        at = end
    flow.text(text[at:].replace(_AT, "@"), file, line + text.count("\n", 0, at))


def _citations(text: str) -> Iterator[tuple[int, int, list[str], bool]]:
    """Each citation of a block: where it begins and ends, its keys, and whether it is a word of the sentence."""
    found: list[tuple[int, int, list[str], bool]] = [
        (*group.span(), keys, False)
        for group in _GROUP.finditer(text)
        if (keys := [_key(one) for one in _GROUPED.finditer(group[1]) if _is_citation(one)])
    ]
    for single in filter(_is_citation, _CITED.finditer(text)):
        locator = _LOCATOR.match(text, single.end())
        found.append((single.start(), locator.end() if locator else single.end(), [_key(single)], True))
    end = 0
    for one in sorted(found, key=lambda one: (one[0], -one[1])):
        if one[0] >= end:
            yield one
            end = one[1]


def _key(found: re.Match[str]) -> str:
    return found["braced"] or found["bare"]


def _is_citation(found: re.Match[str]) -> bool:
    """Quarto's references to its own figures and sections are written alike."""
    return not _CROSS_REFERENCE.match(_key(found))
