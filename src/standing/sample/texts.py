"""
Sample text for the sections of a plan: plain, passing the plan's own checks, and no official wording.

Sections that the pack of another city invents get text made from their own guidance.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from standing.rooms.plans.rules.template import SectionTerms
from standing.rooms.plans.rules.values import Value
from standing.sample.people import Invented


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a text is about."""

    department: str
    liaison: Invented
    backup: Invented
    today: date


def fill(*, section: SectionTerms, about: About) -> Value:
    """Return what the department wrote in this section."""
    if section.id in _BY_ID and _KINDS[section.id] == section.kind:
        return _BY_ID[section.id](about)
    return _BY_KIND[section.kind](section, about)


def _counter(about: About) -> Value:
    return {
        "text": f"""Sample text of {about.department}. It needs counsel's approval before anybody uses it.

1. Is anybody hurt or in danger? Call 911 first.
2. Where is the officer? In a lobby, a park or a street open to the public an officer may be there and may act as anywhere else. Go on with your work and note what you see.
3. If the officer wants to enter an area closed to the public, wants a record, or asks about a person: stay calm and polite. Ask for name, agency, badge number and papers, and copy them.
4. Say: "I am not authorised to give consent. I have to call my supervisor." Call the supervisor, who calls the liaison and the City Attorney.
5. A paper from a court, signed by a judge: the City Attorney is called at once, and we comply with what it says, and with no more.
6. An officer says that there is an emergency: do not consent, step aside, follow the orders, and note the words that were used.
7. Any other paper: take a copy, decline consent, refer it to the liaison.
8. Do not argue. Do not answer for another person. Do not guess anything about anybody.
9. Write the record in the same shift: who, where, when, what was asked, what was shown, what was said."""
    }


def _informed(about: About) -> Value:
    return {
        "text": f"Every employee of {about.department} gets a one-page notice on Ordinance 188441 and hears it read at a "
        "shift meeting. Crews without e-mail sign a sheet at the yard, and the sheet is kept with the roster. New people "
        "hear it in their first week. Contractors on our sites get the same page with the notice that the contract desk "
        "sends, and their foremen sign for the crew. Which second policy the directive means is not known to us; the "
        "liaison has asked the City Attorney and will add the answer here. The liaison keeps the signed sheets for two years."
    }


def _training(about: About) -> Value:
    first = about.today + timedelta(days=35)
    rows = [
        ("Counter protocol, 30 minutes", "all front counters, every shift", "In person at the change of shift", first),
        ("Counter protocol, 15 minutes", "all field crews", "At the yard, signed sheet", first + timedelta(days=14)),
        ("Counter protocol and reporting", "all supervisors and the duty desk", "In person", first - timedelta(days=7)),
        ("Counter protocol, first week", "each new employee", "Taught by the supervisor", first + timedelta(days=60)),
    ]
    return {
        "rows": [{"course": course, "who": who, "how": how, "date": day.isoformat()} for course, who, how, day in rows],
        "none": "",
    }


def _sites(about: About) -> Value:
    rows = [
        ("Main office (sample)", "100 Sample Street", "staff floors, records room, server room", "Office manager"),
        ("Service yard (sample)", "200 Sample Avenue", "dispatch room, lockers, key room, fuel lot", "Yard supervisor"),
        ("Public counter (sample)", "300 Sample Place", "everything behind the counter", "Counter supervisor"),
    ]
    return {
        "rows": [
            {"name": name, "address": address, "nonpublic": closed, "in-charge": post}
            for name, address, closed, post in rows
        ],
        "none": "",
    }


def _contractors(_about: About) -> Value:
    return {
        "text": "The contract desk lists every contract whose people work on our sites. It sends the notice within five "
        "working days of the start of a contract and asks the contractor's foreman to sign for the crew. A reminder goes "
        "out after two weeks, and the contract manager calls after three. Subcontractors are reached through the prime "
        "contractor, who names them. A contract without an answer is shown to the liaison each month."
    }


def _services(about: About) -> Value:
    day = (about.today + timedelta(days=21)).isoformat()
    rows = [
        ("Bill and fee payment plans", "Homes that lost an income", "By telephone too, without a visit"),
        ("Appointments", "Families who are afraid to come", "A call back in the language of the family"),
        ("Referral", "Families who need what we do not have", "A printed sheet with offices and hours, no names kept"),
    ]
    return {
        "rows": [{"service": service, "who": who, "change": change, "date": day} for service, who, change in rows],
        "none": "",
    }


def _languages(_about: About) -> Value:
    return {
        "text": "At our counters people speak mostly English, Spanish, Korean and Armenian. Staff call an interpreter by "
        "telephone for every other language, and for Zapotec, K'iche' and Mixteco we play a recording and then call an "
        "interpreter, because paper does not help there. Notices are ready in Spanish, Korean, Armenian, Chinese and "
        "Tagalog; a second person who reads the language checks each. We send news through neighborhood papers and radio."
    }


