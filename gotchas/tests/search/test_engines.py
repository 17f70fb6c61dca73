"""What both engines answer for the same rows. The suite runs on each database; what is expected is one."""

import datetime
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gotchas.search import index
from gotchas.search.engine import engine
from gotchas.search.index import facets_key
from gotchas.search.plan import Postings
from gotchas.search.tables import SearchDoc
from gotchas.tests.search.tables import doc

pytestmark = pytest.mark.django_db

ROWS = [
    doc(1, "alpha beta", "gamma", facets=("kinderror", "platzos")),
    doc(2, "beta", "alpha gamma delta", facets=("kinderror", "platunix")),
    doc(3, "gamma", "beta", facets=("kindhint", "platzos")),
    doc(4, "", "alpha beta gamma", kind="m", facets=("acomment",)),
    doc(5, "alphabet soup", "", facets=("kindhint",)),
]
WORDS = ["alpha", "beta", "gamma", "delta", "alphabet", "nowhere"]


@pytest.fixture(autouse=True)
def _rows():
    index.put(ROWS)


def found(lists, facets=(), limit=100):
    """Ids of the objects, in the engine's order."""
    by_pk = dict(SearchDoc.objects.values_list("pk", "object_id"))
    return [by_pk[pk] for pk in engine().candidates(lists, facets, limit)]


def of(*words, in_head=False, weight=1.0, limit=100):
    return Postings(words, in_head, weight, limit)


def test_one_word_is_found_in_heads_and_bodies():
    assert sorted(found([of("alpha")])) == [1, 2, 4]
    assert found([of("alpha", in_head=True)]) == [1]


def test_two_words_are_found_where_both_stand():
    assert sorted(found([of("alpha", "beta")])) == [1, 2, 4]
    assert found([of("alpha", "beta", in_head=True)]) == [1]
    assert found([of("alpha", "delta")]) == [2]


def test_what_stands_in_more_and_heavier_lists_comes_first():
    lists = [of("delta", weight=5.0), of("beta", weight=1.0), of("alpha", weight=1.0)]
    assert found(lists)[0] == 2
    assert found(lists, limit=1) == [2]


def test_among_equals_the_older_comes_first():
    assert found([of("gamma")]) == [1, 2, 3, 4]


def test_no_more_rows_of_a_list_are_read_than_it_says():
    assert len(found([of("gamma", limit=2)])) == 2


def test_two_words_of_a_head_are_found_with_facets_and_without():
    lists = [of("alpha", "beta", in_head=True), of("beta", in_head=True)]
    assert found(lists) == [1, 2]
    assert found(lists, [("platzos",)]) == [1]
    index.put([doc(1, "beta", "alpha gamma", facets=("platzos",)), doc(4, "alpha beta", kind="m")])
    assert found(lists) == [4, 1, 2]
    index.take("m", [4])
    assert found(lists) == [1, 2]


def test_facets_narrow_one_of_each_group():
    assert found([of("gamma")], [("kinderror",)]) == [1, 2]
    assert found([of("gamma")], [("kinderror", "kindhint"), ("platzos",)]) == [1, 3]
    assert found([of("gamma")], [("kindnone",)]) == []
    assert found([of("gamma")], [("platzos", "acomment")]) == [1, 3, 4]


def test_a_facet_word_is_no_word():
    assert found([of("kinderror"), of("kinderror", in_head=True)]) == []
    assert found([of("gamma")], [("alpha",)]) == []


def test_without_lists_nothing_is_found():
    assert engine().candidates([], (), 10) == []


def test_documents_are_read_by_their_ids():
    stored = SearchDoc.objects.filter(object_id__in=[1, 4]).values_list(
        "pk", "kind", "object_id", "gotchas", "head", "body", "facets"
    )
    read = engine().documents([row[0] for row in stored] + [0])
    assert sorted(map(tuple, read)) == sorted(stored)
    assert {row[2:6] for row in read} == {(1, "1", "alpha beta", "gamma"), (4, "", "", "alpha beta gamma")}
    assert engine().documents([]) == []


@pytest.mark.parametrize("folded", [True, False])
def test_words_are_counted_before_and_after_their_counts_are_folded(folded):
    while folded and index.fold():
        pass
    index.put([doc(6, "beta", "delta")])  # waits beside what is folded
    counts = Counter()
    for word, docs, heads in engine().counted(["beta", "delta", "nowhere"]):
        counts.update({(word, "docs"): docs, (word, "heads"): heads})
    assert counts == {("beta", "docs"): 5, ("beta", "heads"): 3, ("delta", "docs"): 2, ("delta", "heads"): 0}


