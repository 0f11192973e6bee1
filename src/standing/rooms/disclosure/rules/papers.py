"""
What a paper is, by a check list that anybody can fill in. Nothing is guessed: what does not fit is a gap.

The marks decide; the number of a form only confirms. A paper is of a kind when every mark of that kind was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

RULES_VERSION = "papers-1"


class Seen(StrEnum):
    """Whether a mark is on the paper."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Signer(StrEnum):
    """Who signed, by the words under the signature."""

    JUDGE = "judge"
    CLERK = "clerk"
    ATTORNEY = "attorney"
    IMMIGRATION_JUDGE = "immigration-judge"
    IMMIGRATION_OFFICER = "immigration-officer"
    AGENCY_OFFICIAL = "agency-official"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


class Title(StrEnum):
    """What the paper calls itself."""

    WARRANT = "warrant"
    SUBPOENA = "subpoena"
    SUMMONS = "summons"
    ORDER = "order"
    DETAINER = "detainer"
    INSPECTION = "inspection"
    TO_A_PERSON = "to-a-person"
    LETTER = "letter"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """What a paper is."""

    JUDICIAL_WARRANT = "judicial-warrant"
    COURT_PROCESS = "court-process"
    ADMINISTRATIVE_SUBPOENA = "administrative-subpoena"
    ADMINISTRATIVE_WARRANT = "administrative-warrant"
    DETAINER = "detainer"
    INSPECTION = "inspection"
    TO_A_PERSON = "to-a-person"
    LETTER = "letter"
    SPOKEN = "spoken"
    GAP = "gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckList:
    """What somebody saw on the paper; ``form`` is the number of the form as the pack names it, if it has one."""

    has_paper: Seen
    title: Title = Title.UNKNOWN
    court_named: Seen = Seen.UNKNOWN
    signer: Signer = Signer.UNKNOWN
    court_seal: Seen = Seen.UNKNOWN
    agency_header: Seen = Seen.UNKNOWN
    form: str = ""
    return_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What the paper is, and why, in codes."""

    kind: Kind
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    titles: frozenset[Title]
    court: Seen
    agency: Seen
    signers: frozenset[Signer]


_AGENCY = frozenset({Signer.IMMIGRATION_OFFICER, Signer.AGENCY_OFFICIAL})
_ANY_SIGNER = frozenset(Signer)
_MARKS: Mapping[Kind, _Marks] = MappingProxyType(
    {
        Kind.JUDICIAL_WARRANT: _Marks(
            titles=frozenset({Title.WARRANT}), court=Seen.YES, agency=Seen.NO, signers=frozenset({Signer.JUDGE})
        ),
        Kind.COURT_PROCESS: _Marks(
            titles=frozenset({Title.SUBPOENA, Title.ORDER}),
            court=Seen.YES,
            agency=Seen.NO,
            signers=frozenset({Signer.JUDGE, Signer.CLERK, Signer.ATTORNEY}),
        ),
        Kind.ADMINISTRATIVE_SUBPOENA: _Marks(
            titles=frozenset({Title.SUBPOENA, Title.SUMMONS}), court=Seen.NO, agency=Seen.YES, signers=_AGENCY
        ),
        Kind.ADMINISTRATIVE_WARRANT: _Marks(
            titles=frozenset({Title.WARRANT}),
            court=Seen.NO,
            agency=Seen.YES,
            signers=_AGENCY | {Signer.IMMIGRATION_JUDGE},
        ),
        Kind.DETAINER: _Marks(titles=frozenset({Title.DETAINER}), court=Seen.NO, agency=Seen.YES, signers=_AGENCY),
        Kind.INSPECTION: _Marks(titles=frozenset({Title.INSPECTION}), court=Seen.NO, agency=Seen.YES, signers=_AGENCY),
        Kind.TO_A_PERSON: _Marks(
            titles=frozenset({Title.TO_A_PERSON}), court=Seen.NO, agency=Seen.YES, signers=_ANY_SIGNER
        ),
        Kind.LETTER: _Marks(
            titles=frozenset({Title.LETTER}),
            court=Seen.NO,
            agency=Seen.YES,
            signers=_AGENCY | {Signer.ATTORNEY, Signer.NOBODY},
        ),
    }
)

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "nothing-on-paper": "Nothing was handed over on paper.",
        "paper-unknown": "It is not known whether there is a paper.",
        "court-named": "The heading names a court.",
        "no-court-named": "No court is named.",
        "signed-by-judge": "A judge or magistrate judge of a court signed it.",
        "signed-by-clerk": "The clerk of a court signed it.",
        "signed-by-attorney": "An attorney signed it.",
        "signed-by-immigration-judge": "An immigration judge signed it. That is no judge of a court.",
        "signed-by-immigration-officer": "An immigration officer signed it.",
        "signed-by-agency-official": "An official of an agency signed it.",
        "signed-by-nobody": "Nobody signed it.",
        "signed-by-unknown": "The signature was not looked at.",
        "agency-header": "The heading names a federal agency.",
        "form-confirms": "The number of the form says the same.",
        "form-contradicts": "The number of the form says something else than the marks.",
        "form-not-listed": "The number of the form is not on the list, or cannot be read.",
        "title-unknown": "What the paper calls itself is not known.",
        "court-unknown": "Whether a court is named is not known.",
        "court-contradicts": "What it says of a court does not fit what it calls itself.",
        "agency-unknown": "Whether the heading names an agency is not known.",
        "agency-contradicts": "What the heading says does not fit what it calls itself.",
        "signer-unknown": "Who signed is not known.",
        "signer-contradicts": "Whoever signed does not fit what it calls itself.",
        "seal-or-form-missing": "A clerk's paper without seal, or an attorney's without form number, proves nothing.",
        "no-return-date": "No return date stands on it.",
        "return-date": "The return date stands on it.",
    }
)
"""What each code says, for people."""


def recognise(*, seen: CheckList, form_kind: Kind | None) -> Recognised:
    """
    Return what the paper is; a gap wherever a mark is unknown or two of them contradict each other.

    ``form_kind`` is what a paper with this number of a form should be; None if it has none or it is not listed.
    """
    if seen.has_paper is Seen.NO:
        return Recognised(kind=Kind.SPOKEN, reasons=("nothing-on-paper",))
    if seen.has_paper is Seen.UNKNOWN:
        return _gap("paper-unknown")
    if seen.title is Title.UNKNOWN:
        return _gap("title-unknown")
    if seen.form and form_kind is None:
        return _gap("form-not-listed")
    faults: list[str] = []
    for kind, marks in _MARKS.items():
        if seen.title not in marks.titles:
            continue
        missing = _missing(seen, marks)
        if missing:
            faults += missing
        else:
            return _checked(seen, kind, form_kind)
    return _gap(*_most_telling(faults))


def _missing(seen: CheckList, marks: _Marks) -> list[str]:
    found = []
    for name, got, wanted in (("court", seen.court_named, marks.court), ("agency", seen.agency_header, marks.agency)):
        if got is Seen.UNKNOWN:
            found.append(f"{name}-unknown")
        elif got is not wanted:
            found.append(f"{name}-contradicts")
    if seen.signer is Signer.UNKNOWN and marks.signers != _ANY_SIGNER:
        found.append("signer-unknown")
    elif seen.signer not in marks.signers:
        found.append("signer-contradicts")
    return found


def _most_telling(faults: list[str]) -> tuple[str, ...]:
    """Return what is unknown if anything is, for that can be looked at again; otherwise what contradicts."""
    unknown = [fault for fault in faults if fault.endswith("-unknown")]
    return tuple(dict.fromkeys(unknown or faults))


def _checked(seen: CheckList, kind: Kind, form_kind: Kind | None) -> Recognised:
    if form_kind not in {None, kind}:
        return _gap("form-contradicts")
    if kind is Kind.COURT_PROCESS and not (
        seen.signer is Signer.JUDGE
        or form_kind is Kind.COURT_PROCESS
        or (seen.signer is Signer.CLERK and seen.court_seal is Seen.YES)
    ):
        return _gap("seal-or-form-missing")
    reasons = ["court-named" if seen.court_named is Seen.YES else "no-court-named"]
    if seen.agency_header is Seen.YES:
        reasons.append("agency-header")
    reasons.append(f"signed-by-{seen.signer}")
    if form_kind is kind:
        reasons.append("form-confirms")
    if kind in {Kind.COURT_PROCESS, Kind.ADMINISTRATIVE_SUBPOENA, Kind.INSPECTION}:
        reasons.append("return-date" if seen.return_date else "no-return-date")
    return Recognised(kind=kind, reasons=tuple(reasons))


def _gap(*reasons: str) -> Recognised:
    return Recognised(kind=Kind.GAP, reasons=reasons)
