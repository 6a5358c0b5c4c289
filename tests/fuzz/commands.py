"""The command line as a target: commands with options, and values that fit none of them."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from inspect import unwrap
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import strategies as st
from typer.models import OptionInfo

from rag.cli import app, main
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.setup.settings import load_settings
from tests.test_hostile import signs

# These serve until they are ended, reach out, or put a library somewhere else.
_LEFT_OUT = {"ui", "serve", "mcp", "watch", "fetch", "chat", "move", "restore", "user", "reindex"}
_PAPERS = (
    paper(
        key="bees", title="Moss on walls", abstract="Moss cools walls. Lichen does not.", year="2020", doi="10.1000/a"
    ),
    paper(key="ice", title="Ice of the Alps", abstract="Glaciers lose ice. In 2020 the loss doubled.", year="2021"),
)
_VALUES = (
    *("", " ", "-", "--", ".", "/dev/null", "/nonexistent/x", "a.bib", "b.zip", "c.jsonl", "d.tex", "bees", "ice", "10.1000/a"),
    *("0", "1", "-1", "9" * 30, "1e400", "nan", "inf", "２", "1.5", "Moss?", "What cools walls?", "Compare moss and ice.", "bib", "md"),
    *("year>=2020", "year>=", "year>=" + "9" * 30, "title~(", "tag=", "author~\x00", "=", ">=", "reading", "%s", "{}", "*", "\\"),
    *("\udcff", "\x1b[31m", "\u202e", "a\nb", "x" * 5_000, "✓", '{"a": 1}', "zotero:", "a=b=c", "1,2", "#1", "@", "$(x)"),
)  # fmt: skip
_FILES = {
    "a.bib": "@article{k, title = {Bees}, abstract = {Bees dance.}, year = 2019}\n@article{",
    "c.jsonl": '{"id": 1, "question": "What cools walls?", "text": "Moss cools walls.", "query": "moss"}\n{"id": 2}\n[]\n',
    "d.tex": "Moss cools walls \\cite{bees}. It \\cite{none",
    "b.zip": "PK\x03\x04 and no more",
}


def words() -> st.SearchStrategy[list[str]]:
    """A command with up to five of its options and values."""
    return st.sampled_from(sorted(set(_options()) - _LEFT_OUT)).flatmap(
        lambda name: st.lists(
            st.one_of(
                st.sampled_from(_VALUES).map(lambda value: [value]),
                st.sampled_from(_options()[name]).map(lambda option: [option]),
                st.tuples(st.sampled_from(_options()[name]), st.sampled_from(_VALUES)).map(list),
            ),
            max_size=5,
        ).map(lambda lots: [name, *(word for lot in lots for word in lot)])
    )


def command(given: list[str]) -> None:
    """A command: ends as one ends that is well, that is wrong or that is no command; what it prints has no control signs."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", "replace", write_through=True) for _ in range(2))
    with _in_a_library() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["colloquy", *given])
        with pytest.raises(SystemExit) as ended:
            main()
    code = ended.value.code
    printed, said = (stream.buffer.getvalue().decode() for stream in (out, err))
    told = f"{printed[:300]!r} {said[-600:]!r}"
    assert code in (0, 1, 2), told
    assert "defect" not in said and "Traceback" not in said, told
    assert not signs(printed + said), told


@contextmanager
def _in_a_library() -> Iterator[pytest.MonkeyPatch]:
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder, pytest.MonkeyPatch.context() as patch:
        home = Path(shutil.copytree(_whole(), Path(folder) / "home"))
        for name, text in _FILES.items():
            (Path(folder) / name).write_text(text)
        patch.chdir(folder)
        patch.setenv("COLLOQUY_HOME", str(home))
        yield patch


@cache
def _whole() -> Path:
    home = Path(tempfile.mkdtemp(prefix="fuzz-")) / "home"
    with Library(load_settings(home=home)) as library:
        add(library, list(_PAPERS))
    return home


@cache
def _options() -> dict[str, list[str]]:
    """The options of each command, by its name."""
    found: dict[str, list[str]] = {}
    for registered in app.registered_commands:
        run = unwrap(registered.callback)  # type: ignore[arg-type]
        names = ["--help"]
        for name, hint in get_type_hints(run, include_extras=True).items():
            for told in getattr(hint, "__metadata__", ()):
                if isinstance(told, OptionInfo):  # Typer has the first name where a default would be
                    given = [str(told.default), *(told.param_decls or ())]
                    own = [part for one in given for part in one.split("/") if part.startswith("-")]
                    names += own or [f"--{name.replace('_', '-')}"]
        found[registered.name or run.__name__] = names
    return found
