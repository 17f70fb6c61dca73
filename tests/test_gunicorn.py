"""How gunicorn is set up: the site is loaded once, and its workers part from that."""

import os
import subprocess
import sys
from pathlib import Path

LOADED = """
import gc, runpy, threading
settings = runpy.run_path("deploy/gunicorn.py")
assert settings["preload_app"]
import kbsite.wsgi
from django.db import connections
from django.urls import get_resolver
print("url_patterns" in vars(get_resolver()), "comments.views.post" in __import__("sys").modules)
print([one.connection for one in connections.all()], threading.active_count())
settings["when_ready"](None)
print(gc.get_freeze_count() > 50_000)
"""


def test_what_workers_share_has_all_pages_and_neither_connections_nor_threads(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent
    told = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=root,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(root), "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.splitlines() == ["True True", "[None] 1", "True"]
