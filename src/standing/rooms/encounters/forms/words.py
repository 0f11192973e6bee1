"""What codes of this room are called on its pages."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.rooms.encounters.rules.alerts import Area, Kind

AREA_WORDS: Mapping[str, str | Promise] = {
    Area.PUBLIC: _("A part that is open to everybody"),
    Area.NON_PUBLIC: _("A part for staff only"),
    Area.PERIMETER: _("Outside: lot, gate, sidewalk"),
}
KIND_WORDS: Mapping[str, str | Promise] = {
    Kind.SIGHTING: _("Officers are here"),
    Kind.STAGING: _("Cars or people gather"),
    Kind.ACCESS_REQUEST: _("They want to come in"),
    Kind.RECORDS_REQUEST: _("They want records or video"),
    Kind.ARREST: _("Somebody is being arrested"),
    Kind.DOCUMENT_SERVED: _("They gave us a paper"),
    Kind.IMPERSONATION: _("I doubt that they are officers"),
}
ONGOING_WORDS = (("yes", _("Yes")), ("no", _("No")))
STATE_WORDS = {
    "unconfirmed": _("Nobody has confirmed it yet"),
    "confirmed": _("Confirmed"),
    "dismissed": _("Dismissed"),
}
REPORT_STATE_WORDS = {"open": _("Open"), "closed": _("Closed")}
CHANNEL_WORDS = {
    "staff": _("Somebody signed in"),
    "card": _("Card of the site"),
    "311": _("311"),
    "guide": _("Guide"),
}
CHOICE_WORDS: Mapping[str, str | Promise] = {
    "yes": _("Yes"), "no": _("No"), "unknown": _("Not known"), "owner": _("The City owns it"),
    "lessee": _("The City rents it"), "some": _("Some did"), "refused": _("They refused"),
    "not-asked": _("Nobody asked"), "all": _("All"), "none": _("None"), "uniform": _("Uniform"),
    "plain": _("Plain clothes"), "mixed": _("Both"), "civil": _("Immigration (civil)"), "criminal": _("Criminal"),
    "unstated": _("Not stated"), "judicial-warrant": _("Warrant signed by a judge"),
    "administrative-warrant": _("Warrant of the agency (I-200, I-205)"), "detainer": _("Detainer (I-247A)"),
    "administrative-subpoena": _("Subpoena of the agency (I-138)"), "court-process": _("Subpoena or order of a court"),
    "i-9-notice": _("Notice of an I-9 inspection"), "other": _("Another paper"), "judge": _("A judge of a court"),
    "immigration-judge": _("An immigration judge"), "officer": _("An officer of the agency"), "clerk": _("A clerk"),
    "part": _("Part of what was asked"), "full": _("All that was asked"), "without-leave": _("They went in without"),
    **AREA_WORDS,
}  # fmt: skip
SECTION_WORDS: Mapping[str, str | Promise] = {
    "ids": _("Reference"), "place": _("Place"), "time": _("Times"), "officers": _("Officers"),
    "request": _("What they asked for"), "paper": _("Paper they showed"), "emergency": _("Emergency"),
    "response": _("What the City did"), "events": _("What happened"), "service": _("Effect on service"),
    "evidence": _("Video"), "after": _("Afterwards"),
}  # fmt: skip
FIELD_WORDS: Mapping[str, str | Promise] = {
    "ids.reference": _("Your department's own number"),
    "place.area": _("Who may be in that part"), "place.spot": _("Exact spot"),
    "place.holder": _("Whose property it is"),
    "time.started": _("When it began"), "time.ended": _("When it ended"),
    "time.liaison-told": _("When the liaison was told"), "time.mayor-told": _("When the Mayor's Office was told"),
    "time.attorney-told": _("When the City Attorney was told"),
    "officers.count": _("How many officers"), "officers.agency-stated": _("Agency, as they said it"),
    "officers.agency-seen": _("Agency, as their clothing showed it"),
    "officers.identified": _("Did they identify themselves?"), "officers.covered": _("Were faces covered?"),
    "officers.clothing": _("Clothing"), "officers.vehicles": _("How many vehicles"),
    "request.asked": _("What they asked for"), "request.words": _("Their words"),
    "request.purpose": _("Purpose they stated"),
    "request.person-sought": _("Did they look for a certain person?"),
    "paper.type": _("Kind of paper"), "paper.issuer": _("Court or agency at its head"),
    "paper.signer": _("Who signed it"), "paper.date": _("Its date"), "paper.scope": _("What it allows, in its words"),
    "emergency.claimed": _("Did they say it was an emergency?"), "emergency.words": _("Their words"),
    "response.path": _("Steps of the guide"), "response.consent": _("Did anybody give consent?"),
    "response.consent-by": _("Who, as a job title"), "response.consulted": _("Who was asked, as job titles"),
    "response.direction": _("What the City Attorney said"), "response.access": _("What they were given"),
    "events.detained": _("How many people were detained"),
    "events.worker-detained": _("Was a City worker or contractor detained?"),
    "events.minors": _("Were children there?"), "events.force": _("Was force seen?"),
    "events.injuries": _("Was anybody hurt?"), "events.medical-at": _("When medical help was called"),
    "events.emergency-at": _("When 911 was called"), "events.damage": _("Damage"),
    "service.stopped": _("Was a program stopped?"), "service.closed": _("Was the building closed?"),
    "service.turned-away": _("Visitors turned away"), "service.staff-hours": _("Hours of staff"),
    "service.cost": _("Cost in dollars"),
    "evidence.cameras": _("Numbers of camera exports"), "evidence.body-video": _("Numbers of body-worn videos"),
    "after.ordinance": _("Was the ordinance broken by City staff or a contractor?"),
    "after.law": _("Was a law broken by an officer?"), "after.referral": _("Who it was passed on to"),
    "after.correction": _("What was put right"), "after.lesson": _("What to do better"),
}  # fmt: skip
DEED_WORDS: Mapping[str, str | Promise] = {
    "encounters.raise_alert": _("Alert came in"), "encounters.take_alert": _("Somebody took it in hand"),
    "encounters.confirm_alert": _("Confirmed"), "encounters.dismiss_alert": _("Dismissed"),
    "encounters.save_draft": _("A section was saved"), "encounters.submit_report": _("Handed in"),
    "encounters.close_report": _("Closed"), "encounters.reopen_report": _("Opened again"),
    "encounters.seal_officers": _("Officers were sealed"), "encounters.add_file": _("A file was sealed"),
    "encounters.open_sealed": _("Something sealed was opened"), "encounters.forget_report": _("Words deleted"),
    "holds.place": _("Legal hold placed"), "holds.lift": _("Legal hold lifted"),
    "encounters.no_duty": _("No duty of the pack waits for it"),
    "obligations.record_event": _("The duty to report began"),
}  # fmt: skip
RUNG_WORDS = {
    "primary": _("Liaison"),
    "backup": _("Backup"),
    "head": _("Head of the department"),
    "coordinator": _("Coordinator"),
}
WAY_WORDS = {"mail": _("by mail"), "gateway": _("by phone"), "file": _("into a file of the sample")}
RESTRICTED_WORDS = {
    "officers": _("Names and badge numbers of officers"),
    "supervisor": _("Name of their supervisor"),
    "supervisor-phone": _("Telephone of their supervisor"),
    "plates": _("Plates of their vehicles"),
    "witnesses": _("Staff who saw it"),
}
