"""An import that is killed half way and run again ends as one that nobody disturbed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from comments.models import Comment
from gotchas.models import Collection, Gotcha, Revision, SearchDoc
from gotchas.tests.transfer.wxr_files import HEAD, post, remark, wxr

ROOT = Path(__file__).resolve().parent.parent
POSTS = 100
SMALL_BATCHES = """
import sys, django
django.setup()
from django.core.management import execute_from_command_line
from kbsite import wxr_import
wxr_import.BATCH_POSTS = 5
execute_from_command_line(["manage.py", "import_wxr", sys.argv[1], "--processes", "1"])
"""

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def database_url() -> str:
    """Of the database that this test uses."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    return f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


def everything(title: str) -> list[Any]:
    """All that an import stored of a blog, without ids."""
    gotchas = Gotcha.objects.filter(collection__title=title).order_by("position")
    comments = Comment.objects.filter(thread__gotcha__in=gotchas)
    revisions = Revision.objects.filter(gotcha__in=gotchas)
    found = SearchDoc.objects.filter(kind="g", object_id__in=gotchas.values("pk"))
    return [
        list(gotchas.values_list("position", "title", "problem", "published_at", "comment_count", "version")),
        sorted(
            comments.values_list(
                "external_id",
                "parent__external_id",
                "thread__gotcha__position",
                "text",
                "reply_count",
                "state",
            ),
            key=str,
        ),
        [(r.gotcha.position, r.number) for r in revisions.order_by("gotcha__position", "number")],
        found.count(),
        [thread.comment_count for thread in Collection.objects.get(title=title).gotchas.order_by("position")],
    ]


def test_a_killed_import_goes_on_where_it_stood(tmp_path: Path) -> None:
    items = [
        post(n, remark(3 * n), remark(3 * n + 1, "No.", parent=3 * n), title=f"It breaks {n}")
        for n in range(1, POSTS + 1)
    ]
    for name in ("Killed", "Left alone"):
        head = HEAD.replace(">Blog<", f">{name}<").replace("blog.test<", f"{name[0]}.test<")
        (tmp_path / name).write_bytes(wxr(*items, head=head))
    environment = os.environ | {"DATABASE_URL": database_url(), "VAR_DIR": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "kbsite.settings"
    command = [sys.executable, "-c", SMALL_BATCHES, str(tmp_path / "Killed")]
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    while not Gotcha.objects.exists():
        assert running.poll() is None
        time.sleep(0.01)
    running.kill()
    assert running.wait() == -signal.SIGKILL
    assert 0 < Gotcha.objects.count() < POSTS

    call_command("import_wxr", str(tmp_path / "Killed"), processes=1, verbosity=0)
    call_command("import_wxr", str(tmp_path / "Left alone"), processes=1, verbosity=0)
    assert Comment.objects.count() == 4 * POSTS
    assert everything("Killed") == everything("Left alone")
