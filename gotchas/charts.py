"""Timelines: how often something happened when, as plain numbers that a template makes a small SVG of.

A timeline has one row (lane) for each series, over slots of time that all lanes share. Heights are in rem,
so that they grow with a reader's larger text; places from left to right are shares of the width, so that
the text keeps its size on a phone. Each lane's bars are one path in a box of BOX units, which is stretched to
the width. What is called pixels below are those of a reader who changed nothing: sixteenths of a rem.

Dates come as first days of months. No query and no HTML is made here.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

Counts = Mapping[datetime.date, int]
"""How many, by the first day of the month; months that hold nothing may be left out."""

STEPS = {1: "month", 3: "quarter", 12: "year", 120: "decade", 1200: "century", 12_000: "millennium"}
"""Lengths of a slot in months, and what it is called."""

MOST_SLOTS = 36
MOST_GAPS = 4
SHORTEST_GAP = 6
"""So many empty slots in a row may be left out of the axis, where it would be too long else."""

FEWEST_TICKS = 4

NARROWEST = 288
"""Pixels of the narrowest picture, on a screen of 320: there labels must not touch each other."""

BOX = 1000
_WIDEST_BAR = 36.0  # of BOX
_LOWEST_BAR = 2.0  # pixels: one of 10,000 can still be seen
_CHARACTER = 8.9  # pixels of a figure, 14 pixels high, in the widest of the fonts (DejaVu Sans)
_OTHERS = {
    " ": 4.5,
    ",": 4.5,
    "D": 10.8,
    "J": 4.2,
    "M": 12.1,
    "N": 10.5,
    "O": 11.1,
    "l": 3.9,
    "r": 5.8,
    "t": 5.5,
}
_BETWEEN = 6  # pixels between two labels
_NUMBERS_FIT = 12  # slots: up to here each bar has its number, above it only the highest
_TITLE, _NUMBER, _SPACE, _TICKS = 20, 18, 10, 24  # pixels


@dataclass(frozen=True, slots=True)
class Series:
    label: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Slot:
    """`months` months from the month `first` (years × 12 + month from 0). A gap holds nothing."""

    first: int
    months: int
    gap: bool = False

    @property
    def label(self) -> str:
        """As "July 2007", "July to September 2007", "2007", "2000 to 2009"."""
        first, last = self.first, self.first + self.months - 1
        if self.months % 12 == 0 and first % 12 == 0:
            begin, end = _year(first), _year(last)
            return begin if begin == end else f"{begin} to {end}"
        if self.months == 1:
            return _month(first, "%B %Y")
        same = first // 12 == last // 12
        return f"{_month(first, '%B' if same else '%B %Y')} to {_month(last, '%B %Y')}"

    @property
    def short(self) -> str:
        return _year(self.first) if self.months % 12 == 0 else _month(self.first, "%b %Y")


@dataclass(frozen=True, slots=True)
class Label:
    """A text in the picture: `x` in per cent of the width, `anchor` as SVG's text-anchor."""

    x: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One series: where its title, its numbers and its bars stand ("1.5rem" from above), and its bars.

    A lane that holds nothing has its title alone.
    """

    label: str
    total: int
    title_y: str
    numbers_y: str
    bars_y: str
    bars: str
    numbers: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What a slot holds of each series. `short` is for a narrow table: "Sep 2007" for "September 2007"."""

    label: str
    short: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """`rows` say in words and numbers what the lanes draw; slots that hold nothing have none.

    The bars' box is `bar_height` units high, which are pixels, and `bars_height` as a length.
    """

    step: str
    height: str
    bar_height: int
    bars_height: str
    lanes: tuple[Lane, ...]
    axis: str
    ticks: tuple[Label, ...]
    ticks_y: str
    rows: tuple[Row, ...]
    left_out: tuple[str, ...]
    description: str

    @property
    def totals(self) -> tuple[int, ...]:
        return tuple(lane.total for lane in self.lanes)

    @property
    def held(self) -> tuple[Lane, ...]:
        """The lanes that hold something: the columns of the table, for which a phone has room."""
        return tuple(lane for lane in self.lanes if lane.total)

    @property
    def held_rows(self) -> tuple[Row, ...]:
        """The rows with the values of those lanes."""
        return tuple(
            replace(row, values=tuple(v for v, total in zip(row.values, self.totals, strict=True) if total))
            for row in self.rows
        )


