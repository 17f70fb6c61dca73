"""A site that lives for the length of a `with`: its own folder, database and port, served by gunicorn."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass
class Site:
    """Where it is, the process that owns its workers, and the environment for manage.py."""

    port: int
    master: int
    environment: dict[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def workers(self) -> list[int]:
        """The process ids of the workers, from Linux's list of children."""
        children = Path(f"/proc/{self.master}/task/{self.master}/children")
        return [int(number) for number in children.read_text().split()]

    def get(self, path: str, timeout: float = 10) -> int:
        """The status of one GET on a connection of its own; OSError or HTTPException where none came."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()


@contextlib.contextmanager
def throw_away_site(**variables: str) -> Iterator[Site]:
    """Migrate, load the starter content, collect, serve; all of it gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="gotchas-") as folder:
        port = free_port()
        environment = {
            "PATH": os.environ["PATH"],
            "VAR_DIR": folder,
            "PORT": str(port),
            "LIMITS": "off",
        } | variables
        for command in (["migrate", "--noinput"], ["load_starter"], ["collectstatic", "--noinput"]):
            # The static files go where those of `make run` go: they are the same ones.
            subprocess.run(
                [sys.executable, "manage.py", *command, "--verbosity", "0"],
                cwd=ROOT,
                env=environment,
                check=True,
            )
        server = subprocess.Popen(
            [BIN / "gunicorn", "--config", "deploy/gunicorn.py", "--log-level", "error"],
            cwd=ROOT,
            env=environment,
        )
        try:
            site = Site(port, server.pid, environment)
            wait_until_up(site)
            yield site
        finally:
            server.terminate()
            server.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(site: Site, seconds: float = 20) -> float:
    """Seconds until the site answered /readyz with 200; SystemExit if it did not."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        with contextlib.suppress(OSError, HTTPException):
            if site.get("/readyz") == 200:
                return time.monotonic() - start
        time.sleep(0.02)
    raise SystemExit(f"The site on port {site.port} did not come up within {seconds:.0f} s.")
