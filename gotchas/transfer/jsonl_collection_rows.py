"""The collection of an exchange file as a row."""

from gotchas.models import Collection, Source
from gotchas.transfer.jsonl_records import CollectionRecord


class CollectionRefused(ValueError):
    """A line's collection is not the one that is stored; the message says so."""


def check_same(there: Collection, record: CollectionRecord) -> None:
    """Raise CollectionRefused when the stored collection of this number is another one than the line's."""
    same = there.external_id == record.external_id if record.external_id else there.title == record.title
    if not same and there.created_at != record.created_at:
        raise CollectionRefused(
            f"collection {there.number} is another one here ({there.title}): say --collection N"
        )


def make_collection(number: int, record: CollectionRecord, title: str = "") -> Collection:
    """A new collection as the line says, with another title where one is given."""
    source = None
    if record.source:
        source, _ = Source.objects.get_or_create(
            title=record.source.title,
            address=record.source.address,
            defaults={"read_on": record.source.read_on, "note": record.source.note},
        )
    collection = Collection.objects.create(
        number=number,
        title=title or record.title,
        introduction=record.introduction,
        authors=record.authors,
        source=source,
        published_on=record.published_on,
        time_zone=record.time_zone,
        note=record.note,
        external_id=record.external_id,
        last_position=record.last_position,
    )
    if record.created_at:
        Collection.objects.filter(pk=collection.pk).update(created_at=record.created_at)
        collection.refresh_from_db(fields=["created_at"])
    return collection
