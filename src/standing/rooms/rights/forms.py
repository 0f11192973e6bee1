"""Forms of articles: the text block by block, its place, counsel's answer, the reason of a withdrawal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from standing.hall.accounts.names import departments
from standing.hall.web.forms import StandingForm
from standing.rooms.rights.actions import Place
from standing.rooms.rights.rules.shape import LONGEST_SHORT, RESERVED, Audience, BlockKind, PaperKind, Topic
from standing.rooms.rights.rules.text import ArticleText, Block, LawFact

KINDS = (
    (BlockKind.HEADING.value, _("Heading")),
    (BlockKind.TEXT.value, _("Text")),
    (BlockKind.STEP.value, _("Step")),
    (BlockKind.POINT.value, _("Point of a list")),
    (BlockKind.SAY.value, _("Words to say")),
    (BlockKind.WARN.value, _("Warning")),
    (BlockKind.NOTE.value, _("Note")),
)
SURENESS = (
    ("P", _("P: the source itself was read")),
    ("N", _("N: press")),
    ("M", _("M: copy of a press story")),
    ("S", _("S: report")),
    ("L", _("L: general knowledge")),
    ("I", _("I: worked out")),
    ("?", _("?: not verified")),
)
AUDIENCES = (
    (Audience.FAMILIES.value, _("Families")),
    (Audience.WORKERS.value, _("Workers")),
    (Audience.EMPLOYERS.value, _("Employers")),
)
TOPICS = (
    (Topic.HOME.value, _("At home")),
    (Topic.STREET.value, _("On the street")),
    (Topic.CAR.value, _("In a car")),
    (Topic.WORK.value, _("At work")),
    (Topic.DETAINED.value, _("Someone is held")),
    (Topic.PLAN.value, _("Plan ahead")),
    (Topic.MONEY.value, _("Money help")),
    (Topic.CITY.value, _("You and the City")),
    (Topic.HELP.value, _("Get help")),
)
PAPERS = (
    (PaperKind.NONE.value, _("No paper of its own")),
    (PaperKind.WALLET_CARD.value, _("Wallet card")),
    (PaperKind.POSTER.value, _("Poster")),
    (PaperKind.FAMILY_PLAN.value, _("Family plan")),
)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MOST_ROWS = 90


class HeadForm(StandingForm):
    """What stands around the blocks."""

    title = forms.CharField(label=_("Title"), max_length=120)
    summary = forms.CharField(label=_("Summary for lists"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    short = forms.CharField(
        label=_("Short form"),
        max_length=LONGEST_SHORT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For text messages and the telephone, at most 300 characters."),
    )
    review_days = forms.IntegerField(
        label=_("To be read again after how many days"),
        min_value=1,
        max_value=1500,
        initial=180,
        help_text=_("After twice as many days the page is taken down."),
        widget=forms.NumberInput(attrs={"class": "w-short"}),
    )
    see = forms.MultipleChoiceField(
        label=_("Read next"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, others: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["see"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = others


class BlockForm(StandingForm):
    """One block."""

    hides_optional = True
    id = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What it is"), choices=KINDS)
    text = forms.CharField(label=_("Words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class LawForm(StandingForm):
    """One law that the article rests on."""

    hides_optional = True
    says = forms.CharField(label=_("What it says"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    where = forms.CharField(label=_("Where it is written"), max_length=2000)
    confidence = forms.ChoiceField(label=_("How sure"), choices=SURENESS, initial="?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Which button of the editor was pressed, and on which row."""

    what: str
    row: int


