"""Tags as they are edited: those of some papers, and a tag wherever it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from rag.errors import InputError
from rag.library.library import Library
from rag.library.tables.tags import LONGEST
from rag.text.markdown import escape_links
from rag.text.wording import counted


def edit_tags(library: Library, ids: Sequence[str]) -> None:
    """A popover with the tags of papers, to be given and taken."""
    tags = library.tags
    counts = Counter(tag for own in tags.of(ids).values() for tag in own)
    shared = [tag for tag, count in counts.items() if count == len(ids)]
    some = [tag for tag, count in counts.items() if count < len(ids)]
    offered = [*tags.all()]
    state = hash((tuple(ids), tags.changes()))  # another one is another popover, and that is closed
    with (
        st.popover("Tags", icon=":material/label:", key=f"edit-tags-{state}"),
        st.form(f"tags-{state}", border=False),
    ):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            chosen = st.multiselect(
                "Tags" if len(ids) == 1 else f"Tags of all {len(ids):,} papers",
                offered,
                default=shared,
                accept_new_options=True,
                placeholder="Choose, or write a new one",
                help=f"Write a tag and press Enter; up to {LONGEST} characters.",
            )
            # Beside the field: its list, which stays open below it, would lie over the button.
            saved = st.form_submit_button("Save", type="primary")
        taken: list[str] = []
        if some:
            taken = st.multiselect(
                "Take away what only some have",
                some,
                format_func=lambda tag: f"{tag} ({counts[tag]:,} of {len(ids):,})",
                placeholder="Choose",
            )
        if saved:
            _save(library, ids, [tag for tag in chosen if tag not in shared], [*set(shared).difference(chosen), *taken])


def _save(library: Library, ids: Sequence[str], given: Sequence[str], taken: Sequence[str]) -> None:
    tags = library.tags
    try:
        for tag in given:
            tags.add(tag, ids)
    except InputError as error:
        _say(error)
        return
    for tag in taken:
        tags.remove(tag, ids)
    st.rerun()


def manage_tags(library: Library, counts: Mapping[str, int]) -> None:
    """A popover in which a tag is renamed, or taken from all papers."""
    changes = library.tags.changes()
    with st.popover("Edit tags", icon=":material/label:", type="tertiary", key=f"manage-tags-{changes}"):
        tag = st.selectbox("Tag", list(counts), format_func=lambda tag: f"{tag} ({counts[tag]:,})", key="managed")
        with st.form(f"rename-{tag}", border=False):
            name = st.text_input("Its new name", value=tag, max_chars=LONGEST)
            renamed = st.form_submit_button("Rename")
        if renamed and name != tag:
            try:
                library.tags.rename(tag, name)
            except InputError as error:
                _say(error)
                return
            st.rerun()
        if st.button(f"Take it from {counted(counts[tag])}", icon=":material/delete:"):
            st.session_state.untagged = (tag, sorted(library.tags.having([tag])))
            library.tags.delete(tag)
            st.rerun()


def undo_tag(library: Library) -> None:
    """Offer the tag back that was taken from all papers last."""
    if "untagged" not in st.session_state:
        return
    tag, ids = st.session_state.untagged
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="undo-tag-bar"):
        st.text(f"Took the tag {tag} from {counted(len(ids))}.")
        if st.button("Undo", icon=":material/undo:", key="undo-tag"):
            library.tags.add(tag, ids)
            del st.session_state.untagged
            st.rerun()


def _say(error: InputError) -> None:
    st.error(escape_links(f"{error.message}: {error.hint}"), icon=":material/error:")
