"""Works that share an identifier stay apart, and records of one work come together for all that differs in them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from rag.intake.readers.record import paper
from rag.intake.works.authors import overlap
from rag.intake.works.identity import sameness
from rag.intake.works.resolve import KnownWorks, Resolver, sought
from rag.records import Paper
from tests.shared_identifiers import KINDS, HardPair, hard_pairs

EACH = 10
PRECISION, RECALL = 1.0, 0.99
SEEN, UNSEEN = 1, 977  # the points of `rag.intake.works.shared` were set on pairs of the first


def found(pair: HardPair) -> bool:
    looked_at = bool(sought(pair.one) & sought(pair.other))
    return looked_at and sameness(pair.one, pair.other, pair.one_file) is not None


@pytest.mark.parametrize("seed", [SEEN, UNSEEN])
def test_hard_pairs_are_told_apart_and_brought_together(seed: int):
    pairs = list(hard_pairs(seed, EACH))
    assert len(pairs) == EACH * len(KINDS) >= 300
    told = [(pair, found(pair)) for pair in pairs]
    right = sum(pair.is_same for pair, is_same in told if is_same)
    wrong = Counter(pair.kind for pair, is_same in told if is_same and not pair.is_same)
    missed = Counter(pair.kind for pair, is_same in told if pair.is_same and not is_same)
    assert right / (right + wrong.total()) >= PRECISION, wrong
    assert right / (right + missed.total()) >= RECALL, missed
    turned = [sameness(pair.other, pair.one, pair.one_file) is not None for pair in pairs]
    assert turned == [sameness(pair.one, pair.other, pair.one_file) is not None for pair in pairs]


ISSUE = {"doi": "10.1000/issue.7", "year": "2021", "venue": "Journal of Owls", "type": "article-journal"}


def record(title: str, **fields) -> Paper:
    return paper(**ISSUE | {"title": title, "abstract": "", "authors": ["Abara, Ngozi"]} | fields)


def homes(records: list[Paper], files: list[str]) -> list[str]:
    return list(Resolver().take(records, KnownWorks([]), files).homes)


def test_what_one_file_gives_to_several_titles_is_none_of_theirs():
    talks = [record("Owls and mice"), record("Barns in winter"), record("The hearing of owls")]
    assert len(set(homes(talks, ["a.csv"] * 3))) == 3
    assert len(set(homes(talks[:2], ["a.csv", "b.csv"]))) == 1  # of two databases, one may have another title


def test_what_several_works_have_proves_nothing_to_a_third_database():
    talks = [record("Owls and mice"), record("Barns in winter")]
    other, again = record("Nests on cliffs"), record("Owls & mice", authors=["N. Abara"])
    ids = homes([*talks, other, again], ["a.csv", "a.csv", "b.csv", "c.csv"])
    assert len(set(ids)) == 3 and ids[3] == ids[0]


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        (["Nguyen, Thi Hoa", "Tran, Van Minh"], ["Thi Hoa, Nguyen", "Van Minh, Tran"], 1.0),
        (["NGUYEN T.H."], ["Thi Hoa, Nguyen"], 1.0),
        (["Xiao, Wang", "Min, Li"], ["Wang, X.", "Li, M."], 1.0),
        (["Wang, Xiao"], ["Xu, W."], 0.0),
        (["Li, Xiang"], ["Li, Wei"], 0.0),
        (["Иванов, Пётр"], ["Ivanov, Pyotr"], None),
        (["王小明"], ["Wang, Xiaoming"], None),
        (["Иванов, Пётр"], ["Сидоров, Олег"], 0.0),
    ],
)
def test_names_that_changed_places_are_one_persons_and_two_alphabets_tell_nothing(one, other, share):
    a, b = (record("Owls", authors=authors).names for authors in (one, other))
    assert overlap(a, b) == share == overlap(b, a)


def test_files_of_the_kinds_that_were_read_wrongly(tmp_path: Path):
    """Chapters, a mangled column and a number of PubMed Central, as files."""
    from rag.intake.readers import read_all

    text = "Wells were dug by hand in the village. The oldest of them is dry since the war."
    chapters = "".join(
        f"@incollection{{b{n}, author={{Berg, Anna}}, title={{{title}}}, booktitle={{Water}}, year=2019, "
        f"doi={{10.1007/978-3-16-148410-0}}, abstract={{{title}. {text}}}}}\n"
        for n, title in enumerate(("Wells and the law", "Ditches and keepers", "Ponds in dry years"))
    )
    rows = "".join(
        f'37000000,{t},"Abara N",2023,{t} were counted in nine towns.\n' for t in ("Doves", "Roofs", "Lamps")
    )
    for name, content in (("b.bib", chapters), ("c.csv", "PMID,Title,Authors,Year,Abstract\n" + rows)):
        (tmp_path / name).write_text(content)
        papers = [found for found in read_all([tmp_path / name]) if isinstance(found, Paper)]
        assert len(set(homes(papers, [name] * 3))) == 3
