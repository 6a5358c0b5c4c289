"""What SQLite and PostgreSQL say differently, so that everything else says it once.

Of PostgreSQL, every column of text is compared code point by code point (COLLATE "C"), with lower case for ASCII alone:
that is how SQLite compares, so order and conditions give the same papers on both, whatever language a server speaks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles

from rag.errors import LibraryError, one_line

# Of PostgreSQL's client: a server that is not there is told within seconds, one that went away without a word in a minute.
CONNECTING = {
    "connect_timeout": 10,
    "client_encoding": "utf8",
    "application_name": "colloquy",
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,  # milliseconds
}
# And of the server: the lock of a machine that is lost is not held for longer.
NOTICING = "SET tcp_keepalives_idle TO 30; SET tcp_keepalives_interval TO 10; SET tcp_keepalives_count TO 3"
_LONGEST_MARK = 500  # characters; an entry of PostgreSQL's index has 2,700 bytes at most
_TYPES = ((sa.Integer, "int4"), (sa.LargeBinary, "bytea"), (sa.Boolean, "bool"), (sa.Float, "float8"))


class Mark(sa.TypeDecorator[str]):
    """A text that is looked for whole: of any length, though what PostgreSQL looks for is bounded."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        if value is None or dialect.name == "sqlite" or len(value) <= _LONGEST_MARK:
            return value
        told = blake2b(value.encode(), digest_size=16).hexdigest()
        return value[: _LONGEST_MARK - len(told)] + told


class holds(sa.sql.functions.GenericFunction[bool]):  # the name that a query shows
    """Whether a text holds another one, letter by letter."""

    type = sa.Boolean()
    inherit_cache = True


class octets(sa.sql.functions.GenericFunction[int]):
    """How many bytes of UTF-8 a text has."""

    type = sa.Integer()
    inherit_cache = True


@compiles(holds)
def _holds(element: holds, compiler: sa.sql.compiler.SQLCompiler, **options: Any) -> str:
    return f"(instr({compiler.process(element.clauses, **options)}) > 0)"


@compiles(holds, "postgresql")
def _holds_there(element: holds, compiler: sa.sql.compiler.SQLCompiler, **options: Any) -> str:
    return f"(strpos({compiler.process(element.clauses, **options)}) > 0)"


@compiles(octets)
def _octets(element: octets, compiler: sa.sql.compiler.SQLCompiler, **options: Any) -> str:
    return f"length(CAST({compiler.process(element.clauses, **options)} AS BLOB))"


@compiles(octets, "postgresql")
def _octets_there(element: octets, compiler: sa.sql.compiler.SQLCompiler, **options: Any) -> str:
    return f"octet_length({compiler.process(element.clauses, **options)})"


@compiles(sa.schema.CreateColumn, "postgresql")
def _by_code_point(create: sa.schema.CreateColumn, compiler: sa.sql.compiler.DDLCompiler, **options: Any) -> str:
    described: str = compiler.visit_create_column(create, **options)  # type: ignore[no-untyped-call]
    return f'{described} COLLATE "C"' if _is_text(create.element.type) else described


def upsert(db: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that may say what is to become of a row that is there."""
    return sqlite.insert(table) if db.dialect.name == "sqlite" else postgresql.insert(table)


def insert_many(db: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows that all have the same columns: by COPY where there is one.

    Raises:
        LibraryError: one of them cannot be held.
    """
    if not rows:
        return
    if db.dialect.name == "sqlite":
        db.execute(sa.insert(table), rows)
        return
    import psycopg

    columns = [table.c[name] for name in rows[0]]
    values = [_bound(column, db.dialect) for column in columns]
    quoted = ", ".join(db.dialect.identifier_preparer.quote(column.name) for column in columns)
    raw: Any = db.connection.driver_connection
    try:
        with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} ({quoted}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types([_type_of(column.type) for column in columns])
            for row in rows:
                copy.write_row([value(given) for value, given in zip(values, row.values(), strict=True)])
    except (psycopg.OperationalError, psycopg.DataError, UnicodeError) as error:
        raise LibraryError(
            f"the database does not take these rows: {one_line(error)}", "mend the text, or try again"
        ) from None
    except psycopg.IntegrityError as error:  # the lock was lost with its line, and another process writes too
        raise LibraryError(
            f"another process has written the same meanwhile: {one_line(error)}", "run the same command again"
        ) from None


def holdable(column: sa.Column[Any], value: object, dialect: sa.Dialect) -> object:
    """A value as a database holds it: PostgreSQL has no NUL in texts, U+FFFD stands in its place."""
    if isinstance(value, str) and dialect.name != "sqlite":
        value = value.replace("\0", "\ufffd")
    if isinstance(column.type, sa.TypeDecorator) and isinstance(column.type, Mark):
        return column.type.process_bind_param(str(value), dialect)
    return value


def number_from(db: sa.Connection, table: sa.Table) -> None:
    """Have a server number the next row behind those that came with their numbers; SQLite does so by itself."""
    column = table.autoincrement_column
    if db.dialect.name == "sqlite" or column is None:
        return
    last = db.scalar(sa.select(sa.func.max(column)))
    if last is not None:
        at = sa.func.pg_get_serial_sequence(table.name, column.name)
        db.execute(sa.select(sa.func.setval(at, last)))


def is_refused_text(error: BaseException | None) -> bool:
    """Whether PostgreSQL refused a text for a character that it cannot hold, which is NUL."""
    return type(error).__name__ in ("DataError", "CharacterNotInRepertoire", "UntranslatableCharacter")


def _bound(column: sa.Column[Any], dialect: sa.Dialect) -> Any:
    """What a value of a column is to the database."""
    if isinstance(column.type, sa.TypeDecorator):
        decorated = column.type
        return lambda value: decorated.process_bind_param(value, dialect)
    return lambda value: value


def _is_text(given: sa.types.TypeEngine[Any]) -> bool:
    return isinstance(given.impl_instance if isinstance(given, sa.TypeDecorator) else given, sa.String)


def _type_of(given: sa.types.TypeEngine[Any]) -> str:
    return next((name for kind, name in _TYPES if isinstance(given, kind)), "text")
