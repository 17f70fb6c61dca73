"""Checked values from the starter's data files, so that every complaint names a file and a line."""

import csv
import datetime
import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_OWN_LINE = re.compile(r"#{1,6} |\||>|```")
_BEGINS_ITEM = re.compile(r"[-*] |\d+\. ")


class StarterError(ValueError):
    """A data file is not as it should be. The message begins with `file:line:` and says what was expected."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")


@dataclass(slots=True)
class Fields:
    """The values of one row or table, each asked for once by name; `done` refuses what nobody asked for."""

    file: str
    values: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict)
    first_line: int = 1
    asked: set[str] = field(default_factory=set)

    def fail(self, key: str, message: str) -> StarterError:
        return StarterError(self.file, self.lines.get(key, self.first_line), f"{key}: {message}")

    def get(self, key: str, kind: type[T], default: T | None = None) -> T:
        """The value of `key`, which must be a `kind`; `default` when it is absent, an error without one."""
        self.asked.add(key)
        value = self.values.get(key, default)
        if value is None:
            raise self.fail(key, "is missing")
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.fail(key, f"expected {kind.__name__}, found {value!r}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """A text without blanks around it; empty only where that is the default."""
        value = self.get(key, str, default).strip()
        if not value and default is None:
            raise self.fail(key, "is empty")
        return value

    def one_of(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in allowed:
            raise self.fail(key, f"{value!r} is none of {', '.join(sorted(allowed))}")
        return value

    def number(self, key: str, default: float | None = None) -> float:
        value = self.values.get(key, default)
        return self.get(key, int if isinstance(value, int) else float, default)

    def whole(self, key: str) -> int:
        """A whole number written as text, as the columns of a table have it."""
        value = self.text(key)
        if not re.fullmatch(r"\d{1,9}", value):
            raise self.fail(key, f"expected a whole number, found {value!r}")
        return int(value)

    def yes(self, key: str) -> bool:
        return self.one_of(key, ("yes", "no")) == "yes"

    def date(self, key: str) -> datetime.date:
        value = self.get(key, datetime.date)
        if isinstance(value, datetime.datetime):
            raise self.fail(key, "expected a date without a time")
        return value

    def list_of(self, key: str, kind: type[T]) -> tuple[T, ...]:
        """A list of `kind`; absent is the same as empty. No value may stand in it twice."""
        values: list[Any] = self.get(key, list, [])
        if wrong := [value for value in values if not isinstance(value, kind)]:
            raise self.fail(key, f"expected a list of {kind.__name__}, found {wrong[0]!r}")
        return self._once(key, values)

    def words(
        self, key: str, allowed: Collection[str] | None = None, separator: str = " "
    ) -> tuple[str, ...]:
        """The words of a column, or of a list, each of which must be `allowed`."""
        value = self.values.get(key, "")
        if isinstance(value, list):
            words = list(self.list_of(key, str))
        else:
            words = [word.strip() for word in self.text(key, "").split(separator) if word.strip()]
        for word in words:
            if allowed is not None and word not in allowed:
                raise self.fail(key, f"{word!r} is not known")
        return self._once(key, words)

    def done(self) -> None:
        """Refuse a name that no reader asked for: most likely it is misspelt."""
        for key in self.values:
            if key not in self.asked:
                raise self.fail(key, "is not a name that is read here")

    def _once(self, key: str, values: Sequence[T]) -> tuple[T, ...]:
        if len(set(values)) != len(values):
            raise self.fail(key, "names something twice")
        return tuple(values)


def read_text(path: Path, root: Path) -> tuple[str, str]:
    """The text of a file and its name below `root`, for messages."""
    file = path.relative_to(root).as_posix()
    try:
        return path.read_text(encoding="utf-8"), file
    except FileNotFoundError:
        raise StarterError(file, 1, "the file is missing") from None
    except UnicodeDecodeError as error:
        raise StarterError(file, 1, f"not UTF-8 at byte {error.start}") from None


def read_rows(path: Path, root: Path, columns: Sequence[str]) -> Iterator[Fields]:
    """The rows of a tab-separated file whose first line names exactly these `columns`."""
    text, file = read_text(path, root)
    rows = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(rows, [])
    if header != list(columns):
        raise StarterError(file, 1, f"expected the columns {', '.join(columns)}")
    for line, row in enumerate(rows, start=2):
        if len(row) != len(columns):
            raise StarterError(file, line, f"expected {len(columns)} columns, found {len(row)}")
        yield Fields(file, dict(zip(columns, row, strict=True)), first_line=line)


def parse_toml(text: str, file: str, first_line: int = 1) -> Fields:
    """The top table of a TOML text that begins on `first_line` of `file`."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = first_line + int(at[1]) - 1 if at else first_line
        raise StarterError(file, line, f"not TOML: {error}") from None
    return Fields(file, values, _lines_of(text, r"(\w+)\s*=|\[+(\w+)\]+", first_line), first_line)


def tables(fields: Fields, key: str, text: str) -> Iterator[Fields]:
    """The tables of the list `key` (`[[key]]` in TOML); `text` is the whole file's, for line numbers."""
    rows: list[Any] = fields.get(key, list, [])
    parts = re.split(rf"(?m)^\[\[{key}\]\][ \t]*$", text)
    line = fields.first_line + parts[0].count("\n")
    for row, part in zip(rows, parts[1:], strict=True):
        yield Fields(fields.file, row, _lines_of(part, r"(\w+)\s*=", line), line)
        line += part.count("\n")


def _lines_of(text: str, pattern: str, first_line: int) -> dict[str, int]:
    """The line on which each name first stands at the beginning of a line."""
    lines: dict[str, int] = {}
    for line, content in enumerate(text.splitlines(), start=first_line):
        if found := re.match(pattern, content):
            lines.setdefault(next(name for name in found.groups() if name), line)
    return lines


def unwrapped(markdown: str) -> str:
    """The same Markdown with each paragraph and list item on one line, as people type it into a form.

    The files are wrapped to be read in an editor; in a comment a line's end is shown as one.
    """
    lines: list[str] = []
    open_line = fenced = False  # open: the next line may go on in the last one
    for line in markdown.splitlines():
        content = line.strip()
        fence = content.startswith("```")
        own_line = fenced or not content or _OWN_LINE.match(content) is not None
        if open_line and not own_line and not _BEGINS_ITEM.match(content):
            lines[-1] += f" {content}"
            continue
        lines.append(line.rstrip())
        open_line = not own_line
        fenced ^= fence
    return "\n".join(lines).strip() + "\n"
