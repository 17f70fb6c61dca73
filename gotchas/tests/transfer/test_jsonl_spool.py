"""Rows set aside until the end of an import."""

from gotchas.transfer import jsonl_spool
from gotchas.transfer.jsonl_spool import Spool


def test_rows_come_back_in_order_and_in_portions() -> None:
    spool = Spool()
    spool.add([(n, f"1.{n} é\n") for n in range(5)])
    spool.add([])
    assert [len(rows) for rows in spool.portions(2)] == [2, 2, 1]
    assert [row for rows in spool.portions(4) for row in rows] == [[n, f"1.{n} é\n"] for n in range(5)]
    assert spool.count == 5
    spool.close()


def test_more_than_memory_is_meant_for_goes_to_disk(monkeypatch) -> None:
    monkeypatch.setattr(jsonl_spool, "IN_MEMORY", 100)
    spool = Spool()
    spool.add([(n, "1.15") for n in range(50)])
    assert spool._file._rolled
    assert sum(len(rows) for rows in spool.portions(7)) == 50
    spool.close()
