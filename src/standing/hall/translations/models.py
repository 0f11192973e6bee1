"""
Tables of texts in many languages. Versions are only ever added; what holds now is computed when it is asked for.

No row says that a translation is stale: it is, when the hash of the source it was made from is not the hash
of the source of today. Who wrote a text never approves it; the database sees to that.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from standing.hall.translations.rules.states import Kept, Outcome
from standing.hall.triggers import append_only, never_emptied

_STAYS = "as long as the page is public, and at least two years"
_SHA256 = r"^[0-9a-f]{64}$"
_LANGUAGE = r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$"


class Counter(models.Model):
    """One row that counts the changes, so that what was worked out can be kept until the next one."""

    id = models.SmallIntegerField(primary_key=True, default=1, help_text="nobody · there is one row · for ever")
    number = models.BigIntegerField(default=0, help_text="nobody · how many changes there were · for ever")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="counter_is_one_row", condition=Q(id=1)),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="counter_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        """Return the count."""
        return str(self.number)


class Page(models.Model):
    """A page whose texts are translated. What it is called may change; what it says stands in its segments."""

    key = models.CharField(primary_key=True, max_length=200, help_text=f"nobody · the page's own name · {_STAYS}")
    title = models.CharField(max_length=300, help_text=f"nobody · what staff call the page · {_STAYS}")
    first_seen_at = models.DateTimeField(help_text=f"nobody · when it was declared first · {_STAYS}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="page_key_is_a_code", condition=Q(key__regex=r"^[A-Za-z0-9][A-Za-z0-9._:-]*$")),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="page_stays", operation=pgtrigger.Delete),
            never_emptied("page_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return its key."""
        return self.key


class Segment(models.Model):
    """One text of a page, and which version of its source holds now."""

    key = models.CharField(primary_key=True, max_length=240, help_text=f"nobody · the text's own name · {_STAYS}")
    page = models.ForeignKey(
        Page, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · on which page it stands · {_STAYS}"
    )
    place = models.PositiveIntegerField(help_text=f"nobody · its place on the page · {_STAYS}")
    critical = models.BooleanField(
        default=False, help_text=f"nobody · whether a language is offered only with it · {_STAYS}"
    )
    about = models.CharField(
        max_length=300, blank=True, default="", help_text=f"nobody · a hint for translators · {_STAYS}"
    )
    number = models.PositiveIntegerField(help_text=f"nobody · which version of the source holds now · {_STAYS}")
    retired_at = models.DateTimeField(
        null=True, blank=True, help_text=f"nobody · since when the page is without it · {_STAYS}"
    )

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(name="segment_by_page", fields=["page", "place"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="segment_key_is_a_code", condition=Q(key__regex=r"^[A-Za-z0-9][A-Za-z0-9._:-]*$")
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="segment_stays", operation=pgtrigger.Delete),
            never_emptied("segment_not_emptied"),
            pgtrigger.Trigger(
                name="segment_points_to_a_source",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.number <> OLD.number AND NOT EXISTS (
                        SELECT 1 FROM translations_source WHERE segment_id = NEW.key AND number = NEW.number
                    ) THEN
                        RAISE EXCEPTION 'There is no version % of the source of %.', NEW.number, NEW.key;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return its key."""
        return self.key


class Source(models.Model):
    """What a segment says in the first language, version by version."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · the order of recording · {_STAYS}")
    segment = models.ForeignKey(
        Segment, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which text · {_STAYS}"
    )
    number = models.PositiveIntegerField(help_text=f"nobody · counts the versions · {_STAYS}")
    text = models.TextField(help_text=f"nobody · the words, public · {_STAYS}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · the hash of the words · {_STAYS}")
    written_by = models.CharField(max_length=64, help_text=f"staff · whose act made it the source · {_STAYS}")
    written_at = models.DateTimeField(help_text=f"staff · when it became the source · {_STAYS}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="source_versions_count_up", fields=["segment", "number"]),
            models.CheckConstraint(name="source_is_not_empty", condition=~Q(text="")),
            models.CheckConstraint(name="source_sha256_is_a_hash", condition=Q(sha256__regex=_SHA256)),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="source_by_hash", fields=["segment", "sha256"])]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            *append_only("sources"),
            pgtrigger.Trigger(
                name="source_hash_is_of_its_text",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NEW.sha256 <> encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex') THEN
                        RAISE EXCEPTION 'The hash is not that of the text.';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.segment_id} {self.number}"


