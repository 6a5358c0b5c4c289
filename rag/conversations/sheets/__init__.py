"""Tables over a library's papers, kept with it: columns, what was read, what was corrected by hand, and decisions on papers."""

from rag.conversations.sheets.decisions import Decided, Decision
from rag.conversations.sheets.reading import Reading
from rag.conversations.sheets.store import SCREENING, TABLE, KeptColumn, Sheets

__all__ = ["SCREENING", "TABLE", "Decided", "Decision", "KeptColumn", "Reading", "Sheets"]
