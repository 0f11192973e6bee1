"""What search reads: one narrow row a service and language, and the words people may mistype."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from standing.rooms.services.models._columns import LISTED
from standing.rooms.services.models.directory import Service


class Found(models.Model):
    """
    A service as search sees it in one language. Made anew in the transaction that changes the service.

    It exists for the default language, and for each further language in which something is translated.
    """

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {LISTED}")
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="+", help_text=f"nobody · which service · {LISTED}"
    )
    language = models.CharField(max_length=20, help_text=f"nobody · language of the words · {LISTED}")
    title = models.CharField(max_length=300, help_text=f"nobody · its name, folded, to sort by · {LISTED}")
    named = SearchVectorField(help_text=f"nobody · words of its name and kind · {LISTED}")
    words = SearchVectorField(help_text=f"nobody · all its words · {LISTED}")
    tags = ArrayField(
        models.CharField(max_length=80),
        default=list,
        help_text=f"nobody · kinds, languages, districts and ZIP codes to filter by · {LISTED}",
    )
    is_free = models.BooleanField(default=False, help_text=f"nobody · whether it costs nothing · {LISTED}")
    closed_on_holidays = models.BooleanField(
        default=False, help_text=f"nobody · whether it closes on City holidays · {LISTED}"
    )
    open_slots = ArrayField(
        models.PositiveSmallIntegerField(),
        default=list,
        help_text=f"nobody · hours of the week in which it may be open · {LISTED}",
    )
    latitude = models.FloatField(null=True, help_text=f"nobody · where it is · {LISTED}")
    longitude = models.FloatField(null=True, help_text=f"nobody · where it is · {LISTED}")
    checked_on = models.DateField(help_text=f"nobody · when it was checked · {LISTED}")
    fresh_until = models.DateField(help_text=f"nobody · until when it ranks higher · {LISTED}")
    shown_until = models.DateField(help_text=f"nobody · until when it is shown · {LISTED}")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(name="found_by_name", fields=["named"], fastupdate=False),
            GinIndex(name="found_by_words", fields=["words"], fastupdate=False),
            GinIndex(name="found_by_tags", fields=["tags"], fastupdate=False),
            GinIndex(name="found_by_hour", fields=["open_slots"], fastupdate=False),
            models.Index(name="found_by_freshness", fields=["language", "-fresh_until", "service"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="found_once_a_language", fields=["service", "language"]),
        ]

    def __str__(self) -> str:
        """Return its title."""
        return self.title


class Word(models.Model):
    """
    A word that stands in some service, with the stubs by which a mistyped one is recognised.

    The beginning of a word is looked up here first: so the index is only ever asked for whole words, of which
    PostgreSQL knows how rare they are.
    """

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {LISTED}")
    word = models.CharField(max_length=60, unique=True, help_text=f"nobody · the word, folded · {LISTED}")
    stubs = ArrayField(
        models.CharField(max_length=60), help_text=f"nobody · the word, and what is left without a letter · {LISTED}"
    )

    class Meta:
        indexes: ClassVar[list[models.Index]] = [GinIndex(name="word_by_stub", fields=["stubs"], fastupdate=False)]

    def __str__(self) -> str:
        """Return the word."""
        return self.word
