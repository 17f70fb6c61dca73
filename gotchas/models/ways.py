"""Other ways that readers put an error: lines that an editor keeps beside the title."""

from typing import Final

from django.core.exceptions import ValidationError

MOST: Final = 20
LENGTH: Final = 200
"""Lines, and characters of one."""

HELP: Final = (
    "Other ways readers put this error, in their own words, one a line: search finds it by them."
    f" At most {MOST} lines of {LENGTH} characters."
)


def ways_in(text: str) -> list[str]:
    """The lines that count."""
    lines = (line.strip()[:LENGTH] for line in text.splitlines())
    return [line for line in lines if line][:MOST]


def check_ways(text: str) -> None:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise ValidationError(f"Keep to {MOST} lines: these are {len(lines)}.", "too_many")
    if longest := next((line for line in lines if len(line) > LENGTH), ""):
        message = f"Keep each line to {LENGTH} characters: “{longest[:40]}…” has {len(longest)}."
        raise ValidationError(message, "too_long")
