"""The same work once: labelled pairs family by family, and records that meet in every order."""

from __future__ import annotations

import json
from collections import Counter
from itertools import permutations
from pathlib import Path

import pytest

from rag.intake.readers.record import paper
from rag.intake.works.identifiers import identifiers
from rag.intake.works.identity import same_work
from rag.intake.works.merge import Work
from rag.intake.works.resolve import KnownWorks, Resolver, sought
from rag.records import Paper
from tests.pairs import FAMILIES, Pair, pairs

EACH = 20
PRECISION, RECALL = 0.99, 0.95
A_FAMILY = 0.85  # of each family's pairs that are told rightly: no kind of pair may be given up


@pytest.fixture(scope="module", params=[20260, 20261])
def labelled(request) -> list[Pair]:
    return list(pairs(request.param, EACH))


def found(pair: Pair) -> bool:
    """As a library finds it: looked for at the same place, and then compared."""
    return bool(sought(pair.one) & sought(pair.other)) and same_work(pair.one, pair.other)


def test_works_are_told_apart_and_brought_together(labelled: list[Pair]):
    assert len(labelled) == EACH * len(FAMILIES) >= 300
    told = [(pair, found(pair)) for pair in labelled]
    right = sum(is_same for pair, is_same in told if pair.is_same)
    wrong = [pair for pair, is_same in told if is_same and not pair.is_same]
    assert right / (right + len(wrong)) >= PRECISION, wrong[:5]
    assert right / sum(pair.is_same for pair in labelled) >= RECALL
    missed = Counter(pair.family for pair, is_same in told if is_same != pair.is_same)
    assert all(n <= (1 - A_FAMILY) * EACH for n in missed.values()), missed


@pytest.fixture(scope="module")
def by_hand() -> list[Pair]:
    """Pairs as the exports of indexes, publishers and reference managers have them, written down one by one."""
    lines = (Path(__file__).parent / "golden" / "pairs.jsonl").read_text().splitlines()
    read = map(json.loads, lines)
    return [Pair(p["what"], record_of(p["one"]), record_of(p["other"]), p["same"]) for p in read]


def record_of(fields: dict) -> Paper:
    return paper(**{"abstract": ""} | fields)


def test_pairs_written_by_hand_are_told_apart_and_brought_together(by_hand: list[Pair]):
    assert len(by_hand) >= 150
    right = [pair for pair in by_hand if pair.is_same and found(pair)]
    wrong = [pair.family for pair in by_hand if not pair.is_same and found(pair)]
    missed = [pair.family for pair in by_hand if pair.is_same and not found(pair)]
    assert len(right) / (len(right) + len(wrong)) >= PRECISION, wrong
    assert len(right) / (len(right) + len(missed)) >= RECALL, missed
    assert [p.family for p in by_hand if same_work(p.one, p.other) != same_work(p.other, p.one)] == []


def test_it_does_not_matter_which_record_comes_first(labelled: list[Pair]):
    assert [p for p in labelled if same_work(p.one, p.other) != same_work(p.other, p.one)] == []


def record(**fields) -> Paper:
    plain = {"title": "Sparse attention for protein graphs", "abstract": "We look at protein graphs."}
    return paper(**plain | {"authors": ["Ada Okafor", "Bo Lind"], "year": "2021"} | fields)


PREPRINT = record(key="pre", arxiv_id="2101.00001v2", venue="arXiv", type="article", year="2020")
PUBLISHED = record(key="pub", doi="10.1000/j.1", venue="Journal of Graphs", volume="7", type="article-journal")
INDEXED = record(key="med", pmid="31415926", doi="10.1000/j.1", title="[Sparse attention for protein graphs]", year="")
BY_PMID = record(key="csv", pmid="31415926", title="Protein graphs, sparsely attended", authors=[], year="")


def resolved(records: list[Paper], lot: int) -> tuple[list[Work], Resolver]:
    """What a library holds after records came in lots."""
    works: dict[str, Work] = {}
    resolver = Resolver()
    for start in range(0, len(records), lot):
        changed = resolver.take(records[start : start + lot], KnownWorks(works.values()))
        works |= {work.id: work for work in changed.works}
        works = {i: work for i, work in works.items() if i not in changed.joined}
    return list(works.values()), resolver


@pytest.mark.parametrize("lot", [1, 2, 4])
@pytest.mark.parametrize("order", [*permutations([PREPRINT, PUBLISHED, INDEXED, BY_PMID])], ids=lambda o: o[0].key)
def test_records_of_one_work_end_as_one_paper_in_any_order(order: tuple[Paper, ...], lot: int):
    works, resolver = resolved(list(order), lot)
    assert len(works) == 1
    one = works[0].paper
    assert (one.doi, one.arxiv_id, one.pmid) == ("10.1000/j.1", "2101.00001", "31415926")
    assert (one.venue, one.volume, one.year, one.type) == ("Journal of Graphs", "7", 2021, "article-journal")
    assert one.key == order[0].key
    assert {a for a in one.aliases if a.startswith("key:")} == {f"key:{r.key}" for r in order[1:]}
    assert resolver.total["added"] - resolver.joined == 1
    assert resolver.total["added"] + resolver.total["merged"] == 4


def test_the_published_doi_is_the_papers_and_the_other_stays_findable():
    posted = record(key="bio", doi="10.1101/2020.01.02.123456v2", venue="bioRxiv")
    (work,), _ = resolved([posted, PUBLISHED], 1)
    assert (work.paper.doi, work.paper.key, work.id) == ("10.1000/j.1", "bio", posted.id)
    assert "doi:10.1101/2020.01.02.123456" in work.paper.aliases
    again, resolver = resolved(
        [posted, PUBLISHED, record(key="bio", doi="10.1101/2020.01.02.123456v3", title="Retitled")], 1
    )
    assert (len(again), resolver.total["added"]) == (1, 1)


