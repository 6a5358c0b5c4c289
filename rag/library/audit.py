"""Who changed what of a library, for those who look after it: it is read and noted without what papers need to be asked."""

from __future__ import annotations

from typing import Self

from rag.library.catalog import Catalog
from rag.library.tables.audit import Change
from rag.library.tables.database import Databases
from rag.setup.people import Role
from rag.setup.settings import Settings

__all__ = ["Audit", "Change"]


class Audit:
    """The lines of the library that the settings name. A `with` closes it at its end.

    Raises (on opening, and whenever it is used):
        LibraryError: the catalogue cannot be used.
    """

    def __init__(self, settings: Settings) -> None:
        settings.home.expanduser().mkdir(0o700, parents=True, exist_ok=True)
        self._catalog = Catalog(Databases.of(settings))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._catalog.close()

    def changes(self, most: int | None = None) -> tuple[Change, ...]:
        """The changes, the newest first."""
        return self._catalog.changes(most)

    def note(self, what: str, needs: Role) -> None:
        """Note a change of what belongs to the library and is kept elsewhere, such as its users."""
        self._catalog.note(what, needs)
