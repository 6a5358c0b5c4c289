"""What a reader did not use of a record: the names of its fields, told record by record to whoever counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Unused = Callable[[Iterable[str]], None]
"""Called with the names of what a record, or the text around records, holds and the reader does not use."""


def untold(names: Iterable[str]) -> None:
    """For readers whose caller does not count."""


class Asked(dict[str, Any]):
    """An object of JSON, or the fields of an entry, that remembers which of its fields were asked for."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        super().__init__(given)
        self._asked: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self._asked.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self._asked.add(name)
        return super().get(name, default)

    @property
    def unused(self) -> list[str]:
        """The fields that say something and were not asked for."""
        return [name for name, value in self.items() if value not in (None, "", [], {}) and name not in self._asked]
