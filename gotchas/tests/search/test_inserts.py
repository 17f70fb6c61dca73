"""What a product put into its message counts less than what the message says."""

import pytest

from gotchas.models.finding import lookup
from gotchas.search import find as searching
from gotchas.search import plan
from gotchas.search.inserts import inserted, said
from gotchas.search.query import LONGEST, parse
from gotchas.tests.factories import make_gotcha


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Can't load function 'nightly-export' here", {"nightly", "export"}),
        ('The table "SALES.ORDERS" is full', {"sales", "orders"}),
        ("Property `total` of “cart” is missing", {"total", "cart"}),
        ("tests/test_api.py does not end", {"tests", "test", "api", "py"}),
        ("quota of anna@example.org is used up", {"anna", "example", "org"}),
    ],
)
def test_names_paths_and_addresses_stand_in_a_message(text, names):
    assert inserted(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "",
        "'use strict'",
        'the "use strict"',  # too little is left to be a message
        "Can't read or write, and won't",
        "cannot read/write over TCP/IP",
        "It was a stale /var/lib/rotel/mefa.db of client 3.28.9; set max_telga_limit=8",
        "the users' own tables aren't his'",
        '<div class="card"><p>Welcome home</p></div>',
    ],
)
def test_what_else_is_said_is_the_message_itself(text):
    assert inserted(text) == frozenset()


def test_a_word_that_stands_outside_as_well_is_the_message_s_own():
    assert inserted('the export of "nightly export" has failed') == {"nightly"}


@pytest.mark.parametrize("unit", ["'", '"', "a/", "a.", "@", "\\", "x_", "“"])
def test_a_box_full_of_one_thing_is_read(unit):
    inserted((unit * LONGEST)[:LONGEST])


@pytest.mark.django_db
def test_a_message_is_found_by_what_it_says_and_not_by_the_names_in_it():
    make_gotcha(title="Nightly export ends", problem="The nightly export takes long.")
    made = make_gotcha(title="Cannot load function", problem="It is not there.")
    found = searching.find(parse("Cannot load function 'nightly-export'"), lookup)
    assert found.results[0].object_id == made.pk
    assert found.weights["nightly"] < 0.75 * found.weights["load"]


def test_a_whole_path_is_not_what_a_message_says():
    assert said("statement must come first in /var/lib/mysql/shop/orders.ibd for 'x1'") == {
        "statement", "must", "come", "first", "in", "for"
    }  # fmt: skip


@pytest.mark.django_db
def test_a_message_of_common_words_is_found_where_all_of_them_stand(monkeypatch):
    """Among a million, as told by the bounds: no list is read whole, and of two words only the first row."""
    monkeypatch.setattr(plan, "WHOLE", 0)
    monkeypatch.setattr(plan, "FEW", 0)
    monkeypatch.setattr(plan, "PAIR", 1)
    for title in ("Alpha beta fails", "Alpha gamma fails", "Beta gamma fails", "Fails beta", "Fails gamma"):
        make_gotcha(title=title)
    made = make_gotcha(title="Alpha beta gamma fails")
    found = searching.find(parse("alpha beta 'delta' gamma /var/lib/fails/x.log"), lookup)
    assert found.results[0].object_id == made.pk
