"""Readers: files -> papers, and a clear word on each record that is none."""

import gzip
from importlib.resources import files
from pathlib import Path

import pytest

from rag.errors import InputError
from rag.intake.readers import read_all
from rag.intake.sample import sample_papers
from rag.records import Paper, Skipped

GOOD = '{"id": "a1", "title": "A title", "abstract": "An abstract.", "year": 2020, "authors": ["A. B.", "C. D."]}'


def read(path: Path) -> list[Paper | Skipped]:
    return list(read_all([path]))


def test_the_sample_page_gives_47_whole_papers():
    papers = list(sample_papers())
    assert len(papers) == 47 == len({p.id for p in papers})
    assert papers[0].title == "Learning Hierarchical Polynomials with Three-Layer Neural Networks"
    assert papers[0].abstract.startswith("We study the problem") and papers[0].abstract.endswith(
        "hierarchical functions."
    )
    assert papers[-1].abstract.endswith("empirically enable this.")
    assert min(len(p.abstract) for p in papers) > 1_000
    furniture = ("Subscribe", "Get trending papers", "Mar 11")
    assert not [p for p in papers if p.title.startswith(furniture) or any(f in p.abstract for f in furniture)]


def test_a_page_is_read_as_it_is_shown():
    """Quotations of it are found in it, letter for letter."""
    page = next(entry for entry in files("seeds").iterdir() if entry.name.endswith(".txt")).read_text("utf-8")
    assert all(p.title in page and p.abstract in page for p in sample_papers())


def test_another_page_is_read_by_its_rhythm_not_by_its_lines(tmp_path: Path):
    prose = "This sentence is here to make a paragraph of running prose. " * 8
    page = tmp_path / "page.txt"
    page.write_text(
        f"Menu\n\nAbout\n\nHome\n\nFirst paper\n\n{prose}\n\nSecond paper\n\n{prose}More.\n\nLost title\n\n"
        f"Third paper\n\n{prose}\n\n{prose}End.\n\nFooter\n\nPrivacy\n"
    )
    read_back = read(page)
    papers = [r for r in read_back if isinstance(r, Paper)]
    assert [p.title for p in papers] == ["First paper", "Second paper", "Third paper"]
    assert papers[2].abstract == f"{prose.strip()}\n\n{prose}End."
    assert [(s.position, s.reason) for s in read_back if isinstance(s, Skipped)] == [
        ("Lost title", "no abstract follows this line")
    ]


def test_json_lines_with_every_field(tmp_path: Path):
    file = tmp_path / "papers.jsonl"
    file.write_text(
        '{"id": "Key:1", "title": " A  title ", "abstract": "An abstract.", "authors": "A. B.; C. D.", "year": "2020",'
        ' "venue": "ICLR", "doi": "https://doi.org/10.1/X", "url": "https://example.org"}\n'
    )
    (paper,) = read(file)
    assert (paper.key, paper.title, paper.authors, paper.year) == ("Key:1", "A title", ("A. B.", "C. D."), 2020)
    assert (paper.venue, paper.doi, paper.url) == ("ICLR", "10.1/x", "https://example.org")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{not json", "not JSON"),
        (b"[1, 2]", "not a JSON object"),
        (b'{"id": "x", "abstract": "text"}', "no title"),
        (b'{"id": "x", "title": "t"}', "no abstract"),
        (b'{"id": "x", "title": "t", "abstract": "  "}', "no abstract"),
        (b'{"title": "\xff\xfe', "not JSON"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"id": "x\\ud800", "title": "t", "abstract": "a"}', "the id holds control characters"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_is_read(tmp_path: Path, line: bytes, reason: str):
    file = tmp_path / "papers.jsonl"
    file.write_bytes(GOOD.encode() + b"\n\n" + line + b"\n" + GOOD.replace("a1", "a2").encode() + b"\n")
    first, skipped, last = read(file)
    assert (first.key, last.key) == ("a1", "a2")
    assert skipped == Skipped(str(file), "line 3", reason)


def test_an_empty_title_is_kept(tmp_path: Path):
    file = tmp_path / "papers.jsonl"
    file.write_text(GOOD.replace("A title", "") + "\n")
    (paper,) = read(file)
    assert (paper.title, paper.abstract) == ("", "An abstract.")


def test_the_content_decides_and_gzip_is_unpacked(tmp_path: Path):
    file = tmp_path / "papers.txt"
    file.write_bytes(gzip.compress(GOOD.encode()))
    assert [p.key for p in read(file)] == ["a1"]


def test_control_characters_become_spaces(tmp_path: Path):
    file = tmp_path / "papers.jsonl"
    file.write_text(GOOD.replace("An abstract.", r"One\u0000two\u001b[31m.") + "\n")
    (paper,) = read(file)
    assert paper.abstract == "One two [31m."


def test_a_folder_is_read_whole_and_strangers_in_it_are_reported(tmp_path: Path):
    (tmp_path / "b.jsonl").write_text(GOOD.replace("a1", "b"))
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "a.jsonl").write_text(GOOD)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\0\0")
    (tmp_path / ".hidden.jsonl").write_text(GOOD)
    found = read(tmp_path)
    assert [p.key for p in found if isinstance(p, Paper)] == ["a1", "b"]
    assert [(Path(s.source).name, s.reason) for s in found if isinstance(s, Skipped)] == [
        ("picture.png", "is not text")
    ]


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"just a note\n"])
def test_a_named_file_of_no_known_format_is_an_error(tmp_path: Path, content: bytes):
    file = tmp_path / "papers.jsonl"
    file.write_bytes(content)
    with pytest.raises(InputError, match=str(file)):
        read(file)


def test_a_missing_file_is_found_before_anything_is_read(tmp_path: Path):
    good = tmp_path / "good.jsonl"
    good.write_text(GOOD)
    with pytest.raises(InputError, match="no such file"):
        next(read_all([good, tmp_path / "missing.jsonl"]))


def test_a_gzip_file_cut_short_gives_what_it_has(tmp_path: Path):
    file = tmp_path / "papers.jsonl.gz"
    lines = "\n".join(GOOD.replace("a1", f"a{i}").replace("An abstract.", f"Words {i * 7919}.") for i in range(5_000))
    file.write_bytes(gzip.compress(lines.encode())[:-2_000])
    *papers, last = read(file)
    assert len(papers) > 1_000 and isinstance(last, Skipped) and "cannot be read" in last.reason
