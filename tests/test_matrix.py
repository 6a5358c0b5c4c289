"""The passages in memory: brought up to date step by step, they are what reading all anew gives."""

import numpy as np

from rag.intake.readers.record import paper
from rag.library.adding import add, remove
from rag.library.library import Library
from rag.library.matrix import Matrix


def same(ours: Matrix, fresh: Matrix) -> bool:
    assert ours.generation == fresh.generation and sorted(ours.paper_ids) == sorted(fresh.paper_ids)
    for paper_id in set(fresh.paper_ids):
        assert np.array_equal(ours.vectors[ours.rows([paper_id])], fresh.vectors[fresh.rows([paper_id])])
        assert np.array_equal(ours.tokens(paper_id), fresh.tokens(paper_id))
    tokens = np.arange(2_000, dtype=np.uint16)
    return np.allclose(ours.rarity(tokens), fresh.rarity(tokens))


def test_additions_changes_and_removals_are_taken_up(library: Library, three_papers):
    add(library, three_papers[:2])
    first = Matrix().updated(library.catalog)
    add(library, [three_papers[2]])
    added = first.updated(library.catalog)
    assert len(added) == 3 and same(added, Matrix().updated(library.catalog))
    long = paper(
        key="bees", title="Waggle dances of honey bees", abstract="Bees sleep at night. " * 150, doi="10.1000/bees"
    )
    add(library, [long])
    remove(library, ["ice"])
    add(library, [paper(key="new", title="Moss", abstract="Moss grows in the shade of old walls.")])
    changed = added.updated(library.catalog)
    assert len(changed.rows([three_papers[0].id])) > 1 and not changed.rows([three_papers[2].id])
    assert same(changed, Matrix().updated(library.catalog))
    assert len(first) == 2, "an earlier one stays as it was"


def test_an_emptied_library_is_an_empty_matrix(library: Library, three_papers):
    add(library, three_papers)
    full = Matrix().updated(library.catalog)
    remove(library, [p.key for p in three_papers])
    assert len(full.updated(library.catalog)) == 0
    assert len(full.updated(library.catalog).cosines(np.zeros(256, dtype=np.float32))) == 0
