"""Papers out through every format and in again: not one field is lost but those that docs/reference.md says it is."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from rag.export import Format
from rag.intake.readers.bibtex.names import names
from rag.intake.readers.record import paper
from rag.records import Group, Name, Paper, Person
from rag.text.persons import person, read_name
from tests.benchmarks.round_trip import FORMATS, drawn, losses, report, round_trip

SHARED = Path(__file__).parents[2] / "shared" / "data" / "formats"
IN_PARTS = (Format.bib, Format.ris)  # a name stands there as the format has it, not as it was written elsewhere
EACH = pytest.mark.parametrize("format", FORMATS)
PARTS = dict(
    title="The α of C&A: 3D {R} tells 5% & more -- of mRNA",
    abstract="BACKGROUND: Bees danced, it is said.\n\nRESULTS: They did; p < 0.05, 50% of x_1.",
    year="2021",
    venue="Insects & Co",
    doi="10.1000/x(3)_y",
    pmid="123456",
    url="https://example.org/a_b?c=1",
    keywords=["bees, wild", "dance"],
    volume="12-13",
    issue="Suppl 3",
    pages="S11-S19",
    publisher="Press & Sons",
)
TYPES = [
    "article-journal",
    "paper-conference",
    "chapter",
    "book",
    "thesis",
    "report",
    "article",
    "dataset",
    "webpage",
] + [*("software", "patent", "manuscript", "review", "standard", "article-newspaper", "map", "speech", "bill", "")]
PEOPLE: tuple[Name, ...] = (
    *map(read_name, ("Karlsson, Ada", "van der Berg, Jan", "King, Martin Luther, Jr.", "O'Neil, B.", "Madonna")),
    *map(read_name, ("Ortega y Gasset, José", "Saint-Exupéry, Antoine de", "de la Vallée Poussin, Charles", "王, 伟")),
    *map(read_name, ("Müller, Jörg", "Иванов, И. И.", "d'Alembert, Jean", "SMITH, JOHN", "Karlsson, Ada")),
    *map(Group, ("Max Planck", "OpenAI", "Ford Motor Company, Inc.", "Barnes and Noble", "World Health Organization")),
    *map(Group, ("Brazil, Russia, India and China Group", "Statistics Norway", "Sons {Ltd} & 5%")),
)
UNUSUAL: tuple[Name, ...] = (
    *(
        person("Griffin", "D. K.", text="Griffin DK"),
        person("Lind", "Bo", text="Bo Lind"),
        Person("Van Minh", "Van Minh"),
    ),
    Person("de Quincy, Thomas", "de Quincy", "Thomas"),
    Person("Wang Wei", "Wang", "Wei"),
    Person("Roe, Max, Esq.", "Roe", "Max", suffix="Esq."),
    Person("King, Jr., Martin", "King", "Martin", suffix="Jr."),
)


def lost(given: Paper, format: Format) -> list[str]:
    (back,) = round_trip([given], format)
    found = [name for name, _, _ in losses(given, back, format, back.key)]
    return [name for name in found if name != "authors" or format not in IN_PARTS]


@EACH
@pytest.mark.parametrize("kind", TYPES)
def test_every_kind_of_paper_keeps_all_of_its_fields(format: Format, kind: str):
    aliases = ("arxiv:2001.00001", "doi:10.1/a;2-2", "key:B 1")
    made = paper(key="Bees:2021", type=kind, authors=PEOPLE, aliases=aliases, **PARTS)
    assert made.names == PEOPLE and made.aliases == aliases
    for given in (
        made,
        replace(made, retracted=True, venue=None),
        replace(made, publisher=None, year=None, key=made.id),
    ):
        assert lost(given, format) == []


@EACH
def test_a_preprint_keeps_its_number(format: Format):
    preprint = dict(title="Bees", abstract="Bees dance.", arxiv_id="2001.00001", type="article")
    for more in ({}, {"doi": "10.1000/x"}, {"venue": "Insects", "type": "article-journal", "key": "Bees"}):
        assert lost(paper(**preprint | more), format) == []


@pytest.mark.parametrize("format", [Format.csl, Format.csv, Format.jsonl])
def test_where_parts_have_places_of_their_own_any_name_keeps_them_and_its_text(format: Format):
    assert lost(paper(title="Bees", abstract="x", authors=UNUSUAL), format) == []


def test_bibtex_keeps_the_parts_of_any_name():
    given = paper(title="Bees", abstract="x", authors=UNUSUAL)
    (back,) = round_trip([given], Format.bib)
    assert back.names == given.names
    others = {"Griffin DK": "Griffin, D. K.", "Wang Wei": "Wang, Wei", "Roe, Max, Esq.": "Roe, Esq., Max"}
    assert back.authors == tuple(others.get(text, text) for text in given.authors)


def test_names_in_bibtex_mean_the_same_to_pybtex():
    from pybtex.database import parse_string

    from rag.export.bibtex import bibtex

    people = [name for name in (*PEOPLE, *UNUSUAL) if "{" not in name.text]
    given = paper(title="Bees", abstract="x", authors=people)
    (entry,) = parse_string("".join(bibtex([given], {given.id: "k"})), "bibtex").entries.values()
    for name, read in zip(people, entry.persons["author"], strict=True):
        parts = [" ".join(words) for words in (read.prelast_names, read.last_names, read.lineage_names)]
        parts.append(" ".join((*read.first_names, *read.middle_names)))
        if isinstance(name, Group):
            assert parts == ["", f"{{{name.name}}}", "", ""]
        else:
            assert [part.strip("{}") for part in parts] == [name.particle, name.family, name.suffix, name.given]


def _any_name(chance: random.Random) -> Person:
    families = [
        "Berg",
        "Li",
        "Ortega y Gasset",
        "d'Alembert",
        "al-Sadat",
        "De Quincy",
        "Vallée Poussin",
        "SMITH",
        "王",
        "Ng",
    ]
    given = ["Jan", "J.-P.", "JA", "Ann B.", "Antoine de", "", "伟", "Mary Jo", "Ó", "Š. T."]
    found = person(
        chance.choice(families),
        chance.choice(given),
        chance.choice(["", "", "van", "de la", "von und zu"]),
        chance.choice(["", "", "Jr.", "III"]),
    )
    found = found if found.given else replace(found, suffix="")  # which no format but CSL and JSON can tell
    ways = [found.text, f"{found.given} {found.surname}".strip(), f"{found.surname} {found.given}".strip()]
    return replace(found, text=chance.choice(ways))


@pytest.mark.parametrize("seed", range(20))
def test_names_of_any_parts_come_back_in_every_format(seed: int):
    chance = random.Random(seed)
    given = paper(title="Bees", abstract="x", authors=[_any_name(chance) for _ in range(10)])
    for format in FORMATS:
        named = given
        if format == Format.ris:  # which holds a name of one part only where this is one word
            named = replace(given, names=tuple(n for n in given.names if isinstance(n, Person) and n.given))
        (back,) = round_trip([named], format)
        assert (format, back.names) == (format, named.names)


def test_a_field_of_names_is_parted_by_its_braces():
    assert names("{Barnes and Noble, Inc.} and {De Quincy}, Thomas and {\\O}stergaard, {\\AA}sa and {Planck, M.}") == [
        Group("Barnes and Noble, Inc."),
        Person("", "De Quincy", "Thomas"),
        Person("", "Østergaard", "Åsa"),
        Person("", "Planck", "M."),
    ]


def test_real_exports_lose_no_field_but_a_names_way_of_writing(capsys: pytest.CaptureFixture[str]):
    papers = drawn(SHARED, 60) if SHARED.exists() else [paper(title="Bees", abstract="x", authors=PEOPLE)]
    report(papers, FORMATS, show=1)
    told = [line.split(":")[0].strip() for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert {field for field in told if not field.startswith(("(", "'"))} <= {"authors"}


@EACH
@pytest.mark.parametrize(
    "title",
    ["CO₂ and H₂O in m⁻² of ice", "e⁺e− → ℝ³ with ħ and ≉ and 𝔸", "Περί φύσεως", "Ό,τι ⅓ ΑΒ", "ΔH‡ at α ≤ 5 °C, √2"],
)
def test_signs_and_letters_of_titles_and_journals_come_back(format: Format, title: str):
    assert lost(paper(title=title, abstract="x", venue=f"J. {title}", type="article-journal"), format) == []


@EACH
def test_a_journal_named_like_its_editorial_stays(format: Format):
    assert lost(paper(title="Ice", abstract="x", venue="Ice", type="article-journal"), format) == []
