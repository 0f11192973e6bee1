"""What sets the trustee's process up, and says where it is."""

import sys
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from standing.config import from_zero
from standing.config.trustee import cluster, sample
from standing.hall import clock
from standing.hall.accounts import api as accounts
from standing.hall.audit import api as audit
from standing.hall.installation import api as installation
from standing.hall.translations.catalogues import files as catalogues
from standing.kernel.refusals import NotNow
from standing.sample.figures import GROUPS

Say = Callable[[str], None]
KEEPERS: Final = ("keeper-one@trustee.example", "keeper-two@trustee.example")
PEOPLE: Final = (
    *((email, accounts.Role.KEEPER, "") for email in KEEPERS),
    # A supervisor of a group is its head here: the group stands in the department's place.
    *((f"supervisor@{group}.example", accounts.Role.HEAD, group) for group in GROUPS),
    ("auditor@trustee.example", accounts.Role.AUDITOR, ""),
    ("administrator@trustee.example", accounts.Role.ADMINISTRATOR, ""),
)


def compile_words() -> None:
    """Compile the words of the pages where they are newer than what was compiled."""
    for folder in settings.LOCALE_PATHS:
        if folder.is_dir():
            catalogues.compile_all(locale=folder)


def migrate(*, say: Say) -> None:
    """
    Bring the tables up to this release; nothing happens when they are.

    :raises NotNow: if the cluster keeps in which order rows came
    """
    cluster.check()
    from_zero.migrate()
    compile_words()
    say("The tables are those of this release.")


def install(*, administrator: str, say: Say) -> None:
    """
    Set up an empty database for a real trustee: no sample, one administrator.

    :raises NotNow: if the cluster keeps in which order rows came, or the database is set up already
    """
    cluster.check()
    from_zero.migrate()
    call_command("collectstatic", verbosity=0, interactive=False)
    compile_words()
    with transaction.atomic():
        if installation.exists():
            raise NotNow("This database is set up already.")
        at = clock.now()
        installation.create(is_sample=False, at=at)
        accounts.grant_role(
            email=administrator, role=accounts.Role.ADMINISTRATOR, department="", by=audit.SYSTEM, at=at
        )
    say(f"Done. {administrator} may sign in at {settings.STANDING['origin']}/staff/sign-in/ and grant the rest.")


def prepare(*, say: Say) -> None:
    """
    Make an empty database a sample of the trustee's; leave a used one as it is.

    :raises NotNow: if the cluster keeps in which order rows came
    """
    cluster.check()
    from_zero.migrate()
    call_command("collectstatic", verbosity=0, interactive=False)
    compile_words()
    if not installation.exists():
        with transaction.atomic():
            at = clock.now()
            installation.create(is_sample=True, at=at)
            for email, role, group in PEOPLE:
                accounts.grant_role(email=email, role=role, department=group, by=audit.SYSTEM, at=at)
                accounts.create_account(email=email, at=at)
            sample.begin(email=KEEPERS[0], at=at)
        say("The trustee's sample is ready.")


def announce(base: str) -> None:
    """Say where the trustee is."""
    print(f"The trustee of cash aid answers at {base}")
    sys.stdout.flush()


def sample_sign_ins() -> list[dict[str, str]]:
    """
    Return the one-click sign-ins of the trustee's sample: role, department, person, url.

    :raises NotNow: if the database is no sample
    """
    if not installation.is_sample():
        raise NotNow("Sample sign-ins exist in a sample database only, and this is none.")
    rows = accounts.sample_sign_ins(base_url=str(settings.STANDING["origin"]))
    return [{key: str(row[key]) for key in ("role", "department", "person", "url")} for row in rows]
