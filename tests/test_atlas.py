"""The library's atlas: places by meaning, topics and their names, and how it follows the library."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.intake.readers.record import paper
from rag.intake.sample import sample_papers
from rag.library.adding import add, remove
from rag.library.library import Library
from rag.search.atlas import Atlas, atlas_of
from rag.search.atlas.atlas import read_atlas, write_atlas
from rag.search.atlas.layout import landmarks, topics_for
from rag.search.atlas.names import topic_names
from rag.search.atlas.tsne import main_directions
from rag.setup.settings import load_settings


@pytest.fixture(scope="module")
def mapped_home(tmp_path_factory: pytest.TempPathFactory, sample_home: Path) -> Path:
    """The sample library with its atlas made and kept."""
    home = Path(shutil.copytree(sample_home, tmp_path_factory.mktemp("mapped") / "home"))
    library = Library(load_settings(home=home))
    atlas_of(library)
    library.close()
    return home


@pytest.fixture
def sample(tmp_path: Path, mapped_home: Path) -> Iterator[Library]:
    library = Library(load_settings(home=shutil.copytree(mapped_home, tmp_path / "home")))
    yield library
    library.close()


def place_of(atlas: Atlas) -> dict[str, tuple[float, ...]]:
    return {i: tuple(place.tolist()) for i, place in zip(atlas.paper_ids, atlas.places, strict=True)}


def alike(one: Atlas, other: Atlas) -> bool:
    same = (one.paper_ids, one.names) == (other.paper_ids, other.names)
    return same and (one.places == other.places).all() and (one.topics == other.topics).all()


def others(count: int) -> list:
    return [
        paper(key=f"bee{n}", title=f"Bees and their dance {n}", abstract=f"Honey bees dance {n} times a day.")
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 8, 47])
def test_a_library_of_any_size_has_an_atlas(library: Library, count: int):
    papers = list(sample_papers())[:count]
    add(library, papers)
    shares: list[float] = []
    atlas = atlas_of(library, shares.append)
    assert set(atlas.paper_ids) == {p.id for p in library.papers()} and len(atlas) == count
    assert atlas.places.shape == (count, 2) and np.isfinite(atlas.places).all() and (abs(atlas.places) <= 1).all()
    assert len(set(place_of(atlas).values())) == count
    assert set(atlas.topics.tolist()) == set(range(len(atlas.names)))
    assert shares == sorted(shares) and shares[-1] == 1.0


def test_papers_with_the_same_words_or_none_have_a_place(library: Library):
    same = [replace(p, abstract="Bees dance.", title="Bees") for p in others(9)]
    add(library, [*same, paper(key="signs", title="?!", abstract="...")])
    atlas = atlas_of(library)
    assert len(atlas) == len(library) and np.isfinite(atlas.places).all()


def test_the_same_papers_give_the_same_atlas_however_they_came(tmp_path: Path, sample: Library):
    turned = Library(load_settings(home=tmp_path / "turned"))
    papers = list(sample_papers())
    add(turned, [*papers[::-1][:30], *others(3)])
    add(turned, papers)
    remove(turned, ["bee0", "bee1", "bee2"])
    assert alike(atlas_of(turned), atlas_of(sample))
    turned.close()


def test_an_atlas_is_made_once_and_stored(sample: Library):
    (sample.home / "map.npz").unlink()
    first = atlas_of(sample)
    written = (sample.home / "map.npz").stat().st_mtime_ns
    shares: list[float] = []
    assert alike(atlas_of(sample, shares.append), first) and shares == []
    assert (sample.home / "map.npz").stat().st_mtime_ns == written
    assert not list(sample.home.glob(".map.npz.*"))


def test_new_papers_are_placed_among_the_old_which_stay(sample: Library):
    before = atlas_of(sample)
    add(sample, others(5))
    after = atlas_of(sample)
    assert place_of(before).items() <= place_of(after).items() and len(after) == 52
    assert (after.names, after.generation) == (before.names, sample.catalog.generation())
    bees = after.places[[after.titles.index(p.title) for p in others(5)]]
    assert bees.std(axis=0).max() < before.places.std(axis=0).max() / 2  # like ones are near each other


def test_a_library_that_has_grown_by_more_than_a_quarter_is_laid_out_anew(sample: Library, tmp_path: Path):
    before = atlas_of(sample)
    add(sample, others(12))
    after = atlas_of(sample)
    assert after.laid_out == 59 and not place_of(before).items() <= place_of(after).items()
    fresh = Library(load_settings(home=tmp_path / "fresh"))
    add(fresh, [*others(12), *sample_papers()])
    assert alike(atlas_of(fresh), after)
    fresh.close()


def test_removed_papers_disappear_and_changed_ones_move(sample: Library):
    before = atlas_of(sample)
    gone, changed = before.paper_ids[0], sample.catalog.get([before.paper_ids[1]])[before.paper_ids[1]]
    remove(sample, [gone])
    add(sample, [replace(changed, abstract="Honey bees dance to tell where food is.")])
    after = place_of(atlas_of(sample))
    assert gone not in after and after[changed.id] != place_of(before)[changed.id]
    assert {i: after[i] for i in before.paper_ids[2:]} == {i: place_of(before)[i] for i in before.paper_ids[2:]}


def test_titles_and_years_follow_the_library(sample: Library):
    before = atlas_of(sample)
    one = sample.catalog.get([before.paper_ids[0]])[before.paper_ids[0]]
    assert before.titles[0] == one.title
    add(sample, [replace(one, year=2021)])
    assert atlas_of(sample).years[0] == 2021


@pytest.mark.parametrize("damage", [b"", b"no atlas", b"PK\x03\x04 half of one"])
def test_a_damaged_file_is_made_anew(sample: Library, damage: bytes):
    first = atlas_of(sample)
    (sample.home / "map.npz").write_bytes(damage)
    assert read_atlas(sample.home) is None
    assert alike(atlas_of(sample), first) and alike(read_atlas(sample.home), first)


def test_a_file_whose_parts_do_not_fit_is_made_anew(sample: Library):
    first = atlas_of(sample)
    for broken in (
        replace(first, places=first.places[1:]),
        replace(first, places=first.places * np.nan),
        replace(first, topics=first.topics + 50),
        replace(first, titles=first.titles[1:]),
    ):
        write_atlas(sample.home, broken)
        assert read_atlas(sample.home) is None and alike(atlas_of(sample), first)
    whole = (sample.home / "map.npz").read_bytes()
    (sample.home / "map.npz").write_bytes(whole[: len(whole) // 2])
    assert alike(atlas_of(sample), first)


def test_another_embedder_makes_another_atlas(sample: Library):
    first = atlas_of(sample)
    write_atlas(sample.home, replace(first, embedding="other", places=-first.places))
    assert alike(atlas_of(sample), first)


def test_a_folder_that_cannot_hold_the_atlas_shows_it_all_the_same(sample: Library):
    first = atlas_of(sample)
    (sample.home / "map.npz").unlink()
    (sample.home / "map.npz").mkdir()
    assert alike(atlas_of(sample), first) and not list(sample.home.glob(".map.npz.*"))


def test_papers_that_are_near_in_meaning_are_near_in_the_atlas():
    random = np.random.default_rng(7)
    topics = random.normal(size=(40, 64))
    vectors = (topics[random.integers(40, size=1_500)] + random.normal(size=(1_500, 64)) * 0.8).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    first = landmarks(vectors[:500], 1_500)
    among, _ = first.among(vectors[500:])
    map_ = kept_together(vectors, np.concatenate([first.places, among]))
    chance, flat = 50 / 1_500, kept_together(vectors, main_directions(vectors))
    assert map_ > 0.4 and map_ > 10 * chance and map_ > 2 * flat


def kept_together(vectors: np.ndarray, places: np.ndarray) -> float:
    """The share of the 10 nearest by cosine that are among the 50 nearest in the atlas, over 200 papers."""
    found = 0
    for row in range(200):
        near = np.argsort(-(vectors @ vectors[row]))[1:11]
        in_atlas = np.argsort(((places - places[row]) ** 2).sum(axis=1))[1:51]
        found += len(np.intersect1d(near, in_atlas))
    return found / 2_000


def test_topics_grow_with_the_library():
    assert [topics_for(papers) for papers in (1, 5, 47, 5_183, 49_303)] == [1, 1, 4, 18, 37]


LLMS = [
    ("Aligning LLMs", "We align LLMs. LLMs follow instructions; instruction tuning of LLMs is studied."),
    ("Large language models", "LLMs learn. Instruction tuning makes large language models (LLMs) obey."),
    ("Tuning of models", "Instruction tuning of LLMs and of large language models improves results."),
]
BEES = [
    ("Bee dances", "Waggle dances of honey bees. The waggle dance tells of food."),
    ("On the Waggle Dance", "The honey bee's waggle dance and dancing bees."),
    ("Foraging", "Honey bees forage. A waggle dance of one honey bee recruits others."),
]


def named(*topics: list[tuple[str, str]]) -> list[str]:
    told = [
        (paper(key=f"{number}{title}", title=title, abstract=abstract), number)
        for number, texts in enumerate(topics)
        for title, abstract in texts
    ]
    return topic_names(told, len(topics))


def test_topics_are_called_by_what_tells_them_apart_as_it_is_written():
    llms, bees = named(LLMS, BEES)
    assert "LLMs" in llms.split(", ") or "large language models" in llms.split(", ")
    assert "instruction tuning" in llms.lower() and "waggle dance" in bees and "honey bee" in bees
    assert "dance" not in llms and "results" not in llms and "we" not in llms.lower().split()


def test_no_name_says_the_same_thing_twice():
    for name in named(LLMS, BEES):
        words = [word.lower().rstrip("s") for phrase in name.split(", ") for word in phrase.split()]
        assert len(words) == len(set(words))
    assert not {"LLMs", "large language models"} <= set(named(LLMS, BEES)[0].split(", "))


def test_known_names_stay_whole_and_spellings_of_one_word_are_not_repeated():
    chains = [
        ("Markov chain Monte Carlo", "Markov chain Monte Carlo draws samples in R packages, of an R package.")
    ] * 3
    virus = [("HIV", "HIV and HIV-1: summaries and summarization of HIV-1, as HIV summaries.")] * 3
    first, second = named(chains, virus)
    assert "Markov chain Monte Carlo" in first and "R package" in first
    phrases = second.split(", ")
    assert sum("HIV" in phrase for phrase in phrases) == 1 and sum("summar" in phrase for phrase in phrases) == 1


def test_a_topic_of_which_there_is_nothing_to_tell_has_a_number():
    assert named([("The", "of and.")], BEES)[0] == "Topic 1"


def test_the_sample_papers_have_names_that_a_reader_understands(sample: Library):
    names = " ".join(atlas_of(sample).names)
    assert "reinforcement learning" in names and "language models" in names
