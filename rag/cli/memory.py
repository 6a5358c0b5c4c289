"""Too little memory is told in a line. Where a limit is set, what is not Python may end the process without a word."""

from __future__ import annotations

from contextlib import suppress

from rag.errors import ColloquyError

_LEAST = 400 << 20  # bytes of addresses with which a question is answered
_HINT = "raise the limit that is set (ulimit -v), or end other programs; what was written before is there"


def check_memory() -> None:
    """
    Raises:
        ColloquyError: the process may not have as much as a question takes.
    """
    with suppress(ImportError):  # another system
        import resource

        limit, _ = resource.getrlimit(resource.RLIMIT_AS)
        if 0 <= limit < _LEAST:
            raise ColloquyError(
                f"there is not enough memory: this process may use {limit >> 20:,} MB, and {_LEAST >> 20} is the least",
                _HINT,
            )


def out_of_memory() -> ColloquyError:
    return ColloquyError("there is not enough memory", _HINT)
