"""DOIs out of a text: words of the command line, or a file of them."""

from __future__ import annotations

from pathlib import Path

from rag.errors import InputError
from rag.intake.identifiers import doi
from rag.records import Skipped
from rag.text.cleaning import clean

_ARXIV = "10.48550/arxiv."
_LARGEST = 10_000_000  # characters of a file: a list of a hundred thousand DOIs is far below


def dois(text: str) -> list[str]:
    """The DOIs among words, in lower case, each once. They may be addresses, and may end in a comma or a stop.

    Raises:
        InputError: a word that holds none.
    """
    words = text.split()
    found = list(map(_registered, words))
    if "" in found:
        raise InputError(
            f"no DOI: {words[found.index('')][:80]}", "write DOIs such as 10.1038/nature14539, with blanks between"
        )
    return list(dict.fromkeys(found))


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
        here = list(filter(None, map(_registered, line.split())))
        found |= dict.fromkeys(here)
        if not here and line.strip() and not line.lstrip().startswith("#"):
            skipped.append(Skipped(str(path), f"line {number}", f"no DOI: {clean(line)[:60]}"))
    if not found or len(text) > _LARGEST:
        what = "too large for a list of DOIs" if found else "no DOI in it"
        raise InputError(f"{path}: {what}", "give a file with one DOI a line, such as 10.1038/nature14539")
    return list(found), skipped


def _registered(word: str) -> str:
    """The DOI of a word, where Crossref may have it: it has given no registrant fewer than four digits."""
    found = doi(word)
    return found if len(found.partition("/")[0]) >= len("10.1000") else ""


def not_found(name: str) -> Skipped:
    """What to say of a DOI that Crossref does not have."""
    if name.startswith(_ARXIV):
        return Skipped(
            "Crossref", name, f'not there; arXiv has it: colloquy fetch "arxiv: {name.removeprefix(_ARXIV)}"'
        )
    if "," in name:
        return Skipped("Crossref", name, "cannot be asked for in a list, for its comma")
    return Skipped("Crossref", name, "not there: another agency registered it, or it is misspelt")
