"""The shape of a campaign in the pack: who asks for a plan, what stands in it, which rules apply."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]


class Shape(BaseModel):
    """Unknown keys are refused, and what was read stays as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, use_attribute_docstrings=True)


class Kind(StrEnum):
    """How a section is written."""

    TEXT = "text"
    TABLE = "table"
    SITES = "sites"
    CONTACTS = "contacts"
    DATE = "date"


class Rank(StrEnum):
    """In which capacity a person signs."""

    LIAISON = "liaison"
    HEAD = "head"


class Column(Shape):
    """One column of a section that is written in rows."""

    id: Id
    """What cells are kept under."""
    heading: str
    """The heading."""
    kind: Literal["text", "long", "date", "role"] = "text"
    """What the cells hold: short text, long text, a day or a role."""


CONTACT_COLUMNS = (
    Column(id="role", heading="Role", kind="role"),
    Column(id="name", heading="Name"),
    Column(id="title", heading="Title"),
    Column(id="phone", heading="Office telephone"),
    Column(id="email", heading="Office e-mail"),
    Column(id="hours", heading="Hours"),
)
SITE_COLUMNS = (
    Column(id="name", heading="Site"),
    Column(id="address", heading="Address"),
    Column(id="nonpublic", heading="Areas closed to the public", kind="long"),
    Column(id="in-charge", heading="Post that answers for the site"),
)
TABLE_COLUMNS = (
    Column(id="what", heading="What"),
    Column(id="who", heading="For whom"),
    Column(id="date", heading="Date", kind="date"),
)


class SectionTerms(Shape):
    """One section of the template."""

    id: Id
    """What texts are kept under; it never changes."""
    heading: str
    """The heading."""
    guidance: str
    """What stands beside the text: what a good answer holds, how long, and why."""
    kind: Kind
    """How it is written: text, table, sites, contacts or date."""
    required: bool
    """Whether a plan can be signed without it."""
    clauses: tuple[str, ...] = ()
    """The clauses it answers."""
    min_words: int = Field(default=0, ge=0)
    """The least number of words, for text."""
    must_mention: tuple[str, ...] = ()
    """Words that must occur."""
    help_examples: tuple[str, ...] = ()
    """Short examples, marked as such."""
    columns: tuple[Column, ...] = ()
    """The columns of a table."""

    @property
    def row_columns(self) -> tuple[Column, ...]:
        """Return the columns of a section in rows; none for text and days."""
        match self.kind:
            case Kind.CONTACTS:
                return CONTACT_COLUMNS
            case Kind.SITES:
                return SITE_COLUMNS
            case Kind.TABLE:
                return self.columns or TABLE_COLUMNS
            case _:
                return ()

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.columns and self.kind is not Kind.TABLE:
            raise ValueError("Only a section of the kind 'table' names its columns.")
        if self.min_words and self.kind is not Kind.TEXT:
            raise ValueError("Only a section of the kind 'text' has a least number of words.")
        if len({column.id for column in self.columns}) != len(self.columns):
            raise ValueError("Two columns have the same id.")
        return self


def _rule_id(value: object) -> object:
    return value.replace("-", "_") if isinstance(value, str) else value


class RuleUse(Shape):
    """A rule that this template puts to use; without sections it looks at all that it can judge."""

    id: Annotated[str, BeforeValidator(_rule_id)]
    """Which check."""
    section: Id | None = None
    """The section it looks at."""
    sections: tuple[Id, ...] = ()
    """Or several sections; all, if left out."""
    blocking: bool = True
    """Whether it holds up a signature, or only advises."""

    @property
    def named_sections(self) -> tuple[str, ...]:
        """Return the sections this use is about; empty means all."""
        return (*self.sections, *((self.section,) if self.section else ()))


def _rule_use(value: object) -> object:
    return {"id": value} if isinstance(value, str) else value


class CampaignTerms(Shape):
    """Who asks for a plan, for which duty, and who signs and reads it."""

    id: Id
    """What pages call it; it never changes."""
    name: str
    """What the plans are called."""
    about: str = ""
    """In plain words, what they are for."""
    obligation: str
    """The duty that a filed plan fulfils."""
    evidence: str = "plan-filed"
    """The kind of evidence that a filed plan is."""
    opens: date
    """The first day on which a plan can be begun."""
    certifiers: tuple[Rank, ...] = (Rank.LIAISON, Rank.HEAD)
    """The two who sign the exact text."""
    reviewer_role: Literal["reviewer"] = "reviewer"
    """Who accepts or returns it."""
    return_days: int | None = Field(default=None, ge=1)
    """Within how many days a returned plan is filed again, if the source says so."""

    @model_validator(mode="after")
    def _two_sign(self) -> Self:
        if set(self.certifiers) != set(Rank) or len(self.certifiers) != len(Rank):
            raise ValueError("Two people sign a plan: the liaison and the head.")
        return self


class Template(Shape):
    """What stands in a plan and which rules it must pass."""

    version: str
    """A new one for every change; filed plans keep theirs."""
    sections: tuple[SectionTerms, ...] = Field(min_length=1)
    """The sections, in order."""
    rules: tuple[Annotated[RuleUse, BeforeValidator(_rule_use)], ...] = ()
    """The checks that guard a signature."""

    def section(self, section_id: str) -> SectionTerms | None:
        """Return the section of that id, or nothing."""
        return next((section for section in self.sections if section.id == section_id), None)


class PlansFile(Shape):
    """One file of ``plans/``: one campaign and its template."""

    campaign: CampaignTerms
    """Who asks for the plans, and for which duty."""
    template: Template
    """What a plan must say."""
