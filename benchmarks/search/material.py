"""Articles to search among and questions to ask, from files or made of what is at hand everywhere.

Articles and comments stand in files as `manage.py import_gotchas` reads them, one JSON object a line. A
question has kind, query, numbers (of the articles that answer it) and optional (what a log may be said to
hold besides).
"""

import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RUFF = Path(sys.executable).parent / "ruff"
Article = Mapping[str, Any]
"""A line of a file of articles; the first of its codes is the code, the others are its other names."""


@dataclass(frozen=True, slots=True)
class Question:
    kind: str
    """a code, b message, c damaged message, d log, e own words, f nothing right, g comment, p beginning."""

    text: str
    numbers: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


def read_questions(path: Path) -> list[Question]:
    with path.open(encoding="utf-8") as file:
        return [
            Question(
                given["kind"],
                given["query"],
                frozenset(given["numbers"]),
                frozenset(given.get("optional", ())),
            )
            for given in map(json.loads, file)
        ]


def made_articles() -> list[Article]:
    """The rules of ruff and the error numbers of this machine: about 1,100 articles."""
    return [*_rules(), *_error_numbers()]


def _rules() -> Iterator[Article]:
    answer = subprocess.run(
        [RUFF, "rule", "--all", "--output-format", "json"], stdout=subprocess.PIPE, check=True
    )
    for rule in json.loads(answer.stdout):
        if not rule["code"]:
            continue
        said = re.sub(r"^## ", "", rule["explanation"], flags=re.MULTILINE)
        problem, _, solution = said.partition("\nUse instead")
        yield {
            "number": f"R-{rule['code']}",
            "title": f"{rule['code']}: {rule['summary']}"[:200],
            "codes": [rule["code"], rule["name"]],
            "family": "ruff",
            "platforms": ["python"],
            "message": "\n".join(rule["message_formats"]),
            "problem": problem,
            "solution": solution,
            "source": "ruff",
        }


def _error_numbers() -> Iterator[Article]:
    for number, name in sorted(errno.errorcode.items()):
        said = os.strerror(number)
        yield {
            "number": f"N-{name}",
            "title": f"{name}: {said}",
            "codes": [name, f"errno {number}"],
            "family": "errno",
            "platforms": ["linux", "unix"],
            "message": said,
            "problem": f"A system call failed with {name} (errno {number}).",
            "source": "errno",
        }
