"""Libraries broken on disk, in each way that is known: what is done to the folder, and how the fault is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import chromadb
import numpy as np
import tantivy

from rag.library.collection import COLLECTION
from rag.library.library import Library
from rag.setup.settings import load_settings

Harm = Callable[[Path], object]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def spoil(path: Path) -> None:
    data = bytearray(path.read_bytes())
    third = len(data) // 3
    data[third : 2 * third] = bytes(0xA5 ^ byte for byte in data[third : 2 * third])
    path.write_bytes(data)


def spoil_page(path: Path) -> None:
    """Overwrite a page of SQLite's in the midst of the file."""
    page = path.stat().st_size // 4096 // 2
    with path.open("r+b") as file:
        file.seek(page * 4096)
        file.write(bytes(range(256)) * 16)


def spoil_links(path: Path) -> None:
    """Let every vector of Chroma's graph have neighbours that are not there; Chroma follows them all the same."""
    data = np.frombuffer(path.read_bytes(), dtype=np.uint8).reshape(-1, 1_164).copy()
    data[:, 4:132] = 0x7F  # behind their number, before the vector itself
    path.write_bytes(data.tobytes())


def segment(home: Path) -> Path:
    """The folder of Chroma's index files."""
    return next(path for path in (home / "chroma").iterdir() if path.is_dir())


def largest(home: Path, kind: str) -> Path:
    return max((home / "lexical").glob(f"*.{kind}"), key=lambda path: path.stat().st_size)


def in_collection(home: Path, change: Callable) -> None:
    client = chromadb.PersistentClient(str(home / "chroma"))
    change(client)
    client.close()


def other_dimension(client) -> None:
    client.delete_collection(COLLECTION)
    collection = client.create_collection(COLLECTION, embedding_function=None)
    collection.add(ids=["a"], embeddings=[[1.0, 0.0]], documents=["a"])


def without(key: str) -> Harm:
    def harm(home: Path) -> None:
        library = Library(load_settings(home=home))
        (gone,) = library.catalog.find([key])
        library.close()
        writer = tantivy.Index.open(str(home / "lexical")).writer()
        writer.delete_documents_by_term("id", gone.id)
        writer.commit()

    return harm


def as_a_file(path: Path) -> None:
    shutil.rmtree(path)
    path.write_text("no folder")


def as_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "x").touch()


CHROMA: dict[str, tuple[Harm, str]] = {
    "no folder": (lambda h: shutil.rmtree(h / "chroma"), "is missing"),
    "a file in its place": (lambda h: as_a_file(h / "chroma"), "is missing"),
    "marker is a folder": (lambda h: as_a_folder(h / "chroma" / "GENERATION"), "is at change 0 of 2"),
    "no database": (lambda h: (h / "chroma" / "chroma.sqlite3").unlink(), "cannot be read"),
    "database cut short": (lambda h: cut(h / "chroma" / "chroma.sqlite3"), "cannot be read"),
    "marker behind": (lambda h: (h / "chroma" / "GENERATION").write_text("1"), "is at change 1 of 2"),
    "marker ahead": (lambda h: (h / "chroma" / "GENERATION").write_text("99"), "is at change 99 of 2"),
    "marker is garbage": (lambda h: (h / "chroma" / "GENERATION").write_text("x"), "is at change 0 of 2"),
    "other dimension": (lambda h: in_collection(h, other_dimension), "lacks 6 passages"),
    "passages gone": (
        lambda h: in_collection(h, lambda c: c.get_collection(COLLECTION).delete(where={"key": {"$in": ["ice", "bees"]}})),
        "lacks 2 passages",
    ),
    "passages too many": (
        lambda h: in_collection(
            h, lambda c: c.get_collection(COLLECTION).add(ids=["x"], embeddings=np.ones((1, 256)), documents=["x"])
        ),
        "has 1 that are no more",
    ),
}  # fmt: skip
CHROMA_FILES: dict[str, tuple[Harm, str]] = {
    "all gone": (lambda h: shutil.rmtree(segment(h)), "cannot be read"),
    "cut short": (lambda h: cut(segment(h) / "data_level0.bin"), "cannot be read"),
    "links spoilt": (
        lambda h: spoil_links(segment(h) / "data_level0.bin"),
        "cannot be read (it crashes whoever tries)",
    ),
}
LEXICAL: dict[str, tuple[Harm, str]] = {
    "no folder": (lambda h: shutil.rmtree(h / "lexical"), "is missing"),
    "a file in its place": (lambda h: as_a_file(h / "lexical"), "is missing"),
    "marker is a folder": (lambda h: as_a_folder(h / "lexical" / "GENERATION"), "is at change 0 of 2"),
    "no list of files": (lambda h: (h / "lexical" / "meta.json").unlink(), "cannot be read"),
    "list of files cut short": (lambda h: cut(h / "lexical" / "meta.json"), "cannot be read"),
    "a file gone": (lambda h: largest(h, "term").unlink(), "cannot be read"),
    "a file cut short": (lambda h: cut(largest(h, "store")), "has damaged files"),
    "a file spoilt": (lambda h: spoil(largest(h, "idx")), "has damaged files"),
    "marker ahead": (lambda h: (h / "lexical" / "GENERATION").write_text("99"), "is at change 99 of 2"),
    "papers gone": (without("ice"), "lacks 1 papers"),
}
