"""An invented directory of help. No organisation here exists; numbers and addresses lead nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.pack import api as packs
from standing.hall.translations import api as translations
from standing.kernel.canonical import Json
from standing.kernel.places import is_in
from standing.rooms.services.actions import attesting, checks, editing, rounds
from standing.rooms.services.actions.editing import Details
from standing.rooms.services.queries import names, pack, texts, work
from standing.rooms.services.queries import values as value_queries
from standing.rooms.services.rules.terms import Field, How, Status
from standing.rooms.services.rules.values import fingerprint

_WEEK = "MO,TU,WE,TH,FR"
_DAY = ("MO,TU,WE,TH,FR,SA,SU", "00:00", "00:00")
_OFFICE = (_WEEK, "09:00", "17:00")
_LATE = ("TU,TH", "12:00", "20:00")
_SATURDAY = ("SA", "10:00", "14:00")
_NIGHT = ("FR,SA", "20:00", "02:00")
_ZIPS = ("90012", "90033", "90057", "91331", "91402", "90744", "90003", "90037", "90029", "90291", "90065", "90731")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """One service that does not exist. ``of`` is its organisation; with ``office`` it is a City department's."""

    name: str
    of: str
    says: str
    kinds: tuple[str, ...]
    hours: tuple[tuple[str, str, str], ...] = (_OFFICE,)
    spoken: tuple[str, ...] = ("es",)
    notes: Mapping[str, str] | None = None
    who: str = "Everybody who lives or works in the city. Nobody asks about status."
    cost: str = ""
    is_free: bool = True
    by_appointment: bool = False
    bring: tuple[str, ...] = ()
    is_virtual: bool = False
    office: str = ""
    checked: int = 6
    es: tuple[str, str] | None = None


