"""The environment's values, parsed by themselves."""

from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsite.environment import (
    NAMES,
    Environment,
    Licence,
    Mail,
    PostgreSQL,
    SQLite,
    WrongEnvironment,
    read,
)

BASE = Path("/srv/gotchas")
SECRET = "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijkl"


def parse(**variables: str) -> Environment:
    return read(variables, BASE)


def refusal(**variables: str) -> str:
    with pytest.raises(WrongEnvironment) as caught:
        parse(**variables)
    return str(caught.value)


def test_an_empty_environment_is_a_site_on_this_machine():
    environment = parse()
    assert environment.port == 8000
    assert environment.site_url == "http://127.0.0.1:8000"
    assert environment.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert environment.database == SQLite(BASE / "var" / "gotchas.sqlite3")
    assert environment.secret_key is None
    assert environment.mail is None
    assert (environment.replicas, environment.redis_url, environment.trusted_proxies) == ((), "", ())
    assert environment.time_zone == "UTC"
    assert environment.content_licence.name == "CC BY-SA 4.0"
    assert environment.limits is True


def test_an_empty_value_counts_as_not_set():
    assert parse(PORT="", SITE_URL="  ") == parse()


def test_the_port_is_part_of_the_address_unless_that_is_given():
    assert parse(PORT="8123").site_url == "http://127.0.0.1:8123"
    assert parse(PORT="8123", SITE_URL="https://kb.example.org/").site_url == "https://kb.example.org"


def test_the_site_answers_to_the_host_of_its_own_address():
    assert parse(SITE_URL="https://KB.example.org").allowed_hosts[-1] == "kb.example.org"
    assert parse(ALLOWED_HOSTS="a.example, .b.example", SITE_URL="http://[::1]:80").allowed_hosts == (
        "a.example",
        ".b.example",
        "[::1]",
    )


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PORT", "0", "a port number from 1 to 65535"),
        ("PORT", "65536", "a port number"),
        ("PORT", "+80", "a port number"),
        ("PORT", "٨٠", "a port number"),
        ("SITE_URL", "kb.example.org", "http:// or https://"),
        ("SITE_URL", "ftp://kb.example.org", "http:// or https://"),
        ("SITE_URL", "https://", "http:// or https://"),
        ("SITE_URL", "https://kb.example.org/path", "without a path"),
        ("SITE_URL", "https://user@kb.example.org", "http:// or https://"),
        ("SITE_URL", "https://kb.example.org:99999", "http:// or https://"),
        ("SITE_URL", "https://kb example.org", "http:// or https://"),
        ("SITE_URL", "https://[::1", "http:// or https://"),
        ("ALLOWED_HOSTS", "*", "host names"),
        ("ALLOWED_HOSTS", "https://kb.example.org", "host names"),
        ("ALLOWED_HOSTS", "kb.example.org:8000", "host names"),
        ("ALLOWED_HOSTS", "a.example,,b.example", "host names"),
        ("ALLOWED_HOSTS", "::1", "host names"),
        ("TRUSTED_PROXIES", "1", "addresses or networks"),
        ("TRUSTED_PROXIES", "10.0.0.1/8", "addresses or networks"),
        ("TRUSTED_PROXIES", "*", "addresses or networks"),
        ("VAR_DIR", "var", "the absolute path of a folder"),
        ("TIME_ZONE", "Berlin", "Europe/Berlin"),
        ("TIME_ZONE", "../../etc/passwd", "Europe/Berlin"),
        ("CONTENT_LICENCE", "MIT", "CC-BY-SA-4.0"),
        ("CONTENT_LICENCE", "Ours http://example.org/", "https://"),
        ("CONTENT_LICENCE", "https://example.org/", "a name"),
        ("LIMITS", "false", "on or off"),
        ("LIMITS", "OFF", "on or off"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected(name: str, value: str, expected: str):
    message = refusal(**{name: value})
    assert message.startswith(f"{name}: given {value!r}; expected ")
    assert expected in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "hunter2-short"),
        ("SECRET_KEY", "ab" * 40),
        ("DATABASE_URL", "mysql://root:hunter2@db/gotchas"),
        ("DATABASE_URL", "postgresql://root:hunter2@db:70000/gotchas"),
        ("DATABASE_URL", "postgresql://root:hunter2@db:x/gotchas"),
        ("DATABASE_URL", "postgresql://root:hunter2@db/"),
        ("DATABASE_URL", "postgresql://root:hunter2@db/gotchas?sslmoed=require"),
        ("DATABASE_URL", "postgresql:hunter2"),
        ("DATABASE_URL", "sqlite://hunter2.sqlite3"),
        ("DATABASE_URL", "sqlite:///relative/hunter2.sqlite3"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite:////srv/folder/"),
        ("DATABASE_REPLICA_URLS", "sqlite:////srv/hunter2"),
        ("DATABASE_REPLICA_URLS", "postgresql://u:hunter2@a/x,,"),
        ("REDIS_URL", "http://:hunter2@cache"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "redis://cache:6379/first"),
        ("EMAIL_URL", "mailto:hunter2@example.org"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "smtps://u:hunter2@mail/?tls=no"),
        ("EMAIL_URL", "smtps://u:hunter2@mail/?from=a@b.org%0ABcc:x@y.org"),
        ("EMAIL_URL", "smtps://u:hunter2@mail/?from=nobody"),
        ("EMAIL_URL", "console://"),
    ],
)
def test_a_wrong_secret_is_refused_without_being_shown(name: str, value: str):
    message = refusal(**{name: value})
    assert message.startswith(f"{name}: given a value of {len(value)} characters, kept secret; expected ")
    assert value not in message.partition("; expected ")[0]
    assert "hunter2" not in message


