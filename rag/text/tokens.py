"""How many tokens a text has."""

from __future__ import annotations

import logging
import threading
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken

_log = logging.getLogger(__name__)

_DOWNLOAD_SECONDS = 3.0
_BYTES_PER_TOKEN = 3.2  # on the safe side: English prose has about 4.5


def count_tokens(text: str) -> int:
    """Tokens by tiktoken, or an estimate on the high side where its vocabulary cannot be had."""
    encoding = vocabulary()
    if encoding is None:
        return int(len(text.encode()) / _BYTES_PER_TOKEN) + 1
    return len(encoding.encode(text, disallowed_special=()))


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
