"""A running site is given logs with a marker in them; afterwards the marker stands nowhere on the machine."""

import contextlib
import http.client
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from gotchas.tests.migrated import BASE, make_migrated

GUNICORN = Path(sys.executable).parent / "gunicorn"
MARKER = "marker4711zebra"
LOG = f"AMQ9638E: {MARKER}\nCaused by: x.{MARKER}: {MARKER} reason 2393\nhost {MARKER}.example.org\n" * 20
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "multipart/form-data; boundary=x"


def part(name: str, filename: str, text: str) -> bytes:
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n\r\n'
    return f"{head}{text}\r\n--x--\r\n".encode()


SENT = {
    "the box": ("/log/", FORM, urlencode({"text": LOG}).encode(), 200),
    "a file": ("/log/", BOUNDARY, part("file", f"{MARKER}.log", LOG), 200),
    "a file that is too long": ("/log/", BOUNDARY, part("file", f"{MARKER}.log", LOG * 600), 413),
    "a form that is too long": ("/log/", FORM, urlencode({"text": LOG * 600}).encode(), 413),
    "a form that is broken": ("/log/", "multipart/form-data; boundary=y", part("file", MARKER, LOG), 422),
    "too many fields": ("/log/", FORM, "&".join([f"{MARKER}=1"] * 2000).encode(), 400),
    "a form to the address of programs": ("/log", BOUNDARY, part("file", f"{MARKER}.log", LOG), 200),
    "a long form there": ("/log", BOUNDARY, part("file", f"{MARKER}.log", LOG * 600), 413),
    "bytes": ("/log", "text/plain", LOG.encode("latin-1"), 200),
    "bytes in chunks": ("/log", "text/plain", [LOG.encode(), LOG.encode()], 200),
    "too many bytes in chunks": ("/log.json", "text/plain", [LOG.encode()] * 600, 413),
    "bytes that no encoding has": ("/log", f"text/{MARKER}", b"\xff\x00\x1b[31m" + LOG.encode(), 200),
    "too many bytes": ("/log", FORM, LOG.encode() * 600, 413),
    "nothing": ("/log", FORM, b"", 422),
}


class Site:
    """A site in a folder of its own, with everything that it writes below that folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "site.sqlite3"
        self.output = folder / "output.log"
        (folder / "tmp").mkdir()
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "VAR_DIR": str(folder / "var"),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "TMPDIR": str(folder / "tmp"),
            "SITE_URL": "http://127.0.0.1",
        }
        make_migrated(self.database, self.environment)
        command = [GUNICORN, "--config", "deploy/gunicorn.py", "--bind", "127.0.0.1:0", "--workers", "1"]
        command += ["--log-level", "debug", "--access-logfile", "-"]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                command, cwd=BASE, env=self.environment, stdout=output, stderr=subprocess.STDOUT
            )
        self.port = self._port()

    def _port(self) -> int:
        for _ in range(600):
            if found := re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", self.output.read_text()):
                return int(found[1])
            time.sleep(0.1)
        raise AssertionError(self.output.read_text())

    def post(self, path: str, kind: str, body: bytes | list[bytes]) -> int:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            headers = {"Content-Type": kind, "User-Agent": "test"}
            # What is too long is answered before all of it was sent, and the answer is there to be read.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.request("POST", path, body, headers)
            return connection.getresponse().status

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("site"))
    yield site
    site.stop()


def test_nothing_of_a_pasted_log_stays_anywhere(site: Site):
    assert {name: site.post(*sent) for name, (*sent, _) in SENT.items()} == {
        name: status for name, (*_, status) in SENT.items()
    }
    site.stop()
    assert "POST /log" in site.output.read_text()
    with contextlib.closing(sqlite3.connect(site.database)) as connection:
        dump = "\n".join(connection.iterdump())
    assert "AMQ9638" in dump  # the count of a code without an answer: what it looks in is what was written to
    assert MARKER not in dump
    files = [path for path in site.folder.rglob("*") if path.is_file()]
    assert {site.database, site.output} <= set(files)
    assert [path for path in files if MARKER.encode() in path.read_bytes()] == []
    assert list((site.folder / "tmp").iterdir()) == []
