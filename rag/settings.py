"""Settings: one flat record, read from COLLOQUY_* variables and a .env file in the working folder."""

from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import InputError


class Settings(BaseSettings):
    """Everything that can be set. Nothing else in the project reads COLLOQUY_* variables."""

    model_config = SettingsConfigDict(
        env_prefix="COLLOQUY_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    home: Path = Field(default_factory=lambda: user_data_path("colloquy"), description="folder of the library")
    model: str | None = Field(None, description="chat model, such as openai:gpt-5-mini; none gives extracts")
    base_url: str | None = Field(None, description="address of an OpenAI-compatible server")
    api_key: SecretStr | None = Field(None, description="key of the chat model's server")
    embedding: str | None = Field(
        None, description="embedder: wordllama, or a provider:model string; none is the library's own"
    )
    timeout: Annotated[float, Field(gt=0, le=600)] = Field(60.0, description="seconds to wait for a server")
    retries: Annotated[int, Field(ge=0, le=10)] = Field(2, description="further tries of a failed call")
    judge: bool = Field(False, description="let the model judge the claims that are in doubt, with one more call")
    email: str | None = Field(
        None,
        pattern=r"^[!-~]+@[!-~]+\.[!-~]+$",
        description="e-mail address that colloquy fetch names to services, which serve those first who name one",
    )
    evidence_papers: Annotated[int, Field(ge=1, le=50)] = Field(8, description="papers shown to the model")
    evidence_tokens: Annotated[int, Field(ge=500)] = Field(6000, description="tokens of the whole prompt")
    answer_tokens: Annotated[int, Field(ge=50)] = Field(800, description="most tokens of a model's answer")


def load_settings(**given: object) -> Settings:
    """Settings from the environment, with what is given (and not None) on top.

    Raises:
        InputError: a value that does not fit, named.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        raise InputError(
            f"the setting {name} does not fit: {first['msg']}", f"set COLLOQUY_{name.upper()} to another value"
        ) from None
