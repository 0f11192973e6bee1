"""The door of the pack: everything that differs between cities, as data with a version."""

from standing.hall.pack.actions import (
    Loaded,
    PackHasProblems,
    SameAsInForce,
    apply,
    decline,
    load,
    load_first,
    propose,
    propose_if_changed,
)
from standing.hall.pack.differences import Change
from standing.hall.pack.events import PackApplied
from standing.hall.pack.fact import PackFact
from standing.hall.pack.queries import ProposalFact, VersionFact, history, in_force, waiting
from standing.hall.pack.reference import json_schema, reference_markdown
from standing.hall.pack.registry import register, sections
from standing.hall.pack.section import Section
from standing.hall.pack.shapes import Calendars, Exit, Info, Languages, Retention, Thresholds
from standing.hall.pack.validate import Checked, fact_of, validate
from standing.hall.pack.words import Effect, Fault, Parsed, Problem, Shape

__all__ = [
    "Calendars",
    "Change",
    "Checked",
    "Effect",
    "Exit",
    "Fault",
    "Info",
    "Languages",
    "Loaded",
    "PackApplied",
    "PackFact",
    "PackHasProblems",
    "Parsed",
    "Problem",
    "ProposalFact",
    "Retention",
    "SameAsInForce",
    "Section",
    "Shape",
    "Thresholds",
    "VersionFact",
    "apply",
    "decline",
    "fact_of",
    "history",
    "in_force",
    "json_schema",
    "load",
    "load_first",
    "propose",
    "propose_if_changed",
    "reference_markdown",
    "register",
    "sections",
    "validate",
    "waiting",
]
