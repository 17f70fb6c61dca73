"""The signed time in a form."""

import time
from typing import Any
from unittest import mock

import pytest

from gotchas.intake import stamp


def sealed(token: str, *, seconds_ago: float) -> str:
    with mock.patch("time.time", return_value=time.time() - seconds_ago):
        return stamp.seal(token)


def test_a_form_that_was_open_a_while_gives_its_token() -> None:
    assert stamp.unseal(sealed("abc", seconds_ago=60)) == "abc"


def test_a_form_sent_in_the_same_second_is_too_fast() -> None:
    with pytest.raises(stamp.TooFast):
        stamp.unseal(stamp.seal("abc"))


def test_nothing_is_too_fast_with_limits_off(settings: Any) -> None:
    settings.LIMITS = False
    assert stamp.unseal(stamp.seal("abc")) == "abc"


def test_a_form_that_was_open_for_more_than_a_day_is_too_old() -> None:
    with pytest.raises(stamp.TooOld):
        stamp.unseal(sealed("abc", seconds_ago=stamp.OLDEST.total_seconds() + 5))


def test_a_stamp_from_before_the_clock_was_set_back_is_not_too_fast() -> None:
    assert stamp.unseal(sealed("abc", seconds_ago=-3600)) == "abc"


@pytest.mark.parametrize("change", [lambda s: "", lambda s: s[:-1], lambda s: "x" + s, lambda s: ":::"])
def test_a_stamp_that_is_not_ours_is_too_old(change) -> None:
    with pytest.raises(stamp.TooOld):
        stamp.unseal(change(sealed("abc", seconds_ago=60)))
