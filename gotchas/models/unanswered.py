"""Codes that readers looked for and that nobody has explained yet. Never the text they pasted."""

import datetime
import re
import secrets
from collections.abc import Collection, Iterable
from typing import Self
from urllib.parse import quote

from django.db import models
from django.db.models import CharField, Exists, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Replace
from django.urls import reverse
from django.utils import timezone

from gotchas.models.code import CodeFamily, MessageCode
from gotchas.models.gotcha import Gotcha
from gotchas.text.folding import SUFFIX_LETTERS, fold
from gotchas.text.log_codes import lone_word, unknown_words
from gotchas.text.log_components import component_of
from gotchas.text.recogniser import FoundCode, Recogniser
from gotchas.text.surroundings import Place, places, surrounded

LONGEST_LOOKED_FOR = 200
"""Characters in which one code is looked for: a line with a code, not a log."""
LONGEST_CODE = 80
"""Characters of a code that a reader may bring in; the longest of those built in have some fifty."""
READERS_OF_A_DAY = 2
"""Readers who must ask for a word of no family within one day for that day to count: hosts and jobs have
names that are built like codes, and one reader's names are nobody else's to see. Whether readers of two days
are two, nobody can tell."""
DAYS_OF_SEVERAL = 2
"""Such days until readers see the word; editors see all."""


_LETTER_AND_NUMBER = re.compile(r"[A-Z].*\d")


class UnansweredCodeQuerySet(models.QuerySet["UnansweredCode"]):
    def looked_for(self, text: str) -> "UnansweredCode | None":
        """The code that `text` holds, as its family writes it, or a word that is built like a code.

        The stored row, else a new one that is not saved. None where nothing is recognised, and for what is
        longer than any code. `severity` is the letter that it was written with.
        """
        if len(text) > LONGEST_LOOKED_FOR:
            return None
        if hit := recognised(text) or _named(CodeFamily.objects.recogniser(), text):
            row = self._of(hit.family, hit.code, hit.severity)
            if row and (row.known_in or not row.is_named):
                row.known_in = text
            return row
        word = next((word for _, _, word in unknown_words(text, [])), "") or lone_word(text)
        return self._of("", word) if word else None

    def may_be(self, text: str, families: Collection[str] = ()) -> "list[UnansweredCode]":
        """What `text` may be where only words around it would tell whose code it is: one row of each family.

        `E0382` is Rust's behind `error`. Stored rows, else new ones that are not saved. `families` are the
        slugs of the only ones to look in, if there are any. None for a number alone, which is everybody's.
        """
        words = [word for word in text.upper().split() if _LETTER_AND_NUMBER.search(word)]
        if len(words) != 1 or len(words[0]) > LONGEST_CODE:
            return []
        owners = CodeFamily.objects.enabled()
        owners = owners.filter(slug__in=families) if families else owners
        kept = {row.family_id: row for row in self.filter(code=words[0]).select_related("family")}
        rows = [kept.get(owner.pk) or UnansweredCode(family=owner, code=words[0]) for owner in owners]
        UnansweredCode.note_names(rows)
        return [row for row in rows if row.known_in]

    def named(self, code: str, family: str = "") -> "UnansweredCode | None":
        """The code that is just `code` in the normal form of its family, or None.

        `family` is the slug of one of which it may be where only words around it would tell.
        """
        if len(code) > LONGEST_LOOKED_FOR:
            return None
        if hit := _named(CodeFamily.objects.recogniser(), code):
            return self._of(hit.family, code)
        row = self._of(family, code) if CodeFamily.objects.enabled().filter(slug=family).exists() else None
        return row if row and row.is_named else None

    def spelled(self, asked: str, family: str = "") -> "UnansweredCode | None":
        """The code that `asked` is or holds; of `family` where nothing else tells whose it is."""
        row = self.looked_for(asked)
        return row if not family or (row and row.family) else self.named(asked, family) or row

    def of_stored(self, family: str, code: str) -> "UnansweredCode | None":
        """The row of a stored code, whatever it is built like; None where there is none of that name."""
        there = MessageCode.objects.filter(family__slug=family, code=code).exists()
        return self._of(family, code) if family and there else None

    def _of(self, family: str, code: str, severity: str = "") -> "UnansweredCode | None":
        if len(code) > LONGEST_CODE:
            return None
        owner = CodeFamily.objects.filter(slug=family).first()
        row = self.filter(family=owner, code=code).first() or UnansweredCode(family=owner, code=code)
        row.severity = severity
        row.note_names([row])
        return row

    def still_open(self) -> Self:
        """Those that somebody asked for, no editor dismissed, and nobody has answered since.

        The one place that says when a code is answered: as soon as it, or an alias of it, has a meaning here
        or a gotcha that speaks of it. What no family was seen in is answered by a code of any family.
        """
        own = _answered().filter(family=OuterRef("family"))
        bare = Func(
            Replace("code", Value("-")), Value(SUFFIX_LETTERS), function="RTRIM", output_field=CharField()
        )
        rows = self.filter(dismissed_at=None, count__gt=0).annotate(
            _key=Replace("code", Value("-")), _bare=bare
        )
        return rows.filter(
            ~Exists(own.filter(code=OuterRef("code"))),
            ~Exists(own.filter(aliases__alias=OuterRef("code"))),
            Q(family__isnull=False) | ~Exists(_answered().filter(keys__key=OuterRef("_key"))),
            Q(family__isnull=False) | ~Exists(_answered().filter(keys__key=OuterRef("_bare"))),
        )

    def open_to_all(self) -> Self:
        """Without words of no family that too few asked for: they may be the names of hosts and jobs."""
        return self.filter(Q(family__isnull=False) | Q(days_of_several__gte=DAYS_OF_SEVERAL))

    def forgotten(self, before: datetime.datetime) -> Self:
        """Words of no family that only editors see and have not dismissed, not asked for since `before`."""
        rare = Q(family=None, days_of_several__lt=DAYS_OF_SEVERAL, dismissed_at=None)
        return self.filter(rare, last_seen__lt=before)

    def most_asked_first(self) -> Self:
        return self.order_by("-count", "-last_seen", "code", "pk")

    def for_rows(self) -> Self:
        """With the family, and `stored_slug`: where its page is when the code has a row, but no meaning."""
        stored = MessageCode.objects.filter(family=OuterRef("family"), code=OuterRef("code"))
        return self.select_related("family").annotate(stored_slug=Subquery(stored.values("slug")[:1]))


