"""All that the trustee can do."""

from standing.rooms.trustee.actions.asking import claim, evaluate
from standing.rooms.trustee.actions.nightly import forget_replies, rewrite_tags
from standing.rooms.trustee.actions.rounds import add_desk, begin_round, destroy_keys, open_round, revoke_desk

__all__ = [
    "add_desk",
    "begin_round",
    "claim",
    "destroy_keys",
    "evaluate",
    "forget_replies",
    "open_round",
    "revoke_desk",
    "rewrite_tags",
]
