"""Refusals. A rule that stops raises a `DomainError` named as a fact; each edge says it in its own way.

The message is a sentence for the person: what is wrong, and what to do. The HTTP edge answers with it as an
RFC 9457 problem, the terminal prints it and exits non-zero.
"""

from collections.abc import Mapping, Sequence


class DomainError(Exception):
    """A rule was broken. `status` is the HTTP answer, `type` the problem's type, `title` its short name.

    `errors` names the fields at fault (`loc`, `msg`, and `code` with its `limit` where the fault has a name);
    `extensions` are further members of the problem; `headers` go with the HTTP answer.
    """

    status: int = 400
    type: str = "about:blank"
    title: str = "Bad request"

    def __init__(
        self,
        detail: str,
        *,
        errors: Sequence[Mapping[str, object]] = (),
        extensions: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Say what is wrong and what to do, in one sentence or two."""
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)
        self.extensions = dict(extensions or {})
        self.headers = dict(headers or {})


class NotFound(DomainError):
    """What was asked for doesn't exist, or belongs to somebody else: the answer is the same."""

    status = 404
    type = "not-found"
    title = "Not found"


class Invalid(DomainError):
    """What was sent can't be used as it is."""

    status = 422
    type = "invalid"
    title = "Not valid"

    @classmethod
    def field(
        cls, name: str, message: str, *, place: str = "body", code: str | None = None, limit: int | None = None
    ) -> "Invalid":
        """One field is at fault; `message` says what it should be, `code` what sort of fault, `limit` what it broke."""
        sort = {"code": code, "limit": limit}
        told = {member: value for member, value in sort.items() if value is not None}
        return cls(message, errors=[{"loc": [place, *name.split(".")], "msg": message, **told}])


class Conflict(DomainError):
    """What was asked for can't be done as things stand."""

    status = 409
    type = "conflict"
    title = "Conflict"


class LostRace(DomainError):
    """The resource changed since the version named in If-Match (RFC 9110, section 13.1.1)."""

    status = 412
    type = "lost-race"
    title = "Changed in the meantime"


class Unauthenticated(DomainError):
    """Nobody is signed in, or the credential is no longer good."""

    status = 401
    type = "unauthenticated"
    title = "Sign in first"


class Forbidden(DomainError):
    """The one who asks may not do this."""

    status = 403
    type = "forbidden"
    title = "Not allowed"


class TooMany(DomainError):
    """Asked too often; Retry-After says when to come back."""

    status = 429
    type = "too-many"
    title = "Too many attempts"


class TooLarge(DomainError):
    """More was sent than is taken."""

    status = 413
    type = "too-large"
    title = "Too large"


class Unavailable(DomainError):
    """The service can't do it just now; the request may be sent again."""

    status = 503
    type = "unavailable"
    title = "Not available just now"
