"""The documentation as a page: what the OpenAPI description says, in plain HTML that loads nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}
_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; border-top: 1px solid #8886; padding-top: 1rem; }
code, pre { font: 0.9em/1.4 ui-monospace, monospace; }
pre { overflow: auto; padding: 0.75rem; border: 1px solid #8886; border-radius: 6px; }
table { border-collapse: collapse; } td, th { text-align: left; vertical-align: top; padding: 0.2rem 1rem 0.2rem 0; }
summary { cursor: pointer; }
""".strip()


def page(description: Mapping[str, Any]) -> str:
    """The page of an OpenAPI description."""
    told = description["info"]
    head = f"<title>{escape(told['title'])}</title><style>{_STYLE}</style>"
    intro = f"<h1>{escape(told['title'])} {escape(told['version'])}</h1><p>{escape(told['description'])}</p>"
    raw = '<p><a href="openapi.json">openapi.json</a> says the same for programs.</p>'
    body = intro + raw + "".join(_operations(description)) + "".join(_schemas(description))
    return f'<!doctype html><html lang="en"><meta charset="utf-8">{head}<body>{body}</body></html>'


def _operations(description: Mapping[str, Any]) -> Iterator[str]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield f"<h2><code>{method.upper()} {escape(path)}</code></h2><p><b>{escape(operation['summary'])}.</b> "
            yield f"{_prose(operation.get('description', ''))}</p>{_parameters(operation.get('parameters', []))}"
            for kind, content in operation.get("requestBody", {}).get("content", {}).items():
                yield f"<p>Takes <code>{escape(kind)}</code>: {_named(content.get('schema', {}))}</p>"
            for kind, content in operation["responses"].get("200", {}).get("content", {}).items():
                yield f"<p>Gives <code>{escape(kind)}</code>: {_named(content.get('schema', {}))}</p>"


def _parameters(parameters: list[dict[str, Any]]) -> str:
    rows = (
        f"<tr><td><code>{escape(one['name'])}</code></td><td>{escape(one['in'])}{', required' * one.get('required', False)}"
        f"</td><td>{escape(one.get('description', ''))}</td></tr>"
        for one in parameters
    )
    return f"<table>{''.join(rows)}</table>" if parameters else ""


def _schemas(description: Mapping[str, Any]) -> Iterator[str]:
    yield "<h2>What goes in and comes out</h2>"
    for name, schema in description["components"]["schemas"].items():
        text = escape(json.dumps(schema, indent=1, ensure_ascii=False))
        yield f'<details id="{escape(name)}"><summary><code>{escape(name)}</code></summary><pre>{text}</pre></details>'


def _named(schema: Mapping[str, Any]) -> str:
    names = [one["$ref"].rpartition("/")[2] for one in (schema, *schema.get("anyOf", ())) if "$ref" in one]
    links = " or ".join(f'<a href="#{escape(name)}"><code>{escape(name)}</code></a>' for name in names)
    return links or escape(
        schema.get("description") or ", ".join(schema.get("properties", {})) or schema.get("type", "text")
    )


def _prose(text: str) -> str:
    """A text of ours, in which `code` is set between backquotes."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))