class Import(models.Model):
    """A file of translations that was taken in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {_STAYS}")
    language = models.CharField(max_length=20, help_text=f"nobody · the language of the file · {_STAYS}")
    form = models.CharField(max_length=8, help_text=f"nobody · XLIFF or PO · {_STAYS}")
    name = models.CharField(max_length=120, help_text=f"staff · what the file was called, cleaned · {_STAYS}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · the hash of the file · {_STAYS}")
    imported_by = models.CharField(max_length=64, help_text=f"staff · who took it in · {_STAYS}")
    imported_at = models.DateTimeField(help_text=f"staff · when · {_STAYS}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="import_form_is_known", condition=Q(form__in=["xliff", "po"])),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("imports")

    def __str__(self) -> str:
        """Return the name of the file."""
        return self.name


class ImportUndo(models.Model):
    """That an import was taken back."""

    made = models.OneToOneField(
        Import, primary_key=True, on_delete=models.PROTECT, related_name="undo", help_text=f"nobody · which · {_STAYS}"
    )
    undone_by = models.CharField(max_length=64, help_text=f"staff · who took it back · {_STAYS}")
    undone_at = models.DateTimeField(help_text=f"staff · when · {_STAYS}")

    class Meta:
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("import_undoes")

    def __str__(self) -> str:
        """Return which import."""
        return str(self.made_id)


class Translation(models.Model):
    """What somebody made of one version of a source, in one language."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · the order of recording · {_STAYS}")
    segment = models.ForeignKey(
        Segment, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which text · {_STAYS}"
    )
    language = models.CharField(max_length=20, help_text=f"nobody · the language · {_STAYS}")
    number = models.PositiveIntegerField(help_text=f"nobody · counts the versions in this language · {_STAYS}")
    text = models.TextField(help_text=f"nobody · the words · {_STAYS}")
    source_sha256 = models.CharField(max_length=64, help_text=f"nobody · the source it was made from · {_STAYS}")
    state = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in Kept],
        help_text=f"nobody · a draft, or meant to be whole · {_STAYS}",
    )
    imported = models.ForeignKey(
        Import,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · the file it came from · {_STAYS}",
    )
    written_by = models.CharField(max_length=64, help_text=f"staff · who wrote it · {_STAYS}")
    written_at = models.DateTimeField(help_text=f"staff · when it was written · {_STAYS}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="translation_versions_count_up", fields=["segment", "language", "number"]),
            models.CheckConstraint(name="translation_is_not_empty", condition=~Q(text="")),
            models.CheckConstraint(name="translation_language_is_a_code", condition=Q(language__regex=_LANGUAGE)),
            models.CheckConstraint(
                name="translation_state_is_known", condition=Q(state__in=[one.value for one in Kept])
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            *append_only("translations"),
            pgtrigger.Trigger(
                name="translation_is_of_a_source",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM translations_source
                        WHERE segment_id = NEW.segment_id AND sha256 = NEW.source_sha256
                    ) THEN
                        RAISE EXCEPTION 'A translation is made from a source that there is.';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.segment_id} {self.language} {self.number}"


class Verdict(models.Model):
    """What a second person found of a translation, or that it was taken back. The newest one counts."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · the order of recording · {_STAYS}")
    translation = models.ForeignKey(
        Translation, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which translation · {_STAYS}"
    )
    outcome = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in Outcome],
        help_text=f"nobody · approved, returned or withdrawn · {_STAYS}",
    )
    note = models.CharField(
        max_length=1000, blank=True, default="", help_text=f"staff · what the writer should look at · {_STAYS}"
    )
    given_by = models.CharField(max_length=64, help_text=f"staff · who said so · {_STAYS}")
    given_at = models.DateTimeField(help_text=f"staff · when · {_STAYS}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="verdict_outcome_is_known", condition=Q(outcome__in=[one.value for one in Outcome])
            ),
            models.CheckConstraint(
                name="verdict_of_return_says_why", condition=~Q(outcome=Outcome.RETURNED.value) | ~Q(note="")
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            *append_only("verdicts"),
            pgtrigger.Trigger(
                name="verdict_is_a_second_persons",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("judged", "translations_translation%ROWTYPE")],
                func="""
                    IF NEW.outcome = 'withdrawn' THEN RETURN NEW; END IF;
                    SELECT * INTO judged FROM translations_translation WHERE id = NEW.translation_id;
                    IF judged.state <> 'translated' THEN
                        RAISE EXCEPTION 'A draft is not reviewed.';
                    END IF;
                    IF EXISTS (
                        SELECT 1 FROM translations_translation t
                        WHERE t.segment_id = judged.segment_id AND t.language = judged.language
                            AND t.text = judged.text AND t.written_by = NEW.given_by
                    ) THEN
                        RAISE EXCEPTION 'Who wrote a translation does not review it.';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.translation_id} {self.outcome}"


