#!/bin/sh
# Make .venv from a hash-locked file, or bring it up to that file:  scripts/venv.sh requirements.txt
# PYTHON names the interpreter to use where the first one found is not the one you want.
set -eu
lock=$1

say() {
    printf '\n%s\n' "$@" >&2
}

if ! .venv/bin/python -c '' 2>/dev/null; then
    found=
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then
            found=$candidate
            break
        fi
    done
    if [ -z "$found" ]; then
        say "Gotchas needs Python 3.11 or newer; none was found (python3 is $(python3 --version 2>&1 || true))." \
            "Install one, or name it: make PYTHON=/path/of/python3.11 ..."
        exit 1
    fi
    # Debian leaves ensurepip out of python3; without it a new .venv would have no pip.
    if ! "$found" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        say "Python $version is here, but without the part that makes virtual environments." \
            "On Debian and Ubuntu:  sudo apt-get install python$version-venv"
        exit 1
    fi
    rm -rf .venv
    "$found" -m venv .venv
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$lock"
