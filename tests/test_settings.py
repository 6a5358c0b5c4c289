"""Settings: which value holds, what is kept with the library, and where a key may go."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree

import pytest
from pydantic import SecretStr

from rag.errors import InputError
from rag.setup.embedders import embedder
from rag.setup.keys import hold, let_go, server_of
from rag.setup.settings import keep, load_settings, sourced
from rag.setup.stored import FILE
from tests.conftest import Command
from tests.fakes import embedding_server
from tests.test_cli import colloquy, output

KEY = "sk-secret-of-a-test-1234567890"
THERE = "http://127.0.0.1:9001/v1"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLLOQUY_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_is_kept_holds_after_a_restart_and_for_the_command_line(home: Path):
    keep({"model": "m", "base_url": "http://127.0.0.1:9/v1", "judge": True, "timeout": 1, "budget": "2 usd"})
    settings = load_settings()
    assert (settings.model, settings.base_url, settings.judge) == ("m", "http://127.0.0.1:9/v1", True)
    checks = {c["name"]: c for c in json.loads(colloquy(home, "doctor", "--json").stdout)["checks"]}
    assert "m does not answer" in checks["model"]["detail"]
    assert (home / FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in home.iterdir() if path.name.startswith(".settings")] == []


def test_what_is_given_wins_over_the_environment_which_wins_over_what_is_kept(home: Path, monkeypatch):
    keep({"model": "kept", "evidence_papers": 3, "answer_tokens": 900})
    monkeypatch.setenv("COLLOQUY_MODEL", "environment")
    (home / ".env").write_text("COLLOQUY_EVIDENCE_PAPERS=4\n")
    now = sourced(timeout=5)
    assert (now.settings.model, now.settings.evidence_papers, now.settings.answer_tokens) == ("environment", 4, 900)
    assert {"model", "evidence_papers", "home"} <= now.fixed and "answer_tokens" not in now.fixed
    assert load_settings(model="given").model == "given"


def test_what_the_environment_fixes_is_not_lost_when_the_rest_is_saved(monkeypatch):
    keep({"model": "kept"})
    monkeypatch.setenv("COLLOQUY_MODEL", "environment")
    keep({"model": "environment", "judge": True})
    monkeypatch.delenv("COLLOQUY_MODEL")
    assert (load_settings().model, load_settings().judge) == ("kept", True)


def test_none_takes_a_setting_back(home: Path):
    keep({"model": "m", "judge": True})
    keep({"model": None, "judge": None})
    assert load_settings().model is None and json.loads((home / FILE).read_text()) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("base_url", "127.0.0.1:9"),
        ("base_url", "http://"),
        ("base_url", "http://host:port/v1"),
        ("base_url", "https://me:secret@example.org/v1"),
        ("base_url", "file:///etc/passwd"),
        ("budget", "much"),
        ("budget", "-1 usd"),
        ("evidence_papers", 0),
        ("timeout", 10_000),
    ],
)
def test_a_value_that_does_not_fit_is_named_and_not_kept(home: Path, name: str, value: object):
    keep({"model": "m"})
    with pytest.raises(InputError, match=name):
        keep({name: value, "model": "other"})
    assert json.loads((home / FILE).read_text()) == {"model": "m"}


@pytest.mark.parametrize("text", ["{", "[1]", '"x"', "\udcff"])
def test_a_damaged_file_is_said_with_its_place(home: Path, text: str):
    (home / FILE).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match=FILE):
        load_settings()


def test_a_wrong_value_in_the_file_is_said_with_the_file(home: Path):
    (home / FILE).write_text('{"timeout": "soon"}')
    with pytest.raises(InputError) as error:
        load_settings()
    assert FILE in error.value.hint


def test_the_file_sets_neither_a_key_nor_the_folder(home: Path):
    (home / FILE).write_text('{"api_key": "k", "home": "/elsewhere", "embedding": "openai:x", "model": "m"}')
    settings = load_settings()
    assert (settings.api_key, settings.home, settings.embedding, settings.model) == (None, home, None, "m")


def test_a_key_of_the_environment_goes_where_the_environment_says(monkeypatch):
    monkeypatch.setenv("COLLOQUY_API_KEY", KEY)
    monkeypatch.setenv("COLLOQUY_BASE_URL", THERE)
    keep({"model": "m"})
    assert load_settings().api_key.get_secret_value() == KEY
    monkeypatch.setenv("COLLOQUY_BASE_URL", THERE.replace("9001", "9002"))
    assert load_settings().api_key.get_secret_value() == KEY  # who sets the one sets the other


def test_a_key_of_the_environment_does_not_follow_an_address_or_model_from_elsewhere(monkeypatch):
    monkeypatch.setenv("COLLOQUY_API_KEY", KEY)
    monkeypatch.setenv("COLLOQUY_MODEL", "openai:gpt-5-mini")
    assert load_settings().api_key
    keep({"base_url": THERE})
    assert sourced().withheld and load_settings().api_key is None
    monkeypatch.delenv("COLLOQUY_MODEL")
    keep({"base_url": None, "model": "anthropic:claude"})
    assert sourced().withheld and load_settings().api_key is None
    assert load_settings(api_key=KEY).api_key.get_secret_value() == KEY  # given for this very call


def test_an_entered_key_belongs_to_its_server():
    hold(server_of("m", THERE), SecretStr(KEY))
    try:
        keep({"model": "m", "base_url": f"{THERE}/other/path"})
        assert load_settings().api_key.get_secret_value() == KEY
        for elsewhere in ("http://127.0.0.1:9002/v1", "https://127.0.0.1:9001/v1", "http://localhost:9001/v1", None):
            keep({"base_url": elsewhere})
            assert load_settings().api_key is None
        assert KEY not in repr(sourced())
    finally:
        let_go(server_of("m", THERE))
    keep({"base_url": THERE})
    assert load_settings().api_key is None


def test_no_key_is_written(home: Path):
    hold(server_of("m", THERE), SecretStr(KEY))
    try:
        keep({"model": "m", "base_url": THERE, "api_key": KEY})
        assert KEY not in "".join(path.read_text() for path in home.rglob("*") if path.is_file())
    finally:
        let_go(server_of("m", THERE))


def test_a_library_asks_with_what_is_kept(
    command: Command, home: Path, sample_home: Path, monkeypatch: pytest.MonkeyPatch
):
    copytree(sample_home, home, dirs_exist_ok=True)
    monkeypatch.setenv("COLLOQUY_RETRIES", "0")
    keep({"model": "m", "base_url": "http://127.0.0.1:9/v1", "timeout": 2})
    answer = output(command(home, "ask", "What is YOLOv9?", "--json"))
    assert answer["citations"] and "m did not answer" in answer["warnings"][0]


@pytest.mark.parametrize(("model", "sent"), [("openai:gpt-5-mini", KEY), ("anthropic:claude", "of-openai")])
def test_an_embedder_gets_the_key_of_its_own_provider_only(model: str, sent: str, monkeypatch: pytest.MonkeyPatch):
    with embedding_server() as server:
        monkeypatch.setenv("OPENAI_API_KEY", "of-openai")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        embedder("openai:words", load_settings(model=model, api_key=KEY)).question("test")
        assert server.keys == [f"Bearer {sent}"]
