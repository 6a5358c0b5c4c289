"""The file of users: names, roles, and Argon2 hashes of passwords. It holds the secret that cookies are signed with, too:
machines that share the file know each other's log-ins.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import filelock

from rag.errors import InputError, LibraryError, extra
from rag.setup.files import written_whole
from rag.setup.people.person import ROLES, Person, Role

if TYPE_CHECKING:
    from argon2 import PasswordHasher

FILE = "users.json"
SHORTEST = 12  # characters of a password
_LONGEST = 1_000  # what is longer is not even looked at
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,99}|\*@[a-z0-9][a-z0-9.-]{0,99}")


@dataclass(frozen=True, slots=True)
class User:
    """A line of the file. `hash` is None for one who logs in elsewhere, by OpenID Connect; a name such as *@example.org
    stands for everybody there. `added` is ISO 8601, UTC."""

    name: str
    role: Role
    hash: str | None
    added: str


class Users:
    """The users of one file. Any process may change it, one after the other: it is there whole, or as it was before.

    Raises (whenever it is used):
        LibraryError: the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser()
        self._read: tuple[object, dict[str, Any]] = (None, {})

    def is_there(self) -> bool:
        return self.path.exists()

    @property
    def secret(self) -> str:
        """What cookies are signed with."""
        return str(self._content().get("secret", ""))

    def all(self) -> tuple[User, ...]:
        """The users by their names."""
        return tuple(sorted(map(_user, self._content().get("users", {}).items()), key=lambda user: user.name))

    def get(self, name: str) -> User | None:
        row = self._content().get("users", {}).get(folded(name))
        return _user((folded(name), row)) if row else None

    def person(self, name: str) -> Person:
        """Who that is, and what they may do: by their own line, or by that of their domain."""
        name = folded(name)
        user = self.get(name) or (self.get(f"*@{name.rpartition('@')[2]}") if "@" in name else None)
        return Person(name, user.role if user else None)

    def put(self, name: str, role: Role, password: str | None) -> User:
        """Add a user.

        Raises:
            InputError: there is one of that name, the name cannot be one, or the password is too short.
        """
        name = _named(name)
        user = User(name, role, hashed(password) if password is not None else None, _now())
        with self._changing() as users:
            if name in users:
                raise InputError(f"there is a user {name} already", "change it with colloquy user role or password")
            users[name] = _row(user)
        return user

    def change(self, name: str, role: Role | None = None, password: str | None = None) -> User:
        """Give a user another role or password. With another password all log-ins of the user end.

        Raises:
            InputError: there is none of that name, or the password is too short.
        """
        self._known(name)  # who is not there is told before anything is worked out
        made = hashed(password) if password is not None else None
        with self._changing() as users:
            user = self._known(name)
            user = replace(user, role=role or user.role, hash=made or user.hash)
            users[user.name] = _row(user)
        return user

    def remove(self, name: str) -> User:
        """Take a user out, whose log-ins end.

        Raises:
            InputError: there is none of that name.
        """
        with self._changing() as users:
            gone = self._known(name)
            del users[gone.name]
        return gone

    def is_password(self, name: str, password: str) -> bool:
        """Whether that is the user's password. It takes as long for a name that is not known."""
        from argon2.exceptions import Argon2Error, InvalidHashError

        user = self.get(name)
        stored = user.hash if user and user.hash else _of_nobody()
        if len(password) > _LONGEST:
            return False
        try:
            return hasher().verify(stored, password) and user is not None and user.hash is not None
        except (Argon2Error, InvalidHashError):
            return False

    def mark(self, name: str) -> str | None:
        """What changes with the user's password, and tells nothing of it; None where there is no such user."""
        user = self.get(name)
        return (
            sha256(f"{self.secret} {user.name} {user.hash}".encode()).hexdigest()[:24] if user and user.hash else None
        )

    def _known(self, name: str) -> User:
        user = self.get(name)
        if user is None:
            raise InputError(f"there is no user {name}", "colloquy user list names those that there are")
        return user

    def _content(self) -> dict[str, Any]:
        """What the file holds, read again when it has changed."""
        try:
            state = self.path.stat()
            stamp = (state.st_mtime_ns, state.st_size, state.st_ino)
            if self._read[0] != stamp:
                content = json.loads(self.path.read_text("utf-8"))
                if not isinstance(content, dict) or any(
                    row.get("role") not in ROLES for row in content["users"].values()
                ):
                    raise ValueError("it is no file of users")
                self._read = (stamp, content)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, AttributeError) as error:
            raise LibraryError(
                f"{self.path}: cannot be read: {error}", "nobody can log in until it is put right, or taken from a copy"
            ) from None
        return self._read[1]

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Any]]:
        """The rows by name, to be changed; written when the block ends. Of two who do so at once, the second waits, and
        changes what the first has written."""
        try:
            self.path.parent.mkdir(0o700, parents=True, exist_ok=True)
            with filelock.FileLock(self.path.with_name(f".{self.path.name}.lock"), mode=0o600):
                content = self._content()
                users = dict(content.get("users", {}))
                yield users
                made = {"secret": content.get("secret") or secrets.token_hex(32), "users": users}
                with written_whole(self.path, private=True) as file:
                    file.write(json.dumps(made, indent=2).encode())
        except OSError as error:
            raise LibraryError(
                f"{self.path}: cannot be written: {error.strerror}", "check the folder's rights"
            ) from None


def folded(name: str) -> str:
    """A name as it is compared: case does not count."""
    return name.strip().lower()


def hashed(password: str) -> str:
    """
    Raises:
        InputError: it is too short, or too long.
    """
    if not SHORTEST <= len(password) <= _LONGEST:
        raise InputError(
            f"a password has {SHORTEST} to {_LONGEST:,} characters",
            "four words that have nothing to do with each other do",
        )
    return hasher().hash(password)


@cache
def hasher() -> PasswordHasher:
    with extra("login"):
        from argon2 import PasswordHasher
    return PasswordHasher()


@cache
def _of_nobody() -> str:
    """A hash that no password has, made as all are: it takes as long to compare with."""
    return hasher().hash(secrets.token_hex(32))


def _named(name: str) -> str:
    name = folded(name)
    if not _NAME.fullmatch(name):
        raise InputError(
            f"{name!r} cannot be a user's name",
            "write letters a to z, figures, and . _ @ + -, such as an e-mail address; or *@example.org for all of one domain",
        )
    return name


def _user(line: tuple[str, Mapping[str, Any]]) -> User:
    name, row = line
    return User(name, row["role"], row.get("hash"), str(row.get("added", "")))


def _row(user: User) -> dict[str, str | None]:
    return {"role": user.role, "hash": user.hash, "added": user.added}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
