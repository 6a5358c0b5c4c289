"""Navigation: the pages, and nothing else. Started with `colloquy ui`."""

from pathlib import Path

import streamlit as st

# A file of our own: the named icons would be fetched from elsewhere.
st.set_page_config(page_title="Colloquy", page_icon=str(Path(__file__).with_name("icon.svg")), layout="wide")
st.navigation([st.Page("chat.py", title="Chat", default=True)], position="hidden").run()
