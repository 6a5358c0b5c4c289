"""What can be asked, for those who ask that."""

from __future__ import annotations

from rag.answer.catalogue.wording import FromRecords
from rag.text.wording import counted

_HELP = """Ask about the {papers} in your library: the answer comes from their abstracts, and every number leads to the \
sentence behind it. What the abstracts do not say, Colloquy says too.

- **A fact:** “How large was the effect of sleep on memory?”
- **A comparison:** “How do these two methods differ?”
- **A summary:** “Sum up the paper on coral reefs.”
- **A list:** “Which papers introduce a dataset?”
- **An overview:** “What is known about sleep in infants?”
- **The records:** “Who wrote it, and when?”, “How many papers are from 2019?”, “papers by Okafor”, “the newest paper”, \
“Which journal has the most papers?”
- **Going on:** “And in adults?”, “When was it published?”

Ask all papers or some: those with a tag, of some years, or that you chose."""


_EXPORT = """*Export* under an answer gives it with its references, or its papers as BibTeX. On the command line:

- `colloquy export --answer -o papers.bib`: the papers that the last answer cites; `.ris`, `.csv` and `.jsonl` too
- `colloquy export --answer -o answer.md`: the answer itself, with its references; `.tex` too
- `colloquy export --table -o table.csv`: its table
- `colloquy export --conversation -o chat.md`: all that was asked
- `colloquy export -o library.bib`: the whole library; `--where` and `--only` take some of it"""


def export_text() -> FromRecords:
    return FromRecords(_EXPORT, kind="help")


def help_text(papers: int) -> FromRecords:
    return FromRecords(_HELP.format(papers=counted(papers)), kind="help")
