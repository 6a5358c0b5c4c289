"""Settings that are changed on the page: by those who may, and with a line that says so."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from rag.errors import LibraryError
from rag.setup.settings import Sourced, keep, sourced
from ui.people.person import acting
from ui.shared import shared_library


def change_settings(chosen: Mapping[str, object]) -> Sourced:
    """Store these with the library, as `rag.setup.settings.keep` does.

    Raises:
        InputError: this person may not, or a value does not fit.
        LibraryError: they cannot be stored.
    """
    acting().require("owner")
    before = sourced().settings
    now = keep(chosen)
    if changed := [name for name in chosen if getattr(before, name) != getattr(now.settings, name)]:
        told = ", ".join(f"{name} {getattr(now.settings, name)}" for name in changed)
        with suppress(LibraryError):  # a library that cannot be opened, which the page says, notes nothing
            shared_library(now.settings).note(f"settings: {told}", "owner")
    return now
