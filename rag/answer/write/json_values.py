"""What of a model's reply reads as JSON: in a fence, among words, line by line, or cut."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_OPENS = re.compile(r"[{\[]")
_DEEP = 500  # characters


def json_values(reply: str) -> Iterator[Any]:
    """The JSON values of a reply in their order: of a list that was cut, each whole entry."""
    decoder, at = json.JSONDecoder(), 0
    while (opened := _OPENS.search(reply, at)) is not None:
        try:
            value, at = decoder.raw_decode(reply, opened.start())
        except ValueError:
            at = opened.end()
        except RecursionError:  # nested as no model nests: what is inside is no better
            at = opened.end() + _DEEP
        else:
            yield value
