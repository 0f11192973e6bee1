"""Sentences for troubles of the machine, so that nobody has to read a traceback to free a disk."""

import errno

import psycopg
from django.db import DatabaseError

_BY_NUMBER = {
    errno.ENOSPC: "The disk is full. Free some space, then start again; nothing half-made was kept.",
    errno.EDQUOT: "Your share of the disk is full. Free some space, then start again; nothing half-made was kept.",
    errno.EROFS: "The disk cannot be written. Set STANDING_VAR to a folder on one that can.",
}
_BY_STATE = {
    "53100": _BY_NUMBER[errno.ENOSPC],
    "53300": "The database takes no more connections. End some, or raise max_connections.",
    "42P01": "This database is not set up yet, or is older than this release. "
    "Run 'make run' for a sample, 'standing install' for a city, 'standing migrate' after an upgrade.",
    "3D000": "The database that DATABASE_URL names does not exist. Make it first: createdb.",
    "28P01": "The database refuses the password in DATABASE_URL.",
    "28000": "The database refuses the user in DATABASE_URL.",
    "42501": "The user in DATABASE_URL may not do this. It must own the database, and may not be a superuser.",
    "57P01": "The database was stopped. Start it, then try again.",
    "57P03": "The database is still starting. Try again in a moment.",
}
_WITH_DETAIL = {"42P01", "42501"}


def of_trouble(trouble: Exception) -> str:
    """Return what to do about a trouble of the machine; empty if it is a mistake of the program."""
    if isinstance(trouble, (psycopg.Error, DatabaseError)):
        return _of_database(trouble)
    if isinstance(trouble, OSError):
        if trouble.errno in (errno.EACCES, errno.EPERM):
            return (
                f"{trouble.filename or 'A file'} may not be read or written by you. "
                "Run this as the owner of the folder, or set STANDING_VAR to a folder of your own."
            )
        return _BY_NUMBER.get(trouble.errno or 0, "")
    return ""


def _of_database(trouble: Exception) -> str:
    cause: BaseException | None = trouble
    while cause is not None and not isinstance(cause, psycopg.Error):
        cause = cause.__cause__
    if cause is None:
        return ""
    state = getattr(cause, "sqlstate", None) or ""
    if known := _BY_STATE.get(state):
        return f"{known} ({str(cause).strip().splitlines()[0]})" if state in _WITH_DETAIL else known
    if isinstance(cause, psycopg.OperationalError) and cause.sqlstate is None:
        first = str(cause).strip().splitlines()[-1]
        for state, words in (("3D000", "does not exist"), ("28P01", "password authentication failed")):
            if words in first and ("database" in first or state == "28P01"):
                return _BY_STATE[state]
        return f"The database cannot be reached: {first} Is it running, and is DATABASE_URL right?"
    return ""
