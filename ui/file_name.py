"""A title as the name of a file. Pure."""

import re

_LONGEST = 60  # characters


def file_name(title: str, suffix: str, otherwise: str = "conversation") -> str:
    """A title as the name of a file, on any system; `otherwise` where nothing of it can be in one."""
    name = "-".join(re.findall(r"\w+", title.lower()))[:_LONGEST].strip("-")
    return f"{name or otherwise}.{suffix}"
