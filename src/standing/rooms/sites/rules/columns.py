"""Ways in which lists of property name their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

NAMES: Mapping[str, tuple[str, ...]] = {
    "id": (
        "id",
        "number",
        "no",
        "site id",
        "site number",
        "asset id",
        "asset number",
        "facility id",
        "property id",
        "fac no",
        "facility no",
        "bldg no",
        "building no",
    ),
    "name": ("name", "site name", "property name", "facility", "facility name", "building", "building name", "site"),
    "department": ("department", "dept", "agency", "bureau", "owner department", "managing department", "custodian"),
    "kind": ("kind", "type", "use type", "facility type", "property type", "category", "class"),
    "address": ("address", "street address", "location", "street", "site address", "addr"),
    "zip": ("zip", "zip code", "postal code", "zipcode"),
    "district": ("district", "council district", "cd", "council dist"),
    "parcel": ("parcel", "parcel number", "apn", "assessor parcel number", "ain", "pin"),
    "latitude": ("latitude", "lat", "y"),
    "longitude": ("longitude", "long", "lon", "lng", "x"),
    "responsible": ("responsible", "responsible person", "contact", "site contact", "manager", "site manager"),
    "responsible_title": ("title", "contact title", "position"),
    "office_email": ("email", "e-mail", "contact email", "office email"),
    "office_phone": ("phone", "telephone", "contact phone", "office phone", "tel"),
    "areas": ("areas", "area", "access", "access class"),
    "public_areas": ("public areas", "public", "open to the public"),
    "non_public_areas": ("non-public areas", "nonpublic areas", "non public", "staff only", "restricted areas"),
    "perimeter_areas": ("perimeter areas", "perimeter", "grounds", "outside areas"),
    "gates": ("gates", "gates and doors", "gate locked", "doors"),
    "use": ("used or could be used", "used", "could be used", "ed 17", "staging", "risk"),
    "use_because": ("why", "reason", "reason for use", "judged because"),
    "plan": ("plan", "plan for the site", "measures", "ed 17 plan"),
}
"""Ways in which lists name their columns; a pack adds its city's own."""


def names(*, known: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    """Return every way in which a column may be named, the city's own from its pack with them."""
    return dict(NAMES) | {meaning: (*NAMES.get(meaning, ()), *said) for meaning, said in known.items()}
