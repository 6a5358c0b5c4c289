"""The one open library that all sessions of the page share."""

import streamlit as st

from rag.library import Library
from rag.settings import Settings


@st.cache_resource
def opened(settings: Settings) -> Library:
    return Library(settings)
