"""All that the trustee can do."""

from standing.rooms.trustee.actions.appeals import approve_exception, ask_exception, refuse_exception
from standing.rooms.trustee.actions.asking import claim, evaluate
from standing.rooms.trustee.actions.desks import add_desk, revoke_desk, set_quota
from standing.rooms.trustee.actions.holding import lift_hold, place_hold
from standing.rooms.trustee.actions.nightly import forget_replies, note_shipped, recycle_wal, rewrite_tags
from standing.rooms.trustee.actions.rounds import begin_round, check_manifest, destroy_keys, open_round
from standing.rooms.trustee.actions.statements import make_statement

__all__ = [
    "add_desk",
    "approve_exception",
    "ask_exception",
    "begin_round",
    "check_manifest",
    "claim",
    "destroy_keys",
    "evaluate",
    "forget_replies",
    "lift_hold",
    "make_statement",
    "note_shipped",
    "open_round",
    "place_hold",
    "recycle_wal",
    "refuse_exception",
    "revoke_desk",
    "rewrite_tags",
    "set_quota",
]
