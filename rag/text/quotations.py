"""What a text quotes."""

from __future__ import annotations

import re

_QUOTATION = re.compile(r"“([^”]{8,})”|\"([^\"]{8,})\"|‘([^’]{12,})’")


def quotations(text: str) -> list[str]:
    """What stands in quotation marks and is long enough to be a quotation rather than a term."""
    return [quoted for match in _QUOTATION.findall(text) if len((quoted := "".join(match)).split()) > 2]
