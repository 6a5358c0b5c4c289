"""A question as it was understood, once: what comes after reads these fields, and never its words again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.answer.question.catalogue.asked import CatalogueQuestion
from rag.answer.question.catalogue.grouping import Grouping
from rag.answer.question.predicate import Predicate
from rag.records import AbstractsKind, Condition
from rag.text.rankings import Ranking

Cue = Literal["figure", "reason", "way"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, in the words that ask it: those of a whole question, or of one side of a comparison.

    `cues` tell which kinds of sentence answer it: with a figure, with a reason or a problem, with a way of doing it.
    `counted` is the thing that is to be counted ("hives" of "How many hives were watched?"), `named` the kind of thing
    whose names are wanted ("datasets"), `measures` those whose value is wanted ("F1"), `details` what is asked of how a
    study was done ("batch size"). `thing` is the kind of thing that the answer is ("country" of "In which country ..."),
    `defined` what is to be defined ("a tort" of "What is a tort?"). `figure`, `share`, `duration` and `paper` tell whether one is wanted.
    """

    text: str
    cues: frozenset[Cue] = frozenset()
    counted: str | None = None
    named: str | None = None
    measures: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    thing: str = ""
    defined: str = ""
    figure: bool = False
    share: bool = False
    duration: bool = False
    paper: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a question, and the word right before it, which may be a part of it: Arena Hard."""

    name: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Premise:
    """What a question takes as a fact: `is_given` where it takes what it asks about as one and denies nothing, `asks_why`
    where it asks for the reason; then `ranking` tells which of two it puts above the other, if it does. `is_worse` tells
    that it speaks of a change for the worse. `is_relation` tells that it asks whether something is so, or how one thing bears
    on another: each thing that it names is a part of what is asked."""

    is_given: bool = False
    asks_why: bool = False
    ranking: Ranking | None = None
    is_worse: bool = False
    is_relation: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question that stands alone, without the conversation before it.

    `text` is what is searched for; `put` is what a model is asked, where that is not the same: a question in another
    language than the library's. `asked` is the part of it that asks, which in a first question is the whole.
    `topic` is what the papers are to be about: of a list, the text without the words that ask for one. `has_topic` tells
    whether the text names anything to look for, `is_general` whether what is asked could be asked of any paper.

    `things` is the kind of thing that a list is of, where it is not one of papers: "genes". `predicate` is what the
    papers of a list must do or be, where it names more than their topic; `beside` is what is asked of each of them beside.

    `sides` are the things that a comparison compares, as the question calls them; `of_sides` is what is asked of each,
    `shared` what is said of all of them before the first, and `absent` those
    that no paper speaks of, which are left out of the others. `is_of_each` tells that it asks the same of each paper of the last answer. `is_of_several` tells that a summary goes over several
    papers, `is_theme` that many papers may speak to what is asked, each in its way.

    `mentions` are the names in what is asked, `names` those of them that are names by their spelling, `described` papers
    by what they are about ("the coral paper"), `keys` words of the text that may be citation keys. `conditions` are put
    on papers, `premise` is what it takes as given.

    Where the question `leans` on a conversation, `opening` is the question that opened its topic, `recent` are the titles
    that the last answer spoke of, and `meant` those of them that the question may mean. `points_back` tells that it
    points to these, `is_whole` that it could be asked by itself.

    `catalogue` is what it asks of records, where it may be a question to these and not to abstracts: the library tells.
    `grouping` is how the papers of a list are to be grouped.
    """

    text: str
    asked: Asked
    kind: AbstractsKind = "answer"
    topic: str = ""
    has_topic: bool = True
    is_general: bool = False
    things: str = ""
    predicate: Predicate | None = None
    beside: Asked | None = None
    sides: tuple[str, ...] = ()
    of_sides: tuple[Asked, ...] = ()
    shared: str = ""
    absent: tuple[str, ...] = ()
    is_of_several: bool = False
    is_of_each: bool = False
    is_theme: bool = False
    mentions: tuple[Mention, ...] = ()
    names: tuple[str, ...] = ()
    described: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    premise: Premise = Premise()
    leans: bool = False
    opening: str = ""
    recent: tuple[str, ...] = ()
    meant: tuple[str, ...] = ()
    points_back: bool = False
    is_whole: bool = True
    put: str = ""
    catalogue: CatalogueQuestion | None = None
    grouping: Grouping | None = None

    @property
    def is_of_many(self) -> bool:
        """Whether many papers answer it together, a sentence each: it asks for things of a kind, or what is known."""
        return bool(self.things) or (self.is_theme and self.kind in ("answer", "summary"))

    @property
    def compares_the_first_of(self) -> int:
        """Of how many papers of the last answer only the first are compared; 0 where all are, or others."""
        is_part = self.kind == "compare" and self.sides and set(self.sides) < set(self.meant)
        return len(self.meant) if is_part and self.points_back else 0

    @property
    def is_of_last_papers(self) -> bool:
        """Whether it is asked of the papers of the last answer as a set: which of them, each of them, the first two."""
        names_some = self.kind == "compare" and bool(self.sides) and set(self.sides) <= set(self.meant)
        return self.points_back and bool(self.meant) and (self.kind == "list" or names_some)

    @property
    def is_of_papers(self) -> bool:
        """Whether it asks for a list of papers, all that meet something."""
        return self.kind == "list" and not self.things
