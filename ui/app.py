"""Navigation: the pages, and nothing else. Started with `colloquy ui`."""

import sys
from pathlib import Path

import streamlit as st

# A file of our own: the named icons would be fetched from elsewhere.
st.set_page_config(page_title="Colloquy", page_icon=str(Path(__file__).with_name("icon.svg")), layout="wide")
st.html(Path(__file__).with_name("page.css"))
pages = [
    st.Page("chat.py", title="Chat", default=True),
    st.Page("library.py", title="Library"),
    st.Page("map.py", title="Map"),
    st.Page("settings.py", title="Settings"),
    st.Page("paper.py", title="Paper", visibility="hidden"),
]
# At the top: the sidebar belongs to what a page is about.
st.navigation(pages, position="top").run()
if "--warm" in sys.argv:  # served for people, not run by a test
    from ui.warm import warm_up

    warm_up()
