"""Words as search compares them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.text.words import WORD_LIMIT, fold_words, without_placeholders


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Channel did NOT start", ["the", "channel", "did", "not", "start"]),
        ("AMQ9637E: ORA-01017", ["amq9637e", "ora", "01017"]),
        ("snake_case and don't", ["snake", "case", "and", "don"]),
        ("a 1 b 22", ["1", "22"]),
        ("F\u00fcr Gr\u00fc\u00dfe", ["f\u00fcr", "gr\u00fc\u00dfe"]),
        ("\uff21\uff2d\uff31 \ufb01le", ["amq", "file"]),
        ("x" * 40 + " " + "y" * 41, ["x" * 40]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_words(text, words):
    assert fold_words(text) == words


@given(st.text())
def test_words_are_short_lower_case_and_stay_what_they_are(text):
    for word in fold_words(text):
        assert 1 <= len(word) <= WORD_LIMIT
        assert word == word.lower()
        assert fold_words(word) == [word]


@pytest.mark.parametrize(
    "head", ["Queue {0} is full", "Queue %s is full", "Queue %1$s is full", "Queue <name> is full"]
)
def test_a_placeholder_is_no_word(head):
    assert fold_words(without_placeholders(head)) == ["queue", "is", "full"]
