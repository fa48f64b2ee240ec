"""What stands below a field of a shape, in the source, describes it in the OpenAPI."""

import ast
import inspect
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest

import api.schemas
from api.app import create_app
from api.described import describe
from core.settings import load_settings


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    app = create_app(load_settings(data_dir=tmp_path_factory.mktemp("data"), database_url=None))
    return app.openapi()["components"]["schemas"]


def test_no_sentence_below_a_field_is_lost(shapes: dict[str, Any]) -> None:
    told = 0
    for module in iter_modules(api.schemas.__path__):
        for node in ast.parse(inspect.getsource(import_module(f"api.schemas.{module.name}"))).body:
            fields = shapes.get(node.name, {}).get("properties", {}) if isinstance(node, ast.ClassDef) else {}
            for field, below in zip(node.body, node.body[1:], strict=False) if fields else ():
                if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr):
                    assert isinstance(field.target, ast.Name)
                    assert isinstance(below.value, ast.Constant)
                    name = field.target.id
                    assert fields[name]["description"] == inspect.cleandoc(str(below.value.value)), (node.name, name)
                    told += 1
    assert told > 150


def test_a_shape_inherits_what_is_said_of_the_fields_that_it_inherits(shapes: dict[str, Any]) -> None:
    parent, child = shapes["InvitationView"]["properties"], shapes["DueItem"]["properties"]
    assert child["respond_by"]["description"] == parent["respond_by"]["description"] != ""


def test_words_of_a_field_s_own_stay() -> None:
    given: dict[str, Any] = {"InvitationView": {"properties": {"respond_by": {"description": "Mine."}}}}
    describe(given)
    assert given["InvitationView"]["properties"]["respond_by"]["description"] == "Mine."


def test_a_shape_that_nobody_wrote_is_left_as_it_is() -> None:
    given: dict[str, Any] = {"Nobody": {"properties": {"x": {"type": "string"}}}}
    describe(given)
    assert given == {"Nobody": {"properties": {"x": {"type": "string"}}}}
