"""Files that come as bytes under a name."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from pathlib import Path

import pytest

from rag.library.library import Library
from rag.library.uploads import Upload, add_uploads
from tests.conftest import Open
from tests.fakes import embedding_server
from tests.test_embed import NAME

BIB = b"""@article{bees, title={Waggle dances}, abstract={Bees dance to tell where food is.}}
@article{bare, title={A title alone about moss}}
"""


def upload(name: str, content: bytes) -> Upload:
    return Upload(name, io.BytesIO(content))


def zipped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, content)
    return packed.getvalue()


def test_the_report_names_files_as_they_were_called(library: Library):
    report = add_uploads(library, [upload("mine.bib", BIB), upload("thesis.pdf", b"%PDF-1.4 ...")])
    assert (report.added, report.total) == (1, 1)
    assert [(s.source, s.position, s.reason) for s in report.skipped] == [
        ("mine.bib", "line 2 (bare)", "no abstract"),
        ("thesis.pdf", "file", "is a PDF: export the records of your reference manager instead"),
    ]


def test_packed_files_are_read_and_what_is_in_an_archive_is_named_by_it(library: Library):
    report = add_uploads(library, [upload("a.bib.gz", gzip.compress(BIB)), upload("b.zip", zipped("in/ner.bib", BIB))])
    assert (report.added, report.merged) == (1, 1)
    assert [s.source for s in report.skipped] == ["a.bib.gz", "b.zip/in/ner.bib"]


def test_a_title_alone_is_kept_where_that_is_wanted(library: Library):
    assert add_uploads(library, [upload("mine.bib", BIB)], title_only=True).added == 2


@pytest.mark.parametrize(
    "name", ["../../outside.bib", "/etc/outside.bib", "a\x00b", "con\nrol\x1b[31m", "x" * 5_000, ""]
)
def test_a_name_is_never_a_path(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    report = add_uploads(library, [upload(name, BIB)])
    (skipped,) = report.skipped
    assert report.added == 1 and skipped.source.isprintable() and len(skipped.source) <= 120
    assert not list(folder.iterdir()) and not list(tmp_path.rglob("outside*"))


def test_a_paid_embedder_is_announced_before_it_is_asked(open_library: Open):
    with embedding_server() as server:
        library = open_library(server, embedding=NAME)
        asked: list[int] = []
        add_uploads(library, [upload("mine.bib", BIB)], say=lambda line: asked.append(len(server.requests)))
        assert asked[0] == 0 and server.requests
