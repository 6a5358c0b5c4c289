"""Text in the forms in which it is compared."""

from __future__ import annotations

import re
import unicodedata

_NO_LETTERS = re.compile(r"[\W_]+")


def title_form(title: str) -> str:
    """A title as it is compared: letters and digits only, case and accents folded."""
    folded = title.lower() if title.isascii() else without_accents(unicodedata.normalize("NFKD", title).casefold())
    return _NO_LETTERS.sub(" ", folded).strip()


def without_accents(text: str) -> str:
    """A text whose letters have lost their accents, and whose other characters are in their plainest form (NFKD)."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def fact_form(text: str) -> str:
    """A text as facts are looked for in it: case, thousands' commas, and kinds of hyphens and spaces do not count."""
    text = unicodedata.normalize("NFKC", text).lower().replace(",", "").replace("×", "x")
    return re.sub(r"\s+", " ", re.sub(r"[‐-―−]", "-", text))
