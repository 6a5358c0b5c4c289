"""Navigation: the pages, and nothing else. Started with `colloquy ui`."""

import sys
from pathlib import Path

import streamlit as st

from ui.conversation.current import CHAT
from ui.people.gate import turn_away, who
from ui.people.person import may
from ui.widgets import forget_those_gone

# Not pages/: a folder of that name is taken by Streamlit itself, which then runs its scripts without this one.
FOLDER = Path(__file__).with_name("page")

# A file of our own: the named icons would be fetched from elsewhere.
st.set_page_config(page_title="Colloquy", page_icon=str(FOLDER / "icon.svg"), layout="wide")
st.html(FOLDER / "page.css")
# Each is at the address of its file's name, the first at / too.
pages = [
    st.Page("page/chat.py", title="Chat", default=True),
    st.Page("page/library.py", title="Library"),
    st.Page("page/map.py", title="Map"),
    st.Page("page/manuscript.py", title="Manuscript"),
    st.Page("page/table.py", title="Table"),
    st.Page("page/screening.py", title="Screening"),
    *([st.Page("page/settings.py", title="Settings")] if may("owner") else []),
    st.Page("page/paper.py", title="Paper", visibility="hidden"),
    st.Page("page/shared.py", title="Shared conversation", visibility="hidden"),
]
is_let_in = may("reader")
chosen = st.navigation(
    pages, position="top" if is_let_in else "hidden"
)  # the sidebar is for conversations, on every page
is_chat = chosen is pages[0] or chosen.url_path == ""
st.session_state.page = CHAT if is_chat else chosen.url_path
if is_let_in:
    if not is_chat:
        from ui.conversation.sidebar import sidebar_of_other_pages

        sidebar_of_other_pages()
    who()
    forget_those_gone()
    chosen.run()
else:
    turn_away()
if "--warm" in sys.argv:  # served for people, not run by a test
    from ui.warm import warm_up

    warm_up()
