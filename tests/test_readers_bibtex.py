"""BibTeX and BibLaTeX: each program's fields, macros and parents, and what a broken entry costs."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from itertools import count

import pytest

from rag.intake.readers import bibtex
from rag.intake.readers.bibtex.allowance import Allowance
from rag.intake.readers.bibtex.entry import Entry
from rag.intake.readers.bibtex.parents import WAITING, Parents
from rag.intake.readers.lines import PIECE_CHARS, RECORD_CHARS
from rag.records import Paper, Skipped
from tests.exports import counts, papers, read

ZOTERO = r"""
@article{smith_deep_2020,
	title = {Deep {NeRF} of $x_{i}$},
	volume = {12},
	issn = {1234-5678},
	url = {https://example.org/a_b},
	doi = {10.1000/ABC_1},
	abstract = {Words about {GANs}. More words.},
	number = {3},
	journal = {Journal of {Things}},
	author = {Smith, Ann and {Barnes and Noble} and others},
	month = jan,
	year = {2020},
	note = {Retracted},
	keywords = {one, two words},
	pages = {38--59},
}
"""


def entry(fields: str, kind: str = "article", key: str = "k") -> str:
    return f"@{kind}{{{key},\n  title = {{T}},\n  abstract = {{Words.}},\n  {fields}\n}}\n"


def paper(fields: str, kind: str = "article") -> Paper:
    (found,) = papers(bibtex, entry(fields, kind))
    return found


def test_a_zotero_entry_with_every_field():
    (found,) = papers(bibtex, ZOTERO)
    assert (found.key, found.title, found.abstract) == (
        "smith_deep_2020",
        found.title,
        "Words about GANs. More words.",
    )
    assert found.title.startswith("Deep NeRF of ")
    assert found.authors == ("Smith, Ann", "Barnes and Noble")
    assert (found.year, found.venue, found.volume, found.issue, found.pages) == (
        2020,
        "Journal of Things",
        "12",
        "3",
        "38-59",
    )
    assert (found.doi, found.url) == ("10.1000/abc_1", "https://example.org/a_b")
    assert (found.keywords, found.type, found.retracted) == (("one", "two words"), "article-journal", True)


def test_a_web_of_science_entry_with_capitalised_fields_and_values_over_two_lines():
    (found,) = papers(
        bibtex,
        "@article{ ISI:000272996000048,\nAuthor = {Grandi, Rich C. and Piper,\n   Matt},\n"
        "Title = {{Amino-acid imbalance by dietary\n   restriction}},\nJournal = {{NATURE}},\nYear = {{2009}},\n"
        "Pages = {{1061-U121}},\nAbstract = {{Dietary restriction extends\n   life.}},\n"
        "Type = {{Article; Retracted Publication}},\nKeywords = {{ageing; diet, and more}},\n"
        "Web-of-Science-Categories  = {{Science \\& Technology}},\nUnique-ID = {{ISI:000272996000048}},\n}\n",
    )
    assert (found.key, found.year, found.venue, found.pages) == ("ISI:000272996000048", 2009, "NATURE", "1061-U121")
    assert found.title == "Amino-acid imbalance by dietary restriction"
    assert found.abstract.split() == "Dietary restriction extends life.".split()
    assert [" ".join(name.split()) for name in found.authors] == ["Grandi, Rich C.", "Piper, Matt"]
    assert found.keywords == ("ageing", "diet, and more") and found.retracted


def test_strings_months_and_concatenation():
    (found,) = papers(
        bibtex,
        '@string{jml = "J. Mach. Learn."}\n@STRING(full = jml # { Res.})\n@preamble{"\\newcommand{\\x}{}"}\n'
        '@article{a, title = {One # } # "two", journal = FULL, month = 3 # mar, year = 2020, volume = unknown,\n'
        ' abstract = "Words with {"}quotes{"} and a # sign."}\n',
    )
    assert (found.title, found.venue, found.year, found.volume) == (
        "One # two",
        "J. Mach. Learn. Res.",
        2020,
        "unknown",
    )
    assert found.abstract == 'Words with "quotes" and a # sign.'


def test_parents_before_and_after_their_parts_and_data_of_biblatex():
    found = papers(
        bibtex,
        entry("crossref = {Proc20}, year = {1999}", "inproceedings", "late")
        + "@proceedings{proc20, title = {Proceedings of X}, year = 2020, publisher = {ACM},\n abstract = {All of it.}}\n"
        + entry("crossref = {proc20}", "inproceedings", "early")
        + "@xdata{pub, publisher = {Springer}, xdata = {more}}\n@xdata{more, date = {2021-05-01}}\n"
        + entry("xdata = {pub}, crossref = {nowhere}", "book", "data")
        + entry("crossref = {odd}", "incollection", "part")
        + entry("year = 2022", "misc", "odd"),
    )
    by_key = {paper.key: paper for paper in found}
    assert [paper.key for paper in found] == ["proc20", "early", "odd", "late", "data", "part"]
    assert {(by_key[key].venue, by_key[key].publisher) for key in ("late", "early")} == {("Proceedings of X", "ACM")}
    assert (by_key["late"].year, by_key["early"].year, by_key["early"].abstract) == (1999, 2020, "Words.")
    assert (by_key["part"].venue, by_key["part"].year) == ("T", 2022)
    assert (by_key["data"].publisher, by_key["data"].year, by_key["data"].venue) == ("Springer", 2021, None)


def test_fields_of_biblatex():
    found = paper(
        "subtitle = {And more}, journaltitle = {J}, date = {2020-05-01/2020-06}, issue = {7}, langid = {german},\n"
        "author = {family=Smith, given=Ann, prefix=von and given=Bob, family=Ray}, location = {Berlin}"
    )
    assert (found.title, found.venue, found.year, found.issue) == ("T: And more", "J", 2020, "7")
    assert found.authors == ("von Smith, Ann", "Ray, Bob")


@pytest.mark.parametrize(
    ("names", "persons"),
    [
        (r"Roe, R. and \v{C}apek, K. and \L{}ukasz, Z.", ("Roe, R.", "Čapek, K.", "Łukasz, Z.")),
        (r"\'Ecole and Nguy{\~{\^e}}n, V{\u a}n", ("École", "Nguyễn, Văn")),
        (
            "{Simon and Schuster} AND A. Sandand\n  and\tB. Andy and others",
            ("Simon and Schuster", "A. Sandand", "B. Andy"),
        ),
        ("family=Gogh, given=Vincent, prefix=van, useprefix=true", ("van Gogh, Vincent",)),
        ("family=King, given=Martin Luther, suffix=Jr.", ("King, Jr., Martin Luther",)),
    ],
)
def test_persons(names: str, persons: tuple[str, ...]):
    assert paper(f"author = {{{names}}}").authors == persons


def test_journals_by_the_macros_of_astronomers():
    assert paper(r"journal = {\mnras}").venue == "Monthly Notices of the Royal Astronomical Society"


def test_the_first_of_several_addresses():
    assert paper(r"url = {https://example.org/a{\_}b https://example.org/c}").url == "https://example.org/a_b"


@pytest.mark.parametrize(
    "fields",
    [
        "eprint = {1706.03762v5}, archiveprefix = {arXiv}",
        "eprint = {1706.03762}, eprinttype = {arxiv}, eprintclass = {cs.CL}",
        "arxivId = {1706.03762}, archivePrefix = {arXiv}",
        "journal = {arXiv preprint arXiv:1706.03762}",
        "journal = {CoRR}, volume = {abs/1706.03762}",
        "number = {{arXiv:1706.03762}}, publisher = {arXiv}",
        "note = {arXiv:1706.03762 [cs]}",
        "doi = {10.48550/arXiv.1706.03762}",
        "url = {https://arxiv.org/abs/1706.03762v1}",
    ],
)
def test_an_arxiv_id_wherever_programs_put_it(fields: str):
    assert paper(fields, "misc").arxiv_id == "1706.03762"


@pytest.mark.parametrize(
    "fields",
    [
        "eprint = {https://example.org/doi/pdf/10.1002/x.2020.12345}",
        "note = {Comment: extends arXiv:1706.03762}",
        "eprint = {1706.03762}, eprinttype = {jstor}",
    ],
)
def test_no_arxiv_id_where_another_is_only_spoken_of(fields: str):
    assert paper(fields).arxiv_id is None


@pytest.mark.parametrize(
    ("kind", "fields", "type_"),
    [
        ("article", "journal = {J}", "article-journal"),
        ("article", "journal = {arXiv preprint arXiv:1706.03762}", "article"),
        ("misc", "eprint = {1706.03762}, archiveprefix = {arXiv}", "article"),
        ("article", "journal = {J}, eprint = {1706.03762}, archiveprefix = {arXiv}", "article-journal"),
        ("INPROCEEDINGS", "booktitle = {B}", "paper-conference"),
        ("incollection", "booktitle = {B}", "chapter"),
        ("phdthesis", "school = {ETH}", "thesis"),
        ("techreport", "institution = {MIT}", "report"),
        ("misc", "howpublished = {\\url{https://example.org/x}}", None),
    ],
)
def test_types(kind: str, fields: str, type_: str | None):
    assert paper(fields, kind).type == type_


def test_identifiers_without_the_escapes_of_tex():
    found = paper(
        "doi = {10.1007/978-3{\\_}24}, url = {https://example.org/a\\%20b\\&c}, pmid = {123456}, school = {ETH}",
        "phdthesis",
    )
    assert (found.doi, found.url, found.pmid, found.publisher) == (
        "10.1007/978-3_24",
        "https://example.org/a%20b&c",
        "123456",
        "ETH",
    )
    assert paper("howpublished = {\\url{https://example.org/x}}").url == "https://example.org/x"
    assert paper("note = {PMID: 654321}").pmid == "654321"
    assert paper("doi = {10.1007}, doi = {10.1007/whole}").doi == "10.1007/whole"


@pytest.mark.parametrize(
    "key",
    ["DBLP:conf/x/A+B", "10.1002/(SICI)1097:15<1661::AID>3.0", "Müller&Söhne_2020*", "a=b", 'O\'Neil "x"', "two words"],
)
def test_keys_stay_byte_for_byte(key: str):
    (found,) = papers(bibtex, entry("year = 2020", key=key))
    assert found.key == key


def test_a_key_may_stand_on_the_next_line():
    found = papers(bibtex, "@inproceedings{\nsmith2020,\ntitle={A},\nabstract={W.}\n}\n" + entry("", key="two"))
    assert [(p.key, p.title) for p in found] == [("smith2020", "A"), ("two", "T")]


def test_two_works_may_share_a_key():
    found = papers(bibtex, entry("year = 2020") + entry("year = 2021"))
    assert [(p.key, p.year) for p in found] == [("k", 2020), ("k", 2021)]


def test_comments_groups_and_text_between_entries_are_no_records():
    found = papers(
        bibtex,
        "% Encoding: UTF-8\nThis file was made by a program.\n\n" + ZOTERO + "%%% contains utf-8, see: x@y {z}\n"
        "%@article{commented, title = {No}}\n@Comment{jabref-meta: grouping:\n0 AllEntriesGroup:;\n1 Static\\;0\\;;\n}\n"
        + entry("year = 2020", key="last")
        + "@comment without braces\n",
    )
    assert [p.key for p in found] == ["smith_deep_2020", "last"]


def test_entries_in_one_line_in_parentheses_and_with_at_signs_in_values():
    found = papers(
        bibtex,
        '@article{a, title={A}, abstract={Mail\n@home {x} or a\\\\} } @article(b, title = "B (b) )", abstract = {B.}),'
        "@misc{title = {No key}, abstract = {C.}}",
    )
    assert [(p.title, p.key) for p in found[:2]] == [("A", "a"), ("B (b) )", "b")]
    assert found[2].title == "No key" and found[2].key == found[2].id
    assert found[0].abstract.startswith("Mail @home x or a")


BROKEN = {
    "too few braces": ("@article{bad,\n title = {Open,\n abstract = {Words.},\n}\n", "not balanced"),
    "too many braces": ("@article{bad,\n title = {A}},\n abstract = {Words.},\n}\n", "not balanced"),
    "too many braces at the end": ("@article{bad, title = {A}, abstract = {Words } here}\n}\n", "not balanced"),
    "no comma": ("@article{bad,\n title = {A}\n abstract = {Words.}\n}\n", "broken BibTeX"),
    "no quote": ('@article{bad,\n title = "A,\n abstract = {Words.}\n}\n', "broken BibTeX"),
    "too long": ("@article{bad,\n abstract = {" + "x" * RECORD_CHARS + "}\n}\n", "longer than"),
    "a broken string": ("@string{bad}\n", "broken BibTeX"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_entry_costs_only_itself(name: str):
    text, reason = BROKEN[name]
    before, skipped, after = read(bibtex, entry("", key="one") + text + entry("", key="two"))
    assert (before.key, after.key) == ("one", "two")
    assert isinstance(skipped, Skipped) and reason in skipped.reason
    assert skipped.position == "line 6 (bad)"


def test_the_parser_s_own_log_stays_out_of_the_terminal():
    code = "import io; from rag.intake.readers import bibtex; print(list(bibtex.read(io.StringIO('@string{a}'), 'f')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "broken BibTeX" in done.stdout and not done.stderr


def test_a_file_cut_short_gives_what_is_whole():
    found, skipped = read(bibtex, entry("", key="one") + entry("", key="two")[:-10])
    assert found.key == "one"
    assert (skipped.position, skipped.reason) == ("line 6 (two)", "the file ends before its closing brace")


def test_entries_do_not_wait_for_a_parent_without_an_end():
    parents = Parents(Allowance())
    ready = [list(parents.add(Entry(line, "inbook", str(line), {"crossref": "never"}))) for line in range(WAITING + 2)]
    assert [entry.line for entries in ready for entry in entries] == [0, 1]
    assert [entry.line for entry in parents.rest()] == list(range(2, WAITING + 2))


def test_a_position_can_be_printed():
    (skipped,) = read(bibtex, "@article{M\udcfcller\x1b[31m, title = {T}")
    assert skipped.position == "line 1 (M?ller?[31m)"


def test_a_record_without_abstract_is_told_with_its_paper():
    (skipped,) = read(bibtex, "\n\n@article{k, title = {A {Title}}, year = 2020}")
    assert (skipped.position, skipped.reason, skipped.paper.title) == ("line 3 (k)", "no abstract", "A Title")


def test_undecoded_bytes_and_control_characters_are_no_error():
    (found,) = papers(bibtex, entry("note = {\x00\x0c}, author = {M\udcfcller, A}", key="k"))
    assert len(found.authors) == 1


class Made(io.TextIOBase):
    """A stream that is made while it is read, and asked for no whole line."""

    def __init__(self, texts: Iterator[str]) -> None:
        self.texts, self.rest = texts, ""

    def readline(self, size: int = -1) -> str:
        assert 0 < size <= PIECE_CHARS
        while "\n" not in self.rest and len(self.rest) < size and (text := next(self.texts, "")):
            self.rest += text
        end = min(self.rest.find("\n") + 1 or size, size)
        line, self.rest = self.rest[:end], self.rest[end:]
        return line


def test_entries_come_while_the_file_is_read():
    stream = bibtex.read(Made(entry("", key=f"k{i}") for i in count()), "file")
    assert [next(stream).key for _ in range(3)] == ["k0", "k1", "k2"]


def test_a_line_without_an_end_costs_its_entry_and_no_memory():
    text = ["@article{k, abstract = {", *["x" * PIECE_CHARS] * 20, "}}\n", entry("", key="next")]
    skipped, found = bibtex.read(Made(iter(text)), "file")
    assert (skipped.position, "longer than" in skipped.reason, found.key) == ("line 1 (k)", True, "next")


def test_a_whole_file_in_one_line():
    keys = [f"k{i}" for i in range(300)]
    text = "".join(entry(f"note = {{{'x' * 10_000}}}", key=key).replace("\n", " ") for key in keys)
    assert len(text) > 3 * PIECE_CHARS
    assert [found.key for found in papers(bibtex, text)] == keys


def test_an_entry_may_begin_where_a_piece_of_a_long_line_ends():
    first = "@article{one, title = {T}, abstract = {Words.}, note = {"
    first += "x" * (PIECE_CHARS - len(first) - len("}} @arti")) + "}} "
    assert len(first + "@arti") == PIECE_CHARS
    assert [found.key for found in papers(bibtex, first + "@article{two, title = {T}, abstract = {W.}}")] == [
        "one",
        "two",
    ]


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (ZOTERO, True),
        ("% Encoding: UTF-8\n", True),
        ("% Encoding: UTF-8\n\n@Comment{jabref-meta: databaseType:bibtex;}\n", True),
        ("Automatically generated by Mendeley Desktop 1.19\nAny changes will be lost.\n" + ZOTERO, True),
        ("@string{a = {b}}\n", True),
        ("@article(b, title = {B})", True),
        ('{"id": "@article{a, title = {x}}"}\n', False),
        ("Cite as:\n" + "Prose of a page about a paper. " * 60 + "\n" + ZOTERO, True),
        ("@media{a}\n", False),
        ("@command(name, help='x')\ndef f(): ...\n", False),
        ("write to me@home.org (a, b = 2)", False),
    ],
)
def test_what_is_taken_for_bibtex(head: str, is_one: bool):
    assert bibtex.sniff(head) is is_one


@pytest.mark.parametrize(
    ("name", "with_abstract", "without"),
    [("wos_savedrecs.bib", 122, 21), ("zotero_betterbib.bib", 216, 16), ("jabref_test.bib", 36, 120)],
)
def test_real_exports(name: str, with_abstract: int, without: int):
    found = counts(bibtex, f"bibtex/{name}")
    assert found is None or found == (with_abstract, {"no abstract": without})
