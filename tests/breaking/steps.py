"""Commands that change a library, what each acknowledges, and what may be either way where it was broken off."""

from __future__ import annotations

import json
import os
import random
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rag.library.library import Library
from rag.setup.settings import load_settings
from tests import forks
from tests.breaking.ledger import Ledger, record, word
from tests.disk import Disk, layer
from tests.fakes import ChatServer, EmbeddingServer, chat_server, embedding_server

KINDS = ("add", "remove", "mirror", "reindex", "merge", "split", "answer", "backup")
OTHER_EMBEDDING = "openai:scripted"


@dataclass(frozen=True, slots=True)
class Step:
    """One command.

    Args:
        adds, takes: numbers of the papers that it puts in and takes out, each of them together or not at all.
        done: notes in the ledger whatever else it has acknowledged.
    """

    kind: str
    words: tuple[str, ...]
    adds: frozenset[int] = frozenset()
    takes: frozenset[int] = frozenset()
    env: dict[str, str] = field(default_factory=dict)
    done: Callable[[Ledger], object] = lambda ledger: None


@dataclass
class Steps:
    """Makes steps that fit what a ledger has, from one seed."""

    ledger: Ledger
    folder: Path
    chat: ChatServer
    embeddings: EmbeddingServer
    rng: random.Random
    mirrored: set[int] = field(default_factory=set)
    number: int = 0
    last: int = 0  # number that a paper was given

    def make(self, kind: str) -> Step:
        self.number += 1
        made: Step = getattr(self, f"_{kind}")()
        return made

    def _new(self, count: int) -> frozenset[int]:
        """Numbers that no step has had: one that was broken off may have remembered whose they are."""
        first = max(self.last, *self.ledger.there, *self.ledger.gone) + 1
        self.last = first + count - 1
        return frozenset(range(first, self.last + 1))

    def file(self, name: str, records: Iterable[dict[str, object]]) -> Path:
        path = self.folder / name
        path.write_text("".join(json.dumps(one) + "\n" for one in records))
        return path

    @property
    def own(self) -> list[int]:
        """The papers that are neither mirrored nor merged."""
        return sorted(self.ledger.there - self.mirrored - self.ledger.merged.keys())

    def _some(self, most: int) -> frozenset[int]:
        return frozenset(self.rng.sample(self.own, min(most, max(len(self.own) - 10, 1))))

    def _add(self) -> Step:
        numbers = self._new(self.rng.choice((1, 5, 60)))
        path = self.file(f"add{self.number}.jsonl", map(record, sorted(numbers)))
        return Step("add", ("add", str(path), "--json"), adds=numbers)

    def _remove(self) -> Step:
        numbers = self._some(self.rng.choice((1, 5)))
        return Step("remove", ("remove", *(f"p{n}" for n in sorted(numbers)), "--json"), takes=numbers)

    def _mirror(self) -> Step:
        stay = {n for n in sorted(self.mirrored) if n in self.ledger.there and self.rng.random() < 0.7}
        new = self._new(4)
        path = self.file("mirror.jsonl", map(record, sorted(stay | new)))
        takes = frozenset(self.mirrored & self.ledger.there - stay)
        self.mirrored = stay | new | takes
        return Step("mirror", ("add", str(path), "--mirror", "--json"), adds=new, takes=takes)

    def _reindex(self) -> Step:
        env = {"COLLOQUY_BASE_URL": self.embeddings.url}
        return Step("reindex", ("reindex", "--embedding", OTHER_EMBEDDING, "--json"), env=env)

    def _merge(self) -> Step:
        (number,) = self._some(1)
        key = f"m{number}"
        path = self.file(f"merge{self.number}.jsonl", [record(number, id=key, venue="Annals of Breaking")])
        return Step("merge", ("add", str(path), "--json"), done=lambda ledger: ledger.merged.__setitem__(number, key))

    def _split(self) -> Step:
        number, key = next(iter(self.ledger.merged.items()), (0, "m0"))
        return Step("split", ("split", key, "--json"), done=lambda ledger: ledger.merged.pop(number, None))

    def _answer(self) -> Step:
        number = self.rng.choice(sorted(self.ledger.there))
        question = f"What is known of {word(number)} in step {self.number}?"
        env = {"COLLOQUY_MODEL": "scripted", "COLLOQUY_BASE_URL": self.chat.url, "COLLOQUY_JUDGE": "false"}
        done = lambda ledger: ledger.asked.append(question)  # noqa: E731
        return Step("answer", ("ask", question, "--json"), env=env, done=done)

    def _backup(self) -> Step:
        return Step("backup", ("backup", str(self.folder / f"{self.number}.backup"), "--json"))


@contextmanager
def steps(home: Path, seed: int) -> Iterator[Steps]:
    """Steps for a library that is to be made in a folder, with a chat model and an embedder on loopback."""
    folder = home.parent
    with (
        chat_server("It rose in all trials [1], and nothing else was seen [2].") as chat,
        embedding_server() as embeddings,
    ):
        yield Steps(Ledger(home), folder, chat, embeddings, random.Random(seed))


def run(
    step: Step, home: Path, disk: Disk | None = None, seconds: float | None = None
) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, on a disk that does as told.

    Args:
        seconds: after which it is killed, where there is no disk to do so.
    """
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("COLLOQUY_", "OPENAI_"))}
    env = {**clean, **step.env, **(disk.env() if disk else {}), "COLLOQUY_HOME": str(home), "COLLOQUY_RETRIES": "0"}
    command = [forks.python(layer()), "-m", "rag", *step.words]
    process = subprocess.Popen(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=home.parent,
    )
    try:
        out, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        out, errors = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, out, errors)


def note(step: Step, ledger: Ledger, is_done: bool, numbers: frozenset[int]) -> list[str]:
    """Take up in the ledger what a step has done, as far as it was acknowledged or is there; what of it is half done."""
    half = [
        f"{kind} was done by half: {sorted(changed & numbers)} of {sorted(changed)}"
        for kind, changed in (("adding", step.adds), ("removing", step.takes))
        if changed & numbers not in (frozenset(), changed)
    ]
    if is_done:
        step.done(ledger)
        if not step.adds <= numbers or step.takes & numbers:
            half.append("it was acknowledged, and is not so")
    ledger.there |= step.adds & numbers
    ledger.gone |= step.takes - numbers
    ledger.there -= ledger.gone
    return half


def back_to_words(made: Steps) -> None:
    """The embedder on this machine again, where a reindexing came through."""
    with closing(Library(load_settings(home=made.ledger.home, base_url=made.embeddings.url))) as library:
        is_other = library.embedding == OTHER_EMBEDDING
    if is_other:
        done = run(Step("reindex", ("reindex", "--embedding", "wordllama", "--json")), made.ledger.home)
        assert done.returncode == 0, done.stderr
