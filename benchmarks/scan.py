"""How fast a text is scanned for the codes of all families built in.

    python benchmarks/scan.py [megabytes]

For each hostile text: seconds of processor time, MB/s, codes found, and the ratio to one bare pass of a
single pattern over it.
"""

import base64
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from gotchas.text import re2
from gotchas.text.families import Recogniser, read_families

TABLE = Path(__file__).parent.parent / "gotchas" / "starter" / "code_families.tsv"
BARE = r"\bQZX(\d{4})\b"


def repeated(unit: str) -> Callable[[int], str]:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def distinct_codes(size: int) -> str:
    codes = (f"AMQ{number % 10000:04d}E ORA-{number % 100000:05d} " for number in range(size // 18))
    return "".join(codes)


def random_words(size: int) -> str:
    choice = random.Random(1)
    cues = [
        "System SSL ",
        "RC=",
        "MQRC_",
        "SQLSTATE ",
        "reason ",
        "error ",
        "HTTP ",
        "550 5.",
        "ERROR: ",
        "E",
        "%A-",
        "x",
    ]
    return "".join(choice.choice(cues) for _ in range(size // 4))[:size]


TEXTS: dict[str, Callable[[int], str]] = {
    "prose": repeated("The channel did not start, see the log of the queue manager.\n"),
    "digits": repeated("1"),
    "upper case": repeated("A"),
    "lower case": repeated("a"),
    "MQRC_ run": repeated("MQRC_"),
    "MQRC_ in words": repeated("MQRC_A "),
    "error: run": repeated("error:"),
    "a.b.c. run": repeated("a.b.c."),
    "blanks": repeated(" "),
    "newlines": repeated("\n"),
    "SQLSTATE and blanks": repeated("SQLSTATE" + " " * 500),
    "reason and blanks": repeated("reason" + " " * 500),
    "System SSL run": repeated("System SSL "),
    "cues at random": random_words,
    "Cisco facility run": repeated("%A-A-A-"),
    "addresses": repeated("1.1.1.1."),
    "base64": lambda size: base64.b64encode(random.Random(1).randbytes(size * 3 // 4)).decode(),
    "emoji": repeated("\U0001f642 "),
    "codes": repeated("AMQ9637E "),
    "codes on one line": distinct_codes,
    "codes, a line each": repeated("ORA-1017\n"),
    "codes and umlauts": repeated("AMQ9637 für "),
}


def timed(action: Callable[[], object]) -> float:
    started = time.process_time()
    action()
    return time.process_time() - started


def main() -> None:
    megabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    recogniser = Recogniser([row.family for row in read_families(TABLE) if row.built_in])
    bare = re2.Pattern(BARE)
    print(f"{'text':22} {'seconds':>8} {'MB/s':>8} {'codes':>8} {'x bare pass':>12}")
    for name, make in TEXTS.items():
        text = make(int(megabytes * 1_000_000))
        found = len(recogniser.scan(text))
        seconds = min(timed(lambda text=text: recogniser.scan(text)) for _ in range(3))
        pass_over = min(timed(lambda text=text: bare.search(re2.encode(text))) for _ in range(3))
        size = len(text.encode()) / 1_000_000
        print(f"{name:22} {seconds:8.3f} {size / seconds:8.1f} {found:8,} {seconds / pass_over:12.0f}")


if __name__ == "__main__":
    main()
