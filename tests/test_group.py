"""A group's library on real servers: what is its own beside what every library does; see `test_engines`."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answer.assistant import Assistant
from rag.answer.spending import Spending
from rag.conversations import Conversations
from rag.conversations.sheets import Sheets
from rag.errors import InputError, LibraryError
from rag.intake.readers.record import paper
from rag.library.adding import add, remove
from rag.library.backup import back_up, restore
from rag.library.catalog import Catalog
from rag.library.chroma_server import Server
from rag.library.collection import OnServer
from rag.library.dense import Dense
from rag.library.library import Library
from rag.library.tables.database import Databases
from rag.records import Condition, Paper, Usage
from rag.search.retrieve import retrieve
from rag.setup.settings import Settings, keep, load_settings
from tests import forks
from tests.answers import answer
from tests.conftest import Command
from tests.servers import ChromaServer, Group, Postgres, chroma, postgres, proxy, wait_until
from tests.test_library import in_step

MOSS = paper(key="moss", title="Moss on city walls", abstract="Moss cools walls by 3 degrees in summer.")
LICHEN = paper(key="lichen", title="Lichen on graves", abstract="Lichen grows slowly.")


@pytest.fixture
def one(group: Group, tmp_path: Path, three_papers: list[Paper]) -> Iterator[Library]:
    """The library on one machine, with papers in it."""
    library = Library(load_settings(home=tmp_path / "one"))
    add(library, three_papers)
    yield library
    library.close()


@pytest.fixture
def other(one: Library, tmp_path: Path) -> Iterator[Library]:
    """The same library on another machine, which has nothing of its own yet."""
    library = Library(load_settings(home=tmp_path / "other"))
    yield library
    library.close()


def found(library: Library, question: str) -> list[str]:
    return [hit.paper.key for hit in retrieve(library, question)]


# machines


def test_a_new_machine_builds_what_it_needs_from_the_catalogue_alone(one: Library, other: Library):
    assert other.is_behind() and not other.lexical.generation()
    told: list[int] = []
    other.follow(other.generation(), told.append)
    assert not other.is_behind()
    assert found(other, "honey bees dance") == found(one, "honey bees dance")
    in_step(other)
    assert not (other.home / "catalogue.sqlite").exists() and not list(other.home.rglob("chroma.sqlite3"))


def test_machines_see_what_each_other_adds_and_removes_at_once(one: Library, other: Library):
    assert "moss" not in found(other, "moss on walls")
    add(one, [MOSS])
    started = time.monotonic()
    assert found(other, "moss on walls")[0] == "moss"
    assert time.monotonic() - started < 10  # of a question on a busy machine: nothing is waited for
    remove(other, ["bees"])
    assert "bees" not in found(one, "honey bees dance")
    in_step(one)
    in_step(other)
    (citation, *_) = Assistant(one.settings, one).ask("How much does moss cool walls?").citations
    assert citation.paper.key == "moss"


def test_a_machine_that_was_away_for_long_takes_removals_up_too(one: Library, other: Library):
    """No note on a removal is dropped because the indexes of one machine have caught up."""
    assert "bees" in found(other, "honey bees dance")
    other.close()
    remove(one, ["bees"])
    add(one, [MOSS])
    again = Library(other.settings)
    again.refresh()
    assert again.lexical.search("honey bees dance", 5) == {} and "bees" not in found(again, "bees")
    again.close()


def test_tags_sheets_conversations_spending_and_settings_are_shared(one: Library, other: Library, monkeypatch):
    one.tags.add("to read", [one.find(["bees"])[0].id])
    assert other.tags.all() == {"to read": 1}
    with closing(Sheets(one.databases)) as sheets, closing(Sheets(other.databases)) as theirs:
        sheets.set_topic("screening", "bees")
        assert theirs.topic("screening") == "bees"
    Spending(one.databases, "ada").note("m", Usage(1, 10, 5, 0.5))
    Spending(other.databases, "bo").note("m", Usage(2, 20, 5, None))
    (spent,) = Spending(one.databases).of()
    assert (spent.usage.calls, spent.tokens, spent.usage.cost_usd) == (3, 40, 0.5)
    monkeypatch.setenv("COLLOQUY_HOME", str(one.home))
    keep({"model": "m", "base_url": "http://127.0.0.1:9/v1"})
    assert load_settings(home=other.home).model == "m" and not list(one.home.glob("settings.json"))
    keep({"model": None, "base_url": None})
    assert load_settings(home=other.home).model is None


def test_each_sees_their_own_conversations(group: Group, tmp_path: Path, three_papers: list[Paper]):
    at = Databases(tmp_path, group.database)
    with closing(Conversations(at, "ada")) as ada, closing(Conversations(at, "bo")) as bo:
        talk = ada.save(replace(answer("Bees dance [1].", three_papers[0]), question="What do bees do?"))
        assert [heading.id for heading in ada.headings.find("bees")] == [talk]
        assert bo.headings.find() == [] and bo.path(talk) == () and bo.whole(talk) is None
        assert bo.last_answer() is None and bo.citing(three_papers[0].id) == ()
        assert len(ada.citing(three_papers[0].id)) == 1
        bo.headings.rename(talk, "mine")
        bo.headings.delete(talk)
        assert bo.ask("And now?", talk).conversation != talk
        assert ada.headings.of(talk).title == "What do bees do?"


# what is the same on both


TRICKY = [
    paper(key="a_b", title="Économie of 50% _ \\ 'quoted'", abstract="É is a letter. It has an accent.", year="2001", venue="Économie", authors=["Müller, Åsa", "D'Angelo, Jo"]),
    paper(key="A_B", title="economie", abstract="Zebra stripes. They are black.", year="1999", venue="économie", authors=["Muller, A."]),
    paper(key="Ärger", title="ZEBRA", abstract="zebra crossings. They are white.", year="2001", venue="ECONOMIE", authors=["The ATLAS Collaboration"]),
    paper(key="zz", title="Zebra", abstract="Zebras run. They are quick.", venue="b", doi="10.1000/UPPER"),
    paper(key="k" * 3_000, title="long " * 900, abstract="Long titles. They have many words.", venue="B"),
    paper(key="smile", title="\U0001f600 emoji & \ufb01 ligature", abstract="\U00010348 Gothic. It is old.", venue="a"),
]  # fmt: skip
CONDITIONS = [
    ("venue", "=", "économie"), ("venue", "=", "economie"), ("venue", "!=", "B"), ("venue", ">", "a"), ("venue", "<", "é"),
    ("venue", "~", "ÉCO"), ("venue", "~", "eco"), ("title", "~", "50% _"), ("title", "~", "\\"), ("title", "~", "'Quoted'"),
    ("title", "=", "zebra"), ("year", ">=", "2001"), ("year", "<", "99999999999"), ("authors", "=", "Åsa Müller"),
    ("authors", "~", "d'angelo"), ("authors", "<", "n"), ("authors", "!=", "Muller, A."), ("keywords", "~", "x"),
    ("collection", "=", "über"), ("collection", "~", "Ö"), ("collection", "!=", "zoo"), ("tag", "=", "ÖL"), ("tag", "~", "l"), ("tag", "!=", "öl"),
]  # fmt: skip


def test_order_case_and_conditions_are_those_of_a_library_in_a_folder(group: Group, tmp_path: Path):
    """Whatever language the server speaks: what is compared is code points, and case counts as SQLite has it."""
    own, theirs = Catalog.at(_folder(tmp_path)), Catalog(Databases(tmp_path, group.database))
    seen = []
    for catalog in (own, theirs):
        for number, record in enumerate(TRICKY):
            catalog.write([_entry(record, number)])
        for tag in ("öl", "Zebra", "apple", "Öl", "b"):
            catalog.tags.add(tag, [TRICKY[0].id, TRICKY[3].id])
        catalog.origins.note([("a file", TRICKY[1].id), ("half \udc80 of a name", TRICKY[2].id)], 1)
        catalog.holdings.put(
            {"a file": [("collection", "Öl/Über"), ("note", "b")], "half \udc80 of a name": [("collection", "Zoo")]}
        )
        seen.append(
            [
                catalog.papers(),
                list(catalog.headings()),
                catalog.tags.all(),
                catalog.tags.by_paper(),
                catalog.years(),
                catalog.holdings.collections(),
                catalog.origins.files_under("a file"),
                catalog.origins.files_under("half \udc80 of a name"),
                catalog.spread(3),
                [sorted(catalog.ids_where([Condition(*c)])) for c in CONDITIONS],
                [catalog.named([name]) for name in ("a_b", "A_B", "ärger", "Ärger", "10.1000/upper", "k" * 3_000)],
                catalog.titled(["ZEBRA", "Economie", "long " * 900]),
                [dict(catalog.bibliography.authors(word)) for word in ("", "muller", "dangelo", "atlas")],
                [catalog.bibliography.having(c) for c in ("venue", "doi", "year", "authors", "keywords", "retracted")],
                catalog.bibliography.values("venue"),
                [work.id for work in catalog.works_like(TRICKY)],
            ]
        )
        catalog.close()
    for in_folder, on_server in zip(*seen, strict=True):
        assert on_server == in_folder
    assert {frozenset(ids) for ids in seen[0][9]} > {frozenset()}, "some conditions are met"


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder


def _entry(record: Paper, number: int):
    import numpy as np

    from rag.library.chunk import passages
    from rag.library.tables.entries import Entry

    own = passages(record)
    vectors = np.full((len(own), 4), 0.5, dtype=np.float32)
    return Entry(record, own, vectors, tuple(np.array([number], dtype=np.uint16) for _ in own))


@pytest.mark.parametrize("text", ["nothing\0here", "half \ud83d"])
def test_a_text_that_the_database_cannot_hold_is_told(group: Group, tmp_path: Path, text: str):
    with closing(Conversations(Databases(tmp_path, group.database))) as kept:
        with pytest.raises(LibraryError) as told:
            kept.ask(text)
        assert "colloquy" not in told.value.message.replace(
            "(conversations)", ""
        )  # nothing of its address but the place
        assert kept.headings.find() == []
    with closing(Catalog(Databases(tmp_path, group.database))) as catalog:
        with pytest.raises(LibraryError):
            catalog.write([_entry(replace(MOSS, venue=text), 1)])
        assert catalog.count() == 0 == catalog.generation()


def test_the_package_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(LibraryError) as told:
        Catalog(Databases(tmp_path, "postgresql+psycopg://127.0.0.1/library"))
    assert told.value.hint == "pip install 'colloquy[postgresql]'"


@pytest.mark.parametrize("given", ["mysql://127.0.0.1/x", "postgresql://127.0.0.1", "colloquy.sqlite"])
def test_an_address_that_is_none_is_told_without_it(tmp_path: Path, given: str):
    with pytest.raises(InputError, match="database"):
        load_settings(home=tmp_path, database=given)
    secret = Settings(home=tmp_path, database="postgres://ada:secret@db.example.org:5433/bees?sslmode=require")
    at = Databases.of(secret)
    assert not any("secret" in told for told in (repr(secret), repr(at), at.place("catalogue")))
    assert Databases.of(secret).address == "postgresql+psycopg://ada:secret@db.example.org:5433/bees?sslmode=require"


def test_many_who_open_a_new_database_at_once_all_succeed(postgres_server: Postgres, tmp_path: Path):
    at = Databases(tmp_path, postgres_server.database())

    def opened(_number: int) -> str:
        with closing(Catalog(at)) as catalog, closing(Conversations(at)), closing(Sheets(at)):
            Spending(at).note("m", Usage(1, 1, 1, None))
            return catalog.name()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(opened, range(4)))) == 1
    (spent,) = Spending(at).of()
    assert spent.usage.calls == 4


def test_a_database_that_cannot_hold_every_text_is_refused(postgres_server: Postgres, tmp_path: Path):
    address = postgres_server.database("ENCODING 'SQL_ASCII' LOCALE 'C'")
    with pytest.raises(LibraryError, match="SQL_ASCII"):
        Catalog(Databases(tmp_path, address))


# who writes


def test_of_two_machines_one_writes_and_the_other_says_that_it_waits(one: Library, other: Library):
    waited: list[str] = []
    threads: list[threading.Thread] = []
    with one.writing():
        thread = threading.Thread(target=add, args=(other, [MOSS]), kwargs={"say": waited.append})
        thread.start()
        wait_until(lambda: waited, "the second writer to say so")
        assert thread.is_alive() and found(one, "glaciers")[0] == "ice"
        threads.append(thread)
    threads[0].join(60)
    assert waited == ["another process is writing to this library: waiting"]
    assert found(one, "moss")[0] == "moss"


def test_a_writer_that_is_killed_lets_others_write_and_leaves_nothing_half_done(one: Library, tmp_path: Path):
    script = (
        "import signal, sys; from pathlib import Path; from rag.library.library import Library\n"
        "from rag.setup.settings import load_settings; from tests.test_group import MOSS, _entry\n"
        "from rag.library.tables import entries as e\n"
        "library = Library(load_settings(home=Path(sys.argv[1])))\n"
        "with library.writing(), library.catalog._engine.begin() as db:\n"
        "    e.put(db, [_entry(MOSS, 1)], 99, {}); print('written', flush=True); signal.pause()\n"
    )
    command = [forks.python(), "-c", script, str(tmp_path / "third")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout.readline() == "written\n"
        writer.send_signal(signal.SIGKILL)
        writer.wait(30)
    assert add(one, [LICHEN]).added == 1
    assert len(one) == 4 and "moss" not in found(one, "moss on walls")
    in_step(one)


def test_a_writer_killed_between_catalogue_and_indexes_is_made_good_by_the_next_reader(one: Library, other: Library):
    moss = _entry(MOSS, 1)
    vectors = one.catalog.passages.dimensions()
    import numpy as np

    one.catalog.write([replace(moss, vectors=np.full((1, vectors), vectors**-0.5, dtype=np.float32))])
    in_step(other)
    in_step(one)


# servers that go away


@pytest.fixture
def lone_chroma() -> Iterator[ChromaServer]:
    with chroma() as server:
        yield server


def test_a_chroma_server_that_is_killed_is_done_without_and_taken_up_again(
    group: Group, lone_chroma: ChromaServer, tmp_path: Path, three_papers: list[Paper], caplog: pytest.LogCaptureFixture
):
    library = Library(load_settings(home=tmp_path / "home", chroma=lone_chroma.url))
    library.dense = through(library, lone_chroma.url)
    add(library, three_papers)
    assert found(library, "honey bees dance")[0] == "bees" and library.notices() == ()
    lone_chroma.kill()
    assert add(library, [MOSS]).added == 1  # what the server missed it gets when it is back
    asked = Assistant(library.settings, library).ask("How much does moss cool walls?")
    assert asked.citations[0].paper.key == "moss"
    (line,) = [line for line in asked.warnings if "Chroma" in line]
    assert lone_chroma.url in line and len(line.splitlines()) == 1
    assert found(library, "honey bees dance")[0] == "bees"
    assert len([record for record in caplog.records if "Chroma server" in record.message]) == 1
    lone_chroma.start()
    wait_until(lambda: not (library.refresh() or library.notices()), "Chroma to be taken up again")
    in_step(library)
    assert Assistant(library.settings, library).ask("How much does moss cool walls?").warnings == ()
    library.close()


def test_a_slow_and_then_cut_line_to_chroma_loses_nothing(
    group: Group, chroma_server: ChromaServer, tmp_path: Path, three_papers: list[Paper]
):
    with proxy(chroma_server.port) as line:
        library = Library(load_settings(home=tmp_path / "home", chroma=f"http://127.0.0.1:{line.port}"))
        library.dense = through(library, f"http://127.0.0.1:{line.port}")
        line.delay = 0.05
        add(library, three_papers)
        assert found(library, "honey bees dance")[0] == "bees" and library.notices() == ()
        line.cut()
        assert found(library, "glaciers lose ice")[0] == "ice"
        assert remove(library, ["bees"]).removed
        assert "bees" not in found(library, "honey bees dance") and len(library.notices()) == 1
        line.delay = 0.0
        line.mend()
        wait_until(lambda: not (library.refresh() or library.notices()), "Chroma to be taken up again")
        in_step(library)
        library.close()


def through(library: Library, address: str) -> Dense:
    """Dense search that asks the server however few the papers are, and tries it again soon."""
    return Dense(OnServer(Server(address), library.catalog.name(), pause=0.05), library.catalog, exact_passages=0)


@pytest.mark.usefixtures("postgres_server")  # which says so where it is left out
def test_a_postgresql_that_is_killed_is_told_and_taken_up_again(tmp_path: Path, three_papers: list[Paper]):
    with postgres() as server:
        library = Library(load_settings(home=tmp_path / "home", database=server.database()))
        add(library, three_papers)
        server.kill()
        with pytest.raises(LibraryError, match=r"127\.0\.0\.1") as told:
            retrieve(library, "honey bees")
        assert "COLLOQUY_DATABASE" in told.value.hint
        server.start()
        assert found(library, "honey bees dance")[0] == "bees"
        assert add(library, [MOSS]).added == 1
        in_step(library)
        library.close()


def test_a_slow_and_then_cut_line_to_postgresql_is_told_and_taken_up_again(
    postgres_server: Postgres, group: Group, tmp_path: Path, three_papers: list[Paper]
):
    with proxy(postgres_server.port) as line:
        address = group.database.replace(f":{postgres_server.port}/", f":{line.port}/")
        library = Library(load_settings(home=tmp_path / "home", database=address))
        line.delay = 0.002
        add(library, three_papers)
        with pytest.raises(LibraryError), library.writing():
            line.cut()
            library.catalog.write([_entry(MOSS, 1)])
        with pytest.raises(LibraryError):
            retrieve(library, "bees")
        line.delay = 0.0
        line.mend()
        assert found(library, "honey bees dance")[0] == "bees"
        with closing(Library(load_settings(home=tmp_path / "direct"))) as direct:
            assert add(direct, [MOSS]).added == 1  # the lock went with the line
        assert found(library, "moss on walls")[0] == "moss"
        library.close()


# Chroma


def test_libraries_that_share_a_chroma_server_never_meet(
    one: Library, postgres_server: Postgres, tmp_path: Path, three_papers: list[Paper]
):
    """The second has the same papers, of which one says something else, and the same generation."""
    stranger = Library(load_settings(home=one.home, database=postgres_server.database()))
    add(stranger, [replace(three_papers[0], abstract="Submarines hunt by sonar."), three_papers[1]])
    assert one.generation() == stranger.generation() == 1
    in_step(one)
    in_step(stranger)
    assert found(one, "honey bees dance")[0] == "bees" and "ice" not in found(stranger, "glaciers lose ice")
    assert one.lexical.search("submarines", 5) == {} and stranger.lexical.search("feeder", 5) == {}
    stranger.close()


def test_a_library_in_a_folder_may_have_its_vectors_on_a_server(
    chroma_server: ChromaServer, tmp_path: Path, three_papers: list[Paper]
):
    """What is restored of a backup of it has a collection of its own: both may live on."""
    settings = load_settings(home=tmp_path / "own", chroma=chroma_server.url)
    with closing(Library(settings)) as library:
        add(library, three_papers)
        in_step(library)
        name = library.catalog.name()
        assert not (library.home / "chroma").exists()
    back_up(settings.home, tmp_path / "file")
    restore(tmp_path / "file", tmp_path / "copy")
    with closing(Library(settings.model_copy(update={"home": tmp_path / "copy"}))) as copy:
        assert copy.catalog.name() != name
        remove(copy, ["bees"])
        in_step(copy)
    with closing(Library(settings)) as library:
        in_step(library)
        assert len(library) == 3


def test_the_collection_that_somebody_deletes_is_made_anew(one: Library):
    one.dense = through(one, one.settings.chroma)
    assert found(one, "honey bees dance")[0] == "bees"
    one.dense._place._server.client().delete_collection(one.catalog.name())
    assert found(one, "honey bees dance")[0] == "bees"
    wait_until(lambda: not (one.refresh() or one.notices()), "the collection to be there again")
    in_step(one)


def test_headers_key_tenant_and_batches_are_as_the_server_wants_them(tmp_path: Path, settings_of: Callable):
    settings = settings_of(
        chroma="https://chroma.example.org/behind",
        chroma_key="k",
        chroma_headers={"Authorization": "Bearer b"},
        chroma_tenant="lab",
        chroma_database="bees",
    )
    server = Server.of(settings)
    assert server._sent() == {"Authorization": "Bearer b", "X-Chroma-Token": "k"}
    assert server._where() == ("lab", "bees") and not server.is_cloud
    assert Server("https://api.trychroma.com", "k").is_cloud
    assert not any(secret in repr(server) + repr(settings) for secret in ("Bearer b", "'k'"))


@pytest.fixture
def settings_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable:
    def made(**given: object):
        headers = given.pop("chroma_headers", None)
        if headers:
            monkeypatch.setenv("COLLOQUY_CHROMA_HEADERS", json.dumps(headers))
        return load_settings(home=tmp_path, **given)

    return made


def test_doctor_tells_where_and_repairs_what_is_there(one: Library, command: Command):
    assert one.catalog.name() in command(one.home, "doctor").stdout
    held = one.dense.collection()
    held.delete(ids=held.get()["ids"][:1])
    told = command(one.home, "doctor")
    assert told.returncode == 1 and "lacks 1 passages" in told.stdout
    assert command(one.home, "doctor", "--repair").returncode == 0
    in_step(one)


# moving


def test_a_library_moves_to_servers_and_back_as_it_was(
    group: Group, own_sample: Path, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
):
    for name in group.environment:
        monkeypatch.delenv(name)
    before = _filled(own_sample)
    assert command(tmp_path / "new", "doctor", **group.environment).returncode == 0  # an empty one is no other library
    for name in group.environment:
        monkeypatch.delenv(name)
    told = json.loads(command(own_sample, "move", "--to", group.database, "--chroma", group.chroma, "--json").stdout)
    assert told["papers"] == 47 and {row["table"]: row["rows"] for row in told["tables"]}["papers"] == 47
    again = command(own_sample, "move", "--to", group.database)
    assert again.returncode == 1 and "there is a library already" in again.stderr
    back = tmp_path / "back"
    assert command(own_sample, "move", "--to", str(back), **group.environment).returncode == 0
    for name in group.environment:
        monkeypatch.delenv(name)
    assert _said(back) == before == _said(own_sample)
    with closing(Library(load_settings(home=back))) as library:
        in_step(library)
        number = Conversations(back).ask("One more?").turn
        assert number == 3 and add(library, [LICHEN]).added == 1


def _filled(home: Path) -> list:
    with closing(Library(load_settings(home=home))) as library, closing(Conversations(home)) as kept:
        first, second, *_ = library.papers()
        library.tags.add("to read", [first.id])
        remove(library, [library.papers()[5].id])
        add(library, [library.get([first.id])[first.id], library.papers()[7], MOSS])
        kept.save(answer("Yes [1].", first))
        kept.ask("A question\0 with a NUL")
        Spending(home).note("m", Usage(1, 2, 3, 0.1))
        with closing(Sheets(home)) as sheets:
            sheets.decide("screening", second.id, "include", "it fits")
    return _said(home)


def _said(home: Path) -> list:
    """All that people see of a library; NUL, which a server cannot hold, as what stands in its place."""
    with closing(Library(load_settings(home=home))) as library, closing(Conversations(home)) as kept:
        return [
            library.papers(),
            library.tags.by_paper(),
            library.generation(),
            [heading.title.replace("\0", "\ufffd") for heading in kept.headings.find()],
            kept.last_answer(),
            Spending(home).of(),
            Sheets(home).decided("screening"),
        ]


def test_a_move_that_is_broken_off_goes_on_and_is_no_library_before(
    group: Group, own_sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from rag.cli.move import parts
    from rag.library.moving import move

    for name in group.environment:
        monkeypatch.delenv(name)
    to = Databases(tmp_path / "there", group.database)
    with closing(Library(load_settings(home=own_sample))) as library:

        def broken_off(rows: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            move(library, to, parts(), broken_off)
        with pytest.raises(LibraryError, match="not whole"):
            Library(load_settings(home=tmp_path / "there", database=group.database))
        with pytest.raises(InputError, match="already"), closing(Library(load_settings(home=_folder(tmp_path)))) as new:
            move(new, to, parts())
        talked = Databases(tmp_path / "talked")
        talked.folder.mkdir()
        with closing(Conversations(talked)) as kept:
            kept.ask("What is here?")
        with pytest.raises(InputError, match="already"):
            move(library, talked, parts())
        library.tags.add("late", [library.papers()[0].id])  # it goes on living meanwhile
        moved = move(library, to, parts())
        assert 0 < moved.copied < sum(table.rows for table in moved.tables)
    with closing(Library(load_settings(home=tmp_path / "there", database=group.database))) as there:
        assert len(there) == 47 and there.tags.all() == {"late": 1}
