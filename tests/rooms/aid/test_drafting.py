"""A round with a draw is drafted on its page, from nothing typed to a manifest that both parties signed."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.kernel.blind import manifest as manifests
from standing.rooms.aid import api as aid
from standing.rooms.aid.actions import parties
from standing.rooms.aid.models import Key, Round
from tests.make import accounts
from tests.make import aid as make
from tests.make.aid import AT, GROUP, OTHER, ROUND

pytestmark = pytest.mark.django_db
DRAFT, HERE = "/staff/aid/draft/", f"/staff/aid/rounds/{ROUND}/"
CHANGE = f"{HERE}change/"
TRUSTEE = "http://127.0.0.1:8001"
ZONE = ZoneInfo("UTC")  # no pack is in force here
FIRST, LAST = AT.date() + timedelta(days=1), AT.date() + timedelta(days=9)
KEYS = {GROUP: bytes(range(32)), OTHER: bytes(range(1, 33))}


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(parties._asked, "url", lambda: TRUSTEE)


@pytest.fixture
def client() -> Client:
    return accounts.client_of(accounts.person(role=Role.TREASURER))


def said64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def typed(**changed: object) -> dict[str, object]:
    """What somebody types for a round without a draw."""
    begin = AT.replace(tzinfo=None)
    return {
        "round": ROUND,
        "name": "Sample round",
        "opens_at": f"{begin - timedelta(days=1):%Y-%m-%dT%H:%M}",
        "closes_at": f"{begin + timedelta(days=30):%Y-%m-%dT%H:%M}",
        "destroy_at": f"{begin + timedelta(days=45):%Y-%m-%dT%H:%M}",
        "amounts": "300 200",
        "exception_cents": "300",
        "exceptions_most": "2",
        "groups": f"{GROUP}\n{OTHER}",
        "rules": "Lives in the city.",
        "rules_es": "Vive en la ciudad.",
        "evaluations_a_day": "600",
        "claims_a_day": "60",
        "memory": "19456",
        "passes": "2",
        **changed,
    }


def drawn(**changed: object) -> dict[str, object]:
    """What somebody types for a round with one."""
    return typed(**{
        "has_draw": "on",
        "draw_opens_at": FIRST.isoformat(),
        "draw_closes_at": LAST.isoformat(),
        f"places-{GROUP}": "120",
        f"places-{OTHER}": "80",
        f"box-{GROUP}": said64(KEYS[GROUP]),
        f"box-{OTHER}": said64(KEYS[OTHER]),
        **changed,
    })  # fmt: skip


def text(answer) -> str:
    return answer.content.decode()


def mistakes(answer) -> dict[str, str]:
    return {name: " ".join(map(str, told)) for name, told in answer.context["form"].errors.items()}


def shown(page: str) -> dict[str, str]:
    """The values that stand in the boxes of a page."""
    found = dict(re.findall(r'<input type="(?:text|number|date)" name="([^"]+)" value="([^"]*)"', page))
    if re.search(r'<input type="checkbox" name="has_draw"[^>]* checked', page):
        found["has_draw"] = "on"
    return found


def bring(client: Client, what: str, data: bytes):
    file = SimpleUploadedFile("trustee.json", data)
    return client.post(f"{HERE}file/", {"what": what, "file": file})


def test_a_treasurer_drafts_a_round_with_a_draw_and_both_parties_sign_it(client):
    empty = text(client.get(DRAFT))
    assert "Families may also apply themselves" in empty
    assert f'href="{TRUSTEE}/apply/group-key/"' in empty
    asked = client.post(DRAFT, typed(what="groups", has_draw="on"))
    assert asked.status_code == 200
    assert f"Places of {GROUP}" in text(asked)
    assert f"Public key of {OTHER}" in text(asked)
    assert shown(text(asked)).items() >= {"round": ROUND, "amounts": "300 200", "has_draw": "on"}.items()
    assert not Round.objects.exists()

    # A key is copied with spaces and a line's end more often than without.
    key = f"  {said64(KEYS[GROUP])[:20]} {said64(KEYS[GROUP])[20:]}\n"
    assert client.post(DRAFT, drawn(**{f"box-{GROUP}": key}))["Location"] == HERE
    page = text(client.get(HERE))
    for words in ("Families apply themselves, and chance decides", said64(KEYS[OTHER]), "<dd>200</dd>", "ticks there"):
        assert words in page

    assert bring(client, "offer", make.trustee().offer()).status_code == 302
    client.post(f"{HERE}step/", {"what": "manifest"})
    papers = aid.papers(round_=ROUND)
    assert papers is not None
    assert bring(client, "signature", make.trustee().signature(papers.manifest)).status_code == 302
    assert aid.rounds()[0].step is aid.Step.SIGNED

    draw = manifests.read(papers.manifest).draw
    assert draw is not None
    assert (draw.places, draw.boxes) == ({GROUP: 120, OTHER: 80}, KEYS)
    assert draw.opens_at.astimezone(ZONE).isoformat()[:16] == f"{FIRST}T00:00"
    assert draw.closes_at.astimezone(ZONE).isoformat()[:16] == f"{LAST}T23:59"
    assert draw.city_seed == bytes(Key.objects.get(purpose="draw-seed").public)

    for language, words, link in (
        ("en", "120 places", f"{TRUSTEE}/apply/{ROUND}/"),
        ("es", "120 lugares", f"{TRUSTEE}/es/apply/{ROUND}/"),
    ):
        public = text(Client().get(f"/aid/{ROUND}/?language={language}"))
        assert words in public
        assert f'href="{link}"' in public


def test_a_draft_without_a_draw_is_as_it_was(client):
    assert client.post(DRAFT, typed()).status_code == 302
    assert Round.objects.get().draw is None
    assert not Key.objects.filter(purpose="draw-seed").exists()
    page = text(client.get(HERE))
    assert "None: families come to the desks." in page
    assert "ticks there" not in page
    assert "box-" not in text(client.get(CHANGE))
    bring(client, "offer", make.trustee().offer(draw_seed=None))
    client.post(f"{HERE}step/", {"what": "manifest"})
    papers = aid.papers(round_=ROUND)
    assert papers is not None
    assert manifests.read(papers.manifest).draw is None
    bring(client, "signature", make.trustee().signature(papers.manifest))
    assert "chance decides" not in text(Client().get(f"/aid/{ROUND}/"))


def test_a_draft_shows_what_is_there_and_saving_it_again_changes_nothing(client):
    client.post(DRAFT, drawn())
    before = Round.objects.values().get()
    values = shown(text(client.get(CHANGE)))
    wanted = {
        name: str(value) for name, value in drawn().items() if name.startswith(("has_", "draw_", "places-", "box-"))
    }
    assert values.items() >= wanted.items()
    assert client.post(CHANGE, drawn()).status_code == 302
    assert Round.objects.values().get() == before
    assert client.post(CHANGE, drawn(**{f"places-{OTHER}": "0"})).status_code == 302
    assert Round.objects.get().draw["places"] == {GROUP: 120, OTHER: 0}


def test_a_draw_is_taken_out_and_put_back_with_the_same_seed(client):
    client.post(DRAFT, drawn())
    bring(client, "offer", make.trustee().offer())
    [seed] = Key.objects.filter(purpose="draw-seed")
    without = drawn()
    del without["has_draw"]
    assert "It has no draw any more." in text(client.post(CHANGE, without, follow=True))
    row = Round.objects.get()
    assert row.draw is None
    assert row.offer is None  # the trustee is asked again
    assert client.post(CHANGE, drawn()).status_code == 302
    assert Round.objects.get().draw["places"] == {GROUP: 120, OTHER: 80}
    assert [one.pk for one in Key.objects.filter(purpose="draw-seed")] == [seed.pk]


def test_every_mistake_of_a_draw_is_told_at_once_at_its_field_and_nothing_typed_is_lost(client):
    wrong = drawn(**{
        "amounts": "many",
        "draw_opens_at": (AT.date() - timedelta(days=5)).isoformat(),
        "draw_closes_at": (AT.date() + timedelta(days=30)).isoformat(),
        f"places-{GROUP}": "-1",
        f"places-{OTHER}": "",
        f"box-{GROUP}": "my key",
        f"box-{OTHER}": said64(b"x" * 31),
    })  # fmt: skip
    answer = client.post(DRAFT, wrong)
    assert answer.status_code == 422
    told = mistakes(answer)
    assert set(told) == {
        "amounts", "draw_opens_at", "draw_closes_at", f"places-{GROUP}", f"places-{OTHER}", f"box-{GROUP}", f"box-{OTHER}",
    }  # fmt: skip
    assert "not before it opens" in told["draw_opens_at"]
    assert "at least one day before the round closes" in told["draw_closes_at"]
    assert "still empty" in told[f"places-{OTHER}"]
    assert "all 44 signs" in told[f"box-{GROUP}"]
    values = shown(text(answer))
    for name in ("amounts", "draw_opens_at", "draw_closes_at", f"places-{GROUP}", f"box-{GROUP}", f"box-{OTHER}"):
        assert values[name] == wrong[name], name
    assert values["has_draw"] == "on"
    assert not Round.objects.exists()
    assert client.post(DRAFT, drawn()).status_code == 302


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"draw_closes_at": (FIRST - timedelta(days=1)).isoformat()}, "draw_closes_at", "is the first, or a later one"),
        ({"draw_opens_at": ""}, "draw_opens_at", "still empty"),
        ({"draw_closes_at": "soon"}, "draw_closes_at", "Give a day such as"),
        ({f"box-{OTHER}": said64(KEYS[GROUP])}, f"box-{OTHER}", f"This is the key of {GROUP} too"),
        ({f"places-{GROUP}": "0", f"places-{OTHER}": "0"}, f"places-{GROUP}", "at least one place"),
        ({f"places-{GROUP}": "1000001"}, f"places-{GROUP}", "1000000"),
        ({"groups": f"{GROUP}\n{OTHER}\nHarbor Hands"}, "groups", "Harbor Hands"),
        ({"groups": f"{GROUP}\n{OTHER}\nnew-group"}, "box-new-group", "still empty"),
    ],
)
def test_what_cannot_be_a_draw_is_told_at_its_field(client, changed, field, sentence):
    answer = client.post(DRAFT, drawn(**changed))
    assert answer.status_code == 422
    assert sentence in mistakes(answer)[field]
    assert not Round.objects.exists()


@pytest.mark.parametrize("days", [0, 8])
def test_a_draw_may_last_one_day_and_begin_on_the_day_of_the_opening(client, days):
    opening = AT - timedelta(days=1)
    last = opening.date() + timedelta(days=days)
    answer = client.post(DRAFT, drawn(draw_opens_at=opening.date().isoformat(), draw_closes_at=last.isoformat()))
    assert answer.status_code == 302
    [fact] = aid.rounds()
    assert fact.draw is not None
    assert fact.draw.opens_at == opening.replace(second=0, microsecond=0)
    assert fact.draw.places == 200


def test_ticking_without_fields_asks_for_them_and_filling_without_a_tick_is_not_dropped(client):
    answer = client.post(DRAFT, typed(has_draw="on"))
    assert answer.status_code == 422
    assert set(mistakes(answer)) == {
        "draw_opens_at", "draw_closes_at", f"places-{GROUP}", f"places-{OTHER}", f"box-{GROUP}", f"box-{OTHER}",
    }  # fmt: skip
    forgot = drawn()
    del forgot["has_draw"]
    answer = client.post(DRAFT, forgot)
    assert answer.status_code == 422
    assert "Tick this" in mistakes(answer)["has_draw"]
    assert shown(text(answer))[f"box-{GROUP}"] == said64(KEYS[GROUP])
    assert client.post(DRAFT, forgot | {"has_draw": "on"}).status_code == 302


def test_changing_groups_of_a_draft_asks_for_those_that_are_new(client):
    client.post(DRAFT, drawn())
    answer = client.post(CHANGE, drawn(groups=f"{GROUP}\nnew-group", what="groups"))
    values = shown(text(answer))
    assert values[f"places-{GROUP}"] == "120"
    assert "Places of new-group" in text(answer)
    assert f"Places of {OTHER}" not in text(answer)
    new = {"places-new-group": "7", "box-new-group": said64(b"n" * 32)}
    assert client.post(CHANGE, drawn(groups=f"{GROUP}\nnew-group", **new)).status_code == 302
    assert Round.objects.get().draw["places"] == {GROUP: 120, "new-group": 7}


def test_keys_that_the_trustee_made_without_a_draw_are_refused_with_what_to_do(client):
    client.post(DRAFT, drawn())
    answer = bring(client, "offer", make.trustee().offer(draw_seed=None))
    assert answer.status_code == 422
    assert "did not tick the draw" in text(answer)
    assert bring(client, "offer", make.trustee().offer()).status_code == 302
