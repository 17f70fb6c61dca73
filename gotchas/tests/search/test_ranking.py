"""How documents are ranked: what must hold whatever the weights are."""

import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gotchas.search.ranking import (
    COMMENT,
    COMPARED,
    TOLD_ALIKE,
    Document,
    Scored,
    Words,
    best_of_each,
    one_letter_apart,
    ranked,
    trigrams,
)

ALPHABET = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta"]
TEXT = st.lists(st.sampled_from(ALPHABET), max_size=12).map(" ".join)
QUERY = st.lists(st.sampled_from(ALPHABET), min_size=1, max_size=6)


def words(typed, rarity=None, **more):
    rarity = rarity or {word: 1.0 + len(word) for word in typed}
    mass = sum(rarity.get(word, 3.0) for word in dict.fromkeys(typed))
    return Words(
        typed=tuple(typed), meant=tuple(typed), weights=rarity, covers=rarity, **{"mass": mass, **more}
    )


def document(pk=1, head="", body="", kind="g", gotchas=(), facets=""):
    return Document(pk, kind, pk, gotchas or ((pk,) if kind == "g" else ()), head, body, facets)


@given(st.lists(st.tuples(TEXT, TEXT, st.sampled_from("gcm")), max_size=8), QUERY)
def test_a_score_and_a_coverage_stay_within_their_bounds_and_nothing_is_lost(texts, query):
    documents = [document(i, head, body, kind) for i, (head, body, kind) in enumerate(texts)]
    scored = ranked(documents, words(query))
    assert {one.document for one in scored} == set(documents)
    assert all(0 <= one.covered <= 1 and 0 <= one.score < 3 for one in scored)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=8), QUERY)
def test_the_order_of_the_documents_given_does_not_matter(texts, query):
    documents = [document(i, head, body) for i, (head, body) in enumerate(texts)]
    assert ranked(documents, words(query)) == ranked(documents[::-1], words(query))


@given(st.lists(TEXT, min_size=1, max_size=8), QUERY)
def test_what_holds_every_word_stands_above_what_holds_none(others, query):
    strangers = [document(i, "omega psi", "chi phi omega") for i in range(len(others))]
    meant = document(99, "", " ".join(query))
    assert ranked([*strangers, meant], words(query))[0].document is meant


@given(QUERY, TEXT)
def test_every_word_covered_is_a_coverage_of_one(query, more):
    found = ranked([document(1, " ".join(query), more)], words(query))[0]
    assert found.covered == pytest.approx(1)


def test_a_word_nobody_knows_keeps_the_coverage_down():
    both = words(["alpha", "nowhere"], {"alpha": 2.0}, mass=6.0)
    assert ranked([document(1, "alpha")], both)[0].covered == pytest.approx(1 / 3)


def test_another_form_of_a_word_counts_but_less_than_the_word():
    asked = words(["violates", "key"], stems={"violates": "violat"})
    said, formed, none = document(1, "key violates"), document(2, "key violation"), document(3, "key value")
    first, second, third = ranked([none, formed, said], asked)
    assert [one.document for one in (first, second, third)] == [said, formed, none]
    assert first.covered > second.covered > third.covered


def test_a_message_that_was_cut_off_is_like_the_beginning_of_the_longer_head():
    asked = words(["table", "has", "no", "partition", "for", "som"], {"table": 2.0, "partition": 3.0})
    short = document(1, "table has no partition for value")
    whole = document(2, "table has no partition for some of its existing values")
    assert [one.document for one in ranked([short, whole], asked)] == [whole, short]
    asked = words(["table", "has", "no", "partition", "for", "value"], {"table": 2.0, "partition": 3.0})
    longer = document(3, "table has no partition for value that was given")
    assert [one.document for one in ranked([longer, short], asked)] == [short, longer]


def test_a_part_of_a_word_is_not_the_word():
    found = ranked([document(1, "alphabet", "subalpha")], words(["alpha"]))[0]
    assert found.covered == 0


def test_a_word_in_the_head_says_more_than_one_in_the_body():
    head, body = document(1, "alpha", "beta"), document(2, "beta", "alpha")
    assert ranked([body, head], words(["alpha"]))[0].document is head


def test_a_rare_word_says_more_than_a_common_one():
    rare, common = document(1, "", "alpha"), document(2, "", "beta")
    found = ranked([common, rare], words(["alpha", "beta"], {"alpha": 8.0, "beta": 1.0}))
    assert found[0].document is rare


def test_a_long_text_needs_the_word_more_often():
    short, long = document(1, "", "alpha beta"), document(2, "", "alpha" + " beta" * 300)
    assert ranked([long, short], words(["alpha"]))[0].document is short


def test_of_two_heads_with_the_same_words_the_one_in_the_order_asked_for_stands_first():
    right = document(2, "alpha beta gamma delta")
    wrong = document(1, "delta gamma beta alpha")
    assert ranked([wrong, right], words(["alpha", "beta", "gamma", "delta"]))[0].document is right


def test_letters_say_more_than_pairs_of_words_which_a_name_in_a_message_parts():
    right = document(2, "the operator cannot be applied to type symbol")
    wrong = document(1, "operator cannot be applied to type")
    rarity = {
        "applied": 6.0,
        "operator": 5.0,
        "req": 4.0,
        "handler": 3.0,
        "cannot": 2.0,
        "be": 0.5,
        "the": 0.1,
    }
    typed = words(["the", "req", "handler", "operator", "cannot", "be", "applied"], rarity)
    assert ranked([wrong, right], typed)[0].document is right


