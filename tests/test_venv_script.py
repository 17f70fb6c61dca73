"""What scripts/venv.sh says where Python is too old or incomplete."""

import os
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "venv.sh"
SHELL = "/usr/bin:/bin"


def venv(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    """Run the script in an empty folder, where every python there is is the shell script `python`."""
    tools = folder / "tools"
    tools.mkdir()
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        (tools / name).write_text(f"#!/bin/sh\n{python}\n")
        (tools / name).chmod(0o755)
    return subprocess.run(
        [SCRIPT, "requirements.txt"],
        cwd=folder,
        env={"PATH": f"{tools}{os.pathsep}{SHELL}"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_an_old_python_is_named_with_what_is_needed(tmp_path: Path):
    old = 'case $1 in --version) echo "Python 3.9.2";; *) exit 1;; esac'
    answer = venv(tmp_path, old)
    assert answer.returncode == 1
    assert "needs Python 3.11 or newer" in answer.stderr
    assert "Python 3.9.2" in answer.stderr
    assert not (tmp_path / ".venv").exists()


def test_debians_missing_package_is_named_with_the_command(tmp_path: Path):
    without_ensurepip = 'case "$2" in *ensurepip*) exit 1;; *print*) echo 3.11;; esac'
    answer = venv(tmp_path, without_ensurepip)
    assert answer.returncode == 1
    assert "sudo apt-get install python3.11-venv" in answer.stderr
    assert not (tmp_path / ".venv").exists()


def test_a_failed_install_fails(tmp_path: Path):
    """The made-up python makes a .venv whose pip refuses everything."""
    making = (
        'case "$*" in *"-m venv"*) mkdir -p .venv/bin; '
        'printf "#!/bin/sh\\ncase \\$1 in -c) exit 0;; esac\\nexit 7\\n" > .venv/bin/python; '
        "chmod +x .venv/bin/python;; esac"
    )
    assert venv(tmp_path, making).returncode == 7
