"""An answer -> LaTeX that drops into a manuscript: the text with \\cite{key} in it, the comparison as a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from rag.export.blocks import VERDICTS, Renderer, doubts, marked
from rag.export.escape import one_line, typeset
from rag.records import Answer, Table

_DEEPEST = 4  # lists inside lists, as far as LaTeX goes
# The full stop goes behind the citation, but not that of "et al.".
_FULL_STOP = re.compile(r"(?<!\bal)(?<!\bcf)(?<!\bvs)(?<!\b\w)\.$")
_PREAMBLE = "\\usepackage[T1]{fontenc}, \\usepackage{amssymb,booktabs}"


def answer_latex(answer: Answer, keys: Mapping[str, str], bibliography: str) -> Iterator[str]:
    """A snippet of one answer, for the body of a document.

    Args:
        keys: the citation key of each cited paper by its id.
        bibliography: name of the .bib file that has those keys, without its suffix.
    """
    yield f"% Question: {one_line(answer.question)}\n"
    yield f"% In the preamble: {_PREAMBLE}. At the end: \\bibliography{{{bibliography}}}\n"
    if answer.abstained:
        yield "% No answer was found: what follows says why.\n"
    for claim in doubts(answer):
        yield f"% To check, {VERDICTS[claim.verdict]}: {one_line(claim.text)} ({one_line(claim.reason)})\n"
    renderer = _Latex({citation.n: keys[citation.paper.id] for citation in answer.citations})
    yield "\n" + renderer.render(marked(answer)) + "\n"
    if answer.table:
        yield "\n" + _float(answer, answer.table, renderer)


def table_latex(answer: Answer, keys: Mapping[str, str], bibliography: str) -> Iterator[str]:
    """The answer's table alone."""
    assert answer.table
    yield f"% In the preamble: {_PREAMBLE}. At the end: \\bibliography{{{bibliography}}}\n"
    yield _float(answer, answer.table, _Latex({citation.n: keys[citation.paper.id] for citation in answer.citations}))


def _float(answer: Answer, table: Table, renderer: _Latex) -> str:
    """A float with an aspect a row and a paper a column."""
    head = ["", *(renderer.strong(renderer.text(row.paper.title or "Untitled")) for row in table.rows)]
    rows = [
        [renderer.text(aspect), *(renderer.cell(row.cells[i].text, row.cells[i].n) for row in table.rows)]
        for i, aspect in enumerate(table.columns)
    ]
    tabular = renderer.table([head, *rows], narrow_first=True)
    return (
        f"\\begin{{table}}[htbp]\n\\small\n\\caption{{{renderer.text(answer.question)}}}\n{tabular}\n\\end{{table}}\n"
    )


class _Latex(Renderer):
    """LaTeX of an answer's Markdown; nothing in the text is a command.

    Args:
        keys: citation key by citation number.
    """

    def __init__(self, keys: Mapping[int, str]) -> None:
        super().__init__(keys.keys())
        self.keys = keys

    def text(self, text: str) -> str:
        edges = (" " if text[:1].isspace() else "", " " if text[-1:].isspace() and text.strip() else "")
        return f"{edges[0]}{typeset(text)}{edges[1]}"

    def marks(self, numbers: Sequence[int], before: str) -> str:
        cited = f"\\cite{{{','.join(dict.fromkeys(self.keys[n] for n in numbers))}}}"
        if not before.strip():
            return cited
        stop = "." if _FULL_STOP.search(before.rstrip()) else ""
        return f"{before.rstrip().removesuffix(stop)}~{cited}{stop}"

    def cell(self, text: str, n: int | None) -> str:
        return self.marks([n], self.text(text)) if n else self.text(text)

    def strong(self, inner: str) -> str:
        return f"\\textbf{{{inner}}}"

    def emphasis(self, inner: str) -> str:
        return f"\\emph{{{inner}}}"

    def code(self, text: str) -> str:
        return f"\\texttt{{{typeset(text)}}}"

    def line_break(self) -> str:
        return "\\newline\n"

    def paragraph(self, inner: str) -> str:
        return inner.strip()

    def heading(self, level: int, inner: str) -> str:
        return f"\\paragraph{{{inner.strip()}}}"

    def listing(self, items: Sequence[str], ordered: bool) -> str:
        if self.depth > _DEEPEST:
            return "\n\n".join(items)
        name = "enumerate" if ordered else "itemize"
        lines = "\n".join(f"  \\item {item}" for item in items)
        return f"\\begin{{{name}}}\n{lines}\n\\end{{{name}}}"

    def quotation(self, inner: str) -> str:
        return inner if self.depth > _DEEPEST else f"\\begin{{quote}}\n{inner}\n\\end{{quote}}"

    def listed_code(self, text: str) -> str:
        lines = (f"\\mbox{{}}{typeset(line)}" for line in text.rstrip().split("\n"))
        return "\\begin{quote}\\ttfamily\n" + "\\\\\n".join(lines) + "\n\\end{quote}"

    def table(self, rows: Sequence[Sequence[str]], narrow_first: bool = False) -> str:
        """Columns share the width of the text; the first is narrow where it only names the rows."""
        count = len(rows[0])
        first = 0.14 if narrow_first and count > 1 else 0.96 / count
        rest = (0.96 - first) / max(count - 1, 1)
        widths = [first, *[rest] * (count - 1)]
        columns = "".join(f"p{{{max(width - 0.02, 0.01):.3f}\\linewidth}}" for width in widths)
        head, *body = (" & ".join(cell.strip() for cell in row) + " \\\\" for row in rows)
        lines = "\n".join(("\\toprule", head, "\\midrule", *body, "\\bottomrule"))
        return f"\\begin{{tabular}}{{@{{}}{columns}@{{}}}}\n{lines}\n\\end{{tabular}}"
