"""Starting the site in a process of its own, with right and wrong environments."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OWN = ("PATH", "HOME", "LANG")


def run(*command: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command with nothing of this process's settings but what every program needs."""
    environment = {name: os.environ[name] for name in OWN if name in os.environ}
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def manage(*arguments: str, var: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "manage.py", *arguments, VAR_DIR=str(var), **variables)


def setting(expression: str, var: Path, **variables: str) -> str:
    """An expression over the settings, as a start with these variables reads them."""
    code = f"from kbsite import settings; print({expression})"
    answer = run(sys.executable, "-c", code, VAR_DIR=str(var), **variables)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


def test_a_wrong_value_stops_the_start_with_one_line_and_no_traceback(tmp_path: Path):
    answer = manage("check", var=tmp_path, PORT="eighty")
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr == "PORT: given 'eighty'; expected a port number from 1 to 65535.\n"


def test_gunicorn_stops_at_a_wrong_value_too():
    program = Path(sys.executable).parent / "gunicorn"
    wrong = {"SITE_URL": "example.org", "DATABASE_URL": "mysql://u:hunter2@db/x"}
    answer = run(program, "--config", "deploy/gunicorn.py", **wrong)
    assert answer.returncode == 1
    lines = answer.stderr.splitlines()
    assert [line.split(":")[0] for line in lines] == ["SITE_URL", "DATABASE_URL"]
    assert "hunter2" not in answer.stderr


def test_a_var_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("")
    answer = manage("check", var=tmp_path / "file" / "var")
    assert answer.returncode == 1
    assert answer.stderr.startswith("VAR_DIR: ")
    assert len(answer.stderr.splitlines()) == 1


def test_a_first_start_makes_its_folder_and_key(tmp_path: Path):
    var = tmp_path / "new" / "var"
    first = setting("settings.SECRET_KEY", var)
    assert (var / "secret_key").stat().st_mode & 0o777 == 0o600
    assert setting("settings.SECRET_KEY", var) == first


def test_nothing_in_the_environment_switches_debugging_on(tmp_path: Path):
    assert setting("settings.DEBUG", tmp_path, DEBUG="true", DJANGO_DEBUG="1") == "False"


def test_sqlite_takes_the_write_lock_first_and_syncs_in_full(tmp_path: Path):
    pragmas = ("journal_mode", "synchronous", "busy_timeout")
    code = (
        "from django.db import connection as c; k = c.cursor(); "
        f"print([k.execute('PRAGMA ' + p).fetchone()[0] for p in {pragmas}], c.transaction_mode, "
        "c.settings_dict['CONN_MAX_AGE'])"
    )
    answer = manage("shell", "--no-imports", "--command", code, var=tmp_path)
    assert answer.stdout.strip() == "['wal', 2, 20000] IMMEDIATE 60", answer.stderr


def test_postgresql_gets_a_pool_and_a_short_wait(tmp_path: Path):
    url = "postgresql://kb:p%40ss@db:5433/gotchas?sslmode=require"
    given = setting("settings.DATABASES['default']", tmp_path, DATABASE_URL=url)
    for part in (
        "'gotchas'",
        "'p@ss'",
        "'5433'",
        "'sslmode': 'require'",
        "'connect_timeout': 2",
        "'pool': {",
    ):
        assert part in given
    assert "CONN_MAX_AGE" not in given


@pytest.mark.parametrize(
    ("behind", "sent"), [("", "-c jit=off"), ("?options=-c%20work_mem%3D8MB", "-c jit=off -c work_mem=8MB")]
)
def test_postgresql_is_told_to_compile_no_statement_beside_what_the_address_says(
    tmp_path: Path, behind: str, sent: str
):
    url = f"postgresql://kb:p@db/gotchas{behind}"
    assert setting("settings.DATABASES['default']['OPTIONS']['options']", tmp_path, DATABASE_URL=url) == sent


@pytest.mark.parametrize(
    ("site_url", "secure"), [("http://127.0.0.1:8000", "False"), ("https://kb.example.org", "True")]
)
def test_cookies_and_redirects_follow_the_sites_address(tmp_path: Path, site_url: str, secure: str):
    expression = (
        "{settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT, "
        "settings.SECURE_HSTS_SECONDS > 0}"
    )
    assert setting(expression, tmp_path, SITE_URL=site_url) == "{" + secure + "}"


@pytest.mark.parametrize("site_url", ["", "https://kb.example.org"])
def test_check_deploy_finds_nothing(tmp_path: Path, site_url: str):
    answer = manage("check", "--deploy", "--fail-level", "WARNING", var=tmp_path, SITE_URL=site_url)
    assert answer.returncode == 0, answer.stderr


def test_check_deploy_warns_of_plain_http_and_missing_limits(tmp_path: Path):
    answer = manage("check", "--deploy", var=tmp_path, SITE_URL="http://kb.example.org", LIMITS="off")
    assert "kbsite.W004" in answer.stderr
    assert "kbsite.W005" in answer.stderr


def test_settings_without_effect_are_named(tmp_path: Path):
    answer = manage("check", var=tmp_path, REDIS_URL="redis://:hunter2@cache")
    assert "REDIS_URL is set, but this version does not use it" in answer.stderr
    assert "hunter2" not in answer.stderr
