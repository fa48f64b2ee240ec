"""Parameters and form fields as they travel: text that is there or isn't, and never null."""

from typing import Any

_NULL = {"type": "null"}
_FORM = "multipart/form-data"


def tell_as_sent(document: dict[str, Any]) -> None:
    """Take null from the parameters and the form fields of an OpenAPI document: `?q=null` says the word null."""
    shapes = document["components"]["schemas"]
    for operations in document["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = _without_null(parameter["schema"])
            form = operation.get("requestBody", {}).get("content", {}).get(_FORM)
            if form is not None:
                fields = shapes[form["schema"]["$ref"].rpartition("/")[2]]["properties"]
                for name, schema in fields.items():
                    fields[name] = _without_null(schema)


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    choices = schema.get("anyOf", ())
    if _NULL not in choices:
        return schema
    left = [choice for choice in choices if choice != _NULL]
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return {**left[0], **rest} if len(left) == 1 else {"anyOf": left, **rest}
