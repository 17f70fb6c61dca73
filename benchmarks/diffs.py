"""How long comparing two texts takes that were made to be hard to compare.

    python benchmarks/diffs.py [bytes]

Each text has 64 KiB, the most that a part of an article may have. For each pair: seconds of the word diff,
the ratio to one bare pass that cuts both into words, how many pieces came out, and seconds of a merge in
which the second text and the first one turned round both changed the same base. Each may take 0.75 s.
"""

import random
import re
import sys
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from gotchas.text.diffs import word_diff
from gotchas.text.merge import merge

BYTES = 65_536
MOST_SECONDS = 0.75
_WORD = re.compile(r"\w+|\s+|[^\w\s]")

Pair = tuple[str, str]


def drawn(words: list[str], between: str, size: int) -> Pair:
    """Two texts of the same words in orders that have nothing to do with each other."""
    count = size // (len(words[0]) + len(between))
    choice = random.Random(1)
    one, other = (between.join(choice.choices(words, k=count)) for _ in range(2))
    return one[:size], other[:size]


def periods(between: str, size: int) -> Pair:
    """Two texts that repeat themselves at different distances, so that something always nearly fits."""
    count = size // (1 + len(between))
    one, other = (between.join(chr(97 + (n * step) % 23) for n in range(count)) for step in (7, 11))
    return one, other


def turned(size: int) -> Pair:
    """The same different lines from the first to the last and from the last to the first."""
    lines = [f"line {n:05}" for n in range(size // 11)]
    return "\n".join(lines), "\n".join(reversed(lines))


def strangers(size: int) -> Pair:
    """Not one word in common."""
    one, other = (" ".join(f"{sign}{n:05}" for n in range(size // 7)) for sign in "ab")
    return one, other


def signs(size: int) -> Pair:
    """Signs only: each of them is a word."""
    one, other = ("".join(islice(cycle(row), size)) for row in (".,;:!", ",.;!:?"))
    return one, other


PAIRS: dict[str, Callable[[int], Pair]] = {
    "two words, drawn": lambda size: drawn(["a", "b"], " ", size),
    "two lines, drawn": lambda size: drawn(["a", "b"], "\n", size),
    "99 words, drawn": lambda size: drawn([f"{n:02}" for n in range(1, 100)], " ", size),
    "periods in a line": lambda size: periods(" ", size),
    "periods in lines": lambda size: periods("\n", size),
    "lines turned round": turned,
    "no word in common": strangers,
    "signs": signs,
}


def timed(action: Callable[[], object]) -> float:
    """By the clock on the wall, as the limits of the comparison are."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else BYTES
    worst = slowest = 0.0
    print(f"{'texts':22}{'diff s':>9}{'x bare':>9}{'pieces':>9}{'merge s':>9}")
    for name, make in PAIRS.items():
        old, new = make(size)
        bare = min(timed(lambda old=old, new=new: (_WORD.findall(old), _WORD.findall(new))) for _ in range(3))
        seconds = timed(lambda old=old, new=new: word_diff(old, new))
        merging = timed(lambda old=old, new=new: merge(old, new, old[::-1]))
        pieces = len(word_diff(old, new))
        print(f"{name:22}{seconds:9.3f}{seconds / bare:9.0f}{pieces:9}{merging:9.3f}")
        worst, slowest = max(worst, seconds), max(slowest, merging)
    print(f"worst: diff {worst:.3f} s, merge {slowest:.3f} s, of {MOST_SECONDS} s each")


if __name__ == "__main__":
    main()
