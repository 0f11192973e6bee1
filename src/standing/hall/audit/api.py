"""The door of the book of deeds."""

from standing.hall.audit.actions import SYSTEM, Actor, NotInTransaction, record, record_anonymous
from standing.hall.audit.commands import log_key
from standing.hall.audit.entries import NotARecord
from standing.hall.audit.exports import send_export
from standing.hall.audit.keys import KeyRefused, LogKey
from standing.hall.audit.queries import (
    CheckpointFact,
    InclusionFact,
    RecordFact,
    RecordList,
    count_waiting,
    get_record,
    inclusion,
    latest_checkpoint,
    latest_checkpoints,
    records_about,
)

__all__ = [
    "SYSTEM",
    "Actor",
    "CheckpointFact",
    "InclusionFact",
    "KeyRefused",
    "LogKey",
    "NotARecord",
    "NotInTransaction",
    "RecordFact",
    "RecordList",
    "count_waiting",
    "get_record",
    "inclusion",
    "latest_checkpoint",
    "latest_checkpoints",
    "log_key",
    "record",
    "record_anonymous",
    "records_about",
    "send_export",
]
