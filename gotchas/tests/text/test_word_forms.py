"""What the forms of an English word begin with, and the words that say little about an error."""

import pytest

from gotchas.text.word_forms import SAYING_LITTLE, stem_of, tell_nothing
from gotchas.text.words import fold_words

SAME = [
    ("violates", "violation"),
    ("connected", "connections"),
    ("authorized", "authorizes"),
    ("expired", "expires"),
    ("retries", "retried"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_forms_of_one_word_begin_alike(one, other):
    assert other.startswith(stem_of(one))
    assert one.startswith(stem_of(other))


@pytest.mark.parametrize("word", ["full", "ssl", "2035", "ip", "größen", "amq9637", ""])
def test_no_other_forms_are_looked_for_of_what_is_short_or_no_english_word(word):
    assert stem_of(word) == ""


@pytest.mark.parametrize("word", ["being", "thing", "cases", "used", "status", "process", "certificates"])
def test_what_is_left_of_a_word_is_not_too_little_to_tell_it(word):
    stem = stem_of(word)
    assert not stem or (len(stem) >= 4 and word.startswith(stem))


def test_every_word_that_says_little_is_one_that_a_query_can_have():
    assert all(fold_words(word) == [word] or len(word) == 1 for word in SAYING_LITTLE)


def test_only_everyday_words_tell_nothing():
    assert all(map(tell_nothing, (["the"], ["how", "do"], ["what", "does", "this", "error", "mean"], [])))
    assert not any(map(tell_nothing, (["error", "2035"], ["certificate", "error"], ["how", "expired"])))
