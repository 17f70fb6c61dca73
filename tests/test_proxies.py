"""Whose word is taken for who asked and how."""

from ipaddress import ip_network

import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.echo_urls")


@pytest.fixture(autouse=True)
def proxies(settings):
    settings.TRUSTED_PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


def ask(remote: str, **headers: str) -> dict[str, str]:
    return Client().get("/echo/", headers={"host": "testserver", **headers}, REMOTE_ADDR=remote).json()


def test_a_strangers_headers_are_not_believed():
    answer = ask(
        "203.0.113.9",
        x_forwarded_for="198.51.100.1",
        x_forwarded_proto="https",
        x_forwarded_host="evil.test",
        forwarded="host=evil.test",
    )
    assert answer["address"] == "203.0.113.9"
    assert answer["url"] == "http://testserver/"


@pytest.mark.parametrize(
    ("chain", "visitor"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("1.2.3.4, 198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("10.0.0.9, 10.0.0.7", "10.0.0.9"),
        ("198.51.100.1, nonsense", "10.0.0.1"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("2001:db8::1, fd00::2", "2001:db8::1"),
        ("1' OR 1--", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
def test_the_visitor_is_the_last_address_that_is_no_proxy_of_ours(chain: str, visitor: str):
    assert ask("10.0.0.1", x_forwarded_for=chain)["address"] == visitor


@pytest.mark.parametrize(
    ("sent", "scheme"), [("https", "https"), ("HTTPS", "https"), ("http", "http"), ("gopher", "http")]
)
def test_a_trusted_proxy_says_which_scheme_it_was(sent: str, scheme: str):
    assert ask("::ffff:10.0.0.1", x_forwarded_proto=sent)["url"] == f"{scheme}://testserver/"


def test_the_host_is_never_taken_from_a_proxys_header():
    assert ask("10.0.0.1", x_forwarded_host="evil.test")["url"] == "http://testserver/"