class Editor:
    """
    The whole text as forms. Works without scripts: each button sends everything, and comes back with a row
    more, a row less, or two rows changed about; only "save" keeps it.
    """

    def __init__(
        self,
        *,
        others: Sequence[tuple[str, str]],
        text: ArticleText | None = None,
        data: Mapping[str, Any] | None = None,
        next_block: int = 1,
    ) -> None:
        self.is_bound = data is not None
        self.head = HeadForm(data, others=others, initial=_head_of(text))
        self.next_block = next_block
        if data is not None:
            self.blocks = [BlockForm(data, prefix=f"block-{row}") for row in _rows(data, "block")]
            self.laws = [LawForm(data, prefix=f"law-{row}") for row in _rows(data, "law")]
        else:
            given = text.blocks if text is not None else ()
            laws = text.laws if text is not None else ()
            self.blocks = [
                BlockForm(prefix=f"block-{row}", initial={"id": one.id, "kind": one.kind.value, "text": one.text})
                for row, one in enumerate(given)
            ]
            self.laws = [
                LawForm(
                    prefix=f"law-{row}",
                    initial={"says": one.says, "where": one.where, "confidence": one.confidence},
                )
                for row, one in enumerate(laws)
            ]

    def is_valid(self) -> bool:
        """Test whether every field is filled in; every mistake is told."""
        found = [form.is_valid() for form in (self.head, *self.blocks, *self.laws)]
        if not self.blocks:
            self.head.add_error(None, _("An article has at least one block. Add one."))
            return False
        return all(found)

    @property
    def mistakes(self) -> list[str]:
        """Return every mistake as a sentence that says where it is."""
        if not self.is_bound:
            return []
        told = [
            f"{self.head[name].label}: {one}"
            for name, some in self.head.errors.items()
            if name != "__all__"
            for one in some
        ]
        told += [str(one) for one in self.head.non_field_errors()]
        for what, forms_ in ((_("Block"), self.blocks), (_("Law"), self.laws)):
            for place, form in enumerate(forms_, start=1):
                told += [
                    f"{what} {place}, {form[name].label}: {one}" for name, some in form.errors.items() for one in some
                ]
        return told

    @property
    def text(self) -> ArticleText:
        """Return what was written; ask only when it is valid."""
        head = self.head.cleaned_data
        return ArticleText(
            title=_line(head["title"]),
            summary=_line(head["summary"]),
            short=_line(head["short"]),
            blocks=tuple(
                Block(
                    id=form.cleaned_data["id"],
                    kind=BlockKind(form.cleaned_data["kind"]),
                    text=_line(form.cleaned_data["text"]),
                )
                for form in self.blocks
            ),
            laws=tuple(
                LawFact(
                    says=_line(form.cleaned_data["says"]),
                    where=_line(form.cleaned_data["where"]),
                    confidence=form.cleaned_data["confidence"],
                )
                for form in self.laws
            ),
            see=tuple(head["see"]),
            review_days=head["review_days"],
        )

    def rearranged(self, press: Press, data: Mapping[str, Any]) -> Editor:
        """Return the editor with a row added, moved or taken away; nothing that was typed is lost."""
        blocks = [_values(data, f"block-{row}", ("id", "kind", "text")) for row in _rows(data, "block")]
        laws = [_values(data, f"law-{row}", ("says", "where", "confidence")) for row in _rows(data, "law")]
        rows = laws if press.what.endswith("-law") else blocks
        what, at = press.what.removesuffix("-law"), press.row
        if what == "add" and len(rows) < _MOST_ROWS:
            rows.insert(at, self._empty(blocks, is_law=rows is laws))
        elif what == "drop" and 0 <= at < len(rows):
            del rows[at]
        elif what == "up" and 0 < at < len(rows):
            rows[at - 1], rows[at] = rows[at], rows[at - 1]
        elif what == "down" and 0 <= at < len(rows) - 1:
            rows[at + 1], rows[at] = rows[at], rows[at + 1]
        head = {name: data.get(name, "") for name in ("title", "summary", "short", "review_days")}
        see = data.getlist("see") if hasattr(data, "getlist") else data.get("see", [])
        fresh = Editor(others=self._others(), next_block=self.next_block)
        fresh.head = HeadForm(initial={**head, "see": see}, others=self._others())
        fresh.blocks = [BlockForm(prefix=f"block-{row}", initial=one) for row, one in enumerate(blocks)]
        fresh.laws = [LawForm(prefix=f"law-{row}", initial=one) for row, one in enumerate(laws)]
        return fresh

    def rearranged_with_one(self) -> Editor:
        """Return the editor with one empty block, to begin with."""
        return self.rearranged(Press(what="add", row=0), {"review_days": 180})

    @property
    def draft(self) -> ArticleText:
        """Return what stands in the fields, finished or not, to tell how it reads."""

        def value(form: forms.Form, name: str) -> str:
            return _line(str(form[name].value() or ""))

        return ArticleText(
            title=value(self.head, "title"),
            summary=value(self.head, "summary"),
            short=value(self.head, "short"),
            blocks=tuple(
                Block(id=value(form, "id"), kind=BlockKind.TEXT, text=value(form, "text")) for form in self.blocks
            ),
            laws=(),
            see=(),
            review_days=1,
        )

    def _empty(self, blocks: Sequence[Mapping[str, str]], *, is_law: bool) -> dict[str, str]:
        if is_law:
            return {"says": "", "where": "", "confidence": "?"}
        taken = [int(one["id"][1:]) for one in blocks if re.fullmatch(r"b\d{1,6}", one["id"])]
        return {"id": f"b{max([self.next_block - 1, *taken]) + 1}", "kind": BlockKind.TEXT.value, "text": ""}

    def _others(self) -> Sequence[tuple[str, str]]:
        field = self.head.fields["see"]
        assert isinstance(field, forms.MultipleChoiceField)
        return list(field.choices)  # type: ignore[arg-type]


