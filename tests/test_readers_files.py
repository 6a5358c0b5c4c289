"""Opening files: folders, gzip, zip and their bombs, encodings, and what is no text under any name."""

import gzip
import io
import json
import os
import tarfile
import threading
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from rag.errors import InputError
from rag.intake.readers import read_all
from rag.intake.readers.decoding import LINE_LIMIT
from rag.intake.readers.files import file_at
from rag.records import Paper, Skipped

RUSSIAN = "Исследование влияния температуры на рост растений в условиях теплицы: методы и результаты"
JAPANESE = "日本語の文献データベースにおける要約の自動生成に関する研究である"
CHINESE = "本文研究了深度学习在自然语言处理中的应用，并提出了一种新的方法"
FRENCH = "Étude de la pérennité des forêts méditerranéennes où l'été a été très sec"
MEBIBYTE = 1024 * 1024


def line(key: str, title: str = "A title") -> str:
    return json.dumps({"id": key, "title": title, "abstract": f"Abstract of {title}."}, ensure_ascii=False) + "\n"


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def tarred(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def read(*paths: Path, title_only: bool = False) -> tuple[list[Paper], list[Skipped]]:
    records = list(read_all(list(paths), title_only))
    return [r for r in records if isinstance(r, Paper)], [r for r in records if isinstance(r, Skipped)]


@pytest.mark.parametrize(
    ("title", "encoding"),
    [
        *(
            (title, encoding)
            for title in (FRENCH, RUSSIAN, JAPANESE)
            for encoding in (
                "utf-8",
                "utf-8-sig",
                "utf-16",
                "utf-16-le",
                "utf-16-be",
                "utf-32",
                "utf-32-le",
                "utf-32-be",
            )
        ),
        (FRENCH, "latin-1"),
        (f"“{FRENCH}” – a quotation", "cp1252"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "shift-jis"),
        (JAPANESE, "euc-jp"),
        (CHINESE, "gb18030"),
    ],
)
def test_a_file_is_read_in_the_encoding_it_is_in(tmp_path: Path, title: str, encoding: str):
    file = tmp_path / "papers.txt"
    file.write_bytes((line("a", "Plain words") + line("b", title)).encode(encoding))
    papers, skipped = read(file)
    assert [(p.key, p.title, p.abstract) for p in papers] == [
        ("a", "Plain words", "Abstract of Plain words."),
        ("b", title, f"Abstract of {title}."),
    ]
    assert not skipped


def test_one_stray_byte_does_not_change_the_encoding_of_the_rest(tmp_path: Path):
    file = tmp_path / "papers.jsonl"
    file.write_bytes(line("a", RUSSIAN).encode() + line("b", "The na%ve one").replace("%", "\xef").encode("latin-1"))
    papers, skipped = read(file)
    assert next(p.title for p in papers) == RUSSIAN and papers[1].key == "b" and not skipped


def test_old_and_foreign_line_ends(tmp_path: Path):
    for name, end in (("mac", "\r"), ("dos", "\r\n")):
        (tmp_path / name).write_bytes((line("a") + line("b", "Another")).replace("\n", end).encode())
        papers, skipped = read(tmp_path / name)
        assert [p.key for p in papers] == ["a", "b"] and not skipped


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n\r\n\t", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"%PDF-1.7\nsome text", "is a PDF"),
        (b"SQLite format 3\0" + bytes(100), "is a database"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "save it as CSV"),
        (b"{\\rtf1\\ansi {title} words}", "is a document in rich text"),
        (bytes(range(256)) * 20, "is not text"),
        (bytes(5_000), "is not text"),
        (b'<?xml version="1.0"?><xml><records><record>A title</record></records></xml>', "is XML or HTML that"),
        (tarred({"papers.jsonl": line("b").encode()}), "is a tar archive"),
        (gzip.compress(tarred({"papers.jsonl": line("b").encode()})), "is a tar archive"),
        (b"just a note\n", "is in no format that can be read"),
    ],
)
def test_what_is_no_list_of_papers_is_told_under_any_name(tmp_path: Path, content: bytes, reason: str):
    bad, good = tmp_path / "library.bib", tmp_path / "good.jsonl"
    bad.write_bytes(content)
    good.write_text(line("a"))
    papers, skipped = read(bad, good)
    assert [p.key for p in papers] == ["a"]
    assert [(s.source, s.position) for s in skipped] == [(str(bad), "file")] and reason in skipped[0].reason
    with pytest.raises(InputError) as alone:
        read_all([bad])
    assert str(bad) in alone.value.message and reason in alone.value.message


