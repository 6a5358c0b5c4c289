"""Users, roles and log-ins: the file of hashes, the door before the page, links, limits, and who changed what."""

from __future__ import annotations

import json
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from rag.answer.spending import Spending, over_budget
from rag.conversations import Conversations
from rag.conversations.sheets import SCREENING, Sheets
from rag.errors import InputError, LibraryError
from rag.library.adding import add, remove
from rag.library.library import Library
from rag.library.reindex import reindex
from rag.library.split import split
from rag.records import Paper, Usage
from rag.setup.people import NOBODY, Person
from rag.setup.people.log_in import log_in_of
from rag.setup.people.users import Users
from rag.setup.settings import load_settings
from tests.answers import BEES, answer
from tests.conftest import Command
from ui.conversation.sharing import shared_address
from ui.people.door import COOKIE, LOG_IN, LOG_OUT, Door, Waiting, routes

PASSWORD = "four words of hers, unrelated"
ORIGIN = "http://testserver"
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of users: hashes are slow to make, as they have to be."""
    made = Users(tmp_path_factory.mktemp("users") / "users.json")
    made.put("Ada@Example.org", "owner", PASSWORD)
    made.put("bo", "reader", PASSWORD + " bo")
    return made.path


@pytest.fixture
def users(tmp_path: Path, made: Path) -> Users:
    return Users(Path(shutil.copy(made, tmp_path / "users.json")))


# the file


def test_the_file_of_users_holds_hashes_alone_for_nobody_else_to_read(users: Users):
    text = users.path.read_text()
    assert PASSWORD not in text and json.loads(text)["users"]["bo"]["hash"].startswith("$argon2id$")
    assert stat.S_IMODE(users.path.stat().st_mode) == 0o600
    assert [(user.name, user.role) for user in users.all()] == [("ada@example.org", "owner"), ("bo", "reader")]


def test_a_password_is_known_whatever_the_case_of_its_name(users: Users):
    assert users.is_password("ADA@example.org", PASSWORD)
    assert not users.is_password("ada@example.org", PASSWORD.upper()) and not users.is_password("bo", PASSWORD)
    assert not users.is_password("nobody", PASSWORD) and not users.is_password("bo", "x" * 10_000)


def test_a_name_that_is_not_known_costs_a_comparison_as_well(users: Users):
    users.is_password("nobody", PASSWORD)  # makes the hash that such names are compared with
    times = []
    for name in ("bo", "nobody"):
        began = datetime.now(UTC)
        users.is_password(name, "wrong, and long enough")
        times.append((datetime.now(UTC) - began).total_seconds())
    assert times[1] > times[0] / 5


def test_who_is_in_no_line_has_no_role_and_a_domain_may_have_one(users: Users):
    users.put("*@example.org", "reader", None)
    assert users.person("Ada@example.org") == Person("ada@example.org", "owner")
    assert users.person("new@example.org").role == "reader" and users.person("new@evil.org").role is None
    assert users.person("new@evil.org@example.com").role is None
    assert not users.is_password("*@example.org", "") and users.mark("*@example.org") is None


@pytest.mark.parametrize("name", ["", "a b", "<b>", "../x", "é", "a\nb", "*", "*@*", "x" * 101])
def test_what_cannot_be_a_name_is_refused(users: Users, name: str):
    with pytest.raises(InputError, match="cannot be a user's name"):
        users.put(name, "reader", PASSWORD)


def test_a_short_password_and_a_second_user_of_a_name_are_refused(users: Users):
    with pytest.raises(InputError, match="12 to"):
        users.put("carl", "reader", "short")
    with pytest.raises(InputError, match="already"):
        users.put("BO", "owner", PASSWORD)
    assert users.get("carl") is None and users.person("bo").role == "reader"


def test_a_file_that_cannot_be_read_lets_nobody_in(users: Users):
    users.path.write_text("{}")
    with pytest.raises(LibraryError, match="cannot be read"):
        users.person("bo")


def test_another_process_sees_a_change_at_once(users: Users):
    other = Users(users.path)
    assert other.person("bo").role == "reader"
    users.change("bo", role="editor")
    assert other.person("bo").role == "editor"


def test_two_who_add_users_at_once_lose_none(users: Users):
    names = [f"user{number}" for number in range(40)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: Users(users.path).put(name, "reader", None), names))
        twice = [pool.submit(Users(users.path).put, "both", "reader", None) for _ in range(4)]
    assert {*names, "both"} <= {user.name for user in users.all()}
    assert sum(isinstance(one.exception(), InputError) for one in twice) == 3


@pytest.mark.parametrize(("role", "may"), [("reader", 1), ("editor", 2), ("owner", 3), (None, 0)])
def test_each_role_may_what_those_before_it_may(role, may: int):
    assert [Person("x", role).may(one) for one in ("reader", "editor", "owner")].count(True) == may


def test_how_people_log_in_is_told_by_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = load_settings(home=tmp_path / "home")
    assert log_in_of(settings) is None
    Users(settings.home / "users.json").put("bo", "reader", None)
    assert log_in_of(settings) == "password"
    (settings.home / "secrets.toml").write_text('[auth]\nclient_id = "x"\n')
    assert log_in_of(settings) == "provider"
    (settings.home / "secrets.toml").write_text("[auth\n")
    with pytest.raises(InputError, match="cannot be read"):
        log_in_of(settings)


# the door


@pytest.fixture
def door(users: Users) -> TestClient:
    def page(request):
        return JSONResponse({name: request.headers.get(name) for name in ("x-colloquy-name", "x-colloquy-mark")})

    async def stream(socket):
        await socket.accept()
        await socket.send_json({"name": socket.headers.get("x-colloquy-name")})
        await socket.close()

    own = [Route(path, page) for path in ("/", "/library", "/_stcore/health", "/_stcore/metrics")]
    app = Starlette(
        routes=[*routes(users), *own, WebSocketRoute("/_stcore/stream", stream)],
        middleware=[Middleware(Door, users=users)],
    )
    return TestClient(app, follow_redirects=False)


def logged_in(door: TestClient, name: str = "bo", password: str = PASSWORD + " bo", **more: str):
    return door.post(LOG_IN, data={"name": name, "password": password} | more, headers={"Origin": ORIGIN})


def test_nothing_is_behind_the_door_for_who_is_not_logged_in(door: TestClient):
    turned = door.get("/library?paper=1", headers=PAGE)
    assert turned.status_code == 303 and turned.headers["location"] == "/log-in?next=%2Flibrary%3Fpaper%3D1"
    assert door.get("/").status_code == 401 and door.get("/_stcore/health").status_code == 200
    with pytest.raises(WebSocketDisconnect), door.websocket_connect("/_stcore/stream"):
        pass


@pytest.mark.parametrize(
    ("client", "headers", "status"),
    [
        ("10.0.0.7", {}, 200),
        ("127.0.0.1", {}, 200),
        ("8.8.8.8", {}, 401),
        ("10.0.0.7", {"X-Forwarded-For": "1.1.1.1"}, 401),
    ],
)
def test_figures_are_read_from_near_and_by_no_proxy(door: TestClient, client: str, headers: dict, status: int):
    near = TestClient(door.app, client=(client, 1234), follow_redirects=False)
    assert near.get("/_stcore/metrics", headers=headers).status_code == status
    assert near.get("/library", headers=headers).status_code == 401


def test_a_log_in_opens_pages_and_the_stream_and_lasts(door: TestClient, users: Users):
    came = logged_in(door, " Bo ", next="/library")
    assert came.status_code == 303 and came.headers["location"] == "/library"
    cookie = came.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Max-Age=1209600" in cookie and "Secure" not in cookie
    told = door.get("/").json()
    assert told == {"x-colloquy-name": "bo", "x-colloquy-mark": users.mark("bo")}
    with door.websocket_connect("/_stcore/stream") as stream:
        assert stream.receive_json() == {"name": "bo"}


def test_behind_a_proxy_that_encrypts_the_cookie_goes_no_other_way(door: TestClient):
    came = door.post(LOG_IN, data={"name": "bo", "password": PASSWORD + " bo"}, headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in came.headers["set-cookie"]


def test_a_header_from_outside_makes_nobody_of_anyone(door: TestClient):
    assert door.get("/", headers={"X-Colloquy-Name": "ada@example.org"}).status_code == 401
    logged_in(door)
    assert door.get("/", headers={"X-Colloquy-Name": "ada@example.org"}).json()["x-colloquy-name"] == "bo"


@pytest.mark.parametrize("forged", ["", "x", "IntcIm5hbWVcIjogXCJib1wifSI.awmA1A.6sLtUrvKv1e3LX_jjr1RG9_T3C8"])
def test_a_forged_cookie_opens_nothing(door: TestClient, forged: str):
    door.cookies.set(COOKIE, forged)
    assert door.get("/").status_code == 401


@pytest.mark.parametrize("ending", ["password", "removed", "secret"])
def test_a_log_in_ends_with_its_password_its_user_or_the_secret(door: TestClient, users: Users, ending: str):
    logged_in(door)
    assert door.get("/").status_code == 200
    if ending == "password":
        users.change("bo", password="another that nobody knows")
    elif ending == "removed":
        users.remove("bo")
    else:
        users.path.write_text(users.path.read_text().replace(users.secret, "0" * 64))
    assert door.get("/").status_code == 401


def test_who_logs_out_is_out(door: TestClient):
    logged_in(door)
    assert door.post(LOG_OUT, headers={"Origin": "http://evil.example"}).status_code == 403
    assert door.get(LOG_OUT).status_code == 405 and door.get("/").status_code == 200
    assert door.post(LOG_OUT, headers={"Origin": ORIGIN}).headers["location"] == LOG_IN
    assert door.get("/").status_code == 401


def test_a_form_of_another_site_is_not_read(door: TestClient):
    for origin in ("http://evil.example", "null"):
        sent = door.post(LOG_IN, data={"name": "bo", "password": PASSWORD + " bo"}, headers={"Origin": origin})
        assert sent.status_code == 403 and COOKIE not in sent.cookies


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nb"]
)
def test_a_log_in_leads_to_this_page_alone(door: TestClient, to: str):
    assert logged_in(door, next=to).headers["location"] == "/"
    assert "evil" not in door.get(LOG_IN, params={"next": to}).text


def test_wrong_passwords_say_the_same_whoever_it_is_and_make_wait(door: TestClient):
    told = set()
    for name in ("bo", "nobody"):
        told |= {logged_in(door, name, "wrong, and long enough").text for _ in range(4)}
        waits = logged_in(door, name)  # with the right one
        assert waits.status_code == 429 and int(waits.headers["Retry-After"]) > 0
    assert len(told) == 1 and "do not belong together" in told.pop()
    assert logged_in(door, "ada@example.org", PASSWORD).status_code == 303


def test_waiting_doubles_up_to_a_minute_and_ends_with_a_success():
    waiting, waits = Waiting(), []
    for _ in range(14):
        waiting.fail("bo")
        waits.append(round(waiting.seconds("bo")))
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60] and waiting.seconds("ada") == 0
    waiting.forget("bo")
    assert waiting.seconds("bo") == 0


def test_a_form_that_is_too_large_is_a_wrong_one(door: TestClient):
    assert logged_in(door, password="x" * 20_000).status_code == 401


# conversations


def test_each_sees_their_own_conversations_and_changes_no_others(tmp_path: Path):
    ada = Conversations(tmp_path, "ada")
    talk = ada.save(answer("Bees dance [1].", BEES))
    bo = ada.of("bo")
    assert bo.headings.find() == [] and bo.path(talk) == () and bo.whole(talk) is None
    (turn,) = [exchange.turn for exchange in ada.path(talk)]
    bo.rate(turn, "down")
    bo.headings.rename(talk, "mine")
    bo.headings.delete(talk)
    assert ada.path(talk)[0].thumb is None and [one.id for one in ada.headings.find()] == [talk]
    assert bo.share(talk) is None and ada.link(talk) is None
    ada.close()


def test_a_shared_conversation_is_read_by_its_link_until_that_is_taken_back(tmp_path: Path):
    ada = Conversations(tmp_path, "ada")
    talk = ada.save(answer("Bees dance [1].", BEES))
    link = ada.share(talk)
    assert link and len(link) >= 32 and ada.share(talk) == link
    bo = ada.of("bo")
    found = bo.shared(link)
    assert found and found.user == "ada" and [one.answer.text for one in found.path] == ["Bees dance [1]."]
    assert bo.headings.find() == [] and bo.link(talk) is None
    bo.unshare(talk)
    assert bo.shared(link)
    ada.unshare(talk)
    assert bo.shared(link) is None and bo.shared("") is None and ada.share(talk) != link
    ada.headings.delete(talk)
    assert bo.shared(ada.link(talk) or "") is None
    ada.close()


def test_the_address_of_a_link_is_the_pages_own():
    assert (
        shared_address("https://papers.example.org/library?x=1", "a-b") == "https://papers.example.org/shared?link=a-b"
    )
    assert shared_address(None, "a") == "/shared?link=a"


def test_questions_of_the_last_minute_are_counted_by_person(tmp_path: Path):
    ada = Conversations(tmp_path, "ada")
    ada.save(answer("Bees dance [1].", BEES))
    before = datetime.now(UTC) - timedelta(minutes=1)
    assert ada.asked_since(before) == 1 and ada.of("bo").asked_since(before) == 0
    assert ada.asked_since(datetime.now(UTC) + timedelta(minutes=1)) == 0
    ada.close()


def test_a_persons_budget_is_theirs_and_the_days_is_everybodys(tmp_path: Path):
    settings = load_settings(home=tmp_path, model="m", person_budget="100 tokens", budget="300 tokens")
    Spending(tmp_path, "ada").note("m", Usage(1, 90, 20, None))
    assert over_budget(settings, tmp_path, "ada") == "ada's budget for the day of 100 tokens is used up"
    assert over_budget(settings, tmp_path, "bo") is None and over_budget(settings, tmp_path) is None
    Spending(tmp_path, "bo").note("m", Usage(1, 190, 0, None))
    assert over_budget(settings, tmp_path, "carl") == "the day's budget of 300 tokens is used up"


# who changed what


def acting(library: Library, person: Person) -> Library:
    return Library(library.settings, lambda: person)


def test_each_change_of_the_library_is_noted_with_who_made_it(library: Library, three_papers: list[Paper]):
    with acting(library, Person("ada", "owner")) as own:
        add(own, three_papers)
        add(own, three_papers)  # changes nothing
        first, second, _ = (paper.id for paper in three_papers)
        own.tags.add("to read", [first])
        own.tags.rename("to read", "read")
        own.tags.delete("read")
        remove(own, [second])
        reindex(own, "wordllama")
        noted = [(change.who, change.what) for change in reversed(own.changes())]
    assert noted == [
        ("ada", f"added 3 papers: {', '.join(paper.id for paper in three_papers)}"),
        ("ada", f"tag 'to read' given to 1 paper: {first}"),
        ("ada", "tag 'to read' renamed 'read'"),
        ("ada", "tag 'read' taken from all papers"),
        ("ada", f"removed 1 paper: {second}"),
        ("ada", "all vectors made anew with wordllama"),
    ]
    assert [change.what for change in library.changes(1)] == ["all vectors made anew with wordllama"]


@pytest.mark.parametrize("role", ["reader", None])
def test_who_may_not_change_the_library_does_not(library: Library, three_papers: list[Paper], role):
    add(library, three_papers)
    before, ids = library.generation(), [paper.id for paper in three_papers]
    with acting(library, Person("bo", role)) as own:
        for change in (
            lambda: remove(own, ids[:1]),
            lambda: add(own, [Paper("new", "new", "On eels", "Eels migrate to the sea.")]),
            lambda: own.tags.add("x", ids),
            lambda: own.tags.remove("x", ids),
            lambda: own.tags.rename("x", "y"),
            lambda: own.tags.delete("x"),
            lambda: reindex(own, "wordllama"),
            lambda: own.note("settings: model m", "owner"),
        ):
            with pytest.raises(InputError, match="may not"):
                change()
        split(own, ids)  # none is made of several records: nothing is to be changed
    assert (library.generation(), len(library), library.tags.all()) == (before, 3, {})
    assert len(library.changes()) == 1


def test_an_editor_changes_papers_and_no_settings(library: Library, three_papers: list[Paper]):
    with acting(library, Person("carl", "editor")) as own:
        add(own, three_papers)
        for change in (lambda: reindex(own, "wordllama"), lambda: own.note("settings: model m", "owner")):
            with pytest.raises(InputError, match="takes the role owner"):
                change()
    assert len(library.changes()) == 1


def test_a_reader_decides_and_corrects_nothing(tmp_path: Path):
    sheets = Sheets(tmp_path)
    own = sheets.of(Person("bo", "reader"))
    for change in (
        lambda: own.decide(SCREENING, "p1", "include"),
        lambda: own.correct("p1", "What?", "this"),
        lambda: own.set_topic(SCREENING, "eels"),
        lambda: own.set_columns(SCREENING, ()),
        lambda: own.remove_column(1),
    ):
        with pytest.raises(InputError, match="may not change the library"):
            change()
    assert sheets.decided(SCREENING) == {} and sheets.topic(SCREENING) == ""
    sheets.close()


def test_without_log_ins_whoever_is_there_may_do_all():
    assert NOBODY.may("owner") and NOBODY.name == "" and NOBODY.told


# the commands


def test_users_are_added_listed_changed_and_removed_by_command(
    library: Library, three_papers: list[Paper], command: Command
):
    home = library.home
    add(library, three_papers)
    added = command(home, "user", "add", "Ada", "--role", "owner", stdin=PASSWORD + "\n")
    assert (added.returncode, added.stdout) == (0, "ada: added as owner.\n") and "start the page again" in added.stderr
    assert command(home, "user", "role", "ada", "--role", "editor").stdout == "ada: now editor.\n"
    assert command(home, "user", "password", "ada", stdin="other words than before\n").returncode == 0
    assert Users(home / "users.json").is_password("ada", "other words than before")
    (told,) = json.loads(command(home, "user", "list", "--json").stdout)
    assert (told["name"], told["role"], told["password"]) == ("ada", "editor", True) and "hash" not in told
    assert command(home, "user", "remove", "ada").returncode == 0
    assert "nobody has to log in" not in command(home, "user", "add", "x", "--role", "reader", stdin="short\n").stdout
    lines = json.loads(command(home, "audit", "--json").stdout)
    assert [line["what"] for line in lines[:-1]] == [
        "user ada: removed",
        "user ada: another password",
        "user ada: now editor",
        "user ada: added as owner",
    ]
    assert "argon2" not in str(lines) and command(home, "audit", "--limit", "1").stdout.count("\n") == 1


def test_users_of_a_place_without_a_library_leave_it_empty(own_sample: Path, tmp_path: Path, command: Command):
    home, file = tmp_path / "new", tmp_path / "own.backup"
    assert command(home, "user", "add", "ada", "--role", "owner", "--no-password").returncode == 0
    assert command(home, "audit").stdout == "nothing was changed yet\n"
    assert command(own_sample, "backup", str(file)).returncode == 0
    assert command(home, "restore", str(file)).returncode == 0 and Users(home / "users.json").get("ada")


def test_a_page_for_others_wants_a_log_in_first(tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch):
    refused = command(tmp_path / "home", "ui", "--host", "192.0.2.1")
    assert refused.returncode == 1 and "colloquy user add NAME" in refused.stderr
    Users(tmp_path / "home" / "users.json").put("bo", "owner", PASSWORD)
    passed = command(tmp_path / "home", "ui", "--host", "192.0.2.1")  # it goes on to the address, which is not ours
    assert "cannot be served on 192.0.2.1" in passed.stderr
