"""What PostgreSQL and the Rust compiler print for their codes, to compare gotchas/starter/printed.tsv with.

    python scripts/printed_messages.py postgresql GIT_DIRECTORY REVISION
    python scripts/printed_messages.py rustc

Prints a code, a tab and a message a line, `%s` for what differs from case to case; with `--missing KEY` the
rows of the list that have this source and are not among them. PostgreSQL's are read from its source as it
stands in a git directory. The Rust compiler that is installed is run on the examples of its own `--explain`,
and on scripts/rustc_examples.txt. Both give far more than the list: an editor picks what readers meet.
"""

import argparse
import csv
import io
import json
import os
import re
import subprocess
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

Printed = tuple[str, str]
"""A code and a message."""

HERE = Path(__file__).resolve().parent
LIST = HERE.parent / "gotchas" / "starter" / "printed.tsv"
EXAMPLES = HERE / "rustc_examples.txt"

FOLDERS = ("src/backend", "src/pl/plpgsql/src")
ERRCODES = "src/backend/utils/errcodes.txt"
INTERNAL = "XX000"
BEFORE = 8_000
"""Characters before a report in which the variables that it names get their values."""

OF_FILES = {
    "42501": "Permission denied",
    "53100": "No space left on device",
    "58030": "Input/output error",
    "58P01": "No such file or directory",
    "58P02": "File exists",
}
"""What errcode_for_file_access makes of some errors of the system, with the system's words for them."""

LITERAL = r'"(?:[^"\\\n]|\\.)*"'
LITERALS = rf"((?:{LITERAL}|PRI\w+|U?INT64_FORMAT|\s)+)"
"""Literals side by side, with the macros of formats between them."""

REPORT = re.compile(r"\b(?:ereport|ereturn|errsave)\s*\(|\belog\s*\(\s*(?:ERROR|FATAL|PANIC)\b")
COMMENT = re.compile(rf"/\*.*?\*/|({LITERAL})", re.DOTALL)
SAID = re.compile(
    r"\berr(?:msg|detail|hint)(?:_internal|_plural|_log)?\s*\(\s*"
    rf"(?:[^\"();]*\?\s*)?(?:_|gettext_noop)?\(?(?:{LITERALS}|(\w+)\s*[,)[])"
)
NAMED = re.compile(r"\berrcode\s*\(\s*(\w+)\s*\)")
CONVERSION = re.compile(r"%[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh|h|ll|l|z|j|t)?[a-zA-Z]")

WORDS = """
as async await box break const continue crate dyn else enum extern fn for if impl in let loop match mod move
mut pub ref return self Self static struct super trait type union unsafe use where while _ ? main '_ 'static
#![feature] Copy Drop Sized Sync Send Fn FnOnce FnMut Clone Result Option FromResidual Try Future Display
Debug Iterator repr inline derive deprecated global_allocator repr(transparent) Rust u8 char bool
"""
OF_THE_LANGUAGE = {*WORDS.split(), "impl Trait", "async fn", "extern crate"}
LAST_CODE = 900


# PostgreSQL


