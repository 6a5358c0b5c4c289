"""The one open library that all sessions of the page share."""

import streamlit as st

from rag.library.library import Library
from rag.setup.settings import Settings


def opened(settings: Settings) -> Library:
    """The library, at the server that the settings name: another model or key does not open it again."""
    library = _opened(str(settings.home), settings.embedding, settings)
    library.use(settings)
    return library


@st.cache_resource(show_spinner="Opening the library")
def _opened(home: str, embedding: str | None, _settings: Settings) -> Library:
    return Library(_settings)
