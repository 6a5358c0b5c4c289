"""Settings: one flat record, of COLLOQUY_* variables, a .env file in the working folder, and the library's own file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import InputError
from rag.setup import stored
from rag.setup.address import is_this_machine
from rag.setup.keys import held, server_of


def _address(text: str) -> str:
    try:
        parts = urlsplit(text.strip())
        known = (
            parts.scheme in ("http", "https")
            and re.fullmatch(r"[\w.:%-]+", parts.hostname or "")
            and (parts.port or True)
        )
    except ValueError:  # a port that is no number
        known = False
    if not known:
        raise PydanticCustomError("address", "no address such as http://127.0.0.1:11434/v1")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise PydanticCustomError("address", "an address holds no name, password or question: the key is set by itself")
    return text.strip()


def _folder(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        raise PydanticCustomError("folder", "there is no user of that name: {path}", {"path": str(path)}) from None


def _database(given: SecretStr) -> SecretStr:
    """An address that SQLAlchemy reads; what stands before it may be left out as PostgreSQL's own tools have it."""
    found = re.fullmatch(
        r"(?:postgresql|postgres)(?:\+psycopg)?(://[^/?#]*/[^/?#]+(?:\?.*)?)", given.get_secret_value().strip()
    )
    if not found:
        raise PydanticCustomError("database", "no address such as postgresql+psycopg://name:password@host/colloquy")
    return SecretStr(f"postgresql+psycopg{found[1]}")


def _amount(text: str) -> str:
    if not re.fullmatch(r"\d+(\.\d+)? (usd|tokens)", text):
        raise PydanticCustomError("budget", "no amount a day such as 2 usd or 500000 tokens")
    return text


class Settings(BaseModel):
    """Everything that can be set. Made in code, it is what is given and the defaults: neither the environment nor a file
    is read; `load_settings` reads them.

    Raises:
        pydantic.ValidationError: a value that does not fit, or a name that is no setting.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    home: Annotated[Path, AfterValidator(_folder)] = Field(
        default_factory=lambda: user_data_path("colloquy"), description="folder of the library"
    )
    database: Annotated[SecretStr, AfterValidator(_database)] | None = Field(
        None, description="address of a group's PostgreSQL database; none keeps the catalogue in the folder"
    )
    chroma: Annotated[str, AfterValidator(_address)] | None = Field(
        None, description="address of a group's Chroma server; none keeps the vectors in the folder"
    )
    chroma_key: SecretStr | None = Field(
        None, description="key of Chroma Cloud, or of a server that takes X-Chroma-Token"
    )
    chroma_headers: dict[str, SecretStr] = Field(
        {}, description='further headers for the Chroma server, such as {"Authorization": "Bearer ..."}'
    )
    chroma_tenant: str | None = Field(None, description="tenant on the Chroma server; none is its default")
    chroma_database: str | None = Field(None, description="database on the Chroma server; none is its default")
    model: str | None = Field(None, description="chat model, such as openai:gpt-5-mini; none gives extracts")
    base_url: Annotated[str, AfterValidator(_address)] | None = Field(
        None, description="address of an OpenAI-compatible server"
    )
    api_key: SecretStr | None = Field(None, description="key of the chat model's server")
    users: Path | None = Field(
        None, description="file of the users who log in; none is users.json in the library's folder, where there is one"
    )
    questions_a_minute: Annotated[int, Field(ge=1, le=1_000_000)] = Field(
        20, description="most questions of one person in a minute on the page, where people log in"
    )
    person_budget: Annotated[str, AfterValidator(_amount)] | None = Field(
        None, description="most that the chat model may use in a day for one person, where people log in"
    )
    embedding: str | None = Field(
        None, description="embedder: wordllama, or a provider:model string; none is the library's own"
    )
    timeout: Annotated[float, Field(gt=0, le=600)] = Field(
        300.0, description="seconds of silence after which a server is given up"
    )
    retries: Annotated[int, Field(ge=0, le=10)] = Field(2, description="further tries of a failed call")
    judge: bool | None = Field(
        None,
        description="let the model judge the meaning of an answer's claims, with one more call; by default a hosted one does",
    )
    budget: Annotated[str, AfterValidator(_amount)] | None = Field(
        None, description="most that the chat model may use in a day, such as 2 usd or 500000 tokens"
    )
    email: str | None = Field(
        None,
        pattern=r"^[!-~]+@[!-~]+\.[!-~]+$",
        description="e-mail address that colloquy fetch names to services, which serve those first who name one",
    )
    serve_key: SecretStr | None = Field(None, description="key that colloquy serve wants of those who ask")
    zotero_url: Annotated[str, AfterValidator(_address)] = Field(
        "http://127.0.0.1:23119", description="address of the Zotero that is open on this machine"
    )
    evidence_papers: Annotated[int, Field(ge=1, le=50)] = Field(12, description="most papers shown to the model")
    evidence_tokens: Annotated[int, Field(ge=500, le=10_000_000)] | None = Field(
        None, description="most tokens of the whole prompt; 950 for a model on this machine, 1600 for another"
    )
    answer_tokens: Annotated[int, Field(ge=50, le=10_000_000)] = Field(
        4000, description="most tokens of a model's answer and what it thinks before"
    )

    @property
    def judges(self) -> bool:
        """Whether the model judges an answer's claims: as it is set, else where it is not on this machine, as one call more
        takes long there."""
        if self.judge is not None:
            return self.judge
        return bool(self.model) and not self.is_local

    @property
    def shared_database(self) -> str | None:
        """The address of the group's database, which may have a password in it."""
        return self.database.get_secret_value() if self.database else None

    @property
    def is_local(self) -> bool:
        """Whether the model runs on this machine."""
        if self.base_url:
            return is_this_machine(self.base_url)
        return bool(self.model) and str(self.model).startswith("ollama:")

    @property
    def prompt_tokens(self) -> int:
        """The most tokens of a prompt: a model on this machine reads some fifty in a second."""
        return self.evidence_tokens or (950 if self.is_local else 1_600)


