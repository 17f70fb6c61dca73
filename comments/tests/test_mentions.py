"""Comments of other threads that speak of a gotcha or a code, on its page and in a list."""

import re
from typing import Any

import pytest
from django.test import Client

from comments import access
from comments.tests.factories import make_comment
from comments.tests.tags import DAY, later, queries_of, shown
from gotchas.models import Gotcha
from gotchas.tests.factories import make_code, make_collection, make_gotcha

pytestmark = pytest.mark.django_db


class TestMentions:
    def mentions_of(self, target: Any, query: str = "") -> str:
        return shown("{% mentions target %}", target, query)

    def test_comments_of_other_threads_are_listed_newest_first(self) -> None:
        gotcha = make_gotcha()
        old = make_comment(
            on=gotcha.collection, posted_at=DAY, author_name="Neil", text=f"{gotcha.number} is *wrong*"
        )
        new = make_comment(
            on=make_gotcha(), posted_at=later(1), author_name="Brian", text=f"see {gotcha.number}"
        )
        make_comment(on=gotcha, text="own words")
        page = self.mentions_of(gotcha)
        assert page.index(new.get_absolute_url()) < page.index(old.get_absolute_url())
        assert f"on {gotcha.collection}" in page
        assert f"{gotcha.number} is wrong" in page
        assert "own words" not in page

    def test_a_code_is_spoken_of_too(self) -> None:
        code = make_code()
        make_comment(text="lost").codes.add(code)
        assert "lost" in self.mentions_of(code)

    def test_what_stands_on_the_page_leads_there(self, client: Client) -> None:
        gotcha, code = make_gotcha(), make_code()
        link = '<a href="#mentions">Spoken of elsewhere</a>'
        for target in (gotcha, code):
            assert link not in client.get(target.get_absolute_url()).content.decode()
        make_comment(text=f"{gotcha.number}").codes.add(code)
        for target in (gotcha, code):
            assert link in client.get(target.get_absolute_url()).content.decode()

    def test_nothing_is_said_where_nobody_speaks(self) -> None:
        assert "<" not in self.mentions_of(make_gotcha())

    def test_more_than_a_page_of_them_lead_on_to_the_rest(self) -> None:
        gotcha = make_gotcha()
        comments = [
            make_comment(on=gotcha.collection, posted_at=DAY, text=f"{gotcha.number} n{n}.")
            for n in range(access.MENTIONS + 3)
        ]
        page = self.mentions_of(gotcha)
        assert page.count("<li>") == access.MENTIONS
        assert f'href="?spoken={comments[2].pk}#mentions"' in page
        rest = self.mentions_of(gotcha, f"?spoken={comments[2].pk}")
        assert [f"/comments/{c.pk}/" for c in comments[2::-1]] == re.findall(r"/comments/\d+/", rest)

    @pytest.mark.parametrize("state", ["waiting", "spam", "removed"])
    def test_what_is_not_published_is_not_mentioned(self, state: str) -> None:
        gotcha = make_gotcha()
        make_comment(on=gotcha.collection, state=state, text=f"{gotcha.number}")
        assert "<" not in self.mentions_of(gotcha)

    @pytest.mark.parametrize("state", ["draft", "withdrawn"])
    def test_comments_on_what_cannot_be_read_are_not_mentioned(self, state: str) -> None:
        gotcha, hidden = (
            make_gotcha(),
            make_gotcha(state=state, withdrawn_reason="x" if state == "withdrawn" else ""),
        )
        make_comment(on=hidden, text=f"{gotcha.number}")
        assert "<" not in self.mentions_of(gotcha)

    def test_imported_texts_are_quoted_as_plain_text(self) -> None:
        gotcha = make_gotcha()
        make_comment(on=gotcha.collection, format="html", text=f"<p>{gotcha.number} <b>fails</b></p>")
        make_comment(on=gotcha.collection, format="plain", text=f"{gotcha.number}\n  <fails> *too*")
        page = self.mentions_of(gotcha)
        assert f"{gotcha.number} fails" in page
        assert f"{gotcha.number} &lt;fails&gt; *too*" in page

    def test_they_take_as_many_queries_for_20_as_for_2(self) -> None:
        gotcha = make_gotcha()
        for target in (gotcha.collection, make_gotcha()):
            make_comment(on=target, text=gotcha.number)
        gotcha = Gotcha.objects.telling_merges().select_related("collection").get(pk=gotcha.pk)
        few = queries_of("{% mentions target %}", gotcha)
        for _ in range(9):
            make_comment(on=make_gotcha(), text=gotcha.number)
            make_comment(on=make_code(), text=f"see {gotcha.number}")
        assert queries_of("{% mentions target %}", gotcha) == few == 1


def test_each_gotcha_of_a_list_gets_its_newest_speakers_in_one_query() -> None:
    collection = make_collection()
    one, two, silent = (make_gotcha(collection=collection) for _ in range(3))
    for n in range(7):
        make_comment(
            on=collection, author_name=f"S{n}", posted_at=later(n), text=f"{one.number} and {two.number}"
        )
    make_comment(on=collection, state="waiting", author_name="W", text=two.number)
    named = "{% for g in target %}[{% for c in g.speakers %}{{ c.author_name }} {% endfor %}]{% endfor %}"
    source = "{% speakers target %}" + named
    assert shown(source, [one, two, silent]) == "[S2 S3 S4 S5 S6 ][S2 S3 S4 S5 S6 ][]"
    assert queries_of(source, [one, two, silent]) == 1
