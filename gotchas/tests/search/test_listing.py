"""Lists without words: every gotcha once, newest first, with exact counts, at any depth as fast."""

import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gotchas.answers.found import answer
from gotchas.models import Gotcha
from gotchas.models.searchable import index_gotchas
from gotchas.search import listing
from gotchas.tests.factories import make_gotcha, make_gotchas, make_platform

pytestmark = pytest.mark.django_db

BEGIN = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


def make_many(many, **fields):
    """Gotchas whose order of publication is not that of their ids."""
    made = make_gotchas(many, indexed=False, **fields)
    for n, gotcha in enumerate(made):
        at = BEGIN + datetime.timedelta(days=(n * 7) % many)
        Gotcha.objects.filter(pk=gotcha.pk).update(published_at=at)
    rows = Gotcha.objects.filter(pk__in=[gotcha.pk for gotcha in made])
    index_gotchas(rows)
    return list(rows.order_by("-published_at", "-pk").values_list("pk", flat=True))


def ids(made):
    return [row.gotcha.pk for row in made.rows]


def counts(made, name):
    return {
        choice.value: choice.count for facet in made.facets if facet.name == name for choice in facet.choices
    }


def test_the_list_is_walked_to_its_end_and_back_in_the_order_of_publication():
    vms = make_platform(slug="vms")
    expected = make_many(25, platforms=[vms])
    asked = {"platform": ["vms"]}
    first = answer("", asked)
    second = answer("", asked, before=first.before, page=2)
    third = answer("", asked, before=second.before, page=3)
    assert ids(first) + ids(second) + ids(third) == expected
    assert [(a.total, a.page, a.pages) for a in (first, second, third)] == [(25, n, 3) for n in (1, 2, 3)]
    assert third.before is None
    back = answer("", asked, after=third.after, page=2)
    assert ids(back) == ids(second)
    assert (back.before, back.page) == (second.before, 2)


def test_a_list_upward_from_its_first_page_is_that_page():
    make_platform(slug="vms")
    make_many(15, platforms=[make_platform(slug="vms2")])
    first = answer("", {"platform": ["vms2"]})
    up = answer("", {"platform": ["vms2"]}, after=ids(first)[5], page=2)
    assert (ids(up), up.page) == (ids(first), 1)


def test_counts_are_exact_whatever_is_chosen_and_siblings_can_be_added():
    vms, ultrix = make_platform(slug="vms"), make_platform(slug="ultrix")
    make_many(3, platforms=[vms])
    make_many(2, platforms=[ultrix], kind="tip")
    make_many(1, platforms=[vms, ultrix])
    made = answer("", {"platform": ["vms"]})
    assert made.total == 4
    assert counts(made, "platform") == {"vms": 4, "ultrix": 3}
    assert counts(answer("", {"platform": ["vms"], "kind": ["tip"]}), "platform") == {"ultrix": 2, "vms": 0}
    both = answer("", {"platform": ["vms", "ultrix"]})
    assert both.total == 6
    assert counts(both, "kind") == {"problem": 4, "tip": 2}


def test_where_filters_leave_nothing_it_says_what_there_is_without_each():
    make_many(3, platforms=[make_platform(slug="vms")])
    made = answer("", {"platform": ["vms"], "kind": ["tip"]})
    assert not made.rows
    assert [(fewer.name, fewer.count) for fewer in made.without] == [("kind", 3)]


def test_excluded_words_are_counted_out_and_left_out_at_every_depth(monkeypatch):
    monkeypatch.setattr(listing, "READ", 8)
    kept = make_many(14, platforms=[make_platform(slug="vms")])
    make_many(30, platforms=[make_platform(slug="ultrix")], problem="It speaks of a certificate.")
    first = answer("kind:problem -certificate", {})
    assert (first.total, first.at_most, first.pages) == (14, False, 2)
    second = answer("kind:problem -certificate", {}, before=first.before, page=2)
    assert ids(first) + ids(second) == kept
    assert counts(first, "kind") == {"problem": 14}
    assert ids(answer("kind:problem -certificate", {}, after=second.after, page=1)) == ids(first)


def test_too_many_excluded_ones_to_be_counted_out_are_told(monkeypatch):
    monkeypatch.setattr(listing, "HELD", 2)
    make_many(5, problem="It speaks of a certificate.")
    made = answer("kind:problem -certificate", {})
    assert made.at_most
    assert not made.rows


def test_one_that_went_meanwhile_still_says_where_the_next_page_begins():
    expected = make_many(15, platforms=[make_platform(slug="vms")])
    last = Gotcha.objects.get(pk=expected[9])
    last.state, last.withdrawn_reason = Gotcha.State.WITHDRAWN, "No."
    last.save()
    last.record()
    assert ids(answer("", {"platform": ["vms"]}, before=last.pk, page=2)) == expected[10:]


@pytest.mark.parametrize("at", [{"before": 999_999_999}, {"after": 999_999_999, "page": 2}, {"page": 2}])
def test_a_place_that_is_not_there_is_the_first_page_and_told(at):
    expected = make_many(15, platforms=[make_platform(slug="vms")])
    made = answer("", {"platform": ["vms"]}, **at)
    assert (ids(made), made.page, made.is_lost) == (expected[:10], 1, True)


def test_no_draft_is_listed_or_counted():
    make_many(3)
    make_gotcha(state=Gotcha.State.DRAFT)
    assert answer("kind:problem", {}).total == 3


def test_a_list_takes_as_many_queries_for_two_and_for_fifty_at_any_depth():
    def queries(**at):
        with CaptureQueriesContext(connection) as taken:
            answer("", {"platform": ["vms"]}, **at)
        return len(taken)

    vms = make_platform(slug="vms")
    make_many(2, platforms=[vms])
    answer("", {"platform": ["vms"]})  # a process reads its families once
    few = queries()
    make_many(48, platforms=[vms])
    assert queries() == few
    first = answer("", {"platform": ["vms"]})
    assert queries(before=first.before, page=2) <= few + 1


def test_on_a_large_site_counts_are_kept_for_a_while_and_rows_are_not(monkeypatch):
    monkeypatch.setattr(listing, "MANY", 2)
    vms = make_platform(slug="vms")
    make_many(3, platforms=[vms])
    assert answer("", {"platform": ["vms"]}).total == 3
    new = make_gotcha(platforms=[vms])
    made = answer("", {"platform": ["vms"]})
    assert made.total == 3
    assert ids(made)[0] == new.pk
    cache.clear()
    assert answer("", {"platform": ["vms"]}).total == 4


def test_more_sorts_of_facets_than_are_known_are_told(monkeypatch):
    monkeypatch.setattr(listing, "MOST_SETS", 1)
    make_many(2, platforms=[make_platform(slug="vms")])
    make_many(1, platforms=[make_platform(slug="ultrix")])
    made = answer("kind:problem", {})
    assert (made.total, made.more_than) == (2, True)


def test_among_words_the_newest_are_those_that_were_published_last():
    expected = make_many(9, title="The handshake fails")
    assert ids(answer("handshake", {}, newest=True)) == expected
