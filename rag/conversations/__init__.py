"""Conversations that were had: a SQL file beside the catalogue, each turn written as it happens.

An answer is kept whole, with the abstracts that it rests on: it stays checkable when its papers change or go.
"""

from rag.conversations.answers import from_json, to_json
from rag.conversations.citing import Citing
from rag.conversations.headings import Heading
from rag.conversations.paths import Exchange, Thumb
from rag.conversations.store import Conversation, Conversations, Shared

__all__ = [
    "Citing",
    "Conversation",
    "Conversations",
    "Exchange",
    "Heading",
    "Shared",
    "Thumb",
    "from_json",
    "to_json",
]
