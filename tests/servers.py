"""Real servers on loopback for a group's library: PostgreSQL as Debian has it, and Chroma's own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sysconfig
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx
import psycopg

from rag.answer.spending import Spending
from rag.conversations.sheets import Sheets
from rag.conversations.store import Conversations
from rag.library.catalog import Catalog
from rag.library.tables.database import Databases

_PLACES = ("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt/postgresql")
_STARTED = 30.0  # seconds, on a busy machine


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@cache
def postgresql() -> Path | None:
    """The folder of PostgreSQL's programs; None where they are not installed."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    found = sorted(str(path.parent) for place in _PLACES for path in Path(place).glob("**/bin/initdb"))
    return Path(found[-1]) if found else None


def wait_until(is_there, what: str) -> None:
    """Ask again and again, until it is so."""
    ends = time.monotonic() + _STARTED
    while not is_there():
        if time.monotonic() > ends:
            raise TimeoutError(what)
        time.sleep(0.02)


@dataclass(frozen=True)
class Group:
    """The addresses of the servers that a group's library is on."""

    database: str
    chroma: str

    @property
    def environment(self) -> dict[str, str]:
        return {"COLLOQUY_DATABASE": self.database, "COLLOQUY_CHROMA": self.chroma}


@dataclass
class Postgres:
    """A server in a folder of its own, that can be killed and started again; `port` stays the same."""

    programs: Path
    folder: Path
    port: int
    _emptied: str = ""

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://colloquy@127.0.0.1:{self.port}/{name}"

    @property
    def pid(self) -> int:
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    def start(self) -> None:
        options = f"-c listen_addresses=127.0.0.1 -p {self.port} -k {self.folder} -c fsync=off -c max_connections=200"
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", str(self.folder / "log"), "-o", options, "start"
        )

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def kill(self) -> None:
        """As the kernel does where memory runs out: no last word to anyone."""
        pid = self.pid
        os.kill(pid, 9)
        wait_until(lambda: not Path(f"/proc/{pid}").exists(), "PostgreSQL to be gone")

    def database(self, speaking: str = "LOCALE_PROVIDER icu ICU_LOCALE 'en-US'") -> str:
        """The address of a new, empty database, of a language whose order is not that of code points: results must not
        follow it."""
        with psycopg.connect(self._dsn, autocommit=True) as db:
            (number,) = db.execute("SELECT count(*) FROM pg_database").fetchone() or (0,)
            db.execute(f"CREATE DATABASE t{number} TEMPLATE template0 {speaking}")
        return self.url(f"t{number}")

    def emptied(self) -> str:
        """The address of a database with a library's tables and nothing in them, the same one each time: quicker to empty
        than to make."""
        if not self._emptied:
            made = Databases(Path("/"), self.database())
            Catalog(made).close()
            Conversations(made).close()
            Sheets(made).close()
            Spending(made).of()
            self._emptied = str(made.address)
        with psycopg.connect(self._emptied.replace("+psycopg", ""), autocommit=True) as db:
            # Whoever a test has left there may hold what is to be emptied.
            db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")  # fmt: skip
            schemas = "table_schema IN ('catalogue', 'conversations', 'tables', 'spending', 'settings')"
            query = f"SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables WHERE {schemas} AND table_name <> 'migrations'"  # noqa: S608
            names = [name for (name,) in db.execute(query)]
            db.execute(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE")
        return self._emptied

    @property
    def _dsn(self) -> str:
        return f"postgresql://colloquy@127.0.0.1:{self.port}/postgres"

    def _run(self, program: str, *words: str) -> None:
        # It refuses to run as root, where a container's tests run as such.
        as_other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*as_other, str(self.programs / program), *words],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_STARTED,
        )


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A server with nothing in it."""
    programs = postgresql()
    assert programs
    with tempfile.TemporaryDirectory(prefix="pg-") as made:
        folder = Path(made)
        if os.geteuid() == 0:
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        server = Postgres(programs, folder, free_port())
        server._run("initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "colloquy", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")  # fmt: skip
        server.start()
        try:
            yield server
        finally:
            with suppress(subprocess.CalledProcessError):  # a test may have killed it
                server.stop()


@dataclass
class ChromaServer:
    """Chroma's own server on a folder, that can be killed and started again; `port` stays the same."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        program = Path(sysconfig.get_path("scripts")) / "chroma"
        words = ["run", "--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [str(program), *words], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(self._answers, "Chroma to answer")

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()

    def _answers(self) -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/api/v2/heartbeat").status_code == 200
        return False


@contextmanager
def chroma() -> Iterator[ChromaServer]:
    with tempfile.TemporaryDirectory(prefix="chroma-") as folder:
        server = ChromaServer(Path(folder), free_port())
        server.start()
        try:
            yield server
        finally:
            server.kill()


class Proxy:
    """Stands between a client and a server on loopback: hands bytes on, slowly or not, until it is cut."""

    def __init__(self, port: int) -> None:
        self._behind = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.delay = 0.0  # seconds before each piece is handed on
        self._open: list[socket.socket] = []
        self._is_cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Break every connection in the middle, and take no new one."""
        self._is_cut = True
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def mend(self) -> None:
        self._is_cut = False

    def close(self) -> None:
        self.cut()
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                if self._is_cut:
                    client.close()
                    continue
                server = socket.create_connection(("127.0.0.1", self._behind))
                self._open += [client, server]
                for here, there in ((client, server), (server, client)):
                    threading.Thread(target=self._hand_on, args=(here, there), daemon=True).start()

    def _hand_on(self, here: socket.socket, there: socket.socket) -> None:
        with suppress(OSError):
            while piece := here.recv(65_536):
                time.sleep(self.delay)
                there.sendall(piece)
        with suppress(OSError):
            there.shutdown(socket.SHUT_WR)


@contextmanager
def proxy(port: int) -> Iterator[Proxy]:
    with closing(Proxy(port)) as between:
        yield between
