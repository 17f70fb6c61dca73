"""What is hidden stands on no public page, in no feed, in no answer for programs, and in no count."""

import re
from collections.abc import Iterator
from difflib import ndiff
from itertools import cycle
from types import SimpleNamespace as Site
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, CommentText, Subscription
from comments.tests.factories import make_comment
from gotchas.models import Correction, Gotcha
from gotchas.roles import ANONYMOUS, RULES
from gotchas.tests.corrections import make_correction
from gotchas.tests.factories import make_gotcha
from tests import addresses
from tests.full_site import make_site

pytestmark = pytest.mark.django_db
PUBLIC = [name for rule in RULES for name in rule.names if rule.reads == ANONYMOUS and ":" not in name]
FORMS = ("txt", "md", "json")
WORD = re.compile("zq[a-z]+zq", re.IGNORECASE)
"""Every hidden text has a word of its own."""
OF_A_MOMENT = ("ETag", "Expires", "Content-Length")
OF_THE_MOMENT = re.compile(r'(name="(stamp|csrfmiddlewaretoken)" value=")[^"]+"')
SEARCHES = ("/search/?q={}", "/search.json?q={}", "/search.txt?q={}", "/search.md?q={}", "/suggest/?q={}")


def hide(site: Site) -> None:
    """One of everything that strangers must not see, beside things that they see."""
    draft = {"title": "zqdraftzq", "problem": "zqdraftproblemzq", "solution": "1. zqdraftsolutionzq"}
    site.draft = make_gotcha(collection=site.collection, state="draft", codes=[site.code], **draft)
    site.drafted = make_comment(on=site.draft, text="zqondraftzq 1.1 AMQ9637", author_name="zqdrafterzq")
    gone = {"problem": "zqwithdrawnzq", "solution": "1. zqwithdrawnsolutionzq"}
    site.gone = make_gotcha(collection=site.collection, codes=[site.code], **gone)
    site.left = make_comment(on=site.gone, text="zqonwithdrawnzq 1.1", author_name="zqleftzq")
    Gotcha.objects.filter(pk=site.gone.pk).update(state="withdrawn", withdrawn_reason="Untrue.")
    site.gone.refresh_from_db()
    site.gone.record(author_name="Editor", note="zqnotezq")
    site.comments = [
        hidden_comment(site, state, kind)
        for state in ("waiting", "spam", "removed")
        for kind in ("other", "question", "worked")
    ]
    removed = site.comments[-1]
    CommentText.objects.create(comment=site.comment, text="zqearlierzq", hidden_at=timezone.now())
    CommentText.objects.create(comment=removed, text="zqearlierremovedzq")
    Comment.objects.filter(pk=site.comment.pk).update(author_email="zqauthorzq@example.org")
    for visibility in ("waiting", "spam"):
        hidden_correction(site, visibility)
    for confirmed_at in (None, timezone.now()):
        address = f"zq{'confirmed' if confirmed_at else 'asked'}zq@example.org"
        Subscription.objects.create(thread=site.verdict.thread, email=address, confirmed_at=confirmed_at)


def hidden_comment(site: Site, state: str, kind: str) -> Comment:
    name = f"{state}{kind}"
    more = {"worked_version": "9.4", "worked_platform": "z/OS"} if kind == "worked" else {}
    comment = make_comment(
        on=site.gotcha,
        text=f"zq{name}zq 1.2 AMQ9637",
        author_name=f"zq{name}namezq",
        author_email=f"zq{name}mailzq@example.org",
        kind=kind,
        state="published" if state == "removed" else state,
        **more,
    )
    if state == "removed":
        comment.remove(None, "zqreasonzq")
    return comment


def hidden_correction(site: Site, visibility: str) -> None:
    words = {
        field: f"zq{visibility}{field.replace('_', '')}zq"
        for field in ("proposed", "reason", "proposer_name")
    }
    email = f"zq{visibility}proposerzq@example.org"
    site.correction = make_correction(site.gotcha, visibility=visibility, proposer_email=email, **words)


# Where strangers may look


def everywhere(site: Site) -> set[str]:
    """Every address of the site that a stranger may read, on the objects that strangers see."""
    found = {address for name, address in addresses.known(site).items() if name in PUBLIC}
    return found | {address for address in addresses.listed(site) if not address.startswith("/admin/")}


def of_the_hidden(site: Site) -> Iterator[str]:
    """Addresses of the hidden things themselves."""
    comments = [site.drafted, site.left, *site.comments]
    for name in PUBLIC:
        asked = addresses.asked_by(name)
        for form in FORMS if "form" in asked else ("",):
            for gotcha in (site.draft, site.gone, site.suppressed) if "position" in asked else ():
                place = {"collection": gotcha.collection.number, "position": gotcha.position, "form": form}
                more = {"number": 1, "old": 1, "new": 2}
                yield reverse(name, kwargs={key: (place | more)[key] for key in asked})
        if asked == ["number"] and name.startswith("comment"):
            yield from (reverse(name, args=[row.pk]) for row in comments)
    yield reverse("correction", args=[site.correction.pk])


def seen(client: Client, address: str) -> str:
    """What stands there, but for the tokens of its forms."""
    client.cookies.clear()
    response = client.get(address)
    assert response.status_code < 500, address
    head = "".join(f"{name}: {value}\n" for name, value in response.items() if name not in OF_A_MOMENT)
    return OF_THE_MOMENT.sub(r"\1", head + response.content.decode())


def differences(before: str, after: str) -> list[str]:
    if before == after:
        return []
    return [line for line in ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


@pytest.fixture
def site(settings: Any) -> Site:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()
    site = make_site()
    site.own = make_comment(on=site.plain)
    site.suppressed = make_gotcha(solution="1. zqsuppressedzq")
    site.suppressed.solution = "1. Another."
    site.suppressed.save()
    site.suppressed.record(author_name="Editor", note="Better.")
    site.suppressed.revisions.get(number=1).suppress(["solution"], "By request.")
    return site


def test_no_public_address_tells_what_is_hidden_nor_how_much_of_it_there_is(
    site: Site, client: Client
) -> None:
    before = {address: seen(client, address) for address in everywhere(site)}
    hide(site)
    told = {address: seen(client, address) for address in [*before, *of_the_hidden(site)]}
    assert {address: set(WORD.findall(said)) for address, said in told.items() if WORD.search(said)} == {}
    changed = {address: differences(said, told[address]) for address, said in before.items()}
    assert {address: lines for address, lines in changed.items() if lines} == {}
    assert len(told) > 200


def test_search_answers_a_hidden_word_as_one_that_nobody_wrote(site: Site, client: Client) -> None:
    hide(site)
    words = [*WORD.findall(" ".join(hidden_texts())), "zqsuppressedzq"]
    assert len(words) > 20
    for word, address in zip(words, cycle(SEARCHES), strict=False):
        nothing = "xv" + word[2:-2][::-1] + "vx"
        found = seen(client, address.format(word)).replace(word, "W")
        assert found == seen(client, address.format(nothing)).replace(nothing, "W"), (word, address)


def hidden_texts() -> Iterator[str]:
    for gotcha in Gotcha.objects.exclude(state__in=Gotcha.READABLE):
        yield from (gotcha.title, gotcha.problem, gotcha.solution)
    for comment in Comment.objects.filter(text__icontains="zq"):
        yield from (comment.text, comment.author_name)
    yield from CommentText.objects.values_list("text", flat=True)
    yield from Correction.objects.exclude(visibility="public").values_list("proposed", flat=True)
