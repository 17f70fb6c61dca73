"""The lines of an exchange file in batches, with the number of each; what is no record is set aside."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from gotchas.transfer.jsonl_identity import external_id
from gotchas.transfer.jsonl_lines import LINE_LIMIT, read_line
from gotchas.transfer.jsonl_records import ArticleRecord, CollectionRecord, LineRefused, LooseComment, Record

BATCH_ROWS = 500
BATCH_COMMENTS = 4_000
BATCH_BYTES = 4 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"
Refuse = Callable[[int, str], object]


@dataclass(slots=True)
class Batch:
    """Records of one kind with their line numbers; no two are the same article. `size` counts bytes."""

    kind: type[Record] | None = None
    records: list[tuple[int, Record]] = field(default_factory=list)
    size: int = 0
    names: set[str] = field(default_factory=set)

    def takes(self, record: Record, size: int) -> bool:
        if not self.records:
            return True
        if self.kind is CollectionRecord or not isinstance(record, self.kind or object):
            return False
        if isinstance(record, ArticleRecord) and _name(record) in self.names:
            return False
        most = BATCH_COMMENTS if self.kind is LooseComment else BATCH_ROWS
        return len(self.records) < most and self.size + size <= BATCH_BYTES

    def add(self, line: int, record: Record, size: int) -> None:
        self.kind = type(record)
        self.records.append((line, record))
        self.size += size
        if isinstance(record, ArticleRecord):
            self.names.add(_name(record))


def _name(record: ArticleRecord) -> str:
    return external_id(record) or record.number


def batches(file: BinaryIO, refuse: Refuse, progress: Callable[[int], object]) -> Iterator[Batch]:
    """Batches in the order of the file. `refuse` gets line number and reason, `progress` bytes read since."""
    batch = Batch()
    for number, data in _lines(file):
        if data is None:
            refuse(number, f"is longer than {LINE_LIMIT:,} bytes")
            continue
        if data.strip():
            try:
                record = read_line(data)
            except LineRefused as refused:
                refuse(number, str(refused))
            else:
                if not batch.takes(record, len(data)):
                    yield batch
                    batch = Batch()
                batch.add(number, record, len(data))
        progress(len(data))
    if batch.records:
        yield batch


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Line numbers from 1 with the line; None for one that is too long, which is not kept."""
    number = 0
    while data := file.readline(LINE_LIMIT + 1):
        number += 1
        if len(data) > LINE_LIMIT:
            while data and not data.endswith(b"\n"):
                data = file.readline(LINE_LIMIT)
            yield number, None
        else:
            yield number, data.removeprefix(_BOM) if number == 1 else data
