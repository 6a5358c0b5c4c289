"""Text in the forms in which it is compared."""

from __future__ import annotations

import re
import unicodedata

_NO_LETTERS = re.compile(r"[\W_]+")
_UNDECOMPOSED = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


class _Folded(dict[int, str]):
    """Each character without its accents, worked out when it is first met: there are many names."""

    def __missing__(self, code: int) -> str:
        self[code] = without_accents(chr(code).translate(_UNDECOMPOSED))
        return self[code]


_FOLDED = _Folded()
_APOSTROPHE = re.compile(r"['’`]")
_UMLAUT = re.compile(r"([aou])e")


def title_form(title: str) -> str:
    """A title as it is compared: letters and digits only, case and accents folded."""
    folded = title.lower() if title.isascii() else without_accents(unicodedata.normalize("NFKD", title).casefold())
    return _NO_LETTERS.sub(" ", folded).strip()


def name_form(name: str) -> str:
    """A person's name as it is compared: letters alone, with case, accents and the ways to write an umlaut folded."""
    name = name.casefold()
    if not name.isascii():
        name = name.translate(_FOLDED)
    return _UMLAUT.sub(r"\1", _NO_LETTERS.sub(" ", _APOSTROPHE.sub("", name))).strip()


def without_accents(text: str) -> str:
    """A text whose letters have lost their accents, and whose other characters are in their plainest form (NFKD)."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def fact_form(text: str) -> str:
    """A text as facts are looked for in it: case, thousands' commas, and kinds of hyphens and spaces do not count."""
    text = unicodedata.normalize("NFKC", text).lower().replace(",", "").replace("×", "x")
    return re.sub(r"\s+", " ", re.sub(r"[‐-―−]", "-", text))
