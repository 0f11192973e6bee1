"""A message goes out: into the log and into the evidence, in one transaction."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.publish import api as publish
from standing.kernel.canonical import canonical, sha256_hex
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.obligations import api as obligations
from standing.rooms.outreach import permissions, queries
from standing.rooms.outreach.actions._deeds import check_words, locked, record
from standing.rooms.outreach.models import Campaign, Outlet, Sending, SentText
from standing.rooms.outreach.rules import content, steps
from standing.rooms.outreach.rules.steps import Step

EVIDENCE = "outreach-log"
"""The kind of evidence that a message which went out is. Which duty asks for it, the pack says."""


@transaction.atomic
def record_sending(
    *, campaign: str, channel: str, outlet: UUID, languages: Collection[str], origin: str, by: User, at: datetime
) -> Sending:
    """
    This will log that a message went out, in which words and languages, and record it as evidence.

    There is no way round the languages: while one that must be there is missing, stale or unreviewed, nothing of
    the channel goes out, in a sample neither.

    :raises NotAllowed: if the person does not send messages
    :raises NotNow: if the words are not approved, the last day is over, or a language is open
    :raises NotFound: if there is no such channel, outlet or language
    :raises Refused: if no language is named, or the outlet does not take the channel
    """
    permissions.check_can_send(by=by)
    found = locked(campaign)
    steps.check_step(current=Step(found.step), wanted=Step.APPROVED)
    steps.check_not_over(kill_date=found.kill_date, today=queries.today(at=at))
    version = queries.approved_version(campaign=campaign)
    terms = queries.channel(id=channel, known=at)
    if terms not in queries.used(campaign=campaign, known=at):
        raise NotNow("This campaign has no words for this channel.")
    to = Outlet.objects.select_for_update().filter(pk=outlet, closed_at__isnull=True).first()
    if to is None:
        raise NotFound("There is no such outlet.")
    if channel not in to.channels:
        raise Refused("This outlet does not take this channel.")
    content.check_every_language(queries.readiness(campaign=found, channel=terms, known=at))
    wordings = [
        queries.wording(
            campaign=found, channel=terms, language=queries.language(code=code, known=at), known=at, origin=origin
        )
        for code in sorted({code.lower() for code in languages})
    ]
    if not wordings:
        raise Refused("Choose at least one language.")
    if unready := [one.language.english_name for one in wordings if not one.is_ready]:
        raise NotNow(f"Not reviewed, so it does not go out: {', '.join(unready)}.")
    check_words(text for one in wordings for text in one.texts.values())

    sending = Sending.objects.create(version=version, channel=channel, outlet=to, sent_by=by, sent_at=at)
    rows = [
        SentText(
            sending=sending,
            language=one.language.code,
            texts=dict(one.texts),
            sha256=content.hash_of_said(
                campaign=campaign,
                number=version.number,
                channel=channel,
                language=one.language.code,
                texts=one.texts,
            ),
        )
        for one in wordings
    ]
    SentText.objects.bulk_create(rows)
    hashes = {row.language: row.sha256 for row in rows}
    _record_evidence(found, sending, hashes=hashes, channel=terms.name, number=version.number, by=by, at=at)
    record(
        "record_sending",
        found,
        by=by,
        at=at,
        facts={"sending": str(sending.pk), "channel": channel, "outlet": str(to.pk), "texts": hashes},
    )
    publish.soon()
    return sending


def _record_evidence(
    campaign: Campaign,
    sending: Sending,
    *,
    hashes: dict[str, str],
    channel: str,
    number: int,
    by: User,
    at: datetime,
) -> None:
    """Put the sending on record for each duty of the pack that asks for it of this department; it may have none."""
    for duty in obligations.obligations(known=at):
        owes = duty.all_departments or campaign.department_id in duty.departments
        if owes and any(kind.id == EVIDENCE for kind in duty.kinds):
            obligations.record_evidence(
                obligation=duty.id,
                department=campaign.department_id,
                kind=EVIDENCE,
                source=f"outreach:sending:{sending.pk}:{duty.id}",
                title=f"{campaign.name}, {channel}, in {', '.join(hashes)}"[:300],
                sha256=sha256_hex(canonical(hashes)),
                version=str(number),
                true_from=at,
                by=by,
                at=at,
            )
