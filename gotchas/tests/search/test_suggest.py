"""What a text may become while it is typed, and which titles fit it best."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.search.plan import Frequency
from gotchas.search.suggest import (
    ENDINGS,
    MOST,
    WORDS,
    attempts,
    endings,
    mixed,
    ranked,
    read,
    required,
)


@pytest.mark.parametrize(
    ("text", "key"),
    [("amq96", "AMQ96"), (" AMQ 96", "AMQ96"), ("cert", "CERT"), ("key repository", ""), ("a", ""),
     ("- -", "")],
)  # fmt: skip
def test_one_word_or_a_text_with_a_digit_may_become_a_code(text, key):
    assert read(text).key == key


def test_the_last_word_may_still_grow():
    typed = read("The key  repo")
    assert (typed.words, typed.last) == (("the", "key"), "repo")


def test_a_word_typed_twice_is_asked_for_once():
    assert read("key for key repo").words == ("key", "for")


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.1", (1, 1)), ("12.", (12, 0)), ("1.01", None), ("0.1", None), ("1", None), ("1.1.1", None),
     ("1.123456789", None), ("1234567890.1", None)],
)  # fmt: skip
def test_the_beginning_of_a_number_is_told_from_other_texts(text, number):
    assert read(text).number == number


@pytest.mark.parametrize("text", ["", "  ", "x", "x" * 101])
def test_too_little_and_too_much_become_nothing(text):
    typed = read(text)
    assert (typed.key, typed.words, typed.last, typed.number) == ("", (), "", None)


@given(st.text(max_size=120))
def test_any_text_is_read(text):
    typed = read(text)
    assert all(word.isalnum() for word in (*typed.words, *filter(None, [typed.last])))
    assert typed.key == "" or (typed.key.isascii() and typed.key.isalnum())


def test_the_rarest_words_are_required_and_unknown_ones_are_not():
    frequencies = {f"w{n}": Frequency(9, 9 - n) for n in range(6)} | {"body": Frequency(4, 0)}
    assert required(["w0", "w1", "w2", "w3", "w4", "w5", "body", "nowhere"], frequencies) == [
        f"w{n}" for n in (5, 4, 3, 2)
    ]
    assert WORDS == 4


def test_a_word_becomes_itself_first_and_then_the_most_frequent():
    counted = [("cert", 1), ("certain", 2), ("certificate", 5), ("certain", 4), ("certs", 3), ("certs", -3)]
    assert endings("cert", counted) == ["cert", "certain", "certificate"]
    assert len(endings("w", [(f"w{n}", 1) for n in range(20)])) == ENDINGS


def test_with_too_few_titles_less_is_asked_for():
    assert attempts(["rare", "common"], ["end"]) == [
        (["rare", "common"], ["end"]),
        (["rare", "common"], ()),
        (["common"], ["end"]),
    ]
    assert attempts([], ["end"]) == [([], ["end"])]
    assert attempts([], []) == []


def test_the_title_that_holds_what_was_typed_as_it_was_typed_comes_first():
    heads = [
        (1, "repository of a key"),
        (2, "no key repository at all"),
        (3, "key repository missing altogether"),
        (4, "key repository missing"),
        (5, "turnkey repository"),
    ]
    assert ranked(read("key repo"), heads) == [4, 3, 2, 1, 5]


def test_codes_come_first_behind_a_digit_and_share_with_titles_behind_a_word():
    codes, titles = [f"c{n}" for n in range(9)], [f"t{n}" for n in range(3)]
    assert mixed(read("amq9"), codes, titles) == codes[:MOST]
    assert mixed(read("cert"), codes, titles) == [*codes[:4], *titles, "c4"]
    assert mixed(read("cert"), codes[:1], titles) == ["c0", *titles]
