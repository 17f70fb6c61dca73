"""A reader proposes a correction: the form, what changes, and where it leads."""

import re
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest

from gotchas.intake import corrections, rules
from gotchas.models import Correction, Decision, Gotcha, Policy, Revision, Rule
from gotchas.tests.admin_pages import make_staff
from gotchas.tests.corrections import filled, make_correction, send
from gotchas.tests.factories import make_gotcha
from gotchas.tests.page_checks import text_of

pytestmark = pytest.mark.django_db

SOLUTION = "Intro.\n\n1. Look.\n2. Say 1.10.\n\n# On AIX\n\nRename it."
HOSTILE = '"><script>alert(1)</script><b onclick=x>\u202e'


@pytest.fixture(autouse=True)
def no_waiting(settings):
    settings.LIMITS = False


@pytest.fixture
def gotcha():
    return make_gotcha(title="Add or receive", solution=SOLUTION)


def address_of(gotcha, query="part=solution&step=solution-step-2", preview=""):
    return f"{gotcha.get_absolute_url()}correct/{preview}?{query}"


def page_of(response):
    """The HTML, which is valid and says each id once."""
    page = response.content.decode()
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), sorted(ids)
    return page


def action_of(response):
    return re.search(r'<form class="form wide" method="post" action="([^"]*)"', page_of(response))[1].replace(
        "&amp;", "&"
    )


def test_first_the_part_is_chosen_or_a_step_of_it(client, gotcha):
    response = client.get(address_of(gotcha, ""))
    page = page_of(response)
    for part in ("title", "problem", "cause", "solution", "expected"):
        assert f'correct/?part={part}"' in page
    assert 'correct/?part=solution&amp;step=solution-step-2"' in page
    assert "Nothing stands there yet." in text_of(response)


@pytest.mark.parametrize(
    ("query", "passage"),
    [
        ("part=solution", SOLUTION),
        ("part=solution&step=solution-step-2", "2. Say 1.10."),
        ("part=solution&step=solution-on-aix", "# On AIX"),
        ("part=solution&step=no-such", SOLUTION),
        ("part=solution&quote=look.+say", "1. Look.\n2. Say 1.10."),
        ("part=solution&quote=not+there", SOLUTION),
        ("part=solution&span=8-16", "1. Look."),
        ("part=solution&span=7-17", "1. Look."),
        ("part=solution&span=20-8", SOLUTION),
        ("part=solution&span=99999-999999", ""),
        ("part=title&quote=x", "Add or receive"),
        ("part=cause", ""),
        ("part=solution&base=7", SOLUTION),
        ("part=solution&base=x", SOLUTION),
    ],
)
def test_the_passage_stands_beside_the_box_for_how_it_should_read(client, gotcha, query, passage):
    page = page_of(client.get(address_of(gotcha, query)))
    shown = re.search(r'as-it-stands"[^>]*>(.*?)</div>', page, re.DOTALL)[1]
    assert shown == passage
    if query.startswith("part=solution"):
        assert re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", page, re.DOTALL)[1] == passage


def test_one_character_becomes_a_correction_that_quotes_its_line(client, gotcha):
    action = action_of(client.get(address_of(gotcha)))
    assert parse_qs(urlsplit(action).query) == {"part": ["solution"], "base": ["1"], "span": ["17-29"]}
    response = send(client, action, text="2. Say 1.15.", author_name="Neil", reason="Typo", seen_on="9.3")
    correction = Correction.objects.get()
    assert (correction.quoted, correction.proposed) == ("2. Say 1.10.", "2. Say 1.15.")
    assert (correction.part, correction.base.number, correction.seen_on) == ("solution", 1, "9.3")
    assert (correction.proposer_name, correction.reason, correction.visibility) == ("Neil", "Typo", "public")
    assert response["Location"] == f"/corrections/status/{correction.status_token}/"
    gotcha.refresh_from_db()
    assert gotcha.version == 3
    assert gotcha.solution == SOLUTION


def test_mail_is_promised_only_where_the_site_can_send_it(client, gotcha, settings):
    assert "Mail me the decision" in page_of(client.get(address_of(gotcha)))
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert "Mail me the decision" not in page_of(client.get(address_of(gotcha)))
    assert send(client, address_of(gotcha), text="2. Say 1.15.", wants_mail="on").status_code == 302
    assert not Correction.objects.get().wants_mail


