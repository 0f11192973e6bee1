"""Keys of those who read: made, renewed, put under another passphrase, taken away from leavers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import SYSTEM, Actor
from standing.hall.sealed.api import people
from standing.hall.sealed.people import Pair
from standing.kernel.refusals import NotNow
from standing.rooms.concerns import permissions
from standing.rooms.concerns.actions import _ground as ground
from standing.rooms.concerns.models import Asking, Key, Name, Wrap
from standing.rooms.concerns.queries import keys as key_queries


@transaction.atomic
def make_key(*, passphrase: str, by: User, at: datetime) -> Key:
    """
    This will make the key of somebody who reads reports or keeps names; from then on reports are closed to it.

    :raises NotAllowed: if the person does neither
    :raises NotNow: if they have a key
    :raises WeakPassphrase: if it is too easy to guess
    """
    permissions.check_can_have_key(by=by)
    people.check_passphrase(passphrase)
    if key_queries.key_of(person=by) is not None:
        raise NotNow("You have a key already. Renew it instead.")
    return _new(people.new_pair(), passphrase=passphrase, by=by, at=at, verb="concerns.make_key")


@transaction.atomic
def change_passphrase(*, old: str, new: str, by: User, at: datetime) -> None:
    """
    This will put the same key under another passphrase.

    :raises NotNow: if the person has no key
    :raises WrongPassphrase: if the old one does not open it
    :raises WeakPassphrase: if the new one is too easy to guess
    """
    people.check_passphrase(new)
    key = _lock(ground.own_key(by))
    key.locked = people.lock(pair=ground.unlocked(key, old), passphrase=new)
    key.save(update_fields=["locked"])
    audit.record(verb="concerns.change_passphrase", subject=str(key.pk), by=by, at=at)


@transaction.atomic
def renew_key(*, passphrase: str, by: User, at: datetime) -> Key:
    """
    This will make a new key under the same passphrase, close everything to it, and destroy the old one.

    :raises NotAllowed: if the person neither reads reports nor keeps names
    :raises NotNow: if they have no key
    :raises WrongPassphrase: if it does not open the old one
    """
    permissions.check_can_have_key(by=by)
    old = _lock(ground.own_key(by))
    was, now = ground.unlocked(old, passphrase), people.new_pair()
    _retire(old, at=at)
    new = _new(now, passphrase=passphrase, by=by, at=at, verb="concerns.renew_key")
    for wrap in Wrap.objects.filter(key=old):
        secret = people.open_closed(box=wrap.box, pair=was, is_padded=False)
        Wrap.objects.create(report_id=wrap.report_id, key=new, box=people.close(content=secret, to=now.public))
    for name in Name.objects.filter(key=old):
        whose = people.open_closed(box=name.box, pair=was)
        Name.objects.create(
            report_id=name.report_id, key=new, box=people.close(content=whose, to=now.public, size=people.NAME)
        )
    for asking in Asking.objects.filter(key=old):
        whose = people.open_closed(box=asking.box or b"", pair=was)
        asking.key, asking.box = new, people.close(content=whose, to=now.public, size=people.NAME)
        asking.save(update_fields=["key", "box"])
    _empty(old)
    return new


@transaction.atomic
def give_up_key(*, by: User, at: datetime) -> None:
    """
    This will destroy the key of somebody who forgot its passphrase; what it opened must be handed over to them again.

    :raises NotNow: if they have no key, or it alone opens something
    """
    key = _lock(ground.own_key(by))
    if key_queries.is_needed(key=key):
        raise NotNow("Your key alone opens something. Once somebody else can open it too, you can give yours up.")
    _retire(key, at=at)
    Asking.objects.filter(key=key).update(key=None, box=None)
    _empty(key)
    audit.record(verb="concerns.give_up_key", subject=str(key.pk), by=by, at=at)


@transaction.atomic
def retire_leavers(*, at: datetime) -> int:
    """
    This will destroy the keys of those who hold no role here any more, and say how many.

    A key that alone opens something stays until somebody else can: it is no use to anybody without the passphrase.
    """
    retired = 0
    for key in key_queries.of_leavers().select_for_update():
        if key_queries.is_needed(key=key):
            continue
        _retire(key, at=at)
        _empty(key)
        audit.record(verb="concerns.retire_key", subject=str(key.pk), by=SYSTEM, at=at)
        retired += 1
    return retired


@transaction.atomic
def note_wrong_passphrase(*, by: User, at: datetime) -> None:
    """This will record that somebody typed a passphrase that does not open their key."""
    key = key_queries.key_of(person=by)
    if key is not None:
        audit.record(verb="concerns.wrong_passphrase", subject=str(key.pk), by=by, at=at)


def _new(pair: Pair, *, passphrase: str, by: User, at: datetime, verb: str) -> Key:
    key = Key.objects.create(
        person=by, public=pair.public, locked=people.lock(pair=pair, passphrase=passphrase), made_at=at
    )
    actor: Actor = by
    audit.record(verb=verb, subject=str(key.pk), by=actor, at=at, facts={"public": people.key_mark(pair.public)})
    return key


def _retire(key: Key, *, at: datetime) -> None:
    key.locked, key.retired_at = None, at
    key.save(update_fields=["locked", "retired_at"])


def _empty(key: Key) -> None:
    Wrap.objects.filter(key=key).delete()
    Name.objects.filter(key=key).delete()


def _lock(key: Key) -> Key:
    return Key.objects.select_for_update().get(pk=key.pk)
