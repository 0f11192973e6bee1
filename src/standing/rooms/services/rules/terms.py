"""The fixed words of the directory: what HSDS calls things, and what we add."""

from enum import StrEnum


class Status(StrEnum):
    """Whether a service is offered; HSDS 3.1 fixes the words."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    TEMPORARILY_CLOSED = "temporarily closed"


class LocationType(StrEnum):
    """What kind of place it is."""

    PHYSICAL = "physical"
    POSTAL = "postal"
    VIRTUAL = "virtual"


class AddressType(StrEnum):
    """What an address is for."""

    PHYSICAL = "physical"
    POSTAL = "postal"
    VIRTUAL = "virtual"


class Freq(StrEnum):
    """How often hours come back."""

    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


class Field(StrEnum):
    """What is checked of a service, one by one."""

    NAME = "name"
    ADDRESS = "address"
    PHONE = "phone"
    HOURS = "hours"
    LANGUAGES = "languages"
    ELIGIBILITY = "eligibility"
    COST = "cost"


class Outcome(StrEnum):
    """What came of a check."""

    SAME = "same"
    CHANGED = "changed"
    UNREACHABLE = "unreachable"


class How(StrEnum):
    """How it was checked."""

    PHONE = "phone"
    VISIT = "visit"
    WEBSITE = "website"
    MAIL = "mail"
    TOLD = "told"
    SOURCE = "source"


class Step(StrEnum):
    """Where a round of checking stands."""

    ASSIGNED = "assigned"
    CLAIMED = "claimed"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    DROPPED = "dropped"


class Deed(StrEnum):
    """What happened to a record; HSDS calls it the type of the last action."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
