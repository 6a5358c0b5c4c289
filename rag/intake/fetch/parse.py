"""Bodies of replies -> JSON objects and XML trees, or a word on why not."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from rag.intake.fetch.service import Unexpected


def json_object(body: bytes) -> dict[str, Any]:
    """Raises Unexpected where the body is no JSON object."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Unexpected("not JSON, or only a part of it") from None
    if not isinstance(value, dict):
        raise Unexpected("not a JSON object")
    return value


def xml_root(body: bytes, tag: str) -> Element:
    """The root element, named `tag`.

    Raises:
        Unexpected: the body is no XML, is of another kind, or declares entities, which no service does.
    """
    if b"<!ENTITY" in body:
        raise Unexpected("XML with entities of its own")
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        raise Unexpected("not XML, or only a part of it") from None
    if root.tag != tag:
        raise Unexpected(f"XML of another kind: {root.tag[:100]}")
    return root


def whole(value: Any, what: str) -> int:
    """A count as the services give it, a number or its digits; raises Unexpected for anything else."""
    if isinstance(value, bool) or not str(value).strip().isdecimal():
        raise Unexpected(f"no {what}")
    return int(value)


def objects(value: Any, what: str) -> list[dict[str, Any]]:
    """A list of JSON objects; raises Unexpected for anything else."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Unexpected(f"no {what}")
    return value
