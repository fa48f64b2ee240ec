"""The served OpenAPI: what clients are made from says everything."""

import pytest

OPEN = {
    ("get", "/api/v1/setup"),
    # Whoever signs up chooses from it, and it is the same for everybody.
    ("get", "/api/v1/countries"),
    ("post", "/api/v1/accounts"),
    ("post", "/api/v1/sessions"),
    ("delete", "/api/v1/sessions/current"),
    ("get", "/api/v1/unsubscribe/{token}"),
    ("post", "/api/v1/unsubscribe/{token}"),
    ("get", "/api/v1/confirmations/{token}"),
    ("post", "/api/v1/confirmations/{token}"),
    # Calendar programs carry nothing but the address, which holds a secret of its own.
    ("get", "/api/v1/calendar/{secret}.ics"),
    # What hands mail in carries nothing but the address, likewise.
    ("post", "/api/v1/intake/mail/{secret}"),
    ("get", "/health/live"),
    ("get", "/health/ready"),
    ("get", "/metrics"),
}
"""The operations for which nobody need be signed in. A new one is added here with a reason, or the build fails."""


@pytest.fixture
def operations(app):
    paths = app.openapi()["paths"]
    return {(method, path): operation for path, methods in paths.items() for method, operation in methods.items()}


def test_every_operation_has_a_name_of_its_own_and_a_summary(operations):
    names = [operation["operationId"] for operation in operations.values()]
    assert len(set(names)) == len(names)
    assert all(operation["summary"] for operation in operations.values())


def test_every_operation_but_the_listed_ones_needs_somebody_signed_in(operations):
    for key, operation in operations.items():
        assert bool(operation.get("security")) is (key not in OPEN), key
        if key not in OPEN:
            assert {"token": []} in operation["security"]
            assert {"session": []} in operation["security"]


def test_every_refusal_is_declared_as_a_problem(app, operations):
    for key, operation in operations.items():
        refusals = {status for status in operation["responses"] if status >= "400"}
        assert {"422", "503"} <= refusals, key
        if key not in OPEN:
            assert {"401", "403"} <= refusals, key
        for status in refusals:
            content = operation["responses"][status]["content"]
            assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}, key
    assert "Problem" in app.openapi()["components"]["schemas"]


async def test_it_is_served_and_every_reference_leads_somewhere(client):
    answer = await client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    shapes = answer.json()["components"]["schemas"]

    def references(node):
        if isinstance(node, dict):
            if "$ref" in node:
                yield node["$ref"]
            for inner in node.values():
                yield from references(inner)
        elif isinstance(node, list):
            for inner in node:
                yield from references(inner)

    for reference in references(answer.json()):
        assert reference.rpartition("/")[2] in shapes
