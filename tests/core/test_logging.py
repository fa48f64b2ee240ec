"""The log: told apart by machines, read by people, and never holding a secret."""

import io
import json
import logging

import pytest
import structlog

from core.logging import configure_logging
from core.settings import LogFormat


@pytest.fixture
def log_of(settings_without_database):
    """What is logged in a format, as text."""
    before = logging.getLogger().handlers, logging.getLogger().level
    streams = []

    def configured(log_format=LogFormat.JSON, **more):
        stream = io.StringIO()
        configure_logging(settings_without_database.model_copy(update={"log_format": log_format} | more), stream=stream)
        streams.append(stream)
        return stream

    yield configured
    logging.getLogger().handlers, level = before
    logging.getLogger().setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def settings_without_database(tmp_path):
    from core.settings import Settings

    return Settings(_env_file=None, data_dir=tmp_path)


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


SECRETS = (
    "rb_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_xyz",
    "rbs_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_xyz",
    "rbf_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_xyz",
    "rbm_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_xyz",
    "whsec_C2FuYXJ5Y2FuYXJ5",
    "canary-of-a-link.signature",
)


@pytest.mark.parametrize("log_format", list(LogFormat))
def test_no_secret_gets_into_a_line_whoever_writes_it(log_of, log_format):
    stream = log_of(log_format)
    ours, theirs = structlog.get_logger("replyby.test"), logging.getLogger("library")
    for secret in SECRETS[:-1]:
        ours.info("got " + secret, token=secret, inside={"deep": [secret]})
        theirs.warning("got %s", secret)
        try:
            int(secret)
        except ValueError:
            ours.exception("failed")
            theirs.exception("failed")
    theirs.warning("GET /api/v1/unsubscribe/%s HTTP/1.1", SECRETS[-1])
    theirs.warning("GET /calendar/%s.ics", SECRETS[-1])
    theirs.warning("POST /api/v1/intake/mail/%s", SECRETS[-1])
    theirs.warning("connecting to smtp://ada:canary-of-a-password@mail.example:587")
    theirs.warning("Authorization: Bearer canary-of-a-header")
    written = stream.getvalue()
    assert "failed" in written
    assert "canary" not in written
    for secret in SECRETS:
        assert secret not in written


def test_a_machine_reads_every_line(log_of):
    stream = log_of()
    structlog.get_logger("replyby.test").warning("it happened", count=3)
    logging.getLogger("library").warning("so did %s", "this")
    first, second = lines(stream)
    assert (first["event"], first["count"], first["level"], first["logger"]) == (
        "it happened",
        3,
        "warning",
        "replyby.test",
    )
    assert second["event"] == "so did this"
    assert first["timestamp"].endswith("Z")


def test_an_access_line_tells_the_path_and_not_what_was_asked_for(log_of):
    stream = log_of()
    access = logging.getLogger("uvicorn.access")
    access.info('%s - "%s %s HTTP/%s" %d', "127.0.0.1:1", "GET", "/api/v1/invitations?q=canary", "1.1", 200)
    assert "/api/v1/invitations" in stream.getvalue()
    assert "canary" not in stream.getvalue()


def test_http_clients_say_nothing_below_a_warning(log_of):
    stream = log_of(log_level="INFO")
    for name in ("httpx2", "apprise", "urllib3", "apscheduler.scheduler"):
        logging.getLogger(name).info("calling https://hooks.example/canary")
    assert stream.getvalue() == ""


def test_the_level_that_was_set_is_kept(log_of):
    stream = log_of(log_level="WARNING")
    structlog.get_logger("replyby.test").info("quiet")
    structlog.get_logger("replyby.test").warning("loud")
    assert [line["event"] for line in lines(stream)] == ["loud"]
