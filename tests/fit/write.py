"""Weights as Python, put in place of those of a module."""

from __future__ import annotations

import ast
from dataclasses import fields
from typing import Any


def with_weights(source: str, name: str, weights: Any) -> str:
    """The source of a module, with the weights assigned to a name replaced.

    Args:
        weights: a dataclass of numbers, the module's own.

    Raises:
        LookupError: the module assigns nothing to the name.
    """
    lines = source.splitlines()
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and [t.id for t in node.targets if isinstance(t, ast.Name)] == [name]:
            values = [f"    {field.name}={getattr(weights, field.name)!r}," for field in fields(weights)]
            call = [f"{name} = {type(weights).__name__}(", *values, ")"]
            return "\n".join([*lines[: node.lineno - 1], *call, *lines[node.end_lineno :]]) + "\n"
    raise LookupError(name)
