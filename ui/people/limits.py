"""How much one person may ask of the page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rag.conversations import Conversations
from rag.errors import InputError
from rag.setup.settings import Settings
from ui.people.person import acting

_MINUTE = timedelta(minutes=1)


def check_rate(settings: Settings, conversations: Conversations) -> None:
    """
    Raises:
        InputError: this person has asked too many questions in the last minute, in whichever window.
    """
    if acting().name and conversations.asked_since(datetime.now(UTC) - _MINUTE) >= settings.questions_a_minute:
        raise InputError(
            f"you have asked {settings.questions_a_minute} questions in the last minute, and more are not answered",
            "wait a moment, then ask again",
        )