def recognised(text: str) -> FoundCode | None:
    """The first code that patterns see in `text`: as it stands, in small letters, with blanks in it."""
    recogniser = CodeFamily.objects.recogniser()
    dashed = "-".join(text.upper().split())  # ORA 2393
    hits = next(filter(None, map(recogniser.scan, (text, text.upper(), fold(text), dashed))), [])
    return hits[0] if hits else None


def _named(recogniser: Recogniser, code: str) -> FoundCode | None:
    """The code that all of `code` is, when it stands there in its normal form.

    A pattern may want the severity letter that the normal form leaves out: ICH408 is seen in ICH408I.
    """
    for written in (code, *(f"{code}{letter}" for letter in SUFFIX_LETTERS)):
        hits = recogniser.scan(written)
        if len(hits) == 1 and hits[0].code == code and hits[0].written == written:
            return hits[0]
    return None


def _answered() -> QuerySet[MessageCode]:
    with_gotcha = Exists(Gotcha.objects.published().filter(codes=OuterRef("pk")))
    return MessageCode.objects.filter(~Q(meaning="") | with_gotcha)


class UnansweredCode(models.Model):
    family = models.ForeignKey(
        CodeFamily, null=True, blank=True, on_delete=models.CASCADE, related_name="unanswered"
    )
    code = models.CharField(max_length=120, help_text="Normal form.")
    count = models.PositiveIntegerField(default=0)
    first_seen = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(default=timezone.now)
    days_of_several = models.PositiveIntegerField(
        default=0, help_text="Days on which more than one reader asked. Counted for words of no family."
    )
    dismissed_at = models.DateTimeField(null=True, blank=True)

    severity = ""
    """The letter that a reader wrote it with; not kept."""

    is_named = False
    """Whether a pattern knows it by its normal form, alone or in an example's place; see `note_names`."""

    known_in = ""
    """A text in which a pattern sees it, where its normal form alone is not seen; not kept."""

    objects = UnansweredCodeQuerySet.as_manager()

    class Meta:
        ordering = ["-count", "code"]
        constraints = [
            models.UniqueConstraint(fields=["family", "code"], name="unanswered_code_unique_in_family"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(family=None), name="unanswered_code_unique_without_family"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The page that says what is known of it, which is a 404 until somebody stores the code."""
        if "/" in self.code:
            return f"{reverse('search')}?q={quote(self.code)}"
        slug = getattr(self, "stored_slug", None) or self.code
        if self.family is None:
            return reverse("family", args=[slug])
        return reverse("code", args=[self.family.slug, slug])

    @staticmethod
    def note_names(rows: "Iterable[UnansweredCode]") -> None:
        """Set `is_named` and `known_in` of each of `rows`, in one query when they have their families."""
        recogniser = CodeFamily.objects.recogniser()
        around: dict[str, list[Place]] = {}
        for row in rows:
            row.is_named = _named(recogniser, row.code) is not None
            if not row.is_named and row.family and len(row.code) <= LONGEST_CODE:
                slug = row.family.slug
                if slug not in around:
                    around[slug] = list(places(recogniser, slug, row.family.must_match.splitlines()))
                row.known_in = surrounded(recogniser, slug, row.code, around[slug])
                row.is_named = bool(row.known_in)

    def stored(self) -> MessageCode | None:
        """The row of the code itself, which may have got another name since; None without one."""
        own = MessageCode.objects.filter(family=self.family).select_related("family")
        return own.filter(code=self.code).first() or own.filter(aliases__alias=self.code).first()

    def store(self) -> MessageCode:
        """The row of the code itself, made with its meaning not known if need be; two at once make one."""
        return self.stored() or MessageCode.objects.get_or_create(family=self.family, code=self.code)[0]

    def kept(self) -> "UnansweredCode":
        """This row, saved if need be; two at once save one."""
        if self.pk:
            return self
        return UnansweredCode.objects.get_or_create(family=self.family, code=self.code)[0]

    def bump(self, comments: int = 0) -> None:
        """Nothing: its page, a 404, counts no comments, and nobody keeps it. See `Thread.bump`."""

    @property
    def is_open_to_all(self) -> bool:
        """See `open_to_all`."""
        return self.family_id is not None or self.days_of_several >= DAYS_OF_SEVERAL

    @property
    def component(self) -> str:
        """What part of the product the code speaks of, where its grammar tells; else ""."""
        return component_of(self.family.slug, self.code) if self.family else ""

    @property
    def severity_says(self) -> str:
        """What the family says of the letter that the reader wrote it with; else ""."""
        return dict(self.family.letters()).get(self.severity, "") if self.family else ""

    @property
    def comment_address(self) -> str:
        """The form for a question or an answer; "" where there can be none: see `named` and `for_rows`."""
        stored = getattr(self, "stored_slug", None)
        slug = stored or self.code
        if self.family is None or "/" in slug or not (stored or self.is_named):
            return ""
        return reverse("code_comment", args=[self.family.slug, slug])


class UnansweredSighting(models.Model):
    """That one visitor asked for a code on one day: counted once. `visitor` is a hash with the day's salt."""

    code = models.ForeignKey(UnansweredCode, on_delete=models.CASCADE, related_name="sightings")
    day = models.DateField()
    visitor = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "day", "visitor"], name="unanswered_once_a_day_and_visitor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} on {self.day}"


def new_salt() -> str:
    return secrets.token_hex(16)


class DailySalt(models.Model):
    """The salt that makes addresses of one day comparable and of two days not. Old ones are thrown away."""

    day = models.DateField(primary_key=True)
    salt = models.CharField(max_length=32, default=new_salt)

    def __str__(self) -> str:
        return self.day.isoformat()