def test_of_a_whole_part_only_the_changed_lines_are_quoted(client, gotcha):
    send(client, address_of(gotcha, "part=solution"), text=SOLUTION.replace("1.10", "1.15"))
    assert Correction.objects.get().quoted == "2. Say 1.10."


def test_a_part_that_says_nothing_yet_can_be_written(client, gotcha):
    send(client, address_of(gotcha, "part=cause"), text="The label is wrong.")
    correction = Correction.objects.get()
    assert (correction.quoted, correction.proposed) == ("", "The label is wrong.")


def test_the_first_correction_of_an_article_without_history_has_a_base_too(client):
    gotcha = make_gotcha(recorded=False, solution="1. Look.")
    send(client, address_of(gotcha, "part=solution"), text="1. Look twice.")
    assert Correction.objects.get().base == Revision.objects.get(gotcha=gotcha, number=1)


def test_the_base_of_a_first_correction_is_the_article_as_it_is_by_then():
    gotcha = make_gotcha(recorded=False, solution="1. Look.")
    Gotcha.objects.filter(pk=gotcha.pk).update(solution="1. Look here.")
    correction = Correction(gotcha=gotcha, part="solution", quoted="1. Look.", proposed="1. See.")
    correction.collection = gotcha.collection
    corrections.submit(correction, rules.Verdict(rules.PUBLISHED, ()))
    assert correction.base.content["solution"] == "1. Look here."


def test_the_changes_are_shown_and_nothing_is_kept(client, gotcha):
    response = send(client, address_of(gotcha, preview="preview/"), text="2. Say 1.15.", author_email="x")
    assert response.status_code == 422
    response = send(client, address_of(gotcha, preview="preview/"), text="2. Say 1.15.")
    assert response.status_code == 200
    assert "removed: 10added: 15" in text_of(response)
    assert "Your changes, not sent yet" in text_of(response)
    page_of(response)
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("query", "fields", "says"),
    [
        ("part=solution&step=solution-step-2", {"text": " 2. Say 1.10.\r\n"}, "what stands there already"),
        ("part=title", {"text": ""}, "An article needs a title"),
        ("part=title", {"text": "x" * 201}, "Leave out 1."),
        ("part=solution", {"wants_mail": "on"}, "Write the address to which"),
        ("part=solution", {"author_email": "x"}, "name@example.org"),
        ("part=solution", {"author_name": "The Editor"}, "looks like, an editor"),
        ("part=solution", {"homepage": "x"}, "A field that is not shown"),
        ("part=solution", {"stamp": "x"}, "open too long"),
    ],
)
def test_what_is_not_taken_is_told_and_what_was_typed_stays(client, gotcha, query, fields, says):
    response = send(client, address_of(gotcha, query), **{"reason": "Because of that.", **fields})
    assert response.status_code == 422
    assert says in text_of(response)
    assert "Because of that." in page_of(response)
    assert not Correction.objects.exists()


def test_the_same_form_counts_once_and_other_text_is_another_correction(client, gotcha):
    fields = filled(text="2. Say 1.15.")
    first = client.post(address_of(gotcha), fields)
    assert client.post(address_of(gotcha), fields)["Location"] == first["Location"]
    client.post(address_of(gotcha), {**fields, "text": "2. Say 1.16."})
    assert Correction.objects.count() == 2


def test_the_same_form_leads_to_the_first_result_after_that_was_applied(client, gotcha):
    action = action_of(client.get(address_of(gotcha)))
    fields = filled(text="2. Say 1.15.", seen="1")
    first = client.post(action, fields)
    Correction.objects.get().apply(make_staff("editor"), "True.")
    again = client.post(action, fields)
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert Correction.objects.count() == 1


def test_open_and_rejected_corrections_of_the_passage_come_first(client, gotcha):
    here = make_correction(gotcha, quoted="2. Say 1.10.", proposed="2. Say 1.99.", state="rejected")
    other = make_correction(gotcha, quoted="Rename it.", proposed="Name it.")
    make_correction(gotcha, quoted="2. Say 1.10.", proposed="2. Held back.", visibility="waiting")
    make_correction(gotcha, quoted="2. Say 1.10.", proposed="2. Done.", state="applied")
    response = client.get(address_of(gotcha))
    words = text_of(response)
    page_of(response)
    assert words.index(f"Correction {here.pk} Rejected") < words.index("As it stands")
    assert "It was looked at." in words
    assert "1 other correction of this part" in words
    assert f"Correction {other.pk} Reported" in words
    assert "Held back" not in words
    assert "Done" not in words


