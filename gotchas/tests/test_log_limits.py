"""How many logs an address may send, and bodies whose length nobody announced."""

import bz2
import gzip
import io
import json
import lzma

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gotchas.intake import limits
from gotchas.intake.limits import Limit
from gotchas.tests.page_checks import check_page, text_of
from gotchas.views.log import LONGEST_LOG

pytestmark = pytest.mark.django_db
PROGRAMS = ("/log", "/log.txt", "/log.md", "/log.json", "/api/log")
LINE = b"AMQ9637E: refused"


@pytest.fixture
def two_a_minute(settings, monkeypatch):
    settings.LIMITS = True
    monkeypatch.setattr(limits, "LOGS", (Limit("log-minute", 2, 60),))


def send(client, path="/log", address="192.0.2.1"):
    return client.post(path, LINE, content_type="text/plain", REMOTE_ADDR=address)


@pytest.mark.parametrize("path", PROGRAMS)
def test_a_program_that_sends_too_many_is_told_when_it_may_again(client, two_a_minute, path):
    assert [send(client, path).status_code for _ in range(2)] == [200, 200]
    refused = send(client, path)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 61
    assert "More than 2 a minute came from this address" in refused.content.decode()
    assert refused["Cache-Control"] == "private, no-store" or path != "/log"
    if path.endswith(("json", "api/log")):
        assert "Retry-After" in refused.json()["what_to_do"]
    assert send(client, path, "192.0.2.2").status_code == 200


def test_a_reader_who_sends_too_many_keeps_the_text(client, two_a_minute):
    for _ in range(2):
        client.post("/log/", {"text": "AMQ9637E"})
    refused = client.post("/log/", {"text": "AMQ9637E: <kept>"})
    check_page(refused)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert "AMQ9637E: &lt;kept&gt;" in refused.content.decode()
    assert "More than 2 a minute came from this address" in text_of(refused)


def test_what_is_not_read_counts_nothing_and_without_limits_nothing_is_refused(
    client, two_a_minute, settings
):
    for _ in range(3):
        assert client.post("/log", b"  ", content_type="text/plain").status_code == 422
    assert send(client).status_code == 200
    settings.LIMITS = False
    assert [send(client).status_code for _ in range(3)] == [200] * 3


def test_the_page_for_programs_tells_the_limit(client):
    assert f"may send {limits.LOGS[0]};" in text_of(client.get("/programs/"))


def in_chunks(client, path, body, ended=True, kind="text/plain"):
    """As a server hands on a body with Transfer-Encoding: without a length, and it knows the end or not."""
    given = {"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": ended, "CONTENT_TYPE": kind}
    return client.post(path, headers={"transfer-encoding": "chunked"}, CONTENT_LENGTH="", **given)


@pytest.mark.parametrize("path", PROGRAMS)
def test_a_body_without_a_length_is_read_where_the_server_knows_its_end(client, path):
    assert "AMQ9637" in in_chunks(client, path, LINE).content.decode()
    assert in_chunks(client, path, b"x" * (LONGEST_LOG + 1)).status_code == 413
    refused = in_chunks(client, path, LINE, ended=False)
    assert refused.status_code == 411
    assert "curl --data-binary @FILE" in refused.content.decode()


def test_json_without_a_length_is_read(client):
    body = json.dumps({"text": LINE.decode()}).encode()
    answer = in_chunks(client, "/api/log", body, kind="application/json")
    assert answer.json()["unknown"][0]["code"] == "AMQ9637"


def test_a_body_that_breaks_off_is_told_so(client):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise OSError("chunk without an end")

    given = {"wsgi.input": Broken(), "wsgi.input_terminated": True}
    answer = client.post("/log", headers={"transfer-encoding": "chunked"}, CONTENT_LENGTH="", **given)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "packed",
    [gzip.compress(LINE), bz2.compress(LINE), lzma.compress(LINE), b"PK\x03\x04.."],
    ids=["gzip", "bzip2", "xz", "zip"],
)
def test_a_compressed_log_is_told_instead_of_read_as_noise(client, packed):
    for address in ("/log", "/log.txt", "/log.json", "/api/log"):
        response = client.post(address, packed, content_type="application/octet-stream")
        assert response.status_code == 422
        assert "compressed" in response.content.decode()
    response = client.post("/log/", {"file": SimpleUploadedFile("old.log.gz", packed)})
    assert response.status_code == 422
    assert "It is compressed. Unpack it first" in response.content.decode()
