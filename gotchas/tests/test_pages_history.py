"""The history of a gotcha, one revision, and the difference of two."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from gotchas.models import Gotcha, Platform, Revision
from gotchas.tests.admin_pages import make_staff
from gotchas.tests.corrections import make_correction
from gotchas.tests.factories import make_code, make_gotcha, make_source
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db


def make_edited_gotcha(**fields):
    gotcha = make_gotcha(**{"title": "Old title", "solution": "1. Say 1.10.", **fields})
    gotcha.title, gotcha.solution, gotcha.risk = "New title", "1. Say 1.15.", "restart"
    gotcha.save()
    gotcha.record(author_name="B. Editor", note="Mends the number.")
    return gotcha


def address_of(gotcha, rest=""):
    return f"{gotcha.get_absolute_url()}{rest}"


def test_history_lists_every_version_newest_first(client):
    gotcha = make_edited_gotcha()
    response = client.get(address_of(gotcha, "history/"))
    check_page(response)
    words = text_of(response)
    assert words.index("Version 2") < words.index("Version 1")
    assert "Mends the number." in words
    assert "B. Editor" in words
    assert f'href="{address_of(gotcha, "diff/1/2/")}"' in response.content.decode()


def test_all_corrections_stay_readable_with_the_reason_of_their_verdict(client):
    gotcha = make_gotcha()
    why = "It was right before."
    ada = make_staff("editor", username="ada")
    make_correction(gotcha, state="rejected", decision_reason=why, proposed="Say 1.99.", decided_by=ada)
    make_correction(gotcha, state="rejected", proposed="Buy pills.", visibility="spam")
    make_correction(gotcha, proposed="Still open.", visibility="waiting")
    response = client.get(address_of(gotcha, "history/"))
    check_page(response)
    assert "99" in text_of(response)
    assert why in text_of(response)
    assert "Rejected by ada on" in text_of(response)
    assert "Buy pills." not in response.content.decode()
    assert "Still open." not in response.content.decode()


def test_a_history_names_everybody_who_wrote_the_article(client):
    gotcha = make_edited_gotcha()
    make_correction(gotcha, state="applied", proposer_name="Neil <b>")
    make_correction(gotcha, state="applied", proposer_name="Neil <b>")
    make_correction(gotcha, state="rejected", proposer_name="Nobody")
    words = text_of(client.get(address_of(gotcha, "history/")))
    assert "Written and edited by B. Editor, Editor." in words
    assert "Corrected by Neil <b> (2 times)." in words


def test_a_diff_side_by_side_has_a_line_beside_what_it_became(client):
    gotcha = make_edited_gotcha(solution="1. Say 1.10.\n2. <b>Look.")
    response = client.get(address_of(gotcha, "diff/1/2/"), {"view": "side"})
    check_page(response)
    assert "Version 1 Version 2" in text_of(response).replace("1V", "1 V")
    page = response.content.decode()
    assert '<td dir="auto">1. Say 1.<del' in page
    assert "&lt;b&gt;Look" in page
    assert 'href="?"' in page


@pytest.mark.parametrize("view", ["", "side"])
def test_a_diff_of_crafted_texts_ends_in_time_and_size(client, view):
    old, new = ("\n".join(chr(97 + (n * k) % 23) for n in range(32_000)) for k in (7, 11))
    gotcha = make_gotcha()
    for number, content in ((2, {"problem": old, "cause": new}), (3, {"problem": new, "cause": old})):
        Revision.objects.create(gotcha=gotcha, number=number, content=content)
    response = client.get(address_of(gotcha, "diff/2/3/"), {"view": view})
    assert response.status_code == 200
    assert len(response.content) < 4_000_000


def test_a_revision_shows_the_article_as_it_stood(client):
    gotcha = make_edited_gotcha()
    old = client.get(address_of(gotcha, "revisions/1/"))
    check_page(old)
    assert "This is an old version" in text_of(old)
    assert "Old title" in text_of(old)
    assert "Say 1.10." in text_of(old)
    assert "Say 1.15." not in text_of(old)
    new = client.get(address_of(gotcha, "revisions/2/"))
    check_page(new)
    assert "This is the present version" in text_of(new)
    assert "Restarts a component" in text_of(new)


def test_a_revision_links_its_sources_as_the_article_does(client):
    gotcha = make_gotcha()
    gotcha.sources.set(
        [
            make_source(title="A <manual>", address='example.org/a?b="c'),
            make_source(title="A book <of 1999>", address=""),
            make_source(title="A trap", address="javascript:alert(1)"),
        ]
    )
    gotcha.record()
    response = client.get(address_of(gotcha, "revisions/2/"))
    check_page(response)
    page = response.content.decode()
    link = '<a href="https://example.org/a?b=&quot;c" rel="noopener">A &lt;manual&gt;</a>'
    assert link in page
    assert link in client.get(address_of(gotcha)).content.decode()
    assert "<li>A book (of 1999)" in page
    assert "<li>A trap (javascript:alert(1))\n</li>" in page


def test_an_erased_field_is_not_shown_and_the_erasure_says_why(client):
    gotcha = make_edited_gotcha(problem="Secret words.")
    gotcha.revisions.get(number=1).suppress(["problem"], "It named a person.")
    for rest in ("revisions/1/", "diff/1/2/"):
        response = client.get(address_of(gotcha, rest))
        check_page(response)
        assert "It named a person." in text_of(response)
    assert "Secret words." not in client.get(address_of(gotcha, "revisions/1/")).content.decode()


def test_a_diff_shows_each_changed_field_with_signs_for_the_ear(client):
    gotcha = make_edited_gotcha()
    response = client.get(address_of(gotcha, "diff/1/2/"))
    check_page(response)
    words = text_of(response)
    assert "removed: Old" in words
    assert "added: New" in words
    assert "Risk of the fix" in words
    assert "Problem" not in words


def test_a_diff_of_a_version_with_itself_says_that_nothing_changed(client):
    response = client.get(address_of(make_gotcha(), "diff/1/1/"))
    check_page(response)
    assert "These two versions say the same." in text_of(response)


def test_old_texts_are_text_and_not_markup(client):
    hostile = "<script>alert(1)</script>"
    gotcha = make_edited_gotcha(title=hostile, solution=hostile, problem=hostile)
    for rest in ("history/", "revisions/1/", "diff/1/2/"):
        response = client.get(address_of(gotcha, rest))
        check_page(response)
        assert hostile not in response.content.decode()


def editor_of(client, django_user_model):
    editor = django_user_model.objects.create_user("ada", is_staff=True)
    editor.user_permissions.add(Permission.objects.get(codename="change_gotcha"))
    client.force_login(editor)
    return client


def test_an_editor_puts_an_article_back_and_the_note_is_kept(client, django_user_model):
    editor = editor_of(client, django_user_model)
    source, code = make_source(), make_code("AMQ9637")
    gotcha = make_gotcha(
        title="Old", solution="1. Say 1.10.", platforms=[Platform.objects.get(slug="zos")], codes=[code]
    )
    gotcha.sources.add(source)
    gotcha.record()
    gotcha.title, gotcha.state = "New", "historic"
    gotcha.save()
    for rows in (gotcha.platforms, gotcha.codes, gotcha.sources):
        rows.clear()
    gotcha.record()
    address = address_of(gotcha, "revisions/2/revert/")
    assert f'href="{address}"' in editor.get(address_of(gotcha, "revisions/2/")).content.decode()
    assert "added: Old" in text_of(editor.get(address))
    assert editor.post(address, {"note": "", "on": 3}).status_code == 422
    assert editor.post(address, {"note": "The old one was right.", "on": 2}).status_code == 409
    assert editor.post(address, {"note": "The old one was right.", "on": 3}).status_code == 302
    made = gotcha.revisions.get(number=4)
    assert (made.note, made.author_name, made.base.number) == ("The old one was right.", "ada", 3)
    assert made.content == {**gotcha.revisions.get(number=2).content, "state": "historic"}
    assert editor.get(address_of(gotcha, "revisions/4/revert/")).status_code == 404


def test_an_article_that_says_the_same_is_not_put_back(client, django_user_model):
    gotcha = make_edited_gotcha(title="Same", solution="1. Say 1.15.", risk="restart")
    gotcha.title = "Same"
    gotcha.save()
    gotcha.record()
    editor = editor_of(client, django_user_model)
    same = editor.post(
        address_of(gotcha, "revisions/1/revert/"), {"note": "Back.", "on": gotcha.last_revision}
    )
    assert same.status_code == 409
    assert gotcha.revisions.count() == gotcha.last_revision


def test_only_editors_put_an_article_back(client, django_user_model):
    address = address_of(make_edited_gotcha(), "revisions/1/revert/")
    assert "revert" not in client.get(address.removesuffix("revert/")).content.decode()
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={address}")
    client.force_login(django_user_model.objects.create_user("reader"))
    assert client.post(address, {"note": "x", "on": 2}).status_code == 403


def test_a_note_is_given_back_where_the_session_has_ended_or_the_article_moved_on(client, django_user_model):
    gotcha = make_edited_gotcha()
    address = address_of(gotcha, "revisions/1/revert/")
    sent = {"note": 'The "old" one', "on": "1"}
    kept = 'value="The &quot;old&quot; one"'
    signed_out = client.post(address, sent)
    assert signed_out.status_code == 403
    assert kept in signed_out.content.decode()
    assert 'href="/admin/login/?next=/desk/"' in signed_out.content.decode()
    moved = editor_of(client, django_user_model).post(address, sent)
    assert moved.status_code == 409
    assert kept in moved.content.decode()
    assert 'name="on" value="2"' in moved.content.decode()
    assert gotcha.revisions.count() == 2


def test_a_note_is_given_back_where_the_form_s_token_ran_out(django_user_model):
    gotcha = make_edited_gotcha()
    editor = editor_of(Client(enforce_csrf_checks=True), django_user_model)
    refused = editor.post(address_of(gotcha, "revisions/1/revert/"), {"note": "Back again.", "on": "2"})
    assert refused.status_code == 403
    assert 'value="Back again."' in refused.content.decode()
    assert "All is still here" in text_of(refused)
    assert gotcha.revisions.count() == 2


@pytest.mark.parametrize("rest", ["history/", "revisions/1/", "diff/1/1/"])
def test_the_history_of_a_draft_is_not_there_for_a_stranger(client, rest):
    assert client.get(address_of(make_gotcha(state="draft"), rest)).status_code == 404


@pytest.mark.parametrize("rest", ["history/", "revisions/1/", "diff/1/1/"])
def test_the_history_of_a_withdrawn_gotcha_is_gone_with_it(client, rest):
    gotcha = make_gotcha(state="withdrawn", withdrawn_reason="It was harmful.", problem="Secret words.")
    response = client.get(address_of(gotcha, rest))
    assert response.status_code == 410
    assert "Secret words." not in response.content.decode()


@pytest.mark.parametrize("rest", ["history/", "revisions/1/", "diff/1/1/"])
def test_the_history_of_a_merged_gotcha_stays_readable(client, rest):
    merged = make_gotcha(state="merged", successor=make_gotcha())
    assert client.get(address_of(merged, rest)).status_code == 200


def test_what_was_rejected_of_a_merged_gotcha_stays_readable_and_of_a_withdrawn_one_goes(client):
    merged = make_gotcha(state="merged", successor=make_gotcha())
    correction = make_correction(merged, state="rejected", decision_reason="It was right before.")
    page = f"/corrections/{correction.pk}/"
    assert f'href="{page}"' in client.get(address_of(merged, "history/")).content.decode()
    for address in (page, f"/corrections/?gotcha={merged.number}"):
        response = client.get(address)
        check_page(response)
        assert "It was right before." in text_of(response)
    Gotcha.objects.filter(pk=merged.pk).update(state="withdrawn", successor=None, withdrawn_reason="Wrong.")
    for address in (page, f"/corrections/?gotcha={merged.number}"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "rest", ["revisions/9/", "revisions/0/", "diff/1/9/", "diff/9/1/", "history/?page=9"]
)
def test_a_version_that_is_not_there_is_a_404(client, rest):
    assert client.get(address_of(make_gotcha(), rest)).status_code == 404


@pytest.mark.parametrize("rest", ["history/", "revisions/1/", "diff/1/1/"])
def test_history_is_read_only(client, rest):
    assert client.post(address_of(make_gotcha(), rest)).status_code == 405


@pytest.mark.parametrize("count", [2, 60])
def test_history_takes_the_same_queries_however_long(client, django_assert_num_queries, count):
    gotcha = make_gotcha(recorded=False)
    Revision.objects.bulk_create(
        Revision(gotcha=gotcha, number=n, content=gotcha.content(), author_name="E")
        for n in range(1, count + 1)
    )
    with django_assert_num_queries(13):
        client.get(address_of(gotcha, "history/"))
    with django_assert_num_queries(3):
        client.get(address_of(gotcha, "revisions/1/"))
    with django_assert_num_queries(3):
        client.get(address_of(gotcha, f"diff/1/{count}/"))


def test_a_revision_names_its_platforms_and_messages_as_pages_do(client):
    code = make_code("AMQ9637")
    zos = Platform.objects.get(slug="zos")
    gotcha = make_gotcha(platforms=[zos], codes=[code], verified_at=datetime.date(2026, 2, 3))
    gotcha.platforms.add(Platform.objects.get(slug="unix"))
    gotcha.record(author_name="Editor")
    page = client.get(address_of(gotcha, "revisions/1/")).content.decode()
    assert "z/OS" in page
    assert "3 February 2026" in page
    assert f"AMQ9637E ({code.family.slug})" in page
    assert "<li>Unix and Linux</li>" in client.get(address_of(gotcha, "revisions/2/")).content.decode()
    assert "Unix and Linux" in client.get(address_of(gotcha, "diff/1/2/")).content.decode()


def test_a_version_tells_its_correction_only_while_readers_may_see_that(client, admin_user):
    gotcha = make_gotcha()
    correction = make_correction(gotcha, proposer_name="Zoe Zanzibar", visibility="waiting")
    correction.apply(admin_user, "True.")
    told = (address_of(gotcha, "history/"), f"{gotcha.get_absolute_url()[:-1]}.json", "/feeds/revisions/")
    pages = [client.get(each).content.decode() for each in told]
    assert all("Zoe Zanzibar" in page for page in pages)
    assert f"/corrections/{correction.pk}/" in pages[0]
    correction.undo(admin_user)
    pages = [client.get(each) for each in told]
    assert not any("Zoe Zanzibar" in page.content.decode() for page in pages)
    assert f"/corrections/{correction.pk}/" not in pages[0].content.decode()
    assert [row["correction"] for row in pages[1].json()["revisions"]] == [None, None, None]
