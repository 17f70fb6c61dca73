"""An administrator erases fields of a revision for good."""

import re

import pytest
from django.test import Client
from post_office.models import Email

from gotchas.models import Revision, Source
from gotchas.tests.admin_pages import make_staff, signed_in
from gotchas.tests.corrections import make_correction
from gotchas.tests.factories import make_collection, make_gotcha
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db

ADDRESS = "/1.1/revisions/1/erase/"
SECRET = "Ask Zoe Zanzibar."


@pytest.fixture
def gotcha():
    """The secret stands in versions 1 and 2, and no longer in 3."""
    gotcha = make_gotcha(collection=make_collection(number=1), cause=SECRET, recorded=False)
    gotcha.record(author_name="Zoe", note="By Zoe.")
    for solution, cause in (("1. See.", SECRET), ("1. Look.", "A label.")):
        gotcha.solution, gotcha.cause = solution, cause
        gotcha.save()
        gotcha.record(author_name="Ada")
    return gotcha


@pytest.fixture
def admin() -> Client:
    return signed_in(make_staff("administrator", username="adele"))


def send(client: Client, *fields: str, **more: str):
    given = {"fields_to_erase": fields or ("cause",), "reason": "By request.", "everywhere": "on"}
    return client.post(ADDRESS, given | more, follow=True)


def test_a_field_is_erased_wherever_it_says_the_same_and_the_page_says_so(admin, client, gotcha):
    assert 'href="/1.1/revisions/1/erase/"' in admin.get("/1.1/revisions/1/").content.decode()
    assert "Erased on" in text_of(send(admin))
    for number in (1, 2):
        page = client.get(f"/1.1/revisions/{number}/")
        check_page(page)
        assert SECRET not in page.content.decode()
        assert "by adele: cause. Reason: By request." in text_of(page)
    assert "A label." in text_of(client.get("/1.1/revisions/3/"))
    assert SECRET not in client.get("/1.1/diff/1/3/").content.decode()
    assert "fields erased" in text_of(client.get("/1.1/history/"))


def test_corrections_that_quote_the_text_are_shown_and_lose_it_as_well(admin, client, gotcha):
    first = gotcha.revisions.get(number=1)
    about = {"part": "cause", "base": first, "quoted": SECRET, "proposed": f"{SECRET} Twice."}
    quoting, kept = (make_correction(gotcha, **about) for _ in range(2))
    done = make_correction(gotcha, **about, state="rejected")
    other = make_correction(gotcha, quoted="1. See.", proposed="1. Look.", base=first)
    make_correction(make_gotcha(cause=SECRET), **about | {"base": None})
    page = admin.get(ADDRESS)
    assert f"Cause, correction {done.pk}, rejected: {SECRET}" in text_of(page)
    shown = re.findall(r'name="corrections" value="([0-9]+)"', page.content.decode())
    assert shown == [str(row.pk) for row in (quoting, kept, done)]
    refused = admin.post(ADDRESS, {"fields_to_erase": "cause", "reason": "x", "corrections": str(other.pk)})
    assert refused.status_code == 422
    send(admin, corrections=[str(quoting.pk), str(done.pk)])
    for row, state in ((quoting, "rejected"), (done, "rejected")):
        row.refresh_from_db()
        assert (row.state, row.is_text_erased, row.proposer_name) == (state, True, "Neil Casey")
        page = client.get(f"/corrections/{row.pk}/")
        check_page(page)
        assert "what it quoted and proposed" in text_of(page)
        assert SECRET not in page.content.decode()
    kept.refresh_from_db()
    assert (kept.state, kept.quoted) == ("reported", SECRET)
    # Nothing tells any more what it quotes of the erased text, but that it was made on it.
    assert f"correction {kept.pk}, reported: made on a version" in text_of(admin.get(ADDRESS))


