"""Commands for those who look after a group's library: its users, and who changed what."""

from __future__ import annotations

import getpass
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.cli.options import MOST, Home, Json, settings_at
from rag.cli.output import print_result, say
from rag.errors import InputError

if TYPE_CHECKING:
    from rag.setup.people.users import User, Users


class Act(StrEnum):
    """What is done with users."""

    add = "add"
    list = "list"
    password = "password"  # noqa: S105  # the name of an act
    remove = "remove"
    role = "role"


class RoleName(StrEnum):
    """What a user may do."""

    reader = "reader"
    editor = "editor"
    owner = "owner"


def user(
    act: Annotated[Act, typer.Argument(metavar="add|list|password|remove|role", help="What is to be done.")],
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Name of the user.", show_default=False)] = "",
    role: Annotated[
        RoleName | None, typer.Option(help="reader asks, editor changes the library, owner its settings and users too.")
    ] = None,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="For one who logs in at a provider; *@example.org is all of a domain.")
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Say who may log in to the page, and what they may do; a password is asked for, or read from standard input."""
    from rag.library.audit import Audit
    from rag.setup.people.log_in import users_of

    settings = settings_at(home)
    users = users_of(settings)
    if act is Act.list:
        told = [_told(one) for one in users.all()]
        lines = [f"{one['name']}  {one['role']}  {'password' if one['password'] else 'provider'}" for one in told]
        print_result(as_json, told, lines or ["no users: nobody has to log in"])
        return
    if not name:
        raise InputError(f"whom is it to {act}?", f"colloquy user {act} NAME")
    with Audit(settings) as lines_of:
        changed, line = _change(users, act, name, role.value if role else None, no_password)
        lines_of.note(f"user {changed.name}: {line}", "owner")
    if len(users.all()) == 1 and act is Act.add:
        say("start the page again: from then on it asks who one is")
    if not any(one.role == "owner" for one in users.all()):
        say("no user is an owner now: settings can be changed on this machine alone")
    print_result(as_json, _told(changed), [f"{changed.name}: {line}."])


def audit(
    limit: Annotated[int | None, typer.Option(min=1, max=MOST, help="At most so many, the newest.")] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Tell who changed what of the library, and when, the newest first."""
    from rag.library.audit import Audit
    from rag.records import as_json as plain

    with Audit(settings_at(home)) as lines_of:
        changes = lines_of.changes(limit)
    lines = [f"{change.at}  {change.who or '-'}  {change.what}" for change in changes]
    print_result(as_json, plain(changes), lines or ["nothing was changed yet"])


def _change(users: Users, act: Act, name: str, role: Any, no_password: bool) -> tuple[User, str]:
    """The user that was changed, and how."""
    if act is Act.remove:
        return users.remove(name), "removed"
    if act is Act.password:
        return users.change(name, password=_password()), "another password"
    if role is None:
        raise InputError("which role?", "--role reader, --role editor or --role owner")
    if act is Act.role:
        return users.change(name, role=role), f"now {role}"
    if users.get(name):
        raise InputError(f"there is a user {name} already", "colloquy user role or password changes one")
    return users.put(name, role, None if no_password else _password()), f"added as {role}"


def _password() -> str:
    """Asked for twice at a terminal; else the first line of standard input. Never an argument, which others can see."""
    from rag.setup.people.users import hasher

    hasher()  # what it needs is told before anything is typed
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise InputError("the two are not the same", "try again")
    return password


def _told(user: User) -> dict[str, object]:
    return {"name": user.name, "role": user.role, "password": user.hash is not None, "added": user.added}