def test_gzip_of_anything_also_inside_zip(tmp_path: Path):
    inner = gzip.compress(line("a").encode())
    (tmp_path / "twice").write_bytes(gzip.compress(gzip.compress(line("b").encode())))
    zipped(tmp_path / "archive.dat", {"papers.jsonl.gz": inner})
    papers, skipped = read(tmp_path / "archive.dat", tmp_path / "twice")
    assert [p.key for p in papers] == ["a", "b"] and not skipped


def test_members_of_a_zip_are_files_of_their_own_and_their_names_only_labels(tmp_path: Path):
    inside = zipped(tmp_path / "inner.zip", {"x": b"x"}).read_bytes()
    (tmp_path / "inner.zip").unlink()
    folder = tmp_path / "in"
    folder.mkdir()
    archive = zipped(
        folder / "archive.zip",
        {
            "b/inner.jsonl": line("b").encode(),
            "../../escaped.jsonl": line("up", "Another").encode(),
            "/etc/absolute.jsonl": line("root", "A third").encode(),
            "nested.zip": inside,
            "picture.png": b"\x89PNG\0\0\0\0",
            "empty.txt": b"",
            "__MACOSX/._inner.jsonl": b"\0\0\0",
            ".DS_Store": b"\0\0\0",
            "bell\x07.txt": b"note",
        },
    )
    before = sorted(tmp_path.rglob("*"))
    papers, skipped = read(archive)
    assert sorted(p.key for p in papers) == ["b", "root", "up"]
    assert sorted((s.source.removeprefix(f"{archive}/"), s.reason.split(":")[0]) for s in skipped) == [
        ("bell?.txt", "is in no format that can be read"),
        ("empty.txt", "is empty"),
        ("nested.zip", "is an archive inside an archive"),
        ("picture.png", "is not text"),
    ]
    assert sorted(tmp_path.rglob("*")) == before
    assert [p.key for p in read(folder)[0]] == [p.key for p in papers]


def test_a_zip_bomb_is_left_packed_and_its_neighbours_are_read(tmp_path: Path):
    archive = zipped(tmp_path / "bomb.zip", {"bomb.jsonl": b" " * (80 * MEBIBYTE), "good.jsonl": line("a").encode()})
    papers, (bomb,) = read(archive)
    assert [p.key for p in papers] == ["a"]
    assert bomb.source == f"{archive}/bomb.jsonl" and "more than 25 times its size" in bomb.reason


def test_a_gzip_bomb_stops_and_what_came_before_is_read(tmp_path: Path):
    file = tmp_path / "bomb.jsonl.gz"
    file.write_bytes(gzip.compress(line("a").encode() + b" " * (80 * MEBIBYTE)))
    (paper,), (rest,) = read(file)
    assert paper.key == "a" and rest.position == "rest of the file" and "25 times its size" in rest.reason


def test_a_zip_of_too_many_files_or_with_overlapping_ones_is_refused(tmp_path: Path):
    many = zipped(tmp_path / "many.zip", {f"{i}": b"" for i in range(10_001)})
    assert "10,001 files" in read(many)[1][0].reason
    content = bytearray(zipped(tmp_path / "one.zip", {"a": os.urandom(1_000)}).read_bytes())
    entry = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    twice = content[:entry] + content[entry:end] * 2 + content[end:]
    end += end - entry
    twice[end + 8 : end + 12] = b"\x02\0\x02\0"
    twice[end + 12 : end + 16] = (end - entry).to_bytes(4, "little")
    overlapping = tmp_path / "overlapping.zip"
    overlapping.write_bytes(twice)
    assert "overlap" in read(overlapping)[1][0].reason


