"""Whose every operation is. A new route is added here, or the build fails."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.vocabulary import Scope


class Whose(StrEnum):
    """On what an operation works."""

    PUBLIC = "public"
    """Nobody's: the same for everybody, or the way in."""
    SECRET_LINK = "secret link"  # noqa: S105 - the name of a class of operations
    """Whose link it is that was opened: the secret stands in the address."""
    OPERATOR = "operator"
    """The machine's."""
    ACCOUNT = "account"
    """The account's that asks; an id can lead to others' things where one is sent."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use an operation, and by which ids (`path:`, `query:` or `body:` and their name) it reaches things."""

    whose: Whose
    scope: Scope | None = None
    ids: dict[str, str] = field(default_factory=dict[str, str])
    """Of what kind a thing each id is."""


_PUBLIC, _LINK, _OPERATOR = Access(Whose.PUBLIC), Access(Whose.SECRET_LINK), Access(Whose.OPERATOR)


def _own(scope: Scope, **ids: str) -> Access:
    """An operation of the account's; `path_invitation_id="invitation"` names an id that is sent."""
    return Access(Whose.ACCOUNT, scope, {place.replace("_", ":", 1): kind for place, kind in ids.items()})


_R, _W, _S = Scope.READ, Scope.WRITE, Scope.SEND
_INVITATION = {"path_invitation_id": "invitation"}
_REPLY = {"path_reply_id": "reply"}
_MESSAGE = {"path_message_id": "message"}
_IMPORT = {"path_import_id": "import"}
_CHANNEL = {"path_channel_id": "channel"}
_CONTACT = {"path_contact_id": "contact"}

_API = {
    "GET /due": _own(_R),
    "POST /invitations": _own(_W),
    "GET /invitations": _own(_R),
    "GET /invitations/{invitation_id}": _own(_R, **_INVITATION),
    "PATCH /invitations/{invitation_id}": _own(_W, **_INVITATION),
    "DELETE /invitations/{invitation_id}": _own(_W, **_INVITATION),
    "POST /invitations/{invitation_id}/restoration": _own(_W, **_INVITATION),
    "GET /invitations/{invitation_id}/events": _own(_R, **_INVITATION),
    "PUT /invitations/{invitation_id}/snooze": _own(_W, **_INVITATION),
    "DELETE /invitations/{invitation_id}/snooze": _own(_W, **_INVITATION),
    "GET /invitations/{invitation_id}/steps": _own(_R, **_INVITATION),
    "PUT /invitations/{invitation_id}/answer": _own(_W, **_INVITATION),
    "DELETE /invitations/{invitation_id}/answer": _own(_W, **_INVITATION),
    "POST /invitations/{invitation_id}/replies": _own(_W, **_INVITATION),
    "GET /invitations/{invitation_id}/replies": _own(_R, **_INVITATION),
    "POST /invitations/{invitation_id}/reply-previews": _own(_R, **_INVITATION),
    "GET /replies/{reply_id}": _own(_R, **_REPLY),
    "PATCH /replies/{reply_id}": _own(_W, **_REPLY),
    "DELETE /replies/{reply_id}": _own(_W, **_REPLY),
    "POST /replies/{reply_id}/sent": _own(_W, **_REPLY),
    "GET /replies/{reply_id}/message.eml": _own(_R, **_REPLY),
    "GET /replies/{reply_id}/calendar.ics": _own(_R, **_REPLY),
    "GET /deliveries": _own(_R),
    "POST /replies/{reply_id}/delivery": _own(_S, **_REPLY),
    "DELETE /replies/{reply_id}/delivery": _own(_W, **_REPLY),
    "POST /replies/{reply_id}/outcome": _own(_W, **_REPLY),
    "POST /decline-replies": _own(_R),
    "POST /reviews": _own(_R),
    "POST /deadlines": _own(_R),
    "POST /intake/text": _own(_R),
    "POST /intake/mail/{secret}": _LINK,
    "GET /messages": _own(_R, query_invitation_id="invitation", query_import_id="import"),
    "GET /messages/{message_id}": _own(_R, **_MESSAGE),
    "PATCH /messages/{message_id}": _own(_W, **_MESSAGE),
    "POST /messages/{message_id}/invitation": _own(_W, **_MESSAGE, body_invitation_id="invitation"),
    "GET /imports": _own(_R),
    "POST /imports": _own(_W),
    "GET /imports/template.csv": _own(_R),
    "GET /imports/{import_id}": _own(_R, **_IMPORT),
    "PATCH /imports/{import_id}": _own(_W, **_IMPORT, **{"body_corrections.*.invitation_id": "invitation"}),
    "DELETE /imports/{import_id}": _own(_W, **_IMPORT),
    "POST /imports/{import_id}/confirmation": _own(_W, **_IMPORT),
    "GET /imports/{import_id}/problems.csv": _own(_R, **_IMPORT),
    "GET /exports/invitations.csv": _own(_R),
    "GET /exports/invitations.json": _own(_R),
    "GET /me": _own(_R),
    "PATCH /me": _own(_W),
    "DELETE /me": _own(_W),
    "PUT /me/password": _own(_W),
    "GET /me/export": _own(_R),
    "GET /digest": _own(_R),
    "GET /insights": _own(_R),
    "POST /channels": _own(_W),
    "GET /channels": _own(_R),
    "GET /channels/{channel_id}": _own(_R, **_CHANNEL),
    "PATCH /channels/{channel_id}": _own(_W, **_CHANNEL),
    "DELETE /channels/{channel_id}": _own(_W, **_CHANNEL),
    "POST /channels/{channel_id}/test": _own(_W, **_CHANNEL),
    "GET /confirmations/{token}": _LINK,
    "POST /confirmations/{token}": _LINK,
    "GET /reminders": _own(_R, query_invitation_id="invitation", query_channel_id="channel"),
    "POST /contacts": _own(_W, body_invitation_id="invitation"),
    "GET /contacts": _own(_R),
    "GET /contacts/{contact_id}": _own(_R, **_CONTACT),
    "PATCH /contacts/{contact_id}": _own(_W, **_CONTACT, body_invitation_id="invitation"),
    "DELETE /contacts/{contact_id}": _own(_W, **_CONTACT),
    "POST /contacts/{contact_id}/restoration": _own(_W, **_CONTACT),
    "POST /contacts/{contact_id}/touchpoints": _own(_W, **_CONTACT),
    "GET /contacts/{contact_id}/touchpoints": _own(_R, **_CONTACT),
    "DELETE /contacts/{contact_id}/touchpoints/{touchpoint_id}": _own(_W, **_CONTACT, path_touchpoint_id="touchpoint"),
    "POST /contacts/{contact_id}/check-ins": _own(_R, **_CONTACT),
    "GET /mail-identity": _own(_R),
    "PUT /mail-identity": _own(_S),
    "DELETE /mail-identity": _own(_W),
    "POST /mail-identity/test": _own(_S),
    "GET /mailbox": _own(_R),
    "PUT /mailbox": _own(_W),
    "DELETE /mailbox": _own(_W),
    "POST /mailbox/test": _own(_W),
    "GET /private-links": _own(_R),
    "PUT /private-links/{kind}": _own(_W),
    "DELETE /private-links/{kind}": _own(_W),
    "GET /calendar/{secret}.ics": _LINK,
    "POST /sessions": _PUBLIC,
    "GET /sessions": _own(_R),
    # It ends the session in the cookie that came along, if there is one.
    "DELETE /sessions/current": _PUBLIC,
    "DELETE /sessions/{session_id}": _own(_W, path_session_id="session"),
    "POST /tokens": _own(_W),
    "GET /tokens": _own(_R),
    "DELETE /tokens/{token_id}": _own(_W, path_token_id="token"),
    "GET /setup": _PUBLIC,
    "POST /accounts": _PUBLIC,
    "GET /countries": _PUBLIC,
    "GET /demonstration": _own(_R),
    "POST /demonstration": _own(_W),
    "DELETE /demonstration": _own(_W),
    "GET /events": _own(_R),
    "GET /unsubscribe/{token}": _LINK,
    "POST /unsubscribe/{token}": _LINK,
}

