"""What a page of a thread and a post cost, by the number of comments in the thread.

    python benchmarks/thread.py [comments]

Pages are asked for in this process, without a server, as a stranger: a thread of 10 comments and one of 50
(a full page), and the first, a middle and the last page of one of many. In milliseconds, wall and processor
time, the median of 25; each with the ratio of its processor time to that of the thread of 10. The database
is made anew and dropped, a SQLite file or one beside that which DATABASE_URL names.
"""

import datetime
import os
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.search.__main__ import database

TIMES = 25


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"  # static files as they are, not collected
    # No test environment is set up: it copies the context of each template that is rendered.
    with database():
        from django.conf import settings

        settings.LIMITS = False
        measure(many)


def measure(many: int) -> None:
    from gotchas.tests.factories import make_collection, make_gotcha

    threads = {}
    for size in (10, 50, many):
        threads[size] = make_gotcha(collection=make_collection())
        fill(threads[size], size)
    reads = {
        f"thread of {size:5,}, {name:7}": partial(read, address)
        for size, gotcha in threads.items()
        for name, address in pages(gotcha, size)
    }
    tell(medians(reads))
    tell(medians({f"thread of {n:5,}, post   ": partial(write, threads[n]) for n in (10, many)}))


def tell(taken: dict[str, tuple[float, float]]) -> None:
    base = next(iter(taken.values()))[1]
    for name, (wall, own) in taken.items():
        print(f"{name}: {wall:6.1f} ms, own {own:6.1f} ms, ratio {own / base:.2f}")


def fill(gotcha: Any, size: int) -> None:
    """Comments of two lines, half of them replies to one before."""
    from comments.models import Comment, Thread

    choice, rows = random.Random(1), []
    thread = Thread.objects.get_or_open(gotcha)
    start = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    for n in range(size):
        parent = choice.choice(rows) if rows and choice.random() < 0.5 else None
        text = f"It stopped after {n} messages.\n\nThen `START CHANNEL(C{n})` *helped*."
        row = Comment(thread=thread, parent=parent, author_name=f"Reader {n}", text=text)
        row.posted_at = start + datetime.timedelta(minutes=n)
        row.post()
        rows.append(row)


def pages(gotcha: Any, size: int) -> list[tuple[str, str]]:
    from comments.models import Comment

    address = gotcha.get_absolute_url()
    if size <= 50:
        return [("all", address)]
    ids = Comment.objects.filter(thread__gotcha=gotcha).order_by("path").values_list("pk", flat=True)
    return [
        ("first", address),
        ("middle", f"{address}?from={ids[size // 2]}"),
        ("last", f"{address}?from={ids[size - 50]}"),
    ]


def medians(works: dict[str, Callable[[], None]]) -> dict[str, tuple[float, float]]:
    """Wall and processor time of each, in milliseconds; the first time is not counted.

    They take turns, so that other work on the machine slows all of them alike.
    """
    for work in works.values():
        work()
    taken = defaultdict(list)
    for _ in range(TIMES):
        for name, work in works.items():
            wall, own = time.perf_counter(), time.process_time()
            work()
            taken[name].append(((time.perf_counter() - wall) * 1000, (time.process_time() - own) * 1000))
    return {
        name: (statistics.median(wall for wall, _ in times), statistics.median(own for _, own in times))
        for name, times in taken.items()
    }


def read(address: str) -> None:
    from django.test import Client

    answer = Client(SERVER_NAME="localhost").get(address)
    assert answer.status_code == 200, answer.status_code


def write(gotcha: Any) -> None:
    from django.test import Client

    from comments.places import form_address
    from comments.tests.posting import filled

    answer = Client(SERVER_NAME="localhost").post(
        form_address(gotcha), filled(text=f"It works at {time.time()}.")
    )
    assert answer.status_code == 302, answer.status_code


if __name__ == "__main__":
    main()
