"""What is wrong with a field of a request: what the framework found, in words and by a code, for whoever sent it."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.schemas.fields import OUTSIDE_CALENDAR, OWN_CODES, PATTERN_CODES, PATTERNS_IN_WORDS

_LONGEST_NAME = 100

_WORDS = {
    "missing": "is required",
    "extra_forbidden": "isn't a known field; check its name",
    "json_invalid": "isn't valid JSON",
    "timezone_aware": "must name its zone or offset, such as 2026-11-23T18:00:00+01:00",
    "string_unicode": "must be text without lone surrogates",
    "uuid_parsing": "must be an id",
}

_CODES = {
    "missing": "required",
    "string_too_short": "too-short",
    "string_too_long": "too-long",
    "too_short": "too-few",
    "too_long": "too-many",
    "greater_than_equal": "too-small",
    "less_than_equal": "too-big",
    "int_type": "not-a-whole-number",
    "int_parsing": "not-a-whole-number",
    "int_from_float": "not-a-whole-number",
    "timezone_aware": "zone-missing",
    **{code: code for code in OWN_CODES},
}
_LIMITS = ("min_length", "max_length", "ge", "le")

_EMPTY_BELOW = 1


def place_of(loc: Sequence[object]) -> list[str | int]:
    """Where the fault is, as a way into what was sent; a name that was typed is cut short."""
    return [part if isinstance(part, int) else str(part)[:_LONGEST_NAME] for part in loc]


def name_of(loc: Sequence[str | int]) -> str:
    """What a person is told of that place."""
    return ".".join(str(part) for part in loc[1:] or loc)


def in_words(error: Mapping[str, Any]) -> str:
    """What is wrong with a field, as the end of a sentence that its name begins."""
    kind = str(error["type"])
    context: Mapping[str, object] = error.get("ctx") or {}
    if kind == "string_pattern_mismatch":
        return PATTERNS_IN_WORDS.get(str(context.get("pattern")), "isn't written as it should be")
    if kind == "json_invalid":
        return f"isn't valid JSON: {context.get('error', 'it ends too early')}"
    words = _WORDS.get(kind)
    if words is not None:
        return words
    message = str(error["msg"]).removeprefix("Value error, ")
    for beginning in ("Input should ", "String should ", "List should ", "Value should "):
        if message.startswith(beginning):
            return "must " + message[len(beginning) :]
    return message


def sort_of(error: Mapping[str, Any]) -> dict[str, object]:
    """The `code` and `limit` of a field's fault, by which a program finds its own words; empty where it has none."""
    kind = str(error["type"])
    context: Mapping[str, object] = error.get("ctx") or {}
    limit = next((context[name] for name in _LIMITS if name in context), None)
    if kind == "string_pattern_mismatch":
        code = PATTERN_CODES.get(str(context.get("pattern")))
    elif kind == "string_too_short" and limit == _EMPTY_BELOW:
        return {"code": "empty"}
    elif limit is not None and not isinstance(limit, int | float):
        # Only instants are bounded by something else than a number.
        code = OUTSIDE_CALENDAR
    else:
        code = _CODES.get(kind)
    told: dict[str, object] = {} if code is None else {"code": code}
    return told | {"limit": limit} if code is not None and isinstance(limit, int | float) else told