def test_an_article_that_moved_on_shows_all_three_texts_and_takes_the_next_sending(client, gotcha):
    action = action_of(client.get(address_of(gotcha)))
    gotcha.solution = SOLUTION.replace("2. Say 1.10.", "2. Say it.")
    gotcha.save()
    gotcha.record()
    response = send(client, action, text="2. Say 1.15.", seen="1")
    assert response.status_code == 409
    words = text_of(response)
    for said in (
        "As it was when you began2. Say 1.10.",
        "As the article has it now",
        "2. Say it.",
        "2. Say 1.15.",
    ):
        assert said in words.replace("began ", "began")
    assert 'name="seen" value="2"' in page_of(response)
    assert send(client, action, text="2. Say 1.15.", seen="2").status_code == 302
    correction = Correction.objects.get()
    assert (correction.base.number, correction.quoted) == (1, "2. Say 1.10.")


@pytest.mark.parametrize("preview", ["", "preview/"])
def test_a_passage_of_a_version_that_was_erased_meanwhile_is_not_cut_out_of_another(client, gotcha, preview):
    action = action_of(client.get(address_of(gotcha)))
    gotcha.solution = f"Read this first, and all of it.\n\n{SOLUTION}"
    gotcha.save()
    gotcha.record()
    gotcha.revisions.get(number=1).suppress(["solution"], "By request.")
    response = send(client, action.replace("?", f"{preview}?"), text="2. Say 1.15.", reason="Why.", seen="2")
    assert response.status_code == 409
    assert "The version that you began with was erased" in text_of(response)
    page = page_of(response)
    assert (
        f'as-it-stands" role="group" tabindex="0" aria-labelledby="stands" dir="auto">{gotcha.solution}<'
        in page
    )
    for typed in ("2. Say 1.15.</textarea>", "Why.</textarea>"):
        assert typed in page
    whole = gotcha.solution.replace("1.10", "1.15")
    assert send(client, action_of(response), text=whole, seen="2").status_code == 302
    correction = Correction.objects.get()
    assert (correction.base.number, correction.quoted) == (2, "2. Say 1.10.")


def test_the_article_is_corrected_as_it_reads_where_its_newest_version_was_erased(client, gotcha):
    gotcha.revisions.get(number=1).suppress(["solution"], "By request.")
    response = client.get(address_of(gotcha))
    assert "[erased]" not in page_of(response)
    assert send(client, action_of(response), text="2. Say 1.15.", seen="1").status_code == 302
    correction = Correction.objects.get()
    assert (correction.base.number, correction.quoted) == (2, "2. Say 1.10.")


def test_a_change_elsewhere_in_the_article_holds_nobody_up(client, gotcha):
    action = action_of(client.get(address_of(gotcha)))
    gotcha.solution = SOLUTION.replace("Intro.", "Introduction.")
    gotcha.save()
    gotcha.record()
    assert send(client, action, text="2. Say 1.15.", seen="1").status_code == 302
    assert Correction.objects.get().base.number == 1


def test_what_a_rule_holds_waits_unseen_but_for_its_sender(client, gotcha):
    Rule.objects.create(kind="word", value="casino")
    gotcha.refresh_from_db()
    response = send(client, address_of(gotcha), text="2. Casino.")
    correction = Correction.objects.get()
    assert correction.visibility == "waiting"
    assert "casino" in Decision.objects.get(kind="correction", object_id=correction.pk).reason
    assert "Waiting for an editor" in text_of(client.get(response["Location"]))
    for public in (f"/corrections/{correction.pk}/", "/corrections/", address_of(gotcha)):
        assert "Casino" not in client.get(public).content.decode()
    before = gotcha.version
    gotcha.refresh_from_db()
    assert gotcha.version == before


def test_words_that_the_article_says_itself_are_not_held_against_a_reader(client):
    Rule.objects.create(kind="links", value="0")
    gotcha = make_gotcha(solution="See https://example.org/ for 1.10.")
    send(client, address_of(gotcha, "part=solution"), text="See https://example.org/ for 1.15.")
    assert Correction.objects.get().visibility == "public"


