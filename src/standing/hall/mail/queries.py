"""What can be asked at the post office."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, Value, When

from standing.hall.mail.models import Bounce, Letter
from standing.hall.mail.rules import State, state_of
from standing.kernel.refusals import NotFound

_IS: dict[State, Q] = {
    State.BOUNCED: Q(bounced_at__isnull=False),
    State.FAILED: Q(sent_at=None, next_try_at=None),
    State.WAITING: Q(sent_at=None, next_try_at__isnull=False),
    State.SENT: Q(sent_at__isnull=False, bounced_at=None),
}
_LOST = (_IS[State.BOUNCED] | _IS[State.FAILED]) & ~Q(to=[])  # after two years nobody looks any more


@dataclass(frozen=True, slots=True, kw_only=True)
class BounceFact:
    """News that a letter did not arrive."""

    recipient: str
    kind: str
    reason: str
    noted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFact:
    """One letter and what became of it; never what it says. ``to`` is empty when it is over two years old."""

    id: int
    key: str
    name: str
    to: tuple[str, ...]
    subject: str
    about: str
    posted_at: datetime
    state: State
    sent_at: datetime | None
    bounced_at: datetime | None
    next_try_at: datetime | None
    tries: int
    trouble: str
    is_secret: bool
    emptied_at: datetime | None
    bounces: tuple[BounceFact, ...]

    @property
    def can_be_sent_again(self) -> bool:
        """Tell whether a person may have it tried once more."""
        return self.state in {State.BOUNCED, State.FAILED} and self.emptied_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLetterFact:
    """A letter and what it says; that is empty for a secret, and when it is no longer kept."""

    letter: LetterFact
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressFact:
    """An address at which letters did not arrive."""

    address: str
    letters: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterList:
    """The letters that a question asks for, those that did not arrive first; read a page at a time."""

    state: State | None = None
    about: str = ""

    def count(self) -> int:
        """Return how many there are."""
        return self._rows().count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> tuple[LetterFact, ...]:
        """Return one page."""
        trouble_first = Case(When(_LOST, then=Value(0)), default=Value(1), output_field=IntegerField())
        rows = self._rows().order_by(trouble_first, "-posted_at", "-id").prefetch_related("bounces")
        return tuple(fact(row) for row in rows[part])

    def _rows(self) -> QuerySet[Letter]:
        rows = Letter.objects.all()
        if self.about:
            rows = rows.filter(about=self.about)
        return rows if self.state is None else rows.filter(_IS[self.state])


def counts() -> dict[State, int]:
    """Return how many letters there are in each state."""
    found: dict[str, int] = Letter.objects.aggregate(
        **{state.value: Count("pk", filter=condition) for state, condition in _IS.items()}
    )
    return {state: found[state.value] for state in State}


def read_letter(*, name: str) -> OpenLetterFact:
    """
    Return a letter and what it says.

    :raises NotFound: if there is none of that name
    """
    row = Letter.objects.filter(name=name).prefetch_related("bounces").first()
    if row is None:
        raise NotFound("There is no such letter.")
    return OpenLetterFact(letter=fact(row), body="" if row.is_secret else row.body)


def bad_addresses(*, since: datetime) -> tuple[AddressFact, ...]:
    """Return the addresses at which letters did not arrive, the latest first; nothing is withheld from them."""
    rows = (
        Bounce.objects.filter(noted_at__gte=since)
        .exclude(recipient="")
        .values("recipient")
        .annotate(letters=Count("letter", distinct=True), last_at=Max("noted_at"))
        .order_by("-last_at", "recipient")
    )
    return tuple(AddressFact(address=row["recipient"], letters=row["letters"], last_at=row["last_at"]) for row in rows)


def undelivered(*, about: str = "") -> tuple[LetterFact, ...]:
    """Return the letters that came back or could not be sent, the newest first; ``about`` narrows it to one thing."""
    rows = Letter.objects.filter(_LOST)
    if about:
        rows = rows.filter(about=about)
    return tuple(fact(row) for row in rows.order_by("-posted_at", "-id").prefetch_related("bounces"))


def fact(row: Letter) -> LetterFact:
    """Return a letter as a fact."""
    return LetterFact(
        id=row.pk,
        key=row.key,
        name=row.name,
        to=tuple(row.to),
        subject=row.subject,
        about=row.about,
        posted_at=row.posted_at,
        state=state_of(sent_at=row.sent_at, bounced_at=row.bounced_at, next_try_at=row.next_try_at),
        sent_at=row.sent_at,
        bounced_at=row.bounced_at,
        next_try_at=row.next_try_at,
        tries=row.tries,
        trouble=row.trouble,
        is_secret=row.is_secret,
        emptied_at=row.emptied_at,
        bounces=tuple(
            BounceFact(recipient=one.recipient, kind=one.kind, reason=one.reason, noted_at=one.noted_at)
            for one in sorted(row.bounces.all(), key=lambda one: one.noted_at)
        ),
    )
