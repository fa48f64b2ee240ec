"""What stands below a field of a shape, in the source, becomes its description in the OpenAPI.

Pydantic can do that too, while every shape is made: it parses each source file once for each shape in it, which took a
fifth of the whole start. Here each file is parsed once, when the OpenAPI is asked for.
"""

import ast
import inspect
from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import api.schemas


def describe(shapes: Mapping[str, dict[str, Any]]) -> None:
    """Describe the fields of `shapes` (JSON Schemas by the names of their classes) that have no words of their own."""
    told = _told()
    for name, shape in shapes.items():
        for field, schema in shape.get("properties", {}).items():
            words = _words(told, name, field)
            if words is not None:
                schema.setdefault("description", words)


_Told = dict[str, tuple[dict[str, str], list[str]]]
"""For each class, what is said below its fields, and the classes that it comes from."""


def _words(told: _Told, name: str, field: str) -> str | None:
    if name not in told:
        return None
    own, parents = told[name]
    if field in own:
        return own[field]
    return next((words for parent in parents if (words := _words(told, parent, field)) is not None), None)


def _told() -> _Told:
    told: _Told = {}
    for module in iter_modules(api.schemas.__path__):
        source = inspect.getsource(import_module(f"api.schemas.{module.name}"))
        for node in ast.parse(source).body:
            if isinstance(node, ast.ClassDef):
                told[node.name] = _below_fields(node), [base.id for base in node.bases if isinstance(base, ast.Name)]
    return told


def _below_fields(node: ast.ClassDef) -> dict[str, str]:
    found: dict[str, str] = {}
    for field, below in zip(node.body, node.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
            and isinstance(below.value.value, str)
        ):
            found[field.target.id] = inspect.cleandoc(below.value.value)
    return found
