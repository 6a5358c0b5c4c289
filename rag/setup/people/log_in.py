"""How people log in: at a provider of OpenID Connect, as Streamlit's own log-in has it, or with a password; or not at all."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from rag.errors import InputError
from rag.setup.people.users import FILE, Users
from rag.setup.settings import Settings

LogIn = Literal["provider", "password"]
SECRETS = "secrets.toml"  # Streamlit's name for it


def users_of(settings: Settings) -> Users:
    """The users of a library: of the file that the settings name, else of the one in its folder."""
    return Users(settings.users or settings.home.expanduser() / FILE)


def log_in_of(settings: Settings) -> LogIn | None:
    """How people log in; None where nobody does.

    Raises:
        InputError: a file of secrets cannot be read.
    """
    if any(map(_has_provider, secrets_files(settings))):
        return "provider"
    return "password" if users_of(settings).is_there() else None


def secrets_files(settings: Settings) -> list[Path]:
    """Where Streamlit's secrets are looked for, the last of which wins."""
    return [
        Path.home() / ".streamlit" / SECRETS,
        Path.cwd() / ".streamlit" / SECRETS,
        settings.home.expanduser() / SECRETS,
    ]


def _has_provider(path: Path) -> bool:
    try:
        return bool(tomllib.loads(path.read_text("utf-8")).get("auth"))
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read: {error}", "put it right: it says how people log in") from None
