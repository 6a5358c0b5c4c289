"""Real exports of programs and databases, which lie beside the project where there are any; they are no part of it."""

from pathlib import Path

from rag.readers import read_all
from rag.records import Paper

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "formats"


def check_counts(*families: str, suffix: str = "", skip: tuple[str, ...] = ()) -> None:
    """Every file has the records, and the records with abstracts, that the index of the exports tells."""
    index = FOLDER / "INDEX.md"
    lines = index.read_text().splitlines()[2:] if index.exists() else []
    for family, name, _, records, abstracts, *_ in (line.strip("|").split("|") for line in lines if line):
        if family in families and name.endswith(suffix) and name not in skip:
            found = list(read_all([FOLDER / family / name]))
            papers = [record for record in found if isinstance(record, Paper)]
            assert (name, len(found), len(papers)) == (name, int(records), int(abstracts))
