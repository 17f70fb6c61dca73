"""All the checks, one after the other, with a table at the end: `make test`; `--quick` for `make check`.

A part that cannot run here says why. As root or with CI=true Debian's packages are installed where they
are missing; with CI=true a part that could not run is a failure.
"""

import argparse
import contextlib
import functools
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from kbsite.environment import NAMES

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CI = os.environ.get("CI") == "true"
BROWSERS = ("chromium-headless-shell", "chromium")
"""Debian's packages and programs; the first one takes half the work for the same pages."""

PG_VIRTUALENV = "pg_virtualenv"
SLOW = (
    "gotchas/tests/test_log_kept_nowhere.py",
    "tests/test_gunicorn.py",
    "tests/test_settings.py",
    "tests/test_worker.py",
)
"""What --quick leaves out beside the tests that ask a database: what starts processes."""

UNWANTED = {*NAMES, "PYTHONDONTWRITEBYTECODE"}
"""What no check gets from the shell: whoever serves a site from it must not change what the tests see, and
without bytecode on disk each of a dozen processes would compile all tests anew, which takes ten seconds."""

ASKING = ("-p", "tests.with_database")
"""Only what asks a database anything: what a pure function answers is the same on both."""

WITHOUT_SCHEMATHESIS = ("-p", "no:schemathesis")
"""For what makes up no requests: loading the plugin takes .2 s of the processor in each process."""

NOT_ASKING = ("-p", "tests.without_database")
"""Only what asks none: half of the tests, in a tenth of the time."""


Migrated = dict[str, str]
"""The environment by which tests find a database that is migrated already, for each process to copy."""


class Failed(Exception):
    """A part ran and found something; the message is its last word."""


class CouldNotRun(Exception):
    """A part needs something that is not here; the message says what, and how to get it."""


@dataclass
class Result:
    part: str
    outcome: str
    seconds: float
    word: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="lint, types, and the tests that ask no database"
    )
    quick = parser.parse_args().quick
    results = [
        run("Lint", lint),
        run("Types", types),
        run("Settings", settings),
    ]
    with contextlib.ExitStack() as stack:
        sqlite = functools.cache(lambda: migrated_sqlite(stack))
        postgresql = functools.cache(lambda: migrated_postgresql(stack, open_postgresql(stack)))
        if quick:
            results.append(run("Without a database", lambda: suite({}, *NOT_ASKING, *leaving_out(SLOW))))
        else:
            results += [
                run("Suite on SQLite", lambda: suite(sqlite())),
                run("Suite on PostgreSQL", lambda: suite(postgresql(), *ASKING)),
                run("Journeys on SQLite", lambda: journeys(sqlite())),
                run("Journeys on PostgreSQL", lambda: journeys(postgresql(), "journey and not looks")),
            ]
    print_table(results)
    bad = {"FAILED", "could not run"} if CI else {"FAILED"}
    return int(any(result.outcome in bad for result in results))


def run(part: str, check: Callable[[], str]) -> Result:
    print(f"\n==== {part} ====", flush=True)
    start = time.monotonic()
    try:
        outcome, word = "ran", check()
    except Failed as error:
        outcome, word = "FAILED", str(error)
    except CouldNotRun as error:
        outcome, word = "could not run", str(error)
        print(word)
    seconds = time.monotonic() - start
    print(f"---- {part}: {outcome}, {seconds:.0f} s", flush=True)
    return Result(part, outcome, seconds, word)


def print_table(results: Sequence[Result]) -> None:
    print(f"\n{'Part':24}{'Outcome':15}{'Seconds':>8}  Last word")
    for result in results:
        print(f"{result.part:24}{result.outcome:15}{result.seconds:8.0f}  {result.word}")
    missing = [result for result in results if result.outcome == "could not run"]
    if missing and not CI:
        print(
            f"\nNot everything was tried: {', '.join(result.part for result in missing)} could not run here."
        )


# The parts


def lint() -> str:
    templates = [str(path) for path in sorted((ROOT / "templates").rglob("*.html"))]
    commands: list[list[str | Path]] = [
        [BIN / "ruff", "check", "."],
        [BIN / "ruff", "format", "--check", "."],
        [BIN / "djade", "--check", "--target-version", "5.2", *templates],
        [BIN / "hadolint", "Dockerfile"],
    ]
    failed = [Path(command[0]).name for command in commands if call(command).status]
    if failed:
        raise Failed(f"{', '.join(failed)} found something")
    return "ruff, djade and hadolint found nothing"


def types() -> str:
    answer = call([BIN / "mypy"])
    if answer.status:
        raise Failed(answer.last)
    return answer.last


def settings() -> str:
    """The settings of a site behind https, and migrations that say what the models say."""
    manage = [sys.executable, "manage.py"]
    https = {"SITE_URL": "https://gotchas.example.org"}
    failed = []
    if call([*manage, "check", "--deploy", "--fail-level", "WARNING"], **https).status:
        failed.append("check --deploy")
    if call([*manage, "makemigrations", "--check", "--dry-run"]).status:
        failed.append("makemigrations --check")
    if failed:
        raise Failed(f"{', '.join(failed)} found something")
    return "check --deploy and makemigrations --check found nothing"


