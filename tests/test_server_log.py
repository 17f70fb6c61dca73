"""What a running gunicorn answers and writes where the site could not read a request, or not all of it."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parent.parent
PROGRAM = Path(sys.executable).parent / "gunicorn"
LINE = re.compile(r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}\] \[\d+\] \[[A-Z]+\] \S.*")
NO_HTTP = {
    "a query that is not encoded": "GET /search/?q=Größe secret HTTP/1.1\r\n\r\n",
    "a letter that is not encoded": "GET /search/?q=secretGröße HTTP/1.1\r\nHost: a\r\n\r\n",
    "a forged line": "GET /\n[2030-01-01 00:00:00 +0000] [1] [ERROR] secret\n HTTP/1.1\r\n\r\n",
    "a method": "SECRET!secret{} / HTTP/1.1\r\n\r\n",
    "a version": "GET / HTTP/secret\r\n\r\n",
    "a header": "GET / HTTP/1.1\r\nHost: a\r\nsecret header\r\n\r\n",
    "a folded header": "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n secret\r\n\r\n",
    "a long line": f"GET /?q=secret{'a' * 9000} HTTP/1.1\r\n\r\n",
    "a body": "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: secret\r\n\r\n",
}


class Server:
    """Gunicorn as `deploy/gunicorn.py` sets it up, before a site that fails, on a port the system chose."""

    def __init__(self, level: str) -> None:
        command = [PROGRAM, "--config", "deploy/gunicorn.py", "--bind", "127.0.0.1:0", "--workers", "1"]
        command += ["--log-level", level, "tests.failing_site:application"]
        self.process = subprocess.Popen(command, cwd=BASE, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr
        self.before: list[str] = []
        for line in self.process.stderr:
            self.before.append(line)
            if listening := re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", line):
                self.port = int(listening[1])
                return
        raise AssertionError("".join(self.before))

    def ask(self, request: str) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(request.encode())
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(4096), b""))

    def stop(self) -> list[str]:
        """What it wrote since it listens, to its end."""
        assert self.process.stderr
        self.process.terminate()
        lines = self.process.stderr.read().splitlines()
        self.process.wait()
        return lines


@pytest.fixture(params=["info", "debug"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    server = Server(request.param)
    yield server
    with server.process:
        server.process.terminate()


def strange(lines: list[str]) -> list[str]:
    """Lines that are no whole record, or tell what a reader sent or from where."""
    return [line for line in lines if not LINE.fullmatch(line) or re.search(r"secret|Gr|127\.0\.0\.1", line)]


def test_a_request_that_is_no_http_leaves_nothing_of_itself(server: Server):
    for name, request in NO_HTTP.items():
        assert re.match(rb"HTTP/1\.1 [45]", server.ask(request)), name
    lines = server.stop()
    assert strange(lines) == []
    assert sum("A request that is no HTTP was refused" in line for line in lines) == len(NO_HTTP)


def test_a_log_in_the_address_is_told_where_it_belongs(server: Server):
    answer = server.ask(f"GET /search/?q={'a' * 9000} HTTP/1.1\r\nHost: a\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 414 ")
    assert b"text/plain" in head
    assert b"a whole log is read by the page /log/" in body


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_who_sends_more_than_the_site_reads_gets_the_answer_and_no_reset(server: Server, version: str):
    head = f"POST /refused HTTP/{version}\r\nHost: a\r\nContent-Length: 8000000\r\n\r\n"
    answer = server.ask(head + "a" * 8_000_000)
    assert b" 413 " in answer.partition(b"\r\n")[0]
    assert b"That is too long." in answer


def test_an_error_is_one_line_with_its_traceback_and_without_the_request(server: Server):
    path = "/page%0A[2030-01-01%2000:00:00%20+0000]%20[1]%20[INFO]%20all%20is%20well"
    assert b" 500 " in server.ask(f"GET {path}?q=secret HTTP/1.1\r\nHost: secret\r\n\r\n")
    lines = server.stop()
    assert strange(lines) == []
    (failed,) = (line for line in lines if "[ERROR]" in line)
    assert "Error handling a request" in failed
    assert "failing_site.py" in failed
    assert re.search(r"\\nKeyError\\n.*\\nValueError$", failed)


def test_half_a_request_leaves_nothing_of_itself(server: Server):
    server.ask("GET /?q=secret HTTP/1.1\r\nHost: sec")
    assert strange(server.stop()) == []


def test_what_gunicorn_says_of_itself_is_on_one_line_each(server: Server):
    server.stop()
    started = [line for line in server.before if "[INFO]" in line]
    assert started
    assert all(LINE.fullmatch(line.rstrip("\n")) for line in started)
