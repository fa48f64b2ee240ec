"""Where a request comes from: a proxy's word is worth what the operator says it is."""

import pytest

from api.app import create_app
from api.security.addresses import client_of, is_loopback
from core.settings import SettingsInvalid

TRUSTED = ("10.0.0.0/8", "::1")


def scope(peer, *forwarded):
    return {"client": (peer, 4711), "headers": [(b"x-forwarded-for", value.encode()) for value in forwarded]}


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "asks"),
    [
        ("203.0.113.9", (), (), "203.0.113.9"),
        ("203.0.113.9", ("198.51.100.1",), (), "203.0.113.9"),
        ("203.0.113.9", ("198.51.100.1",), TRUSTED, "203.0.113.9"),
        ("10.0.0.1", ("198.51.100.1",), TRUSTED, "198.51.100.1"),
        ("10.0.0.1", ("1.2.3.4, 198.51.100.1",), TRUSTED, "198.51.100.1"),
        ("10.0.0.1", ("1.2.3.4", "198.51.100.1, 10.0.0.7"), TRUSTED, "198.51.100.1"),
        ("10.0.0.1", ("10.0.0.9",), TRUSTED, "10.0.0.9"),
        ("10.0.0.1", ("1.2.3.4, junk",), TRUSTED, "10.0.0.1"),
        ("10.0.0.1", ("", " , "), TRUSTED, "10.0.0.1"),
        ("::1", ("2001:db8::7",), TRUSTED, "2001:db8::7"),
    ],
)
def test_only_configured_proxies_are_believed(peer, forwarded, trusted, asks):
    assert client_of(scope(peer, *forwarded), trusted) == asks


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "x.localhost", "::ffff:127.0.0.1"]
)
def test_this_machine_is_known_by_all_its_names(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "10.0.0.1", "localhost.evil.example", "evil-localhost", "", "::"])  # noqa: S104
def test_nothing_else_is_this_machine(host):
    assert not is_loopback(host)


def test_a_proxy_that_is_no_network_is_told_at_the_start(settings):
    with pytest.raises(SettingsInvalid, match="TRUSTED_PROXIES"):
        create_app(settings.model_copy(update={"trusted_proxies": ("my-proxy",)}))
