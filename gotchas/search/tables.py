"""The tables of search. They hold values and ids only; no foreign key leads out of them or into them."""

from django.db import models
from django.db.models import Q

WORD_LENGTH = 40
"""Characters of the longest word; see gotchas.text.words."""


class SearchDoc(models.Model):
    """The words of one gotcha, code or comment, as they are searched; see gotchas.search.index.

    `head`, `body` and `facets` are folded words with one blank between two; see `heads`. PostgreSQL keeps all
    three in one more column, a vector, and SQLite in an FTS5 table with this as its content: both are written
    by the engines alone (see the migration that makes this table).
    """

    class Kind(models.TextChoices):
        GOTCHA = "g", "Gotcha"
        CODE = "c", "Message code"
        COMMENT = "m", "Comment"

    kind = models.CharField(max_length=1, choices=Kind)
    object_id = models.BigIntegerField()
    gotchas = models.TextField(blank=True, help_text="Ids of the gotchas that it counts for.")
    head = models.TextField(blank=True)
    body = models.TextField(blank=True)
    facets = models.TextField(blank=True)
    facets_key = models.BigIntegerField(
        null=True, help_text="Of a gotcha: the facets as one number, by which gotchas are counted and listed."
    )
    at = models.DateTimeField(null=True, help_text="When it could first be read; codes have no such moment.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_doc_once"),
        ]
        indexes = [
            # lists of gotchas without words, and how many have which facets
            models.Index(
                fields=["facets_key", "at", "object_id"], name="search_doc_listed", condition=Q(kind="g")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.object_id}"


class SearchTerm(models.Model):
    """In how many documents a word stands, and in how many heads. The word "" counts the documents."""

    term = models.CharField(max_length=WORD_LENGTH, primary_key=True)
    docs = models.IntegerField(default=0)
    heads = models.IntegerField(default=0)

    def __str__(self) -> str:
        return self.term


class SearchTermChange(models.Model):
    """A change of a word's counts that is not folded into `SearchTerm` yet.

    Two posts that share a word would wait for each other on the word's row; each adds a row here instead.
    """

    term = models.CharField(max_length=WORD_LENGTH, db_index=True)  # looked up with the word's row
    docs = models.SmallIntegerField()
    heads = models.SmallIntegerField()

    def __str__(self) -> str:
        return f"{self.term} {self.docs:+d}"


class SearchSpelling(models.Model):
    """A word as it looks with one letter left out, for finding it from a misspelling."""

    shortened = models.CharField(max_length=WORD_LENGTH)
    term = models.CharField(max_length=WORD_LENGTH)

    class Meta:
        constraints = [
            # the look-up of a misspelling reads this index alone
            models.UniqueConstraint(fields=["shortened", "term"], name="search_spelling_once"),
        ]

    def __str__(self) -> str:
        return f"{self.shortened} {self.term}"
