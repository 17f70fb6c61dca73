"""What runs beside the web server: sends mail, folds counts of words, throws away what counted for a time."""

import os
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections

from gotchas.intake.mail_sending import ServerAway
from kbsite.chores import CHORES, Chore

TICK = 1.0
"""Seconds between looks at what is due."""

AFTER_A_FAILURE = 30.0
"""Seconds until a chore that failed is tried again."""


class Command(BaseCommand):
    help = "Do what is due now and then, until SIGTERM or SIGINT. One worker is enough; several do no harm."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do everything once and stop")
        parser.add_argument(
            "--with-parent", action="store_true", help="stop when the process that started this is gone"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        if options["once"]:
            for chore in CHORES:
                self.do_once(chore, stop)
            return
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stop.set())
        parent = os.getppid()
        due = dict.fromkeys(CHORES, 0.0)
        while not stop.wait(TICK):
            if options["with_parent"] and os.getppid() != parent:
                return
            for chore, at in due.items():
                if time.monotonic() >= at:
                    due[chore] = time.monotonic() + self.try_to(chore, stop)

    def try_to(self, chore: Chore, stop: threading.Event) -> float:
        """Do it; in how many seconds it is due again. What is away is waited for."""
        close_old_connections()
        try:
            self.do(chore, stop)
        except DatabaseError as error:
            self.stderr.write(f"worker: cannot {chore.name}: {type(error).__name__}. It is tried again.")
            return AFTER_A_FAILURE
        except ServerAway as error:
            self.stderr.write(f"worker: cannot {chore.name}: {error}. It is tried again.")
            return AFTER_A_FAILURE
        return chore.seconds

    def do_once(self, chore: Chore, stop: threading.Event) -> None:
        """A mail server that is away keeps no other chore from being done."""
        try:
            self.do(chore, stop)
        except ServerAway as error:
            self.stderr.write(f"worker: cannot {chore.name}: {error}.")

    def do(self, chore: Chore, stop: threading.Event) -> None:
        while chore.do() and not stop.is_set():
            pass
