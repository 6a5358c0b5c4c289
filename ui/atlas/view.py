"""The library's map -> what the page draws of it. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from rag.search.atlas import Atlas

TOPIC, YEAR, TAG = "Topic", "Year", "Tag"
_COLOURS = 8  # of ui/atlas/colours.js; one more is for what is unknown
_AGES = 6


@dataclass(frozen=True)
class AtlasView:
    """The points of one map: `data` for the browser, and what the page itself needs of them, a row a paper.

    `stamp` tells one map from another: rows that the browser speaks of are those of the map with its stamp.
    """

    stamp: str
    data: bytes
    atlas: Atlas

    def rows(self, paper_ids: Iterable[str]) -> list[int]:
        """The rows of these papers, in their order; those that are not on the map left out."""
        places = {paper_id: row for row, paper_id in enumerate(self.atlas.paper_ids)}
        return [places[paper_id] for paper_id in paper_ids if paper_id in places]

    def rows_of_topic(self, topic: int) -> list[int]:
        return np.flatnonzero(self.atlas.topics == topic).tolist()

    @cached_property
    def ages(self) -> tuple[int, ...]:
        """The first years of up to _AGES stretches of years with about as many papers in each, and the last year; empty
        where papers tell of none, or all of the same."""
        known = np.sort(self.atlas.years[self.atlas.years > 0])
        if not len(known) or known[0] == known[-1]:
            return ()
        firsts = {int(known[len(known) * age // _AGES]) for age in range(_AGES)}
        return (*sorted(firsts), int(known[-1]))


def view_of(atlas: Atlas) -> AtlasView:
    """A map as the browser takes it.

    The data is a head of JSON (its length first, uint32), then for all papers one after the other: places across and
    up, topics, years (0 is none), all uint16 of little ends, and the titles, a line each.
    """
    stamp = f"{atlas.generation} {atlas.embedding}"
    text = json.dumps({"stamp": stamp, "count": len(atlas), "topics": _topics(atlas)}).encode()
    text += b" " * (-len(text) % 4)
    across, up = np.rint((atlas.places.T.astype(float) + 1) * 32767.5)
    columns = [np.asarray(column, "<u2").tobytes() for column in (across, up, atlas.topics, atlas.years)]
    titles = "\n".join(" ".join(title.split()) or "(no title)" for title in atlas.titles)
    data = b"".join([len(text).to_bytes(4, "little"), text, *columns, titles.encode(errors="replace")])
    return AtlasView(stamp, data, atlas)


def _topics(atlas: Atlas) -> list[dict[str, Any]]:
    """Each topic's name, middle, number of papers and colour: topics near each other have different ones."""
    topics: list[dict[str, Any]] = []
    for number, name in enumerate(atlas.names):
        places = atlas.places[atlas.topics == number]
        x, y = np.median(places, axis=0).astype(float) if len(places) else (0.0, 0.0)
        near: dict[int, float] = {}
        for other in topics:
            apart = (other["x"] - x) ** 2 + (other["y"] - y) ** 2
            near[other["colour"]] = min(near.get(other["colour"], np.inf), apart)
        colour = max(range(_COLOURS), key=lambda one: (near.get(one, np.inf), -one))
        topics.append({"name": name, "x": round(x, 4), "y": round(y, 4), "papers": len(places), "colour": colour})
    return topics


def appearance(
    view: AtlasView, colour: str, picked: Sequence[int] | None, tags: Mapping[str, Sequence[str]], line: str
) -> dict[str, Any]:
    """What the points look like: coloured by TOPIC, YEAR or TAG; those that are not `picked` are faint."""
    drawn: dict[str, Any] = {"stamp": view.stamp, "colour": colour.lower(), "picked": picked}
    key: list[dict[str, Any]] = []
    if colour == YEAR and view.ages:
        drawn["ages"] = view.ages[:-1]
        key = _key_of_years(view)
    if colour == TAG:
        groups = _tagged(view, tags)
        drawn["tags"] = [{"rows": rows, "colour": number} for number, (_, rows) in enumerate(groups)]
        names = [*(name for name, _ in groups), "none of these"]
        key = [{"colour": number, "text": name} for number, name in enumerate(names)]
        key[-1]["colour"] = _COLOURS
    return {"shown": drawn, "key": key, "line": line}


def _key_of_years(view: AtlasView) -> list[dict[str, Any]]:
    *firsts, last = view.ages
    ends = [*(first - 1 for first in firsts[1:]), last]
    spans = [f"{first} to {end}" if end > first else f"{first}" for first, end in zip(firsts, ends, strict=True)]
    key = [{"colour": age, "text": span} for age, span in enumerate(spans)]
    return key + [{"colour": _AGES, "text": "no year"}] * bool((view.atlas.years == 0).any())


def _tagged(view: AtlasView, tags: Mapping[str, Sequence[str]]) -> list[tuple[str, list[int]]]:
    """The commonest tags, each with the rows of its papers; a paper that has several is with the commonest of them."""
    common = [tag for tag, _ in Counter(tag for own in tags.values() for tag in own).most_common(_COLOURS)]
    rows: dict[str, list[int]] = {tag: [] for tag in common}
    for row, paper_id in enumerate(view.atlas.paper_ids):
        if first := next((tag for tag in common if tag in tags.get(paper_id, ())), None):
            rows[first].append(row)
    return list(rows.items())
