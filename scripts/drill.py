"""What happens when something dies, or when two want the same at once.

First two editors save one gotcha at the same moment, a hundred times: one is kept, the other is told.

Then one of the workers dies every half second, without a word (SIGKILL), under four visitors who read on.
Passed: every answer that came was a 200, a request was lost only when a worker died with it in hand, and
the site answered again within five seconds of each kill.

Then readers post comments, each sent twice at once, while a worker dies every second; then 200 post at the
same moment. Passed: each comment that was acknowledged is there, and none is there twice.
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

from scripts.posting import Posted, post_at_once, post_for, texts_of
from scripts.throw_away import Site, throw_away_site, wait_until_up

PATHS = ("/", "/1/", "/1.15/", "/codes/", "/healthz")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument(
        "--pairs", type=int, default=100, help="of editors who decide at once; 0 leaves them out"
    )
    parser.add_argument("--posts", type=int, default=200, help="comments sent at the same moment")
    parser.add_argument("--database", default="", help="URL of an empty PostgreSQL database; else SQLite")
    options = parser.parse_args()
    kills, chosen = options.kills, {"DATABASE_URL": options.database} if options.database else {}
    if options.pairs and not two_editors_at_once(options.pairs):
        return 1
    with throw_away_site(**chosen) as site:
        answers, recoveries = kill_workers(site, kills)
        is_kept = posts_under_kills(site, kills) and posts_at_once(site, options.posts)
    lost = answers.pop("lost", 0)
    wrong = {status: count for status, count in answers.items() if status != 200}
    print(f"{kills} workers killed under load: {answers[200]} answers, {lost} requests lost in hand,")
    print(
        f"longest wait for an answer after a kill {max(recoveries):.2f} s; other answers: {wrong or 'none'}."
    )
    # A worker holds at most four requests at a time (deploy/gunicorn.py), and there are four visitors.
    passed = is_kept and answers[200] > 0 and not wrong and max(recoveries) < 5 and lost <= 4 * kills
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


def posts_under_kills(site: Site, kills: int) -> bool:
    with ThreadPoolExecutor(1) as background:
        posting = background.submit(post_for, site, kills + 2.0)
        for number in range(kills):
            time.sleep(1)
            workers = site.workers()
            os.kill(workers[number % len(workers)], signal.SIGKILL)
        posted = posting.result()
    return is_whole(site, posted, f"{kills} workers killed while readers posted")


def posts_at_once(site: Site, count: int) -> bool:
    wait_until_up(site)
    posted = post_at_once(site, count)
    return is_whole(site, posted, f"{count} readers posted at once") and len(posted.acknowledged) == count


def is_whole(site: Site, posted: Posted, what: str) -> bool:
    """Whether each acknowledged comment is there, and no comment of the drill is there twice."""
    there = texts_of(site)
    lost = [text for text in posted.acknowledged if text not in there]
    doubled = [text for text, count in there.items() if text.startswith("Drill ") and count > 1]
    print(
        f"{what}: {len(posted.acknowledged)} acknowledged, {len(lost)} lost, {len(doubled)} doubled;"
        f" longest silence {posted.silence:.1f} s; other answers: {dict(posted.others) or 'none'}."
    )
    return bool(posted.acknowledged) and not lost and not doubled


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