class PlaceForm(StandingForm):
    """Where an article is found, and who answers for it."""

    topic = forms.ChoiceField(label=_("Where it is found"), choices=TOPICS)
    audience = forms.ChoiceField(label=_("For whom"), choices=AUDIENCES)
    order = forms.IntegerField(
        label=_("Place in lists"),
        min_value=0,
        max_value=999,
        help_text=_("1 stands first. The first of all is what somebody sees who cannot wait."),
        widget=forms.NumberInput(attrs={"class": "w-short"}),
    )
    owner = forms.ChoiceField(label=_("Department that answers for it"))
    paper = forms.ChoiceField(label=_("Printed as"), choices=PAPERS)
    critical = forms.BooleanField(label=_("A language is on offer only once this is said in it"), required=False)
    offline = forms.BooleanField(label=_("Phones keep it for times without a network"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        known = list(departments())
        now = str(self.initial.get("owner", ""))
        if now and now not in dict(known):
            known.append((now, now))
        field.choices = [("", _("Choose")), *known]

    @property
    def place(self) -> Place:
        """Return where it is found."""
        given = self.cleaned_data
        return Place(
            audience=given["audience"],
            topic=given["topic"],
            order=given["order"],
            owner=given["owner"],
            critical=given["critical"],
            offline=given["offline"],
            paper=given["paper"],
        )


class StartForm(PlaceForm):
    """The name of a new article, and its place."""

    slug = forms.CharField(
        label=_("Name in its address"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens, such as at-the-door. It never changes."),
    )
    field_order = ("slug",)

    def clean_slug(self) -> str:
        """Return the name if it can stand in an address."""
        slug: str = self.cleaned_data["slug"].strip()
        if not _SLUG.fullmatch(slug) or slug in RESERVED:
            raise forms.ValidationError(_("Use small letters, digits and hyphens, such as at-the-door."))
        return slug


class AnswerForm(StandingForm):
    """Counsel's answer to exactly the text on the page."""

    seen_sha256 = forms.CharField(widget=forms.HiddenInput)
    finding = forms.ChoiceField(
        label=_("Your answer"),
        choices=(
            ("approved", _("I approve exactly this text. It is public from now on.")),
            ("returned", _("I return it to the writers.")),
        ),
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note to the writers"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed when you return it: say what to change."),
    )


class ConfirmForm(StandingForm):
    """Counsel read the public text again."""

    seen_sha256 = forms.CharField(widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label=_("I have read exactly this text again, and it still holds."),
        error_messages={"required": _("Tick this box to confirm.")},
    )


class WithdrawForm(StandingForm):
    """Why an article is taken down."""

    reason = forms.CharField(
        label=_("Why it is taken down"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays on record. Name no person."),
    )
    sure = forms.BooleanField(
        label=_("The page, its papers and its translations go at once."),
        error_messages={"required": _("Tick this box to confirm.")},
    )


def press_of(do: str) -> Press | None:
    """Return which button of the editor a value such as ``add-3`` or ``drop-law-1`` means; None for others."""
    found = re.fullmatch(r"(add|up|down|drop)(-law)?-(\d{1,3})", do)
    if found is None:
        return None
    return Press(what=f"{found[1]}{found[2] or ''}", row=int(found[3]))


def _rows(data: Mapping[str, Any], name: str) -> list[int]:
    found = {int(row[1]) for key in data if (row := re.fullmatch(rf"{name}-(\d{{1,3}})-[a-z]+", key))}
    return sorted(found)[:_MOST_ROWS]


def _values(data: Mapping[str, Any], prefix: str, names: Sequence[str]) -> dict[str, str]:
    return {name: str(data.get(f"{prefix}-{name}", "")) for name in names}


def _head_of(text: ArticleText | None) -> dict[str, object]:
    if text is None:
        return {}
    return {
        "title": text.title,
        "summary": text.summary,
        "short": text.short,
        "review_days": text.review_days,
        "see": list(text.see),
    }


def _line(text: str) -> str:
    """Return words as one paragraph."""
    return " ".join(text.split())