OPERATIONS: dict[str, Access] = {
    **{name.replace(" ", " /api/v1", 1): access for name, access in _API.items()},
    "GET /health/live": _OPERATOR,
    "GET /health/ready": _OPERATOR,
    "GET /metrics": _OPERATOR,
}
"""Every operation that is served, as `METHOD /path`."""


def ids_of(document: dict[str, Any], name: str) -> set[str]:
    """The ids that an operation takes, as the OpenAPI has them: `path:`, `query:`, or `body:` and the way down."""
    method, path = name.split(" ", 1)
    operation = document["paths"][path][method.lower()]
    found = {
        f"{parameter['in']}:{parameter['name']}"
        for parameter in operation.get("parameters", ())
        # A cursor is a place in one's own list, though it may be written as an id.
        if _is_id(parameter["schema"]) and parameter["name"] != "cursor"
    }
    for content in operation.get("requestBody", {}).get("content", {}).values():
        found |= {f"body:{way}" for way in _ids_within(document, content["schema"])}
    return found


def _is_id(schema: dict[str, Any]) -> bool:
    return schema.get("format") == "uuid" or any(_is_id(choice) for choice in schema.get("anyOf", ()))


def _ids_within(document: dict[str, Any], schema: dict[str, Any], way: str = "") -> set[str]:
    if "$ref" in schema:
        return _ids_within(document, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], way)
    if schema.get("format") == "uuid":
        return {way}
    found: set[str] = set()
    for choice in schema.get("anyOf", ()):
        found |= _ids_within(document, choice, way)
    for name, inner in schema.get("properties", {}).items():
        found |= _ids_within(document, inner, f"{way}.{name}".lstrip("."))
    inner = schema.get("additionalProperties") or schema.get("items")
    inner = inner or next(iter(schema.get("patternProperties", {}).values()), None)
    if isinstance(inner, dict):
        found |= _ids_within(document, inner, f"{way}.*".lstrip("."))
    return found
