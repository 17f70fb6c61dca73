"""A blog's thread is mirrored here and goes on: readers answer what was said years ago."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from comments.models import Comment, Thread
from gotchas.models import Collection
from gotchas.tests.transfer.threads import MADE_UP, REAL
from gotchas.transfer.thread_text import read_thread

pytestmark = pytest.mark.journey


@pytest.fixture(autouse=True)
def no_waiting(settings: Any) -> None:
    settings.LIMITS = False


@pytest.fixture(params=["with scripts", "without scripts"])
def tab(
    request: pytest.FixtureRequest, browser: Browser, live_server: Any, django_db_serialized_rollback: None
) -> Iterator[Page]:
    scripts = request.param == "with scripts"
    context = browser.new_context(base_url=live_server.url, locale="en-GB", java_script_enabled=scripts)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("file", [MADE_UP, *REAL], ids=lambda file: file.stem)
def test_a_mirrored_thread_is_answered_in_its_places(file: Path, tab: Page) -> None:
    printed = read_thread(file.read_bytes()).comments
    call_command("import_thread", str(file), stdout=io.StringIO())
    collection = Collection.objects.get()
    mirrored = list(Comment.objects.order_by("path"))
    tab.goto(collection.get_absolute_url())
    expect(tab.locator("article.comment[id]")).to_have_count(len(printed))
    first = Comment.objects.get(source_number="1")
    reply = next(row for row in mirrored if row.parent_id and not row.reply_count)
    late = answer(tab, reply, "It helped here as well, years later.")
    later = answer(tab, first, "And the last word on this.")
    assert [row.parent for row in (late, later)] == [reply, first]
    assert list(Comment.objects.exclude(pk__in=[late.pk, later.pk]).order_by("path")) == mirrored
    # below all that hangs on what it answers, and above what came next there
    order = [int(number) for number in shown(tab)]
    assert order == list(Thread.objects.get().comments.order_by("path").values_list("pk", flat=True))
    assert order[order.index(reply.pk) + 1] == late.pk
    assert order[order.index(later.pk) - 1] == last_below(first, before=later).pk
    assert Collection.objects.get().comment_count == len(printed) + 2


def answer(tab: Page, asked: Comment, text: str) -> Comment:
    """Reply to a comment as a reader does, and see the reply stand where it belongs."""
    tab.locator(f"#comment-{asked.pk}").get_by_role("link", name="Reply to ").click()
    tab.get_by_label("Name", exact=True).fill("Zoe")
    tab.get_by_label("Comment", exact=True).fill(text)
    tab.get_by_role("button", name="Publish").click()
    expect(tab.get_by_text(text)).to_be_in_viewport()
    expect(tab).to_have_url(re.compile(r"#comment-\d+$"))
    made = Comment.objects.get(text=text)
    there = tab.locator(f"#comment-{made.pk}")
    expect(there).to_contain_text(f"in reply to {asked.author_name}")
    return made


def shown(tab: Page) -> list[str]:
    """The numbers of the comments on the page, in the order in which they are read."""
    ids = tab.locator("article.comment[id]").evaluate_all("rows => rows.map(row => row.id)")
    return [name.removeprefix("comment-") for name in ids]


def last_below(comment: Comment, before: Comment) -> Comment:
    below = Comment.objects.filter(path__startswith=comment.path).exclude(pk=before.pk)
    return below.order_by("path").last() or comment