class ImportLine(models.Model):
    """What became of one text of a file."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · the order in the file · {_STAYS}")
    made = models.ForeignKey(
        Import, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which file · {_STAYS}"
    )
    key = models.CharField(max_length=240, help_text=f"nobody · the name the file gives the text · {_STAYS}")
    outcome = models.CharField(max_length=10, help_text=f"nobody · taken, unchanged, aside or refused · {_STAYS}")
    reason = models.TextField(blank=True, default="", help_text=f"nobody · why it was not taken · {_STAYS}")
    text = models.TextField(blank=True, default="", help_text=f"nobody · the words in the file · {_STAYS}")
    source_sha256 = models.CharField(
        max_length=64, blank=True, default="", help_text=f"nobody · the source the file was made from · {_STAYS}"
    )
    translation = models.ForeignKey(
        Translation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · the version it became · {_STAYS}",
    )

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(name="importline_by_key", fields=["key", "outcome"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="importline_outcome_is_known",
                condition=Q(outcome__in=["taken", "unchanged", "aside", "refused"]),
            ),
            models.CheckConstraint(
                name="importline_taken_names_its_version",
                condition=Q(outcome="taken", translation__isnull=False)
                | (~Q(outcome="taken") & Q(translation__isnull=True)),
            ),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("import_lines")

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.key} {self.outcome}"


class ImportSettlement(models.Model):
    """What a person decided about a text that was kept aside."""

    line = models.OneToOneField(
        ImportLine,
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="settlement",
        help_text=f"nobody · which · {_STAYS}",
    )
    used = models.BooleanField(help_text=f"nobody · whether the text of the file was taken after all · {_STAYS}")
    settled_by = models.CharField(max_length=64, help_text=f"staff · who decided · {_STAYS}")
    settled_at = models.DateTimeField(help_text=f"staff · when · {_STAYS}")

    class Meta:
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("import_settlements")

    def __str__(self) -> str:
        """Return which line."""
        return str(self.line_id)


class Term(models.Model):
    """A word of the first language that is always said the same way. The newest row of a word counts."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · the order of recording · {_STAYS}")
    word = models.CharField(max_length=100, help_text=f"nobody · the word · {_STAYS}")
    meaning = models.CharField(max_length=500, help_text=f"nobody · what it means here · {_STAYS}")
    dropped = models.BooleanField(default=False, help_text=f"nobody · whether it is agreed no longer · {_STAYS}")
    written_by = models.CharField(max_length=64, help_text=f"staff · who agreed it · {_STAYS}")
    written_at = models.DateTimeField(help_text=f"staff · when · {_STAYS}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="term_is_not_empty", condition=~Q(word="")),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="term_by_word", fields=["word", "-id"])]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("terms")

    def __str__(self) -> str:
        """Return the word."""
        return self.word


class TermWord(models.Model):
    """How a term is said in a language. The newest row counts; an empty one takes it back."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · the order of recording · {_STAYS}")
    word = models.CharField(max_length=100, help_text=f"nobody · the term · {_STAYS}")
    language = models.CharField(max_length=20, help_text=f"nobody · the language · {_STAYS}")
    said = models.CharField(
        max_length=200, blank=True, default="", help_text=f"nobody · how it is said, ways divided by / · {_STAYS}"
    )
    written_by = models.CharField(max_length=64, help_text=f"staff · who agreed it · {_STAYS}")
    written_at = models.DateTimeField(help_text=f"staff · when · {_STAYS}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="termword_language_is_a_code", condition=Q(language__regex=_LANGUAGE)),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="termword_by_word", fields=["language", "word", "-id"])
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("term_words")

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.word} {self.language}"


class Recording(models.Model):
    """A page spoken or signed in a language, with what is said in writing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names it in addresses · {_STAYS}")
    page = models.ForeignKey(
        Page, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which page is spoken · {_STAYS}"
    )
    language = models.CharField(max_length=20, help_text=f"nobody · the language · {_STAYS}")
    title = models.CharField(max_length=200, help_text=f"nobody · what the link is called · {_STAYS}")
    file_sha256 = models.CharField(
        max_length=64, blank=True, default="", help_text=f"nobody · the sound, by its hash · {_STAYS}"
    )
    link = models.CharField(
        max_length=500, blank=True, default="", help_text=f"nobody · where it plays elsewhere · {_STAYS}"
    )
    transcript = models.TextField(help_text=f"nobody · what is said, in the first language or its own · {_STAYS}")
    page_sha256 = models.CharField(max_length=64, help_text=f"nobody · what the page said then, hashed · {_STAYS}")
    attached_by = models.CharField(max_length=64, help_text=f"staff · who attached it · {_STAYS}")
    attached_at = models.DateTimeField(help_text=f"staff · when · {_STAYS}")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="recording_by_page", fields=["page", "language", "attached_at"])
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="recording_language_is_a_code", condition=Q(language__regex=_LANGUAGE)),
            models.CheckConstraint(
                name="recording_is_a_file_or_a_link",
                condition=(Q(link="") & Q(file_sha256__regex=_SHA256))
                | (Q(file_sha256="") & Q(link__regex="^https://")),
            ),
            models.CheckConstraint(name="recording_has_its_transcript", condition=~Q(transcript="")),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("recordings")

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.page_id} {self.language}"


class RecordingVerdict(models.Model):
    """What a second person found of a recording, or that it was taken off. The newest one counts."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · the order of recording · {_STAYS}")
    recording = models.ForeignKey(
        Recording, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which recording · {_STAYS}"
    )
    outcome = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in Outcome],
        help_text=f"nobody · approved, returned or withdrawn · {_STAYS}",
    )
    given_by = models.CharField(max_length=64, help_text=f"staff · who said so · {_STAYS}")
    given_at = models.DateTimeField(help_text=f"staff · when · {_STAYS}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="recordingverdict_outcome_is_known",
                condition=Q(outcome__in=[Outcome.APPROVED.value, Outcome.WITHDRAWN.value]),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            *append_only("recording_verdicts"),
            pgtrigger.Trigger(
                name="recordingverdict_is_a_second_persons",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NEW.outcome = 'approved' AND EXISTS (
                        SELECT 1 FROM translations_recording
                        WHERE id = NEW.recording_id AND attached_by = NEW.given_by
                    ) THEN
                        RAISE EXCEPTION 'Who attached a recording does not approve it.';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.recording_id} {self.outcome}"
