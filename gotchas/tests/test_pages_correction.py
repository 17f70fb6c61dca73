"""The page of one correction, and the private one of who sent it: what happened, said in words."""

import re

import pytest
from django.contrib.auth.models import User
from post_office.models import Email

from gotchas import review
from gotchas.models import Correction, Gotcha
from gotchas.tests.corrections import close, make_correction
from gotchas.tests.factories import make_collection, make_gotcha
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return User.objects.create_user("ada", first_name="Ada", last_name="Lovelace")


@pytest.fixture
def correction():
    gotcha = make_gotcha(solution="1. Look.\n2. Say 1.10.")
    return make_correction(gotcha, quoted="2. Say 1.10.", proposed="2. Say 1.15.", reason="A slip.")


def pages(client, correction):
    both = (f"{correction.pk}", f"status/{correction.status_token}")
    return [client.get(f"/corrections/{each}/") for each in both]


def test_beside_the_form_for_another_passage_it_follows_the_title_without_a_level_between(client, correction):
    page = client.get(f"{correction.gotcha.get_absolute_url()}correct/?part=solution&step=solution-step-1")
    assert "1 other correction of this part" in text_of(page)
    assert re.findall(r"<h([1-6])", page.content.decode())[:2] == ["1", "2"]


def test_before_a_decision_both_pages_say_what_happens_next(client, correction):
    public, private = pages(client, correction)
    check_page(public)
    assert "Nobody has looked at it yet." in text_of(public)
    assert "what happens next" in text_of(private)
    for page in (public, private):
        assert "What would change in: Solution" in text_of(page)
        assert f'href="{correction.gotcha.get_absolute_url()}#solution-step-2">Step 2</a>' in (
            page.content.decode()
        )


def test_one_whose_wording_was_not_kept_has_no_heading_over_nothing(client, correction):
    Correction.objects.filter(pk=correction.pk).update(quoted="", proposed="")
    for page in pages(client, correction):
        check_page(page)
        assert "in: Solution" not in text_of(page)


@pytest.mark.parametrize(
    ("verdict", "says"),
    [
        ("apply", "The article was changed accordingly."),
        ("reject", "The article stays as it was."),
        ("dispute", "the passage is marked on the article. Not checked yet."),
    ],
)
def test_a_decision_is_said_first_with_its_date_and_decider(client, correction, ada, verdict, says):
    getattr(correction, verdict)(ada, "By the manual.")
    for page in pages(client, correction):
        words = text_of(page)
        assert (
            f"{correction.get_state_display()} on {correction.decided_at:%-d %B %Y} by Ada Lovelace." in words
        )
        assert words.index(says) < words.index("in: Solution")
        assert "By the manual." in words
    assert "what became of it" in text_of(pages(client, correction)[1])


def test_an_applied_one_leads_to_where_its_text_stands_now_and_to_what_changed(client, correction, ada):
    correction.apply(ada, "True.")
    gotcha = correction.gotcha
    gotcha.refresh_from_db()
    gotcha.solution = f"1. Stop.\n{gotcha.solution.replace('2.', '3.').replace('1.', '2.', 1)}"
    gotcha.save()
    html = pages(client, correction)[0].content.decode()
    assert f'href="{gotcha.get_absolute_url()}diff/1/2/"' in html
    assert f'href="{gotcha.get_absolute_url()}#solution">The solution</a>' in html  # the step is another now


def test_one_that_an_editor_had_put_right_by_hand_names_the_version_that_says_so(client, correction, ada):
    gotcha = correction.gotcha
    gotcha.solution = "1. Look.\n2. Say 1.15."
    gotcha.save()
    gotcha.record(author=ada)
    correction.apply(ada, "You were right.")
    for page in pages(client, correction):
        words = text_of(page)
        assert "by Ada Lovelace. The article says so since version 2." in words
        assert "The article was changed accordingly." not in words
        assert (
            f'href="{gotcha.revisions.get(number=2).get_absolute_url()}">version 2</a>'
            in page.content.decode()
        )
    assert "Corrected by Neil Casey" in text_of(client.get(f"{gotcha.get_absolute_url()}history/"))
    assert "Corrected on" not in text_of(client.get(gotcha.get_absolute_url()))


def test_of_an_article_that_nobody_can_read_no_passage_is_named(client, correction):
    type(correction.gotcha).objects.update(state="draft")
    public, private = pages(client, correction)
    assert public.status_code == 404
    assert "Passage" not in text_of(private)


def test_what_is_not_there_is_a_404_and_they_are_read_only(client, correction):
    assert client.get("/corrections/999/").status_code == 404
    assert client.get("/corrections/status/none/").status_code == 404
    for address in (f"/corrections/{correction.pk}/", f"/corrections/status/{correction.status_token}/"):
        assert client.post(address).status_code == 405


@pytest.fixture
def proposal():
    given = {"title": "A new one", "problem": "It stops."}
    asked = {"proposer_email": "neil@example.org", "wants_mail": True}
    return Correction.objects.create(collection=make_collection(), proposal=given, **asked)


def test_a_proposal_that_became_a_gotcha_leads_to_it(client, proposal, ada):
    proposal.apply(ada, "Good.")
    for page in pages(client, proposal):
        assert "A gotcha was made of it." in text_of(page)
        assert f'href="{Gotcha.objects.get().get_absolute_url()}"' in page.content.decode()


def test_of_a_proposal_that_became_a_draft_only_that_is_told(client, proposal, ada):
    review.decide(proposal, lambda row: row.apply(ada, "Good.", publish=False))
    draft = Gotcha.objects.get()
    Gotcha.objects.update(title="Not yet for others")
    for page in pages(client, proposal):
        assert "It is made, and an editor still works on it." in text_of(page)
        assert draft.get_absolute_url() not in page.content.decode()
        assert "Not yet for others" not in text_of(page)
    letter = Email.objects.get()
    assert "It is made, and an editor still works on it." in letter.message
    assert "applied" not in letter.message + letter.subject


def test_a_proposal_that_was_applied_and_taken_back_is_not_said_to_be_applied(client, proposal, ada):
    proposal.apply(ada, "Good.")
    proposal.undo(ada)
    for page in pages(client, proposal):
        assert "Applied" not in text_of(page)
        assert Gotcha.objects.get().get_absolute_url() not in page.content.decode()


@pytest.mark.parametrize("state", ["merged", "withdrawn"])
def test_a_proposal_leads_to_its_gotcha_when_that_was_merged_and_not_when_withdrawn(
    client, proposal, ada, state
):
    proposal.apply(ada, "Good.")
    made = Gotcha.objects.get()
    close(made, state)
    for page in pages(client, proposal):
        assert (made.get_absolute_url() in page.content.decode()) == (state == "merged")
        assert ("withdrawn since" in text_of(page)) == (state == "withdrawn")


@pytest.mark.parametrize(
    ("verdict", "says"),
    [("reject", "No gotcha was published from it."), ("dispute", "An editor finds it plausible.")],
)
def test_a_decided_proposal_is_told_of_without_an_article_that_there_is_not(
    client, proposal, ada, verdict, says
):
    getattr(proposal, verdict)(ada, "By the manual.")
    for page in pages(client, proposal):
        assert says in text_of(page)
        assert "article" not in text_of(page).partition("By the manual.")[0]


def test_no_passage_is_said_to_be_marked_in_an_article_that_was_merged(client, correction, ada):
    correction.dispute(ada, "May be.")
    close(correction.gotcha, "merged")
    for page in pages(client, correction):
        assert "plausible. Not checked yet." in text_of(page)
