"""The page of a gotcha in each of its states."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from comments.tests.factories import make_comment
from gotchas.answers import marks
from gotchas.models import CodeLink, Correction, Notice
from gotchas.tests.corrections import make_correction
from gotchas.tests.factories import make_code, make_collection, make_gotcha, make_platform, make_source
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor_client(client, django_user_model):
    editor = django_user_model.objects.create_user("editor", is_staff=True)
    editor.user_permissions.add(Permission.objects.get(codename="change_gotcha"))
    client.force_login(editor)
    return client


def make_full_gotcha(**fields):
    return make_gotcha(
        **{
            "title": "No certificate",
            "problem": "It stops with QQQ1234E.",
            "cause": "The label is wrong.",
            "solution": "1. Look.\n2. Set it.\n\n## On old releases\n\nRename it.",
            "expected": "It runs.",
            "platforms": [make_platform(name="z/OS of old")],
            "codes": [make_code("QQQ1234")],
            "risk": "configuration",
            "confidence": "verified",
            "applies_from": "7.1",
            "applies_to": "9.3",
            "verified_release": "9.4.0",
            "verified_at": datetime.date(2026, 2, 3),
            "verified_by": "A. Tester",
            **fields,
        }
    )


def test_a_gotcha_tells_every_fact_about_itself(client):
    gotcha = make_full_gotcha()
    gotcha.sources.add(make_source(title="The manual", address="example.org/manual"))
    response = client.get(gotcha.get_absolute_url())
    check_page(response)
    words = text_of(response)
    for part in (
        f"{gotcha.number} No certificate", "QQQ1234E", "z/OS of old", "Changes configuration",
        "from 7.1 to 9.3", "3 February 2026 on release 9.4.0 by A. Tester",
        "Verified: its sources say so", "nothing that runs is stopped", "It stops with",
        "The label is wrong.", "Set it.", "On old releases", "It runs.", "The manual", "1 version",
    ):  # fmt: skip
        assert part in words
    assert 'href="https://example.org/manual"' in response.content.decode()


def test_the_parts_stand_in_the_order_of_reading(client):
    words = text_of(client.get(make_full_gotcha().get_absolute_url()))
    parts = ["It stops with", "The label is wrong.", "Set it.", "It runs.", "History", "Write a comment"]
    assert [words.index(part) for part in parts] == sorted(words.index(part) for part in parts)


def test_a_gotcha_without_the_optional_parts_shows_no_empty_headings(client):
    response = client.get(make_gotcha(problem="It stops.", solution="").get_absolute_url())
    check_page(response)
    words = text_of(response)
    for part in ("Cause", "Solution", "What you should see", "Sources", "Related gotchas", "Applies", "Risk"):
        assert part not in words
    assert "Not tried on a release yet" in words


def test_steps_and_headings_of_the_solution_have_ids(client):
    page = client.get(make_full_gotcha().get_absolute_url()).content.decode()
    assert 'id="solution-step-2"' in page
    assert 'id="solution-on-old-releases"' in page


def test_a_solution_with_several_ways_begins_with_a_choice(client):
    response = client.get(make_gotcha(solution="# On Linux\n\n1. A.\n\n# On AIX\n\n1. B.").get_absolute_url())
    check_page(response)
    assert text_of(response).index("On LinuxOn AIX") < text_of(response).index("A.")
    assert response.content.decode().count('href="#solution-on-aix"') == 2
    one_way = client.get(make_gotcha(solution="# On Linux\n\n1. A.").get_absolute_url())
    assert "Parts of the solution" not in one_way.content.decode()


def test_a_tip_is_called_a_tip(client):
    words = text_of(client.get(make_gotcha(kind="tip", problem="Mind it.").get_absolute_url()))
    assert " Tip " in words
    assert "Problem" not in words


def test_neighbours_are_the_readable_ones(client):
    collection = make_collection()
    first = make_gotcha(collection=collection, title="The first")
    make_gotcha(collection=collection, state="draft")
    third = make_gotcha(collection=collection, title="The third")
    page = client.get(third.get_absolute_url()).content.decode()
    assert f'<a href="{first.get_absolute_url()}" rel="prev">' in page
    assert 'rel="next"' not in page


def test_related_gotchas_are_shown_unless_they_are_drafts(client):
    gotcha = make_gotcha()
    gotcha.related.add(make_gotcha(title="A sister"), make_gotcha(title="Unborn", state="draft"))
    words = text_of(client.get(gotcha.get_absolute_url()))
    assert "A sister" in words
    assert "Unborn" not in words


def test_a_correction_is_credited_and_leads_to_what_changed(client):
    gotcha = make_gotcha()
    correction = Correction.objects.create(
        gotcha=gotcha,
        collection=gotcha.collection,
        part="solution",
        state="applied",
        decided_at=timezone.now(),
        decision_reason="Right.",
        proposer_name="Neil",
    )
    gotcha.solution = "1. The right way."
    gotcha.corrected_at = timezone.now()
    gotcha.save()
    gotcha.record(author_name="Editor", note="Step 1 names the right way", correction=correction)
    response = client.get(gotcha.get_absolute_url())
    check_page(response)
    assert "Corrected on" in text_of(response)
    assert "Thanks to Neil." in text_of(response)
    assert f'href="{gotcha.get_absolute_url()}diff/1/2/"' in response.content.decode()


def test_a_corrected_passage_says_so_for_a_month_and_the_article_for_good(client):
    gotcha = make_gotcha(solution="1. Look.\n2. Say 1.10.")
    correction = make_correction(
        gotcha, quoted="2. Say 1.10.", proposed="2. Say 1.15.", state="applied", proposer_name="Neil <b>"
    )
    gotcha.solution = "1. Look.\n2. Say 1.15."
    gotcha.save()
    gotcha.record(correction=correction)
    page = client.get(gotcha.get_absolute_url())
    check_page(page)
    step = page.content.decode().split('id="solution-step-2">')[1]
    assert step.startswith('<p class="note warn" role="note">Corrected on')
    assert f'href="{gotcha.get_absolute_url()}diff/1/2/">What changed</a></p>' in step
    assert "thanks to Neil &lt;b&gt;." in step
    Correction.objects.update(decided_at=timezone.now() - marks.MARKED_FOR)
    page = client.get(gotcha.get_absolute_url()).content.decode()
    assert 'role="note">Corrected on' not in page
    assert "Thanks to Neil" in page


def test_a_disputed_passage_is_marked_as_long_as_nobody_checked_it(client):
    gotcha = make_gotcha(solution="# On AIX\n\nSay 1.10.\n\n# Elsewhere\n\n1. Look.")
    dispute = make_correction(gotcha, quoted="Say 1.10.", proposed="Say 1.15.", state="disputed")
    make_correction(gotcha, quoted="1. Look.", state="disputed", visibility="spam")
    lost = make_correction(gotcha, part="problem", quoted="Gone.", state="disputed")
    page = client.get(gotcha.get_absolute_url())
    check_page(page)
    html = page.content.decode()
    words = text_of(page)
    assert words.count("A reader says what stands under “On AIX” is wrong. Not checked yet.") == 2
    assert words.count("A reader says the problem is wrong. Not checked yet.") == 2
    assert '<a href="#solution-on-aix">Go to the passage' in html
    below = html.split('id="solution-on-aix">')[1].split("</h3>")[1]
    assert below.startswith('<p class="note info" role="note">')
    assert below.index(f"/corrections/{dispute.pk}/") < below.index("Say 1.10.")
    assert html.index(f"/corrections/{lost.pk}/") < html.index("<p>Problem ")
    Correction.objects.filter(pk=dispute.pk).update(state="held")
    assert client.get(gotcha.get_absolute_url()).content.decode().count("Not checked yet.") == 2


def test_an_editors_notice_on_a_correction_is_not_said_twice(client):
    gotcha = make_gotcha(solution="1. Look.")
    dispute = make_correction(gotcha, quoted="1. Look.", state="disputed")
    notice = {"text": "Step 1 is asked about.", "level": "disputed", "anchor": "solution-step-1"}
    Notice.objects.create(gotcha=gotcha, correction=dispute, **notice)
    page = client.get(gotcha.get_absolute_url()).content.decode()
    assert "Step 1 is asked about." in page
    assert "A reader says" not in page


def test_a_link_that_carries_an_older_version_says_what_has_changed_since(client):
    gotcha = make_gotcha(solution="1. Look.")
    address = gotcha.get_absolute_url()
    assert "Nothing has changed since" in text_of(client.get(f"{address}?since=1"))
    gotcha.solution, gotcha.risk = "1. Look twice.", "restart"
    gotcha.save()
    gotcha.record()
    page = client.get(f"{address}?since=1")
    check_page(page)
    assert "Since then changed: Solution, the facts above." in text_of(page)
    assert f'href="{address}diff/1/2/"' in page.content.decode()
    for odd in ("0", "3", "x", "-1", "9" * 30, "\u0663"):
        assert "your link names" not in text_of(client.get(address, {"since": odd}))


def test_each_step_and_the_article_lead_to_the_form_for_a_correction(client):
    gotcha = make_gotcha(solution="1. Look.\n2. Say it.")
    page = client.get(gotcha.get_absolute_url()).content.decode()
    form = f"{gotcha.get_absolute_url()}correct/"
    assert f'href="{form}"' in page
    assert f'href="{form}?part=solution&amp;step=solution-step-2"' in page


def test_a_standing_notice_is_shown_and_an_ended_one_is_not(client):
    gotcha = make_gotcha()
    Notice.objects.create(gotcha=gotcha, text="Do not run step 2 on AIX.", anchor="solution-step-1")
    Notice.objects.create(gotcha=gotcha, text="Over and done.", ended_at=timezone.now())
    response = client.get(gotcha.get_absolute_url())
    check_page(response)
    assert "Do not run step 2 on AIX." in text_of(response)
    assert 'href="#solution-step-1"' in response.content.decode()
    assert "Over and done." not in text_of(response)


def test_a_notice_is_repeated_at_the_step_it_is_about(client):
    gotcha = make_full_gotcha()
    Notice.objects.create(gotcha=gotcha, text="Not on AIX.", anchor="solution-step-2", part="solution")
    response = client.get(gotcha.get_absolute_url())
    check_page(response)
    step = response.content.decode().split('id="solution-step-2">')[1]
    assert step.lstrip().startswith('<p class="note err" role="note">Danger: Not on AIX.</p>')
    assert text_of(response).count("Not on AIX.") == 2


def test_a_notice_whose_step_is_gone_leads_to_its_part(client):
    gotcha = make_full_gotcha()
    Notice.objects.create(gotcha=gotcha, text="Not on AIX.", anchor="solution-step-9", part="solution")
    page = client.get(gotcha.get_absolute_url()).content.decode()
    assert "#solution-step-9" not in page
    assert '<a href="#solution">Go to the passage</a>' in page


def test_notices_say_what_kind_they_are(client):
    gotcha = make_full_gotcha()
    day = datetime.datetime(2026, 3, 4, tzinfo=datetime.UTC)
    Notice.objects.create(gotcha=gotcha, text="A reader says step 2 is wrong.", level="disputed")
    Notice.objects.create(gotcha=gotcha, text="Step 1 is new.", level="corrected", created_at=day)
    words = text_of(client.get(gotcha.get_absolute_url()))
    assert "Disputed A reader says step 2 is wrong. Not checked yet." in words
    assert "Corrected on 4 March 2026 Step 1 is new." in words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [("8.0", "9.2", "from 8.0 to 9.2"), ("8.0", "", "from 8.0 on"), ("", "9.2", "up to 9.2")],
)
def test_the_releases_it_applies_to_are_said_in_words(client, first, last, words):
    gotcha = make_gotcha(applies_from=first, applies_to=last)
    assert f"Applies{words} " in text_of(client.get(gotcha.get_absolute_url()))


def test_what_the_other_end_logs_is_told_from_either_side_and_says_when_nobody_confirmed_it(client):
    here, there, third = make_code("QQQ1111"), make_code("QQQ2222"), make_code("QQQ3333")
    kind = {"relation": CodeLink.Relation.OTHER_END, "basis": CodeLink.Basis.SOURCE}
    CodeLink.objects.create(from_code=here, to_code=there, **kind)
    CodeLink.objects.create(from_code=third, to_code=here, confirmed_at=timezone.now(), **kind)
    response = client.get(make_gotcha(codes=[here]).get_absolute_url())
    check_page(response)
    words = text_of(response)
    assert f"While one end logs QQQ1111E, the other logs QQQ2222: {there.meaning} (not confirmed" in words
    assert f"the other logs QQQ3333: {third.meaning} Solution" in words


def test_codes_of_the_same_fault_are_not_the_other_end(client):
    here = make_code()
    CodeLink.objects.create(from_code=here, to_code=make_code(), relation="same_fault", basis="rule")
    assert "On the other end" not in text_of(client.get(make_gotcha(codes=[here]).get_absolute_url()))


def test_a_historic_gotcha_says_so_first(client):
    response = client.get(make_full_gotcha(state="historic").get_absolute_url())
    check_page(response)
    words = text_of(response)
    assert words.index("Historic") < words.index("It stops with")
    assert "It applies up to 9.3." in words


def test_a_merged_gotcha_leads_to_its_successor_for_ever(client):
    successor = make_gotcha()
    merged = make_gotcha(state="merged", successor=successor)
    response = client.get(merged.get_absolute_url())
    assert (response.status_code, response["Location"]) == (301, successor.get_absolute_url())


def test_a_withdrawn_gotcha_is_gone_and_says_why_but_not_what(client):
    gotcha = make_gotcha(
        state="withdrawn",
        withdrawn_reason="It told to delete the keys.",
        title="Lost keys",
        problem="Secret words.",
    )
    response = client.get(gotcha.get_absolute_url())
    assert response.status_code == 410
    check_page(response)
    assert "It told to delete the keys." in text_of(response)
    assert "Secret words." not in response.content.decode()
    assert "Lost keys" not in response.content.decode()


def test_a_draft_is_not_there_for_a_stranger(client):
    assert client.get(make_gotcha(state="draft").get_absolute_url()).status_code == 404


def test_a_draft_is_shown_to_an_editor_and_says_so(editor_client):
    response = editor_client.get(make_gotcha(state="draft").get_absolute_url())
    assert response.status_code == 200
    assert "Draft" in text_of(response)


def test_a_published_page_is_the_same_for_a_stranger_and_an_editor(editor_client, client):
    address = make_full_gotcha().get_absolute_url()
    for_editor = editor_client.get(address).content
    editor_client.logout()
    assert client.get(address).content == for_editor


@pytest.mark.parametrize("address", ["/1.99/", "/99.1/", "/1.0/", "/1.01/", "/1.9999999999999999999999/"])
def test_a_gotcha_that_is_not_there_is_a_404(client, address):
    make_gotcha(collection=make_collection(number=1))
    assert client.get(address).status_code == 404


def test_the_address_without_its_slash_gets_it(client):
    response = client.get("/1.15")
    assert (response.status_code, response["Location"]) == (301, "/1.15/")


def test_a_gotcha_is_read_only(client):
    assert client.post(make_gotcha().get_absolute_url()).status_code == 405


def test_what_an_editor_typed_is_text_and_not_markup(client):
    hostile = "<script>alert(1)</script>"
    gotcha = make_gotcha(
        title=hostile, problem=hostile, solution=hostile, applies_from=hostile, verified_by=hostile
    )
    gotcha.sources.add(make_source(title=hostile, address="javascript:alert(1)"))
    response = client.get(gotcha.get_absolute_url())
    check_page(response)
    assert hostile not in response.content.decode()


def test_a_gotcha_shows_its_thread_and_who_speaks_of_it_elsewhere(client):
    gotcha = make_gotcha()
    make_comment(on=gotcha, text="It worked on 9.4.")
    elsewhere = make_comment(on=make_collection(), text="See that one.")
    elsewhere.gotchas.add(gotcha)
    response = client.get(gotcha.get_absolute_url())
    check_page(response)
    assert "It worked on 9.4." in text_of(response)
    assert "See that one." in text_of(response)
    assert f'href="{gotcha.get_absolute_url()}comment/"' in response.content.decode()


@pytest.mark.parametrize("count", [2, 60])
def test_a_gotcha_takes_the_same_queries_whatever_hangs_on_it(client, django_assert_num_queries, count):
    gotcha = make_gotcha()
    gotcha.corrected_at = timezone.now()
    gotcha.save()
    for n in range(count):
        gotcha.sources.add(make_source())
        gotcha.platforms.add(make_platform())
        gotcha.gotcha_codes.create(code=make_code(), order=n)
        Notice.objects.create(gotcha=gotcha, text=f"Notice {n}")
        CodeLink.objects.create(
            from_code=gotcha.gotcha_codes.get(order=n).code,
            to_code=make_code(),
            relation=CodeLink.Relation.OTHER_END,
            basis=CodeLink.Basis.RULE,
        )
    gotcha.related.add(*(make_gotcha(recorded=False) for _ in range(count)))
    with django_assert_num_queries(17):
        assert client.get(gotcha.get_absolute_url()).status_code == 200
