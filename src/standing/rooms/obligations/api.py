"""The door of the obligations room."""

import datetime as dt

from standing.hall.audit.api import Actor
from standing.rooms.obligations import actions, queries
from standing.rooms.obligations.rules.answers import (
    BoardFact,
    ClauseFact,
    DueFact,
    EvidenceFact,
    FrozenFact,
    InstrumentDateFact,
    InstrumentFact,
    KindFact,
    ObligationFact,
    PairFact,
    ProofFact,
    ReplayFact,
    SentenceFact,
    SourceFact,
    WaiverFact,
)
from standing.rooms.obligations.rules.events import (
    BoardFrozen,
    EvidenceEnded,
    EvidenceFound,
    EvidenceRecorded,
    HappeningRecorded,
    WaiverGranted,
    WaiverWithdrawn,
)
from standing.rooms.obligations.rules.facts import RULES_VERSION, Status
from standing.rooms.obligations.rules.remedies import Act, Remedy

__all__ = [
    "RULES_VERSION",
    "Act",
    "BoardFact",
    "BoardFrozen",
    "ClauseFact",
    "DueFact",
    "EvidenceEnded",
    "EvidenceFact",
    "EvidenceFound",
    "EvidenceRecorded",
    "FrozenFact",
    "HappeningRecorded",
    "InstrumentDateFact",
    "InstrumentFact",
    "KindFact",
    "ObligationFact",
    "PairFact",
    "ProofFact",
    "Remedy",
    "ReplayFact",
    "SentenceFact",
    "SourceFact",
    "Status",
    "WaiverFact",
    "WaiverGranted",
    "WaiverWithdrawn",
    "clauses",
    "due_of",
    "end_evidence",
    "evidence_of",
    "explain",
    "freeze_board",
    "freeze_missed",
    "frozen",
    "frozen_days",
    "instruments",
    "obligation",
    "obligations",
    "record_event",
    "record_evidence",
    "replay_board",
    "send_reminders",
    "statuses",
    "verify_evidence",
    "waivers",
]


# What can be done


def record_evidence(
    *,
    obligation: str,
    department: str,
    kind: str,
    source: str,
    title: str,
    sha256: str,
    version: str,
    true_from: dt.datetime,
    by: Actor,
    at: dt.datetime,
    period: str = "",
    expires_at: dt.datetime | None = None,
) -> EvidenceFact:
    """
    This will put a fact on record that shows a duty is done. The caller has checked who may.

    The same source a second time with the same words changes nothing.

    :raises Refused: if the pack has no such duty, kind or department, the source is taken by something
        else, or it has not happened yet
    """
    return actions.record_evidence(
        obligation=obligation,
        department=department,
        kind=kind,
        period=period,
        source=source,
        title=title,
        sha256=sha256,
        version=version,
        true_from=true_from,
        expires_at=expires_at,
        by=by,
        at=at,
    )


def end_evidence(*, source: str, true_until: dt.datetime, reason: str, by: Actor, at: dt.datetime) -> None:
    """
    This will record that evidence is no longer true. The caller has checked who may.

    :raises Refused: if there is no such evidence, or it has ended
    """
    actions.end_evidence(source=source, true_until=true_until, reason=reason, by=by, at=at)


def verify_evidence(*, source: str, finding: str, by: Actor, at: dt.datetime) -> None:
    """
    This will record that a reviewer found evidence ``verified`` or ``refuted``.

    :raises Refused: if there is no such evidence, or the person does not review or recorded it
    """
    actions.verify_evidence(source=source, finding=finding, by=by, at=at)


def record_event(
    *,
    kind: str,
    department: str,
    happened_at: dt.datetime,
    source: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """
    This will record that something happened which sets off right-away duties. The caller checked who may.

    The source names the event and becomes the period of the duty: evidence for it carries that period.

    :raises Refused: if it has not happened yet, or the source is taken by something else
    """
    actions.record_event(kind=kind, department=department, happened_at=happened_at, source=source, by=by, at=at)


def freeze_board(*, day: dt.date, at: dt.datetime) -> FrozenFact:
    """This will seal the board of the midnight with which a day begins; again, it changes nothing."""
    return actions.freeze_board(day=day, at=at)


def freeze_missed(*, at: dt.datetime) -> int:
    """This will seal every midnight since the last one sealed, and say how many they were."""
    return actions.freeze_missed(at=at)


def replay_board(*, day: dt.date) -> ReplayFact:
    """
    This will make a sealed board again and compare it byte for byte. Nothing changes.

    :raises NotFound: if that midnight was not sealed
    """
    return actions.replay_board(day=day)


def send_reminders(*, at: dt.datetime) -> int:
    """This will send every reminder that is owed and say how many messages they were."""
    return actions.send_reminders(at=at).sent


# What can be asked


def statuses(*, at: dt.datetime, known: dt.datetime | None = None, inside: bool = False) -> BoardFact:
    """
    Return how every duty of every department stands: true at one moment, known by another.

    In public, single events count late and together (``rules.together``); ``inside`` the City they count at once.
    """
    return queries.statuses(at=at, known=known, inside=inside)


def explain(
    *, obligation: str, department: str, at: dt.datetime, known: dt.datetime | None = None, inside: bool = False
) -> ProofFact:
    """
    Return why a duty of a department stands as it does, in public or ``inside`` the City.

    :raises NotFound: if there is no such pair
    """
    return queries.explain(obligation=obligation, department=department, at=at, known=known, inside=inside)


def due_of(*, obligation: str, department: str, at: dt.datetime, known: dt.datetime | None = None) -> DueFact:
    """Return when a duty is due and how that was counted. :raises NotFound: if there is no such pair."""
    return queries.due_of(obligation=obligation, department=department, at=at, known=known)


def evidence_of(
    *, obligation: str | None = None, department: str | None = None, known: dt.datetime, inside: bool = False
) -> tuple[EvidenceFact, ...]:
    """Return what is on record for a duty, a department or both, the newest first; of single events ``inside`` only."""
    return queries.evidence_of(obligation=obligation, department=department, known=known, inside=inside)


def instruments(*, known: dt.datetime) -> tuple[InstrumentFact, ...]:
    """Return the instruments of the pack in force then."""
    return queries.instruments(known=known)


def clauses(*, instrument: str, known: dt.datetime) -> tuple[ClauseFact, ...]:
    """Return the clause tree of an instrument. :raises NotFound: if there is none."""
    return queries.clauses(instrument=instrument, known=known)


def obligations(*, known: dt.datetime) -> tuple[ObligationFact, ...]:
    """Return every duty of the pack in force then."""
    return queries.obligations(known=known)


def obligation(*, id: str, known: dt.datetime) -> ObligationFact:
    """Return one duty. :raises NotFound: if there is none."""
    return queries.obligation(id=id, known=known)


def waivers(*, known: dt.datetime) -> tuple[WaiverFact, ...]:
    """Return every waiver granted by then, as published, the newest first."""
    return queries.waivers(known=known)


def frozen(*, day: dt.date) -> tuple[FrozenFact, bytes]:
    """Return a sealed board and its bytes. :raises NotFound: if that midnight was not sealed."""
    return queries.frozen(day=day)


def frozen_days() -> tuple[FrozenFact, ...]:
    """Return every sealed board without its bytes, the newest first."""
    return queries.frozen_days()
