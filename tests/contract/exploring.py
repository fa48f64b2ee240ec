"""Schemathesis over a served OpenAPI: what it finds, beside what no schema could have told it."""

import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from tests.contract import schemathesis_words

SEED = 20_261_123
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}

BEYOND_SCHEMA = {
    # A cursor is an answer of ours, which nobody else can make: schemathesis draws a text.
    r"^This cursor (doesn't belong to|isn't one of) this list": "only a page gives a cursor",
    # Of two fields that must fit each other, what schemathesis draws from knows nothing.
    r"^A holding (answer|reply) promises": "`promised_by` belongs to `hold`",
    r"^Give the mail server: |give the server as `url`|go with `host`|go together": "the server is given whole",
    r"^query all means every date": "`all` and a span contradict each other",
    r"^Give one e-mail|^Give one URL|^The URL|^Reminders can go to these chat|^A webhook's URL": "`url` goes by `kind`",
    r"^region needs its country|^region must be a subdivision of": "`region` belongs to `country`",
    r"^The reason `other` needs": "`details` belongs to `other`",
    r"^There is no such invitation. Leave it out": "which invitations there are is decided by what is stored",
    r"^mapping must be a JSON object": "JSON within the text of a form",
    r"^password is required for another server": "what may be left out is decided by what is stored",
    r"^This Idempotency-Key was used with another request": "what a key was used for is decided by what is stored",
    r"^password is needed to change the e-mail address": "`password` belongs to a new `email`",
    r"^from is .* and to is": "a span ends after it begins",
    r"^Offer two or three other times|^The other times should": "`slots` belongs to `reschedule`, and by the clock",
    r"^A check-in keeps in touch; it answers no invitation": "of all kinds, that one is of people",
    r"^A promise lies after the answer": "`promised_by` goes by `answered_at`",
    # What an address is made of goes beyond a pattern.
    r"^Write the server as smtps://": "the parts of an address",
    r"^Mail servers take user names and passwords of plain letters": "what SMTP and its sign-in can carry",
    # The clock is no part of a schema.
    r"^Snooze until an instant that is still ahead": "an instant ahead",
    r"^(A reply|An answer|You) can't have (been sent|been given|spoken) in the future": "an instant that has passed",
    r"^expires_at must lie in the future": "an instant ahead",
    # What a file holds is bytes to a schema.
    r"^The file is empty": "the content of an upload",
    r"^No header was found|^This seems to be a binary file": "the content of an upload",
}
"""Refusals (422) of requests that the schema admits: patterns of their sentences, and why no schema can say it."""


@dataclass(slots=True)
class Found:
    """What came of a run: how many requests, and each finding in words, with how to repeat it."""

    requests: int = 0
    operations: set[str] = field(default_factory=set[str])
    left_out: set[str] = field(default_factory=set[str])
    """The chosen operations to which no request went: the time was up before."""
    findings: list[str] = field(default_factory=list[str])


def explore(
    url: str, *, token: str | None, examples: int, phases: dict[str, Any], seconds: float, chosen: Callable[[str], bool]
) -> Found:
    """Send what schemathesis makes of the OpenAPI that is served at `url`, with every check there is."""
    schemathesis_words.register()
    config = SchemathesisConfig.from_dict(
        {
            "seed": SEED,
            "max-time": seconds,
            "headers": {} if token is None else {"Authorization": f"Bearer {token}"},
            "generation": {"max-examples": examples, "deterministic": True, "no-shrink": True},
            "continue-on-failure": True,
            "workers": 1,
            "request-timeout": 60,
            "max-stream-events": 1,
            "checks": schemathesis_words.CHECKS,
            "phases": phases,
        }
    )
    schema = schemathesis.openapi.from_url(f"{url}/api/v1/openapi.json", config=config)
    schema = schema.include(lambda context: chosen(context.operation.label))
    found = Found()
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            error = event.value if isinstance(event, events.NonFatalError) else event.exception
            found.findings.append(f"{type(error).__name__}: {error}")
        if isinstance(event, events.ScenarioFinished | events.FuzzScenarioFinished):
            _take(event.recorder, found)
    found.left_out = {label for label in _operations_at(url) if chosen(label)} - found.operations
    return found


def _operations_at(url: str) -> set[str]:
    """Every operation of the OpenAPI that is served, by its method and path, without what schemathesis makes of it."""
    paths = httpx2.get(f"{url}/api/v1/openapi.json", timeout=60).json()["paths"]
    return {f"{method.upper()} {path}" for path, item in paths.items() for method in item if method in METHODS}


def _take(recorder: Any, found: Found) -> None:
    for case_id, checks in recorder.checks.items():
        found.requests += 1
        operation = recorder.cases[case_id].value.operation.label
        found.operations.add(operation)
        interaction = recorder.interactions.get(case_id)
        answer = interaction.response if interaction is not None else None
        for check in checks:
            if check.failure_info is None or _is_beyond_schema(check.name, answer):
                continue
            failure = check.failure_info.failure
            said = answer.content[:300].decode(errors="replace") if answer is not None else "no answer"
            found.findings.append(
                f"{check.name} {operation}: {failure.title}: {failure.message[:300]}\n"
                f"  {check.failure_info.code_sample[:800]}\n  {said}"
            )


def _is_beyond_schema(check: str, answer: Any) -> bool:
    if check != "positive_data_acceptance" or answer is None or answer.status_code != 422:
        return False
    detail = answer.json()["detail"]
    return any(re.search(pattern, detail) for pattern in BEYOND_SCHEMA)


@contextmanager
def without_names() -> Generator[None]:
    """Let no name be resolved but our own: what is made up must not reach a stranger's machine."""
    import socket

    resolve = socket.getaddrinfo

    def ours_alone(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in {None, "127.0.0.1", "localhost"}:
            raise socket.gaierror(socket.EAI_NONAME, "closed")
        return resolve(host, *args, **kwargs)

    socket.getaddrinfo = ours_alone
    try:
        yield
    finally:
        socket.getaddrinfo = resolve
