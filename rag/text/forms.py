"""Text in the forms in which it is compared."""

from __future__ import annotations

import re
import unicodedata


def title_form(title: str) -> str:
    """A title as it is compared: letters and digits only, case and accents folded."""
    return re.sub(r"[\W_]+", " ", without_accents(unicodedata.normalize("NFKD", title).casefold())).strip()


def without_accents(text: str) -> str:
    """A text whose letters have lost their accents, and whose other characters are in their plainest form (NFKD)."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def fact_form(text: str) -> str:
    """A text as facts are looked for in it: case, thousands' commas, and kinds of hyphens and spaces do not count."""
    text = unicodedata.normalize("NFKC", text).lower().replace(",", "").replace("×", "x")
    return re.sub(r"\s+", " ", re.sub(r"[‐-―−]", "-", text))
