"""A time that a page printed without its zone, made into an instant."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def instant(local: datetime, zone: ZoneInfo, not_before: datetime | None = None) -> tuple[datetime, str]:
    """The aware time in `zone`, and what had to be decided ("" for nearly every time).

    A time that the clocks skipped becomes the one that they showed instead. Of a time that the clocks showed
    twice the first is taken, unless it lies before `not_before`, which the same page printed above it.
    """
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first, ""
    through_utc = first.astimezone(UTC).astimezone(zone)
    if through_utc.replace(tzinfo=None) != local:
        return through_utc, f"the clocks of {zone.key} skipped {local:%H:%M}: taken as {through_utc:%H:%M}"
    said = f"the clocks of {zone.key} showed {local:%H:%M} twice: taken as the"
    if not_before is not None and first.astimezone(UTC) < not_before <= second.astimezone(UTC):
        return second, f"{said} second"
    return first, f"{said} first"