def together(*parts: Counts) -> Counts:
    """The sum of several counts."""
    return sum((Counter(dict(part)) for part in parts), Counter[datetime.date]())


def timeline(series: Sequence[Series], bar_height: int = 40) -> Timeline | None:
    """The timeline of some series, in their order; None when nothing happened at all."""
    filled = {_index(day) for one in series for day, count in one.counts.items() if count > 0}
    if not filled:
        return None
    slots = _slots(filled)
    edges = _edges(slots)
    values = [_values(one.counts, slots) for one in series]
    rows = tuple(
        Row(slot.label, slot.short if slot.months == 1 else slot.label, numbers)
        for slot, *counts in zip(slots, *values, strict=True)
        if any(numbers := tuple(counts))
    )
    lanes: list[Lane] = []
    height = 0
    for one, counts in zip(series, values, strict=True):
        lanes.append(_lane(one.label, counts, edges, height, bar_height))
        height += _TITLE + _SPACE + (_NUMBER + bar_height if lanes[-1].total else 0)
    return Timeline(
        step=STEPS[next(slot.months for slot in slots if not slot.gap)],
        height=_rem(height + _TICKS),
        bar_height=bar_height,
        bars_height=_rem(bar_height),
        lanes=tuple(lanes),
        axis=_axis(slots, edges, bar_height),
        ticks=tuple(_ticks(slots, edges)),
        ticks_y=_rem(height + _TICKS // 2),
        rows=rows,
        left_out=tuple(slot.label for slot in slots if slot.gap),
        description=_description(series, rows),
    )


# Time


def _index(day: datetime.date) -> int:
    return day.year * 12 + day.month - 1


def _year(index: int) -> str:
    return str(min(max(index // 12, datetime.MINYEAR), datetime.MAXYEAR))


def _month(index: int, form: str) -> str:
    """`form` has %B or %b, in English whatever the machine's language, and perhaps %Y."""
    name = _MONTHS[index % 12]
    return form.replace("%B", name).replace("%b", name[:3]).replace("%Y", _year(index))


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _slots(filled: set[int]) -> list[Slot]:
    """The finest slots that are few enough: all of the span, else with long empty runs left out."""
    for step in STEPS:
        bins = sorted({index // step for index in filled})
        if bins[-1] - bins[0] < MOST_SLOTS:
            return [Slot(n * step, step) for n in range(bins[0], bins[-1] + 1)]
        slots = _broken(bins, step)
        if len(slots) <= MOST_SLOTS and sum(slot.gap for slot in slots) <= MOST_GAPS:
            return slots
    raise AssertionError("All years that Python knows are ten millennia.")


def _broken(bins: Sequence[int], step: int) -> list[Slot]:
    slots = [Slot(bins[0] * step, step)]
    for before, after in pairwise(bins):
        between = range(before + 1, after)
        if len(between) >= SHORTEST_GAP:
            slots.append(Slot(between[0] * step, len(between) * step, gap=True))
        else:
            slots += [Slot(n * step, step) for n in between]
        slots.append(Slot(after * step, step))
    return slots


def _values(counts: Counts, slots: Sequence[Slot]) -> list[int]:
    """How many in each slot; the slots hold every month that has any."""
    step = next(slot.months for slot in slots if not slot.gap)
    sums: Counter[int] = Counter()
    for day, count in counts.items():
        sums[_index(day) // step * step] += max(count, 0)
    return [0 if slot.gap else sums[slot.first] for slot in slots]


# Places


def _edges(slots: Sequence[Slot]) -> list[float]:
    """Where each slot begins and the last one ends, 0 to BOX. A gap is wide enough to be seen."""
    gap = max(1.0, len(slots) / 12)
    widths = [gap if slot.gap else 1.0 for slot in slots]
    return [edge / sum(widths) * BOX for edge in accumulate(widths, initial=0.0)]


def _text(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _rem(pixels: int) -> str:
    return f"{pixels / 16}rem"


def _label(middle: float, text: str) -> tuple[float, float, Label]:
    """Left and right end (on NARROWEST) of a text that shall stand around `middle` and inside the box."""
    at, half = middle / BOX * NARROWEST, sum(_OTHERS.get(each, _CHARACTER) for each in text) / 2
    if at < half:
        return 0, 2 * half, Label("0", "start", text)
    if at > NARROWEST - half:
        return NARROWEST - 2 * half, NARROWEST, Label("100", "end", text)
    return at - half, at + half, Label(_text(middle / BOX * 100), "middle", text)


def _lane(label: str, values: Sequence[int], edges: Sequence[float], top: int, height: int) -> Lane:
    peak = max(values)
    bars: list[str] = []
    numbers: list[Label] = []
    for value, (begin, end) in zip(values, pairwise(edges), strict=True):
        if value:
            bars.append(_bar(value / peak * height, begin, end, height))
        if value and (len(values) <= _NUMBERS_FIT or (value == peak and not numbers)):
            numbers.append(_label((begin + end) / 2, f"{value:,}")[2])
    bars_y = top + _TITLE + _NUMBER
    places = (_rem(top + 15), _rem(bars_y - 4), _rem(bars_y))
    return Lane(label, sum(values), *places, "".join(bars), tuple(numbers))


def _bar(high: float, begin: float, end: float, height: int) -> str:
    high = max(high, _LOWEST_BAR)
    wide = min((end - begin) * 0.8, _WIDEST_BAR)
    left = (begin + end - wide) / 2
    return f"M{_text(left)} {height}V{_text(height - high)}H{_text(left + wide)}V{height}Z"


def _axis(slots: Sequence[Slot], edges: Sequence[float], height: int) -> str:
    """The line that bars stand on, interrupted where time was left out."""
    runs: list[list[float]] = []
    for slot, (begin, end) in zip(slots, pairwise(edges), strict=True):
        if slot.gap:
            continue
        if runs and runs[-1][1] == begin:
            runs[-1][1] = end
        else:
            runs.append([begin, end])
    return "".join(f"M{_text(begin)} {height}H{_text(end)}" for begin, end in runs)


def _ticks(slots: Sequence[Slot], edges: Sequence[float]) -> Iterable[Label]:
    """Names of slots, as many as have room, from left to right.

    Where the axis begins and goes on comes first, then Januaries and round years, then its end; other slots
    only where that makes less than FEWEST_TICKS.
    """
    places = list(zip(slots, pairwise(edges), strict=True))
    taken: dict[float, tuple[float, Label]] = {}
    for wanted in (0, 1, 2, 3):
        if wanted == 3 and len(taken) >= FEWEST_TICKS:
            break
        for n, (slot, (begin, end)) in enumerate(places):
            if slot.gap or _rank(slots, n) != wanted:
                continue
            left, right, label = _label((begin + end) / 2, slot.short)
            ends = ((other, end) for other, (end, _) in taken.items())
            if all(right + _BETWEEN <= other or left >= end + _BETWEEN for other, end in ends):
                taken[left] = (right, label)
    return [taken[left][1] for left in sorted(taken)]


def _rank(slots: Sequence[Slot], n: int) -> int:
    if n == 0 or slots[n - 1].gap:
        return 0
    round_one = 12 if slots[n].months < 12 else slots[n].months * 5
    if slots[n].first % round_one == 0:
        return 1
    return 2 if n == len(slots) - 1 else 3


def _description(series: Sequence[Series], rows: Sequence[Row]) -> str:
    """What the picture shows, in words: "Comments: 22, most in October 2007 (9)."."""
    parts = []
    for n, one in enumerate(series):
        most = max(rows, key=lambda row: row.values[n])
        peak, total = most.values[n], sum(row.values[n] for row in rows)
        if not total:
            parts.append(f"{one.label}: none.")
        elif peak == total:
            parts.append(f"{one.label}: {total:,}, in {most.label}.")
        else:
            parts.append(f"{one.label}: {total:,}, most in {most.label} ({peak:,}).")
    return " ".join(parts)
