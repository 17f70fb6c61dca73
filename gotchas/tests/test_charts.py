"""Timelines as numbers: slots, bars, labels, rows."""

import datetime
import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.charts import BOX, MOST_GAPS, MOST_SLOTS, NARROWEST, Series, timeline, together

BAR = re.compile(r"M(\d+(?:\.\d+)?) (\d+)V(\d+(?:\.\d+)?)H(\d+(?:\.\d+)?)V\2Z")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
CHARACTER = 7.0  # pixels: what a figure of 14 pixels takes at the least

months = st.builds(
    datetime.date, st.integers(datetime.MINYEAR, datetime.MAXYEAR), st.integers(1, 12), st.just(1)
)
recent_months = st.builds(datetime.date, st.integers(2005, 2030), st.integers(1, 12), st.just(1))
counts = st.dictionaries(
    st.one_of(months, recent_months), st.integers(0, 10**9), max_size=80
) | st.dictionaries(recent_months, st.integers(0, 30), max_size=80)
many_series = st.lists(st.builds(Series, st.just("Comments"), counts), min_size=1, max_size=5)


def by_month(*days, each=1):
    return Counter({datetime.date(year, month, 1): each for year, month in days})


def of(*days, each=1):
    return timeline([Series("Comments", by_month(*days, each=each))])


def labels(drawn):
    return [row.label for row in drawn.rows]


def test_without_anything_there_is_no_timeline():
    assert timeline([]) is None
    assert timeline([Series("Comments", {})]) is None
    assert timeline([Series("Comments", by_month((2007, 7), each=0))]) is None


def test_a_short_span_is_drawn_by_month_with_its_empty_months():
    drawn = of((2007, 7), (2007, 10))
    assert drawn.step == "month"
    assert labels(drawn) == ["July 2007", "October 2007"]
    assert drawn.left_out == ()
    assert len(BAR.findall(drawn.lanes[0].bars)) == 2


def test_many_empty_months_between_two_bursts_are_left_out_and_told():
    drawn = of((2007, 7), (2007, 10), (2008, 2), (2026, 11))
    assert drawn.step == "month"
    assert drawn.left_out == ("March 2008 to October 2026",)
    assert drawn.axis.count("M") == 2
    assert [tick.text for tick in drawn.ticks][-1] == "Nov 2026"


def test_time_that_is_left_out_is_named_as_shortly_as_it_can_be():
    assert of((2007, 2), (2007, 12), (2026, 1)).left_out == ("March to November 2007", "2008 to 2025")
    assert of((2007, 12), (2009, 1), (2026, 3)).left_out == ("2008", "February 2009 to February 2026")


def test_twenty_busy_years_are_drawn_by_year():
    drawn = of(*((year, month) for year in range(2007, 2027) for month in range(1, 13)))
    assert drawn.step == "year"
    assert labels(drawn) == [str(year) for year in range(2007, 2027)]
    assert drawn.totals == (240,)


def test_five_busy_years_are_drawn_by_quarter():
    drawn = of(*((year, month) for year in range(2007, 2012) for month in range(1, 13)))
    assert drawn.step == "quarter"
    assert labels(drawn)[0] == "January to March 2007"


@pytest.mark.parametrize(
    ("first", "last", "step"), [(1900, 2099, "decade"), (1, 3000, "century"), (1, 9999, "millennium")]
)
def test_dates_that_cannot_be_true_still_make_a_small_picture(first, last, step):
    drawn = of(*((year, 1) for year in range(first, last + 1)))
    assert drawn.step == step
    assert len(drawn.rows) <= MOST_SLOTS


def test_the_years_before_ten_are_named_from_the_first():
    assert labels(of(*((year, 1) for year in range(1, 301))))[0] == "1 to 9"


def test_the_axis_names_its_beginnings_and_round_years_before_others():
    years = of(*((year, month) for year in range(2007, 2027) for month in range(1, 13)))
    assert [tick.text for tick in years.ticks] == ["2007", "2015", "2020", "2025"]
    three = of(*((year, month) for year in range(2024, 2027) for month in range(1, 13)))
    assert [tick.text for tick in three.ticks] == ["Jan 2024", "Jan 2025", "Jan 2026"]
    broken = of((2007, 7), (2007, 10), (2008, 2), (2026, 11))
    assert [tick.text for tick in broken.ticks] == [
        "Jul 2007",
        "Oct 2007",
        "Nov 2026",
    ]  # no room for Jan 2008


def test_each_bar_has_its_number_while_there_is_room_and_then_only_the_highest():
    few = timeline([Series("Comments", by_month((2007, 1), (2007, 3)) + by_month((2007, 3), each=4))])
    assert [number.text for number in few.lanes[0].numbers] == ["1", "5"]
    months = by_month(*((2007, month) for month in range(1, 13)), *((2008, month) for month in range(1, 13)))
    many = timeline([Series("Comments", months + by_month((2008, 2), each=1233))])
    assert [number.text for number in many.lanes[0].numbers] == ["1,234"]


