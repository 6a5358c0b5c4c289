"""What is given damaged and grown inputs, and what must hold whatever comes: each target is a test of Hypothesis's.

None raises another error than ours, or takes long; and of each more is asked, as its docstring says.
"""

from __future__ import annotations

import io
import json
import os
import random
import tempfile
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout, suppress
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.answer.assistant import Assistant
from rag.answer.evidence import split
from rag.answer.question.understand import understand
from rag.answer.write.cite import CitedReply
from rag.answer.write.selection import Evidence
from rag.answer.write.thinking import Parted
from rag.checks.manuscript.uploads import read_uploads
from rag.cli.batch import history_of, run_batch, scope_of, standalone_of, text_of
from rag.errors import ColloquyError
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.library.uploads import Upload, add_uploads
from rag.records import EVERYTHING, Turn, as_json
from rag.setup.settings import load_settings
from rag.text.cleaning import clean, clean_abstract, plain_text
from tests.fuzz import seeds
from tests.fuzz.commands import command, words
from tests.fuzz.damaged import mutated, wrong
from tests.test_hostile import signs

MOSS = paper(
    key="bees", title="Moss on walls", abstract="Moss cools walls. It grows in rain. Lichen does not.", year="2020"
)
ICE = paper(key="ice", title="Ice of the Alps", abstract="Glaciers lose ice. In 2020 the loss doubled.", year="2021")
_folder = cache(lambda: Path(tempfile.mkdtemp(prefix="fuzz-")))


def damaged(whole: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """One of these, damaged in one to four ways, or bytes of any kind."""
    files = list(whole)
    return st.one_of(
        st.integers(0, 2**40).map(lambda seed: mutated(files, random.Random(seed))), st.binary(max_size=300)
    )


def texts(whole: Sequence[str]) -> st.SearchStrategy[str]:
    """One of these damaged, several pieces of them joined, or characters of any kind."""
    pieces = sorted({piece for text in whole for piece in text.replace("[", " [").split(" ") if piece})
    joined = st.lists(st.sampled_from(pieces), max_size=12).map(" ".join)
    return st.one_of(
        damaged([text.encode() for text in whole]).map(lambda data: data.decode("utf-8", "replace")),
        joined,
        st.text(max_size=200),
    )


def letters(signs: Sequence[str]) -> st.SearchStrategy[list[str]]:
    """Some of these joined, letter by letter."""
    return st.lists(st.sampled_from(signs), max_size=12).map(lambda some: list("".join(some)))


def reader(data: bytes) -> None:
    """Every reader: no word of a paper is invented."""
    path = _folder() / "damaged.txt"
    path.write_bytes(data)
    assert not (told := wrong(path)), told


def latex(text: str) -> None:
    """LaTeX in titles and abstracts, and a manuscript: what comes out has no control signs; places stand in the text."""
    for cleaned in (clean(text), clean_abstract(text)):
        assert not signs(plain_text(cleaned))
    with suppress(ColloquyError):
        manuscript = read_uploads([("main.tex", text.encode("utf-8", "replace"))])
        assert all(sentence.line >= 1 for sentence in manuscript.sentences)


def labels(pieces: list[str]) -> None:
    """The citation grammar, and thinking: a reply is read the same however it is cut, and cites what was shown."""
    text = "".join(pieces)
    whole, cut = _cited([text]), _cited(pieces)
    assert whole == cut, (whole, cut)
    assert _parted([text]) == _parted(pieces), (_parted([text]), _parted(pieces))
    for citation in whole[1]:
        assert citation.paper.abstract[citation.start : citation.end] == citation.quote


def _cited(pieces: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
    reply = CitedReply([Evidence(one, split(one)) for one in (MOSS, ICE)], lambda claim, sentences: 0)
    text = "".join(map(reply.feed, pieces)) + reply.finish()
    return text, tuple(reply.citations)


def _parted(pieces: Sequence[str]) -> tuple[str, str]:
    parted, given = Parted(), ""
    for piece in pieces:
        said = parted.feed(piece)
        given = said if parted.retracted else given + said
    assert given + parted.finish() == parted.said
    return parted.said.strip(), parted.thinking.strip()


def question(asked: str, before: list[str]) -> None:
    """The question's understanding: the same twice."""
    history = [Turn("user" if n % 2 == 0 else "assistant", text) for n, text in enumerate(before)]
    with suppress(ColloquyError):
        assert understand(asked, history) == understand(asked, history)


def line(text: str) -> None:
    """JSON commands: one line comes back for each that has something in it, and is JSON."""
    path, out = _folder() / "batch.jsonl", io.StringIO()
    path.write_text(text, encoding="utf-8", errors="replace", newline="")
    assistant = _assistant()

    def answered(given: dict[str, Any]) -> dict[str, Any]:
        scope = scope_of(given, EVERYTHING)
        own = assistant().ask(
            text_of(given, "question"), history_of(given), scope=scope, standalone=standalone_of(given)
        )
        return as_json(own)

    with redirect_stdout(out), suppress(ColloquyError):
        run_batch(path, answered)
    with path.open(encoding="utf-8-sig", errors="replace") as read:
        expected = sum(bool(one.strip()) for one in read)
    back = [json.loads(one) for one in out.getvalue().splitlines()]
    assert len(back) == expected
    assert not [one for one in back if "defect" in one.get("hint", "")], back


@cache
def _assistant() -> Callable[[], Assistant]:
    library = Library(load_settings(home=_folder() / "asked"))
    add(library, [MOSS, ICE])
    assistant = Assistant(library.settings, library)
    return lambda: assistant


def upload(name: str, data: bytes) -> None:
    """The page's uploads, of papers and manuscripts: whatever a file is called, nothing is written outside."""
    before = set(os.listdir(_folder().parent))
    library = _uploaded()
    with suppress(ColloquyError):
        add_uploads(library, [Upload(name, io.BytesIO(data))])
    with suppress(ColloquyError):
        read_uploads([(name, data), ("main.md", b"It is so [@k1].")])
    new = set(os.listdir(_folder().parent)) - before
    # Other processes make folders of their own there, under names that no upload has.
    assert not [made for made in new if made in name or made.startswith("evil")] and not Path("/evil").exists()


@cache
def _uploaded() -> Library:
    return Library(load_settings(home=_folder() / "uploaded"))


_NAMES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["../evil", "/evil", "..", "a\0b", "x" * 300, "main.tex", "a.docx", "a.bib", "a.zip", "a.gz"]),
)
TARGETS: dict[str, tuple[Callable[..., None], tuple[st.SearchStrategy[Any], ...]]] = {
    "readers": (reader, (damaged(seeds.EXPORTS),)),
    "latex": (latex, (texts(seeds.LATEX),)),
    "labels": (labels, (st.one_of(st.lists(texts(seeds.REPLIES), min_size=1, max_size=4), letters(seeds.SIGNS)),)),
    "questions": (question, (texts(seeds.QUESTIONS), st.lists(texts(seeds.QUESTIONS), max_size=3))),
    "lines": (line, (texts(seeds.LINES),)),
    "commands": (command, (words(),)),
    "uploads": (upload, (_NAMES, damaged([*seeds.EXPORTS, *(text.encode() for text in seeds.LATEX)]))),
}


def fuzzed(name: str, count: int, seeded: bool = True) -> Callable[[], None]:
    """A test of Hypothesis's that gives a target that many inputs, the same ones each time where it is seeded."""
    target, given_ = TARGETS[name]
    return settings(
        max_examples=count, derandomize=seeded, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )(given(*given_)(target))
