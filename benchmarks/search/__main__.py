"""How well and how fast search finds.

    python -m benchmarks.search
    python -m benchmarks.search --articles corpus.jsonl hay.jsonl --questions queries.jsonl \\
        --sizes 17443 100000

Without files a small site is made of ruff's rules and this machine's error numbers. The site is filled into
a database of its own, which is dropped afterwards: a temporary SQLite file, or one beside the PostgreSQL
database that DATABASE_URL names. Times are those of the answer itself, without HTTP and templates, and of the
engine's own query on the same rows, taken in the same run.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", nargs="+", type=Path, default=[], help="files, read one after another")
    parser.add_argument("--questions", nargs="+", type=Path, help="files; else they are made here")
    parser.add_argument("--sizes", nargs="+", type=int, default=[], help="articles, ascending; else all")
    parser.add_argument("--comments", type=Path, help="file of comments, filled in last of all")
    parser.add_argument("--misses", type=Path, help="file for the questions that went wrong")
    options = parser.parse_args()
    if bool(options.articles) != bool(options.questions):
        parser.error("--articles and --questions go together.")
    with database():
        from benchmarks.search.run import run

        run(options)


@contextmanager
def database() -> Iterator[None]:
    """A new, migrated database, gone afterwards; Django is set up on it."""
    with tempfile.TemporaryDirectory(prefix="gotchas-") as folder:
        os.environ.setdefault("VAR_DIR", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbsite.settings")
        import django
        from django.conf import settings

        test = settings.DATABASES["default"].setdefault("TEST", {})
        if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
            test["NAME"] = str(Path(folder) / "search.sqlite3")
        django.setup()
        from django.db import connection

        before = time.monotonic()
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        print(f"{connection.vendor}, made in {time.monotonic() - before:.0f} s", file=sys.stderr)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
