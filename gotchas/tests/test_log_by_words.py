"""A log without a code that is known: the words of its errors are searched, and only sure answers shown."""

import pytest

from comments.tests.factories import make_comment
from gotchas.tests.factories import make_code, make_collection, make_gotcha, make_gotchas

pytestmark = pytest.mark.django_db
NOISE = "\n".join(f"2026-11-23 03:1{n}:00 INFO worker {n} is up, port 1414" for n in range(9))


@pytest.fixture
def gotcha():
    make_gotchas(30, title="Another matter {n}")
    return make_gotcha(title="The keystore was tampered with, or the passphrase is wrong")


def post(client, text):
    return client.post("/log/", {"text": text}).content.decode()


def test_a_message_without_a_code_is_searched_by_its_words(client, gotcha):
    page = post(client, "java.io: keystore was tampered with, or passphrase was incorrect")
    assert f'data-number="{gotcha.number}"' in page
    assert "no-answer" not in page


def test_a_log_without_a_code_is_searched_by_the_lines_that_speak_of_errors(client, gotcha):
    page = post(client, f"{NOISE}\nERROR keystore was tampered with, or passphrase was wrong\n{NOISE}")
    assert f'data-number="{gotcha.number}"' in page
    assert "By its words" in page
    text = client.post(
        "/log", f"{NOISE}\nERROR keystore was tampered with, passphrase wrong", content_type="text/plain"
    )
    assert "BY ITS WORDS" in text.content.decode()


def test_a_log_without_anything_known_says_so(client, gotcha):
    page = post(client, f"{NOISE}\nERROR zeppelin hydrogen leak detected")
    assert "no-answer" in page
    assert "data-number" not in page


def test_where_a_code_leads_to_a_gotcha_no_words_are_searched(client, gotcha):
    make_gotcha(title="It has the code", codes=[make_code("ZZQ1234")])
    page = post(client, "ZZQ1234E keystore was tampered with, passphrase wrong")
    assert "It has the code" in page
    assert "By its words" not in page


def test_quotes_and_filters_of_a_log_are_only_text(client, gotcha):
    page = post(client, 'platform:zos -wrong "keystore tampered" passphrase keystore tampered with')
    assert f'data-number="{gotcha.number}"' in page


def test_programs_get_what_the_words_found(client, gotcha):
    body = f"{NOISE}\nERROR keystore was tampered with, passphrase wrong"
    found = client.post("/log.json", body, content_type="application/octet-stream").json()
    assert [each["site_number"] for each in found["by_words"]] == [gotcha.number]
    text = client.post("/log.md", body, content_type="text/plain; charset=latin-1").content.decode()
    assert "## By its words" in text
    assert gotcha.title in text


@pytest.mark.parametrize("kind", ["comment", "code"])
def test_programs_are_told_of_comments_and_codes_that_speak_of_it_as_well(client, gotcha, kind):
    words = "the zeppelin manifold vibrates beyond tolerance"
    if kind == "comment":
        make_comment(on=make_collection(), text=f"Here {words}.", author_name="Ann")
    else:
        make_code("ZZQ1234", meaning=words)
    body = f"{NOISE}\nERROR {words}"
    assert words.split()[1] in post(client, body)

    def told(form):
        return client.post(f"/log.{form}", body, content_type="text/plain")

    assert [each["kind"] for each in told("json").json()["by_words"]] == [kind]
    for form in ("txt", "md"):
        answer = " ".join(told(form).content.decode().split())
        assert "by its words" in answer.lower()
        assert words in answer.replace("**", "")
        assert ("A comment by Ann" if kind == "comment" else "ZZQ1234") in answer
        assert "Search for the words of the error itself" not in answer


def test_a_gotcha_that_a_comment_led_to_comes_with_what_the_comment_says(client, gotcha):
    words = "the zeppelin manifold vibrates beyond tolerance"
    make_comment(on=gotcha, text=f"Here {words}.", author_name="Ann")
    told = client.post("/log", words, content_type="text/plain").content.decode()
    assert gotcha.title in " ".join(told.split())
    assert f"A comment by Ann: Here {words}" in " ".join(told.split())
