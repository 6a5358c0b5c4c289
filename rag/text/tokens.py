"""How many tokens a text has."""

from __future__ import annotations

import logging
import re
import threading
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken

_log = logging.getLogger(__name__)

_DOWNLOAD_SECONDS = 3.0
_PIECE = re.compile(r"[^\W\d_]+|\d{1,3}|[^\w\s]|_")
_SIGNS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # each a token of its own, mostly
# Of a word; a real tokenizer took 8 to 13 of a hundred fewer for whole prompts of abstracts.
_BYTES_PER_TOKEN = 7


def count_tokens(text: str) -> int:
    """Tokens by tiktoken, or an estimate on the high side where its vocabulary cannot be had."""
    encoding = vocabulary()
    if encoding is None:
        return sum(map(_estimate, _PIECE.findall(text))) + 1
    return len(encoding.encode(text, disallowed_special=()))


def _estimate(piece: str) -> int:
    return len(piece) if _SIGNS.match(piece) else 1 + (len(piece.encode()) - 1) // _BYTES_PER_TOKEN


@cache
def vocabulary() -> tiktoken.Encoding | None:
    """tiktoken's encoding, or None, said once: its first use downloads a file, which may be impossible or hang."""
    found: list[tiktoken.Encoding] = []

    def load() -> None:
        import tiktoken

        try:
            found.append(tiktoken.get_encoding("o200k_base"))
        except Exception:  # offline: requests' errors, a broken cache's, a proxy's; all mean the same here
            return

    thread = threading.Thread(target=load, daemon=True)
    thread.start()
    thread.join(_DOWNLOAD_SECONDS)
    if not found:
        _log.warning("tiktoken's vocabulary cannot be downloaded: tokens are estimated, on the high side")
        return None
    return found[0]