def test_those_that_hold_a_word_are_counted_by_their_facets():
    kinds = ("kinderror", "kindhint")
    keys = {facets_key("kinderror platzos"): 1, facets_key("kinderror platunix"): 1}
    assert dict(engine().holding(["alpha"], [kinds], 9)) == keys
    assert dict(engine().holding(["soup", "delta"], [kinds], 9)).keys() == {
        facets_key("kindhint"),
        facets_key("kinderror platunix"),
    }
    assert sum(dict(engine().holding(["gamma"], [kinds], 2)).values()) == 2


DAYS = [
    datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(hours=n / 2) for n in range(4)
]
DAYS.append(DAYS[1] + datetime.timedelta(microseconds=500))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["platzos", "platunix", "kindtip"]), st.sampled_from(DAYS)), max_size=12
    ),
    st.sets(st.sampled_from(["platzos", "platunix", "kindtip", "platnone"])),
    st.one_of(st.none(), st.tuples(st.sampled_from(DAYS), st.integers(0, 13))),
    st.integers(1, 5),
    st.booleans(),
)
def test_a_list_is_what_sorting_every_row_gives(made, facets, place, limit, upward):
    index.take("g", range(20))
    index.put(doc(n, facets=(facet,), at=at) for n, (facet, at) in enumerate(made, 1))
    index.put([doc(15, kind="c", facets=("platzos",), at=DAYS[0])])
    rows = sorted(((at, n) for n, (facet, at) in enumerate(made, 1) if facet in facets), reverse=not upward)
    expected = [n for at, n in rows if not place or ((at, n) > place if upward else (at, n) < place)]
    keys = [facets_key(facet) for facet in facets]
    assert engine().listed(keys, place, limit, upward) == expected[:limit]


def test_heads_are_found_that_hold_all_words_and_one_of_the_endings():
    assert sorted(engine().beginning([], ["alpha", "alphabet"], 9)) == [
        (1, "alpha beta"),
        (5, "alphabet soup"),
    ]
    assert engine().beginning(["beta"], ["alpha", "alphabet"], 9) == [(1, "alpha beta")]
    assert engine().beginning(["soup", "alphabet"], [], 9) == [(5, "alphabet soup")]
    assert engine().beginning([], ["gamma"], 9) == [(3, "gamma")]  # 1 and 2 have it in the body alone
    assert len(engine().beginning([], ["alpha", "beta", "gamma"], 2)) == 2


def test_a_head_that_holds_several_of_the_endings_is_given_once():
    found = engine().beginning([], ["alpha", "beta", "soup", "alphabet"], 9)
    assert len(found) == len(dict(found))
    assert {(1, "alpha beta"), (5, "alphabet soup")} <= set(found)


def test_only_gotchas_are_found_by_the_beginning_of_a_head():
    index.put([doc(9, "alpha code", kind="c"), doc(8, "alpha remark", kind="m")])
    assert engine().beginning([], ["alpha"], 9) == [(1, "alpha beta")]


@pytest.mark.parametrize("folded", [True, False])
def test_words_that_begin_alike_are_counted_before_and_after_their_counts_are_folded(folded):
    while folded and index.fold():
        pass
    heads = Counter()
    for word, count in engine().growing("alph", 100):
        heads[word] += count
    assert heads == {"alpha": 1, "alphabet": 1}
    assert len(engine().growing("", 3)) in (3, 6)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True),
            st.booleans(),
            st.integers(1, 9),
        ),
        max_size=6,
    ),
    st.lists(
        st.sets(st.sampled_from(["kinderror", "kindhint", "platzos", "acomment"]), min_size=1), max_size=2
    ),
)
def test_an_engine_finds_what_reading_every_row_finds(asked, groups):
    """The order too: equal on both databases, as weights are whole here."""
    lists = [of(*words, in_head=in_head, weight=float(weight)) for words, in_head, weight in asked]
    weights = {}
    for row in ROWS:
        head, both = {*row.head.split()}, {*row.head.split(), *row.body.split()}
        inside = [one.weight for one in lists if {*one.words} <= (head if one.in_head else both)]
        if inside and all(group & {*row.facets} for group in groups):
            weights[row.object_id] = sum(inside)
    written = [row.object_id for row in sorted(ROWS, key=lambda row: row.kind)]  # comments after gotchas
    expected = sorted(weights, key=lambda pk: (-weights[pk], written.index(pk)))
    assert found(lists, [tuple(group) for group in groups]) == expected
