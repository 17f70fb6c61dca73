"""The tables of search after any sequence of writes: lists, counts and spellings agree with the documents."""

import sys
import unicodedata

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gotchas import markup
from gotchas.search import index
from gotchas.search.engine import engine
from gotchas.search.plan import Postings
from gotchas.search.tables import SearchDoc, SearchSpelling, SearchTerm, SearchTermChange
from gotchas.tests.search.tables import ROWS, check_lists, counted, doc, frequencies, holding, rows
from gotchas.text.words import fold_words

pytestmark = pytest.mark.django_db

WORDS = st.lists(st.sampled_from(["alpha", "beta", "gamma", "Delta", "AMQ9637", "naïve", "12"]), max_size=5)
TEXT = WORDS.map(" ".join)
PUT = st.lists(st.tuples(st.sampled_from("gm"), st.integers(1, 4), TEXT, TEXT), min_size=1, max_size=4)
TAKE = st.tuples(st.sampled_from("gm"), st.sets(st.integers(1, 5), max_size=3))
STEPS = st.lists(st.one_of(PUT, TAKE, st.just("fold")), max_size=8)


@pytest.fixture(autouse=True)
def _empty():
    SearchTerm.objects.all().delete()
    SearchTermChange.objects.all().delete()
    index.take("c", SearchDoc.objects.filter(kind="c").values_list("object_id", flat=True))
    SearchTermChange.objects.all().delete()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_after_any_writes_counts_and_lists_are_those_of_the_documents(steps):
    with transaction.atomic():
        stands = {}
        for step in steps:
            if step == "fold":
                index.fold()
            elif isinstance(step, tuple):
                kind, ids = step
                index.take(kind, ids)
                stands = {key: text for key, text in stands.items() if key[0] != kind or key[1] not in ids}
            else:
                index.put(doc(pk, head, body, kind) for kind, pk, head, body in step)
                stands |= {(kind, pk): (fold_words(head), fold_words(body)) for kind, pk, head, body in step}
        assert {(r[0], r[1]): (r[3].split(), r[4].split()) for r in rows()} == stands
        expected = counted()
        assert frequencies() == expected
        check_lists()
        while index.fold():
            pass
        assert frequencies() == expected
        assert not SearchTermChange.objects.exists()
        transaction.set_rollback(True)


def test_putting_the_same_again_writes_nothing():
    index.put([doc(1, "alpha beta", "gamma", facets=("kinderror",))])
    before = rows(), SearchTermChange.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        index.put([doc(1, "Alpha, beta!", "GAMMA", facets=("kinderror",))])
    assert not [q["sql"] for q in queries if not q["sql"].startswith("SELECT")]
    assert (rows(), SearchTermChange.objects.count()) == before


def test_another_facet_or_gotcha_alone_is_written():
    index.put([doc(1, "alpha", facets=("kinderror",), kind="m", gotchas=(1,))])
    index.put([doc(1, "alpha", facets=("kindhint",), kind="m", gotchas=(1, 2))])
    (row,) = rows()
    assert row[2] == "1 2"
    assert row[5] == "kindhint"
    assert frequencies()["alpha"].docs == 1


def test_the_same_document_twice_in_one_portion_counts_once():
    index.put([doc(1, "alpha"), doc(1, "beta")])
    assert frequencies() == counted()
    assert holding("beta") == {("g", 1)}
    assert holding("alpha") == set()


def test_a_gotcha_and_a_comment_of_one_id_are_two():
    index.put([doc(1, "alpha"), doc(1, "", "alpha", kind="m")])
    index.take("m", [1])
    assert holding("alpha") == {("g", 1)}


def test_more_than_one_portion_is_put_and_taken(monkeypatch):
    monkeypatch.setattr(index, "BATCH", 3)
    index.put(doc(pk, f"alpha w{pk}") for pk in range(1, 11))
    assert frequencies()["alpha"].docs == 10
    index.take("g", range(1, 10))
    assert rows() == [("g", 10, "10", "alpha w10", "", "")]


