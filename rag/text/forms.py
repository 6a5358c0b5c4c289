"""Text in the forms in which it is compared."""

from __future__ import annotations

import re
import unicodedata


def title_form(title: str) -> str:
    """A title as it is compared: letters and digits only, case and accents folded."""
    folded = unicodedata.normalize("NFKD", title).casefold()
    return re.sub(r"[\W_]+", " ", "".join(c for c in folded if not unicodedata.combining(c))).strip()
