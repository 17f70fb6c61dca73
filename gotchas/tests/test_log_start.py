"""Which code of a log to start with, and why."""

import pytest

from gotchas.answers.log_reading import read
from gotchas.models import CodeLink
from gotchas.tests.factories import make_gotcha
from gotchas.tests.log_site import make_amq
from gotchas.text.log_text import LogText

pytestmark = pytest.mark.django_db


@pytest.fixture
def codes():
    make_amq("AMQ9002", severities="I")
    make_amq("AMQ9208", severities="E")
    make_gotcha(codes=[make_amq("AMQ9637", severities="E")])
    make_amq("AMQ9999", wrapper=True)


def start(text: str) -> tuple[str, str]:
    answer = read(LogText(text))
    assert answer.start
    return answer.start.seen.written, answer.start_because


@pytest.mark.parametrize(
    ("text", "written", "because"),
    [
        ("AMQ9002I", "AMQ9002I", "only code"),
        ("AMQ9002I\nAMQ9208E", "AMQ9208E", "first that tells of a fault"),
        ("AMQ9208E\nAMQ9637E", "AMQ9637E", "first fault that a gotcha speaks of"),
        ("AMQ9999E\nAMQ9208E", "AMQ9208E", "not merely wrap"),
        ("AMQ9999E\nAMQ9638E", "AMQ9638E", "not merely wrap"),
        ("AMQ9002I\nAMQ9003I", "AMQ9002I", "None of the codes tells of a fault"),
        ("AMQ9002\nAMQ9208", "AMQ9208", "first that tells of a fault"),
        (
            "a.AException: AMQ9637E\n\tat a.b(C.java:1)\nCaused by: b.BException: AMQ9208E",
            "AMQ9208E",
            "stands at the root cause",
        ),
        (
            "a.AException: AMQ9637E\nCaused by: b.BException: AMQ9208E\nCaused by: c.CException: lost",
            "AMQ9208E",
            "nearest to the root cause",
        ),
        (
            "MQJE001: AMQ9637E: no [1=a.JmqiException[AMQ9208E: no [1=b.ConnectException[lost],3=qm]],3=qm]",
            "AMQ9208E",
            "nearest to the root cause",
        ),
        (
            "a.AException: AMQ9208E\n\tat a.b(C.java:1)\nCaused by: b.BException: AMQ9999E",
            "AMQ9208E",
            "not merely wrap",
        ),
    ],
)
def test_the_code_to_start_with_is_the_likeliest_cause(codes, text: str, written: str, because: str):
    found, why = start(text)
    assert found == written
    assert because in why


def test_a_code_is_a_wrapper_where_one_that_it_wraps_stands_in_the_log(codes):
    outer = make_amq("AMQ8101", severities="E")
    inner = make_amq("AMQ8102", severities="E")
    make_gotcha(codes=[outer])
    assert start("AMQ8101E\nAMQ8102E")[0] == "AMQ8101E"
    CodeLink.objects.create(from_code=outer, to_code=inner, relation="wrapper_of", basis="source")
    assert start("AMQ8101E\nAMQ8102E")[0] == "AMQ8102E"


def test_where_the_likeliest_cause_has_no_fix_the_nearest_code_with_one_is_named(codes, client):
    text = "AMQ9637E\na.AException: AMQ9999E\n\tat a.b(C.java:1)\nCaused by: b.BException: AMQ9208E"
    answer = read(LogText(text))
    assert answer.nearest_fix
    assert answer.nearest_fix.code.code == "AMQ9637"
    page = client.post("/log/", {"text": text}).content.decode()
    assert "It has no fix here yet. The nearest that has one:" in page
    plain = client.post("/log", text, content_type="text/plain").content.decode()
    assert "NEAREST FIX: AMQ9637, line 1." in plain
    assert read(LogText("AMQ9637E\nAMQ9208E")).nearest_fix is None
    assert read(LogText("AMQ9208E")).nearest_fix is None


def test_the_lines_that_speak_of_an_error_are_kept_for_a_search_only_where_no_code_is_known(codes):
    assert read(LogText("it failed\nAMQ9638E too")).error_lines == ["it failed"]
    assert read(LogText("it failed\nAMQ9637E too")).error_lines == []