@pytest.mark.parametrize(
    ("decided", "known"),
    [
        ([], False),
        (["release"], True),
        (["release", "reject"], False),
        (["reject"], False),
        (["hold"], False),
        (["dispute"], True),
        (["apply"], True),
        (["apply", "undo"], False),
    ],
)
def test_a_first_correction_waits_by_policy_until_an_editor_let_one_of_the_sender_through(
    client, gotcha, decided, known
):
    Policy.objects.create(form="correction", mode="first_waits")
    send(client, address_of(gotcha), text="2. Say 1.15.")
    first, editor = Correction.objects.get(), make_staff("editor")
    assert first.visibility == "waiting"
    for verdict in decided:
        act = getattr(first, verdict)
        act(editor) if verdict in ("release", "undo") else act(editor, "Looked at.")
    send(client, address_of(gotcha, "part=cause"), text="Another.")
    assert Correction.objects.latest("pk").visibility == ("public" if known else "waiting")


def test_what_nobody_looked_at_makes_its_sender_known_to_nobody(client, gotcha):
    send(client, address_of(gotcha), text="2. Say 1.15.")
    Policy.objects.create(form="correction", mode="first_waits")
    send(client, address_of(gotcha), text="2. Say 1.16.")
    assert list(Correction.objects.order_by("pk").values_list("visibility", flat=True)) == [
        "public",
        "waiting",
    ]


def test_a_closed_site_says_so_and_gives_the_text_back(client, gotcha):
    Policy.objects.create(form="correction", mode="closed")
    response = send(client, address_of(gotcha), text="2. Say 1.15.")
    assert response.status_code == 403
    assert "2. Say 1.15." in page_of(response)
    assert not Correction.objects.exists()


def test_private_words_are_asked_about_once_and_can_be_masked(client, gotcha):
    fields = filled(text="2. Say -pw s3cr3t.", reason="Seen on mq.prod.corp.")
    asked = client.post(address_of(gotcha), fields)
    assert "Not sent yet" in text_of(asked)
    assert "s3cr3t" in text_of(asked)
    assert not Correction.objects.exists()
    masked = client.post(address_of(gotcha, preview="preview/") + "&mask", fields)
    assert "s3cr3t" not in page_of(masked)
    assert "mq.prod.corp" not in page_of(masked)
    seen = re.search(r'name="private" value="([^"]+)"', page_of(asked))[1]
    assert client.post(address_of(gotcha), {**fields, "private": seen}).status_code == 302


def test_a_form_whose_session_ran_out_comes_back_filled(gotcha, settings):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    response = send(client, address_of(gotcha), text="2. Say 1.15.")
    assert response.status_code == 403
    assert "2. Say 1.15." in page_of(response)


def test_too_many_in_a_minute_are_told_when_to_come_back(client, gotcha, settings):
    settings.LIMITS = True
    answers = []
    for n in range(corrections.LIMITS[0].count + 1):
        fields = filled(text=f"2. Say {n}.")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("gotchas.intake.stamp._age", lambda stamp: 60)
            answers.append(client.post(address_of(gotcha), fields))
    assert [answer.status_code for answer in answers[-2:]] == [302, 429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_hostile_text_in_every_field_is_shown_as_text(client):
    gotcha = make_gotcha(solution=HOSTILE, title=HOSTILE)
    fields = {"text": HOSTILE + "!", "reason": HOSTILE, "seen_on": HOSTILE, "author_name": HOSTILE[:80]}
    query = "part=solution"
    sent = send(client, address_of(gotcha, query), **fields)
    correction = Correction.objects.get()
    Correction.objects.update(state="rejected", decided_at=correction.created_at, decision_reason=HOSTILE)
    answers = [
        client.get(address_of(gotcha, "")),
        client.get(address_of(gotcha, query)),
        send(client, address_of(gotcha, query, "preview/"), **fields),
        client.get(sent["Location"]),
        client.get(f"/corrections/{correction.pk}/"),
        client.get("/corrections/"),
    ]
    for answer in answers:
        page = page_of(answer)
        assert "<script>alert" not in page
        assert "<b onclick" not in page


@pytest.mark.parametrize(("state", "status"), [("draft", 404), ("withdrawn", 404), ("merged", 404)])
def test_only_what_can_be_read_can_be_corrected(client, state, status):
    more = {"withdrawn_reason": "Wrong."} if state == "withdrawn" else {}
    more |= {"successor": make_gotcha()} if state == "merged" else {}
    assert client.get(address_of(make_gotcha(state=state, **more))).status_code == status


def test_the_form_takes_the_same_queries_however_much_was_proposed(client, gotcha, django_assert_num_queries):
    for count in (2, 15):
        for n in range(count):
            make_correction(gotcha, quoted="2. Say 1.10.", proposed=f"2. Say {n}.")
        with django_assert_num_queries(4):
            client.get(address_of(gotcha))
