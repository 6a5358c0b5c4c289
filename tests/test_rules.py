"""Every rule of language against its own cases, and no rule of language made in another way."""

import ast
import pkgutil
import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import rag
from rag.text.rules import RULES, Rule

MODULES = {
    module.name: import_module(module.name)
    for module in pkgutil.walk_packages(rag.__path__, "rag.")
    if module.name.startswith(("rag.text.", "rag.answer.", "rag.search.", "rag.intake."))
}
OF_LANGUAGE = [
    name
    for name in MODULES
    if name.startswith(("rag.text.", "rag.answer.")) and not name.startswith("rag.text.cleaning")
]
TAKE_A_PATTERN = {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"}
# What of a pattern is no text: sets of characters, groups' names and flags, escapes.
SYNTAX = re.compile(r"\[(?:\\.|[^\]\\])+\]|\(\?P<\w+>|\(\?P=\w+\)|\(\?[a-zA-Z-]+[:)]|\\(?:x\w{2}|u\w{4}|U\w{8}|.)")


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_a_rule_matches_and_misses_what_it_says(rule: Rule):
    assert rule.matches and rule.misses, "a rule without cases tells nobody what it is for"
    assert [text for text in rule.matches if not rule.holds(text)] == []
    assert [text for text in rule.misses if rule.holds(text)] == []


def has_words(pattern: str) -> bool:
    return re.search(r"[A-Za-z]{2}", SYNTAX.sub(" ", pattern)) is not None


def text_of(pattern: ast.expr, module: ModuleType) -> str:
    """A pattern as the module makes it; where it is made of local names too, what stands in it as text."""
    try:
        found = eval(compile(ast.Expression(pattern), module.__name__, "eval"), vars(module))  # noqa: S307 - our own source
    except NameError:
        found = " ".join(str(part.value) for part in ast.walk(pattern) if isinstance(part, ast.Constant))
    return getattr(found, "pattern", found)


def patterns_with_words(source: str, module: ModuleType) -> list[str]:
    """The patterns that a module gives to `re` and that have words of a language in them."""
    calls = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in TAKE_A_PATTERN
    ]
    return [found for call in calls if has_words(found := text_of(call.args[0], module))]


@pytest.mark.parametrize("name", OF_LANGUAGE)
def test_a_pattern_with_words_is_a_rule_with_cases(name: str):
    if name == "rag.text.rules":
        return
    module = MODULES[name]
    source = Path(module.__file__).read_text("utf-8")
    assert patterns_with_words(source, module) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('_A = re.compile(r"\\b(?:paper|study)\\b", re.I)', 1),
        ('_A = (re.compile(rf"{_PIECE}s"), 1)', 1),
        ('def f(text):\n    return re.split(rf"{text} but ", text)', 1),
        ('_A = re.compile(r"(?P<name>\\w+)(?i:[A-Za-z]{2,})\\bx\\u00e9")', 0),
        ('_A = rule("a name", r"\\b(?:paper|study)\\b", matches=("paper",), misses=("bee",))', 0),
    ],
)
def test_a_pattern_with_words_is_seen_wherever_it_is_made(source: str, found: int):
    module = ModuleType("made")
    module._PIECE = "paper"  # type: ignore[attr-defined]
    assert len(patterns_with_words(source, module)) == found
