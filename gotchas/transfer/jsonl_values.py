"""Values of JSON, checked one by one, and written back as they were read.

A `Kind` reads a value of JSON into a typed one and writes it back; a `Shape` does so for an object, whose
keys belong to the fields of a dataclass. A field that has its default value is not written.
"""

import datetime
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from gotchas.text.addresses import LARGEST_NUMBER, is_code_name, is_short_name
from gotchas.transfer.jsonl_records import LineRefused


class Record(Protocol):
    """Any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


T = TypeVar("T", bound=Record)

_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Kind:
    """`read` takes a value as JSON has it and raises LineRefused; `write` gives it back."""

    read: Callable[[Any], Any]
    write: Callable[[Any], Any] = lambda value: value


def kept(value: object, limit: int) -> str:
    """A text that a database can hold, of at most `limit` bytes of UTF-8."""
    if not isinstance(value, str):
        raise LineRefused(f"is {_named(value)}, not a text")
    if "\x00" in value:
        raise LineRefused("holds a NUL")
    if _SURROGATE.search(value):
        raise LineRefused("holds half a character (a lone surrogate)")
    if len(value) > limit or len(value.encode()) > limit:
        raise LineRefused(f"has {len(value.encode()):,} bytes, more than {limit:,}")
    return value


def text(limit: int) -> Kind:
    return Kind(lambda value: kept(value, limit))


def one_line(value: object, limit: int, *, empty: bool = True) -> str:
    """A text of one line and at most `limit` characters; line ends and tabs in it become blanks."""
    line = _BLANK.sub(" ", kept(value, 4 * limit + 1_000))
    if _CONTROL.search(line):
        raise LineRefused("holds a control character")
    if len(line) > limit:
        raise LineRefused(f"has {len(line):,} characters, more than {limit:,}")
    if not line.strip() and not empty:
        raise LineRefused("is empty")
    return line


def line(limit: int, *, empty: bool = True) -> Kind:
    return Kind(lambda value: one_line(value, limit, empty=empty))


def choice(allowed: Collection[str]) -> Kind:
    def read(value: object) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise LineRefused(f"is none of {', '.join(one or 'nothing' for one in allowed)}")
        return value

    return Kind(read)


def short_name(limit: int, *, empty: bool = False) -> Kind:
    """The part of an address that stands for a family or a platform."""

    def read(value: object) -> str:
        slug = one_line(value, limit, empty=empty)
        if slug and not is_short_name(slug):
            raise LineRefused("is no part of an address: letters, digits, - and _ are taken")
        return slug

    return Kind(read)


def code_name(limit: int) -> Kind:
    """The part of an address that stands for a code; "" where it is to be made."""

    def read(value: object) -> str:
        slug = one_line(value, limit)
        if slug and not is_code_name(slug):
            raise LineRefused("is no part of an address: letters, digits, - and _ and . are taken")
        return slug

    return Kind(read)


def whole(least: int = 0) -> Kind:
    """A number as an address can hold it: smaller than any column."""

    def read(value: object) -> int:
        if type(value) is not int or not least <= value <= LARGEST_NUMBER:
            raise LineRefused(f"is no whole number from {least} to {LARGEST_NUMBER:,}")
        return value

    return Kind(read)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise LineRefused("is neither true nor false")
    return value


def _share(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise LineRefused("is no number from 0 to 1")
    return float(value)


def _moment(value: object) -> datetime.datetime:
    """A time in ISO 8601; one without a zone is one of UTC."""
    try:
        at = datetime.datetime.fromisoformat(one_line(value, 40))
        at = at.replace(tzinfo=datetime.UTC) if at.tzinfo is None else at
        return at.astimezone(datetime.UTC)
    except (ValueError, OverflowError) as error:
        raise LineRefused("is no time as 2026-06-30T12:00:00+00:00") from error


def _day(value: object) -> datetime.date:
    try:
        return datetime.date.fromisoformat(one_line(value, 10))
    except ValueError as error:
        raise LineRefused("is no day as 2026-06-30") from error


FLAG = Kind(_flag)
SHARE = Kind(_share)
MOMENT = Kind(_moment, lambda at: at.astimezone(datetime.UTC).isoformat())
DAY = Kind(_day, lambda day: day.isoformat())


def many(kind: Kind, most: int) -> Kind:
    """A list, as a tuple."""

    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise LineRefused(f"is {_named(value)}, not a list")
        if len(value) > most:
            raise LineRefused(f"has {len(value):,} entries, more than {most:,}")
        return tuple(value_at(f"[{number}]", kind, one) for number, one in enumerate(value))

    return Kind(read, lambda values: [kind.write(one) for one in values])


def row(*kinds: Kind, more: Sequence[Kind] = ()) -> Kind:
    """A list of a fixed number of values, as a tuple; `more` are given all or none."""
    every = (*kinds, *more)
    lengths = sorted({len(kinds), len(every)})

    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) not in lengths:
            raise LineRefused(f"is no list of {' or '.join(map(str, lengths))}")
        return tuple(kind.read(one) for kind, one in zip(every, value, strict=False))

    return Kind(read, lambda values: [k.write(one) for k, one in zip(every, values, strict=False)])


def _named(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def value_at(key: str, kind: Kind, value: object) -> Any:
    try:
        return kind.read(value)
    except LineRefused as refused:
        reason = str(refused)
        between = "" if reason.startswith("[") else "." if reason.startswith(".") else " "
        raise LineRefused(f"{key}{between}{reason.removeprefix('.')}") from None


class Shape(Generic[T]):
    """An object of JSON as a `record`; `kinds` has the kind of each key, in the order of writing.

    A key that is written otherwise than its field stands in `names`. What has no default must be given.
    """

    def __init__(
        self, record: type[T], kinds: Mapping[str, Kind], names: Mapping[str, str] | None = None
    ) -> None:
        self.record = record
        self.kinds = kinds
        self.names = {key: (names or {}).get(key, key) for key in kinds}
        self.defaults = {field.name: field.default for field in fields(record)}

    def read(self, value: object) -> T:
        if not isinstance(value, dict):
            raise LineRefused(f"is {_named(value)}, not an object")
        given = self.given(value)
        missing = [
            k for k, name in self.names.items() if name not in given and self.defaults[name] is MISSING
        ]
        if missing:
            raise LineRefused(f"{missing[0]} is missing")
        return self.record(**given)

    def given(self, value: Mapping[str, object]) -> dict[str, Any]:
        """The fields that an object gives, by name."""
        return {
            self.names[key]: value_at(key, kind, value[key])
            for key, kind in self.kinds.items()
            if value.get(key) is not None
        }

    def write(self, record: T) -> dict[str, Any]:
        written = {}
        for key, kind in self.kinds.items():
            value = getattr(record, name := self.names[key])
            if value is not None and value != self.defaults[name]:
                written[key] = kind.write(value)
        return written

    def kind(self) -> Kind:
        """This shape within another."""
        return Kind(self._read_within, self.write)

    def _read_within(self, value: object) -> T:
        try:
            return self.read(value)
        except LineRefused as refused:
            reason = str(refused)
            raise LineRefused(reason if reason.startswith("is ") else f".{reason}") from None
