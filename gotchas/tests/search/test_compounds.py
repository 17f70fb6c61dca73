"""Words written as one or as two."""

import pytest

from gotchas.models.finding import lookup
from gotchas.search import compounds, index
from gotchas.search import find as searching
from gotchas.search.plan import Frequency
from gotchas.search.query import parse
from gotchas.tests.factories import make_gotcha, make_gotchas

ONCE = Frequency(1, 1)


def find(typed):
    return searching.find(parse(typed), lookup)


@pytest.fixture
def articles(db):
    make_gotchas(9, title="Queue depth {n}", problem="A spare bolt lies here, and the frobnet is dark.")
    made = make_gotcha(title="The frob bolt is loose")
    index.fold()
    return made


def test_a_word_that_is_known_as_two_is_looked_for_as_these_side_by_side(articles):
    found = find("loose frobbolt")
    assert found.results[0].object_id == articles.pk
    assert found.spelled == {"frobbolt": "frob bolt"}
    assert {"frob", "bolt"} <= set(found.weights)
    assert found.sure


def test_two_words_that_nowhere_stand_side_by_side_are_not_what_was_meant(articles):
    found = find("loose boltfrob")
    assert found.spelled == {}
    assert set(found.weights) == {"loose"}


def test_in_a_message_an_unknown_word_is_a_name_and_is_not_parted(articles):
    found = find("the loose queue depth of frobbolt")
    assert found.spelled == {}
    assert not {"frob", "bolt"} & set(found.weights)


def test_two_words_that_are_known_as_one_are_looked_for_as_that(articles):
    found = find("frob net")
    assert "frobnet" in found.weights


def test_only_words_of_which_one_is_unknown_become_one():
    known = {"key", "store", "keystore", "frobnet", "net"}
    assert list(compounds.as_one(["key", "store"], known)) == ["key", "store"]
    assert list(compounds.as_one(["a", "frob", "net", "frob"], known)) == ["a", "frobnet", "frob"]
    assert list(compounds.as_one([], known)) == []


@pytest.mark.parametrize("word", ["abcdef", "a" * 25, "key4ring"])
def test_short_words_long_ones_and_those_with_digits_are_not_parted(word):
    assert compounds.halves(word) == []


def test_of_several_ways_to_part_a_word_the_commonest_is_taken_and_everyday_words_are_none():
    known = {"key": Frequency(9, 1), "ring": Frequency(5, 1), "keyr": ONCE, "ing": ONCE}
    assert compounds.as_two("keyring", known) == ("key", "ring")
    assert compounds.as_two("therefore", {"there": ONCE, "fore": ONCE}) is None
    assert compounds.as_two("keyring", {}) is None
