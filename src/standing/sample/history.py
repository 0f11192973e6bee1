"""
What might have happened since the directive was signed, in a city like the pack's.

Every deed goes through the action that a person would use, with the time as an argument, so the history
obeys every rule and constraint. The same pack and day give the same history.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.hall.audit import api as audit
from standing.hall.installation import api as installation
from standing.hall.pack import api as packs
from standing.kernel.canonical import sha256_hex
from standing.kernel.deadlines import RightAway
from standing.rooms.city import actions as liaisons
from standing.rooms.city.api import DepartmentFact, EndReason, OfficeHours, Rank, appointments, departments
from standing.rooms.obligations import actions as obligations
from standing.rooms.obligations import queries as asked
from standing.rooms.obligations.api import ObligationFact
from standing.rooms.obligations.api import obligations as all_obligations
from standing.rooms.obligations.rules.due import owed
from standing.rooms.plans import actions as plans
from standing.rooms.plans import queries as written
from standing.rooms.plans.rules.template import PlansFile
from standing.rooms.plans.rules.template import Rank as Signer
from standing.sample import (
    agenda,
    aid,
    concerns,
    contact,
    contractors,
    courses,
    coverage,
    directory,
    disclosure,
    encounters,
    guide,
    open311,
    outreach,
    rights,
    roster,
    rulebook,
    scenes,
    sites,
    translating,
    words,
)
from standing.sample.people import Invented, Names
from standing.sample.texts import About, fill

_DAY = timedelta(days=1)
_BORN_IN_ROOMS = frozenset(
    {
        "property-list", "property-plan", "property-barriers", "activity-report", "violation-report",
        "scene-video-hold", "scene-supervisor-record", "scene-medical-record", "misconduct-report",
        "monthly-scene-report", "training-coverage", "contractor-notices",
    }
)  # fmt: skip
"""Kinds of evidence that the sample's rooms make themselves."""
_MORNING = time(9, 5)
_CITY_HOST = "city"
_CITY_ROLES = (
    Role.COORDINATOR,
    Role.REVIEWER,
    Role.ATTORNEY,
    Role.AUDITOR,
    Role.EDITOR,
    Role.TRANSLATOR,
    Role.AGENT,
    Role.PROPERTY,
    Role.POLICE,
    Role.INSPECTOR,
    Role.INVESTIGATOR,
    Role.CUSTODIAN,
    Role.RECORDS,
    Role.PERSONNEL,
    Role.CONTRACTS,
    Role.TREASURER,
    Role.VAULT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A department with its invented people."""

    fact: DepartmentFact
    author: User
    head: User
    liaison: User
    backup: User
    liaison_as: Invented
    backup_as: Invented


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """The people who act for the whole city."""

    administrator: User
    coordinator: User
    reviewer: User
    attorney: User
    editor: User
    translator: User
    agent: User
    property: User
    police: User
    inspector: User
    investigator: User
    custodian: User
    records: User
    personnel: User
    contracts: User
    treasurer: User
    vault: User


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """How one department's plan went; days count from the opening of the campaign, None: it never came so far."""

    filed: int | None = None
    returned: int | None = None
    filed_again: int | None = None
    accepted: int | None = None
    sections: int = 99


class History:
    """One invented history, from the first day of the pack's first campaign to now."""

    def __init__(self, *, pack: Path, until: datetime, say: Callable[[str], None]) -> None:
        self.until = until
        self.say = say
        self.random = Random("standing")
        self.names = Names(self.random)
        checked = packs.validate(pack)
        if checked.content is None:
            raise packs.PackHasProblems(checked.problems)
        fact = packs.fact_of(content=checked.content)
        self.pack = pack
        self.zone: ZoneInfo = fact.zone
        self.campaigns: Sequence[PlansFile] = sorted(fact.many(PlansFile), key=lambda file: file.campaign.opens)
        opens = [file.campaign.opens for file in self.campaigns if self.moment(file.campaign.opens) < until]
        self.first = min(opens, default=until.date() - 60 * _DAY)

    def moment(self, day: date, at: time = _MORNING) -> datetime:
        """Return a moment of a day on the city's clock."""
        return datetime.combine(day, at, tzinfo=self.zone)

    def after(self, days: float, *, start: date | None = None) -> datetime:
        """Return a believable office hour so many days after the first day, never later than now."""
        base = self.moment((start or self.first) + timedelta(days=int(days)))
        wanted = base + timedelta(minutes=self.random.randrange(0, 460))
        return min(wanted, self.until - timedelta(minutes=self.random.randrange(1, 30)))

    def write(self) -> None:
        """Write it all."""
        start = self.moment(self.first, time(8, 0))
        installation.create(is_sample=True, at=start)
        packs.load_first(directory=self.pack, by=audit.SYSTEM, at=start)
        city = self._people_of_the_city(start)
        offices = tuple(self._office(fact, city) for fact in departments(known=self.until))
        self.say(f"  {len(offices)} departments with their people and liaisons")
        for file in self.campaigns:
            if self.moment(file.campaign.opens) < self.until:
                self._campaign(file, offices, city)
                self.say(f"  {file.campaign.name}")
        self._evidence(offices, city)
        self._waiver(offices, city)
        self._vacancies(offices, city)
        self.say("  evidence, waivers, vacancies")
        self._families(offices, city, start)
        self.say("  rights, services, events and messages for families")
        self._counter(offices, city, start)
        self.say("  the counter: guide, rules, sites, reports, scenes, concerns, requests for data")
        self._firms(offices, city, start)
        self.say("  firms on City property: a list, notices, answers")
        self._aid(city)
        self.say("  cash aid: donors, a reserve, cards with two groups")
        self._translations(city)
        self.say("  translations")
        self._frozen_boards()
        self.say("  boards frozen at midnight")

    # people

    def _people_of_the_city(self, at: datetime) -> City:
        first = self.names.one(host=_CITY_HOST)
        accounts.grant_role(email=first.email, role=Role.ADMINISTRATOR, department="", by=audit.SYSTEM, at=at)
        administrator = accounts.create_account(email=first.email, name=first.name, at=at)
        people = {role: self._person(role, "", administrator, at) for role in _CITY_ROLES}
        return City(
            administrator=administrator,
            coordinator=people[Role.COORDINATOR],
            reviewer=people[Role.REVIEWER],
            attorney=people[Role.ATTORNEY],
            editor=people[Role.EDITOR],
            translator=people[Role.TRANSLATOR],
            agent=people[Role.AGENT],
            property=people[Role.PROPERTY],
            police=people[Role.POLICE],
            inspector=people[Role.INSPECTOR],
            investigator=people[Role.INVESTIGATOR],
            custodian=people[Role.CUSTODIAN],
            records=people[Role.RECORDS],
            personnel=people[Role.PERSONNEL],
            contracts=people[Role.CONTRACTS],
            treasurer=people[Role.TREASURER],
            vault=people[Role.VAULT],
        )

    def _person(self, role: Role, department: str, by: User, at: datetime) -> User:
        somebody = self.names.one(host=department or _CITY_HOST)
        accounts.grant_role(email=somebody.email, role=role, department=department, by=by, at=at)
        return accounts.create_account(email=somebody.email, name=somebody.name, at=at)

    @transaction.atomic
    def _office(self, fact: DepartmentFact, city: City) -> Office:
        at = self.after(self.random.randrange(0, 3))
        author = self._person(Role.AUTHOR, fact.id, city.administrator, at)
        head = self._person(Role.HEAD, fact.id, city.administrator, at)
        liaison_as, backup_as = self.names.one(host=fact.id), self.names.one(host=fact.id)
        people = {}
        for rank, somebody, title, opens in (
            (Rank.PRIMARY, liaison_as, "Immigrant Affairs Liaison", 8),
            (Rank.BACKUP, backup_as, "Backup liaison", 7),
        ):
            liaisons.appoint_liaison(
                department=fact.id,
                rank=rank,
                name=somebody.name,
                title=title,
                office_email=somebody.email,
                office_phone=somebody.phone,
                hours=tuple(OfficeHours(weekday=day, opens=time(opens), closes=time(opens + 9)) for day in range(5)),
                from_at=at,
                by=city.coordinator,
                at=at,
            )
            people[rank] = accounts.create_account(email=somebody.email, name=somebody.name, at=at)
        return Office(
            fact=fact,
            author=author,
            head=head,
            liaison=people[Rank.PRIMARY],
            backup=people[Rank.BACKUP],
            liaison_as=liaison_as,
            backup_as=backup_as,
        )

    # plans

    def _campaign(self, file: PlansFile, offices: Sequence[Office], city: City) -> None:
        is_first = file is self.campaigns[0]
        stories = self._first_stories(offices) if is_first else self._later_stories(offices)
        for office, story in stories:
            with transaction.atomic():
                self._plan(file, office, story, city)

    def _first_stories(self, offices: Sequence[Office]) -> Iterator[tuple[Office, Story]]:
        """Most file in time, some late, some are returned; the last bound department has not begun."""
        bound = [office for office in offices if office.fact.standing == "bound"]
        invited = [office for office in offices if office.fact.standing == "invited"]
        for number, office in enumerate(bound):
            days = self.random.randrange
            if number == len(bound) - 1:
                continue
            if number == len(bound) - 2:
                yield office, Story(sections=5)
            elif number in {7, 23}:
                yield office, Story(filed=days(10, 14), returned=days(24, 30))
            elif number in {11, 31}:
                yield office, Story(filed=(self.until.date() - self.first).days - days(2, 5))
            elif number % 5 == 2:
                filed = days(8, 14)
                yield office, Story(filed=filed, returned=filed + 9, filed_again=filed + 16, accepted=filed + 24)
            elif number % 9 == 4:
                filed = days(17, 40)
                yield office, Story(filed=filed, accepted=filed + days(6, 14))
            else:
                filed = days(5, 14)
                yield office, Story(filed=filed, accepted=filed + days(6, 20))
        for office in invited[:2]:
            yield office, Story(filed=20, accepted=34)

    def _later_stories(self, offices: Sequence[Office]) -> Iterator[tuple[Office, Story]]:
        bound = [office for office in offices if office.fact.standing == "bound"]
        for number, office in enumerate(bound[:12]):
            if number < 3:
                yield office, Story(filed=40 + number, accepted=60 + number)
            elif number < 5:
                yield office, Story(filed=50 + number)
            else:
                yield office, Story(sections=number - 3)

    def _plan(self, file: PlansFile, office: Office, story: Story, city: City) -> None:
        campaign, opens = file.campaign.id, file.campaign.opens
        begun = self.after(max((story.filed or 6) - 5, 0), start=opens)
        self._text(file, office, sections=story.sections, at=begun, day=begun.date())
        if story.filed is None:
            return
        version = self._file(campaign, office, at=self.after(story.filed, start=opens))
        if story.returned is not None:
            first = file.template.sections[0].id
            plans.return_version(
                version=version,
                note="Thank you. Two things are missing; please look at the comments.",
                comments={first: "Say who is called at night, and where the record is kept."},
                by=city.reviewer,
                at=self.after(story.returned, start=opens),
            )
            if story.filed_again is None:
                return
            self._mend(file, office, at=self.after(story.filed_again - 1, start=opens))
            version = self._file(campaign, office, at=self.after(story.filed_again, start=opens))
        if story.accepted is not None:
            at = self.after(story.accepted, start=opens)
            plans.accept_version(version=version, note="", by=city.reviewer, at=at)

    def _text(self, file: PlansFile, office: Office, *, sections: int, at: datetime, day: date) -> None:
        about = About(department=office.fact.name, liaison=office.liaison_as, backup=office.backup_as, today=day)
        for section in file.template.sections[:sections]:
            plans.save_section(
                campaign=file.campaign.id,
                department=office.fact.id,
                section=section.id,
                value=fill(section=section, about=about),
                base_revision=0,
                by=office.author,
                at=at,
            )

    def _mend(self, file: PlansFile, office: Office, *, at: datetime) -> None:
        section = next(one for one in file.template.sections if one.kind == "text")
        about = About(department=office.fact.name, liaison=office.liaison_as, backup=office.backup_as, today=at.date())
        text = str(fill(section=section, about=about)["text"])
        plans.save_section(
            campaign=file.campaign.id,
            department=office.fact.id,
            section=section.id,
            value={"text": text + "\n\nAt night the duty desk is called, 213-555-0100. The liaison keeps the record."},
            base_revision=1,
            by=office.author,
            at=at,
        )

    def _file(self, campaign: str, office: Office, *, at: datetime) -> UUID:
        department = office.fact.id
        plan = written.plan_of(campaign=campaign, department=department)
        assert plan is not None
        seen = written.draft(plan=plan, file=written.terms(campaign=campaign, known=at)).sha256
        for rank, person, before in ((Signer.LIAISON, office.liaison, 3), (Signer.HEAD, office.head, 1)):
            plans.certify_plan(
                campaign=campaign,
                department=department,
                seen_sha256=seen,
                rank=rank,
                by=person,
                at=at - timedelta(minutes=before * 7),
            )
        return plans.file_plan(campaign=campaign, department=department, seen_sha256=seen, by=office.head, at=at).pk

    # evidence

    def _evidence(self, offices: Sequence[Office], city: City) -> None:
        by_id = {office.fact.id: office for office in offices}
        fed = {file.campaign.obligation for file in self.campaigns}
        for duty in all_obligations(known=self.until):
            if duty.id in fed or any(kind.from_ == "appointment" or kind.id in _BORN_IN_ROOMS for kind in duty.kinds):
                continue
            owing = [by_id[one] for one in duty.departments] if not duty.all_departments else list(offices)
            with transaction.atomic():
                for office in owing:
                    self._evidence_of(duty, office, city, is_named=not duty.all_departments)

    def _evidence_of(self, duty: ObligationFact, office: Office, city: City, *, is_named: bool) -> None:
        if duty.due_rule == "right-away":
            if not is_named and self.random.random() < 0.05:
                self._happening(duty, office)
            return
        for period, day in self._turns(duty):
            if self.random.random() > (0.9 if is_named else 0.72):
                continue
            at = self.after(0, start=day)
            for kind in duty.kinds:
                self._record(duty, office, kind.id, kind.name, period=period, at=at, city=city)

    def _turns(self, duty: ObligationFact) -> Iterator[tuple[str, date]]:
        """Return each turn of a duty with a day on which a department may have done it."""
        for turn in owed(asked.the_book(known=self.until).duties[duty.id], at=self.until, zone=self.zone):
            wanted = turn.due_date or self.first + timedelta(days=30)
            done = max(wanted + timedelta(days=self.random.randrange(-6, 4)), self.first + _DAY)
            if self.moment(done) < self.until:
                yield turn.period, done

    def _record(
        self, duty: ObligationFact, office: Office, kind: str, name: str, *, period: str, at: datetime, city: City
    ) -> None:
        source = f"sample:{duty.id}:{office.fact.id}:{kind}:{period}"
        obligations.record_evidence(
            obligation=duty.id,
            department=office.fact.id,
            kind=kind,
            period=period,
            source=source,
            title=f"Sample record: {name}",
            sha256=sha256_hex(source.encode()),
            version="1",
            true_from=at,
            by=office.author,
            at=at,
        )
        if self.random.random() < 0.6:
            looked = min(at + timedelta(days=self.random.randrange(2, 20)), self.until - timedelta(minutes=1))
            obligations.verify_evidence(source=source, finding="verified", by=city.reviewer, at=looked)

    def _happening(self, duty: ObligationFact, office: Office) -> None:
        days = (self.until.date() - self.first).days
        at = self.after(self.random.randrange(20, max(days, 21)))
        event = f"sample:event:{duty.id}:{office.fact.id}"
        rule = asked.the_book(known=self.until).duties[duty.id].rule
        assert isinstance(rule, RightAway)
        obligations.record_event(
            kind=rule.event, department=office.fact.id, happened_at=at, source=event, by=office.liaison, at=at
        )
        done = at + timedelta(minutes=self.random.randrange(10, 180))
        if done < self.until:
            for one in duty.kinds:
                obligations.record_evidence(
                    obligation=duty.id,
                    department=office.fact.id,
                    kind=one.id,
                    period=event,
                    source=f"{event}:{one.id}",
                    title=f"Sample record: {one.name}",
                    sha256=sha256_hex(event.encode()),
                    version="1",
                    true_from=done,
                    by=office.liaison,
                    at=done,
                )

    # what families find

    def _families(self, offices: Sequence[Office], city: City, start: datetime) -> None:
        until = self.until
        directory.write(
            editor=city.editor,
            agent=city.agent,
            translator=city.translator,
            liaisons={office.fact.id: office.liaison for office in offices[::4]},
            until=until,
            random=Random("directory"),
        )
        agenda.write(editor=city.editor, coordinator=city.coordinator, until=until, random=Random("agenda"))
        contact.write(desk=city.coordinator, until=until, random=Random("contact"))
        rights.write(editor=city.editor, counsel=city.attorney, first=start, until=until, random=Random("rights"))
        open311.write(administrator=city.administrator, first=start, until=until, random=Random("open311"))
        outreach.write(
            editor=city.editor,
            coordinator=city.coordinator,
            attorney=city.attorney,
            translator=city.translator,
            department=offices[0].fact.id,
            first=start,
            until=until,
            random=Random("outreach"),
        )

    # what happens at a counter

    def _counter(self, offices: Sequence[Office], city: City, start: datetime) -> None:
        until = self.until
        rulebook.write(counsel=city.attorney, first=start, until=until)
        courses.write(counsel=city.attorney, first=start, until=until)
        guide.write(keeper=city.administrator, counsel=city.attorney, first=start, until=until)
        sites.write(
            property=city.property,
            offices={office.fact.id: office.head for office in offices},
            first=start,
            until=until,
            random=Random("sites"),
        )
        roster.write(personnel=city.personnel, first=start, until=until)
        encounters.write(
            desk=encounters.Desk(
                liaisons={office.fact.id: office.liaison for office in offices},
                coordinator=city.coordinator,
                counsel=city.attorney,
                inspector=city.inspector,
                property=city.property,
            ),
            first=start,
            until=until,
            random=Random("encounters"),
        )
        scenes.write(police=city.police, inspector=city.inspector, first=start, until=until, random=Random("scenes"))
        disclosure.write(
            counsel=city.attorney,
            records=city.records,
            coordinator=city.coordinator,
            first=start,
            until=until,
            random=Random("disclosure"),
        )
        concerns.write(
            investigator=city.investigator,
            attorney=city.attorney,
            inspector=city.inspector,
            custodian=city.custodian,
            department=offices[0].fact.id,
            until=until,
            random=Random("concerns"),
        )
        coverage.write(personnel=city.personnel, first=start, until=until, random=Random("coverage"))

    # firms on City property

    def _firms(self, offices: Sequence[Office], city: City, start: datetime) -> None:
        contractors.write(
            officer=city.contracts,
            counsel=city.attorney,
            liaisons={office.fact.id: office.liaison for office in offices},
            first=start,
            until=self.until,
            random=Random("contractors"),
        )

    # cash aid

    def _aid(self, city: City) -> None:
        aid.write(
            desk=aid.Desk(treasurer=city.treasurer, vault=city.vault, coordinator=city.coordinator),
            until=self.until,
            random=Random("aid"),
        )

    # in other languages

    def _translations(self, city: City) -> None:
        words.write(translator=city.translator, at=self.until)
        translating.write(translator=city.translator, until=self.until, random=Random("words"))

    # waivers and vacancies

    def _waiver(self, offices: Sequence[Office], city: City) -> None:
        duties = [
            one for one in all_obligations(known=self.until) if one.all_departments and one.due_rule == "days-after"
        ]
        if len(duties) < 2:
            return
        small = next((office for office in offices if office.fact.id == "opa"), offices[-1])
        at = self.until - 20 * _DAY
        asked = obligations.request_waiver(
            obligation=duties[-1].id,
            department=small.fact.id,
            reason="Sample: the office has one room in another department's building and no gate of its own.",
            from_date=at.astimezone(self.zone).date(),
            until_date=at.astimezone(self.zone).date() + timedelta(days=180),
            by=city.coordinator,
            at=at,
        )
        obligations.grant_waiver(request=asked, by=city.attorney, at=at + _DAY)

    def _vacancies(self, offices: Sequence[Office], city: City) -> None:
        bound = [office for office in offices if office.fact.standing == "bound"]
        if not bound:
            return
        fifth, sixth_last = bound[min(5, len(bound) - 1)], bound[max(len(bound) - 6, 0)]
        for office, rank, ago in ((fifth, Rank.BACKUP, 9), (sixth_last, Rank.PRIMARY, 3)):
            at = self.until - timedelta(days=ago)
            held = next(
                one for one in appointments(at=at, known=at) if one.department == office.fact.id and one.rank == rank
            )
            liaisons.end_appointment(
                appointment=held.id,
                department=office.fact.id,
                until_at=at,
                reason=EndReason.LEFT,
                by=city.coordinator,
                at=at,
            )

    def _frozen_boards(self) -> None:
        today = self.until.astimezone(self.zone).date()
        firsts = []
        day = (self.first.replace(day=1) + timedelta(days=32)).replace(day=1)
        while day < today - 14 * _DAY:
            firsts.append(day)
            day = (day + timedelta(days=32)).replace(day=1)
        for each in [*firsts, *(today - number * _DAY for number in range(13, -1, -1))]:
            obligations.freeze_board(day=each, at=self.until)


def write(*, pack: Path, until: datetime, say: Callable[[str], None]) -> None:
    """
    Fill an empty database with an invented history.

    :raises NotNow: if the database was set up before
    :raises PackHasProblems: if the pack has mistakes
    """
    History(pack=pack, until=until, say=say).write()
