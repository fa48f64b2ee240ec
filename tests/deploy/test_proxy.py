"""The proxy of compose.yaml, a real nginx, before two servers on one PostgreSQL: it passes on what it should."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2

from core.secrets import Keyring
from tests.postgres import Server
from tests.programs import program

ROOT = Path(__file__).parents[2]
DATABASE = "behind_a_proxy"
KEY = "a key that only the tests know, 0123456789"
WITHIN_SECONDS = 40


@contextmanager
def serving(url: str, folder: Path) -> Generator["tuple[subprocess.Popen[str], int]"]:
    """One `replyby serve`, on a free port, without its scheduler."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "REPLYBY_DATABASE_URL": url,
        "REPLYBY_SECRET_KEY": KEY,
        "REPLYBY_DATA_DIR": str(folder),
        "REPLYBY_SCHEDULER": "off",
        "REPLYBY_PUBLIC_URL": "http://127.0.0.1:8080",
        "REPLYBY_TRUSTED_PROXIES": "127.0.0.1",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "cli", "serve", "--port", "0"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert "Replyby listens" in process.stdout.readline(), "the server didn't start"
            yield process, _listening(process.pid)
        finally:
            if process.poll() is None:
                process.kill()


def _listening(pid: int) -> int:
    """The port that a process listens on."""
    inodes = {str(one.readlink()) for one in Path(f"/proc/{pid}/fd").iterdir() if one.is_symlink()}
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        cells = line.split()
        if cells[3] == "0A" and f"socket:[{cells[9]}]" in inodes:
            return int(cells[1].split(":")[1], 16)
    raise AssertionError("nothing listens")


def _answers(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@contextmanager
def proxy(nginx: str, ports: list[int], folder: Path) -> Generator[str]:
    """nginx with the configuration that we ship, but for where it finds things on this machine."""
    port = free_port()
    told = (ROOT / "deploy" / "nginx.conf").read_text()
    for name, here in zip(re.findall(r"server ([\d.]+:8000)", told), ports, strict=True):
        assert told.count(name) == 1
        told = told.replace(name, f"127.0.0.1:{here}")
    told = told.replace("listen 8080;", f"listen 127.0.0.1:{port};").replace("/run/nginx.pid", f"{folder}/nginx.pid")
    told = re.sub(r"(_temp_path )/tmp/", rf"\1{folder}/", told)
    configuration = folder / "nginx.conf"
    configuration.write_text(told)
    folder.chmod(0o755)
    command = [nginx, "-c", str(configuration), "-g", "daemon off; user root;" if os.geteuid() == 0 else "daemon off;"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            give_up_at = time.monotonic() + WITHIN_SECONDS
            while not _answers(port):
                assert process.poll() is None, process.stderr and process.stderr.read()
                assert time.monotonic() < give_up_at
                time.sleep(0.02)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def test_two_servers_behind_the_proxy_are_one_service(postgresql: Server, tmp_path: Path) -> None:
    nginx = program("nginx", package="nginx-light")
    postgresql.run(f"CREATE DATABASE {DATABASE} TEMPLATE replyby_template STRATEGY file_copy")
    url = postgresql.url(DATABASE)
    with ExitStack() as stack:
        stack.callback(lambda: postgresql.run(f"DROP DATABASE {DATABASE} WITH (FORCE)"))
        (tmp_path / "nginx").mkdir()
        first, one = stack.enter_context(serving(url, tmp_path))
        _, other = stack.enter_context(serving(url, tmp_path))
        base = stack.enter_context(proxy(nginx, [one, other], tmp_path / "nginx"))
        client = stack.enter_context(
            httpx2.Client(base_url=base, headers={"Sec-Fetch-Site": "same-origin"}, timeout=30)
        )

        ada = {"email": "ada@example.com", "password": "a long enough password", "name": "Ada", "time_zone": "UTC"}
        # Others may come through a proxy: the first account asks for the code, which is the same at every server.
        assert client.post("/api/v1/accounts", json=ada).status_code == 403
        made = client.post("/api/v1/accounts", json=ada | {"setup_code": Keyring(KEY).setup_code})
        assert made.status_code == 201, made.text
        assert client.post("/api/v1/sessions", json={k: ada[k] for k in ("email", "password")}).status_code == 201
        token = client.post("/api/v1/tokens", json={"name": "t", "scopes": ["read", "write"]}).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"

        # What one server stored the other one shows, and neither is asked twice for one POST.
        names = [f"Company {number}" for number in range(12)]
        for name in names:
            assert client.post("/api/v1/invitations", json={"company": name}).status_code == 201
        for _ in range(4):
            shown = client.get("/api/v1/invitations?limit=50")
            assert shown.status_code == 200, shown.text
            assert sorted(each["company"] for each in shown.json()["items"]) == sorted(names)

        # A large file goes through as it comes.
        rows = "".join(f"Upload {number},{'x' * 200}\n" for number in range(12_000))
        upload = {"file": ("rows.csv", f"company,notes\n{rows}".encode(), "text/csv")}
        preview = client.post("/api/v1/imports", files=upload)
        assert preview.status_code == 201, preview.text
        assert preview.json()["counts"]["new"] == 12_000

        # A live page hears of a change at once, through whichever server it listens.
        with client.stream("GET", "/api/v1/events") as stream:
            lines = stream.iter_lines()
            while not next(lines).startswith("event:"):
                pass
            began = time.monotonic()
            assert client.post("/api/v1/invitations", json={"company": "Acme"}).status_code == 201
            while "invitation" not in next(lines):
                assert time.monotonic() - began < WITHIN_SECONDS
            assert time.monotonic() - began < 10

        # The operator's figures don't leave the house.
        assert client.get("/metrics").status_code == 404
        assert client.get("/health/ready").status_code == 200

        # A server that dies takes nobody along.
        first.kill()
        first.wait()
        answers = [client.get("/api/v1/invitations?limit=1").status_code for _ in range(12)]
        assert answers == [200] * 12
        assert client.post("/api/v1/invitations", json={"company": "Brook"}).status_code == 201
