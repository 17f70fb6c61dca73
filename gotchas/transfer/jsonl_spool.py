"""What an import can write only at its end: set aside on disk, however much it is."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from tempfile import SpooledTemporaryFile

IN_MEMORY = 1_000_000
"""Bytes that are kept in memory; what is more goes to a temporary file."""


class Spool:
    """Rows of plain values (what JSON knows, lists for tuples), given back in their order."""

    def __init__(self) -> None:
        self.count = 0
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - open until the end

    def add(self, rows: Iterable[Sequence[object]]) -> None:
        for row in rows:
            self._file.write(json.dumps(row).encode() + b"\n")
            self.count += 1

    def portions(self, size: int) -> Iterator[list[list[object]]]:
        """All rows, at most `size` at once."""
        self._file.seek(0)
        while lines := list(islice(iter(self._file.readline, b""), size)):
            yield [json.loads(line) for line in lines]

    def close(self) -> None:
        self._file.close()
