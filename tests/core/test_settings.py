"""Settings: read from the environment, refused in sentences, and never shown with their secrets."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.settings import SchedulerMode, SettingsInvalid, load_settings
from core.vocabulary import SignUp

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch, tmp_path):
    for name in list(os.environ):
        if name.startswith("REPLYBY_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REPLYBY_DATA_DIR", str(tmp_path / "data"))


def test_without_a_word_it_serves_this_machine_from_a_file(tmp_path):
    settings = load_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.url == f"sqlite:///{tmp_path / 'data' / 'replyby.db'}"
    assert settings.scheduler is SchedulerMode.EMBEDDED
    assert settings.sign_up is SignUp.CLOSED
    assert settings.link_base == "http://127.0.0.1:8000"
    assert settings.allow_private_targets is False


def test_the_environment_wins_over_the_file(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("REPLYBY_PORT=9000\nREPLYBY_SIGN_UP=open\nUNRELATED=1\n", encoding="utf-8")
    monkeypatch.setenv("REPLYBY_PORT", "9001")
    settings = load_settings()
    assert settings.port == 9001
    assert settings.sign_up is SignUp.OPEN


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("SIGN_UP", "perhaps"),
        ("SCHEDULER", "on"),
        ("DATABASE_URL", "mysql://db/replyby"),
        ("LOG_LEVEL", "LOUD"),
        ("MAX_BODY_BYTES", "1"),
        ("SECRET_KEY", "too short"),
    ],
)
def test_a_setting_that_is_wrong_is_named(monkeypatch, name, value):
    monkeypatch.setenv(f"REPLYBY_{name}", value)
    with pytest.raises(SettingsInvalid) as refused:
        load_settings()
    assert f"REPLYBY_{name}" in refused.value.detail


def test_postgresql_needs_a_key_that_all_processes_share(monkeypatch):
    monkeypatch.setenv("REPLYBY_DATABASE_URL", "postgresql://replyby@db/replyby")
    with pytest.raises(SettingsInvalid, match="REPLYBY_SECRET_KEY"):
        load_settings()
    monkeypatch.setenv("REPLYBY_SECRET_KEY", KEY)
    assert load_settings().url == "postgresql+psycopg://replyby@db/replyby"


def test_no_secret_is_shown_by_printing_the_settings(monkeypatch):
    monkeypatch.setenv("REPLYBY_SECRET_KEY", "canary" + KEY)
    monkeypatch.setenv("REPLYBY_DATABASE_URL", "postgresql://ada:canary@db/replyby")
    monkeypatch.setenv("REPLYBY_SMTP_URL", "smtp://ada:canary@mail.example")
    settings = load_settings()
    assert "canary" not in repr(settings) + str(settings) + settings.model_dump_json()


def test_proxies_are_listed_by_commas(monkeypatch):
    monkeypatch.setenv("REPLYBY_TRUSTED_PROXIES", "10.0.0.1, 192.168.0.0/16,")
    assert load_settings().trusted_proxies == ("10.0.0.1", "192.168.0.0/16")


@pytest.mark.parametrize(
    ("host", "base"),
    [("0.0.0.0", "http://localhost:8000"), ("::1", "http://[::1]:8000"), ("::", "http://localhost:8000")],  # noqa: S104
)
def test_a_link_can_be_followed_whatever_is_listened_on(monkeypatch, host, base):
    monkeypatch.setenv("REPLYBY_HOST", host)
    assert load_settings().link_base == base


def test_the_public_url_begins_every_link(monkeypatch):
    monkeypatch.setenv("REPLYBY_PUBLIC_URL", "https://replies.example/")
    assert load_settings().link_base == "https://replies.example"


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path):
    key = load_settings().key()
    assert len(key) >= 32
    assert load_settings().key() == key
    mode = (tmp_path / "data" / "secret.key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret.key"]


def test_processes_that_start_at_once_agree_on_the_key():
    settings = load_settings()
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: settings.key(), range(32)))
    assert len(keys) == 1