def test_who_asked_for_the_decision_of_an_open_one_is_told_that_it_was_closed(admin, gotcha):
    about = {"part": "cause", "base": gotcha.revisions.get(number=1), "quoted": SECRET, "wants_mail": True}
    still_open = make_correction(gotcha, **about, proposer_email="neil@example.org")
    make_correction(
        gotcha, **about, proposer_email="ann@example.org", state="duplicate", duplicate_of=still_open
    )
    decided = make_correction(gotcha, **about, proposer_email="x@example.org", state="rejected")
    send(admin, corrections=[str(still_open.pk), str(decided.pk)])
    told = list(Email.objects.order_by("pk"))
    assert [letter.to for letter in told] == [["neil@example.org"], ["ann@example.org"]]
    for letter in told:
        assert "It is rejected." in letter.message
        assert "What it proposed was erased on request." in letter.message
        assert SECRET not in letter.message


def test_versions_that_say_a_line_of_it_beside_others_are_named(admin, gotcha):
    gotcha.cause = f"{SECRET}\nOr another."
    gotcha.save()
    gotcha.record()
    assert "Lines of it stand in other versions too: 4. Erase there what must go." in text_of(send(admin))
    assert "stand in other versions" not in text_of(send(admin, "author_name", everywhere=""))


def test_of_this_version_alone_where_that_is_asked_for(admin, gotcha):
    send(admin, everywhere="")
    assert [SECRET in row.content["cause"] for row in gotcha.revisions.order_by("number")] == [
        False, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize("everywhere", ["on", ""])
@pytest.mark.parametrize(
    ("number", "same", "refused"),
    [
        (2, "Title, Problem, Solution", "Problem"),
        (3, "Title, Problem, Cause", "Problem, Cause"),
        (4, "Title, Problem, Cause, Solution, Sources", "Problem, Cause"),
    ],
)
def test_what_the_article_still_says_is_refused_in_every_version(
    admin, gotcha, number, same, refused, everywhere
):
    gotcha.solution = "1. See."
    gotcha.sources.add(Source.objects.create(title="Notes of Zoe"))
    gotcha.save()
    gotcha.record()
    address = f"/1.1/revisions/{number}/erase/"
    assert f"The article still says the same in: {same}. Change" in text_of(admin.get(address))
    fields = {"fields_to_erase": ["problem", "cause"], "reason": "By request.", "everywhere": everywhere}
    answer = admin.post(address, fields)
    assert answer.status_code == 422
    assert f"The article still says the same in: {refused}. Change the article first." in text_of(answer)
    assert "By request." in answer.content.decode()
    assert not gotcha.revisions.exclude(suppressed=[]).exists()


def test_author_and_note_can_be_erased_as_well(admin, client, gotcha):
    send(admin, "author_name", "note")
    revision = Revision.objects.get(gotcha=gotcha, number=1)
    assert (revision.author_name, revision.note) == ("", "")
    assert "Zoe" not in client.get("/1.1/history/").content.decode()


def test_what_says_nothing_or_was_erased_is_no_choice(admin, gotcha):
    send(admin)
    page = admin.get(ADDRESS).content.decode()
    assert 'value="cause"' not in page
    assert 'value="expected"' not in page
    assert 'value="problem"' in page


def test_a_mistake_is_named(admin, gotcha):
    nothing = admin.post(ADDRESS, {"reason": "By request."})
    assert nothing.status_code == 422
    assert "Choose what is erased." in text_of(nothing)
    refused = send(admin, reason=" ")
    assert refused.status_code == 422
    assert "Say why" in text_of(refused)
    assert gotcha.revisions.filter(suppressed_at=None).count() == 3


def test_others_are_kept_out_and_the_page_stays_the_same_for_readers(client, gotcha):
    assert client.get(ADDRESS)["Location"].startswith("/admin/login/")
    editor = signed_in(make_staff("editor"))
    assert (editor.get(ADDRESS).status_code, send(editor).status_code) == (404, 404)
    assert "erase" not in editor.get("/1.1/revisions/1/").content.decode()
    assert "erase" not in client.get("/1.1/revisions/1/").content.decode()


def test_what_is_not_there_is_a_404(admin, gotcha):
    assert admin.get("/1.1/revisions/9/erase/").status_code == 404
    assert admin.put(ADDRESS).status_code == 405
