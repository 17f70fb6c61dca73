"""Two editors, one gotcha: the second to save is told, sees both texts and loses nothing."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.admin import site
from django.db import connection
from django.test import Client
from django.urls import reverse

from gotchas.admin.stale import rows_gone_become_new
from gotchas.models import Gotcha, MessageCode
from gotchas.tests.admin_pages import form_of, make_staff, signed_in, text_of, tree
from gotchas.tests.factories import make_code, make_gotcha, make_source

# `make drill` sends a hundred.
PAIRS = int(os.environ.get("PAIRS", "8"))


def page_of(row: Any) -> str:
    return reverse(f"admin:gotchas_{row._meta.model_name}_change", args=[row.pk])


@pytest.fixture
def pair(db: None) -> tuple[Client, Client]:
    return (
        signed_in(make_staff("editor", username="ada")),
        signed_in(make_staff("editor", username="bo")),
    )


def texts(response: Any) -> list[str]:
    """The boxes in which both texts and what one would change of the other are shown."""
    return [
        "".join(box.itertext())
        for box in tree(response).iter("div")
        if "text" in (box.get("class") or "").split()
    ]


def test_the_second_of_two_saves_is_told_and_shown_both_texts(pair: tuple[Client, Client]) -> None:
    ada, bo = pair
    gotcha = make_gotcha(solution="Use option 12.")
    opened = form_of(bo.get(page_of(gotcha)))
    form = form_of(ada.get(page_of(gotcha)))
    ada.post(page_of(gotcha), form | {"solution": "Use option 13.", "note": "Wrong digit."})

    answer = bo.post(page_of(gotcha), opened | {"solution": "Use option 12, twice.", "title": "Mine"})

    assert answer.status_code == 409
    gotcha.refresh_from_db()
    assert (gotcha.solution, gotcha.last_revision) == ("Use option 13.", 2)
    words = text_of(answer)
    assert "Saved by ada" in words
    assert "Wrong digit." in words
    shown = texts(answer)
    assert "Use option 13." in shown
    assert "Use option 12, twice." in shown
    assert "Use option removed: 13added: 12, twice." in [" ".join(text.split()) for text in shown]
    assert "You and the other editor both changed this." in words
    assert "Only you changed this." in words
    kept = form_of(answer)
    assert (kept["solution"], kept["title"]) == ("Use option 12, twice.", "Mine")


def test_saving_again_after_seeing_both_texts_is_a_knowing_act(pair: tuple[Client, Client]) -> None:
    ada, bo = pair
    gotcha = make_gotcha()
    opened = form_of(bo.get(page_of(gotcha)))
    ada.post(page_of(gotcha), form_of(ada.get(page_of(gotcha))) | {"title": "Hers"})
    told = bo.post(page_of(gotcha), opened | {"title": "His"})
    assert bo.post(page_of(gotcha), form_of(told)).status_code == 302
    assert [r.content["title"] for r in gotcha.revisions.order_by("-number")[:2]] == ["His", "Hers"]


def test_a_third_save_in_between_is_told_again(pair: tuple[Client, Client]) -> None:
    ada, bo = pair
    gotcha = make_gotcha()
    opened = form_of(bo.get(page_of(gotcha)))
    ada.post(page_of(gotcha), form_of(ada.get(page_of(gotcha))) | {"title": "Hers"})
    told = bo.post(page_of(gotcha), opened | {"title": "His"})
    ada.post(page_of(gotcha), form_of(ada.get(page_of(gotcha))) | {"title": "Hers again"})
    assert bo.post(page_of(gotcha), form_of(told)).status_code == 409


def test_a_form_without_its_base_saves_nothing(pair: tuple[Client, Client]) -> None:
    gotcha = make_gotcha()
    form = form_of(pair[0].get(page_of(gotcha)))
    for base in ({}, {"_base": ""}, {"_base": "99-0"}, {"_base": "9" * 5000}):
        sent = {k: v for k, v in form.items() if k != "_base"} | base | {"title": "Changed"}
        assert pair[0].post(page_of(gotcha), sent).status_code == 409
    assert gotcha.revisions.count() == 1


def test_an_error_in_the_form_keeps_its_base(pair: tuple[Client, Client]) -> None:
    ada, bo = pair
    gotcha = make_gotcha()
    opened = form_of(bo.get(page_of(gotcha)))
    wrong = bo.post(page_of(gotcha), opened | {"title": ""})
    assert wrong.status_code == 200
    ada.post(page_of(gotcha), form_of(ada.get(page_of(gotcha))) | {"title": "Hers"})
    assert bo.post(page_of(gotcha), form_of(wrong) | {"title": "His"}).status_code == 409


@pytest.mark.parametrize(
    "change",
    [
        lambda g: g.notices.create(text="Do not run step 2."),
        lambda g: g.gotcha_codes.update(severity="W"),
        lambda g: g.gotcha_codes.all().delete(),
        lambda g: g.sources.add(make_source()),
    ],
    ids=["a notice", "a severity", "a code taken away", "a source"],
)
def test_rows_that_hang_on_it_count_too(pair: tuple[Client, Client], change: Any) -> None:
    gotcha = make_gotcha(codes=[make_code()])
    opened = form_of(pair[0].get(page_of(gotcha)))
    change(gotcha)
    answer = pair[0].post(page_of(gotcha), opened | {"title": "Mine"})
    assert answer.status_code == 409
    assert pair[0].post(page_of(gotcha), form_of(answer)).status_code == 302


def test_a_code_taken_away_by_the_other_stays_in_the_form_as_a_new_row(pair: tuple[Client, Client]) -> None:
    code = make_code("AMQ9637")
    gotcha = make_gotcha(codes=[code, make_code("AMQ9631")])
    opened = form_of(pair[0].get(page_of(gotcha)))
    gotcha.gotcha_codes.filter(code=code).delete()
    told = form_of(pair[0].post(page_of(gotcha), opened | {"title": "Mine"}))
    assert (told["gotcha_codes-INITIAL_FORMS"], told["gotcha_codes-TOTAL_FORMS"]) == ("1", "2")
    assert pair[0].post(page_of(gotcha), told).status_code == 302
    assert set(gotcha.gotcha_codes.values_list("code__code", flat=True)) == {"AMQ9637", "AMQ9631"}


def test_a_reader_who_comments_meanwhile_is_no_other_editor(pair: tuple[Client, Client]) -> None:
    gotcha = make_gotcha()
    opened = form_of(pair[0].get(page_of(gotcha)))
    gotcha.bump(comments=1)
    assert pair[0].post(page_of(gotcha), opened | {"title": "Mine"}).status_code == 302
    gotcha.refresh_from_db()
    assert gotcha.comment_count == 1


def test_a_code_is_not_overwritten_either(pair: tuple[Client, Client]) -> None:
    code = make_code()
    opened = form_of(pair[0].get(page_of(code)))
    form = form_of(pair[1].get(page_of(code)))
    assert pair[1].post(page_of(code), form | {"meaning": "What bo wrote"}).status_code == 302
    answer = pair[0].post(page_of(code), opened | {"meaning": "What ada wrote"})
    assert answer.status_code == 409
    assert "Saved by bo" in text_of(answer)
    assert MessageCode.objects.get().meaning == "What bo wrote"


def test_rows_of_a_form_are_renumbered_when_some_are_gone() -> None:
    data = {
        "x-TOTAL_FORMS": "4", "x-INITIAL_FORMS": "3",
        "x-0-id": "5", "x-0-name": "stays",
        "x-1-id": "6", "x-1-name": "gone",
        "x-2-id": "7", "x-2-name": "gone and unwanted", "x-2-DELETE": "on",
        "x-3-id": "", "x-3-name": "new",
    }  # fmt: skip
    rows_gone_become_new(data, "x", {"5"})
    assert data == {
        "x-TOTAL_FORMS": "3", "x-INITIAL_FORMS": "1",
        "x-0-id": "5", "x-0-name": "stays",
        "x-1-id": "", "x-1-name": "gone",
        "x-2-id": "", "x-2-name": "new",
    }  # fmt: skip


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_saves_at_once_one_is_kept_and_the_other_is_told() -> None:
    clients = [signed_in(make_staff(username="ada")), signed_in(make_staff(username="bo"))]
    gotcha, together = make_gotcha(), threading.Barrier(2)

    def save(who: int, form: dict[str, Any], title: str) -> int:
        together.wait(30)
        try:
            return clients[who].post(page_of(gotcha), form | {"title": title}).status_code
        finally:
            connection.close()

    sent = form_of(clients[0].get(page_of(gotcha)))
    with ThreadPoolExecutor(2) as pool:
        for n in range(PAIRS):
            form = sent | {"_base": site._registry[Gotcha].base_of(Gotcha.objects.get())}
            answers = list(pool.map(save, (0, 1), (form, form), (f"ada {n}", f"bo {n}")))
            assert sorted(answers) == [302, 409], n
            winner = ("ada", "bo")[answers.index(302)]
            assert Gotcha.objects.get().title == f"{winner} {n}"
    titles = [r.content["title"] for r in gotcha.revisions.order_by("number")]
    assert [title.split()[-1] for title in titles[1:]] == [str(n) for n in range(PAIRS)]