def leaving_out(paths: Sequence[str]) -> list[str]:
    return [f"--ignore={path}" for path in paths]


def suite(database: Migrated, *arguments: str) -> str:
    # Three on two cores: one of them waits for a disk, a process or the database.
    return pytest(database, "-n", "3", "-m", "not journey", *arguments)


def journeys(database: Migrated, which: str = "journey") -> str:
    need_browser()
    files = sorted(str(path) for path in (ROOT / "tests").glob("test_journey_*.py"))
    # A journey waits more than it works: for a browser, for a server, for what is typed.
    return pytest(database, "-n", "4", "-m", which, *WITHOUT_SCHEMATHESIS, *files)


def pytest(database: Migrated, *arguments: str) -> str:
    # Each process gets tests that stand together, whose file makes its site once, and takes from the others
    # when it has no more.
    answer = call([sys.executable, "-m", "pytest", "-q", "--dist", "worksteal", *arguments], **database)
    summary = answer.last.strip("= ")
    if answer.status == 5:
        raise Failed("no test was found")
    if answer.status:
        raise Failed(summary)
    return summary


# What they need


def need_browser() -> None:
    """One of the browsers, at best the first: without the means to install it, another one does too."""
    first, *_ = BROWSERS
    if shutil.which(first):
        return
    try:
        install(first)
    except CouldNotRun:
        if not any(shutil.which(name) for name in BROWSERS):
            raise


def migrated_sqlite(stack: contextlib.ExitStack) -> Migrated:
    path = stack.enter_context(tempfile.TemporaryDirectory()) + "/migrated.sqlite3"
    migrate(f"sqlite:///{path}")
    return {"TEST_TEMPLATE": path}


def migrated_postgresql(stack: contextlib.ExitStack, url: str) -> Migrated:
    name = f"gotchas_template_{os.getpid()}"
    server = stack.enter_context(psycopg.connect(url, autocommit=True))
    server.execute(f"CREATE DATABASE {name}")
    stack.callback(server.execute, f"DROP DATABASE {name}")
    migrate(urlsplit(url)._replace(path=f"/{name}").geturl())
    return {"DATABASE_URL": url, "TEST_TEMPLATE": name}


def migrate(url: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity", "0"]
    if call(command, DATABASE_URL=url).status:
        raise Failed("the migrations failed")


def open_postgresql(stack: contextlib.ExitStack) -> str:
    """The URL of a PostgreSQL to test on: the one given, or a throw-away one."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        return given
    if not shutil.which(PG_VIRTUALENV):
        install("postgresql", "postgresql-contrib")
    return stack.enter_context(throw_away_cluster())


@contextlib.contextmanager
def throw_away_cluster() -> Iterator[str]:
    """A cluster in the temporary folder, dropped when its standard input closes.

    It gets a port that is free: two clusters that start together would both take 5432.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    tell = 'echo "postgresql://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/$PGDATABASE" >&3; cat > /dev/null'
    # Nobody needs it after a crash.
    careless = "-o synchronous_commit=off -o fsync=off -o full_page_writes=off"
    # Its own words go nowhere: said into a pipe that nobody reads any more, they would end it uncleared.
    start = f'exec {PG_VIRTUALENV} -t -c --locale=C.UTF-8 {careless} sh -c "$0" 3>&1 >/dev/null'
    server = subprocess.Popen(
        ["sh", "-c", start, tell],
        env=os.environ | {"PGPORT": port},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # Out of reach of Ctrl-C: it ends, and clears up, when this process closes its input or dies.
        start_new_session=True,
    )
    assert server.stdin
    assert server.stdout
    try:
        url = next((line.strip() for line in server.stdout if line.startswith("postgresql://")), None)
        if url is None:
            raise CouldNotRun(f"{PG_VIRTUALENV} could not start a cluster")
        yield url
    finally:
        server.stdin.close()
        server.wait(timeout=60)


def install(*packages: str) -> None:
    """Debian's packages, as root or in CI; elsewhere the command is said and nothing is done."""
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    root = os.geteuid() == 0
    if not shutil.which("apt-get") or not (root or CI):
        raise CouldNotRun(f"install it with: sudo apt-get install {' '.join(packages)}")
    prefix = [] if root else ["sudo", "-n"]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    # Without a network it should say so soon.
    call([*prefix, "apt-get", "update", "--quiet", "-o", "Acquire::http::Timeout=10"], **quiet)
    if call([*prefix, *command, "--quiet"], **quiet).status:
        raise CouldNotRun(f"this did not work: {' '.join(command)}")


@dataclass
class Answer:
    status: int
    last: str


def call(command: Sequence[str | Path], **extra: str) -> Answer:
    """Run a command without the site's own settings, show what it prints, and keep its last line."""
    environment = {name: value for name, value in os.environ.items() if name not in UNWANTED} | extra
    last = ""
    try:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except FileNotFoundError:
        print(f"{command[0]} is not there", flush=True)
        return Answer(127, f"{command[0]} is not there")
    assert process.stdout
    for line in process.stdout:
        print(line, end="", flush=True)
        last = re.sub(r"\x1b\[[0-9;]*m", "", line).strip() or last
    return Answer(process.wait(), last)


if __name__ == "__main__":
    sys.exit(main())
