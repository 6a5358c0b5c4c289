"""Errors that people see: one clear line, and what to do about it."""

from collections.abc import Iterator
from contextlib import contextmanager

_OWN = ("rag", "ui")


class ColloquyError(Exception):
    """Base of every error that is shown to people.

    Args:
        message: one line that says what went wrong.
        hint: one line that says what to do about it.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(ColloquyError):
    """A question, file or option that cannot be used as it is."""


class NoPaperError(InputError):
    """What is asked names a paper that is not in the library, or leaves none to be asked."""


class LibraryError(ColloquyError):
    """The library cannot be opened, read or written."""


class ModelError(ColloquyError):
    """A chat model or an embedder cannot be set up or reached."""


class FetchError(ColloquyError):
    """A service that has papers cannot be reached, or does not answer as it should."""


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Around what imports the packages of one of Colloquy's extras: a plain install has none of them.

    Raises:
        InputError: one is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package in _OWN:
            raise
        raise InputError(f"the package {package} is not installed", f"pip install 'colloquy[{name}]'") from None


def one_line(error: BaseException) -> str:
    """The first line of an error's text, at most 300 characters, with its type where it has no text."""
    text = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
    # What a server wrote may hold halves of characters, which nothing can write down.
    return (text or type(error).__name__)[:300].encode(errors="replace").decode()
