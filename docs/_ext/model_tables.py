"""Tables of every key of a file, from the JSON Schema of the model that reads it.

```{model-tables} matcher.programme.models:Programme
:mode: validation
```
"""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

Schema = dict[str, Any]


class ModelTables(SphinxDirective):
    """One section for each block of the file, in the order in which the file names them."""

    required_arguments = 1
    option_spec: ClassVar = {"mode": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        module, name = self.arguments[0].split(":")
        model = getattr(import_module(module), name)
        schema = model.model_json_schema(mode=self.options["mode"])
        text = "\n".join(_sections(name, schema))
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def _sections(name: str, schema: Schema) -> list[str]:
    blocks = {name: _table(block) for name, block in schema.get("$defs", {}).items()}
    waiting, done, lines = [(name, schema)], {name}, []
    while waiting:
        title, block = waiting.pop(0)
        lines += _section(title, block, name)
        for key in block.get("properties", {}).values():
            for other in _refers_to(key):
                if other not in done and "properties" in blocks[other]:
                    done.add(other)
                    waiting.append((other, blocks[other]))
    return lines


def _table(block: Schema) -> Schema:
    """The form of a block that has keys, where it may also be written as a bare value."""
    forms = [form for form in block.get("anyOf", []) if "properties" in form]
    return forms[0] if forms else block


def _section(title: str, block: Schema, root: str) -> list[str]:
    label = f"{root}-{title}".lower()
    lines = [f"({label})=", f"## {title}", "", *block.get("description", "").splitlines(), ""]
    needed = block.get("required", [])
    lines += ["| key | type | default | meaning |", "| --- | --- | --- | --- |"]
    for key, value in block.get("properties", {}).items():
        default = _default(value, key in needed)
        meaning = _cell(value.get("description", ""))
        lines.append(f"| `{key}` | {_type(value, root)} | {default} | {meaning} |")
    return [*lines, ""]


def _refers_to(value: Any) -> list[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            return [value["$ref"].rsplit("/", 1)[1]]
        return [name for part in value.values() for name in _refers_to(part)]
    if isinstance(value, list):
        return [name for part in value for name in _refers_to(part)]
    return []


def _default(value: Schema, needed: bool) -> str:
    if "default" not in value:
        if needed:
            return "required"
        return "as there" if "$ref" in value else "none"
    default = value["default"]
    if default is None or default in ([], {}):
        return "none"
    return f"`{json.dumps(default, ensure_ascii=False)}`"


def _type(value: Schema, root: str) -> str:
    if "$ref" in value:
        (name,) = _refers_to(value)
        return f"[{name}](#{root.lower()}-{name.lower()})"
    if "const" in value:
        return f"`{json.dumps(value['const'])}`"
    if "enum" in value:
        return " \\| ".join(f"`{json.dumps(choice)}`" for choice in value["enum"])
    if "anyOf" in value:
        kinds = [_type(kind, root) for kind in value["anyOf"] if kind.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    kind = value.get("type")
    if kind == "array":
        if "prefixItems" in value:
            items = value["prefixItems"]
            inner = dict.fromkeys(_type(item, root) for item in items)
            return f"list of {len(items)}: {' and '.join(inner)}"
        return f"list of {_type(value.get('items', {}), root)}"
    if kind == "object":
        inner = value.get("additionalProperties")
        if not isinstance(inner, dict):
            return "table"
        keys = value.get("propertyNames", {}).get("enum")
        by = "a table by part" if keys else "a table by key"
        return f"{by}: {_type(inner, root)}"
    words = {
        "string": "text",
        "integer": "whole number",
        "number": "number",
        "boolean": "`true` or `false`",
    }
    return words.get(kind or "", "any value") + _range(value)


def _range(value: Schema) -> str:
    least, most = value.get("minimum"), value.get("maximum")
    if least is not None and most is not None:
        return f", {least:,} to {most:,}"
    if least is not None:
        return f", {least:,} or more"
    if "exclusiveMinimum" in value:
        return f", above {value['exclusiveMinimum']}"
    return ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("model-tables", ModelTables)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
