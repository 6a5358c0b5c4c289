"""Every rule of language against its own cases."""

import pkgutil
from importlib import import_module

import pytest

import rag
from rag.text.rules import RULES, Rule

for module in pkgutil.walk_packages(rag.__path__, "rag."):
    if module.name.startswith(("rag.text.", "rag.answer.", "rag.search.", "rag.intake.")):
        import_module(module.name)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_a_rule_matches_and_misses_what_it_says(rule: Rule):
    assert rule.matches and rule.misses, "a rule without cases tells nobody what it is for"
    assert [text for text in rule.matches if not rule.holds(text)] == []
    assert [text for text in rule.misses if rule.holds(text)] == []
