"""DOIs out of a text: words of the command line, or a file of them."""

from __future__ import annotations

import re
from pathlib import Path

from rag.errors import InputError
from rag.records import Skipped
from rag.text.cleaning import clean

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ARXIV = "10.48550/arxiv."
_LARGEST = 10_000_000  # characters of a file: a list of a hundred thousand DOIs is far below


def dois(text: str) -> list[str]:
    """The DOIs among words, in lower case, each once. They may be addresses, and may end in a comma or a stop.

    Raises:
        InputError: a word that holds none.
    """
    words = text.split()
    found = [_doi(word) for word in words]
    if None in found:
        raise InputError(
            f"no DOI: {words[found.index(None)][:80]}", "write DOIs such as 10.1038/nature14539, with blanks between"
        )
    return list(dict.fromkeys(doi for doi in found if doi))


def dois_of_file(path: Path) -> tuple[list[str], list[Skipped]]:
    """The DOIs of a file of text, any number a line, and the lines that hold none; # begins a remark.

    Raises:
        InputError: the file cannot be read, or holds no DOI.
    """
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as stream:
            text = stream.read(_LARGEST + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}", "check the path") from None
    found: dict[str, None] = {}
    skipped = []
    for number, line in enumerate(text.splitlines(), start=1):
        here = [doi for word in line.split() if (doi := _doi(word))]
        found |= dict.fromkeys(here)
        if not here and line.strip() and not line.lstrip().startswith("#"):
            skipped.append(Skipped(str(path), f"line {number}", f"no DOI: {clean(line)[:60]}"))
    if not found or len(text) > _LARGEST:
        what = "too large for a list of DOIs" if found else "no DOI in it"
        raise InputError(f"{path}: {what}", "give a file with one DOI a line, such as 10.1038/nature14539")
    return list(found), skipped


def _doi(word: str) -> str | None:
    match = _DOI.search(word)
    return match.group().rstrip(".,;").lower() if match else None


def not_found(doi: str) -> Skipped:
    """What to say of a DOI that Crossref does not have."""
    if doi.startswith(_ARXIV):
        return Skipped("Crossref", doi, f'not there; arXiv has it: colloquy fetch "arxiv: {doi.removeprefix(_ARXIV)}"')
    if "," in doi:
        return Skipped("Crossref", doi, "cannot be asked for in a list, for its comma")
    return Skipped("Crossref", doi, "not there: another agency registered it, or it is misspelt")
