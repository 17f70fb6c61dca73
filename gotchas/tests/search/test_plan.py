"""Which lists are read: bounded whatever the words and however large the site."""

from hypothesis import given
from hypothesis import strategies as st

from gotchas.search import plan
from gotchas.search.plan import Frequency, chosen, inverse_frequency, lists, lists_of_message

TOTALS = st.integers(0, 3_000_000)
KNOWN = st.dictionaries(
    st.text("abcdefgh", min_size=2, max_size=6),
    st.tuples(st.integers(1, 3_000_000), st.floats(0, 1)),
    min_size=1,
    max_size=40,
)


def planned(given_words, total):
    known = {word: Frequency(docs, int(docs * share)) for word, (docs, share) in given_words.items()}
    total = max([total, *(frequency.docs for frequency in known.values())])
    weights = {word: inverse_frequency(total, frequency.docs) for word, frequency in known.items()}
    words = chosen(weights)
    return words, known, lists(words, weights, known, total)


@given(KNOWN, TOTALS)
def test_the_cost_of_a_query_is_bounded(given_words, total):
    words, known, found = planned(given_words, total)
    assert len(words) == min(plan.WORDS, len(known))
    whole = [one for one in found if len(one.words) == 1]
    pairs = [one for one in found if len(one.words) == 2]
    assert len(whole) + len(pairs) == len(found)
    for in_head in (True, False):
        read = [known[one.words[0]] for one in whole if one.in_head == in_head]
        rows = sum(frequency.heads if in_head else frequency.docs for frequency in read)
        assert rows <= plan.ROWS or len(words) == 1
    assert all(one.limit <= max(plan.ROWS, plan.PAIR) for one in found)
    most = plan.HEAD_WORDS * (plan.HEAD_WORDS - 1) + plan.BODY_WORDS * (plan.BODY_WORDS - 1)
    assert len(pairs) <= most // 2


@given(KNOWN, TOTALS)
def test_some_list_is_read_and_only_of_the_words_used(given_words, total):
    words, _, found = planned(given_words, total)
    assert found
    assert {word for one in found for word in one.words} <= set(words)
    assert all(one.weight >= 0 for one in found)


@given(KNOWN, TOTALS)
def test_no_list_is_read_twice(given_words, total):
    _, _, found = planned(given_words, total)
    assert len({(frozenset(one.words), one.in_head) for one in found}) == len(found)


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_rarer_word_weighs_more_and_none_weighs_less_than_nothing(one, other):
    rare, common = sorted((one, other))
    total = 10**7
    assert inverse_frequency(total, rare) >= inverse_frequency(total, common) >= 0


def test_counts_that_ran_ahead_of_the_total_do_no_harm():
    assert inverse_frequency(3, 5) >= 0


def test_the_heaviest_words_are_chosen_in_an_order_that_is_always_the_same():
    weights = {f"w{i:02}": float(i % 5) for i in range(30)}
    assert chosen(weights) == chosen(dict(reversed(weights.items())))
    assert min(weights[word] for word in chosen(weights)) == 3.0


def test_a_rare_word_is_read_whole_and_a_common_one_only_beside_another():
    known = {"rare": Frequency(3, 1), "some": Frequency(50_000, 40_000), "other": Frequency(60_000, 100)}
    weights = {word: inverse_frequency(1_000_000, f.docs) for word, f in known.items()}
    found = lists(chosen(weights), weights, known, 1_000_000)
    alone = {one.words[0] for one in found if len(one.words) == 1 and not one.in_head}
    assert alone == {"rare"}
    assert any({"rare", "some"} <= {*one.words} or {"some", "other"} <= {*one.words} for one in found)


def test_a_single_common_word_is_read_nevertheless():
    found = lists(["the"], {"the": 0.1}, {"the": Frequency(900_000, 500_000)}, 1_000_000)
    assert {one.in_head for one in found} == {True, False}
    assert sum(one.limit for one in found) <= 2 * plan.ROWS


def message(**heads):
    """The lists of a message of words that stand in so many heads."""
    known = {word: Frequency(5 * count, count) for word, count in heads.items()}
    weights = {word: inverse_frequency(2_000_000, one.docs) for word, one in known.items()}
    return [set(one.words) for one in lists_of_message(chosen(weights), weights, known)]


def test_common_words_of_a_message_are_read_where_all_or_all_but_one_stand_together():
    assert message(oracle=8_000, type=78_000, name=47_000) == [{"oracle", "type", "name"}]
    four = message(oracle=8_000, type=78_000, name=47_000, data=51_000)
    assert four[0] == {"oracle", "type", "name", "data"}
    # Without the rarest the others stand in too many heads.
    assert four[1:] == [four[0] - {left} for left in ("name", "data", "type")]


def test_a_message_with_a_rare_word_or_of_two_needs_no_such_list():
    assert message(oracle=800, type=78_000, name=47_000) == []
    assert message(type=78_000, name=47_000) == []
    assert message(oracle=8_000, type=78_000, unseen=0) == []


@given(KNOWN)
def test_the_cost_of_a_message_is_bounded(given_words):
    known = {word: Frequency(docs, int(docs * share)) for word, (docs, share) in given_words.items()}
    found = lists_of_message(list(known), dict.fromkeys(known, 1.0), known)
    assert len(found) <= 1 + plan.TOGETHER
    assert all(one.in_head and one.limit == plan.PAIR and len(one.words) >= 3 for one in found)