def test_a_family_that_is_named_breaks_a_tie():
    own, other = document(2, "alpha", facets="famx"), document(1, "alpha", facets="famy")
    named = words(["alpha"], families=frozenset({"famx"}))
    assert ranked([other, own], named)[0].document is own


def test_letters_are_compared_only_among_the_best():
    documents = [document(i, "alpha beta") for i in range(COMPARED + 1)]
    scores = [one.score for one in ranked(documents, words(["alpha"]))]
    assert scores[COMPARED - 1] > scores[COMPARED]


def test_an_answer_needs_enough_of_the_query():
    assert ranked([document(1, "alpha beta")], words(["alpha", "beta"]))[0].is_sure()
    little = words(["alpha", "x", "y", "z"], {"alpha": 1.0}, mass=10.0)
    assert not ranked([document(1, "alpha")], little)[0].is_sure()


# One letter apart


def distance(a, b):
    """Damerau and Levenshtein's, with swaps of neighbours (optimal string alignment)."""
    rows = {(-1, j): j + 1 for j in range(-1, len(b))} | {(i, -1): i + 1 for i in range(-1, len(a))}
    for i, j in itertools.product(range(len(a)), range(len(b))):
        rows[i, j] = min(rows[i - 1, j] + 1, rows[i, j - 1] + 1, rows[i - 1, j - 1] + (a[i] != b[j]))
        if i and j and a[i] == b[j - 1] and a[i - 1] == b[j]:
            rows[i, j] = min(rows[i, j], rows[i - 2, j - 2] + 1)
    return rows[len(a) - 1, len(b) - 1]


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_one_letter_apart_is_a_distance_of_at_most_one(a, b):
    assert one_letter_apart(a, b) == (distance(a, b) <= 1)


@given(st.text("abc", min_size=1, max_size=7), st.data())
def test_one_slip_of_the_fingers_is_one_letter_apart(word, data):
    at = data.draw(st.integers(0, len(word) - 1))
    slips = [
        word[:at] + word[at + 1 :],
        word[:at] + "x" + word[at:],
        word[:at] + "x" + word[at + 1 :],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    ]
    assert all(one_letter_apart(word, slip) and one_letter_apart(slip, word) for slip in slips)


@given(st.text(max_size=30))
def test_a_text_has_a_trigram_for_each_letter_and_its_end(text):
    found = trigrams(text)
    assert all(len(letters) == 3 for letters in found)
    assert len(found) <= len(text) + 1


# What is shown


def scored(document, score):
    return Scored(document, score, 1.0)


def test_a_gotcha_is_shown_once_with_its_best_document():
    own = scored(document(1, "alpha"), 0.5)
    said = scored(document(7, "", "alpha", "m", (1,)), 1.5)
    ((key, best),) = best_of_each([said, own])
    assert key == ("g", 1)
    assert best.document.pk == 7
    assert best.score == pytest.approx(1.5 * COMMENT)


def test_a_comment_counts_for_every_gotcha_that_it_speaks_of_and_less_than_their_own_words():
    said = scored(document(7, "", "alpha", "m", (1, 2)), 1.0)
    own = scored(document(2, "alpha"), 1.0)
    assert [key for key, _ in best_of_each([said, own])] == [("g", 2), ("g", 1)]


def test_a_comment_on_no_gotcha_is_shown_itself_at_its_full_score():
    said = scored(document(7, "", "alpha", "m"), 1.0)
    assert best_of_each([said]) == [(("m", 7), said)]


def test_a_code_stands_behind_the_gotcha_that_bears_it_where_that_says_as_much_of_what_was_asked():
    code = scored(document(5, "gsk401 certificate is expired", kind="c"), 1.2)
    bears = document(2, "certificate has expired / amq9633 gsk401 / all worked until today")
    other = scored(document(3, "certificate has expired / gsk4011"), 1.1)
    order = [("g", 2), ("c", 5), ("g", 3)]
    assert [key for key, _ in best_of_each([code, other, scored(bears, 0.9)])] == order
    less = Scored(bears, 0.9, 0.5)
    assert [key for key, _ in best_of_each([code, other, less])] == [("c", 5), ("g", 3), ("g", 2)]


@given(st.lists(st.tuples(st.sampled_from("gcm"), st.integers(1, 5), st.floats(0, 2)), max_size=20))
def test_nothing_is_shown_twice_and_the_best_stands_first(given_rows):
    assume(given_rows)
    rows = [
        scored(document(pk, f"{kind}{pk}", kind=kind, gotchas=(pk % 3 + 1,) if kind == "m" else ()), score)
        for kind, pk, score in given_rows
    ]
    found = best_of_each(rows)
    keys = [key for key, _ in found]
    scores = [one.score + (TOLD_ALIKE if key[0] == "g" else 0) for key, one in found]
    assert len(keys) == len(set(keys))
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("kind", "score", "covered", "is_sure"),
    [
        ("g", 0.65, 0.45, False),  # two words of a sentence stand in some title
        ("g", 0.75, 0.45, True),
        ("g", 0.75, 0.25, False),
        ("g", 0.40, 0.80, True),
        ("m", 0.45, 0.45, True),
        ("m", 0.35, 0.45, False),
    ],
)
def test_what_covers_little_has_to_be_like_what_was_asked(kind, score, covered, is_sure):
    assert Scored(document(kind=kind), score, covered).is_sure() is is_sure
