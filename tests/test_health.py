"""The two answers for monitoring, and what visitors see while the database is away."""

import pytest
from django.db import OperationalError, connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client


@pytest.fixture
def database_away(monkeypatch):
    def refuse(*args: object) -> None:
        raise OperationalError("could not connect to server: hunter2")

    monkeypatch.setattr(connections["default"], "cursor", refuse)


def test_liveness_needs_no_database(client: Client):
    # Without the django_db mark any query raises here.
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_site_with_all_its_tables_is_ready(client: Client):
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_a_pending_migration_is_not_ready(client: Client):
    newest = MigrationRecorder.Migration.objects.filter(app="gotchas").latest("id")
    MigrationRecorder(connection).record_unapplied("gotchas", newest.name)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert b"1 migration" in response.content


@pytest.mark.django_db
def test_a_database_that_is_away_is_not_ready(client: Client, database_away):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert b"hunter2" not in response.content
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_takes_no_post(path: str):
    assert Client(enforce_csrf_checks=False).post(path).status_code == 405


@pytest.mark.urls("tests.echo_urls")
def test_visitors_get_a_503_that_says_when_to_come_back():
    response = Client(raise_request_exception=False).get("/database-away/")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert b"hunter2" not in response.content


@pytest.mark.urls("tests.echo_urls")
def test_a_fault_of_ours_is_a_500_that_tells_nothing():
    response = Client(raise_request_exception=False).get("/fail/")
    assert response.status_code == 500
    assert b"hunter2" not in response.content
    assert b"Traceback" not in response.content
