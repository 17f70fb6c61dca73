"""Paste your log: the page, and the plain text for curl."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpRequest

from gotchas.answers import log_reading
from gotchas.models import CodeFamily, UnansweredCode
from gotchas.tests.factories import make_code, make_gotcha
from gotchas.tests.log_site import LOG, make_amq, make_site
from gotchas.tests.page_checks import check_page, text_of
from gotchas.views.log import LONGEST_FORM, LONGEST_LOG

pytestmark = pytest.mark.django_db


def paste(client, text, status=200):
    response = client.post("/log/", {"text": text})
    assert response.status_code == status
    check_page(response)
    return response


def curl(client, data, **extra):
    return client.post("/log", data, content_type="application/x-www-form-urlencoded", **extra)


def test_the_box_says_that_nothing_is_stored_and_needs_no_token(client):
    response = client.get("/log/")
    check_page(response)
    words = text_of(response)
    assert words.index("Read once, not stored.") < response.content.decode().index("<textarea")
    assert "Up to 1 MB" in words
    assert "curl --data-binary @FILE http" in words
    assert 'enctype="multipart/form-data"' in response.content.decode()


def test_a_log_is_answered_with_its_codes_in_its_order(client):
    gotcha = make_site()
    response = paste(client, LOG)
    words, page = text_of(response), response.content.decode()
    assert "4 codes in 14 lines, 3 of them described here." in words
    assert re.findall(r'data-found="([^"]+)"', page) == ["AMQ9002", "AMQ9637", "AMQ9999"]
    assert re.findall(r'data-number="([^"]+)"', page) == [gotcha.number]
    assert re.findall(r'data-unknown="([^"]+)"', page) == ["AMQ9638"]
    assert "Lines 12, 14 · 2 times" in words
    assert "no-answer" not in page


def test_a_known_code_has_its_meaning_its_fix_with_the_risk_before_it_and_the_other_end(client):
    gotcha = make_site()
    response = paste(client, "AMQ9637E: lacking")
    words = text_of(response)
    assert "The partner sent no certificate" in words
    assert "severity E: error" in words
    assert "The other end logs CSQX637: no certificate (not confirmed by an editor)" in words
    page = response.content.decode()
    fix = page[page.index('<div data-number="') :]
    assert fix.index("A component is stopped and started again") < fix.index("#solution")
    assert f'href="{gotcha.get_absolute_url()}#solution"' in page


def test_the_code_to_start_with_is_the_fault_and_not_its_wrapper_or_news(client):
    make_site()
    words = text_of(paste(client, LOG))
    assert "Start here: AMQ9637, line 6" in words
    assert "It wraps the true cause." in words[words.index("AMQ9999") :]


def test_the_root_cause_of_a_chain_of_exceptions_comes_first(client):
    make_amq("AMQ9204", meaning="the host was tried")
    make_amq("AMQ9640", meaning="the peer said no")
    text = (
        "app.OuterException: AMQ9204E\n\tat a.b(C.java:1)\nCaused by: app.InnerException: AMQ9640E\n"
        "\tat a.b(C.java:2)\n"
    )
    words = text_of(paste(client, text))
    assert "Start here: AMQ9640, line 3 It stands at the root cause" in words
    assert "2 exceptions, the outermost first" in words


def test_an_unknown_code_has_its_family_component_severity_and_neighbours(client):
    make_site()
    words = text_of(paste(client, LOG))
    unknown = words[words.index("No entry yet") :]
    assert "AMQ9638 IBM MQ on distributed platforms, remote connections (channels)" in unknown
    assert "severity E: error" in unknown
    assert "Codes written nearly the same: AMQ9637" in unknown


def test_a_log_without_codes_says_so(client):
    make_site()
    response = paste(client, "all is well\n" * 10)
    assert 'class="no-answer"' in response.content.decode()
    told = text_of(response), curl(client, b"all is well\n" * 10).content.decode()
    for words in told:
        assert "No code was recognised in 10 lines." in words
        assert "Search for the words of the error itself" in words


def test_a_gotcha_from_outside_is_found_by_its_own_number(client):
    make_gotcha(external_id="KB-470886", codes=[make_code("XYZ1234")])
    page = paste(client, "error XYZ1234 in line 5\n" * 9).content.decode()
    assert 'data-found="KB-470886"' in page
    assert 'data-number="KB-470886"' in page


def test_drafts_are_not_shown(client):
    make_gotcha(title="Secret", codes=[make_amq()], state="draft")
    assert "Secret" not in text_of(paste(client, "AMQ9637E"))
    assert "Secret" not in curl(client, b"AMQ9637E").content.decode()


def test_codes_of_one_spelling_are_told_apart_by_the_words_and_the_family_of_their_line(client):
    rust = make_code("E0308", family=CodeFamily.objects.get(slug="rust"), meaning="mismatched types")
    other = make_code("E0308", meaning="the drawer of the printer is open")
    lines = "error[E0308]: expected `u8`\n" * 6
    assert rust.get_absolute_url() in paste(client, lines).content.decode()
    page = paste(client, "12:00 printer3 E0308 the drawer is open\n" * 6).content.decode()
    assert other.get_absolute_url() in page
    assert rust.get_absolute_url() not in page


def test_numbers_count_only_behind_a_word_that_announces_them(client):
    make_code("2059")
    for line in (
        "took 2059 ms\n",
        "port 2059\n",
        'GET / HTTP/1.1" 200 2059\n',
        "x.py:2059\n",
        "[2059.1] up\n",
    ):
        assert "data-found" not in paste(client, line * 8).content.decode(), line
    assert 'data-found="2059"' in paste(client, "it failed, rc=2059\n" * 8).content.decode()


def test_words_in_small_letters_are_no_codes_in_a_log(client):
    make_code("W0612", meaning="not used").aliases.create(alias="unused-variable", kind="name")
    assert "data-found" not in paste(client, "an unused-variable here\n" * 8).content.decode()
    assert "data-found" in paste(client, "a.py:3: W0612 here\n" * 8).content.decode()


def test_a_code_of_a_family_without_patterns_is_found_across_a_wrapped_line(client):
    make_code("KBX-12345")
    text = ("word " * 20)[:75] + "KBX-1\n2345: it stopped\n" + "short\n" * 8
    assert 'data-found="KBX-12345"' in paste(client, text).content.decode()


def test_a_file_is_read_instead_of_the_box(client):
    make_site()
    file = SimpleUploadedFile("app.log", LOG.encode("utf-16"))
    response = client.post("/log/", {"text": "", "file": file})
    assert 'data-found="AMQ9637"' in response.content.decode()
    assert "It was read as UTF-16." in text_of(response)


@pytest.mark.parametrize("text", ["", "  \n ", "\x00"])
def test_an_empty_box_is_told_so(client, text):
    response = paste(client, text, status=422)
    assert "<title>Error: Paste your log" in response.content.decode()
    assert "There is no text in it." in text_of(response)


def test_a_log_over_the_limit_is_refused_with_what_to_do_and_the_text_is_given_back(client):
    text = "AMQ9637E line\n" * (LONGEST_LOG // 14 + 1)
    response = client.post("/log/", {"text": text})
    assert response.status_code == 413
    assert "Send the part around the error" in text_of(response)
    assert "AMQ9637E line" in response.content.decode()
    file = SimpleUploadedFile("app.log", text.encode())
    assert client.post("/log/", {"file": file}).status_code == 413
    response = curl(client, text.encode())
    assert (response.status_code, response["Content-Type"]) == (413, "text/plain; charset=utf-8")
    assert "Send the part around the error" in response.content.decode()


def test_a_log_of_just_the_limit_is_read(client):
    make_amq()
    text = ("AMQ9637E" + "x" * 91 + "\n") * (LONGEST_LOG // 100)
    assert client.post("/log/", {"text": text}).status_code == 200
    assert curl(client, text.encode()).status_code == 200


def test_a_log_of_umlauts_alone_may_have_the_full_length_in_a_plain_form(client):
    body = b"text=" + b"%C3%BC" * (LONGEST_LOG // 2)
    response = client.generic("POST", "/log/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200


def test_what_is_announced_as_too_long_is_refused_before_it_is_read(client, monkeypatch):
    monkeypatch.setattr(HttpRequest, "body", property(lambda self: pytest.fail("it was read")))
    assert curl(client, b"x", CONTENT_LENGTH=str(LONGEST_LOG + 1)).status_code == 413
    response = client.post("/log/", {"text": "x"}, CONTENT_LENGTH=str(LONGEST_FORM + 1))
    assert response.status_code == 413


def test_curl_is_answered_in_80_columns(client):
    gotcha = make_site()
    response = curl(client, LOG.encode())
    text = response.content.decode()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert all(len(line) <= 80 or "://" in line for line in text.splitlines())
    assert "START HERE: AMQ9637, line 6." in text
    assert "AMQ9999  IBM MQ on distributed platforms  (lines 12, 14; 2 times)" in text
    assert text.index("Risk of the fix: Restarts a component.") < text.index("#solution")
    assert f"{gotcha.get_absolute_url()}#solution" in text
    assert text.index("NO ENTRY YET") < text.index("/codes/ibm-mq-amq/AMQ9638/\n")


def test_nothing_that_turns_the_direction_of_reading_reaches_a_terminal(client):
    make_amq("AMQ9637")
    text = curl(client, "\u202eAn AMQ9637E \u2066turned".encode()).content.decode()
    assert "> An AMQ9637E turned\n" in text


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/json", "multipart/form-data", "text/plain; charset=utf-16", "x/y; charset=z"],
)
def test_the_raw_body_is_the_log_whatever_its_type_says(client, kind, monkeypatch):
    monkeypatch.setattr(HttpRequest, "_load_post_and_files", lambda self: pytest.fail("POST was read"))
    make_amq()
    response = client.generic("POST", "/log", b"text=AMQ9637E&x=%ff", content_type=kind)
    assert response.status_code == 200
    assert "AMQ9637" in response.content.decode()


def test_bytes_that_are_no_utf_8_are_read_as_latin_1_and_that_is_said(client):
    make_amq()
    text = curl(client, "AMQ9637E für den Kanal".encode("latin-1")).content.decode()
    assert "The log was read as Latin-1." in text
    assert "für den Kanal" in text


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00", b"\xff\xfe", b"\xff", b"\xed\xa0\x80", b"\x1b[31m", b"\r\n" * 9, bytes(range(256)) * 20],
)
def test_no_bytes_are_a_server_error(client, data):
    for address in ("/log", "/log/"):
        response = client.generic("POST", address, data, content_type="application/x-www-form-urlencoded")
        assert response.status_code in (200, 400, 422)
    file = client.post("/log/", {"file": SimpleUploadedFile("x", data)})
    assert file.status_code in (200, 422)


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=\x7f", "text/plain; charset=utf-16"]
)
def test_a_broken_form_is_no_server_error(client, kind):
    response = client.generic("POST", "/log/", b"--x\r\nnonsense", content_type=kind)
    assert response.status_code in (400, 422)


def test_what_a_terminal_left_in_the_log_does_not_hide_a_code(client):
    make_amq()
    text = "\x1b[31mAMQ\x1b[0m9637E\r\n" + "\x07x\n" * 8
    page = paste(client, text).content.decode()
    assert 'data-found="AMQ9637"' in page
    assert "\x1b" not in page


def test_the_code_stands_in_what_is_shown_of_its_line_however_long_that_is(client):
    make_amq("AMQ9637")
    page = paste(client, f"{'x' * 600} AMQ9637E: lacking {'y' * 600}").content.decode()
    (shown,) = re.findall(r"<samp>(.*?)</samp>", page)
    assert re.fullmatch("… x+ AMQ9637E: lacking y+", shown)
    assert len(shown) == log_reading.EXCERPT


def test_html_in_a_log_is_text(client):
    make_amq()
    page = paste(client, "AMQ9637E <script>alert(1)</script>").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_answer_is_kept_by_no_cache_and_sets_no_cookie(client):
    for response in (paste(client, "AMQ9637E"), curl(client, b"AMQ9637E")):
        assert response["Cache-Control"] == "private, no-store"
        assert not response.cookies


def test_other_methods_and_the_short_address_without_a_body(client):
    assert client.put("/log/").status_code == 405
    assert client.delete("/log").status_code == 405
    response = client.get("/log")
    assert (response.status_code, response["Location"]) == (302, "/log/")


def test_when_the_database_fails_nothing_of_the_log_reaches_an_error(client, monkeypatch, caplog):
    def fail(log):
        raise OperationalError(f"parameter was {log.text}")

    monkeypatch.setattr("gotchas.views.log.read", fail)
    client.raise_request_exception = False
    response = client.post("/log/", {"text": "marker-4711"})
    assert response.status_code == 503
    assert "marker-4711" not in response.content.decode()
    assert "marker-4711" not in "".join(
        record.getMessage() + str(record.exc_text) for record in caplog.records
    )
    assert "marker-4711" not in caplog.text


def test_an_answer_comes_even_when_the_count_cannot_be_written(client, monkeypatch):
    def fail(*args):
        raise OperationalError("database is locked")

    monkeypatch.setattr("gotchas.views.log.unanswered.count", fail)
    assert "AMQ9638" in text_of(paste(client, "AMQ9638E"))
    assert not UnansweredCode.objects.exists()


@pytest.mark.parametrize("count", [2, 90])
def test_a_log_takes_the_same_queries_however_long_it_is(client, django_assert_num_queries, count):
    for n in range(count):
        make_gotcha(codes=[make_amq(f"AMQ{9000 + n}")], recorded=False)
    lines = [f"AMQ{9000 + n}E and AMQ{8000 + n}E and XYZ{n:04}E" for n in range(count)]
    CodeFamily.objects.recogniser()
    text = "\n".join([*lines, *["a line of noise 17"] * 20])
    with django_assert_num_queries(23):
        curl(client, text.encode())


def test_only_the_first_codes_are_shown_and_the_rest_is_counted(client):
    for n in range(log_reading.KNOWN_SHOWN + 5):
        make_amq(f"AMQ{8000 + n}")
    text = "\n".join(f"AMQ{n}E" for n in range(8000, 8000 + log_reading.KNOWN_SHOWN + 5))
    response = paste(client, text)
    assert response.content.decode().count("data-found") == log_reading.KNOWN_SHOWN
    assert "5 more are described here." in text_of(response)
    assert "5 more codes that are described here." in curl(client, text.encode()).content.decode()


def test_a_plain_word_in_capitals_is_a_code_only_where_the_code_is_written_so(client):
    make_code("01000").aliases.create(alias="warning", kind="name")
    make_code("AL10").aliases.create(alias="aliasing.required", kind="name")
    page = paste(client, "WARNING: SSLCAUTH(REQUIRED) and more\n" * 8).content.decode()
    assert "data-found" not in page
    make_code("ENOTDONE")
    assert 'data-found="ENOTDONE"' in paste(client, "it ended with ENOTDONE\n" * 8).content.decode()