def test_the_arxiv_doi_is_the_arxiv_id():
    assert identifiers(record(doi="10.48550/arXiv.1706.03762v3")) == identifiers(record(arxiv_id="1706.03762"))


def test_half_a_doi_names_no_work():
    assert not same_work(record(doi="10.1007"), record(doi="10.1007", title="Bees", abstract="Bees dance.", authors=[]))
    assert same_work(record(doi="10.1007"), record(doi="10.1007/978-3"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (record(doi="10.1000/a"), record(doi="10.1000/b")),
        (record(pmid="1111111"), record(pmid="2222222")),
        (record(arxiv_id="2101.00001"), record(arxiv_id="2101.00002")),
        (record(doi="10.1101/2020.01.02.111111"), record(doi="10.1101/2020.01.02.222222")),
    ],
)
def test_different_identifiers_of_one_kind_are_of_different_works(one: Paper, other: Paper):
    assert not same_work(one, other)
    assert same_work(one, record(venue="Journal of Graphs"))


def test_a_record_without_identifiers_does_not_join_what_publishers_keep_apart():
    works, _ = resolved([record(key="a", doi="10.1000/a"), record(key="b", doi="10.1000/b"), record(key="c")], 1)
    assert sorted(work.paper.doi for work in works) == ["10.1000/a", "10.1000/b"]


def test_retraction_and_abstract_survive_merging():
    title = "RETRACTED: Sparse attention for protein graphs"
    (work,), _ = resolved(
        [record(key="a", abstract=""), record(key="b", title=title), record(key="c", doi="10.1/x")], 2
    )
    assert (work.paper.retracted, work.paper.abstract) == (True, "We look at protein graphs.")
    (work,), _ = resolved([record(key="a", abstract="The first."), record(key="b", doi="10.1/x")], 1)
    assert work.paper.abstract == "The first."


@pytest.mark.parametrize(
    ("title", "retracted"),
    [
        ("RETRACTED: Bees", True),
        ("Retracted Article: Bees", True),
        ("[Retracted] Bees", True),
        ("Bees (Retracted article. See vol. 3, pg. 1, 2019)", True),
        ("Retraction notice to: Bees", False),
        ("Retracted papers and who cites them", False),
        ("Bees", False),
    ],
)
def test_a_title_that_says_so_marks_a_retracted_paper(title: str, retracted: bool):
    found = paper(title=title, abstract="On bees.")
    assert (found.retracted, found.title) == (retracted, title)


def test_an_entry_that_went_from_preprint_to_published_is_updated_and_keeps_both_identifiers():
    before, after = record(key="k", arxiv_id="2101.00001"), record(key="k", doi="10.1/x", venue="Journal of Graphs")
    (work,), _ = resolved([before], 1)
    resolver = Resolver()
    (changed,) = resolver.take([after], KnownWorks([work])).works
    assert (changed.paper.doi, changed.paper.arxiv_id, changed.paper.venue) == (
        "10.1/x",
        "2101.00001",
        "Journal of Graphs",
    )
    assert (resolver.total["updated"], resolver.total["merged"]) == (1, 0)


def test_a_preprint_without_a_key_does_not_overwrite_what_was_published():
    published = record(doi="10.1000/j.1", venue="Journal of Graphs", volume="7")
    (work,), _ = resolved([published, record(arxiv_id="2101.00001", venue="arXiv", year="2020")], 1)
    assert (work.paper.venue, work.paper.year, work.paper.arxiv_id) == ("Journal of Graphs", 2021, "2101.00001")


def test_of_two_entries_with_one_key_the_changed_one_takes_its_own_place():
    first, second = record(key="k", keywords=["graphs"]), record(key="k", venue="Journal of Graphs")
    (work,), _ = resolved([first, second], 2)
    changed = Resolver().take([first, record(key="k", venue="Annals of Graphs")], KnownWorks([work])).works[0].paper
    assert (changed.keywords, changed.venue) == (("graphs",), "Annals of Graphs")


def test_an_editorial_without_abstract_is_recognised_when_it_is_read_again():
    editorial = record(title="Editorial", abstract="", key="ed")
    (work, _), _ = resolved([editorial, record(title="Editorial", abstract="", key="ed2", volume="3", pages="1-2")], 1)
    again = Resolver()
    assert again.take([editorial], KnownWorks([work])).works == ()
    assert (again.total["added"], again.total["unchanged"]) == (0, 1)


def test_a_record_without_a_key_takes_the_place_of_what_it_was_and_not_of_another_exports():
    ours = record(doi="10.1000/j.1", venue="J. Graphs", authors=["Okafor A", "Lind B"])
    theirs = record(
        doi="10.1000/j.1",
        venue="Journal of Graphs",
        abstract="We look at graphs of proteins.",
        url="https://example.org",
    )
    (work,), _ = resolved([ours], 1)
    reading = Resolver()
    (work,) = reading.take([theirs], KnownWorks([work])).works
    assert (reading.total["merged"], work.paper.venue, work.paper.abstract) == (1, "J. Graphs", ours.abstract)
    for again in (ours, theirs):
        reading = Resolver()
        assert reading.take([again], KnownWorks([work])).works == ()
        assert reading.total["unchanged"] == 1
    reading = Resolver()
    edited = record(doi="10.1000/j.1", venue="J. Graphs", authors=ours.authors, year="2022")
    (work,) = reading.take([edited], KnownWorks([work])).works
    assert (reading.total["updated"], work.paper.year) == (1, 2022)
