"""A person, and what a person may do."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from rag.errors import InputError

Role = Literal["reader", "editor", "owner"]
ROLES: tuple[Role, ...] = get_args(Role)  # each may do what those before it may
_MAY: dict[Role, str] = {
    "reader": "ask",
    "editor": "change the library",
    "owner": "change settings and users",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who uses a library. `name` is "" where nobody logs in; without a role one may do nothing."""

    name: str
    role: Role | None

    def may(self, role: Role) -> bool:
        """Whether this person may do what that role may."""
        return self.role is not None and ROLES.index(self.role) >= ROLES.index(role)

    def require(self, role: Role) -> None:
        """
        Raises:
            InputError: this person may not do what that role may.
        """
        if not self.may(role):
            raise InputError(
                f"{self.name or 'who is not logged in'} may not {_MAY[role]}: that takes the role {role}",
                "ask an owner of this library",
            )

    @property
    def told(self) -> str:
        """The name by which changes are noted: without a log-in, the account that the program runs in."""
        return self.name or _account()


NOBODY = Person("", "owner")  # where nobody logs in, whoever is there may do all


@cache
def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container may run under a number that has no name
        return ""
