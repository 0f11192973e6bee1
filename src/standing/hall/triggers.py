"""Triggers that most tables share. The database keeps them, whoever writes."""

import pgtrigger


def append_only(name: str) -> tuple[pgtrigger.Trigger, ...]:
    """Return the triggers of a table whose rows are only ever added; ``name`` is the table's plural."""
    return (
        pgtrigger.Protect(name=f"{name}_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        never_emptied(f"{name}_not_emptied"),
    )


def never_emptied(name: str) -> pgtrigger.Trigger:
    """Return the trigger that refuses TRUNCATE, which triggers of rows do not see."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'The table % is never emptied.', TG_TABLE_NAME;",
    )
