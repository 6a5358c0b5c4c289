"""The tables that conversations are held in."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()
conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("created", sa.String, nullable=False),  # ISO 8601, UTC, as all times here
    sa.Column("asked", sa.String),  # when its latest question was
    sa.Column("leaf", sa.Integer),  # the last turn of the path that is shown
    sa.Column("deleted", sa.String),  # when; it can be put back for a while
    sa.Column("user", sa.String, nullable=False, server_default=""),  # whose; of nobody where nobody logs in
    sa.Column("link", sa.String),  # what others read it by, where it is shared
)
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),  # in the order in which they were had
    sa.Column("conversation_id", sa.String, sa.ForeignKey("conversations.id"), nullable=False, index=True),
    sa.Column("question", sa.String, nullable=False),
    sa.Column("answer_json", sa.String, nullable=False),  # empty until something is written
    sa.Column("asked_at", sa.String, nullable=False),
    sa.Column("written_at", sa.String),  # its latest heartbeat, while it is being written
    sa.Column("parent", sa.Integer),  # the turn that it follows
    sa.Column("scope", sa.String, nullable=False, server_default="{}"),
    sa.Column("standalone", sa.String),  # what to search for, where the user said so
    sa.Column("ended", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("problem", sa.String),  # why there is no answer
    sa.Column("hint", sa.String),
    sa.Column("thumb", sa.String),
    sa.Column("comment", sa.String, nullable=False, server_default=""),
    sa.Column("checksum", sa.Integer),  # of all that the row says; see `rag.conversations.checksums`
)
# What conversations are searched by: beside the turns, whose answers take much space.
words = sa.Table(
    "words",
    metadata,
    sa.Column("turn", sa.Integer, primary_key=True),
    sa.Column("conversation_id", sa.String, nullable=False, index=True),
    sa.Column("folded", sa.String, nullable=False),
)


def folded(text: str) -> str:
    """Text as it is compared when searched: case does not count, nor does how words are parted."""
    return " ".join(text.casefold().split())
