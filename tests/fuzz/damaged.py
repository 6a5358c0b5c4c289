"""Damaged exports, made at random from whole ones, and what no reader may do with them.

    python -m tests.fuzz.damaged DIR --count 10000 --seed 1

Each file is cut, spliced with another, repeated in parts, written in two encodings, or has bytes, tags and lines changed,
taken away or doubled. Whatever comes of it, a reader raises no error but our own, ends within SECONDS of work, and gives
no paper whose words do not stand in the file. What fails is told with the seed that makes it again.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import signal
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

from rag.errors import ColloquyError
from rag.intake.readers import read_all
from rag.intake.readers.decoding import encoding_of
from rag.records import Paper, Skipped
from rag.text.cleaning import clean

SECONDS = 10
_WHOLE = 0.1  # of the files are damaged whole, the others in a window of WINDOW bytes
WINDOW = 30_000
_TAG = re.compile(rb"<[^<>]{1,60}>|^[A-Z][A-Z0-9]{1,3}\s*-? ?|[{}\"\[\]<>@,;:=|\t]|\\[a-z]+|\bEND?\b|\n\n", re.M)
_WORD = re.compile(r"[a-z]{4,}|\d{4,}")
_MARKED = re.compile(r"<[^<>]*>|\\[a-z]+\*?|[^a-z0-9\\<]+|[\\<]")
_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_INTERESTING = (
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\x1a",
    b"\r",
    b"\\",
    b"{",
    b"}",
    b'"',
    b"<",
    b"&",
    b"$",
    b"\xcc\x81",
    b"\xe2\x80\xae",
)

Mutation = Callable[[bytes, random.Random, Sequence[bytes]], bytes]


class Hang(Exception):
    """Reading has taken longer than SECONDS."""


def _two_places(data: bytes, rng: random.Random) -> tuple[int, int]:
    first, second = sorted((rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)))
    return first, second


def _cut(data: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    start, end = _two_places(data, rng)
    return rng.choice((data[:start], data[end:], data[:start] + data[end:]))


def _flipped(data: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 3, 30, 300)) if changed else 0):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _put_in(data: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    at, sign = rng.randrange(len(data) + 1), rng.choice(_INTERESTING)
    return data[:at] + sign * rng.choice((1, 2, 50, 5_000)) + data[at:]


def _spliced(data: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    other = rng.choice(others)
    start, end = _two_places(other, rng)
    at = rng.randrange(len(data) + 1)
    return rng.choice((data[:at] + other[start:], data[:at] + other[start:end] + data[at:], other[:end] + data[at:]))


def _repeated(data: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    start, end = _two_places(data, rng)
    block = data[start : min(end, start + rng.choice((10, 200, 5_000)))]
    return data[:start] + block * min(rng.choice((2, 20, 1_000)), 100_000 // (len(block) + 1) + 1) + data[start:]


def _without_tags(data: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    share = rng.choice((0.01, 0.1, 0.5))
    return _TAG.sub(lambda tag: b"" if rng.random() < share else tag.group(), data)


def _with_tags_twice(data: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    share = rng.choice((0.01, 0.1, 0.5))
    return _TAG.sub(lambda tag: tag.group() * 2 if rng.random() < share else tag.group(), data)


def _lines_moved(data: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    lines = data.splitlines(keepends=True)
    for _ in range(rng.choice((1, 5, 50)) if lines else 0):
        line = lines.pop(rng.randrange(len(lines)))
        for _ in range(rng.choice((0, 1, 2))):
            lines.insert(rng.randrange(len(lines) + 1), line)
        if not lines:
            break
    return b"".join(lines)


def _in_two_encodings(data: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    start, end = _two_places(data, rng)
    text = data[start:end].decode("utf-8", "replace")
    other = text.encode(
        rng.choice(("latin-1", "cp1252", "cp1251", "utf-16", "utf-16-be", "utf-32", "gb18030", "cp932")), "replace"
    )
    return data[:start] + other + data[end:] if rng.random() < 0.7 else other


def _line_ends(data: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\n", b"\x85", b" ", b"\n\t")))


MUTATIONS: tuple[Mutation, ...] = (
    *(_cut, _flipped, _put_in, _spliced, _repeated, _without_tags, _with_tags_twice, _lines_moved),
    *(_in_two_encodings, _line_ends),
)  # fmt: skip


def mutated(files: Sequence[bytes], rng: random.Random) -> bytes:
    """One of the files, damaged in one to four ways."""
    data = rng.choice(files)
    if len(data) > WINDOW and rng.random() > _WHOLE:
        start = rng.choice((0, rng.randrange(len(data) - WINDOW)))
        data = data[start : start + WINDOW]
    for _ in range(rng.choice((1, 1, 2, 4))):
        data = rng.choice(MUTATIONS)(data, rng, files)
    return data


def wrong(path: Path) -> str:
    """What a reader does with a file that none may do; "" where all is well."""
    data = path.read_bytes()

    def stop(signal_number: int, frame: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        records = list(read_all([path], title_only=True))
    except ColloquyError:
        return ""
    except Hang:
        return f"takes more than {SECONDS} s"
    except Exception as error:  # whatever it is: that it comes is the finding
        return repr(error)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    if others := [record for record in records if not isinstance(record, Paper | Skipped)]:
        return f"gives {others[0]!r}"
    words = _Words(data)
    return next((told for paper in records if isinstance(paper, Paper) and (told := words.invented(paper))), "")


class _Words:
    """The letters of a file, as they stand and without what may stand between those of a word."""

    def __init__(self, data: bytes) -> None:
        encoding = encoding_of(data[:1_000_000])
        text = data.decode(encoding or "latin-1", "surrogateescape" if encoding == "utf-8" else "replace")
        if "\\u" in text:
            text = _JSON_ESCAPE.sub(lambda code: chr(int(code[1], 16)), text)
        # A file in several encodings is read in one of them, and its lines are mended by themselves.
        texts = [
            text,
            unescape(unescape(text)),
            unquote(text),
            clean(text),
            data.decode("cp1252", "replace"),
            data.decode("utf-8", "replace"),
        ]
        plain = [_plain(each) for each in texts]
        self._letters = "\n".join(_NOT_ALPHANUMERIC.sub("", each) + "\n" + _MARKED.sub("", each) for each in plain)

    def invented(self, paper: Paper) -> str:
        """The first word of a paper that does not stand in the file."""
        texts = {
            "title": paper.title,
            "abstract": paper.abstract,
            "authors": " ".join(paper.authors),
            "venue": paper.venue or "",
        }
        for field, text in {**texts, "year": str(paper.year or ""), "pmid": paper.pmid or ""}.items():
            for word in _WORD.findall(_plain(text)):
                if word not in self._letters:
                    return f"{field} has {word!r}, which does not stand in the file: {text[:80]!r}"
        return ""


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text).lower() if not unicodedata.combining(c))


def failures(files: Sequence[bytes], count: int, seed: int, folder: Path) -> Iterator[tuple[int, str, bytes]]:
    """(number, what is wrong, the file) of each damaged file that a reader fails on."""
    path = folder / "damaged.txt"
    for number in range(seed, seed + count):
        data = mutated(files, random.Random(number))
        path.write_bytes(data)
        if told := wrong(path):
            yield number, told, data


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="+")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the files that fail")
    asked = parser.parse_args()
    files = [file.read_bytes() for folder in asked.folder for file in sorted(folder.rglob("*")) if file.is_file()]
    if not files:
        sys.exit(f"error: no files in {asked.folder}")
    started, failed = time.perf_counter(), 0
    with TemporaryDirectory() as folder:
        for number, told, data in failures(files, asked.count, asked.seed, Path(folder)):
            failed += 1
            print(f"--seed {number} --count 1: {told}", flush=True)
            if asked.keep:
                asked.keep.mkdir(parents=True, exist_ok=True)
                (asked.keep / f"{number}.txt").write_bytes(data)
    summary = {
        "files": len(files),
        "damaged": asked.count,
        "failed": failed,
        "seconds": round(time.perf_counter() - started),
    }
    print(json.dumps(summary))
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