_HELPERS = "Sample Harbor Legal Circle"
_BRIDGE = "Sample Bridge Family Center"
_TABLE = "Sample Common Table"
_CLINIC = "Sample Arroyo Health"
_WORKERS = "Sample Workers Corner"
_HOUSE = "Sample Roof and Door"
_LINE = "Sample Open Line"
_SCHOOL = "Sample Lantern School"
SERVICES: tuple[Invented, ...] = (
    Invented(name="Night and day family line", of=_LINE, says="Call when somebody in your family was taken, or when you are afraid. People answer and tell you the next step.", kinds=("hotline", "detained"), hours=(_DAY,), spoken=("es", "ko", "hy", "fa", "zh-Hant", "tl"), notes={"fa": "evenings only"}, is_virtual=True, checked=3, es=("Línea familiar de día y de noche", "Llame si se llevaron a alguien de su familia o si tiene miedo. Le contestan y le dicen el siguiente paso.")),
    Invented(name="Legal questions by phone", of=_HELPERS, says="Lawyers answer short questions for free. They do not take your name if you do not want to give it.", kinds=("legal-help", "hotline"), hours=((_WEEK, "10:00", "18:00"),), spoken=("es", "ko", "tl"), is_virtual=True, checked=5, es=("Preguntas legales por teléfono", "Abogados contestan preguntas cortas gratis. No piden su nombre si usted no quiere darlo.")),
    Invented(name="Walk-in legal clinic", of=_HELPERS, says="Talk with a lawyer about a paper you got, a court date, or a family plan. Come early: there are twenty places a day.", kinds=("legal-help", "detained"), hours=(_LATE, _SATURDAY), spoken=("es", "hy"), notes={"hy": "call ahead"}, bring=("Any letter you got",), checked=8, es=("Clínica legal sin cita", "Hable con un abogado sobre una carta que recibió, una cita en la corte o un plan familiar. Llegue temprano: hay veinte lugares al día.")),
    Invented(name="Help with bond", of=_HELPERS, says="Helps families ask for bond and find who is held where.", kinds=("detained", "legal-help"), by_appointment=True, spoken=("es",), checked=12, es=("Ayuda con la fianza", "Ayuda a las familias a pedir fianza y a saber dónde está detenida una persona.")),
    Invented(name="Asylum and visa help", of="Sample Cedar Law Project", says="Accredited helpers fill in forms with you. They say before you begin what it costs.", kinds=("legal-help",), is_free=False, cost="From 0 to 150 dollars, by income. Ask about a lower price.", by_appointment=True, spoken=("es", "zh-Hans", "ru"), checked=21),
    Invented(name="Lawyers for children", of="Sample Cedar Law Project", says="For children and young people who have to go to court.", kinds=("legal-help", "children"), by_appointment=True, spoken=("es",), who="Young people up to 21.", checked=18),
    Invented(name="Legal clinic in the valley", of="Sample Valley Legal Desk", says="A desk in a community room, with volunteers from law schools.", kinds=("legal-help",), hours=(("WE", "16:00", "20:00"),), spoken=("es", "hy", "fa"), checked=44),
    Invented(name="Legal clinic at the harbor", of="Sample Harbor Legal Circle", says="First talks with a lawyer near the harbor.", kinds=("legal-help",), hours=(("MO", "13:00", "18:00"),), spoken=("es", "tl"), checked=75),
    Invented(name="Report a false helper", of=_HELPERS, says="Somebody took your money and did nothing, or said they were a lawyer? Tell it here. We help you write it down.", kinds=("fraud", "legal-help"), spoken=("es", "ko"), checked=9, es=("Denuncie a un falso asesor", "¿Alguien tomó su dinero y no hizo nada, o dijo que era abogado? Cuéntelo aquí. Le ayudamos a escribirlo.")),
    Invented(name="Cash card desk", of=_BRIDGE, says="Gives cash cards to families who lost wages. Nobody keeps a list of who was helped.", kinds=("cash",), hours=(("MO,WE", "09:00", "13:00"),), spoken=("es", "ko"), by_appointment=True, checked=4, es=("Tarjetas de efectivo", "Da tarjetas a familias que perdieron su sueldo. Nadie guarda una lista de quién recibió ayuda.")),
    Invented(name="Help with gas and light bills", of=_BRIDGE, says="Pays part of a bill, once a year.", kinds=("cash", "housing"), bring=("The bill",), spoken=("es", "ru"), checked=15),
    Invented(name="Family plan evenings", of=_BRIDGE, says="Make a plan for your children, step by step, with somebody beside you.", kinds=("children", "legal-help"), hours=(("TH", "18:00", "20:30"),), spoken=("es", "ko", "zh-Hant"), checked=7, es=("Noches de plan familiar", "Haga un plan para sus hijos, paso a paso, con alguien a su lado.")),
    Invented(name="Child care for a hard week", of=_BRIDGE, says="A place for children while parents go to court or to a clinic.", kinds=("children",), hours=((_WEEK, "07:30", "18:30"),), spoken=("es",), who="Children from 2 to 12.", checked=30),
    Invented(name="Groceries on Saturday", of=_TABLE, says="Bags of fruit, rice and beans. Come on foot or by car.", kinds=("food",), hours=(("SA", "08:00", "11:00"),), spoken=("es", "tl", "vi"), checked=20, es=("Despensa los sábados", "Bolsas de fruta, arroz y frijoles. Venga a pie o en carro.")),
    Invented(name="Groceries brought home", of=_TABLE, says="Volunteers bring food to families who do not want to go out.", kinds=("food", "getting-there"), is_virtual=True, spoken=("es", "hy"), checked=11, es=("Despensa a domicilio", "Voluntarios llevan comida a familias que no quieren salir.")),
    Invented(name="Warm supper", of=_TABLE, says="Supper every evening, for whoever comes.", kinds=("food",), hours=(("MO,TU,WE,TH,FR,SA,SU", "17:00", "19:00"),), spoken=("es",), checked=50),
    Invented(name="Pantry on the hill", of="Sample Hill Neighbors", says="A small pantry in a hall. First Tuesday of the month.", kinds=("food",), hours=(("1TU", "10:00", "13:00"),), spoken=("es", "ko"), checked=120),
    Invented(name="Pantry of the temple", of="Sample Lotus House", says="Rice, oil and vegetables. Tea while you wait.", kinds=("food",), hours=(("SU", "09:00", "12:00"),), spoken=("km", "th", "vi"), checked=33),
    Invented(name="Family clinic", of=_CLINIC, says="Doctors and nurses for the whole family, with or without insurance.", kinds=("health",), hours=((_WEEK, "08:00", "19:00"), _SATURDAY), is_free=False, cost="You pay what you can.", spoken=("es", "ko", "hy", "fa"), checked=25, es=("Clínica familiar", "Médicos y enfermeras para toda la familia, con o sin seguro.")),
    Invented(name="Dentist on wheels", of=_CLINIC, says="A bus with two chairs. It stops at another place each week.", kinds=("health",), hours=(("TU,TH", "09:00", "15:00"),), by_appointment=True, spoken=("es",), checked=61),
    Invented(name="Clinic for mothers", of=_CLINIC, says="Care before and after a birth.", kinds=("health", "children"), spoken=("es", "zh-Hans", "vi"), is_free=False, cost="You pay what you can.", checked=40),
    Invented(name="Late clinic", of="Sample Night Clinic", says="For coughs, cuts and questions, late at the weekend.", kinds=("health",), hours=(_NIGHT,), spoken=("es",), checked=14),
    Invented(name="Talk to somebody", of="Sample Quiet Room", says="Counselors who listen. In person or by phone.", kinds=("mind",), hours=((_WEEK, "09:00", "20:00"),), spoken=("es", "fa", "ru"), by_appointment=True, checked=16, es=("Hable con alguien", "Consejeros que escuchan. En persona o por teléfono.")),
    Invented(name="Circle for parents", of="Sample Quiet Room", says="A group for parents who are worried. Tea and a room for children.", kinds=("mind", "children"), hours=(("WE", "18:00", "20:00"),), spoken=("es",), checked=52),
    Invented(name="Line for hard nights", of="Sample Quiet Room", says="Call when you cannot sleep. Nobody asks who you are.", kinds=("hotline", "mind"), hours=(("MO,TU,WE,TH,FR,SA,SU", "20:00", "06:00"),), is_virtual=True, spoken=("es", "ko"), checked=10),
    Invented(name="Unpaid wages desk", of=_WORKERS, says="Your boss did not pay? Bring what you have, also notes on your phone. We count it with you and write the claim.", kinds=("work",), hours=(("MO,TH", "15:00", "19:30"),), spoken=("es", "zh-Hant", "ko"), checked=19, es=("Sueldos no pagados", "¿Su patrón no le pagó? Traiga lo que tenga, también notas en su teléfono. Contamos juntos y escribimos el reclamo.")),
    Invented(name="Day workers corner", of=_WORKERS, says="A safe corner to wait for work, with water and a roof.", kinds=("work",), hours=(("MO,TU,WE,TH,FR,SA", "06:00", "14:00"),), spoken=("es",), checked=70),
    Invented(name="Training for cleaners and cooks", of=_WORKERS, says="Short courses with a paper at the end.", kinds=("work", "learning"), by_appointment=True, spoken=("es", "tl"), checked=200),
    Invented(name="Help with rent", of=_HOUSE, says="Helps you ask your landlord for time, and pays part of one month.", kinds=("housing", "cash"), bring=("The letter about the rent",), spoken=("es", "hy"), checked=13, es=("Ayuda con la renta", "Le ayuda a pedir tiempo al dueño y paga una parte de un mes.")),
    Invented(name="Eviction questions", of=_HOUSE, says="A tenant lawyer reads your notice with you.", kinds=("housing", "legal-help"), hours=(_LATE,), spoken=("es", "ru"), checked=17),
    Invented(name="Beds for families", of=_HOUSE, says="Rooms for parents with children, for up to 30 nights.", kinds=("housing",), hours=(_DAY,), spoken=("es",), checked=28),
    Invented(name="Safe house line", of="Sample Morning House", says="Somebody hurts you at home? Call. The address is secret. You can bring your children.", kinds=("safety", "hotline"), hours=(_DAY,), is_virtual=True, spoken=("es", "ko", "hy", "fa", "vi"), checked=2, es=("Línea de la casa segura", "¿Alguien le hace daño en casa? Llame. La dirección es secreta. Puede traer a sus hijos.")),
    Invented(name="Court company", of="Sample Morning House", says="Somebody goes with you to court and back.", kinds=("safety", "getting-there"), by_appointment=True, spoken=("es",), checked=24),
    Invented(name="English in the evening", of=_SCHOOL, says="English for beginners. Children may come along.", kinds=("learning",), hours=(("MO,WE", "18:00", "20:30"),), spoken=("es", "ko", "am"), checked=47, es=("Inglés por la noche", "Inglés para principiantes. Puede traer a sus hijos.")),
    Invented(name="Computers for everybody", of=_SCHOOL, says="Learn to write an e-mail and fill in forms online.", kinds=("learning",), hours=(_SATURDAY,), spoken=("es",), checked=58),
    Invented(name="Rides to the clinic", of="Sample Wheel Neighbors", says="Volunteers drive you to a clinic, a court or a school.", kinds=("getting-there",), is_virtual=True, by_appointment=True, spoken=("es", "fa"), checked=22),
    Invented(name="Help for small shops", of="Sample Corner Store Union", says="Permits, leases, and what to do when officers come into your shop.", kinds=("business",), spoken=("es", "ko", "zh-Hans", "hy"), by_appointment=True, checked=36),
    Invented(name="Small loans for vendors", of="Sample Corner Store Union", says="Loans from 200 dollars for people who sell on the street.", kinds=("business", "cash"), spoken=("es",), checked=29),
    Invented(name="Youth soccer and homework", of="Sample Lantern School", says="Homework first, soccer after.", kinds=("children",), hours=((_WEEK, "15:00", "18:00"),), spoken=("es",), who="Young people from 8 to 17.", checked=85),
    Invented(name="Classes at the library", of="", office="librar", says="Free classes, computers, and a quiet place. Every library is open to all.", kinds=("learning", "children"), hours=(("MO,TU,WE,TH", "10:00", "20:00"), ("FR,SA", "10:00", "17:30")), spoken=("es", "ko", "hy", "zh-Hant", "fa"), checked=12, es=("Clases en la biblioteca", "Clases gratis, computadoras y un lugar tranquilo. Todas las bibliotecas están abiertas para todos.")),
    Invented(name="Red cards and rights booklets", of="", office="librar", says="Take red cards and booklets at every branch, in many languages.", kinds=("learning", "legal-help"), hours=(("MO,TU,WE,TH", "10:00", "20:00"),), spoken=("es", "tl", "ru"), checked=10),
    Invented(name="Summer lunch in the parks", of="", office="park", says="Lunch for children, at no cost, also when school is out.", kinds=("food", "children"), hours=((_WEEK, "11:30", "13:30"),), spoken=("es",), who="Children up to 18.", checked=31),
    Invented(name="After school in the parks", of="", office="park", says="Sport, art and homework after school.", kinds=("children",), hours=((_WEEK, "14:30", "18:30"),), is_free=False, cost="5 dollars a week. It is free if you ask.", spoken=("es",), checked=66),
    Invented(name="Family center", of="", office="famil|community", says="One place for bills, food, school and taxes. A person helps you through all of it.", kinds=("cash", "children", "housing"), spoken=("es", "ko"), by_appointment=True, checked=14, es=("Centro familiar", "Un solo lugar para recibos, comida, escuela e impuestos. Una persona le acompaña en todo.")),
    Invented(name="Rent questions", of="", office="housing", says="Ask about rent rules and eviction.", kinds=("housing",), spoken=("es", "zh-Hant", "ru", "hy"), is_virtual=True, checked=9),
    Invented(name="Help after an injury at work", of="", office="disab", says="For people with a disability: rides, tools, and somebody who knows the way.", kinds=("work", "getting-there"), spoken=("es", "ase"), checked=39),
)  # fmt: skip


