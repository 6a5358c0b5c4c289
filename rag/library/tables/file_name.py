"""The name of a file as a column: any bytes, which a disk allows and UTF-8 does not."""

from __future__ import annotations

import sqlalchemy as sa

# Python hands bytes that are no UTF-8 over as halves of characters; a database has none of those. In their place stand
# characters of the last private area of Unicode, which nobody names files with.
_IN_DATABASE = {0xDC00 + byte: 0x10FE00 + byte for byte in range(0x80, 0x100)}
_IN_PYTHON = {stored: half for half, stored in _IN_DATABASE.items()}


class FileName(sa.TypeDecorator[str]):
    """A path that comes back as it was, to be compared and opened."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return value if value is None else value.translate(_IN_DATABASE)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return value if value is None else value.translate(_IN_PYTHON)
