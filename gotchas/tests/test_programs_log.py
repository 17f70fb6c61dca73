"""A log sent by a program, answered as text, Markdown and JSON."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gotchas.models import CodeLink, MessageCode, UnansweredCode
from gotchas.tests.factories import make_gotcha
from gotchas.tests.log_site import LOG, make_amq, make_site

pytestmark = pytest.mark.django_db
PLAIN = "text/plain"


@pytest.fixture
def site():
    return make_site()


def send(client, path="/log.json", body=LOG, kind=PLAIN):
    return client.post(path, body, content_type=kind)


FORM = "multipart/form-data; boundary=----x1"


def form(data, name="file", filename='; filename="qm.log"'):
    head = f'------x1\r\nContent-Disposition: form-data; name="{name}"{filename}\r\n'
    return head.encode() + b"Content-Type: text/plain\r\n\r\n" + data + b"\r\n------x1--\r\n"


@pytest.mark.parametrize("path", ["/log.json", "/api/log"])
@pytest.mark.parametrize("filename", ['; filename="qm.log"', ""])
def test_of_a_form_the_file_is_the_log_and_its_lines_are_counted(client, site, path, filename):
    told = send(client, path, form(LOG.encode(), filename=filename), FORM).json()
    assert told == send(client, path).json()


def test_a_form_is_read_for_curl_as_well_in_any_encoding(client, site):
    text = send(client, "/log", form("für\nAMQ9637E: x".encode("latin-1")), FORM).content.decode()
    assert "line 2" in text
    assert "Latin-1" in text
    assert "Content-Disposition" not in text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (form(b""), 422),
        (form(b"x" * 1_048_577), 413),
        (form(b"x" * 1_200_000), 413),
        (b"x" * 1_048_577, 413),
        (form(b"\x1f\x8b\x08\x00"), 422),
        (form(b"x").replace(b"------x1--", form(b"y")[:-2]), 400),
        (b"------x1--", 422),
    ],
)
def test_a_form_that_holds_no_log_says_what_to_do(client, body, status):
    response = send(client, "/log", body, FORM)
    assert (response.status_code, response["Content-Type"]) == (status, "text/plain; charset=utf-8")


def test_what_only_says_that_it_is_a_form_is_the_log(client, site):
    assert send(client, kind=FORM).json() == send(client).json()


def test_json_tells_the_codes_in_the_order_of_the_log(client, settings, site):
    told = send(client).json()
    assert [known["code"] for known in told["known"]] == ["AMQ9002", "AMQ9637", "AMQ9999"]
    assert told["lines"] == len(LOG.splitlines())
    assert told["start"]["code"] == "AMQ9637"
    known = told["known"][1]
    assert (known["lines"], known["count"], known["written"]) == ([6], 1, "AMQ9637E")
    assert known["severity"]["letter"] == "E"
    assert known["meaning"] == "the partner sent no certificate"
    assert known["excerpt"].startswith("AMQ9637E: Channel is lacking")
    (gotcha,) = known["gotchas"]
    assert gotcha["risk"]["value"] == "restart"
    assert gotcha["solution"] == f"{settings.SITE_URL}{site.get_absolute_url()}#solution"
    assert known["other_end"][0]["code"] == "CSQX637"
    assert told["known"][2]["wrapper"] and told["known"][2]["count"] == 2
    (unknown,) = told["unknown"]
    assert (unknown["code"], unknown["family"], unknown["lines"]) == ("AMQ9638", "ibm-mq-amq", [13])
    assert "AMQ9637" in [near["code"] for near in unknown["near"]]


CHAIN = (
    "org.example.OuterException: it failed\n\tat org.example.A.b(A.java:1)\n"
    "Caused by: org.example.MiddleException: AMQ9999E ended\n\tat org.example.A.c(A.java:2)\n"
    "Caused by: org.example.InnerException: the peer is gone\n\tat org.example.A.d(A.java:3)\n"
)


def test_json_tells_each_link_of_a_chain_and_the_nearest_fix(client, site):
    told = send(client, body=f"AMQ9637E: refused\n{CHAIN}").json()
    (chain,) = told["chains"]
    assert [link["line"] for link in chain["links"]] == [2, 4, 6]
    assert chain["links"][-1] == {"line": chain["line"], "title": chain["title"]}
    assert (chain["exceptions"], chain["title"]) == (3, "org.example.InnerException: the peer is gone")
    without_fix = send(client, body="AMQ9002I: starts\nAMQ9638E: odd").json()
    assert without_fix["nearest_fix"] is None


def test_the_nearest_fix_is_told_where_the_code_to_start_with_has_none(client):
    make_amq("AMQ9111", meaning="nobody wrote of it", wrapper=False)
    fixed = make_amq("AMQ9222", meaning="it has a fix", wrapper=True)
    make_gotcha(codes=[fixed], solution="Renew it.")
    body = "AMQ9111E: odd\nAMQ9222E: odd"
    told = send(client, body=body).json()
    assert (told["start"]["code"], told["nearest_fix"]) == ("AMQ9111", {"code": "AMQ9222", "line": 2})
    assert "Nearest fix: AMQ9222, line 2." in send(client, "/log.md", body).content.decode()


def test_markdown_tells_all_that_text_tells(client, site):
    code = MessageCode.objects.get(code="AMQ9637")
    same = make_amq("AMQ9111", meaning="the same with another number")
    CodeLink.objects.create(from_code=code, to_code=same, relation="same_fault", basis="source")
    for n in range(4):
        make_gotcha(title=f"More of it {n}", codes=[code], recorded=False)
    told = send(client, "/log.md", LOG).content.decode()
    for words in (
        f"- Of {code.family.name}",
        "- Severity E: ",
        "Same fault as [AMQ9111]",
        "[2 more gotchas](<",
        f"- AMQ9638 ({code.family.name}",
        "  - Near: [AMQ9637]",
    ):
        assert words in told, words
    many = "\n".join(f"AMQ{n}E: odd" for n in range(8000, 8060))
    assert "10 more without an entry." in send(client, "/log.md", many).content.decode()
    assert (
        "The log was read as Latin-1."
        in send(client, "/log.md", "AMQ1 für".encode("latin-1")).content.decode()
    )
    assert (
        "1. Line 1: org.example.OuterException: it failed" in send(client, "/log.md", CHAIN).content.decode()
    )


def test_markdown_tells_the_same(client, settings, site):
    told = send(client, "/log.md").content.decode()
    assert "**Start here: AMQ9637, line 6.**" in told
    assert f"[AMQ9637](<{settings.SITE_URL}/codes/ibm-mq-amq/AMQ9637/>)" in told
    assert "Restarts a component" in told and "CSQX637" in told and "AMQ9638" in told


def test_text_is_what_the_short_address_answers(client, site):
    assert send(client, "/log.txt").content == send(client, "/log").content


def test_the_api_takes_the_log_as_it_is_or_as_json(client, site):
    as_it_is = send(client, "/api/log").json()
    assert as_it_is == send(client).json()
    assert as_it_is == send(client, "/api/log", json.dumps({"text": LOG}), "application/json").json()


def test_a_log_in_another_encoding_is_read_and_that_is_told(client, site):
    told = send(client, body="AMQ9637E für alle".encode("latin-1")).json()
    assert told["encoding"] == "Latin-1"
    assert told["known"][0]["excerpt"] == "AMQ9637E für alle"


@pytest.mark.parametrize("path", ["/log.json", "/log.md", "/log.txt", "/api/log"])
def test_an_empty_log_one_too_long_and_another_method_are_told(client, path):
    assert send(client, path, " \n").status_code == 422
    assert send(client, path, "x" * 1_048_577).status_code == 413
    got = client.get(path)
    assert (got.status_code, got["Allow"]) == (405, "POST")
    if path.endswith(("json", "api/log")):
        assert set(got.json()) == {"error", "what_to_do"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400), ("[" * 100_000, 400), ("9" * 10_000, 400), (b'{"text": "\xff"}', 400), (b"\x00", 400),
        ("", 422), ("[]", 422), ('"x"', 422), ("{}", 422), ('{"text": 1}', 422), ('{"text": ""}', 422),
        ('{"text": "x", "more": 1}', 422),
        ('{"text": "\\ud800"}', 200), ('{"text": "\\u0000AMQ9637"}', 200),
        (json.dumps({"text": "x" * 1_048_577}), 413), (json.dumps({"text": "x" * 3_300_000}), 413),
    ],
)  # fmt: skip
def test_a_body_that_is_not_the_json_asked_for_is_refused_in_words(client, body, status):
    response = send(client, "/api/log", body, "application/json")
    assert response.status_code == status
    assert status == 200 or set(response.json()) == {"error", "what_to_do"}


def test_the_answer_is_kept_nowhere(client, site):
    for path in ("/log.json", "/log.md", "/log.txt", "/api/log"):
        response = send(client, path)
        assert response["Cache-Control"] == "private, no-store"
        assert "Access-Control-Allow-Origin" not in response
        assert not response.cookies


def test_codes_without_an_entry_are_counted_and_nothing_else(client, site):
    send(client, body="AMQ9638E for host shop.example.org of marker")
    assert [row.code for row in UnansweredCode.objects.all()] == ["AMQ9638"]


def test_what_a_terminal_obeys_does_not_get_through(client, site):
    chain = (
        "java.lang.RuntimeException: it failed\n\tat org.example.A.b(A.java:1)\n"
        "Caused by: java.io.IOException: \u202e\x1b[2J AMQ9637E\x07\n\tat org.example.A.c(A.java:2)\n"
    )
    told = send(client, "/log.md", chain).content.decode()
    assert "java.io.IOException" in told
    assert not set(told) & set("\x1b\x07\u202e")


def test_the_number_of_queries_does_not_grow_with_the_log(client, site):
    def count(body):
        with CaptureQueriesContext(connection) as queries:
            assert send(client, body=body).status_code == 200
        return len(queries)

    send(client)  # counts the unknown code, once a day
    assert count(LOG) == count(LOG * 50)
