"""Files that grow in one way each: constructs that nest, repeat or refer, written to a wanted size.

    python -m tests.constructs            read each at a megabyte, in a process of its own, and print what it took

No reader may take more than SECONDS and MEGABYTES for any of them; what it reads, and what it refuses, is its own affair.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

SECONDS, MEGABYTES = 10, 500
SIZE = 1_000_000
Construct = Callable[[int], bytes]


def _repeated(text: str, size: int) -> str:
    return (text * (size // len(text) + 1))[:size]


def _nested(opening: str, middle: str, closing: str, size: int) -> str:
    depth = max(size // len(opening + closing), 1)
    return opening * depth + middle + closing * depth


def _json(**fields: object) -> bytes:
    return json.dumps({"id": "a", "title": "A title", "abstract": "Some text."} | fields).encode()


def _field(name: str, text: Callable[[int], str]) -> Construct:
    return lambda size: _json(**{name: text(size)})


def _bib(fields: str) -> bytes:
    return f"@article{{a,\n  title = {{A title}},\n  {fields}\n}}\n".encode()


def _pubmed(title: str = "A title.", abstract: str = "Some text.") -> bytes:
    return (
        "<?xml version='1.0'?><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article>"
        f"<ArticleTitle>{title}</ArticleTitle><Abstract><AbstractText>{abstract}</AbstractText></Abstract>"
        "</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
    ).encode()


def _atom(title: str) -> bytes:
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/1234.56789v1'
        f"</id><title>{title}</title><summary>Some text.</summary></entry></feed>"
    ).encode()


def _doubled_strings(size: int) -> bytes:
    lines = ["@string{s0 = {abcdefghij}}\n"]
    while sum(map(len, lines)) < size:
        lines.append(f"@string{{s{len(lines)} = s{len(lines) - 1} # s{len(lines) - 1}}}\n")
    return "".join(lines).encode() + _bib(f"abstract = s{len(lines) - 1}")


def _one_string_often(size: int) -> bytes:
    return f"@string{{s = {{{'word ' * (size // 10)}}}}}\n".encode() + _bib(
        "abstract = " + " # ".join(["s"] * (size // 8))
    )


def _one_string_for_many(size: int) -> bytes:
    entries = "".join(f"@article{{k{n}, title = s}}\n" for n in range(size // 50))
    return (f"@string{{s = {{{'word ' * (size // 10)}}}}}\n" + entries).encode()


def _one_parent_for_many(size: int) -> bytes:
    parts = "".join(f"@inproceedings{{k{n}, title={{Title {n}}}, crossref={{p}}}}\n" for n in range(size // 120))
    return (f"@proceedings{{p, title = {{{'word ' * (size // 10)}}}}}\n" + parts).encode()


def _many_fields_for_many(size: int) -> bytes:
    fields = ",".join(f"f{n}={{x}}" for n in range(size // 20))
    parts = "".join(f"@article{{k{n}, title={{T{n}}}, xdata={{p}}}}\n" for n in range(size // 80))
    return (f"@xdata{{p, {fields}}}\n" + parts).encode()


def _chain_of_parents(size: int) -> bytes:
    return "".join(f"@book{{k{n}, title={{T{n}}}, crossref={{k{n + 1}}}}}\n" for n in range(size // 45)).encode()


def _ring_of_parents(size: int) -> bytes:
    many = size // 50
    return "".join(f"@book{{k{n}, title={{T{n}}}, crossref={{k{(n + 1) % many}}}}}\n" for n in range(many)).encode()


def _many_parents(size: int) -> bytes:
    return _bib(f"xdata = {{{_repeated('p,', size)}}}")


def _entity_bomb(size: int) -> bytes:
    lines, declared = ['<!ENTITY a0 "abcdefghij">'], 25
    while declared < size // 2:
        name = len(lines)
        lines.append(f'<!ENTITY a{name} "{f"&a{name - 1};" * 10}">')
        declared += len(lines[-1])
    return b"<?xml version='1.0'?><!DOCTYPE x [" + "".join(lines).encode() + b"]>" + _pubmed(f"&a{len(lines) - 1};")


def _inverted_index(size: int) -> bytes:
    index = {"word" * (size // 8): list(range(size // 16))}
    return json.dumps({"id": "https://openalex.org/W1", "title": "A title", "abstract_inverted_index": index}).encode()


def _zip(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _zip_of_many(size: int) -> bytes:
    return _zip({f"{n}.ris": b"TY  - JOUR\nTI  - A title\nAB  - Text.\nER  - \n" for n in range(size // 180)})


def _zip_of_blanks(size: int) -> bytes:
    table = b"title,abstract\n" + b"\n" * 900_000
    return _zip({f"{n}.csv": table for n in range(max(size // 1_100, 1))})


def _zip_of_records(size: int) -> bytes:
    records = b"TY  - JOUR\nTI  - A title\nER  - \n" * 30_000
    return _zip({f"{n}.ris": records for n in range(max(size // 4_000, 1))})


def _zips_in_zips(size: int) -> bytes:
    packed = _zip({"a.ris": b"TY  - JOUR\nTI  - A title\nAB  - Text.\nER  - \n"})
    for _ in range(size // 10_000):
        packed = _zip({"a.zip": packed})
    return packed


def _gz_of_records(size: int) -> bytes:
    words = random.Random(1).choices([f"w{n * 7919}" for n in range(2_000)], k=size // 3)
    records = (f"TY  - JOUR\nAB  - {' '.join(words[at : at + 100])}\nER  - \n" for at in range(0, len(words), 100))
    return gzip.compress("".join(records).encode())


def _gz_of_blanks(size: int) -> bytes:
    return gzip.compress(b"title,abstract\n" + b"\n" * (200 * size))


def _gz_in_gz(size: int) -> bytes:
    packed = b"title,abstract\n" + b"a,b\n" * size
    for _ in range(max(size // 10_000, 3)):
        packed = gzip.compress(packed)
    return packed


def _ris(line: str) -> Construct:
    return lambda size: b"TY  - JOUR\nTI  - A title\n" + _repeated(line, size).encode() + b"\nER  - \n"


def _papers_of_one_key(size: int) -> bytes:
    rows = (
        json.dumps({"id": "a", "title": f"The {n}th title of {n * 7919}", "abstract": f"Words of {n} and {n * 31}."})
        for n in range(size // 90)
    )
    return "\n".join(rows).encode()


TEXTS: dict[str, Callable[[int], str]] = {
    # LaTeX
    "accents in accents": lambda size: _nested(r"\'{", "e", "}", size),
    "accents on nothing": lambda size: _nested(r"\'{", "ab", "}", size),
    "fractions in fractions": lambda size: _nested(r"\frac{1}{", "x", "}", size),
    "fractions in numerators": lambda size: _nested(r"\frac{", "x", "}{2}", size),
    "fractions without a denominator": lambda size: _repeated(r"\frac{1}", size),
    "roots in roots": lambda size: _nested(r"\sqrt{", "x", "}", size),
    "emphasis in emphasis": lambda size: _nested(r"\emph{", "word", "}", size),
    "groups with commands in groups": lambda size: _nested(r"{\em a ", "word", "}", size),
    "footnotes in footnotes": lambda size: _nested(r"a\footnote{", "word", "}", size),
    "braces in braces": lambda size: _nested("{", "word", "}", size) + r" \alpha",
    "braces that are never closed": lambda size: _repeated(r"{\em {", size),
    "braces that were never opened": lambda size: _repeated(r"\em }", size),
    "wide formula": lambda size: rf"\sqrt{{{_repeated(chr(92) + 'alpha ', size)}}}",
    "wide formula of nothing": lambda size: rf"\sqrt{{{_repeated('{}' + chr(92) + 'left ', size)}}}",
    "wide formula of accents": lambda size: rf"\sqrt{{{_repeated(chr(92) + 'hat{x}', size)}}}",
    "superscripts in superscripts": lambda size: rf"\sqrt{{{_nested('x^{', 'y', '}', size)}}}",
    "dollars": lambda size: _repeated("$ a $1 ", size),
    "formulas that are none": lambda size: _repeated(r"\(\[ a ", size),
    "preambles": lambda size: _repeated(r"\documentclass ", size),
    "backslashes": lambda size: _repeated("\\", size),
    "paths": lambda size: _repeated("C:\\a\\", size),
    "quotation marks that are never closed": lambda size: _repeated("``a", size),
    "ties and dashes": lambda size: r"\alpha " + _repeated("a~b--c---", size),
    "citations with notes": lambda size: _repeated(r"\cite[a][", size),
    # markup
    "superscripts in tags": lambda size: _nested("<sup>", "x", "</sup>", size),
    "subscripts that stay open": lambda size: "<sub>" * (size // 40) + _repeated("<sup>a</sup>", size * 3 // 4),
    "titles in tags": lambda size: _nested("<title>", "x", "</title>", size),
    "paragraphs in paragraphs": lambda size: _nested("<p>", "x", "</p>", size),
    "comments that are never closed": lambda size: _repeated("<!-- a ", size),
    "scripts that are never closed": lambda size: _repeated("<script>", size),
    "tags without an end": lambda size: _repeated("<a b=c ", size),
    "one tag with many attributes": lambda size: "<a" + _repeated(" b='c'", size) + "<",
    "blanks in a tag": lambda size: "<a" + " " * size + "<b",
    "entities in entities": lambda size: "&" + _repeated("amp;", size) + "lt;",
    "entities that are none": lambda size: _repeated("&amp;#", size),
    "elements of MathML in one another": lambda size: (
        f"<math>{_nested('<msup>', '<mi>x</mi>', '</msup>', size)}</math>"
    ),
    "MathML that is never closed": lambda size: _repeated("<math>", size) + "</tex-math>",
    "alternatives that are never closed": lambda size: _repeated("<alternatives>", size) + "</math>",
    "formulas of TeX that are never closed": lambda size: _repeated("<tex-math>", size) + "</math>",
    "annotations that are never closed": lambda size: "".join(
        f"<math>{_repeated('<annotation>', 19_000)}</math>" for _ in range(size // 19_000 + 1)
    ),
    "documents that are never ended": lambda size: "".join(
        f"<tex-math>{_repeated(chr(92) + 'begin{document}', 19_000)}</tex-math>" for _ in range(size // 19_000 + 1)
    ),
    # characters and layout
    "one word": lambda size: "a" * size,
    "one word before a divided one": lambda size: "a" * size + " b-\nc",
    "one hyphenated word": lambda size: _repeated("a-", size) + "\nb",
    "blanks": lambda size: "a" + " " * size + "b",
    "line ends": lambda size: "a" + "\n" * size + "b",
    "lines of blanks": lambda size: "a" + _repeated("\n  ", size) + "b",
    "headings": lambda size: _repeated("METHODS\n", size),
    "labels": lambda size: _repeated("\nMethods and results: ", size),
    "marks on one letter": lambda size: "a" + _repeated("\u0301\u0323", size // 2),
    "soft hyphens": lambda size: "a" + _repeated("\xad ", size // 2),
    "misread bytes": lambda size: _repeated("â€œCafÃ©â€\x9d ", size // 3),
    "undecoded bytes": lambda size: _repeated("\udce9a", size // 3),
    "hyphens of PDF": lambda size: _repeated("a\x02", size),
    # notices
    "rights in many sentences": lambda size: "© 2020 The Authors. " + _repeated("Licensed. ", size),
    "publishers without a name": lambda size: _repeated("A sentence. ", size) + ". Published by X" + " &" * 400 + " x",
    "statements": lambda size: _repeated(".\n#####", size),
    "marks of retraction": lambda size: _repeated("(retracted ", size) + ") x",
    "breaks": lambda size: _repeated("a: ", size),
    "full stops": lambda size: _repeated(". ", size),
    "commas": lambda size: _repeated("a, ", size),
    "words": lambda size: _repeated("The results of the trial were better. ", size),
}
FIELDS = (
    "title",
    "abstract",
    "authors",
    "keywords",
    "doi",
    "venue",
    "year",
    "url",
    "pages",
    "pmid",
    "arxiv_id",
    "type",
)
IDENTIFIERS: dict[str, Callable[[int], str]] = {
    "doi of numbers": lambda size: _repeated("10.", size),
    "doi of one number": lambda size: "10." + "1" * size,
    "doi of brackets": lambda size: "10.1/" + ")" * size,
    "doi of percent signs": lambda size: "10.1/" + _repeated("%2", size),
}
NAMES: dict[str, Callable[[int], str]] = {
    "one long name": lambda size: "Okafor, " + "a" * size + ",x",
    "many names": lambda size: _repeated("Okafor, A.; ", size),
    "many names by and": lambda size: _repeated("Ada Okafor and ", size),
    "many names by commas": lambda size: _repeated("Okafor A., ", size),
    "degrees": lambda size: "Okafor, Ada" + _repeated(", PhD", size),
    "degrees before a name": lambda size: "Okafor, Ada" + _repeated(", PhD", size) + ", Li Bo",
    "initials": lambda size: "Okafor " + _repeated("A.", size),
    "blanks in names": lambda size: "Okafor" + " " * size + "(1",
    "names of a list": lambda size: "['" + _repeated("a', '", size),
    "lists in lists of names": lambda size: "[" * size,
}
FILES: dict[str, Construct] = {
    "bib: strings that double": _doubled_strings,
    "bib: one string often": _one_string_often,
    "bib: one string for many entries": _one_string_for_many,
    "bib: one parent for many": _one_parent_for_many,
    "bib: a parent of many fields": _many_fields_for_many,
    "bib: a chain of parents": _chain_of_parents,
    "bib: a ring of parents": _ring_of_parents,
    "bib: many parents": _many_parents,
    "bib: accents in accents": lambda size: _bib(f"abstract = {{{_nested(chr(92) + chr(39) + '{', 'e', '}', size)}}}"),
    "bib: braces in braces": lambda size: _bib(f"abstract = {{{_nested('{', 'e', '}', size)}}}"),
    "bib: a brace that is never closed": lambda size: _bib(f"abstract = {{{_repeated('{word ', size)}}}"),
    "bib: many fields": lambda size: _bib(",".join(f"f{n} = {{x}}" for n in range(size // 14))),
    "bib: one field often": lambda size: _bib(_repeated("note = {x},", size)),
    "bib: many parts of a field": lambda size: _bib("abstract = " + _repeated("{a} # ", size) + "{b}"),
    "bib: quotation marks": lambda size: _bib("abstract = " + _repeated('"a" # ', size) + '"b"'),
    "bib: entries of one key": lambda size: _repeated("@article{a, title={T}}\n", size).encode(),
    "bib: entries on one line": lambda size: _repeated("@article{a, title={T}}", size).encode(),
    "bib: entries that never end": lambda size: _repeated("@article{a,\n title={T\n", size).encode(),
    "bib: at signs": lambda size: _bib("title={T}") + _repeated("@", size).encode(),
    "bib: blanks": lambda size: _bib("title={T}") + b" " * size,
    "bib: authors": lambda size: _bib(f"author = {{{_repeated('Okafor, Ada and ', size)}}}"),
    "json: lists in lists": lambda size: b"[" * size,
    "json: objects in objects": lambda size: _nested('{"a":', "1", "}", size).encode(),
    "json: messages in messages": lambda size: _nested('{"message":', "{}", "}", size).encode(),
    "json: messages in messages over lines": lambda size: _nested('{\n"message":', "{}", "}", size).encode(),
    "json: objects in a list": lambda size: f"[{_repeated('{},', size)}{{}}]".encode(),
    "json: broken objects": lambda size: f"[\n{_repeated('  {{],' + chr(10), size)}".encode(),
    "json: broken objects far in": lambda size: ("[\n" + (" " * (size // 20) + "{],\n") * 20).encode(),
    "json: a text that is never closed": lambda size: b'[{"title": "' + b"a" * size,
    "json: a long number": lambda size: b'{"id": ' + b"9" * size + b', "title": "A title", "abstract": "b"}',
    "json: empty lines": lambda size: b'{"title": "A title", "abstract": "Text."}\n' + b"\n" * size,
    "json: empty objects on lines": lambda size: _repeated("{}\n", size).encode(),
    "json: names of fields": lambda size: json.dumps({f"title{n}": "x" for n in range(size // 18)}).encode(),
    "json: marks in a name": lambda size: json.dumps({"title": "A", "a" + "\u0301\u0323" * (size // 12): 1}).encode(),
    "json: an index of words": _inverted_index,
    "json: authors": lambda size: _json(authors=["Okafor, Ada"] * (size // 15)),
    "json: papers of one key": _papers_of_one_key,
    "xml: elements in an abstract": lambda size: _pubmed(abstract=_nested("<b>", "word", "</b>", size)),
    "xml: superscripts in a title": lambda size: _pubmed(title=_nested("<sup>", "word", "</sup>", size)),
    "xml: records in records": lambda size: _nested("<PubmedArticle>", "", "</PubmedArticle>", size).encode(),
    "xml: records that never end": lambda size: _repeated("<PubmedArticle> ", size).encode(),
    "xml: entities that double": _entity_bomb,
    "xml: entities": lambda size: _pubmed(_repeated("&amp;", size)),
    "xml: unknown entities": lambda size: _pubmed(_repeated("&a;", size)),
    "xml: attributes": lambda size: _pubmed(f"<b {' '.join(f'a{n}=' + chr(39) * 2 for n in range(size // 10))}>x</b>"),
    "xml: prefixes": lambda size: _pubmed("".join(f"<p{n}:b/>" for n in range(size // 11))),
    "xml: ends": lambda size: _pubmed(_repeated("</PubmedArticle ", size)),
    "xml: authors": lambda size: _pubmed().replace(
        b"</Article>",
        b"<AuthorList>" + b"<Author><LastName>A</LastName></Author>" * (size // 40) + b"</AuthorList></Article>",
    ),
    "xml: elements in an entry": lambda size: _atom(_nested("<b>", "word", "</b>", size)),
    "csv: a quotation mark that is never closed": lambda size: b'title,abstract\n"a,b\n' + b"c,d\n" * (size // 4),
    "csv: quotation marks that are never closed": lambda size: (
        b"title,abstract\n" + _repeated('x"y,"z\n', size).encode()
    ),
    "csv: quotation marks": lambda size: b"title,abstract\n" + b'"' * size,
    "csv: one column often": lambda size: (
        (_repeated("title,", 40_000) + "abstract\n").encode() + b"a\n" * (size // 2)
    ),
    "csv: many columns": lambda size: (",".join(f"c{n}" for n in range(size // 8)) + ",title,abstract\n").encode(),
    "csv: cells": lambda size: b"title,abstract\n" + b"," * size,
    "csv: rows of one letter": lambda size: b"title,abstract\n" + b"a\n" * (size // 2),
    "csv: guarded cells": lambda size: b"title,abstract\n" + _repeated('="a",', size).encode(),
    "csv: empty rows": lambda size: b"title,abstract\n" + b"\n" * size,
    "csv: a cell": lambda size: b'title,abstract\na,"' + b"word " * (size // 5) + b'"\n',
    "ris: records": lambda size: _repeated("TY  - JOUR\nER  - \n", size).encode(),
    "ris: records of a title": lambda size: _repeated("TY  - JOUR\nTI  - A title\nER  - \n", size).encode(),
    "ris: lines of one tag": _ris("KW  - word\n"),
    "ris: authors": _ris("AU  - Okafor, A.\n"),
    "ris: continued lines": _ris("   more of it\n"),
    "ris: one line": _ris("a"),
    "ris: blanks": _ris(" "),
    "ris: notes": _ris("N1  - retracted\n"),
    "nbib: abstract": lambda size: (
        f"PMID- 1\nTI  - A title.\nAB  - {_repeated('words of it' + chr(10) + '      ', size)}\n\n"
    ).encode(),
    "nbib: records": lambda size: _repeated("PMID- 1\nTI  - A title.\n\n", size).encode(),
    "wos: lines": lambda size: (
        f"FN Clarivate\nVR 1.0\nPT J\nTI A title\nAB {_repeated('words' + chr(10) + '   ', size)}\nER\n\nEF\n"
    ).encode(),
    "page: blank lines": lambda size: b"A title\n\n" + b"word " * 60 + b"\n\nAnother\n\n" + b"word " * 60 + b"\n \n" * (size // 3),
    "page: lines": lambda size: ("A title\n\n" + "word " * 60 + "\n\n").encode() * (size // 320 + 2),
    "zip: many files": _zip_of_many,
    "zip: blanks": _zip_of_blanks,
    "zip: records": _zip_of_records,
    "zip: in zips": _zips_in_zips,
    "gz: records": _gz_of_records,
    "gz: blanks": _gz_of_blanks,
    "gz: in gz": _gz_in_gz,
    "bytes above 127": lambda size: bytes(range(128, 256)) * (size // 128),
    "bytes of no encoding, in lines": lambda size: (bytes(range(192, 256)) + b" title\n") * (size // 71),
    "zeros": lambda size: b"\0" * size,
    "blanks": lambda size: b" " * size,
    "line ends": lambda size: b"\n" * size,
    "angle brackets": lambda size: b"<" * size,
    "letters": lambda size: b"a" * size,
}  # fmt: skip


def constructs() -> dict[str, Construct]:
    """Every construct by its name: what a text can hold, in a title and in an abstract; what fields hold; whole files."""
    found = {f"{field}: {name}": _field(field, text) for name, text in TEXTS.items() for field in ("title", "abstract")}
    found |= {f"doi: {name}": _field("doi", text) for name, text in IDENTIFIERS.items()}
    found |= {f"authors: {name}": _field("authors", text) for name, text in NAMES.items()}
    found |= {f"keywords: {name}": _field("keywords", text) for name, text in NAMES.items()}
    found |= {f"{name} of words": _field(name, TEXTS["words"]) for name in FIELDS}
    found |= {f"{name} of blanks": _field(name, TEXTS["blanks"]) for name in FIELDS}
    return found | FILES


def read(path: Path) -> tuple[int, int]:
    """How many papers and how many reasons why not a file gives; (0, 0) where it is refused."""
    from rag.errors import ColloquyError
    from rag.intake.readers import read_all
    from rag.records import Paper

    papers = others = 0
    try:
        for record in read_all([path]):
            papers, others = papers + isinstance(record, Paper), others + (not isinstance(record, Paper))
    except ColloquyError:
        return 0, 0
    return papers, others


def measured(content: bytes, folder: Path, seconds: float) -> tuple[str, float, float]:
    """What became of a file in a process of its own, and what the process took: seconds of the processor, megabytes.

    Args:
        seconds: by the clock, after which it is ended.
    """
    path = folder / "file.txt"
    path.write_bytes(content)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "tests.constructs", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return "hangs", seconds, 0.0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["killed"])[-1], taken, 0.0
    outcome, peak = done.stdout.rsplit(maxsplit=1)
    return outcome, taken, float(peak)


def _peak_mb() -> float:
    """The most memory that this process took; not, as `getrusage` has it, that of the one that made it."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    peak = next((line.split()[1] for line in lines if line.startswith("VmHWM")), None)
    return int(peak or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1_000


def _each(names: list[str]) -> Iterator[str]:
    with TemporaryDirectory() as folder:
        for name, construct in constructs().items():
            if not names or any(part in name for part in names):
                outcome, seconds, peak = measured(construct(SIZE)[: 2 * SIZE], Path(folder), 10 * SECONDS)
                bad = seconds > SECONDS or peak > MEGABYTES or not outcome[0].isdigit()
                yield f"{'BAD' if bad else 'ok ':4}{seconds:6.1f} s {peak:6.0f} MB  {name}: {outcome}"


if __name__ == "__main__":
    if len(sys.argv) == 2 and Path(sys.argv[1]).is_file():
        papers, others = read(Path(sys.argv[1]))
        print(f"{papers} papers, {others} others", _peak_mb())
    else:
        for line in _each(sys.argv[1:]):
            print(line, flush=True)
