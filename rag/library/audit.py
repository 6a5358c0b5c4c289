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

    Where no paper has been added yet there is no library: it has no lines, and what is noted is not kept. So a place stays
    empty for a library that is to be moved or put back there, whoever may already log in.

    Raises (on opening, and whenever it is used):
        LibraryError: the catalogue cannot be used.
    """

    def __init__(self, settings: Settings) -> None:
        at = Databases.of(settings)
        self._catalog = Catalog(at) if at.are_there("catalogue") else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._catalog:
            self._catalog.close()

    def changes(self, most: int | None = None) -> tuple[Change, ...]:
        """The changes, the newest first."""
        return self._catalog.changes(most) if self._catalog else ()

    def note(self, what: str, needs: Role) -> None:
        """Note a change of what belongs to the library and is kept elsewhere, such as its users."""
        if self._catalog and self._catalog.generation():
            self._catalog.note(what, needs)
