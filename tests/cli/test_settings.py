"""`replyby settings`: every setting, its value and its origin; secrets masked."""

from pathlib import Path

import pytest

from core.settings import Settings
from tests.cli.conftest import Terminal, sentence


def test_every_setting_is_listed_with_its_meaning(fresh: Terminal) -> None:
    listed = {one["name"]: one for one in fresh.json("settings")["settings"]}
    assert set(listed) == {f"REPLYBY_{name.upper()}" for name in Settings.model_fields}
    assert all(one["meaning"] for one in listed.values())
    assert listed["REPLYBY_PORT"] == {
        "name": "REPLYBY_PORT",
        "value": "8000",
        "origin": "default",
        "meaning": "The port to listen on.",
    }


def test_the_environment_goes_before_the_file_which_goes_before_the_default(fresh: Terminal) -> None:
    Path(".env").write_text("REPLYBY_PORT=8100\nREPLYBY_HOST=127.0.0.2\n", encoding="utf-8")
    fresh.environment["REPLYBY_PORT"] = "8200"
    listed = {one["name"]: (one["value"], one["origin"]) for one in fresh.json("settings")["settings"]}
    assert listed["REPLYBY_PORT"] == ("8200", "environment")
    assert listed["REPLYBY_HOST"] == ("127.0.0.2", ".env")
    assert listed["REPLYBY_SIGN_UP"] == ("closed", "default")


def test_no_secret_is_shown(fresh: Terminal) -> None:
    fresh.environment |= {
        "REPLYBY_SECRET_KEY": "canary-one-0123456789-0123456789-0123456789",
        "REPLYBY_SMTP_URL": "smtp://ada:canary-two@mail.example:587?password=canary-three",
        "REPLYBY_DATABASE_URL": "postgresql://ada:canary/four@db.example/replyby?password=canary-five",
    }
    for shown in (fresh("settings"), fresh("settings", "--json")):
        assert "canary" not in shown
        assert "mail.example:587" in shown
        assert "db.example/replyby" in shown


@pytest.mark.parametrize(
    "url", ["smtp://ada:canary?canary@mail.example", "smtp://ada:canary@canary@mail.example", "canary without a scheme"]
)
def test_no_secret_is_shown_of_an_address_that_cannot_be_read(url: str, fresh: Terminal) -> None:
    fresh.environment["REPLYBY_SMTP_URL"] = url
    assert "canary" not in fresh.type("settings").output


def test_a_wrong_setting_does_not_keep_the_others_from_being_listed(fresh: Terminal) -> None:
    fresh.environment |= {"REPLYBY_PORT": "many", "REPLYBY_LOG_FORMAT": "verse"}
    result = fresh.type("settings")
    assert result.exit_code == 1
    assert "many" in result.stdout
    assert "REPLYBY_SIGN_UP" in result.stdout
    told = sentence(result.stderr)
    assert "REPLYBY_PORT" in told
    assert "REPLYBY_LOG_FORMAT" in told


def test_listing_the_settings_makes_nothing(fresh: Terminal) -> None:
    fresh("settings")
    assert not Path("data").exists()
