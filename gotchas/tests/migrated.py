"""A migrated database for a site that a test starts in a process of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent.parent


def make_migrated(path: Path, environment: Mapping[str, str]) -> None:
    """The SQLite file `path`, which a site with that `environment` takes for its database.

    A copy of what test processes copy (see tests/settings.py), if that is a file: migrating takes seconds.
    """
    template = Path(os.environ.get("TEST_TEMPLATE", ""))
    if template.is_file():
        shutil.copyfile(template, path)
    else:
        manage = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(manage, cwd=BASE, env=environment, check=True)
    assert path.is_file()
