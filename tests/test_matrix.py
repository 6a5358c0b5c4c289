"""The passages at hand: brought up to date step by step, in memory or in files, they are what reading all anew gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rag.errors import LibraryError
from rag.intake.readers.record import paper
from rag.library.adding import add, remove
from rag.library.dense import Dense
from rag.library.library import Library
from rag.library.matrix import Matrix
from rag.library.mending import mend
from rag.library.passage_files import PASSAGES, PassageFiles
from rag.library.repair import repair
from rag.library.snapshots import keep
from rag.records import Paper
from rag.search.near import nearest_papers
from rag.search.retrieve import retrieve
from rag.setup.settings import load_settings

Keeping = Callable[[Matrix], Matrix]
LONG = paper(
    key="bees", title="Waggle dances of honey bees", abstract="Bees sleep at night. " * 150, doi="10.1000/bees"
)
NEW = paper(key="new", title="Moss", abstract="Moss grows in the shade of old walls.")


@pytest.fixture(params=["in memory", "in files"])
def keeping(request: pytest.FixtureRequest, tmp_path: Path) -> Keeping:
    files = PassageFiles(tmp_path / "passages")
    return files.keep if request.param == "in files" else lambda matrix: matrix


def same(ours: Matrix, fresh: Matrix) -> bool:
    assert ours.generation == fresh.generation and sorted(ours.ids) == sorted(fresh.ids) and len(ours) == len(fresh)
    for paper_id in fresh.ids:
        rows = ours.rows([paper_id])
        assert np.array_equal(ours.vectors(rows), fresh.vectors(fresh.rows([paper_id])))
        assert np.array_equal(ours.tokens(paper_id), fresh.tokens(paper_id))
        assert {ours.paper_of(row) for row in rows} == {paper_id}
    tokens, ids = np.arange(2_000, dtype=np.uint16), fresh.ids
    assert np.allclose(ours.first(ids), fresh.first(ids)) and abs(ours.likeness - fresh.likeness) < 1e-6
    asked = fresh.first(ids[:1])[0]
    assert dict(ours.nearest(asked, 99)) == pytest.approx(dict(fresh.nearest(asked, 99)), abs=1e-6)
    return np.allclose(ours.rarity(tokens), fresh.rarity(tokens))


def test_additions_changes_and_removals_are_taken_up(library: Library, three_papers: list[Paper], keeping: Keeping):
    add(library, three_papers[:2])
    first = keeping(Matrix().updated(library.catalog))
    add(library, [three_papers[2]])
    added = first.updated(library.catalog)
    assert len(added) == 3 and same(added, Matrix().updated(library.catalog))
    add(library, [LONG])
    remove(library, ["ice"])
    add(library, [NEW])
    changed = added.updated(library.catalog)
    assert len(changed.rows([three_papers[0].id])) > 1 and not changed.rows([three_papers[2].id])
    fresh = Matrix().updated(library.catalog)
    assert same(changed, fresh) and same(keeping(changed), fresh)
    assert len(first) == 2, "an earlier one stays as it was"
    remove(library, ["new"])
    assert same(keeping(changed).updated(library.catalog), Matrix().updated(library.catalog))


def test_an_emptied_library_is_an_empty_matrix(library: Library, three_papers: list[Paper], keeping: Keeping):
    add(library, three_papers)
    full = keeping(Matrix().updated(library.catalog))
    remove(library, [p.key for p in three_papers])
    empty = full.updated(library.catalog)
    assert len(empty) == 0 and len(empty.cosines(np.zeros(256, dtype=np.float32))) == 0


@pytest.mark.parametrize("name", ["vectors.npy", "tokens.npy", "starts.npy", "papers", "about.json"])
@pytest.mark.parametrize("damage", ["flipped", "cut", "gone"])
def test_files_that_are_damaged_are_not_read(
    library: Library, three_papers: list[Paper], tmp_path: Path, name: str, damage: str
):
    add(library, three_papers)
    files, matrix = PassageFiles(tmp_path / "passages"), Matrix().updated(library.catalog)
    files.keep(matrix)
    assert len(files.read(matrix.generation)) == 3 and not len(files.read(matrix.generation - 1))
    (path,) = (tmp_path / "passages").glob(f"*/{name}")
    content = bytearray(path.read_bytes())
    content[-1] ^= 0xFF
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(content if damage == "flipped" else content[:-3])
    assert not len(files.read(matrix.generation))
    files.keep(matrix)
    assert same(files.read(matrix.generation), matrix)


def test_of_a_large_library_what_is_new_alone_is_in_memory(library: Library, three_papers: list[Paper]):
    def large() -> Dense:
        return Dense(library.home / "chroma", library.catalog, 0, PassageFiles(library.home / "passages"))

    (library.home / "passages").write_text("in its way")
    library.dense = large()
    add(library, three_papers)
    found = [hit.paper.key for hit in retrieve(library, "dances of bees")]
    assert found[0] == "bees" and library.matrix.outgrown() == 0
    (kept,) = (library.home / "passages").iterdir()
    library.dense = large()  # as another process that is started
    assert [hit.paper.key for hit in retrieve(library, "dances of bees")] == found
    assert library.matrix.outgrown() == 0 and [*(library.home / "passages").iterdir()] == [kept]
    add(library, [NEW])
    assert retrieve(library, "moss on old walls")[0].paper.key == "new"
    assert NEW.id in {p.id for p in nearest_papers(library, three_papers[0].id)}
    (later,) = (library.home / "passages").iterdir()
    assert later != kept and library.matrix.outgrown() == 0
    library.dense.start_over()
    assert not (library.home / "passages").exists()


def test_files_that_cannot_be_taken_away_are_told_in_a_line(library: Library):
    dense = Dense(library.home / "chroma", library.catalog, 0, PassageFiles(library.home / ("x" * 300)))
    with pytest.raises(LibraryError, match="cannot be removed"):
        dense.start_over()


def test_files_of_another_catalogue_are_not_taken_for_its_own(library: Library, three_papers: list[Paper]):
    """What a newest backup has, and the files do not, is found when it has been put back."""
    add(library, three_papers)
    keep(library.home)
    remove(library, ["ice"])
    library.refresh()
    files = PassageFiles(library.home / PASSAGES)
    files.keep(library.matrix)
    library.close()
    (library.home / "catalogue.sqlite").write_bytes(b"damaged")
    assert mend(library.home)
    with Library(load_settings(home=library.home)) as back:
        assert [hit.paper.key for hit in retrieve(back, "glaciers lose ice", 1)] == ["ice"]
        files.keep(Matrix().updated(back.catalog))
        repair(back)
        assert not len(files.read(back.generation()))
