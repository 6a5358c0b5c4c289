"""No file hangs or swells the reader: work grows with the file, whatever it nests, repeats or refers to."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.intake.readers import bibtex, read_all, record
from rag.intake.works.authors import overlap
from rag.intake.works.resolve import KnownWorks, Resolver
from rag.library.chunk import passages
from rag.records import Group, LeftOut, Paper, Person, Skipped
from rag.text.cleaning import MAX_CHARS, clean, clean_abstract, kept_because, without_latex
from rag.text.cleaning.arguments import MAX_DEPTH
from rag.text.persons import LONGEST_NAME, read_name
from tests.constructs import FILES, IDENTIFIERS, MEGABYTES, NAMES, SECONDS, TEXTS, constructs, measured, read
from tests.exports import read as read_text
from tests.fuzz import damaged as fuzz

TIMES = 8  # as large
GROWTH = 22  # what grows by the square takes 64 times as long: this is as far from that as from 8
SURELY_QUICK = 0.25  # seconds for the large, of which nothing is told
ROUNDS = 5  # each size is taken at its quickest: what else a machine does is counted with it
SMALL = 4_000


def seconds(work: Callable[[], object]) -> float:
    """What some work takes of the processor."""
    started = time.process_time()
    work()
    return time.process_time() - started


def grows_with_its_size(small: Callable[[], object], large: Callable[[], object]) -> bool:
    """Whether work on what is TIMES as large takes no more than GROWTH times as long. The two are timed in turn, so
    that a machine that is busy for a while is busy for both."""
    of_small, of_large = [], []
    for _ in range(ROUNDS):
        of_small.append(seconds(small))
        of_large.append(seconds(large))
        if min(of_large) < GROWTH * max(min(of_small), SURELY_QUICK / GROWTH):
            return True
    return False


@pytest.mark.parametrize("name", constructs())
def test_work_grows_no_faster_than_the_file(tmp_path: Path, name: str):
    small, large = tmp_path / "small.txt", tmp_path / "large.txt"
    small.write_bytes(constructs()[name](SMALL))
    large.write_bytes(constructs()[name](TIMES * SMALL))
    read(small)  # what is made when it is first used is made here
    assert grows_with_its_size(lambda: read(small), lambda: read(large))


@pytest.mark.parametrize(
    "name",
    ["abstract: accents on nothing", "title: one word before a divided one", "bib: one string often"],
)
def test_a_megabyte_is_read_or_refused_in_time_and_memory(tmp_path: Path, name: str):
    outcome, taken, peak = measured(constructs()[name](1_000_000), tmp_path, 10 * SECONDS)
    assert outcome[0].isdigit() and taken < SECONDS and peak < MEGABYTES


def nested(opening: str, depth: int, closing: str = "}") -> str:
    return opening * depth + "e" + closing * depth


def told(tmp_path: Path, **fields: object) -> tuple[Paper, list[str]]:
    file = tmp_path / "file.jsonl"
    file.write_text(json.dumps({"id": "a", "title": "A title", "abstract": "Text."} | fields), "utf-8")
    found, *others = read_all([file])
    assert isinstance(found, Paper) and all(isinstance(other, LeftOut) for other in others)
    return found, [other.reason for other in others if isinstance(other, Skipped)]


def test_latex_is_read_to_its_depth_and_left_as_it_stands_beyond():
    assert clean(nested(r"\emph{", MAX_DEPTH)) == "e"
    assert without_latex(nested("{", MAX_DEPTH)) == "e"
    deeper = nested(r"\emph{", MAX_DEPTH + 1)
    assert clean(deeper) == clean_abstract(deeper) == without_latex(deeper) == deeper


def test_an_argument_that_fails_is_read_once():
    started = time.process_time()
    assert clean(nested(r"\'{", MAX_DEPTH).replace("e", "ab")).count("ab") == 1
    assert clean(nested(r"\SI{", MAX_DEPTH)).count("e") == 1  # lacks its second argument
    assert time.process_time() - started < 2  # by each level anew, it would be a million times


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (nested(r"\emph{", MAX_DEPTH + 1), "braces"),
        ("{" * (MAX_DEPTH + 1) + " words that go on and on, as an abstract does", "braces"),
        (nested("<sup>", 500, "</sup>"), "tags"),
        ("word " * (MAX_CHARS // 5 + 1), "longer than"),
    ],
)
def test_what_stands_as_it_came_is_told_with_its_place(tmp_path: Path, text: str, why: str):
    found, reasons = told(tmp_path, abstract=text)
    assert [reason.startswith("abstract as it came: ") and why in reason for reason in reasons] == [True]
    assert found.abstract.strip() == text.strip() or why == "tags"


def test_what_is_read_to_its_end_tells_nothing(tmp_path: Path):
    text = r"We show $\frac{\sqrt{x_{i}}}{2}$ in <i>E. coli</i> and H<sub>2</sub>O. " * 200
    assert told(tmp_path, abstract=text)[1] == [] and kept_because(clean_abstract(text)) == ""


def test_an_element_of_any_depth_keeps_its_text(tmp_path: Path):
    file = tmp_path / "deep.xml"
    deep = nested("<b>", 2_000, "</b>").replace("e", "the words within")
    file.write_bytes(b"<PubmedArticleSet>" + _article(f"Before {deep} behind.") + b"</PubmedArticleSet>")
    (found,) = read_all([file])
    assert isinstance(found, Paper) and found.abstract == "Before the words within behind."


def _article(abstract: str) -> bytes:
    return (
        "<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>A title</ArticleTitle><Abstract>"
        f"<AbstractText>{abstract}</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>"
    ).encode()


def test_strings_of_bibtex_make_no_more_than_a_file_may_repeat():
    doubled = (
        "@string{s0 = {" + "word " * 20 + "}}\n" + "".join(f"@string{{s{n + 1} = s{n} # s{n}}}\n" for n in range(30))
    )
    *refused, paper = read_text(bibtex, doubled + "@article{a, title = {T}, abstract = s3 # { and } # s2}")
    assert isinstance(paper, Paper) and paper.abstract.count("word") == 20 * (8 + 4)
    assert refused and all(isinstance(r, Skipped) and "a string of more than" in r.reason for r in refused)


def test_a_parent_of_bibtex_is_given_to_no_more_than_a_file_may_repeat():
    parts = "".join(f"@inbook{{k{n}, title = {{T{n}}}, abstract = {{A{n}}}, crossref = {{p}}}}\n" for n in range(50))
    found = read_text(bibtex, "@book{p, title = {" + "Long " * 4_000 + "}, abstract = {B}}\n" + parts)
    given = [record for record in found if isinstance(record, Paper) and (record.venue or "").startswith("Long")]
    without = [record for record in found if isinstance(record, LeftOut)]
    assert 5 < len(given) < 20 and len(given) + len(without) == 50
    assert all("p is too long to be repeated" in record.reason and record.paper for record in without)


def test_ordinary_strings_and_parents_are_always_put_in():
    text = "@string{j = {Journal of Applied Testing}}\n@proceedings{p, title = {Proceedings of Testing}}\n"
    text += "".join(f"@article{{a{n}, title = {{T}}, abstract = {{A}}, journal = j}}\n" for n in range(300))
    text += "".join(f"@inproceedings{{b{n}, title={{T}}, abstract={{A}}, crossref={{p}}}}\n" for n in range(300))
    found = [record.venue for record in read_text(bibtex, text) if isinstance(record, Paper)]
    assert len(found) == 600 and set(found) == {"Journal of Applied Testing", "Proceedings of Testing"}


def test_an_index_of_words_makes_no_more_than_an_abstract(tmp_path: Path):
    file = tmp_path / "works.json"
    index = {"w" * 50_000: list(range(100))}
    file.write_text(json.dumps({"id": "https://openalex.org/W1", "title": "T", "abstract_inverted_index": index}))
    (skipped,) = read_all([file])
    assert isinstance(skipped, Skipped) and "index of its abstract" in skipped.reason


def test_numbers_and_replies_of_json_have_a_bound(tmp_path: Path):
    found, _ = told(tmp_path)
    file = tmp_path / "file.jsonl"
    file.write_text('{"id": ' + "7" * 5_000 + ', "title": "A title", "abstract": "Text."}')
    (long,) = read_all([file])
    assert isinstance(long, Paper) and long.key == "7" * 5_000
    file.write_text('{"message":' * 3_000 + "{}" + "}" * 3_000)
    (deep,) = read_all([file])
    assert isinstance(deep, Skipped) and found.key == "a"


def test_lines_that_an_open_quotation_mark_swallowed_are_not_read_over_and_over(tmp_path: Path):
    file = tmp_path / "table.csv"
    file.write_text('title,abstract\nA,"opened\n' + 'x"y,"z\n' * 20_000 + "B,Text\n")
    started = time.process_time()
    first, *rest = read_all([file])
    assert isinstance(first, Skipped) and first.position == "line 2" and "not closed" in first.reason
    assert [record.title for record in rest if isinstance(record, Paper)] == ["B"]
    assert time.process_time() - started < 10


def test_marks_on_one_letter_stay_and_are_parted_by_a_joiner():
    text = clean("a" + "\u0301\u0323" * 1_000)
    assert text.replace("\u034f", "").count("\u0301") + text.count("á") == 1_000
    assert max(map(len, text.split("\u034f"))) <= 32
    assert clean("Zażółć gęślą jaźń — e\u0301") == "Zażółć gęślą jaźń — é"


def test_what_is_too_long_for_a_name_is_a_group():
    assert isinstance(read_name("Okafor, Ada"), Person)
    assert isinstance(read_name("Okafor, " + "a" * LONGEST_NAME), Group)


def _records(n: int, **fields: object) -> list[Paper]:
    words = [f"word{number * 7919 % 1_000}" for number in range(20 * n)]
    given = [
        {"title": " ".join(words[20 * at : 20 * at + 6]), "abstract": " ".join(words[20 * at : 20 * at + 20])}
        for at in range(n)
    ]
    return [record.paper(**({**own, "key": str(at)} | fields)) for at, own in enumerate(given)]


@pytest.mark.parametrize(
    "fields",
    [
        {"key": "1"},
        {"doi": "10.1000/1"},
        {"title": "Editorial", "abstract": ""},
        {"title": "One title that is the same for all of them", "abstract": "And one text, which says nothing else."},
    ],
    ids=["key", "doi", "title", "all"],
)
def test_records_that_share_all_that_they_are_looked_for_by_take_no_more_the_more_there_are(fields: dict[str, str]):
    few, many = _records(60, **fields), _records(TIMES * 60, **fields)
    assert grows_with_its_size(
        lambda: Resolver().take(few, KnownWorks(())), lambda: Resolver().take(many, KnownWorks(()))
    )


def test_lists_of_thousands_of_authors_are_compared_by_their_first(tmp_path: Path):
    atlas = [f"Family{number}, A." for number in range(3_000)]
    one, other = (
        record.paper(title="The title of it", abstract="", key=key, authors=names)
        for key, names in (("a", atlas), ("b", [f"Other{n}, B." for n in range(3_000)]))
    )
    started = time.process_time()
    assert overlap(one.names, one.names) == 1 and overlap(one.names, other.names) == 0
    assert time.process_time() - started < 2


def test_among_a_crowd_the_same_record_and_the_same_page_are_found():
    editorials = [
        record.paper(
            title="Editorial",
            abstract="",
            key=f"k{at}",
            year=str(1900 + at),
            volume=str(at),
            pages=f"{at}",
            authors=["Li, B."],
        )
        for at in range(100)
    ]
    known = KnownWorks(())
    first = Resolver().take(editorials, known)
    assert len(first.works) == 100
    again = Resolver()
    again.take(editorials, known)
    assert again.total == {"unchanged": 100}
    other = record.paper(
        title="Editorial", abstract="", key="other", year="1990", volume="90", pages="90", authors=["B. Li"]
    )
    assert [work.id for work in known.works_of(other)] == [first.homes[90]]


@pytest.mark.parametrize(
    "text", ["a" * 40_000, "漢" * 40_000, "a. " * 10_000, "word " * 8_000], ids=["a word", "signs", "letters", "words"]
)
def test_passages_of_any_text_take_time_by_its_length(text: str):
    small, large = (Paper(id="a", key="a", title="", abstract=text[: len(text) // part]) for part in (TIMES, 1))
    assert "".join(passage.text for passage in passages(large)).replace(" ", "") == text.replace(" ", "")
    assert grows_with_its_size(lambda: passages(small), lambda: passages(large))


SEEDS = [
    b"@string{j = {A Journal}}\n@article{k1, title = {A {T}itle of {\\'e}l\\`eves}, author = {Okafor, Ada and {The Group}},\n"
    b"  abstract = {We show $x^2$ and $\\frac{1}{2}$.}, journal = j, year = 2020, doi = {10.1000/abc}}\n",
    b"TY  - JOUR\nTI  - A title of pupils\nAU  - Okafor, A.\nPY  - 2020\nAB  - We show this.\nDO  - 10.1000/abc\nER  - \n",
    b"PMID- 123\nTI  - A title that\n      goes on.\nAB  - We show this.\nFAU - Okafor, Ada\nDP  - 2020 Jan\n\n",
    b'title,abstract,authors,year\n"A title, quoted","We show\nthis.","Okafor, A.; Li, B.",2020\nAnother,More text.,C. D.,2021\n',
    b'{"id": "a", "title": "A title", "abstract": "We show \\u00e9l\\u00e8ves.", "authors": ["Ada Okafor"], "year": 2020}\n',
    b'[{"id": 1, "title": "A title", "author": [{"family": "Okafor", "given": "Ada"}], "issued": {"date-parts": [[2020]]},'
    b' "container-title": "A Journal", "abstract": "<jats:p>We show H<sub>2</sub>O.</jats:p>"}]',
    b"<PubmedArticleSet>" + _article("We show <i>E. coli</i> &amp; more<sup>2</sup>.") + b"</PubmedArticleSet>",
    b"FN Clarivate\nVR 1.0\nPT J\nAU Okafor, A\nTI A title\n   of pupils\nAB We show this.\nPY 2020\nER\n\nEF\n",
    ("A title of a page\n\n" + "We show this and more of it in the end. " * 8 + "\n\n").encode() * 3,
]


def test_damaged_exports_raise_nothing_and_invent_nothing(tmp_path: Path):
    assert list(fuzz.failures(SEEDS, 200, 1, tmp_path)) == []


def test_the_fuzz_sees_an_error_and_a_word_that_does_not_stand_in_the_file(tmp_path: Path):
    words = fuzz._Words(b'{"title": "Na\\u00efve pupils", "abstract": "{\\\\"o}ver H<sub>2</sub>O"}')
    paper = Paper(id="a", key="a", title="Naïve pupils", abstract="över H2O")
    assert words.invented(paper) == ""
    assert "invention" in words.invented(Paper(id="a", key="a", title="An invention", abstract=""))
    made = [fuzz.mutated(SEEDS, random.Random(number)) for number in range(50)]
    assert len(set(made)) > 45 and made == [fuzz.mutated(SEEDS, random.Random(number)) for number in range(50)]


def test_every_kind_of_construct_is_grown():
    assert len(constructs()) == 2 * len(TEXTS) + len(IDENTIFIERS) + 2 * len(NAMES) + len(FILES) + 24