def test_the_description_says_how_many_and_when_most():
    comments = Series("Comments", by_month((2007, 9)) + by_month((2007, 10), each=9))
    gotchas = Series("Gotchas", by_month((2026, 11), each=20))
    words = timeline([gotchas, comments, Series("Corrections", {})]).description
    assert words == (
        "Gotchas: 20, in November 2026. Comments: 10, most in October 2007 (9). Corrections: none."
    )


def test_a_lane_that_holds_nothing_has_its_title_alone():
    full, empty = timeline([Series("Comments", by_month((2007, 7))), Series("Verified", {})]).lanes
    assert full.bars
    assert (empty.bars, empty.numbers, empty.total) == ("", (), 0)


def test_the_table_has_a_column_for_each_lane_that_holds_something():
    empty, full = Series("Verified", {}), Series("Comments", by_month((2007, 7), (2007, 9), each=3))
    drawn = timeline([empty, full, Series("Edited", by_month((2007, 9)))])
    assert [lane.label for lane in drawn.held] == ["Comments", "Edited"]
    assert [row.values for row in drawn.held_rows] == [(3, 0), (3, 1)]


def test_counts_are_added_by_month():
    assert together(by_month((2007, 7)), by_month((2007, 7), (2008, 2)), {}) == {
        datetime.date(2007, 7, 1): 2,
        datetime.date(2008, 2, 1): 1,
    }


@given(many_series)
def test_every_sum_is_kept(series):
    drawn = timeline(series)
    expected = [sum(one.counts.values()) for one in series]
    if drawn is None:
        assert not any(expected)
        return
    assert [lane.total for lane in drawn.lanes] == expected
    assert [sum(row.values[n] for row in drawn.rows) for n in range(len(series))] == expected
    assert all(any(row.values) for row in drawn.rows)
    assert len(set(labels(drawn))) == len(drawn.rows) <= MOST_SLOTS
    assert len(drawn.left_out) <= MOST_GAPS


@given(many_series, st.integers(10, 60))
def test_every_bar_stands_inside_its_box_and_beside_the_others(series, height):
    drawn = timeline(series, height)
    for n, lane in enumerate(drawn.lanes if drawn else ()):
        bars = BAR.findall(lane.bars)
        assert BAR.sub("", lane.bars) == ""
        assert len(bars) == sum(1 for row in drawn.rows if row.values[n])
        assert all(0 <= float(top) < int(foot) == height for _, foot, top, _ in bars)
        edges = [float(edge) for left, _, _, right in bars for edge in (left, right)]
        assert edges == sorted(set(edges))
        assert all(0 <= edge <= BOX for edge in edges)
        assert 0 < pixels(lane.title_y) < pixels(lane.bars_y)
        assert not bars or pixels(lane.bars_y) + height <= pixels(drawn.ticks_y) - 10
        assert pixels(lane.title_y) < pixels(drawn.ticks_y) < pixels(drawn.height)


@given(many_series)
def test_the_highest_bar_is_as_high_as_the_box_and_none_too_low_to_see(series):
    drawn = timeline(series)
    for lane in drawn.lanes if drawn else ():
        tops = [float(top) for _, _, top, _ in BAR.findall(lane.bars)]
        assert not tops or (min(tops) == 0 and max(tops) <= drawn.bar_height - 2)


@given(many_series)
def test_labels_stay_inside_the_narrowest_picture_and_do_not_touch(series):
    drawn = timeline(series)
    if drawn is None:
        return
    places = [ends(label) for label in drawn.ticks]
    assert places
    assert all(left >= -0.01 and right <= NARROWEST + 0.01 for left, right in places)
    assert all(before[1] < after[0] for before, after in pairwise(places))


@given(many_series)
def test_nothing_drawn_holds_anything_but_numbers(series):
    drawn = timeline(series)
    if drawn is None:
        return
    texts = [*drawn.ticks, *(number for lane in drawn.lanes for number in lane.numbers)]
    assert all(NUMBER.fullmatch(text.x) and text.anchor in {"start", "middle", "end"} for text in texts)
    for path in (drawn.axis, *(lane.bars for lane in drawn.lanes)):
        assert re.fullmatch(r"(?:[MHVZ ]|\d+(?:\.\d+)?)*", path)


def pixels(length):
    return float(length.removesuffix("rem")) * 16


def ends(label):
    """From where to where a label reaches on the narrowest picture."""
    width = len(label.text) * CHARACTER
    at = float(label.x) / 100 * NARROWEST
    left = {"start": at, "middle": at - width / 2, "end": at - width}[label.anchor]
    return left, left + width
