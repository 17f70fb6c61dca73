"""Message codes: families, codes, and the spellings they are found by."""

import threading
from collections.abc import Iterable
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, Max, Q
from django.db.models.functions import Collate
from django.urls import reverse

from gotchas.models import searchable
from gotchas.models.platform import Platform
from gotchas.models.printed import PrintedMessage
from gotchas.models.source import Source
from gotchas.text import spellings
from gotchas.text.families import Family, FoundCode, PatternRefused, Recogniser, check_family

_BYTES = {"postgresql": "C", "sqlite": "BINARY"}
"""The collation that compares byte by byte; PostgreSQL has an index of keys in it."""

_cache = threading.local()


class CodeFamilyQuerySet(models.QuerySet["CodeFamily"]):
    def enabled(self) -> Self:
        return self.filter(enabled=True)

    def recogniser(self) -> Recogniser:
        """The recogniser of all enabled families; made anew in this process when an editor changed one."""
        stamp = CodeFamily.objects.aggregate(newest=Max("changed_at"), rows=models.Count("pk"))
        if getattr(_cache, "stamp", None) != stamp:
            rows = CodeFamily.objects.enabled().select_related("same_codes_as")
            _cache.recogniser = Recogniser([row.as_family() for row in rows])
            _cache.stamp = stamp
        return _cache.recogniser


