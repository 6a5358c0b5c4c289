"""A Word document -> running text, paragraph by paragraph; a paragraph's number stands for its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from rag.checks.manuscript.files import Folder
from rag.checks.manuscript.flow import Flow
from rag.checks.manuscript.manuscript import Reference
from rag.checks.manuscript.plain.citations import cite_plain
from rag.checks.manuscript.plain.references import parted, references_of
from rag.checks.manuscript.word.fields import cited_by, cited_by_tag, is_contents, is_list, sources_of
from rag.checks.manuscript.word.package import Package, W, package_at

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NUMBERS = re.compile(r"(?=\D*\d)[\d,;\s–—-]+")
_DELETED = frozenset(f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "tblPr", "sdtPr", "sectPr"))
_OTHERWISE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MARK = re.compile(r"\ue000(\d+)\ue001")  # in a paragraph's text while it is read: a citation, or a note, by its number


@dataclass(slots=True)
class _Field:
    """A field that is open: its code, what it carries, and its text, which is in force once the code has ended."""

    code: str = ""
    data: str = ""
    is_shown: bool = False
    text: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Cited:
    keys: tuple[str, ...]
    shown: str


class WordReader:
    """Reads one document: its text goes to the flow, what its citations say of works to `references`, by key."""

    def __init__(self, folder: Folder, flow: Flow) -> None:
        self._folder, self._flow = folder, flow
        self.references: dict[str, Reference] = {}
        self._sources: dict[str, Reference] = {}
        self._notes: dict[str, list[str]] = {}
        self._marks: list[_Cited | str] = []  # a text is the name of a note
        self._fields: list[_Field] = []
        self._entries: list[str] = []
        self._ended_list = False  # within the paragraph that is read

    def read(self, path: Path) -> None:
        """
        Raises:
            InputError: it is no Word document, or is damaged.
        """
        file = self._folder.named(path)
        with package_at(path) as package:
            self._read_sources(package)
            for kind in ("footnote", "endnote"):
                self._read_notes(package, kind)
            body = package.part("word/document.xml")
            paragraphs = [] if body is None else list(self._paragraphs(body))
        numbered = [(text, n) for n, text in enumerate(paragraphs, start=1) if text.strip()]
        before, entries = parted(numbered)
        listed = references_of(entries or self._entries)
        self.references = listed | self.references
        for text, line in before:
            self._put(text, file, line)
            self._flow.end()

    def _read_sources(self, package: Package) -> None:
        for root in package.parts(r"customXml/item\d+\.xml"):
            if root.tag.endswith("}Sources"):
                self._sources |= sources_of(root)

    def _read_notes(self, package: Package, kind: str) -> None:
        root = package.part(f"word/{kind}s.xml")
        for note in root.iter(f"{W}{kind}") if root is not None else ():
            if note.get(f"{W}type") in (None, "normal"):
                self._notes[f"{kind}{note.get(f'{W}id')}"] = list(self._paragraphs(note))

    def _put(self, text: str, file: str, line: int) -> None:
        """A paragraph's text into the flow, with its citations and its notes."""
        at = 0
        for mark in _MARK.finditer(text):
            cite_plain(text[at : mark.start()], file, line, self._flow, self.references)
            at = mark.end()
            found = self._marks[int(mark[1])]
            if isinstance(found, _Cited):
                is_word = found.shown[:1].isalpha() and bool(re.search(r"[(\[]", found.shown))
                self._flow.cite(found.keys, file, line, found.shown if is_word else None)
                continue
            self._flow.begin_aside(is_note=True)
            for paragraph in self._notes.pop(found, ()):
                self._put(paragraph, file, line)
                self._flow.end()
            self._flow.end_aside()
        cite_plain(text[at:], file, line, self._flow, self.references)

    def _paragraphs(self, root: Element) -> Iterator[str]:
        """The text of each paragraph, tables' and text boxes' among them; of the list of references, it goes to that."""
        for paragraph in _below(root, f"{W}p"):
            in_list = any(map(_is_list, self._fields))
            parts = "".join(self._pieces(paragraph))
            if in_list or any(map(_is_list, self._fields)) or self._ended_list:
                self._entries += [parts] if parts.strip() else []
                self._ended_list = False
                yield ""
            else:
                yield parts

    def _pieces(self, element: Element) -> Iterator[str]:
        for child in element:
            if child.tag in _DELETED or child.tag == _OTHERWISE:
                continue
            if child.tag == f"{W}r":
                yield from self._run(child)
            elif child.tag == f"{W}fldSimple":
                shown = "".join(self._pieces(child))
                yield self._shown(child.get(f"{W}instr") or "", "", shown)
            elif child.tag == f"{W}sdt":
                yield from self._control(child)
            elif child.tag != f"{W}p":  # one in a text box is a paragraph of its own
                yield from self._pieces(child)

    def _control(self, control: Element) -> Iterator[str]:
        tag = control.find(f"{W}sdtPr/{W}tag")
        inside = "".join(self._pieces(control))
        cited = cited_by_tag(tag.get(f"{W}val") or "") if tag is not None else None
        if cited is None:
            yield inside
        else:
            self.references |= cited
            yield self._mark(_Cited(tuple(cited), " ".join(inside.split())))

    def _run(self, run: Element) -> Iterator[str]:
        raised = run.find(f"{W}rPr/{W}vertAlign")
        is_raised = raised is not None and raised.get(f"{W}val") == "superscript"
        for child in run:
            name = child.tag.removeprefix(W)
            if name == "fldChar":
                yield from self._field(child)
            elif name == "instrText" and self._fields:
                self._fields[-1].code += child.text or ""
            elif name in ("t", "tab", "br", "cr", "noBreakHyphen"):
                text = {"t": child.text or "", "noBreakHyphen": "-"}.get(name, " ")
                if is_raised and _NUMBERS.fullmatch(text):
                    text = re.sub(r"\s", "", text).translate(_RAISED).replace("–", "⁻").replace("-", "⁻")
                yield from self._text(text)
            elif name in ("footnoteReference", "endnoteReference"):
                note = f"{name.removesuffix('Reference')}{child.get(f'{W}id')}"
                yield from self._text(self._mark(note))
            elif name not in ("rPr", "delText", "instrText"):
                yield from self._pieces(child)

    def _text(self, text: str) -> Iterator[str]:
        """Text where it stands: the result of the innermost field, or the paragraph's own."""
        if not self._fields:
            yield text
        elif self._fields[-1].is_shown:
            if _is_list(self._fields[-1]):
                yield text
            else:
                self._fields[-1].text.append(text)

    def _field(self, character: Element) -> Iterator[str]:
        kind = character.get(f"{W}fldCharType")
        if kind == "begin":
            data = character.find(f"{W}fldData")
            self._fields.append(_Field(data=(data.text or "") if data is not None else ""))
        elif kind == "separate" and self._fields:
            self._fields[-1].is_shown = True
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            if _is_list(ended):
                self._ended_list = True
            elif self._fields and not self._fields[-1].is_shown:  # a field in another's code, as EndNote's data are
                self._fields[-1].code += ended.code
                self._fields[-1].data += ended.data
            else:
                yield from self._text(self._shown(ended.code, ended.data, "".join(ended.text)))

    def _shown(self, code: str, data: str, text: str) -> str:
        """What stands for a field: a citation's mark, or its text."""
        cited = cited_by(code, data, self._sources)
        if cited is None:
            return "" if is_contents(code) else text
        self.references |= cited
        return self._mark(_Cited(tuple(cited), " ".join(_MARK.sub("", text).split()))) if cited else text

    def _mark(self, what: _Cited | str) -> str:
        self._marks.append(what)
        return f"\ue000{len(self._marks) - 1}\ue001"


def _is_list(one: _Field) -> bool:
    return one.is_shown and is_list(one.code)


def _below(root: Element, tag: str) -> Iterator[Element]:
    """The elements of a tag at any depth, what is there only for old programs, and what was deleted, left out."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.tag == tag:
            yield element
        waiting += [child for child in reversed(element) if child.tag != _OTHERWISE and child.tag not in _DELETED]
