"""All that can be done with the log of scenes."""

from standing.rooms.scenes.actions.reporting import give_report, make_report, replay_report
from standing.rooms.scenes.actions.reviewing import commit_sample, draw_sample, review_scene
from standing.rooms.scenes.actions.writing import correct_scene, forget_names, open_identity, record_scene

__all__ = [
    "commit_sample",
    "correct_scene",
    "draw_sample",
    "forget_names",
    "give_report",
    "make_report",
    "open_identity",
    "record_scene",
    "replay_report",
    "review_scene",
]