class CodeFamily(models.Model):
    """A family of codes that one product or tool prints, with the grammar by which they are recognised."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    known_as = models.CharField(
        max_length=300,
        blank=True,
        help_text="Words people use for the product, separated by commas: psql, tsc.",
    )
    patterns = models.TextField(
        blank=True,
        help_text="RE2, one per line; the first group (or the groups the normal form names) is the code.",
    )
    normal_form = models.CharField(
        max_length=120,
        blank=True,
        help_text="How the code is written, e.g. AMQ{1}: groups of the pattern in braces.",
    )
    rule = models.TextField("what counts as the same code", blank=True)
    severity_letters = models.TextField(
        blank=True, help_text="What each letter says, one per line: E=error (20 or 30)."
    )
    severity_note = models.CharField(max_length=300, blank=True)
    must_match = models.TextField(
        "texts that must match", blank=True, help_text="One per line; tried on every save."
    )
    must_not_match = models.TextField("texts that must not match", blank=True, help_text="One per line.")
    risk_note = models.TextField("risk of false hits", blank=True)
    same_codes_as = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="other_spellings",
        help_text="The family whose codes these are, written another way.",
    )
    order = models.PositiveSmallIntegerField(
        default=100, help_text="Lower is tried first and wins an overlap."
    )
    enabled = models.BooleanField(default=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = CodeFamilyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "slug"]
        verbose_name_plural = "code families"
        constraints = [
            models.CheckConstraint(condition=~Q(same_codes_as=F("pk")), name="code_family_not_its_own_twin"),
            models.CheckConstraint(
                condition=~Q(slug="") & ~Q(slug__contains="/"),
                name="code_family_slug_fits_an_address",
                violation_error_message="No address can hold this slug.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("family", args=[self.slug])

    def clean(self) -> None:
        """Refuse patterns that RE2 refuses, that miss their own examples or match what they must not."""
        super().clean()
        others = list(CodeFamily.objects.enabled().exclude(pk=self.pk).select_related("same_codes_as"))
        try:
            problems = check_family(
                self.as_family(),
                [row.as_family() for row in others],
                self.must_match.splitlines(),
                self.must_not_match.splitlines(),
                examples={row.slug: row.must_match.splitlines() for row in others},
            )
        except PatternRefused as refused:
            problems = [str(refused)]
        if problems:
            raise ValidationError([ValidationError(p, code="family_check") for p in problems])

    def as_family(self) -> Family:
        return Family(
            slug=self.slug,
            name=self.name,
            patterns=tuple(line.strip() for line in self.patterns.splitlines() if line.strip()),
            normal_form=self.normal_form,
            same_codes_as=self.same_codes_as.slug if self.same_codes_as else "",
            known_as=tuple(word.strip() for word in self.known_as.split(",") if word.strip()),
            severity_letters=tuple(self.letters()),
            order=self.order,
        )

    def letters(self) -> list[tuple[str, str]]:
        """Each severity letter with what it says."""
        pairs = (line.partition("=") for line in self.severity_letters.splitlines())
        return [(letter.strip(), says.strip()) for letter, _, says in pairs if letter.strip()]


class MessageCodeQuerySet(models.QuerySet["MessageCode"]):
    def for_rows(self) -> Self:
        return self.select_related("family").prefetch_related("platforms")

    def found(self, hits: Iterable[FoundCode]) -> "dict[tuple[str, str], MessageCode]":
        """The stored codes among `hits`, by (family slug, code as the hit names it).

        A hit may name a code by an alias of it (MQRC_SSL_INITIALIZATION_ERROR for MQRC2393).
        """
        wanted = {(hit.family, hit.code) for hit in hits}
        if not wanted:
            return {}
        keys = {spellings.fold(code) for _, code in wanted}
        rows = (
            CodeKey.objects.filter(key__in=keys, tier__lte=1).select_related("code__family").order_by("-tier")
        )
        by_key = {(row.code.family.slug, row.key): row.code for row in rows}
        return {w: code for w in wanted if (code := by_key.get((w[0], spellings.fold(w[1]))))}

    def spelled(self, text: str) -> "list[MessageCode]":
        """The codes that `text` spells or holds, in any spelling, best match first."""
        return self.with_keys({spellings.fold(text)} | {c.key for c in spellings.candidates(text)})

    def with_keys(self, keys: Iterable[str]) -> "list[MessageCode]":
        rows = CodeKey.objects.filter(key__in=set(keys) - {""}).select_related("code__family")
        best: dict[int, CodeKey] = {}
        for row in rows.order_by("tier", "code__sort_key"):
            best.setdefault(row.code_id, row)
        return [row.code for row in best.values()]

    def rebuild_keys(self) -> None:
        """Write the spellings of all these codes again, in a few statements whatever their number."""
        codes = list(self.prefetch_related("aliases"))
        CodeKey.objects.filter(code__in=[code.pk for code in codes]).delete()
        CodeKey.objects.bulk_create([key for code in codes for key in code.make_keys()], batch_size=500)
        searchable.index_codes(MessageCode.objects.filter(pk__in=[code.pk for code in codes]))


class MessageCode(models.Model):
    """A code in its normal form, without severity letter: unique in its family and never deleted."""

    class State(models.TextChoices):
        CURRENT = "current", "Current"
        HISTORIC = "historic", "Historic"

    class MeaningState(models.TextChoices):
        UNKNOWN = "unknown", "Meaning not known yet"
        SOURCED = "sourced", "Taken from the source named"
        NAME = "name", "Taken from the code's name only"
        TWIN = "twin", "Taken from its twin on another platform"
        UNVERIFIED = "unverified", "Not verified"

    family = models.ForeignKey(CodeFamily, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=120, help_text="Normal form, without severity letter: AMQ9637.")
    slug = models.CharField(
        max_length=120, blank=True, help_text="Its part of the address; made from the code."
    )
    sort_key = models.CharField(max_length=160, blank=True, editable=False, db_index=True)
    severities = models.CharField("severity letters seen", max_length=20, blank=True)
    severity_note = models.CharField(max_length=100, blank=True)
    meaning = models.CharField(max_length=500, blank=True)
    meaning_state = models.CharField(max_length=12, choices=MeaningState, default=MeaningState.UNKNOWN)
    note = models.TextField(blank=True)
    platforms = models.ManyToManyField(Platform, blank=True, related_name="codes")
    sources = models.ManyToManyField(Source, blank=True, related_name="codes")
    state = models.CharField(max_length=10, choices=State, default=State.CURRENT)
    wrapper = models.BooleanField(
        default=False, help_text="It only wraps the true cause, which stands beside it in the log."
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = MessageCodeQuerySet.as_manager()

    class Meta:
        ordering = ["family", "sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["family", "code"], name="message_code_unique_in_family"),
            models.UniqueConstraint(fields=["family", "slug"], name="message_code_slug_unique_in_family"),
            models.CheckConstraint(condition=~Q(code=""), name="message_code_not_empty"),
            models.CheckConstraint(
                condition=~Q(slug="") & ~Q(slug__contains="/"),
                name="message_code_slug_fits_an_address",
                violation_error_message="No address can hold this slug.",
            ),
            models.CheckConstraint(
                condition=Q(meaning_state="unknown", meaning="")
                | (~Q(meaning_state="unknown") & ~Q(meaning="")),
                name="message_code_meaning_has_state",
            ),
        ]
        indexes = [
            # a family's page in natural order, and the neighbours of a code
            models.Index(fields=["family", "sort_key"], name="message_code_in_order"),
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_new = self._state.adding
        self.sort_key = spellings.natural_key(self.code)
        self.slug = self.slug or self._free_slug()
        super().save(*args, **kwargs)
        if is_new:
            PrintedMessage.objects.add_known([self])
        if kwargs.get("update_fields") is None:
            self.rebuild_keys()

    def get_absolute_url(self) -> str:
        return reverse("code", args=[self.family.slug, self.slug])

    def _free_slug(self) -> str:
        """Its part of the address; two codes of a family may differ only in what an address cannot hold."""
        slug = spellings.slug_of(self.code)
        taken = set(self.family.codes.filter(slug__startswith=slug).values_list("slug", flat=True))
        numbered = (f"{slug[:112]}-{n}" for n in range(2, len(taken) + 3))
        return next(free for free in (slug, *numbered) if free not in taken)

    def make_keys(self) -> "list[CodeKey]":
        aliases = [alias.alias for alias in self.aliases.all()]
        return [CodeKey(code=self, key=k.key, tier=k.tier) for k in spellings.keys_of(self.code, aliases)]

    def rebuild_keys(self) -> None:
        """Write every spelling it is found by; to be called when its code or an alias changed."""
        CodeKey.objects.filter(code=self).delete()
        CodeKey.objects.bulk_create(self.make_keys())
        searchable.index_codes(MessageCode.objects.filter(pk=self.pk))
        searchable.index_gotchas(self.gotchas.all())

    def bump(self, comments: int = 0) -> None:
        """Say that the page changed, by `comments` more (or fewer) comments."""
        MessageCode.objects.filter(pk=self.pk).update(
            version=F("version") + 1, comment_count=F("comment_count") + comments
        )


class CodeAlias(models.Model):
    """Another written form of one code: hex, decimal, a symbolic name, an old id."""

    class Kind(models.TextChoices):
        HEX = "hex", "Hexadecimal"
        DECIMAL = "decimal", "Decimal"
        NAME = "name", "Symbolic name"
        OLD_ID = "old_id", "Old id"
        PRINTED = "printed", "Printed form"

    code = models.ForeignKey(MessageCode, on_delete=models.CASCADE, related_name="aliases")
    family = models.ForeignKey(CodeFamily, on_delete=models.CASCADE, editable=False, related_name="+")
    alias = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)

    class Meta:
        ordering = ["kind", "alias"]
        verbose_name_plural = "code aliases"
        constraints = [
            models.UniqueConstraint(fields=["family", "alias"], name="code_alias_belongs_to_one_code")
        ]

    def __str__(self) -> str:
        return self.alias

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.family_id = self.code.family_id
        super().save(*args, **kwargs)
        self.code.rebuild_keys()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        self.code.rebuild_keys()
        return deleted


class CodeKeyQuerySet(models.QuerySet["CodeKey"]):
    def between(self, first: str, end: str) -> Self:
        """Those from `first` to before `end`, byte by byte: a range of an index in every language."""
        keys = self.alias(bytes=Collate("key", _BYTES[connection.vendor]))
        return keys.filter(bytes__gte=first, bytes__lt=end)


class CodeKey(models.Model):
    """One folded spelling that a code is found by. Made from code and aliases; never edited by hand."""

    code = models.ForeignKey(MessageCode, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=130)
    tier = models.PositiveSmallIntegerField(
        help_text="0 as written, 1 without suffix or other base, 2, 3 weaker."
    )

    objects = CodeKeyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "key"], name="code_key_unique")]
        indexes = [models.Index(fields=["key", "tier"], name="code_key_lookup")]  # any spelling to its code

    def __str__(self) -> str:
        return self.key
