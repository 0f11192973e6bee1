"""
The profile: which tables and fields of HSDS 3.1 this directory keeps, sends and takes in.

One table of tables. The JSON schemas, the CSV files with their description, the reading of imports and
the published profile are all made from it, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

VERSION = "3.1"

Kind = Literal["id", "text", "day", "time", "moment", "number", "whole", "money", "offset", "email", "link", "word"]
Row = dict[str, object]
"""One line of a table: names of fields, and text, whole numbers, fractions or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column. ``to`` names the table that an id points to; ``longest`` counts characters."""

    name: str
    kind: Kind = "text"
    required: bool = False
    words: tuple[str, ...] = ()
    to: str = ""
    longest: int = 2000
    least: float | None = None
    most: float | None = None
    is_free: bool = False
    """Whether people write sentences here: such text is screened before it is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nest:
    """Where the rows of another table stand inside an object: ``key`` is the column that points back, or on."""

    name: str
    table: str
    key: str
    many: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One kind of object, and the CSV file it has."""

    name: str
    file: str
    fields: tuple[Field, ...]
    nests: tuple[Nest, ...] = ()
    owners: tuple[str, ...] = ()
    """The columns of which exactly one must say whose row it is."""
    has_attributes: bool = True

    @property
    def columns(self) -> Mapping[str, Field]:
        """Return the fields by name."""
        return {field.name: field for field in self.fields}


STATUS = ("active", "inactive", "defunct", "temporarily closed")
PLACE = ("physical", "postal", "virtual")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_ID = Field(name="id", kind="id", required=True)


def _name(name: str = "name", *, required: bool = False) -> Field:
    return Field(name=name, required=required, longest=300)


def _free(name: str, *, required: bool = False, longest: int = 5000) -> Field:
    return Field(name=name, required=required, longest=longest, is_free=True)


def _key(name: str, to: str, *, required: bool = False) -> Field:
    return Field(name=name, kind="id", to=to, required=required)


def _link(name: str, *, required: bool = False) -> Field:
    return Field(name=name, kind="link", required=required, longest=500)


_OF_SERVICE = _key("service_id", "service")
_OF_PLACE = _key("location_id", "location")
_OF_BOTH = _key("service_at_location_id", "service_at_location")
_OF_ORGANIZATION = _key("organization_id", "organization")


def _nest(name: str, table: str, key: str) -> Nest:
    return Nest(name=name, table=table, key=key)


TABLES: tuple[Table, ...] = (
    Table(
        name="taxonomy",
        file="taxonomies.csv",
        has_attributes=False,
        fields=(
            _ID,
            _name(required=True),
            _free("description", required=True),
            _link("uri"),
            Field(name="version", longest=60),
        ),
    ),
    Table(
        name="taxonomy_term",
        file="taxonomy_terms.csv",
        has_attributes=False,
        nests=(Nest(name="taxonomy_detail", table="taxonomy", key="taxonomy_id", many=False),),
        fields=(
            _ID,
            Field(name="code", longest=100),
            _name(required=True),
            _free("description", required=True),
            _key("parent_id", "taxonomy_term"),
            Field(name="language", longest=20),
            _key("taxonomy_id", "taxonomy"),
            _link("term_uri"),
        ),
    ),
    Table(
        name="organization",
        file="organizations.csv",
        nests=(
            _nest("phones", "phone", "organization_id"),
            _nest("locations", "location", "organization_id"),
            _nest("services", "service", "organization_id"),
        ),
        fields=(
            _ID,
            _name(required=True),
            _name("alternate_name"),
            _free("description", required=True),
            Field(name="email", kind="email", longest=300),
            _link("website"),
            Field(name="year_incorporated", kind="whole", least=1500, most=2200),
            Field(name="legal_status", longest=200),
            _link("uri"),
            _key("parent_organization_id", "organization"),
        ),
    ),
    Table(
        name="location",
        file="locations.csv",
        nests=(
            _nest("languages", "language", "location_id"),
            _nest("addresses", "address", "location_id"),
            _nest("accessibility", "accessibility", "location_id"),
            _nest("phones", "phone", "location_id"),
            _nest("schedules", "schedule", "location_id"),
        ),
        fields=(
            _ID,
            Field(name="location_type", kind="word", words=PLACE, required=True),
            _link("url"),
            _OF_ORGANIZATION,
            _name(),
            _name("alternate_name"),
            _free("description"),
            _free("transportation"),
            Field(name="latitude", kind="number", least=-90, most=90),
            Field(name="longitude", kind="number", least=-180, most=180),
        ),
    ),
    Table(
        name="service",
        file="services.csv",
        nests=(
            Nest(name="organization", table="organization", key="organization_id", many=False),
            _nest("phones", "phone", "service_id"),
            _nest("schedules", "schedule", "service_id"),
            _nest("service_areas", "service_area", "service_id"),
            _nest("service_at_locations", "service_at_location", "service_id"),
            _nest("languages", "language", "service_id"),
            _nest("cost_options", "cost_option", "service_id"),
            _nest("required_documents", "required_document", "service_id"),
        ),
        fields=(
            _ID,
            _key("organization_id", "organization", required=True),
            _name(required=True),
            _name("alternate_name"),
            _free("description"),
            _link("url"),
            Field(name="email", kind="email", longest=300),
            Field(name="status", kind="word", words=STATUS, required=True),
            _free("interpretation_services"),
            _free("application_process"),
            _free("fees_description"),
            _free("accreditations"),
            _free("eligibility_description"),
            Field(name="minimum_age", kind="whole", least=0, most=150),
            Field(name="maximum_age", kind="whole", least=0, most=150),
            Field(name="assured_date", kind="day"),
            Field(name="assurer_email", kind="email", longest=300),
            _free("alert"),
            Field(name="last_modified", kind="moment"),
        ),
    ),
    Table(
        name="service_at_location",
        file="service_at_location.csv",
        nests=(
            Nest(name="location", table="location", key="location_id", many=False),
            Nest(name="service", table="service", key="service_id", many=False),
            _nest("phones", "phone", "service_at_location_id"),
            _nest("schedules", "schedule", "service_at_location_id"),
            _nest("service_areas", "service_area", "service_at_location_id"),
        ),
        fields=(
            _ID,
            _key("service_id", "service", required=True),
            _key("location_id", "location", required=True),
            _free("description"),
        ),
    ),
    Table(
        name="address",
        file="addresses.csv",
        owners=("location_id",),
        fields=(
            _ID,
            _OF_PLACE,
            Field(name="attention", longest=200),
            Field(name="address_1", required=True, longest=300),
            Field(name="address_2", longest=300),
            Field(name="city", required=True, longest=100),
            Field(name="region", longest=100),
            Field(name="state_province", required=True, longest=100),
            Field(name="postal_code", required=True, longest=20),
            Field(name="country", required=True, longest=2),
            Field(name="address_type", kind="word", words=PLACE, required=True),
        ),
    ),
    Table(
        name="phone",
        file="phones.csv",
        owners=("location_id", "service_id", "organization_id", "service_at_location_id"),
        nests=(_nest("languages", "language", "phone_id"),),
        fields=(
            _ID,
            _OF_PLACE,
            _OF_SERVICE,
            _OF_ORGANIZATION,
            _OF_BOTH,
            Field(name="number", required=True, longest=60),
            Field(name="extension", kind="whole", least=0, most=99_999_999),
            Field(name="type", longest=30),
            _free("description", longest=300),
        ),
    ),
    Table(
        name="schedule",
        file="schedules.csv",
        owners=("service_id", "location_id", "service_at_location_id"),
        fields=(
            _ID,
            _OF_SERVICE,
            _OF_PLACE,
            _OF_BOTH,
            Field(name="valid_from", kind="day"),
            Field(name="valid_to", kind="day"),
            Field(name="dtstart", kind="day"),
            Field(name="timezone", kind="offset", least=-14, most=14),
            Field(name="until", kind="day"),
            Field(name="count", kind="whole", least=1, most=10_000),
            Field(name="wkst", kind="word", words=WEEKDAYS),
            Field(name="freq", kind="word", words=("WEEKLY", "MONTHLY")),
            Field(name="interval", kind="whole", least=1, most=1000),
            Field(name="byday", longest=100),
            Field(name="byweekno", longest=100),
            Field(name="bymonthday", longest=100),
            Field(name="byyearday", longest=100),
            _free("description"),
            Field(name="opens_at", kind="time"),
            Field(name="closes_at", kind="time"),
            _link("schedule_link"),
            Field(name="attending_type", longest=60),
            _free("notes"),
        ),
    ),
    Table(
        name="service_area",
        file="service_areas.csv",
        owners=("service_id", "service_at_location_id"),
        fields=(
            _ID,
            _OF_SERVICE,
            _OF_BOTH,
            _name(),
            _free("description"),
            Field(name="extent", longest=100_000),
            Field(name="extent_type", longest=30),
            _link("uri"),
        ),
    ),
    Table(
        name="required_document",
        file="required_documents.csv",
        owners=("service_id",),
        fields=(_ID, _OF_SERVICE, _free("document", longest=500), _link("uri")),
    ),
    Table(
        name="language",
        file="languages.csv",
        owners=("service_id", "location_id", "phone_id"),
        fields=(
            _ID,
            _OF_SERVICE,
            _OF_PLACE,
            _key("phone_id", "phone"),
            Field(name="name", longest=100),
            Field(name="code", longest=20),
            _free("note", longest=500),
        ),
    ),
    Table(
        name="accessibility",
        file="accessibility.csv",
        owners=("location_id",),
        fields=(_ID, _OF_PLACE, _free("description"), _free("details"), _link("url")),
    ),
    Table(
        name="cost_option",
        file="cost_options.csv",
        owners=("service_id",),
        fields=(
            _ID,
            _OF_SERVICE,
            Field(name="valid_from", kind="day"),
            Field(name="valid_to", kind="day"),
            _free("option", longest=300),
            Field(name="currency", longest=3),
            Field(name="amount", kind="money", least=0, most=1_000_000_000),
            _free("amount_description", longest=500),
        ),
    ),
    Table(
        name="attribute",
        file="attributes.csv",
        has_attributes=False,
        nests=(Nest(name="taxonomy_term", table="taxonomy_term", key="taxonomy_term_id", many=False),),
        fields=(
            _ID,
            Field(name="link_id", kind="id", required=True),
            _key("taxonomy_term_id", "taxonomy_term"),
            Field(name="link_type", longest=60),
            Field(name="link_entity", longest=60, required=True),
            Field(name="value", longest=500),
            Field(name="label", longest=300),
        ),
    ),
    Table(
        name="metadata",
        file="metadata.csv",
        has_attributes=False,
        fields=(
            _ID,
            Field(name="resource_id", kind="id", required=True),
            Field(name="resource_type", required=True, longest=60),
            Field(name="last_action_date", kind="day", required=True),
            Field(name="last_action_type", required=True, longest=60),
            Field(name="field_name", required=True, longest=100),
            Field(name="previous_value", required=True, longest=100_000),
            Field(name="replacement_value", required=True, longest=100_000),
            Field(name="updated_by", required=True, longest=200),
        ),
    ),
)
"""In an order in which rows can be written: what a row points to stands before it."""

TABLE: Mapping[str, Table] = {table.name: table for table in TABLES}
BY_FILE: Mapping[str, Table] = {table.file: table for table in TABLES}

WHOLE: Mapping[str, str] = {
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
    "organizations": "organization",
    "locations": "location",
    "services": "service",
}
"""The arrays of a whole directory in one JSON file, and what stands in them."""

NOT_TAKEN_IN = frozenset({"metadata"})
"""Sent, and never taken in: the history of another directory is not ours."""

MARK = "sample"
"""The field by which everything made up says so."""

SERIES = "iana-time-zone"
"""The ``link_type`` of the attribute that joins the parts of one schedule, for daylight saving splits it."""

TRANSLATION = "translation"
"""The ``link_type`` of the attribute that says how far a field is translated."""

STANDARD_ONLY: Mapping[str, str] = {
    "program": "programs are not kept: a service belongs to its organization",
    "programs": "programs are not kept: a service belongs to its organization",
    "funding": "who pays for a service is not kept",
    "contact": "people are not kept, only the phones and addresses of offices",
    "contacts": "people are not kept, only the phones and addresses of offices",
    "organization_identifiers": "numbers from other registers are not kept",
    "capacities": "free places change too fast to be kept here",
    "units": "free places change too fast to be kept here",
    "taxonomy": "the field taxonomy_id says which list a term belongs to",
    "tax_id": "tax numbers are not kept",
    "tax_status": "tax numbers are not kept",
    "logo": "pictures from other hosts are not shown",
    "additional_urls": "one web address is kept",
    "additional_websites": "one web address is kept",
    "metadata": "the history of another directory is not ours",
    "meta_table_descriptions": "the character set is read from the file itself",
}
"""Fields and tables of HSDS that are left out, and why."""
