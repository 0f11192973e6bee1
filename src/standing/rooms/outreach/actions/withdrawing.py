"""A message is taken back, and everybody who had it is told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.mail import api as mail
from standing.hall.publish import api as publish
from standing.hall.translations import api as translations
from standing.kernel.refusals import Refused
from standing.rooms.outreach import permissions
from standing.rooms.outreach.actions._deeds import check_words, locked, move, record
from standing.rooms.outreach.models import Campaign, Outlet, Told, Withdrawal
from standing.rooms.outreach.rules import content, steps
from standing.rooms.outreach.rules.steps import Step


@transaction.atomic
def withdraw_campaign(*, campaign: str, reason: str, by: User, at: datetime) -> Withdrawal:
    """
    This will take a message back for good, put it on the public list of what is withdrawn, and write to every outlet.

    :raises NotAllowed: if the person does not take messages back
    :raises NotNow: if it is withdrawn already
    :raises Refused: if no reason is given
    """
    permissions.check_can_withdraw(by=by)
    found = locked(campaign)
    steps.check_next(current=Step(found.step), wanted=Step.WITHDRAWN)
    reason = reason.strip()
    if not reason:
        raise Refused("Say why, in a sentence. Everybody can read it.")
    check_words([reason])

    withdrawal = Withdrawal.objects.create(campaign=found, reason=reason, by=by, at=at)
    move(found, Step.WITHDRAWN)
    had_it = Outlet.objects.filter(sendings__version__campaign=found).distinct().order_by("name")
    for outlet in had_it:
        _tell(found, outlet, reason=reason, at=at)
        Told.objects.create(withdrawal=withdrawal, outlet=outlet, at=at)
    if found.versions.exists():
        translations.put_source(page=content.page_of(campaign), title=found.name, texts=(), by=by, at=at)
    record("withdraw_campaign", found, by=by, at=at, facts={"told": [str(outlet.pk) for outlet in had_it]})
    publish.soon()
    return withdrawal


def _tell(campaign: Campaign, outlet: Outlet, *, reason: str, at: datetime) -> None:
    mail.post(
        key=f"outreach:withdrawn:{campaign.pk}:{outlet.pk}",
        to=[outlet.office_email],
        subject=f"Please stop using: {campaign.name}",
        body=(
            f"{outlet.name},\n\nthe City has taken back the message “{campaign.name}”. Please do not use it any more, "
            f"in any language or form.\n\nWhy: {reason}\n\nThank you. There is nothing else to do."
        ),
        about=f"outreach:campaign:{campaign.pk}",
        at=at,
    )
