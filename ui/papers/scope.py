"""The scope that the next question is asked of: one a session, chosen on any page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from rag.library.library import Library
from rag.records import Condition, Scope
from rag.search.scope import in_words

_SCOPE, _SELECTION = "scope", "scope-selection"
_BESIDE = 70  # characters of a scope beside its buttons
_ANY = "All papers"


def chosen_scope() -> Scope:
    scope: Scope = st.session_state.get(_SCOPE, Scope())
    return scope


def choose(scope: Scope) -> None:
    """Have the next questions asked of a scope; papers that it names stay on offer when it is left."""
    st.session_state[_SCOPE] = scope
    if scope.only:
        st.session_state[_SELECTION] = scope.only


def scope_words(scope: Scope, library: Library, most: int = 120) -> str:
    """A scope in a short line of so many characters at most, "" for the whole library. It holds titles and tags: show
    it as text alone."""
    words = in_words(scope, library)
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def scope_chooser(library: Library) -> None:
    """What the next question is asked of, with ways to change it: a quiet line, to stand above the chat input."""
    scope = chosen_scope()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="scope"):
        with st.popover("Scope", icon=":material/filter_alt:", type="tertiary", key=f"scope-{hash(scope)}"):
            _choices(library, scope)
        st.text(f"Asks {scope_words(scope, library, _BESIDE) or 'the whole library'}", width="content")
        if scope != Scope() and st.button("Ask all papers", icon=":material/close:", type="tertiary"):
            choose(Scope())
            st.rerun()


def _choices(library: Library, scope: Scope) -> None:
    offered = _offered(library, str(library.home), library.generation(), library.tags.changes())
    selection: tuple[str, ...] = st.session_state.get(_SELECTION, ())
    with st.form("scope-form", border=False):
        only: tuple[str, ...] = ()
        if selection:
            chosen = in_words(Scope(only=selection), library)
            among = st.selectbox("Papers", [_ANY, chosen], index=int(scope.only == selection))
            only = selection if among == chosen else ()
        where = _named("tag", offered.tags, scope) + _named("collection", offered.collections, scope)
        where += _years(offered.years, scope)
        if not selection:
            st.caption("Tick papers in the library, or draw around them on the map, to ask these alone.")
        if st.form_submit_button("Ask these", type="primary"):
            choose(Scope(only=only, where=where))
            st.rerun()


def _named(field: Literal["tag", "collection"], offered: Mapping[str, int], scope: Scope) -> tuple[Condition, ...]:
    """The tag, or the collection, that papers must have, where one is chosen."""
    if not offered:
        return ()
    labels: dict[str | None, str] = {None: f"Any {field}, or none"}
    labels |= {name: f"{name} ({count:,})" for name, count in offered.items()}
    chosen = (condition.value for condition in scope.where if (condition.field, condition.operator) == (field, "="))
    now = next((name for name in chosen if name in offered), None)
    name = st.selectbox(field.capitalize(), list(labels), index=list(labels).index(now), format_func=labels.__getitem__)
    return (Condition(field, "=", name),) if name else ()


def _years(years: tuple[int, int] | None, scope: Scope) -> tuple[Condition, ...]:
    if years is None or years[0] == years[1]:
        return ()
    first, last = years
    for condition in scope.where:
        if condition.field == "year" and condition.operator in ("=", ">=", "<="):
            year = int(condition.value)
            first = min(max(first, year), years[1]) if condition.operator != "<=" else first
            last = max(min(last, year), years[0]) if condition.operator != ">=" else last
    chosen = st.slider("Years", *years, value=(first, max(first, last)))
    if chosen == years:
        return ()
    return Condition("year", ">=", str(chosen[0])), Condition("year", "<=", str(chosen[1]))


@dataclass(frozen=True, slots=True)
class _Offered:
    """The tags and the collections with the number of their papers, and the first and the last year."""

    tags: dict[str, int]
    collections: dict[str, int]
    years: tuple[int, int] | None


@st.cache_resource(max_entries=4, show_spinner=False)
def _offered(_library: Library, home: str, generation: int, changes: int) -> _Offered:
    return _Offered(_library.tags.all(), _library.holdings.collections(), _library.years())
