"""The page behind its door: what the server serves where people log in with a password."""

from __future__ import annotations

from pathlib import Path

from starlette.middleware import Middleware
from streamlit.starlette import App

from rag.setup.people.log_in import users_of
from rag.setup.settings import load_settings
from ui.people.door import Door, routes


def page() -> App:
    """The page and its door, for the library that the settings name."""
    users = users_of(load_settings())
    script = Path(__file__).parents[1] / "app.py"
    return App(script, routes=routes(users), middleware=[Middleware(Door, users=users)])