def postgresql(directory: Path, revision: str) -> Iterator[Printed]:
    """Each SQLSTATE with what is said in the same report."""
    command = ["git", "-C", str(directory), "archive", revision, *FOLDERS]
    archive = subprocess.run(command, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        texts = {
            member.name: opened.read().decode()
            for member in files
            if member.name.endswith((".c", ".h", ".y", ".l", ERRCODES))
            and (opened := files.extractfile(member))
        }
    lines = re.findall(r"(?m)^(\w{5})\s+[EWS]\s+(ERRCODE_\w+)", texts.pop(ERRCODES))
    states = {name: state for state, name in lines}
    for text in texts.values():
        yield from reported(COMMENT.sub(lambda found: found[1] or " ", text), states)


def reported(text: str, states: Mapping[str, str]) -> Iterator[Printed]:
    """What a file of C reports, without its comments. A variable counts with all that it may be."""
    for found in REPORT.finditer(text):
        report = text[found.end() : end_of_call(text, found.end())]
        before = text[max(0, found.start() - BEFORE) : found.start()]
        if found[0].startswith("elog"):
            yield from ((INTERNAL, message_of(said)) for said in re.findall(rf"^\s*,\s*{LITERALS}", report))
            continue
        says = list(said_in(report, before, text))
        for name in NAMED.findall(report):
            names = [name] if name in states else re.findall(rf"\b{name}\s*=\s*(ERRCODE_\w+)", before)
            yield from ((states[one], message_of(said)) for one in names if one in states for said in says)
        if "errcode_for_file_access" in report:
            for state, words in OF_FILES.items():
                yield from ((state, message_of(said.replace("%m", words))) for said in says if "%m" in said)


def said_in(report: str, before: str, text: str) -> Iterator[str]:
    """The literals of a report, and of the variables and arrays that it prints."""
    yield from re.findall(rf"_plural\s*\([^,]*,\s*{LITERALS},", report)
    for literals, name in SAID.findall(report):
        if literals.strip():
            yield literals
        elif name:
            yield from re.findall(rf"\b{name}\s*=\s*(?:gettext_noop|_)\(\s*{LITERALS}", before)
            for array in re.findall(rf"\b{name}\s*\[\w*\]\s*=\s*\{{(.*?)\}};", text, re.DOTALL):
                yield from re.findall(rf"gettext_noop\(\s*{LITERALS}", array)


def end_of_call(text: str, begin: int) -> int:
    """Where the bracket closes that was opened before `begin`; brackets in literals do not count."""
    depth = 1
    for found in re.compile(rf"{LITERAL}|[()]").finditer(text, begin):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if not depth:
            return found.start()
    return len(text)


def message_of(literals: str) -> str:
    """One line, with `%s` for every conversion."""
    joined = ""
    for literal, macro in re.findall(rf"({LITERAL})|(\w+)", literals):
        joined += literal[1:-1] or ("%s" if macro.endswith("FORMAT") else "s" if macro else "")
    plain = joined.replace("%%", "\0").replace('\\"', '"').replace("\\n", " ").replace("\\\\", "\\")
    return " ".join(CONVERSION.sub("%s", plain).replace("\0", "%").split())


# Rust


def rustc() -> Iterator[Printed]:
    """Each error code with what the compiler prints for the examples, its own and ours."""
    with ThreadPoolExecutor(2) as pool:
        for found in pool.map(of_explanation, (f"E{number:04}" for number in range(1, LAST_CODE))):
            yield from found
        for found in pool.map(of_program, EXAMPLES.read_text(encoding="utf-8").splitlines()):
            yield from found


def of_explanation(code: str) -> list[Printed]:
    command = ["rustc", "--explain", code]
    explained = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found = []
    for example in re.findall(r"(?ms)^```\n(.*?)^```", explained):
        for source, edition in ways_to_compile(example):
            if said := [text for own, text in compiled(source, edition, features="1") if own == code]:
                found += [(code, without_names(text)) for text in said]
                break
    return found


def of_program(source: str) -> list[Printed]:
    return [(code, without_names(text)) for code, text in compiled(source, "2021", features="-1")]


def ways_to_compile(example: str) -> Iterator[tuple[str, str]]:
    """A program and its edition: examples come without `main`, and without a word of their edition."""
    inner = "".join(re.findall(r"(?m)^#!\[.*\]\n", example))
    rest = re.sub(r"(?m)^#!\[.*\]\n", "", example)
    for edition in ("2021", "2015"):
        if "fn main" not in example:
            yield f"{inner}fn main() {{\n{rest}\n}}\n", edition
        yield example, edition
        yield f"{example}\nfn main() {{}}\n", edition


def compiled(source: str, edition: str, features: str) -> Iterator[Printed]:
    """Each error with its message and what stands below the marked places; `features` is RUSTC_BOOTSTRAP."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["rustc", "-", "--edition", edition, "--error-format=json", "--emit=metadata"]
        environment = {**os.environ, "RUSTC_BOOTSTRAP": features}
        done = subprocess.run(
            [*command, "--out-dir", folder],
            input=source, capture_output=True, text=True, check=False, env=environment, timeout=60,
        )  # fmt: skip
    for line in done.stderr.splitlines():
        said = json.loads(line)
        code = (said.get("code") or {}).get("code", "")
        if re.fullmatch(r"E\d{4}", code):
            yield code, said["message"]
            yield from ((code, span["label"]) for span in said["spans"] if span["label"])


def without_names(message: str) -> str:
    """With `%s` for what stands in backticks and is no word of the language, and for numbers."""
    named = re.sub(r"`([^`]*)`", lambda found: found[0] if found[1] in OF_THE_LANGUAGE else "`%s`", message)
    return re.sub(r"\b\d+\b", "%s", " ".join(named.split()))


# The list


def missing(found: Iterable[Printed], source: str) -> Iterator[Printed]:
    """Rows of the list with this source that are none of these messages, nor one with its gaps filled."""
    patterns: dict[str, list[re.Pattern[str]]] = defaultdict(list)
    for code, message in found:
        if re.search(r"\w{3}", message.replace("%s", "")):
            patterns[code].append(re.compile(".+".join(map(re.escape, message.split("%s")))))
    with LIST.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            code = row["codes"].split()[0]
            if row["source"] == source and not any(one.fullmatch(row["text"]) for one in patterns[code]):
                yield code, row["text"]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--missing", metavar="KEY", help="only rows of the list that are not printed")
    products = parser.add_subparsers(dest="product", required=True)
    of_postgresql = products.add_parser("postgresql")
    of_postgresql.add_argument("directory", type=Path)
    of_postgresql.add_argument("revision")
    products.add_parser("rustc")
    given = parser.parse_args()
    found = rustc() if given.product == "rustc" else postgresql(given.directory, given.revision)
    shown = missing(found, given.missing) if given.missing else found
    for code, message in sorted(set(shown)):
        print(f"{code}\t{message}")


if __name__ == "__main__":
    main()
