"""Tables of the directory of help, cut by noun."""

from standing.rooms.services.models.details import (
    Accessibility,
    Address,
    Attribute,
    Contact,
    CostOption,
    Language,
    Phone,
    RequiredDocument,
    Schedule,
    ServiceArea,
    Taxonomy,
    TaxonomyTerm,
)
from standing.rooms.services.models.directory import Location, Organization, Service, ServiceAtLocation
from standing.rooms.services.models.exchange import (
    Import,
    ImportChange,
    ImportPart,
    ImportProblem,
    ImportRow,
    Merge,
    NotTheSame,
)
from standing.rooms.services.models.found import Found, Word
from standing.rooms.services.models.records import Attestation, Change, FieldCheck, Finding, Round

__all__ = [
    "Accessibility",
    "Address",
    "Attestation",
    "Attribute",
    "Change",
    "Contact",
    "CostOption",
    "FieldCheck",
    "Finding",
    "Found",
    "Import",
    "ImportChange",
    "ImportPart",
    "ImportProblem",
    "ImportRow",
    "Language",
    "Location",
    "Merge",
    "NotTheSame",
    "Organization",
    "Phone",
    "RequiredDocument",
    "Round",
    "Schedule",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "Taxonomy",
    "TaxonomyTerm",
    "Word",
]
