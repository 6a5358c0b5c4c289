"""A component of the page: its markup, its styles and its scripts, as Streamlit takes them.

Streamlit takes a component's JavaScript as one text, and the browser has no address to fetch another file from. The
scripts are ES modules that import from each other, as a linter and an editor know them; here they are joined into one.
"""

from __future__ import annotations

import re
from importlib.resources import files
from posixpath import dirname, join, normpath

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_UI = files("ui")
_IMPORT = re.compile(r'^import \{[^}]*\} from "(?P<path>[^"]+)";\n', re.M)
_EXPORT = re.compile(r"^export (?!default)", re.M)


def component(name: str, script: str, style: str | None = None, isolated: bool = True) -> ComponentRenderer:
    """Register a component that draws in `<div id=name>`.

    Args:
        script: its script, whose default export Streamlit calls with the data; a path in ui/.
        style: its style sheet; a path in ui/.
        isolated: whether the page's styles leave it alone.
    """
    return st.components.v2.component(
        f"colloquy_{name}",
        html=f'<div id="{name}"></div>',
        css=_UI.joinpath(style).read_text("utf-8") if style else None,
        js=joined_scripts(script),
        isolate_styles=isolated,
    )


def joined_scripts(script: str) -> str:
    """A script and all that it imports, by itself or through others, each once and before those that need it: one
    module that imports nothing. All names at the top of its scripts live in one scope, so no two may be the same.

    Args:
        script: a path in ui/.
    """
    texts: dict[str, str] = {}

    def read(path: str) -> None:
        if path in texts:
            return
        text = _UI.joinpath(path).read_text("utf-8")
        for imported in _IMPORT.finditer(text):
            read(normpath(join(dirname(path), imported["path"])))
        texts[path] = _EXPORT.sub("", _IMPORT.sub("", text))

    read(script)
    return "\n".join(texts.values())