class Directory:
    """Writes the directory through the actions that people use."""

    def __init__(
        self,
        *,
        editor: User,
        agent: User,
        translator: User,
        liaisons: Mapping[str, User],
        until: datetime,
        random: Random,
    ) -> None:
        self.editor, self.agent, self.translator = editor, agent, translator
        self.liaisons, self.until, self.random = liaisons, until, random
        self.ground = pack.ground(at=until)
        self.city = self._city()
        self.organizations: dict[str, UUID] = {}
        self.made: dict[str, UUID] = {}

    def _city(self) -> str:
        found = packs.in_force(known=self.until)
        return found.info.place.partition(",")[0] if found is not None else "Sample"

    @transaction.atomic
    def write(self) -> None:
        """Write it all."""
        known = {kind.id for kind in self.ground.directory.kinds}
        for one in SERVICES:
            if kinds := tuple(kind for kind in one.kinds if kind in known):
                self._enter(one, kinds)
        self._check()
        self._translate()
        self._live()
        self._attest()

    def _enter(self, one: Invented, kinds: tuple[str, ...]) -> None:
        department = self._department(one.office) if one.office else ""
        if one.office and not department:
            return
        by = self.liaisons[department] if department else self.editor
        at = self.until - timedelta(days=max(one.checked, 20) + 5)
        owner = one.of or names.department(code=department, at=self.until)
        if owner not in self.organizations:
            self.organizations[owner] = editing.add_organization(
                name=owner,
                description="" if department else "An invented organization of the sample.",
                website="" if department else f"https://{owner.lower().replace(' ', '-')}.example/",
                department=department,
                is_sample=True,
                by=by,
                at=at,
            )
        self.made[one.name] = editing.add_service(
            organization=self.organizations[owner],
            values=self._values(one),
            details=Details(
                description=one.says, categories=kinds, documents=tuple(sorted(one.bring)), department=department
            ),
            how=None,
            is_sample=True,
            by=by,
            at=at,
        )

    def _department(self, office: str) -> str:
        """Return the department whose name sounds like it; none in a city that has none."""
        wanted = office.split("|")
        found = [
            code for code, name in names.departments(at=self.until).items() if any(w in name.lower() for w in wanted)
        ]
        return next((code for code in sorted(found) if code in self.liaisons), "")

    def _values(self, one: Invented) -> dict[Field, Json]:
        zone = str(self.ground.zone)
        rules: list[Json] = [
            {
                "place": "",
                "freq": "MONTHLY" if days[0].isdigit() else "WEEKLY",
                "byday": days,
                "opens_at": opens,
                "closes_at": closes,
                "zone": zone,
            }
            for days, opens, closes in one.hours
        ]
        never_closes = one.hours == (_DAY,)
        notes = one.notes or {}
        spoken: list[Json] = [
            {
                "code": code.lower(),
                "name": self.ground.tongues.get(code.lower(), ("", code))[1],
                "note": notes.get(code, ""),
            }
            for code in ("en", *one.spoken)
            if code.lower() in self.ground.tongues
        ]
        area = "800" if "hotline" in one.kinds else "213"
        number: Json = {
            "number": f"{area}-555-01{self.random.randrange(100):02d}",
            "extension": None,
            "type": "voice",
            "description": "",
        }
        return {
            Field.NAME: {"name": one.name, "alternate_name": ""},
            Field.ADDRESS: {"places": [self._place(one)]},
            Field.PHONE: {"phones": [number]},
            Field.HOURS: {
                "rules": rules,
                "by_appointment": one.by_appointment,
                "closed_on_holidays": not never_closes,
            },
            Field.LANGUAGES: {"languages": spoken},
            Field.ELIGIBILITY: {"text": one.who, "minimum_age": None, "maximum_age": None},
            Field.COST: {"is_free": one.is_free, "text": one.cost, "options": []},
        }

    def _place(self, one: Invented) -> Json:
        if one.is_virtual:
            return {"place": "", "name": "", "type": "virtual", "url": "", "addresses": []}
        zips = tuple(self.ground.directory.areas) or _ZIPS
        lines = {
            "address_1": f"{self.random.randrange(1, 90)}00 Sample Street",
            "city": self.city,
            "state_province": "CA",
            "postal_code": self.random.choice(zips),
            "country": "US",
            "address_type": "physical",
        }
        point = self._point()
        return {
            "place": "",
            "name": "",
            "type": "physical",
            "url": "",
            "longitude": f"{point[0]:.6f}" if point else "",
            "latitude": f"{point[1]:.6f}" if point else "",
            "addresses": [lines],
        }

    def _point(self) -> tuple[float, float] | None:
        """Return a place in one of the districts, where the pack has their outlines."""
        if not self.ground.directory.outlines:
            return None
        outline = self.random.choice(self.ground.directory.outlines)
        west, south, east, north = outline.box
        while True:
            point = (self.random.uniform(west, east), self.random.uniform(south, north))
            if is_in(point, outline):
                return point

    def _check(self) -> None:
        """Check services as it was done over the last months; some were checked long ago, so they are old or gone."""
        by_day: dict[int, list[UUID]] = {}
        for one in SERVICES:
            if one.name in self.made:
                by_day.setdefault(_rounded(one.checked), []).append(self.made[one.name])
        for ago, found in sorted(by_day.items(), reverse=True):
            at = self.until - timedelta(days=ago, minutes=self.random.randrange(5, 300))
            checks.check_services(services=found, how=How.PHONE, checked_at=at, by=self.editor, at=self.until)

    def _translate(self) -> None:
        for one in SERVICES:
            if one.es is None or one.name not in self.made or "es" not in self.ground.tongues:
                continue
            for part, source, text in (("name", one.name, one.es[0]), ("description", one.says, one.es[1])):
                translations.write_translation(
                    key=texts.key_of(self.made[one.name], part),
                    language="es",
                    text=text,
                    seen_source_sha256=translations.SourceText(key="-", text=source).sha256,
                    by=self.translator,
                    at=self.until,
                )
        index_again = [self.made[one.name] for one in SERVICES if one.es is not None and one.name in self.made]
        checks.refresh(services=index_again, by=self.editor, at=self.until)

    def _live(self) -> None:
        """Close a place, put news on another, and have a change wait for approval."""
        today = self.ground.today
        for name, status, back in (
            ("Warm supper", Status.TEMPORARILY_CLOSED, today + timedelta(days=20)),
            ("Day workers corner", Status.DEFUNCT, None),
        ):
            if name in self.made:
                editing.close_service(
                    service=self.made[name],
                    status=status,
                    closed_on=today - timedelta(days=4),
                    reopens_on=back,
                    by=self.editor,
                    at=self.until,
                )
        if "Groceries on Saturday" in self.made:
            editing.set_alert(
                service=self.made["Groceries on Saturday"],
                text="This month the bags are given out in the yard behind the hall.",
                until=today + timedelta(days=25),
                by=self.editor,
                at=self.until,
            )
        self._propose()

    def _propose(self) -> None:
        if "Help with rent" not in self.made or "Beds for families" not in self.made:
            return
        wanted = self.made["Help with rent"]
        now = value_queries.values(ids=[wanted])[wanted][Field.COST]
        mine = rounds.propose_value(
            service=wanted,
            field=Field.COST,
            value={"is_free": True, "text": "Free. They pay at most 600 dollars.", "options": []},
            how=How.PHONE,
            seen_sha256=fingerprint(now),
            by=self.agent,
            at=self.until,
        )
        rounds.submit_round(round=mine, by=self.agent, at=self.until)
        rounds.assign_rounds(services=[self.made["Beds for families"]], by=self.editor, at=self.until)

    def _attest(self) -> None:
        said: Sequence[str] = (
            "The libraries are open one evening more, and hand out red cards in eighteen languages.",
            "Lunch in the parks goes on after the summer.",
            "",
        )
        own = [
            row.code for row in work.departments(names=names.departments(at=self.until), at=self.until) if row.services
        ]
        for code, widened in zip(own[: len(said)], said, strict=False):
            attesting.attest_list(
                department=code,
                widened=widened,
                seen_sha256=work.list_of(department=code, at=self.until).sha256,
                by=self.liaisons[code],
                at=self.until,
            )


def _rounded(days: int) -> int:
    """Return a day on which several services were checked, so that there are few such days."""
    return next((mark for mark in (4, 9, 14, 21, 29, 44, 70, 120) if days <= mark), 200)


def write(
    *, editor: User, agent: User, translator: User, liaisons: Mapping[str, User], until: datetime, random: Random
) -> None:
    """
    Write an invented directory of help, as it stands at ``until``.

    ``liaisons`` holds for each department's code whoever answers for its services.
    """
    Directory(editor=editor, agent=agent, translator=translator, liaisons=liaisons, until=until, random=random).write()
