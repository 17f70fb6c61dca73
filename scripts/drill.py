"""What happens when something dies, or when two want the same at once.

First two editors save one gotcha at the same moment, a hundred times: one is kept, the other is told.

Then one of the workers dies every half second, without a word (SIGKILL), under four visitors who read on.
Passed: every answer that came was a 200, a request was lost only when a worker died with it in hand, and
the site answered again within five seconds of each kill.
"""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

from scripts.throw_away import Site, throw_away_site, wait_until_up

PATHS = ("/", "/1/", "/1.15/", "/codes/", "/healthz")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=10)
    kills = parser.parse_args().kills
    if not two_editors_at_once(pairs=100):
        return 1
    with throw_away_site() as site:
        answers, recoveries = kill_workers(site, kills)
    lost = answers.pop("lost", 0)
    wrong = {status: count for status, count in answers.items() if status != 200}
    print(f"{kills} workers killed under load: {answers[200]} answers, {lost} requests lost in hand,")
    print(
        f"longest wait for an answer after a kill {max(recoveries):.2f} s; other answers: {wrong or 'none'}."
    )
    # A worker holds at most four requests at a time (deploy/gunicorn.py), and there are four visitors.
    passed = answers[200] > 0 and not wrong and max(recoveries) < 5 and lost <= 4 * kills
    print("drill passed" if passed else "drill FAILED")
    return 0 if passed else 1


def two_editors_at_once(pairs: int) -> bool:
    """Run the suite's own races, with more pairs; whether they passed."""
    races = (
        "gotchas/tests/test_admin_stale.py::test_of_two_saves_at_once_one_is_kept_and_the_other_is_told",
        "comments/tests/test_queue_races.py",
        "gotchas/tests/test_corrections_races.py",
    )
    tried = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--no-header", *races], env=os.environ | {"PAIRS": str(pairs)}
    )
    word = "passed" if tried.returncode == 0 else "FAILED"
    print(f"{pairs} pairs of editors saved or decided at once: {word}")
    return tried.returncode == 0


def kill_workers(site: Site, kills: int) -> tuple[Counter[int | str], list[float]]:
    """What four visitors got while workers died, and the seconds until the site answered after each kill."""
    stop = threading.Event()
    recoveries = []
    with ThreadPoolExecutor(4) as visitors:
        reading = [visitors.submit(read_on, site, stop) for _ in range(4)]
        try:
            for number in range(kills):
                time.sleep(0.5)
                workers = site.workers()
                os.kill(workers[number % len(workers)], signal.SIGKILL)
                recoveries.append(wait_until_up(site))
        finally:
            stop.set()
    return sum((visitor.result() for visitor in reading), Counter()), recoveries


def read_on(site: Site, stop: threading.Event) -> Counter[int | str]:
    answers: Counter[int | str] = Counter()
    while not stop.is_set():
        for path in PATHS:
            try:
                answers[site.get(path)] += 1
            except (OSError, HTTPException):
                answers["lost"] += 1
    return answers


if __name__ == "__main__":
    sys.exit(main())