def test_all_mistakes_are_told_together():
    lines = refusal(PORT="x", LIMITS="maybe", TIME_ZONE="Mars").splitlines()
    assert [line.split(":")[0] for line in lines] == ["PORT", "TIME_ZONE", "LIMITS"]


def test_a_long_value_and_its_line_breaks_stay_on_one_line():
    message = refusal(PORT="1\n" * 500)
    assert "\n" not in message
    assert len(message) < 300


def test_postgresql_is_split_with_its_options():
    environment = parse(
        DATABASE_URL="postgresql://kb:p%40ss@db.example.org:5433/gotchas?sslmode=require",
        DATABASE_REPLICA_URLS="postgres://kb@r1/gotchas, postgres://kb@r2/gotchas",
    )
    assert environment.database == PostgreSQL(
        "gotchas", "kb", "p@ss", "db.example.org", "5433", {"sslmode": "require"}
    )
    assert [replica.host for replica in environment.replicas] == ["r1", "r2"]


def test_a_local_socket_needs_no_host():
    assert parse(DATABASE_URL="postgresql:///gotchas").database == PostgreSQL("gotchas", "", "", "", "", {})


def test_replicas_want_a_postgresql_primary():
    message = refusal(DATABASE_REPLICA_URLS="postgres://kb:hunter2@r1/gotchas")
    assert message.startswith("DATABASE_REPLICA_URLS: ")
    assert "hunter2" not in message


def test_sqlite_takes_an_absolute_path():
    assert parse(DATABASE_URL="sqlite:////srv/a%20b.sqlite3").database == SQLite(Path("/srv/a b.sqlite3"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("smtp://mail.example.org", Mail("mail.example.org", 25, "", "", "none")),
        ("smtp+starttls://u:p%2Fw@mail:2525", Mail("mail", 2525, "u", "p/w", "starttls")),
        ("smtps://u:p@mail", Mail("mail", 465, "u", "p", "tls")),
        ("smtp://mail/?from=kb%40example.org", Mail("mail", 25, "", "", "none", "kb@example.org")),
    ],
)
def test_mail_is_split(value: str, expected: Mail):
    assert parse(EMAIL_URL=value).mail == expected


def test_redis_proxies_licence_and_limits_are_read():
    environment = parse(
        REDIS_URL="redis://cache:6379/1",
        TRUSTED_PROXIES="127.0.0.1, fd00::/8",
        CONTENT_LICENCE="House rules https://example.org/rules",
        LIMITS="off",
        SECRET_KEY=SECRET,
    )
    assert environment.redis_url == "redis://cache:6379/1"
    assert environment.trusted_proxies == (ip_network("127.0.0.1/32"), ip_network("fd00::/8"))
    assert environment.content_licence == Licence("House rules", "https://example.org/rules")
    assert environment.limits is False
    assert environment.secret_key == SECRET


def test_secrets_are_not_in_the_printed_form():
    environment = parse(
        SECRET_KEY=SECRET,
        DATABASE_URL="postgresql://kb:hunter2@db/gotchas",
        EMAIL_URL="smtps://u:hunter2@mail",
        REDIS_URL="redis://:hunter2@cache",
    )
    assert SECRET not in repr(environment)
    assert "hunter2" not in repr(environment)


STARTS = [
    "",
    "http://",
    "https://[",
    "postgresql://",
    "sqlite:////",
    "redis://",
    "smtps://",
    "10.0.0.0/",
    "/",
]


def test_the_names_are_those_that_are_asked_for():
    asked = []

    class Listening(dict):
        def get(self, name: str, default: str = "") -> str:
            asked.append(name)
            return default

    read(Listening(), BASE)
    assert sorted(asked) == sorted(NAMES)


@given(st.sampled_from(NAMES), st.sampled_from(STARTS), st.text(max_size=40))
def test_any_text_is_either_read_or_refused_on_one_line(name: str, start: str, rest: str):
    try:
        parse(**{name: start + rest})
    except WrongEnvironment as error:
        assert len(error.lines) == 1
        assert error.lines[0].startswith(f"{name}: ")
        assert len(error.lines[0].splitlines()) == 1
