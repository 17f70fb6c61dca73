"""What is found in a text that should not be published, and what is left alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.text.private import MASK_OF, find, masked


def found(text: str) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in find(text)]


@pytest.mark.parametrize(
    ("text", "kind", "what"),
    [
        ("runmqakm -keydb -create -db key.kdb -pw s3cr3t-x -stash", "password or token", "s3cr3t-x"),
        ("password=hunter2 was taken", "password or token", "hunter2"),
        ('"password": "hunter2"', "password or token", "hunter2"),
        ("Authorization: Bearer abcdefghijklmnop1234", "password or token", "abcdefghijklmnop1234"),
        ("https://ann:hunter@host/", "password or token", "hunter"),
        ("key AKIAABCDEFGHIJKLMN12", "password or token", "AKIAABCDEFGHIJKLMN12"),
        ("peer 'CN=qm1.bank,O=ABC' refused", "name in a certificate", "qm1.bank"),
        ("depth=0 /C=GB/O=Old/CN=qm1", "name in a certificate", "Old/CN=qm1"),
        ("subject=C = GB, CN = qm1.bank", "name in a certificate", "qm1.bank"),
        ("Issuer: C = GB, O = Old Bank", "name in a certificate", "Old Bank"),
        ("  0 s:O = Old Bank, C = GB", "name in a certificate", "Old Bank"),
        ("mail ann@bank.com about it", "mail address", "ann@bank.com"),
        ("from 10.1.2.3 it fails", "IP address", "10.1.2.3"),
        ("from 172.16.200.3:1414", "IP address", "172.16.200.3"),
        ("from fe80::12:ab9", "IP address", "fe80::12:ab9"),
        ("on mq.prod.corp it fails", "host name", "mq.prod.corp"),
        ("on mqprod01.bank.com it fails", "host name", "mqprod01.bank.com"),
        ("CONNAME('mq-01(1414)')", "host name", "mq-01"),
    ],
)
def test_what_is_private_is_found_and_can_be_masked(text: str, kind: str, what: str) -> None:
    assert found(text) == [(kind, what)]
    assert masked(text, find(text)) == text.replace(what, MASK_OF[kind])


@pytest.mark.parametrize(
    "text",
    [
        "It worked on 9.3.0.5 and on version 10.1.0.200.",
        "Take -pw PASSWORD, or -pw <password>, or password=****.",
        "Password: enter it twice. The password: is needed.",
        "Write to ann@example.org from 192.0.2.7 or 127.0.0.1 or ::1.",
        "See https://www.ibm.com/docs and key.kdb and AMQERR01.LOG.",
        "AMQ9637E at 10:20:30, std::add, O=1, CN=NAME.",
        "With uid = 0 it works; SELECT o = 'x1' then; the DC = 12 V.",
        "The token is refreshed; a secret is kept.",
        "u@k.1 and 4OC@J.2 and PX-@P.cB9yg in what is only noise",
    ],
)
def test_placeholders_versions_and_documentation_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_very_many_are_all_found() -> None:
    assert len(find("CN=a1," * 10_000)) == 10_000


def test_a_private_key_is_found_whole() -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\nMIIE=\n-----END RSA PRIVATE KEY-----"
    assert found(f"a\n{key}\nb") == [("private key", key)]


PARTS = st.sampled_from(
    [
        "CN=a b,",
        "password=",
        "-pw x1y",
        "10.0.0.1",
        "ann@b.de",
        "-----BEGIN PRIVATE KEY-----",
        ":",
        "::1f",
        "\n",
        " ",
    ]
)


@given(st.lists(PARTS | st.text(max_size=5), max_size=12).map("".join))
def test_finds_are_in_order_apart_and_gone_once_masked(text: str) -> None:
    finds = find(text)
    assert all(a.end <= b.start for a, b in pairwise(finds))
    assert all(0 <= one.start < one.end <= len(text) for one in finds)
    rest = masked(text, finds)
    assert len(find(rest)) <= len(finds)
    assert all(text[one.start : one.end] for one in finds)


@pytest.mark.parametrize(
    "piece", ["CN=a ", "1.", "a.", "a@", "a:", "password=", "-pw ", "eyJ", "a-", "://a:"]
)
def test_a_long_text_of_one_kind_is_read_in_linear_time(piece: str) -> None:
    """It would not come back else: the longest comment, and no figure to compare."""
    find(piece * (10_000 // len(piece)))
