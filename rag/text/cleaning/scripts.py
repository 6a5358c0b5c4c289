"""Raised and lowered characters in plain text: `10^-3`, `x_i`, but `CO2`, `Ca2+` and `1st` as everybody types them."""

import re

_POWER = re.compile(r"[+\-−–]?\d+(?:[./]\d+)?|[a-z]")
_OPERATOR_INSIDE = re.compile(r"[\w)] ?[+\-−*/=] ?[\w(]")
_ORDINAL = re.compile(r"st|nd|rd|th|er|re|ème|e")
_INDEX = re.compile(r"[a-z]|.*[^\w.+\-−].*", re.S)
_ATOM = re.compile(r"[+\-−]?[\w.]+|[^\w\s]{1,3}|[\w.]+[+\-−]")
_SINGLE = re.compile(r"[+\-−]?(?:\d+(?:\.\d+)?|\w[\u0300-\u036f]?)|[^\w\s]{1,3}|[A-Z]+")


def raised(before: str, content: str) -> str:
    """`content` as a superscript after `before`: with a caret where it is a power of what stands there."""
    content, base = content.strip(), before[-1:]
    if not (base.isalnum() or base in ("%", ")", "]")) or not content:
        return content
    if _POWER.fullmatch(content) and not (base.isdigit() and content == "e"):
        return "^" + content
    if _OPERATOR_INSIDE.search(content) and (base.isdigit() or len(before) < 2 or not before[-2].isalpha()):
        return "^" + single(content)
    if base.isdigit() and content[0].isalnum() and not _ORDINAL.fullmatch(content):
        return "^" + single(content)
    return content


def lowered(before: str, content: str) -> str:
    """`content` as a subscript after `before`: with a low line where it is an index, not part of the name."""
    content, base = content.strip(), before[-1:]
    if not (base.isalnum() or base in (")", "]")) or not content:
        return content
    if base.isdigit() or _INDEX.fullmatch(content):
        return "_" + group(content)
    return content


def group(content: str) -> str:
    """`content` in parentheses, unless it is one number, name or sign."""
    return content if _enclosed(content) or _ATOM.fullmatch(content) else f"({content})"


def single(content: str) -> str:
    """`content` in parentheses, unless it is one number, letter or sign: a power or what a root is taken of."""
    return content if _enclosed(content) or _SINGLE.fullmatch(content) else f"({content})"


def root(content: str) -> str:
    """The square root of `content`."""
    bare = len(content) == 1 or content.isdigit() or _enclosed(content)
    return f"√{content}" if bare else f"√({content})"


def _enclosed(content: str) -> bool:
    return content[:1] == "(" and content.find(")") == len(content) - 1
