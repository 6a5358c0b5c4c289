"""Rules of language as data: a pattern, with texts that it must match and texts that it must not.

Every rule is made by `rule`, which keeps it by name: one test runs all of them against their cases, and fails for a
rule that has none. Cases come from several fields, not from one library.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Rule:
    """A pattern that tells one thing of a text, as it is written, and its flags. `matches` and `misses` are its cases."""

    name: str
    written: str
    flags: int
    matches: tuple[str, ...]
    misses: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is first asked: a command needs few of all rules, and compiling them takes a second."""
        return re.compile(self.written, self.flags)

    def holds(self, text: str) -> bool:
        """Whether a text has it anywhere."""
        return self.pattern.search(text) is not None

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        return self.pattern.search(text, start)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self.pattern.finditer(text)

    def sub(self, by: str | Callable[[re.Match[str]], str], text: str) -> str:
        return self.pattern.sub(by, text)


RULES: dict[str, Rule] = {}  # all that have been made, by name


def rule(name: str, pattern: str, *, matches: Sequence[str], misses: Sequence[str], flags: int = re.I) -> Rule:
    """Make a rule of a name that no other has, such as "question: asks for a count"."""
    made = Rule(name, pattern, flags, tuple(matches), tuple(misses))
    if RULES.setdefault(name, made) != made:  # a module may be read twice, where its first reading broke off
        raise ValueError(f"there is another rule {name!r} already")
    return made