def test_a_write_taken_back_leaves_no_words():
    index.put([doc(1, "alpha")])
    with pytest.raises(RuntimeError), transaction.atomic():
        index.put([doc(1, "beta"), doc(2, "gamma")])
        raise RuntimeError
    assert holding("beta") == holding("gamma") == set()
    assert holding("alpha") == {("g", 1)}
    assert frequencies() == counted()


def test_many_changes_are_folded_in_several_steps(monkeypatch):
    monkeypatch.setattr(index, "FOLDED_AT_ONCE", 4)
    index.put([doc(1, "alpha beta gamma delta epsilon zeta")])
    assert index.fold() == 4
    assert frequencies() == counted()
    while index.fold():
        pass
    assert frequencies() == counted()


def test_placeholders_stand_in_no_head():
    index.put([doc(1, "Cannot open {0} of %s on <name>", "but {verbose} stays")])
    assert rows()[0][3] == "cannot open of on"
    assert "verbose" in rows()[0][4]


def test_a_word_longer_than_the_column_is_left_out():
    index.put([doc(1, "alpha " + "x" * 41, "y" * 40)])
    assert rows()[0][3:5] == ("alpha", "y" * 40)


@pytest.mark.parametrize(
    "hostile", ['" OR * NEAR(', "' & | !", ":*", "h.alpha f.kinderror", "a\u0300", "\u202e"]
)
def test_no_text_breaks_an_engine(hostile):
    index.put([doc(1, f"alpha {hostile}", hostile, facets=("kinderror",))])
    check_lists()
    index.put([doc(1, hostile)])
    index.take("g", [1])
    assert rows() == []


def test_a_word_with_any_letter_there_is_can_be_asked_for():
    """One that SQLite's tokenizer parts is a phrase to it, which is an error in a table without positions."""
    letters = [chr(c) for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c))[0] in "LN"]
    words = sorted({word for letter in letters for word in fold_words(f"qz{letter}qz")})
    assert len(words) > 100_000
    asked = words if connection.vendor == "sqlite" else words[::20]
    for n in range(0, len(asked), 400):
        lists = [Postings((word,), False, 1.0, ROWS) for word in asked[n : n + 400]]
        assert engine().candidates(lists, (), 1) == []
    some = words[::997]
    index.put([doc(1, " ".join(some[::2]), " ".join(some[1::2]))])
    assert all(holding(word) == {("g", 1)} for word in some)


def test_the_longest_article_there_can_be_is_found_by_its_first_and_its_last_word():
    words = [f"w{n:05}" for n in range(4 * markup.ARTICLE_LIMIT // 7)]
    index.put([doc(1, "alpha", " ".join(words))])
    assert holding(words[0]) == holding(words[-1]) == {("g", 1)}


# Spelling


def test_a_word_with_one_letter_left_out_leads_to_it():
    index.put(doc(pk, "certificate") for pk in (1, 2))
    index.fold()
    terms = SearchSpelling.objects.filter(shortened__in=index.shortened("certifcate"))
    assert set(terms.values_list("term", flat=True)) == {"certificate"}


@pytest.mark.parametrize("word", ["abc", "ab12cd", "x" * 30])
def test_short_words_numbers_and_very_long_ones_are_not_spelled(word):
    index.put(doc(pk, word) for pk in range(1, 9))
    index.fold()
    assert not SearchSpelling.objects.filter(term=word).exists()


def test_a_word_has_as_many_short_forms_as_letters_and_itself():
    assert index.shortened("word") == {"word", "ord", "wrd", "wod", "wor"}


@pytest.mark.parametrize(("one", "other"), [("z/OS", "zos"), ("IBM MQ", "ibmmq"), ("ＺＯＳ", "zos")])
def test_a_facet_word_is_the_same_however_a_value_is_written(one, other):
    assert index.facet("plat", one) == index.facet("plat", other)
    assert index.facet("plat", one) != index.facet("fam", one)
