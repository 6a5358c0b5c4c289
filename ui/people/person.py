"""Who uses the page in this session, and what they may do: asked anew at each run, and at each change."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from rag.errors import ColloquyError
from rag.setup.people import NOBODY, Person, Role
from rag.setup.people.log_in import LogIn, log_in_of, users_of
from rag.setup.people.users import Users
from rag.setup.settings import settings_without_stored
from ui.people.door import MARK, NAME

_UNKNOWN = Person("", None)


def acting() -> Person:
    """Who it is; where nobody is logged in that has to be, someone who may do nothing."""
    if get_script_run_ctx(suppress_warning=True) is None:  # the server itself, which reads for all
        return Person("", "reader")
    try:
        if log_in() is None:
            return NOBODY
        return users().person(name) if (name := logged_in_as()) else _UNKNOWN
    except ColloquyError:  # who people are cannot be told
        return _UNKNOWN


def may(role: Role) -> bool:
    """Whether they may do what that role may."""
    return acting().may(role)


def logged_in_as() -> str | None:
    """The name that this session is logged in under; None where it is not, or not any more."""
    told = st.user.to_dict()
    if log_in() == "provider":
        return _of_provider(told)
    name, mark = str(told.get(NAME) or ""), str(told.get(MARK) or "")
    known = users().mark(name) if name else None
    return name if known and hmac.compare_digest(known.encode(), mark.encode()) else None


def log_in() -> LogIn | None:
    """How people log in here: as it was when the server began, or began to have users."""
    return _log_in() or log_in_of(settings_without_stored())


@st.cache_resource(show_spinner=False)
def _log_in() -> LogIn | None:
    return log_in_of(settings_without_stored())


@st.cache_resource(show_spinner=False)
def users() -> Users:
    """The users of the library."""
    return users_of(settings_without_stored())


def _of_provider(told: Mapping[str, object]) -> str | None:
    """The e-mail address that a provider vouches for, else its own name for the person."""
    if not told.get("is_logged_in"):
        return None
    if told.get("email") and told.get("email_verified", True) in (True, "true"):
        return str(told["email"]).strip().lower()
    return str(told.get("sub") or "").lower() or None
