"""What a library is about: the topics of its map, each with its share of the papers and its most central ones."""

from __future__ import annotations

import numpy as np

from rag.answer.catalogue.records import Records
from rag.answer.catalogue.wording import FromRecords, few_authors, title
from rag.records import Paper
from rag.text.markdown import escape_line
from rag.text.wording import counted

_NAMED = 12  # topics, the largest ones
_CENTRAL = 3  # papers of each


def topics(records: Records) -> FromRecords:
    """The topics of the papers that are asked, the largest first."""
    from rag.search.atlas import atlas_of  # what makes the map is needed here alone

    atlas, matrix = atlas_of(records.library), records.library.matrix
    rows = [row for row, paper_id in enumerate(atlas.paper_ids) if paper_id in records.asked and paper_id in matrix]
    if not rows:
        return FromRecords("None of these papers has an abstract to tell its topic by.", is_missing=True)
    found, sizes = np.unique(atlas.topics[rows], return_counts=True)
    largest = found[np.argsort(-sizes, kind="stable")][:_NAMED]
    lines, named = [], []
    for topic in largest:
        ids = [atlas.paper_ids[row] for row in rows if atlas.topics[row] == topic]
        vectors = matrix.first(ids)
        near = np.argsort(-(vectors @ vectors.mean(axis=0)), kind="stable")[:_CENTRAL]
        central = records.library.get([ids[place] for place in near])
        papers = [central[ids[place]] for place in near if ids[place] in central]
        named += papers
        share = f"{counted(len(ids))}, {len(ids) / len(rows):.0%}"
        lines.append(f"- {escape_line(atlas.names[topic])} ({share}): {'; '.join(map(_named, papers))}")
    head = f"{records.all_of_them[0].upper()}{records.all_of_them[1:]} fall into {counted(len(found), 'topic')}"
    more = f"; these are the {len(largest)} largest" if len(found) > len(largest) else ""
    return FromRecords(f"{head}{more}. With each, its most central papers:\n\n" + "\n".join(lines), tuple(named))


def _named(paper: Paper) -> str:
    about = ", ".join(filter(None, (escape_line(few_authors(paper)), str(paper.year or ""))))
    return title(paper) + (f" ({about})" if about else "")
