"""A mail server for tests: takes what it is sent, on a port of its own, and keeps it."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class Sink(socketserver.ThreadingTCPServer):
    """`answers` maps the beginning of a command to what is answered in the place of 250."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.taken: list[tuple[list[str], EmailMessage]] = []
        self.answers: dict[str, bytes] = {}

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def addresses(self) -> list[str]:
        return [address for receivers, _ in self.taken for address in receivers]


class _Conversation(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self) -> None:
        self._say(b"220 sink")
        receivers: list[str] = []
        while line := self.rfile.readline():
            verb, _, rest = line.decode("ascii").strip().partition(" ")
            command = f"{verb.upper()} {rest}".strip()
            odd = next(
                (said for start, said in self.server.answers.items() if command.startswith(start)), None
            )
            if odd is not None:
                if not odd:
                    return  # hangs up
                self._say(odd)
            elif command == "DATA":
                self._say(b"354 go on")
                self.server.taken.append((receivers, self._message()))
                receivers = []
                self._say(b"250 taken")
            elif command == "QUIT":
                self._say(b"221 bye")
                return
            else:
                if command.startswith("RCPT TO:"):
                    receivers.append(command[len("RCPT TO:<") : -1])
                self._say(b"250 yes")

    def _message(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        return message_from_bytes(b"".join(lines), _class=EmailMessage, policy=policy.default)

    def _say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


@contextmanager
def running() -> Iterator[Sink]:
    with Sink() as sink:
        thread = threading.Thread(target=lambda: sink.serve_forever(poll_interval=0.02), daemon=True)
        thread.start()
        yield sink
        sink.shutdown()
        thread.join()