class _Environment(Settings, BaseSettings):
    """The same, with what is not given taken from the environment and .env. Nothing else reads COLLOQUY_* variables."""

    model_config = SettingsConfigDict(env_prefix="COLLOQUY_", env_file=".env", env_ignore_empty=True, extra="ignore")


@dataclass(frozen=True, slots=True)
class Sourced:
    """Settings, and where they come from.

    `fixed` names those that the environment or .env sets: they win over what is stored with the library. `withheld` tells
    that there is a key too, but that it is not for this server, and is not sent there.
    """

    settings: Settings
    fixed: frozenset[str]
    withheld: bool


def load_settings(**given: object) -> Settings:
    """The settings that hold: what is given (and not None), else the environment, .env, what is stored with the library.

    Raises:
        InputError: a value that does not fit, named.
    """
    return sourced(**given).settings


def settings_without_stored(**given: object) -> Settings:
    """The same without what is stored with the library, which may be what cannot be read.

    Raises:
        InputError: a value that does not fit, named.
    """
    first = _read({name: value for name, value in given.items() if value is not None})
    return _keyed(first, first, "api_key" in given).settings


def sourced(**given: object) -> Sourced:
    """The same, with where they come from. A key of the environment goes where the environment says, and nowhere else:
    to its base URL, or to the provider of its model; one that was entered on the page, where it was entered for.
    """
    given = {name: value for name, value in given.items() if value is not None}
    first = _read(given)
    kept = stored.read(first.home, first.shared_database)
    own = {name: value for name, value in kept.items() if name not in first.model_fields_set}
    settings = _read(given | own, own) if own else first
    return _keyed(settings, first, "api_key" in given)


def as_if_kept(chosen: Mapping[str, object]) -> Settings:
    """The settings that would hold if these were kept: what is typed in, to be tried first.

    Raises:
        InputError: a value that does not fit, named.
    """
    first = _read({})
    return _keyed(_with_chosen(chosen, sourced())[0], first, False).settings


def _keyed(settings: Settings, first: Settings, is_given: bool) -> Sourced:
    """Settings with the key that is for their server; `first` are those of the environment and of what is given."""
    server = server_of(settings.model, settings.base_url)
    of_environment = first.api_key is not None and not is_given
    withheld = of_environment and server != server_of(first.model, first.base_url)
    if withheld or first.api_key is None:
        settings = settings.model_copy(update={"api_key": held(server)})
    return Sourced(settings, frozenset(first.model_fields_set), withheld)


def _with_chosen(chosen: Mapping[str, object], now: Sourced) -> tuple[Settings, dict[str, object]]:
    """What is chosen over what is stored, as settings and as it is to be stored; what the environment fixes wins."""
    home = now.settings.home
    values = stored.read(home, now.settings.shared_database) | {
        name: value for name, value in chosen.items() if name not in now.fixed
    }
    return _read({name: value for name, value in values.items() if value is not None} | {"home": home}, values), values


def keep(chosen: Mapping[str, object]) -> Sourced:
    """Store these with the library, by name; None takes one back to its default. What else is stored stays; so does what
    the environment fixes, which wins.

    Raises:
        InputError: a value that does not fit, named; nothing is stored then.
        LibraryError: the folder cannot be written.
    """
    now = sourced()
    checked, values = _with_chosen(chosen, now)
    home = now.settings.home
    defaults = {name: Settings.model_fields[name].default for name in stored.NAMES}
    given = {name: getattr(checked, name) for name in values if name in stored.NAMES and values[name] is not None}
    changed = {name: value for name, value in given.items() if value != defaults[name]}
    stored.write(home, changed, now.settings.shared_database)
    return sourced()


def begin_anew() -> None:
    """Set aside what is stored with the library, where it cannot be read or does not fit.

    Raises:
        InputError: a value of the environment does not fit, named.
        LibraryError: the folder cannot be written.
    """
    first = _read({})
    stored.set_aside(first.home, first.shared_database)


def _read(given: Mapping[str, Any], own: Mapping[str, object] | None = None) -> Settings:
    try:
        read = _Environment(**given)
    except ValidationError as error:
        at = f"correct it on the page Settings or in {stored.FILE}"
        name = _misfit(error)
        otherwise = (
            "choose another folder with --home" if name == "home" else f"set COLLOQUY_{name.upper()} to another value"
        )
        raise _unfit(error, at if name in (own or ()) else otherwise) from None
    return Settings.model_construct(read.model_fields_set, **dict(read))


def given_settings(**given: object) -> Settings:
    """Settings of what is given alone, for whoever opens a library in code.

    Raises:
        InputError: a value that does not fit, or a name that is no setting, named.
    """
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        raise _unfit(error, f"give another value; the settings are {', '.join(Settings.model_fields)}") from None


def _misfit(error: ValidationError) -> str:
    """The name of the first setting that does not fit."""
    place = error.errors()[0]["loc"]
    return str(place[0]) if place else "settings"


def _unfit(error: ValidationError, hint: str) -> InputError:
    return InputError(f"the setting {_misfit(error)} does not fit: {error.errors()[0]['msg']}", hint)
