"""Before passwords, addresses and names of machines are published, their author is asked."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comments import authors
from comments.models import Comment
from comments.tests.posting import fields_of, filled, form_of, page_of
from gotchas.models import Gotcha, RateCounter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits")]
TEXT = "On mq.prod.corp:\n\n    runmqakm -pw s3cr3t"


def test_the_places_are_marked_and_nothing_is_published_yet(client: Client, gotcha: Gotcha) -> None:
    answer = client.post(form_of(gotcha), filled(text=TEXT))
    page = page_of(answer)
    assert answer.status_code == 200
    assert "<mark>mq.prod.corp</mark>" in page
    assert "Line 3, password or token: " in page
    assert "<mark>s3cr3t</mark>" in page
    assert not Comment.objects.exists()


def test_publish_anyway_publishes_and_new_finds_are_asked_about_again(client: Client, gotcha: Gotcha) -> None:
    fields = fields_of(client.post(form_of(gotcha), filled(text=TEXT)))
    more = client.post(form_of(gotcha), fields | {"text": f"{TEXT}\n10.1.2.3"})
    assert "<mark>10.1.2.3</mark>" in page_of(more)
    assert not Comment.objects.exists()
    assert client.post(form_of(gotcha), fields).status_code == 302
    assert client.post(form_of(gotcha), fields).status_code == 302
    assert Comment.objects.get().text == TEXT


def test_mask_these_shows_the_masked_text_which_is_then_published(client: Client, gotcha: Gotcha) -> None:
    shown = client.post(form_of(gotcha), filled(text=TEXT))
    mask = f"{form_of(gotcha, 'gotcha_comment_preview')}?mask"
    assert f'formaction="{mask}"' in page_of(shown)
    masked = client.post(mask, fields_of(shown))
    assert "Preview, not posted yet" in page_of(masked)
    assert client.post(form_of(gotcha), fields_of(masked)).status_code == 302
    assert Comment.objects.get().text == "On HOST:\n\n    runmqakm -pw SECRET"


def test_the_other_fields_that_everybody_reads_are_looked_at_too(client: Client, gotcha: Gotcha) -> None:
    typed = {
        "author_name": "ann@mail.org", "author_email": "kept@mail.org", "kind": "worked",
        "worked_version": "9.3 on mq7.corp", "worked_platform": "AIX at 10.1.2.3",
    }  # fmt: skip
    shown = client.post(form_of(gotcha), filled(**typed))
    page = page_of(shown)
    for said in (
        'Name, mail address: <span dir="auto"><mark>ann@mail.org</mark>',
        "Version on which it worked, host name: ",
        "Platform on which it worked, IP address: ",
    ):
        assert said in page, said
    assert "<mark>kept" not in page
    masked = client.post(f"{form_of(gotcha, 'gotcha_comment_preview')}?mask", fields_of(shown))
    assert client.post(form_of(gotcha), fields_of(masked)).status_code == 302
    comment = Comment.objects.get()
    assert (comment.author_name, comment.author_email) == ("MAIL", "kept@mail.org")
    assert (comment.worked_version, comment.worked_platform) == ("9.3 on HOST", "AIX at ADDRESS")


def test_a_version_that_will_not_be_published_is_not_asked_about(client: Client, gotcha: Gotcha) -> None:
    assert client.post(form_of(gotcha), filled(worked_version="mq7.corp")).status_code == 302
    assert Comment.objects.get().worked_version == ""


def test_being_asked_counts_for_no_limit(client: Client, gotcha: Gotcha, settings: Any) -> None:
    settings.LIMITS = True
    client.post(form_of(gotcha), filled(text=TEXT))
    assert not RateCounter.objects.filter(scope="comment-minute").exists()


def test_what_should_not_be_published_is_shown_as_text(client: Client, gotcha: Gotcha) -> None:
    page = page_of(client.post(form_of(gotcha), filled(text="<script>1</script> password=<b>1")))
    assert "<b>1" not in page


def test_an_edit_is_asked_about_too(client: Client, gotcha: Gotcha) -> None:
    client.post(form_of(gotcha), filled())
    comment = Comment.objects.get()
    fields = filled(text=TEXT, base=authors.base_of(comment))
    answer = client.post(reverse("comment_edit", args=[comment.pk]), fields)
    assert "<mark>s3cr3t</mark>" in page_of(answer)
    masked = client.post(f"{reverse('comment_edit_preview', args=[comment.pk])}?mask", fields_of(answer))
    assert "-pw SECRET" in page_of(masked)
    assert client.post(reverse("comment_edit", args=[comment.pk]), fields_of(answer)).status_code == 302
    comment.refresh_from_db()
    assert comment.text == TEXT