def test_a_spreadsheet_an_encrypted_file_and_a_broken_archive_are_told(tmp_path: Path):
    sheet = zipped(tmp_path / "sheet.xlsx", {"[Content_Types].xml": b"<Types/>", "xl/sheet1.xml": b"<sheet/>"})
    assert "save it as CSV" in read(sheet)[1][0].reason
    secret = bytearray(zipped(tmp_path / "secret.zip", {"a": line("a").encode()}).read_bytes())
    secret[secret.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "secret.zip").write_bytes(secret)
    assert [s.reason for s in read(tmp_path / "secret.zip")[1]] == ["is encrypted"]
    broken = tmp_path / "broken.zip"
    broken.write_bytes(zipped(tmp_path / "whole.zip", {"a": line("a").encode()}).read_bytes()[:-30])
    assert [(s.source, "cannot be read" in s.reason) for s in read(broken)[1]] == [(str(broken), True)]


def test_a_line_too_long_is_told_and_the_others_are_read(tmp_path: Path):
    file = tmp_path / "papers.jsonl"
    file.write_text(line("a") + '{"title": "' + "x" * (LINE_LIMIT + 10) + '"}\n' + line("b", "Another"))
    papers, (long,) = read(file)
    assert [p.key for p in papers] == ["a", "b"]
    assert (long.position, long.reason) == ("line 2", "longer than 8,000,000 characters")


def test_a_page_is_only_read_so_far(tmp_path: Path):
    prose = "This sentence is here to make a paragraph of running prose. " * 8
    file = tmp_path / "page.txt"
    file.write_text(f"First paper\n\n{prose}\n\nSecond paper\n\n{prose}\n\n" + "word " * 4_000_000)
    papers, skipped = read(file)
    assert [p.title for p in papers] == ["First paper", "Second paper"]
    assert [s.position for s in skipped] == ["rest of the file"]


def test_records_without_abstract_are_papers_only_when_asked(tmp_path: Path):
    file = tmp_path / "papers.jsonl"
    file.write_text(line("a") + '{"id": "b", "title": "A bare title"}\n{"id": "c"}\n')
    papers, skipped = read(file)
    assert [p.key for p in papers] == ["a"] and next(s.reason for s in skipped) == "no abstract"
    papers, skipped = read(file, title_only=True)
    assert [(p.key, p.title, p.abstract) for p in papers][1] == ("b", "A bare title", "")
    assert [s.position for s in skipped] == ["line 3"]


def test_a_text_stream_of_the_standard_library_is_enough_for_a_reader():
    from rag.intake.readers import objects

    assert [p.key for p in objects.read(io.StringIO(line("a")), "reply")] == ["a"]


@pytest.mark.parametrize(
    "packed", [bytes, gzip.compress, lambda text: zipped(Path("a.zip"), {"a.jsonl": text}).read_bytes()]
)
def test_what_can_be_read_only_once_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed):
    monkeypatch.chdir(tmp_path)
    content = packed((line("a") + line("b", "Another")).encode())
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(content,))
    writer.start()
    found, skipped = read(pipe)
    writer.join(10)
    assert ([paper.key for paper in found], skipped) == (["a", "b"], [])


def test_a_pipe_that_does_not_end_is_given_up(tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def write() -> None:
        with suppress(BrokenPipeError):
            pipe.write_bytes(line("a").encode() * 10_000)

    writer = threading.Thread(target=write)
    writer.start()
    with pytest.raises(OSError, match="give it as a file"):
        file_at(pipe, most_piped=10_000)
    writer.join(10)
