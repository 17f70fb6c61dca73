"""Who is told of what an import wrote, within the transaction that wrote it."""

from collections.abc import Callable, Sequence
from typing import Any

Receiver = Callable[[Sequence[Any], Sequence[Any]], object]
"""Takes the gotchas and the comments of one batch: new ones, and those whose text changed."""

receivers: list[Receiver] = []


def indexed(gotchas: Sequence[Any], comments: Sequence[Any]) -> None:
    """Tell every receiver of a batch of `Gotcha`s and `Comment`s that are stored now."""
    for receiver in receivers:
        receiver(gotchas, comments)
