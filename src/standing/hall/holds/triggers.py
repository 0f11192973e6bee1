"""The database's own answer to a deletion of what is held."""

import pgtrigger


def refuses_deletion(
    name: str, *, subject: str, operation: pgtrigger.Operation = pgtrigger.Delete
) -> pgtrigger.Trigger:
    """
    Return the trigger that keeps a row while a hold covers it.

    ``subject`` is SQL over OLD that gives the row's subject, such as ``'disclosure:request:' || OLD.number``.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        declare=[("named", "text"), ("wide", "text")],
        func=f"""
            named := {subject};
            wide := named;
            LOOP
                IF EXISTS (SELECT 1 FROM holds_hold WHERE lifted_at IS NULL AND subject = wide) THEN
                    RAISE EXCEPTION 'a legal hold is on: % is not deleted', named;
                END IF;
                EXIT WHEN wide = '*';
                wide := CASE WHEN wide LIKE '%:%' THEN regexp_replace(wide, ':[^:]*$', '') ELSE '*' END;
            END LOOP;
            IF TG_OP = 'DELETE' THEN
                RETURN OLD;
            END IF;
            RETURN NEW;
        """,  # noqa: S608 - the subject is written in the model, not by a visitor
    )
