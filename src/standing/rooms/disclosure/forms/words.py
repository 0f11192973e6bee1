"""The words of codes, as people read them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from standing.rooms.disclosure.rules.papers import Kind, Seen, Signer, Title
from standing.rooms.disclosure.rules.requests import Channel, Outcome, State
from standing.rooms.disclosure.rules.sharing import Clause

SEEN_WORDS = {Seen.YES: _("Yes"), Seen.NO: _("No"), Seen.UNKNOWN: _("I cannot tell")}
SIGNER_WORDS = {
    Signer.JUDGE: _("A judge or magistrate judge of a court"),
    Signer.CLERK: _("The clerk of a court"),
    Signer.ATTORNEY: _("An attorney"),
    Signer.IMMIGRATION_JUDGE: _("An immigration judge"),
    Signer.IMMIGRATION_OFFICER: _("An immigration officer"),
    Signer.AGENCY_OFFICIAL: _("Another official of an agency"),
    Signer.NOBODY: _("Nobody"),
    Signer.UNKNOWN: _("I cannot tell"),
}
TITLE_WORDS = {
    Title.WARRANT: _("Warrant"),
    Title.SUBPOENA: _("Subpoena"),
    Title.SUMMONS: _("Summons"),
    Title.ORDER: _("Order"),
    Title.DETAINER: _("Detainer, or request to hold, notify or transfer"),
    Title.INSPECTION: _("Notice of inspection"),
    Title.TO_A_PERSON: _("A notice to one person"),
    Title.LETTER: _("Letter, e-mail or form letter"),
    Title.UNKNOWN: _("I cannot tell"),
}
CHANNEL_WORDS = {
    Channel.IN_PERSON: _("In person"),
    Channel.MAIL: _("By mail"),
    Channel.EMAIL: _("By e-mail"),
    Channel.PHONE: _("By phone"),
    Channel.CLERK: _("Served on the City Clerk"),
    Channel.PORTAL: _("Through a portal"),
}
KIND_WORDS = {
    Kind.JUDICIAL_WARRANT: _("Judicial warrant"),
    Kind.COURT_PROCESS: _("Court subpoena or order"),
    Kind.ADMINISTRATIVE_SUBPOENA: _("Administrative subpoena"),
    Kind.ADMINISTRATIVE_WARRANT: _("Administrative warrant"),
    Kind.DETAINER: _("Detainer"),
    Kind.INSPECTION: _("I-9 notice of inspection"),
    Kind.TO_A_PERSON: _("A paper for one person"),
    Kind.LETTER: _("Letter"),
    Kind.SPOKEN: _("Spoken"),
    Kind.GAP: _("Not clear"),
}
STATE_WORDS = {
    State.NEW: _("New"),
    State.WITH_COUNSEL: _("With counsel"),
    State.APPROVED: _("Waits for a second person"),
    State.CHALLENGED: _("Challenged"),
    State.RELEASED: _("Released"),
    State.PARTLY: _("Released in part"),
    State.REFUSED: _("Refused"),
    State.NOT_HELD: _("Not held"),
    State.REFERRED: _("Referred"),
}
OUTCOME_WORDS = {
    Outcome.RELEASE: _("Release all that is asked"),
    Outcome.PARTLY: _("Release a part"),
    Outcome.REFUSE: _("Refuse"),
    Outcome.CHALLENGE: _("Challenge it in court"),
    Outcome.NOT_HELD: _("Answer that it is not held"),
    Outcome.REFER: _("Refer to another office"),
}
CLAUSE_WORDS = {
    Clause.IN_FORCE: _("In force"),
    Clause.NEGOTIATED: _("Being negotiated"),
    Clause.MISSING: _("Missing"),
    Clause.ENDED: _("Sharing ended"),
}
