"""A file -> a Manuscript: which format it is in, its text, and its references."""

from __future__ import annotations

import re
from pathlib import Path

from rag.checks.manuscript.bibliography import names_of, references_in
from rag.checks.manuscript.files import Folder, text_of
from rag.checks.manuscript.flow import Flow, sentences_of
from rag.checks.manuscript.latex.reader import LatexReader
from rag.checks.manuscript.manuscript import Manuscript, Reference
from rag.checks.manuscript.markdown import read_markdown
from rag.checks.manuscript.plain.reader import read_plain
from rag.checks.manuscript.plain.references import references_of
from rag.checks.manuscript.word.reader import WordReader
from rag.errors import InputError

SUFFIXES = (".tex", ".ltx", ".md", ".markdown", ".qmd", ".rmd", ".docx", ".txt")
_LATEX = frozenset((".tex", ".ltx", ".latex"))
_MARKDOWN = frozenset((".md", ".markdown", ".qmd", ".rmd", ".mdx"))
_LOOKS_LIKE_LATEX = re.compile(r"\\(?:documentclass|begin\{document\}|(?:sub)?section\*?\{|[a-z]*cite[a-z]*\*?[\[{])")
_HINT = "give a manuscript as .tex, .md, .qmd, .docx or .txt"


def read_manuscript(path: Path) -> Manuscript:
    """
    Raises:
        InputError: it is not there, cannot be read, is no manuscript, or has no text.
    """
    if not path.is_file():
        raise InputError(f"{path}: {'is a folder' if path.is_dir() else 'no such file'}", _HINT)
    folder, flow = Folder(path), Flow()
    references = _read(path, folder, flow)
    of_files = references_in(folder.bibliographies, folder)
    references = of_files | {key: one for key, one in references.items() if key not in of_files}

    def named(key: str) -> str:
        return (
            names_of(references[key].paper.names) if key in references and references[key].paper.names else ""
        ) or key

    found = sentences_of(flow.paragraphs, named)
    if not found:
        raise InputError(f"{path}: there is no text in it", _HINT)
    return Manuscript(path.name, found, references, tuple(folder.unread))


def _read(path: Path, folder: Folder, flow: Flow) -> dict[str, Reference]:
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        head = file.read(4)
    if head == b"PK\x03\x04" or suffix == ".docx":
        word = WordReader(folder, flow)
        word.read(path)
        return word.references
    if head[:4] in (b"%PDF", b"\xd0\xcf\x11\xe0", b"{\\rt"):
        raise InputError(f"{path}: is a PDF or an old document of an office program", _HINT)
    if suffix in _MARKDOWN:
        return read_markdown(path, folder, flow)
    if suffix in _LATEX or (suffix not in (".txt", ".text") and _LOOKS_LIKE_LATEX.search(text_of(path))):
        latex = LatexReader(folder, flow)
        latex.read(path)
        by_number = references_of(list(latex.entries.values()))
        texts = {one.text: one for one in by_number.values()}
        return {
            key: texts[" ".join(text.split())] for key, text in latex.entries.items() if " ".join(text.split()) in texts
        }
    return read_plain(path, folder, flow)
