"""Retrieval: both indexes, fused; as a function and as a LangChain retriever."""

import subprocess
import sys

import numpy as np
import pytest
from langchain_core.documents import Document

from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.conditions import conditions
from rag.library.dense import Dense
from rag.library.library import Library
from rag.records import Paper
from rag.search.langchain import PaperRetriever
from rag.search.retrieve import of_neighbours, retrieve
from rag.search.weights import RANKING


def test_sample_questions_find_their_paper(sample_library: Library):
    wanted = {
        "Which method lets a weak language model improve by playing against earlier copies of itself?": "Self-Play",
        "training on tiny devices without backprop": "Learning with Local Gradients",
        "number of ABX3 perovskite samples": "An inorganic ABX3 perovskite",
    }
    for question, title in wanted.items():
        assert retrieve(sample_library, question, 3)[0].paper.title.startswith(title)


def test_the_best_paper_has_the_best_of_each_signal_and_scores_descend(sample_library: Library):
    title = "Self-Play Fine-Tuning Converts Weak Language Models to Strong Language Models"
    hits = retrieve(sample_library, title.removesuffix(" Models"), 47)
    assert len(hits) == 47 and [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert hits[0].paper.title == title
    assert (hits[0].lexical, hits[0].dense) == (max(h.lexical for h in hits), max(h.dense for h in hits))
    # Its neighbours aside, it is the best in all: BM25, cosine and late interaction at their full weights.
    all_but_neighbours = 1 + RANKING.dense + RANKING.interaction
    assert all_but_neighbours <= hits[0].score <= all_but_neighbours + RANKING.neighbours


def test_a_whole_title_finds_its_paper_first(library: Library):
    add(
        library,
        [
            paper(key="long", title="Dancing bees and where they dance", abstract="Dancing bees dance and dance. " * 9),
            paper(key="short", title="Dancing bees", abstract="We report on quarterly tax law."),
        ],
    )
    assert retrieve(library, "Dancing bees!")[0].paper.key == "short"


@pytest.fixture
def dated(library: Library) -> Library:
    """200 papers on bees: 100 a decade, 10 a year, every fifth at the same venue with the same keyword."""
    add(
        library,
        [
            paper(
                key=str(i),
                title=f"Bees {i}",
                abstract=f"Honey bees dance for food, note {i} of many.",
                year=str(2000 + i // 10),
                venue="ICLR 2015" if i % 5 == 0 else "Apidologie",
                authors=["Ada Karlsson"] if i % 2 else ["Bo Lind"],
                keywords=["waggle dance"] if i % 5 == 0 else [],
            )
            for i in range(200)
        ],
    )
    return library


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        (["year>=2015"], range(150, 200)),
        (["year>=2001"], range(10, 200)),
        (["year=2003"], range(30, 40)),
        (["venue~iclr"], range(0, 200, 5)),
        (["authors~Karlsson"], range(1, 200, 2)),
        (["keywords~waggle"], range(0, 200, 5)),
        (["year=2003", "keywords~waggle dance"], [30, 35]),
        (["year=1999"], []),
    ],
)
@pytest.mark.parametrize("exact_passages", [25_000, 0])
def test_conditions_hold_in_every_index(dated: Library, where: list[str], wanted, exact_passages: int):
    """Those that leave few papers and those that leave most go different ways, through Chroma or not."""
    dated.dense = Dense(dated.home / "chroma", dated.catalog, exact_passages)
    found = retrieve(dated, "honey bees dance for food", 200, conditions(where))
    assert {int(hit.paper.key) for hit in found} == set(wanted)
    few = {hit.paper.id for hit in found[:2]}
    assert {hit.paper.id for hit in retrieve(dated, "honey bees", 10, conditions(where), among=few)} == few


def test_a_paper_among_good_neighbours_is_lifted():
    vectors = np.array([[1, 0], [0.96, 0.28], [0.96, -0.28], [0, 1], [0.28, 0.96]], dtype=np.float32)
    lifted = of_neighbours(vectors, np.array([0.5, 1.0, 1.0, 0.5, 0.1]))
    assert lifted[0] > lifted[3]
    assert np.allclose(of_neighbours(vectors[:1], np.array([1.0])), 0)


def test_a_paper_that_one_index_proposed_gets_its_score_from_the_other(library: Library):
    """Each index proposes a few hundred papers at most; the one that only BM25 proposes must still have its cosine."""
    filler = [
        paper(key=f"f{i}", title=f"Bees {i}", abstract=f"Honey bees dance for food and water, note {i}.")
        for i in range(499)
    ]
    odd = paper(key="odd", title="Oddity", abstract="Quarterly tax law and zorbly for accountants, in nine volumes.")
    add(library, [*filler, odd])
    question = "honey bees dance for food zorbly"
    library.refresh()
    vector = library.embed(question)
    assert odd.id not in library.dense.nearest(vector, 100)
    hits = {h.paper.key: h for h in retrieve(library, question, 500)}
    assert abs(hits["odd"].dense - library.dense.cosines(vector, [odd.id])[odd.id]) < 1e-6
    dense_only = [i for i in library.dense.nearest(vector, 100) if i not in library.lexical.search(question, 100)]
    assert dense_only
    assert all(h.lexical > 0 for h in hits.values())


def test_search_syntax_and_odd_text_are_only_words(sample_library: Library):
    for question in ('"unbalanced', "title:x AND (", "what's p53-mutant?", "\x00", "🦆", "NOT * ~", "a" * 5_000):
        retrieve(sample_library, question, 5)


def test_the_order_is_the_same_each_time(library: Library):
    add(library, [paper(key=str(i), title="Same", abstract=f"Same words {i}.") for i in range(30)])
    first = [h.paper.id for h in retrieve(library, "same words", 30)]
    assert first == [h.paper.id for h in retrieve(library, "same words", 30)]


def test_langchain_retriever_gives_documents_with_metadata(library: Library, three_papers: list[Paper]):
    add(library, three_papers)
    found = PaperRetriever(library=library, k=2).invoke("where do honey bees find food")
    assert all(isinstance(document, Document) for document in found) and len(found) == 2
    assert found[0].page_content == three_papers[0].abstract
    assert found[0].metadata["title"] == three_papers[0].title
    assert found[0].metadata["authors"] == ["Ada Karlsson", "Bo Lind"]
    assert {"id", "key", "year", "venue", "doi", "url", "score"} <= found[0].metadata.keys()


def test_the_plain_function_does_not_import_langchain():
    script = (
        "import sys, rag.search.retrieve, rag.answer.assistant\n"
        "sys.exit(any(m.startswith(('langchain', 'chromadb')) for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], timeout=60).returncode == 0
