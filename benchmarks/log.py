"""How much processor time reading a pasted log takes, without the database.

    python benchmarks/log.py [megabytes]

For each text: seconds for its bytes, its patterns, its words to look up and its chains of exceptions, and all
together with the ratio to one bare pass of a single pattern over it. The first two are made like usual logs.
"""

import random
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from scan import BARE, TABLE, TEXTS, repeated, timed

from gotchas.text import re2
from gotchas.text.exceptions import chains
from gotchas.text.families import Recogniser, read_families
from gotchas.text.log_text import read_log
from gotchas.text.log_words import LogWords
from gotchas.text.logs import finds_in_log


def usual_log(size: int) -> str:
    """Lines with times, ids, addresses and versions, in which one of a hundred tells of a code."""
    choice = random.Random(1)
    lines, length = [], 0
    while length < size:
        number, digest = choice.randrange(10_000), f"{choice.getrandbits(64):x}"
        line = choice.choice(
            [
                f"2024-01-28T03:{number % 60:02}:42.{number % 1000:03}Z INFO [http-8080-7] GET /api/v2/x",
                f'10.2.{number % 256}.7 - - [14/Mar/2024:10:24:25 +0000] "GET /app.{digest}.js HTTP/1.1" 304',
                f"2024-02-28T05:58:31.145Z user=U{number} session=S{digest} tx=TX{number}",
                f"    at com.example.HttpPoller.run(HttpPoller.java:{number})",
                f"build 3.{number % 100}.2 sha {digest} on db-prod-{number % 9}, heap {number}M",
            ]
        )
        if number < 100:
            line = f"2024-01-28 ERROR [main] AMQ9{number % 1000:03}E: it stopped, rc={number}"
        lines.append(line)
        length += len(line) + 1
    return "\n".join(lines)[:size]


LOGS: dict[str, Callable[[int], str]] = {
    "usual log": usual_log,
    "traces of Java": repeated(
        "x.AException: no\n\tat a.b(C.java:1)\nCaused by: x.BException: no\n\t... 2 more\n"
    ),
    "different codes": lambda size: " ".join(f"E{number:05}" for number in range(size // 7)),
    "wrapped at 80": repeated("word AMQ9637E " * 5 + "AMQ9637E!!\n"),
    **TEXTS,
}


def main() -> None:
    megabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    recogniser = Recogniser([row.family for row in read_families(TABLE) if row.built_in])
    bare = re2.Pattern(BARE)
    columns = ("bytes", "patterns", "words", "chains", "all", "x bare pass")
    print(f"{'text':22}" + "".join(f"{column:>12}" for column in columns))
    for name, make in LOGS.items():
        data = make(int(megabytes * 1_000_000)).encode()
        text = read_log(data).text
        stages = [
            timed(lambda data=data: read_log(data)),
            timed(lambda text=text: finds_in_log(text, recogniser)),
            timed(lambda text=text: LogWords(text)),
            timed(lambda text=text: chains(text)),
        ]
        pass_over = min(timed(lambda text=text: bare.search(re2.encode(text))) for _ in range(3))
        print(f"{name:22}" + "".join(f"{seconds:12.3f}" for seconds in [*stages, sum(stages)]), end="")
        print(f"{sum(stages) / pass_over:12.0f}")


if __name__ == "__main__":
    main()
