"""What is printed for a code, on its page."""

import datetime

import pytest

from gotchas.tests.factories import make_code, make_source
from gotchas.tests.page_checks import check_page, text_of

pytestmark = pytest.mark.django_db


def test_a_code_says_what_is_printed_for_it_where_that_was_read_and_what_is_not_verified(client):
    code = make_code("QQQ5000")
    response = client.get(code.get_absolute_url())
    assert "What is printed" not in text_of(response)
    read = make_source(title="The source code", read_on=datetime.date(2026, 11, 30))
    for text, source in (("It <b>broke</b> %s", read), ("It fell", None), ("It broke too", read)):
        code.printed.create(text=text, source=source)
    response = client.get(code.get_absolute_url())
    check_page(response)
    words = text_of(response)
    told = "It <b>broke</b> %s It broke too The source code, read on 30 November 2026 It fell Not verified"
    assert told in words
