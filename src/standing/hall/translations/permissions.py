"""Who may translate, who may review, and who may enter which page."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts.access import NOBODY, PUBLIC, Access, Who
from standing.hall.accounts.api import Role, User, grants_of
from standing.hall.audit.api import Actor
from standing.kernel.refusals import NotAllowed

WRITERS = frozenset({Role.TRANSLATOR, Role.EDITOR, Role.COORDINATOR})
READERS = WRITERS | {Role.ATTORNEY, Role.AUDITOR}

_READ = Who(city=READERS)
_WRITE = Who(city=WRITERS)

ROUTES: Mapping[str, Access] = {
    "translations_pages:list_languages": Access(PUBLIC),
    "translations:play_recording": Access(PUBLIC),
    "translations:list_pages": Access(_READ),
    "translations:list_stale": Access(_READ),
    "translations:list_reviews": Access(_READ),
    "translations:list_terms": Access(_READ),
    "translations:edit_term": Access(_WRITE, _WRITE),
    "translations:drop_term": Access(NOBODY, _WRITE),
    "translations:list_files": Access(_READ, _WRITE),
    "translations:export_file": Access(_READ),
    "translations:show_import": Access(_READ),
    "translations:undo_import": Access(NOBODY, _WRITE),
    "translations:settle_aside": Access(NOBODY, _WRITE),
    "translations:list_recordings": Access(_READ, _WRITE),
    "translations:hear_recording": Access(_READ),
    "translations:decide_recording": Access(NOBODY, _WRITE),
    "translations:translate_page": Access(_READ, _WRITE),
    "translations:autosave_page": Access(NOBODY, _WRITE),
    "translations:review_page": Access(_READ, _WRITE),
}


def can_translate(*, by: Actor) -> bool:
    """Test whether the actor writes and reviews translations; the system does when it takes in a pack."""
    return not isinstance(by, User) or any(grant.role in WRITERS for grant in grants_of(user=by))


def check_can_translate(*, by: Actor) -> None:
    """Let the actor through. :raises NotAllowed: with a sentence that says who may"""
    if not can_translate(by=by):
        raise NotAllowed("Translators, editors and coordinators write translations.")


def check_can_review(*, by: Actor) -> None:
    """Let the person through. :raises NotAllowed: with a sentence that says who may"""
    if not isinstance(by, User) or not can_translate(by=by):
        raise NotAllowed("Translators, editors and coordinators review translations, never a program.")
