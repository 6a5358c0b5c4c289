"""Links to conversations that are shared. Pure."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

PAGE = "shared"  # its address, and the name of its file
LINK = "link"


def shared_address(page: str | None, link: str) -> str:
    """The address at which others read a conversation, on the server that this page came from."""
    parts = urlsplit(page or "")
    server = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return f"{server}/{PAGE}?{LINK}={quote(link)}"
