"""The worker and its chores, and writing the tables of search anew."""

import datetime
import os
import re
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone

from comments.models import Thread
from gotchas.models import (
    RateCounter,
    SearchDoc,
    SearchTerm,
    SearchTermChange,
    SubmissionToken,
    UnansweredCode,
)
from gotchas.search import index
from gotchas.search.index import Doc
from gotchas.tests.factories import make_family, make_gotcha
from gotchas.tests.migrated import make_migrated
from kbsite.chores import AT_ONCE, Chore, throw_away
from kbsite.management.commands.worker import AFTER_A_FAILURE, Command

ROOT = Path(__file__).resolve().parent.parent
LONG_AGO = timezone.now() - datetime.timedelta(days=400)


@pytest.mark.django_db
def test_the_worker_folds_the_counts_of_words() -> None:
    make_gotcha(title="Zeppelin refused")
    assert SearchTermChange.objects.filter(term="zeppelin").exists()
    before = index.frequencies(["zeppelin"])
    call_command("worker", once=True)
    assert not SearchTermChange.objects.exists()
    assert SearchTerm.objects.get(term="zeppelin").heads == 1
    assert index.frequencies(["zeppelin"]) == before


@pytest.mark.django_db
def test_what_only_counted_for_a_time_is_thrown_away_and_the_rest_kept() -> None:
    SubmissionToken.objects.create(token="old", digest="d", created_at=LONG_AGO)
    SubmissionToken.objects.create(token="new", digest="d")
    RateCounter.objects.create(scope="comment-day", key="k", window=LONG_AGO)
    RateCounter.objects.create(scope="comment-day", key="k", window=timezone.now())
    assert throw_away() == 2
    assert throw_away() == 0
    assert SubmissionToken.objects.get().token == "new"
    assert RateCounter.objects.get().window > LONG_AGO


@pytest.mark.django_db
def test_a_word_of_no_family_that_few_asked_for_is_forgotten_in_time() -> None:
    family = make_family()
    rows = {
        "of a family": {"family": family},
        "asked for lately": {"last_seen": timezone.now() - datetime.timedelta(days=80)},
        "seen by readers": {"days_of_several": 2},
        "dismissed": {"dismissed_at": LONG_AGO},
        "spoken of": {},
        "forgotten": {},
    }
    made = {
        name: UnansweredCode.objects.create(code=f"QZX{n:04}E", **{"last_seen": LONG_AGO, "count": 1, **row})
        for n, (name, row) in enumerate(rows.items())
    }
    Thread.objects.get_or_open(made["spoken of"], shown=False)
    assert throw_away() == 1
    left = set(UnansweredCode.objects.values_list("pk", flat=True))
    assert {name for name, row in made.items() if row.pk not in left} == {"forgotten"}


@pytest.mark.django_db
def test_more_than_one_portion_is_thrown_away_portion_by_portion() -> None:
    rows = (SubmissionToken(token=str(n), digest="d", created_at=LONG_AGO) for n in range(AT_ONCE + 1))
    SubmissionToken.objects.bulk_create(rows)
    assert [throw_away(), throw_away(), throw_away()] == [AT_ONCE, 1, 0]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_database_that_is_away_is_waited_for() -> None:
    def fail() -> int:
        raise DatabaseError("away")

    command = Command(stderr=StringIO())
    command_said = command.stderr
    assert command.try_to(Chore("fold", 5, fail), stop=_Never()) == AFTER_A_FAILURE
    assert "cannot fold" in command_said.getvalue()


class _Never:
    def is_set(self) -> bool:
        return False


def catches(process: int, sign: signal.Signals) -> bool:
    """Whether a process has a way of its own with a signal, as Linux tells."""
    [mask] = re.findall(r"^SigCgt:\s*([0-9a-f]+)$", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
    return bool(int(mask, 16) >> (sign - 1) & 1)


def test_the_worker_stops_when_it_is_told_to(tmp_path: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": "", "VAR_DIR": str(tmp_path)}
    environment.pop("DATABASE_URL")
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    run = [sys.executable, "manage.py"]
    make_migrated(tmp_path / "gotchas.sqlite3", environment)
    worker = subprocess.Popen([*run, "worker"], cwd=ROOT, env=environment, stderr=subprocess.PIPE)
    while worker.poll() is None and not catches(worker.pid, signal.SIGTERM):
        time.sleep(0.05)
    assert worker.poll() is None
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=20) == 0
    assert worker.stderr is not None
    assert worker.stderr.read() == b""
    worker.stderr.close()


@pytest.mark.django_db
def test_search_is_written_anew_where_it_differs() -> None:
    lost = make_gotcha(title="Zeppelin refused")
    index.take("g", [lost.pk])
    index.put([Doc("g", 987_654, (987_654,), "A gotcha that is gone", "")])
    said = StringIO()
    call_command("rebuild_search", stdout=said)
    assert set(SearchDoc.objects.filter(kind="g").values_list("object_id", flat=True)) == {lost.pk}
    assert "1 documents are searched" in said.getvalue()
    assert index.frequencies(["zeppelin", "gone"]).keys() == {"zeppelin"}