def _contacts(about: About) -> Value:
    rows = [
        ("supervisor", "Duty desk", "Supervisor on duty", "213-555-0100", "", "every hour of every day"),
        ("liaison", about.liaison.name, "Immigrant Affairs Liaison", about.liaison.phone, about.liaison.email, "Mon-Fri 8-17"),
        ("backup", about.backup.name, "Backup liaison", about.backup.phone, about.backup.email, "evenings and weekends"),
        ("head", "Office of the head", "Head of department", "213-555-0110", "", "Mon-Fri 8-17"),
        ("counsel", "City Attorney duty line (sample)", "Counsel", "213-555-0120", "", "every hour of every day"),
        ("other", "Mayor's Office (sample)", "Office of Immigrant Affairs", "213-555-0130", "", "every hour of every day"),
    ]  # fmt: skip
    return {
        "rows": [
            {"role": role, "name": name, "title": title, "phone": phone, "email": email, "hours": hours}
            for role, name, title, phone, email, hours in rows
        ],
        "none": "",
    }


def _worker_detained(about: About) -> Value:
    return {
        "text": "Nobody stands in the way. The supervisor makes the post safe, takes over the vehicle and the keys, and "
        "writes the record: time, place, what was said, agency and badge numbers. The liaison and the City Attorney are "
        "told at once, and the contractor too if the worker is theirs. The personnel office calls the emergency contact "
        f"that the worker gave. {about.department} covers the open work from the on-call list. Pay and leave follow the "
        "agreement with the union. Nobody states or guesses anything about the worker."
    }


def _child(_about: About) -> Value:
    return {
        "text": "Two staff stay with the child. They call the people on the pick-up list in order, and nobody else, and "
        "write down each call. After one hour the programme head calls the child-protection line. Families are asked each "
        "term to name a second person who may pick up. The name of the child and the place stay private."
    }


def _interruption(about: About) -> Value:
    return {
        "text": f"The site manager of {about.department} decides whether to close and when to open again; safety comes first "
        "for everybody on the site. A notice on the door and on the web page, in the languages of the counter, says where "
        "the service can be had instead, and by telephone. It speaks of the service only. The effect goes into the record: "
        "hours closed, appointments moved, cost."
    }


def _review_date(about: About) -> Value:
    return {"date": (about.today + timedelta(days=330)).isoformat()}


def _any_text(section: SectionTerms, about: About) -> Value:
    said = [
        f"Sample text of {about.department} on “{section.heading}”. It needs counsel's approval before anybody uses it.",
        "We decline consent to enter areas closed to the public, and refer every question to the supervisor.",
        "We comply at once with an order of a judge, and with an order given in an emergency.",
        "We write a record in the same shift and notify the liaison, who notifies the Mayor's office.",
        "Every employee is trained by the end of the quarter, because nobody should have to guess.",
        "People without e-mail are told at the roll call and sign a sheet.",
        "The head of the department looks at this section each year and after every event.",
        "Contractors on our sites get the same words in the languages of their crews, Spanish among them.",
        "Questions go to the duty desk, 213-555-0100, at every hour.",
        "What is kept, for how long, and who may read it stands in the retention schedule.",
    ]
    said += [f"On {word}: the liaison keeps the text and the date." for word in section.must_mention]
    text, number = " ".join(said), 1
    while len(text.split()) < section.min_words + 10:
        text += f" Step {number} is written down, dated and signed by the person who did it."
        number += 1
    return {"text": text}


def _any_table(section: SectionTerms, about: About) -> Value:
    day = (about.today + timedelta(days=45)).isoformat()
    rows = []
    for number, who in enumerate(("all counter staff", "all field crews", "each new employee"), start=1):
        row: dict[str, str] = {}
        for column in section.row_columns:
            if column.kind == "date":
                row[column.id] = day
            elif column.id == "who":
                row[column.id] = who
            else:
                row[column.id] = f"{column.heading}, sample {number}"
        rows.append(row)
    return {"rows": rows, "none": ""}


_BY_ID: dict[str, Callable[[About], Value]] = {
    "counter": _counter,
    "informed": _informed,
    "training": _training,
    "sites": _sites,
    "contractors": _contractors,
    "services": _services,
    "languages": _languages,
    "notification": _contacts,
    "worker-detained": _worker_detained,
    "child": _child,
    "interruption": _interruption,
    "review-date": _review_date,
}
_KINDS = {
    "counter": "text", "informed": "text", "training": "table", "sites": "sites", "contractors": "text",
    "services": "table", "languages": "text", "notification": "contacts", "worker-detained": "text",
    "child": "text", "interruption": "text", "review-date": "date",
}  # fmt: skip
_BY_KIND: dict[str, Callable[[SectionTerms, About], Value]] = {
    "text": _any_text,
    "table": _any_table,
    "sites": lambda _section, about: _sites(about),
    "contacts": lambda _section, about: _contacts(about),
    "date": lambda _section, about: _review_date(about),
}
